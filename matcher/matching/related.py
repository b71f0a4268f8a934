"""What the notes do say beside a matter they are silent on: the drugs in use, the diseases of the same class, results of the same panel.

Where silence is taken for absence, these are the places that would have named the matter: a reader checks them first.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of, kinds
from matcher.matching.unmapped import is_unmapped, matter_of
from matcher.notes.types import Fact
from matcher.terms import vocabulary
from matcher.terms.types import ROOTS
from matcher.trials.types import Atom

if TYPE_CHECKING:
    from matcher.matching.case import Case

_WIDEST = 550
"""Members of a class that still says something of what is in it; wider ones ("disease") relate everything to everything."""
_MOST = 3
_MOST_PROBLEMS = 6
_TAKEN = frozenset({"active", "stopped", "held"})
_NO_MEDICINES = ("oxygen", "home oxygen", "contrast agent", "blood product")
"""What is given and stands in no list of medicines: beside it no other drug would be named."""
_HISTORY_SECTIONS = frozenset({"history", "problem list", "past medical history"})
_ENUMERATED = 2
"""Diseases of the past in one sentence that make it a list of them: any other would stand there too."""


def related_facts(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """Facts of a patient that a reader would check where the notes are silent on a matter, the nearest first, at most three.

    Args:
        atom: a disease, drug, procedure or value no note mentions; of questions to women, age and sex say whether they apply.
    """
    about_illness = atom.type in ("other", "condition") and is_unmapped(atom) and _names_no_matter(atom)
    key = ("illness", ()) if about_illness else (atom.type, atom.concepts)
    known = case.index.related.get(key)
    if known is None:
        known = case.index.related[key] = _problems(case) if about_illness else _related(atom, case)
    return known


def _related(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """By the atom's type and concepts alone."""
    match atom.type:
        case "exposure":
            return _drugs(atom, case)
        case "measurement":
            return _about_the_value(atom, case)
        case "reproductive":
            return _one_a_sentence([fact for name in ("age", "sex") for fact in case.index.by_type.get(name, ())])
    if atom.type != "condition":
        return _of_the_class(atom, case)
    if values := _told_of(atom, case):
        return values
    return _of_the_class(atom, case) or (_past_history(case) if _is_a_disease(atom) else ())


def near_facts(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """The same without what is near only because it is a drug too, what the criterion leaves out, and the trial's own disease."""
    own = (*atom.excludes, *case.trial_conditions)
    return tuple(
        fact
        for fact in related_facts(atom, case)
        if not is_kind_of(fact.concept, own)
        and (atom.type != "exposure" or _distance(atom.concepts, fact.concept) <= _WIDEST)
    )


def _names_no_matter(atom: Atom) -> bool:
    """Whether text is about illness as such ("another diagnosis", "any other condition")."""
    matter = matter_of(atom)
    return matter.nature == "noted" and not matter.stems


def _problems(case: Case) -> tuple[Fact, ...]:
    """What the patient is said to have, a sentence each: any other illness would stand beside it."""
    claims = [claim for found in case.index.about.values() for claim in found]
    told = [c.fact for c in claims if c.says == "yes" and c.fact.type == "condition" and not c.drawn]
    return _one_a_sentence(sorted(told, key=lambda fact: (fact.note_id, fact.start)), _MOST_PROBLEMS)


def _is_a_disease(atom: Atom) -> bool:
    """Whether a history would list it: complaints of the day are no part of one."""
    return any(is_kind_of(concept, ("disease",)) for concept in atom.concepts)


def _past_history(case: Case) -> tuple[Fact, ...]:
    """The places where the diseases of a patient's past are listed, a sentence each."""
    sentences: dict[tuple[str, tuple[int, int]], list[Fact]] = {}
    for fact in case.index.by_type.get("condition", ()):
        if fact.historical and not (fact.negated or fact.uncertain or fact.hypothetical or fact.family):
            sentences.setdefault((fact.note_id, fact.sentence), []).append(fact)
    listed = [
        facts[0]
        for facts in sentences.values()
        if len({fact.concept for fact in facts}) >= _ENUMERATED or facts[0].section in _HISTORY_SECTIONS
    ]
    return tuple(sorted(listed, key=lambda fact: (fact.note_id, fact.start))[:_MOST])


def _drugs(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """The denial of all drugs, else the drugs taken: nearest in class first, one a sentence."""
    denied = [
        claim.fact for concept in atom.concepts for claim in case.index.claims_above(concept) if claim.says == "no"
    ]
    if denied:
        return tuple(denied[:1])
    facts = [
        fact
        for fact in case.index.by_type.get("exposure", ())
        if not (fact.negated or fact.hypothetical or fact.uncertain)
        and (fact.status is None or fact.status in _TAKEN)
        and is_kind_of(fact.concept, ("drug", *atom.concepts))
        and not is_kind_of(fact.concept, _NO_MEDICINES)
    ]
    ranked = sorted(facts, key=lambda fact: _distance(atom.concepts, fact.concept))
    return _one_a_sentence(ranked)


def _of_the_class(atom: Atom, case: Case) -> tuple[Fact, ...]:
    facts = [
        (distance, number, fact)
        for number, fact in enumerate(case.index.by_type.get(atom.type, ()))
        if (distance := _distance(atom.concepts, fact.concept)) <= _WIDEST and not fact.hypothetical
    ]
    return _one_a_sentence([fact for _, _, fact in sorted(facts, key=lambda entry: entry[:2])])


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """By the first of some pairs all of the second, each once, in their order."""
    found: dict[str, dict[str, None]] = {}
    for first, second in pairs:
        found.setdefault(first, {})[second] = None
    return {first: tuple(seconds) for first, seconds in found.items()}


@cache
def _deciding_values() -> dict[str, tuple[str, ...]]:
    """By condition, the measurements that would decide it (`tables/implications.tsv`)."""
    limits = (row for row in rows("implications") if any(sign in row["when"] for sign in "<>"))
    return _grouped((row["implies"], row["if"]) for row in limits)


def _told_of(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """The newest measurements that would decide a condition and do not: a blood pressure where nobody speaks of shock."""
    found = [
        values[0]
        for concept in atom.concepts
        for analyte in _deciding_values().get(concept, ())
        if (values := case.index.values(analyte))
    ]
    return _one_a_sentence(found)


@cache
def _told_by_value() -> dict[str, tuple[str, ...]]:
    """By analyte, the conditions its values decide (`tables/implications.tsv`): "hypertension" speaks of blood pressure."""
    return _grouped((row["if"], row["implies"]) for row in rows("implications") if row["then"] != "no")


@cache
def _reported_with() -> dict[str, tuple[str, ...]]:
    """By analyte, those reported in one panel with it (`tables/panels.tsv`)."""
    panels = _grouped((row["panel"], row["member"]) for row in rows("panels")).values()
    return _grouped((name, other) for together in panels for name in together for other in together if other != name)


def _about_the_value(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """Conditions a value decides, else the newest results of what is reported with it."""
    index = case.index
    named = [
        claim.fact
        for name in atom.concepts
        for condition in _told_by_value().get(name, ())
        for claim in index.under.get(condition, ())
        if claim.says in ("yes", "no", "maybe")
    ]
    beside = [
        values[0]
        for name in atom.concepts
        for other in _reported_with().get(name, ())
        if (values := index.values(other))
    ]
    return _one_a_sentence(named or beside)


def _one_a_sentence(facts: list[Fact], most: int = _MOST) -> tuple[Fact, ...]:
    return tuple({(fact.note_id, fact.sentence): fact for fact in reversed(facts)}.values())[::-1][:most]


def _distance(concepts: tuple[str, ...], other: str) -> int:
    """How wide the narrowest class is that holds a concept together with one of others."""
    return min((_narrowest(concept, other) for concept in concepts), default=_WIDEST + 1)


@lru_cache(maxsize=50_000)
def _narrowest(concept: str, other: str) -> int:
    members = vocabulary().members
    shared = (kinds(concept) & kinds(other)) - ROOTS
    return min((len(members(name)) for name in shared), default=_WIDEST + 1)

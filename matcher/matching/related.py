"""What the notes do say beside a matter they are silent on: the drugs in use, the diseases of the same class.

Where silence is taken for absence, these are the places that would have named the matter: a reader checks them first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.matching.ontology import kinds
from matcher.notes.types import Fact
from matcher.terms import vocabulary
from matcher.trials.types import Atom

if TYPE_CHECKING:
    from matcher.matching.case import Case

_WIDEST = 500
"""Members of a class that still says something of what is in it; wider ones ("disease") relate everything to everything."""
_MOST = 3
_TAKEN = frozenset({"active", "stopped", "held"})


def related_facts(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """Facts of a patient that a reader would check before taking a matter as absent, the nearest first, at most three.

    Args:
        atom: a disease, drug or procedure no note mentions.
    """
    if atom.type == "exposure":
        return _drugs(atom, case)
    return _of_the_class(atom, case)


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
        if not (fact.negated or fact.hypothetical or fact.uncertain) and (fact.status is None or fact.status in _TAKEN)
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


def _one_a_sentence(facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple({(fact.note_id, fact.sentence): fact for fact in reversed(facts)}.values())[::-1][:_MOST]


def _distance(concepts: tuple[str, ...], other: str) -> int:
    """How wide the narrowest class is that holds a concept together with one of others."""
    return min((_narrowest(concept, other) for concept in concepts), default=_WIDEST + 1)


@lru_cache(maxsize=50_000)
def _narrowest(concept: str, other: str) -> int:
    members = vocabulary().members
    return min((len(members(name)) for name in kinds(concept) & kinds(other)), default=_WIDEST + 1)

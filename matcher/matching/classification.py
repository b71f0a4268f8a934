"""Classification criteria: said to be met, or reached by the points of the findings listed.

Source of the points: Aringer M, Costenbader K, Daikh D, et al. 2019 European League Against Rheumatism/American College of
Rheumatology classification criteria for systemic lupus erythematosus. Ann Rheum Dis 2019;78:1151-1159.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from matcher.matching.case import Case
from matcher.matching.index import Claim
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.outcome import Outcome
from matcher.matching.qualities import quality_is
from matcher.matching.values import analyte_of, place, possible
from matcher.matching.weighing import Scales, facts_of, weigh
from matcher.notes.types import Fact
from matcher.text.roman import roman_numeral
from matcher.trials.types import Atom, Bounds

LUPUS = "systemic lupus erythematosus"
CRITERIA = "sle classification criteria"
SCORE = "eular/acr 2019 score"
ENTRY = "antinuclear antibody"
CLASS = "lupus nephritis class"
BIOPSY = "kidney biopsy"
_ENOUGH = 10
_ENTRY_TITRE = 80.0
_LEAST_TITRE = 20
"""A smaller number of an ANA is no titre but an index or an intensity, of which only the words tell."""
_MET = frozenset({"criteria met", "criteria fulfilled", "classification criteria"})
_CLASS = re.compile(r"\bclass(?:es)?\s+((?:[IV]+|[1-6])(?:\s*(?:\+|/|and|or|&)\s*(?:[IV]+|[1-6]))*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the criteria."""

    domain: str
    clinical: bool
    points: int
    how: str
    concept: str
    values: frozenset[str]


@cache
def _items() -> tuple[Item, ...]:
    return tuple(
        Item(r["domain"], r["kind"] == "clinical", int(r["points"]), r["how"], r["concept"], cell_set(r["value"]))
        for r in rows("classification")
    )


def judge_classification(atom: Atom, case: Case) -> Outcome:
    """Whether a patient fulfils the classification criteria of a disease.

    Said in words or by a score; for SLE also where the findings listed reach 10 points beside a positive ANA. The bare diagnosis
    is no answer.
    """
    scales = Scales()
    for claim in case.index.claims((*atom.concepts, CRITERIA)):
        _sort(claim, scales)
    lupus = any(is_kind_of(concept, (LUPUS,)) for concept in atom.concepts)
    if lupus:
        _add_score(scales, case)
    if lupus and not scales.yes and not scales.no and _is_settled(case):
        reached = points(case)
        if reached is not None:
            total, facts = reached
            values = {"points": total}
            return Outcome(atom, "true", "derived", facts, reason="classification.points", values=values)
    outcome = weigh(atom, scales, "classification")
    outcome.mentioned = outcome.truth == "unknown"
    return outcome


def _sort(claim: Claim, scales: Scales) -> None:
    met = claim.concept == CRITERIA or not _MET.isdisjoint(claim.fact.qualifiers)
    match claim.says:
        case "yes" if met:
            scales.yes.append(claim)
        case "no" if met or claim.concept == LUPUS:
            scales.no.append(claim)
        case "maybe":
            scales.maybe.append(claim)
        case _:
            scales.aside.append(claim)


def _add_score(scales: Scales, case: Case) -> None:
    for fact in case.index.values(SCORE)[:1]:
        values = possible(fact)
        position = "open" if values is None else place(values, Bounds(lower=float(_ENOUGH)))
        claim = Claim(fact, CRITERIA, "yes" if position == "in" else "no", case.index.day_of(fact))
        {"in": scales.yes, "out": scales.no, "open": scales.maybe}[position].append(claim)


def _is_settled(case: Case) -> bool:
    """Whether the diagnosis is made, not suspected: findings count only where nothing else explains them better."""
    claims = [claim for claim in case.index.claims((LUPUS,)) if claim.concept == LUPUS or claim.says == "yes"]
    made = any(claim.says == "yes" and not claim.weak for claim in claims)
    return made and not any(claim.says in ("maybe", "no") and claim.concept == LUPUS for claim in claims)


def points(case: Case) -> tuple[int, tuple[Fact, ...]] | None:
    """The points of the findings in the notes with the facts behind them; None below 10 or without entry criterion."""
    entry = _entry(case)
    if entry is None:
        return None
    best: dict[str, tuple[int, Item, tuple[Fact, ...]]] = {}
    for item in _items():
        facts = _found(item, case)
        if facts and item.points > best.get(item.domain, (0,))[0]:
            best[item.domain] = (item.points, item, facts)
    total = sum(entry_points for entry_points, _, _ in best.values())
    if total < _ENOUGH or not any(item.clinical for _, item, _ in best.values()):
        return None
    counted = sorted(best.values(), key=lambda entry: -entry[0])
    grounds = (entry, *(fact for _, _, found in counted for fact in found[:2]))
    return total, tuple({fact.fact_id: fact for fact in grounds}.values())


def _entry(case: Case) -> Fact | None:
    """A positive ANA, at a titre of 1:80 or more where one is given."""
    for fact in case.index.values(ENTRY):
        if fact.negated or fact.uncertain:
            continue
        values = possible(fact)
        if values is not None and fact.value is not None and fact.value >= _LEAST_TITRE:
            if place(values, Bounds(lower=_ENTRY_TITRE)) == "in":
                return fact
        elif quality_is(fact, "positive", analyte_of(ENTRY), case.person).position == "in":
            return fact
    return None


def _found(item: Item, case: Case) -> tuple[Fact, ...]:
    match item.how:
        case "condition":
            return facts_of(claim for claim in case.index.claims((item.concept,)) if claim.says == "yes")
        case "class":
            said = [c.fact for c in case.index.claims((item.concept, BIOPSY)) if c.says == "yes"]
            scored = [fact for fact in case.index.values(CLASS) if not fact.negated and not fact.uncertain]
            return tuple(fact for fact in (*said, *scored) if not item.values.isdisjoint(_classes(fact, case)))
        case _:
            analyte = analyte_of(item.concept)
            wanted = item.how
            return tuple(
                fact
                for fact in case.index.values(item.concept)
                if not fact.uncertain and quality_is(fact, wanted, analyte, case.person).position == "in"
            )


def _classes(fact: Fact, case: Case) -> set[str]:
    """Histological classes a fact about lupus nephritis or a biopsy speaks of."""
    text = f"class {fact.stage}" if fact.stage else case.index.sentence(fact)
    found: set[str] = set()
    for match in _CLASS.finditer(text):
        found.update(
            roman_numeral(int(word)) if word.isdigit() else word.upper()
            for word in re.findall(r"[IV]+|[1-6]", match.group(1), re.IGNORECASE)
        )
    return found

"""Diseases of relatives, where a criterion asks for them: whose they are, and how near a relative."""

from __future__ import annotations

import re
from functools import cache

from matcher.matching.case import Case
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import kinds
from matcher.matching.outcome import Outcome
from matcher.matching.weighing import Scales, weigh
from matcher.matching.windows import Position
from matcher.text.patterns import alternation
from matcher.trials.types import Atom

FAMILY = "family history"
_FIRST_DEGREE = re.compile(
    r"\b(?:first[- ]degree|1st[- ]degree|immediate family|parents?\b|siblings?\b)", re.IGNORECASE
)
_CLAUSE = re.compile(r"[.;]")


def judge_family(atom: Atom, case: Case) -> Outcome:
    """Whether a relative of the patient has, or had, a condition; "in a first-degree relative" asks for parents, siblings and children."""
    scales = Scales()
    near = _FIRST_DEGREE.search(atom.text) is not None
    for claim in case.index.claims(atom.concepts):
        if claim.says != "relative" or claim.fact.uncertain:
            scales.aside.append(claim)
        elif claim.fact.negated:
            # That a kind of it is denied of relatives leaves other kinds open.
            (scales.no if claim.concept in atom.concepts else scales.aside).append(claim)
        else:
            target: dict[Position, list[Claim]] = {"in": scales.yes, "open": scales.maybe, "out": scales.aside}
            target[_first_degree(claim, case) if near else "in"].append(claim)
    classes = {name for concept in atom.concepts for name in kinds(concept)} - set(atom.concepts)
    scales.no += [
        claim
        for name in sorted(classes)
        for claim in case.index.about.get(name, ())
        if claim.says == "relative" and claim.fact.negated
    ]
    return weigh(atom, scales, "condition")


def _first_degree(claim: Claim, case: Case) -> Position:
    """Whether the relative that stands nearest before a disease, in its clause, is a parent, a sibling or a child."""
    fact = claim.fact
    pattern, degrees = _relatives()
    sentence = case.index.sentence(fact)
    place = fact.start - fact.sentence[0]
    opening = max((found.end() for found in _CLAUSE.finditer(sentence, 0, place)), default=0)
    named = list(pattern.finditer(sentence, opening, place)) or list(pattern.finditer(sentence, place))[:1]
    if not named:
        return "open"
    return "in" if degrees[named[-1][0].casefold()] == "1" else "out"


@cache
def _relatives() -> tuple[re.Pattern[str], dict[str, str]]:
    degrees = {word: row["degree"] for row in rows("relatives") for word in row["words"].split("|")}
    return re.compile(rf"(?<!\w){alternation(degrees)}(?!\w)", re.IGNORECASE), degrees

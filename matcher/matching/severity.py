"""Criteria on how bad a disease is, where the notes name the disease and say nothing of that.

A note that lists hypertension among what a patient is known to have, and nowhere calls it severe, would have said so. This holds for
diseases that are carried along, not for what brings the patient today, and for none that is grave by itself.
"""

from __future__ import annotations

from functools import cache

from matcher.matching.case import Case
from matcher.matching.complaints import is_complaint
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.qualifying import inherently_severe, status_words
from matcher.terms.types import ROOTS
from matcher.trials.types import Atom

_DEGREES = frozenset({"severe", "uncontrolled", "unstable", "limiting"})
_GRAVE_WORDS = frozenset(
    {
        "severe", "moderate", "grade 3", "grade 4", "grade 5", "life-threatening", "critical", "massive", "fulminant", "uncontrolled",
        "poorly controlled", "unstable", "decompensated", "worsening", "progressive", "refractory", "relapsed", "flare", "metastatic",
        "exacerbation", "advanced", "acute", "symptomatic",
    }
)  # fmt: skip


def says_nothing_of_degree(atom: Atom, case: Case) -> bool:
    """Whether the notes would have told the degree an atom asks for, and do not.

    Args:
        atom: a condition that is mentioned, and open.
    """
    if atom.type != "condition" or not atom.concepts:
        return False
    above = bool(atom.bounds) and all(bound.lower is not None for bound in atom.bounds)
    if _DEGREES.isdisjoint(atom.qualifiers) and not above:
        return False
    claims = case.index.claims(atom.concepts)
    named = [claim for claim in claims if claim.says == "yes" and not claim.drawn]
    if not named or any(_is_open(claim, case) or _is_grave(claim) for claim in claims):
        return False
    wide = ROOTS.issuperset(atom.concepts)
    return all(_is_carried_along(claim) or (wide and is_complaint(claim.fact, claim.concept)) for claim in named)


def has_grave_disease(case: Case) -> bool:
    """Whether a patient has, or may have, a disease that is grave by itself or said to be so."""
    return any(_is_open(claim, case) or _is_grave(claim) for claims in case.index.about.values() for claim in claims)


def _is_carried_along(claim: Claim) -> bool:
    """Whether a disease is told as known before, and nothing is told of how it stands."""
    return claim.fact.historical and claim.fact.severity is None and claim.fact.stage is None


def _is_open(claim: Claim, case: Case) -> bool:
    """Whether a disease is suspected; a drug that is mostly given for one adds nothing where it is named."""
    if claim.says != "maybe":
        return False
    return not claim.drawn or not any(said.says == "yes" for said in case.index.about[claim.concept])


def _is_grave(claim: Claim) -> bool:
    if claim.says != "yes":
        return False
    if is_kind_of(claim.concept, (*_grave(), *inherently_severe())):
        return True
    return not _GRAVE_WORDS.isdisjoint(status_words(claim.fact))


@cache
def _grave() -> tuple[str, ...]:
    return tuple(row["concept"] for row in rows("grave_conditions")) + tuple(
        row["concept"] for row in rows("acute_conditions")
    )

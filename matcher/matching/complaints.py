"""Complaints and signs, which are no disease by themselves."""

from __future__ import annotations

from functools import cache

from matcher.matching.denials import EVER, ROOT
from matcher.matching.index import Claim
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.ontology import is_kind_of
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_FINDING = "symptom or sign"


@cache
def _complaints() -> dict[str, frozenset[str]]:
    return {row["concept"]: cell_set(row["words"]) for row in rows("complaints")}


def is_complaint(fact: Fact, concept: str) -> bool:
    """Whether a finding is a complaint or sign, and no disease by itself (`tables/complaints.tsv`)."""
    if is_kind_of(concept, (_FINDING,)):
        return True
    words = _complaints().get(concept)
    return words is not None and (not words or any(word in fact.text.casefold() for word in words))


def is_no_hint(atom: Atom, claim: Claim) -> bool:
    """Whether a complaint of today hints at nothing asked for: "any serious illness", "history of neurological disorders"."""
    if claim.concept in atom.concepts or not is_complaint(claim.fact, claim.concept):
        return False
    of_the_past = not EVER.isdisjoint(atom.qualifiers) and not claim.fact.historical
    return ROOT in atom.concepts or of_the_past


def is_mere_finding(atom: Atom, claim: Claim) -> bool:
    """Whether a symptom stands for a class of diseases: "spasticity" for "neurological disorder"."""
    if claim.concept in atom.concepts or not is_complaint(claim.fact, claim.concept):
        return False
    asked = [concept for concept in atom.concepts if is_kind_of(claim.concept, (concept,))]
    return not any(is_kind_of(concept, (_FINDING,)) or concept in _complaints() for concept in asked)

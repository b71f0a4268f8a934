"""What a hint points at when the notes name it: "diabetes" beside "type 2 diabetes", a drug beside the disease it is given for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import kinds

if TYPE_CHECKING:
    from matcher.matching.case import Case


@cache
def _exclusive() -> dict[str, frozenset[str]]:
    """By class, its kinds of which a patient has one (`tables/exclusive_kinds.tsv`)."""
    found: dict[str, set[str]] = {}
    for row in rows("exclusive_kinds"):
        found.setdefault(row["class"], set()).add(row["kind"])
    return {name: frozenset(kinds_) for name, kinds_ in found.items()}


def is_accounted_for(claim: Claim, asked: Iterable[str], case: Case) -> bool:
    """Whether a class is mentioned of which the notes name another kind than is asked for: then it hints at none of the others.

    A kind that is over does not say what a present one is.
    """
    exclusive = _exclusive().get(claim.concept)
    if exclusive is None:
        return False
    own = {kind for concept in asked for kind in kinds(concept) & exclusive}
    present = claim.fact.ongoing is not False and not claim.fact.historical
    return bool(own) and any(
        other.says == "yes"
        and not other.drawn
        and kinds(other.concept) & exclusive - own
        and not (present and (other.fact.ongoing is False or (other.fact.historical and not other.fact.ongoing)))
        for other in case.index.under.get(claim.concept, ())
    )


def is_given_for_another(claim: Claim, case: Case) -> bool:
    """Whether a drug or finding that hints at a disease hints at another, too, which the notes say the patient has."""
    drawn = {
        other.concept
        for claims in case.index.about.values()
        for other in claims
        if other.drawn and other.fact is claim.fact and other.concept not in kinds(claim.concept)
    }
    return any(
        other.says == "yes" and not other.drawn for concept in drawn for other in case.index.under.get(concept, ())
    )

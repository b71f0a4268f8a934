"""Complaints that are acute or chronic by how long they have lasted (`tables/lasting.tsv`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from matcher.matching.circumstances import said_for
from matcher.matching.knowledge import rows
from matcher.matching.ontology import kinds
from matcher.notes.types import Fact

if TYPE_CHECKING:
    from matcher.matching.case import Case


class _Limits(NamedTuple):
    concept: str
    acute_below: float
    chronic_from: float


@cache
def _limits() -> tuple[_Limits, ...]:
    return tuple(
        _Limits(row["concept"], float(row["acute_below"] or 0), float(row["chronic_from"] or "inf"))
        for row in rows("lasting")
    )


def _limits_of(concept: str) -> _Limits | None:
    classes = kinds(concept)
    return next((limits for limits in _limits() if limits.concept in classes), None)


def is_short(fact: Fact, concept: str, case: Case) -> bool:
    """Whether a complaint began so lately that it is called acute."""
    limits = _limits_of(concept)
    if limits is None or not limits.acute_below or fact.historical:
        return False
    least, most = said_for(fact, case)
    return least > 0 and most < limits.acute_below


def is_long(fact: Fact, concept: str, case: Case) -> bool:
    """Whether a complaint has lasted so long that it is called chronic."""
    limits = _limits_of(concept)
    return limits is not None and fact.ongoing is not False and said_for(fact, case)[0] >= limits.chronic_from

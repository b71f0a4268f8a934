"""Childbirth of the last weeks, after which a woman is not pregnant."""

from __future__ import annotations

import datetime as dt

from matcher.matching.case import Case
from matcher.matching.index import Claim, event_span
from matcher.matching.undated import TODAY, told_back
from matcher.notes.types import Fact

_BIRTHS = ("vaginal delivery", "cesarean section")
_NOT_PREGNANT_DAYS = 28
"""Within so many days after a birth a woman is reasonably certain not to be pregnant (CDC, US Selected Practice Recommendations for
Contraceptive Use 2024; the first ovulation is no earlier than day 25: Jackson and Glasier 2011)."""


def recent_births(case: Case) -> tuple[Fact, ...]:
    """Births that surely lie in the last four weeks before the screening date, in a note without date before the day of the note."""
    return tuple(
        claim.fact
        for claim in case.index.claims(_BIRTHS)
        if claim.says == "yes" and not claim.drawn and _is_recent(claim, case)
    )


def _is_recent(claim: Claim, case: Case) -> bool:
    back = told_back(claim.fact, case)
    if back is not None:
        return _within(back.first, back.last, TODAY)
    span = event_span(claim)
    return case.as_of is not None and _within(span.first, span.last, case.as_of)


def _within(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    return first is not None and last is not None and last <= day and (day - first).days <= _NOT_PREGNANT_DAYS

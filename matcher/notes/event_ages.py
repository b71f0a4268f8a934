"""Events told by the age of the patient: "stroke at age 5", "diabetes since age 11", "age at diagnosis 11"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from matcher.notes.view import FactDraft, NoteView

_AT_AGE = re.compile(
    r"[^.;\n]{0,12}?\b(?:age(?:\s+(?:at|of)\s+(?:dx|diagnosis|onset))?|age\s+of|aged)\s*:?\s*(?P<years>\d{1,2})(?![\w/%-]|\.\d)",
    re.IGNORECASE,
)
_OF_EVENTS = frozenset({"condition", "procedure", "exposure"})
_LONG_AGO = 3
"""Years from where on the calendar year is told well enough by two ages: it may be wrong by half a year."""
_YEAR = 365.25


def date_by_age(note: NoteView, drafts: Sequence[FactDraft]) -> None:
    """Gives events that are told by the patient's age the year they were in, where the note tells the age today.

    Args:
        note: with a day to count from.
        drafts: of the note; those without a date of their own are dated.
    """
    anchor = note.anchor
    today = None if anchor is None else _age_on(anchor, drafts)
    if anchor is None or today is None:
        return
    for draft in drafts:
        if (
            draft.type not in _OF_EVENTS
            or draft.date_precision not in ("none", "note")
            or draft.negated
            or draft.family
        ):
            continue
        match = _AT_AGE.match(note.clean, draft.end)
        if match is None or _stands_between(draft, match.start("years"), drafts):
            continue
        years = round(today - float(match["years"]))
        if years >= _LONG_AGO:
            draft.date, draft.date_precision = dt.date(anchor.year - years, 1, 1), "year"


def _age_on(day: dt.date, drafts: Sequence[FactDraft]) -> float | None:
    for draft in drafts:
        if draft.type != "age" or draft.family or draft.negated:
            continue
        if draft.concept == "date of birth" and draft.date is not None:
            return (day - draft.date).days / _YEAR
        if draft.value is not None and draft.unit == "year":
            return draft.value
    return None


def _stands_between(draft: FactDraft, end: int, drafts: Sequence[FactDraft]) -> bool:
    return any(draft.end <= other.start < end and other.type in _OF_EVENTS for other in drafts)

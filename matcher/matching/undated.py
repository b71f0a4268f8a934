"""Notes without any date, in which events are told from the day of the note: "2 years earlier", "three weeks ago"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from matcher.matching.windows import Span, Stretch, frame_of, span_of
from matcher.notes.types import Fact
from matcher.text.characters import normalise
from matcher.text.times import find_times, resolve
from matcher.trials.types import Window

if TYPE_CHECKING:
    from matcher.matching.case import Case

TODAY = dt.date(2001, 1, 1)
"""Stands for the unknown day of the note; nothing is shown with it. Windows and events are both counted back from it."""
_REACH = 40
_PRECISIONS = ("day", "month", "year")
_TOLD = ("day", "month")
_UNKNOWN = object()


def told_back(fact: Fact, case: Case, kinds: tuple[str, ...] = ("relative", "duration")) -> Span | None:
    """When a fact of an undated note was, counted from `TODAY`; None where its sentence gives no time near it.

    Args:
        kinds: of times that are looked at; a duration tells when it began.
    """
    note = case.index.notes.get(fact.note_id)
    if note is None or note.date is not None or fact.date is not None:
        return None
    start, end = fact.sentence
    text = normalise(note.text)
    nearest: tuple[int, Span] | None = None
    for time in find_times(text, max(start, fact.start - _REACH), min(end, fact.end + _REACH)):
        if time.kind not in kinds:
            continue
        when = resolve(time, TODAY)
        if when.date is None or when.date > TODAY or when.precision not in _PRECISIONS:
            continue
        distance = time.start - fact.end if time.start >= fact.end else fact.start - time.end + 1
        if nearest is None or distance < nearest[0]:
            nearest = distance, span_of(when.date, when.precision)
    return None if nearest is None else nearest[1]


def was_before(when: Span | Stretch, window: Window, case: Case) -> bool:
    """Whether something in an undated note lies before a window: no screening is before the newest day the note tells of."""
    newest = _newest_day(case)
    if newest is None or window.side == "after" or window.comparator not in ("<", "<="):
        return False
    return when.position_in(Span(frame_of(window, newest).first, None)) == "out"


def _newest_day(case: Case) -> dt.date | None:
    """The newest day on which something is said to have been found or done."""
    known = case.patient._cache.get("newest day", _UNKNOWN)
    if known is _UNKNOWN:
        days = [
            fact.date
            for fact in case.patient.facts
            if fact.date is not None and fact.date_precision in _TOLD and not (fact.hypothetical or fact.family)
        ]
        known = case.patient._cache["newest day"] = max(days, default=None)
    return known if isinstance(known, dt.date) else None

"""Where a date known more or less exactly lies in a window counted back from the screening date."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from matcher.trials.types import Duration, Window

Position = Literal["in", "out", "open"]

DAYS_IN = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
"""Mean days of a unit of time (Gregorian calendar)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days between which something lies or lasts, both included; None where a side is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def position_in(self, frame: Span) -> Position:
        """Whether one day somewhere in this span surely lies in the frame, surely not, or cannot be told.

        >>> day = dt.date
        >>> Span(day(2025, 2, 1), day(2025, 2, 28)).position_in(Span(day(2025, 2, 10), None))
        'open'
        """
        if _after(self.first, frame.last) or _after(frame.first, self.last):
            return "out"
        starts_in = frame.first is None or (self.first is not None and self.first >= frame.first)
        ends_in = frame.last is None or (self.last is not None and self.last <= frame.last)
        return "in" if starts_in and ends_in else "open"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lasted: it began on a day in `start` and ended on a day in `end`."""

    start: Span
    end: Span

    def position_in(self, frame: Span) -> Position:
        """Whether any of it surely lies in the frame, surely none, or cannot be told."""
        if _after(self.start.first, frame.last) or _after(frame.first, self.end.last):
            return "out"
        begun = frame.last is None or (self.start.last is not None and self.start.last <= frame.last)
        still = frame.first is None or (self.end.first is not None and self.end.first >= frame.first)
        return "in" if begun and still else "open"

    def days(self) -> tuple[float, float]:
        """The least and the most days it can have lasted."""
        least = 0.0
        if self.start.last is not None and self.end.first is not None:
            least = max(0.0, float((self.end.first - self.start.last).days))
        most = float("inf")
        if self.start.first is not None and self.end.last is not None:
            most = float((self.end.last - self.start.first).days)
        return least, most


def _after(a: dt.date | None, b: dt.date | None) -> bool:
    return a is not None and b is not None and a > b


def span_of(date: dt.date | None, precision: str) -> Span:
    """The days a date of some precision can mean: a day, the days of a month or a year.

    >>> span_of(dt.date(2024, 2, 1), "month").last
    datetime.date(2024, 2, 29)
    """
    if date is None or precision == "none":
        return Span()
    if precision == "month":
        return Span(date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1]))
    if precision == "year":
        return Span(date.replace(month=1, day=1), date.replace(month=12, day=31))
    return Span(date, date)


def shifted(date: dt.date, amount: float, unit: str) -> dt.date:
    """A date moved by some units of time; whole months and years by the calendar, days of the month cut to its end.

    >>> shifted(dt.date(2025, 3, 31), -1, "month")
    datetime.date(2025, 2, 28)
    """
    try:
        if unit in ("month", "year") and float(amount).is_integer():
            months = date.year * 12 + date.month - 1 + int(amount) * (12 if unit == "year" else 1)
            year, month = divmod(months, 12)
            return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
        return date + dt.timedelta(days=round(amount * DAYS_IN[unit]))
    except (ValueError, OverflowError):
        return dt.date.min if amount < 0 else dt.date.max


def frame_of(window: Window, as_of: dt.date) -> Span:
    """The days a window covers, counted from the screening date.

    "Within 4 weeks before" ends on the screening date and has its first day included; "more than 4 weeks before" is open at its
    beginning. A window with an anchor alone is all that came before it, or all that comes after.
    """
    if window.amount is None or window.unit is None:
        return Span(as_of, None) if window.side == "after" else Span(None, as_of)
    day = dt.timedelta(days=1)
    if window.side == "after":
        limit = shifted(as_of, window.amount, window.unit)
        return Span(limit, None) if window.comparator in (">", ">=") else Span(as_of, limit)
    limit = shifted(as_of, -window.amount, window.unit)
    if window.comparator in (">", ">="):
        return Span(None, limit - day if window.comparator == ">" else limit)
    first = limit + day if window.comparator == "<" else limit
    if window.side == "around":
        return Span(first, shifted(as_of, window.amount, window.unit))
    return Span(first, as_of)


def is_future(window: Window) -> bool:
    """Whether a window lies ahead ("during the study", "planned within 4 weeks after")."""
    return window.side == "after"


_ENTRY = frozenset(
    {"baseline", "screening", "enrollment", "randomization", "first dose", "consent", "study start", "inclusion"}
)


def is_entry(window: Window) -> bool:
    """Whether a window is the moment of entering the study ("at baseline", "at screening"), and so the present."""
    return window.amount is None and window.side == "around" and window.anchor in _ENTRY


def is_washout(window: Window) -> bool:
    """Whether a window asks for distance ("at least 4 weeks before"), not for nearness."""
    return window.side == "before" and window.amount is not None and window.comparator in (">", ">=")


def lasted(least: float, most: float, duration: Duration) -> Position:
    """Whether something of `least` to `most` days meets a duration ("in"), does not ("out"), or may ("open")."""
    limit = duration.amount * DAYS_IN[duration.unit]
    slack = 0.5 if duration.unit in ("day", "week") else 1.5  # months differ in length by up to three days
    if duration.comparator in (">", ">="):
        if least > limit - slack if duration.comparator == ">=" else least > limit:
            return "in"
        return "out" if (most <= limit if duration.comparator == ">" else most < limit - slack) else "open"
    if duration.comparator in ("<", "<="):
        if most <= limit + slack if duration.comparator == "<=" else most < limit:
            return "in"
        return "out" if (least >= limit if duration.comparator == "<" else least > limit + slack) else "open"
    return "in" if least == most == limit else "out" if most < limit or least > limit else "open"

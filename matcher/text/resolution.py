"""Time expressions set against a date."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from matcher.text.expressions import TimeExpression, TimeUnit

Precision = Literal["day", "month", "year", "none"]
Prefer = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Interval:
    """The days on which something can have happened or begun.

    Attributes:
        earliest, latest: first and last possible day; None where that side is open or nothing is known.
        precision: how exactly the day is known.
        end: for ranges and "until", the days on which it can have ended.
        ongoing: said to go on until the note ("since", "to date").
        nominal: the day the words name when read exactly ("3 months ago"), where that is not `earliest`.
    """

    earliest: dt.date | None
    latest: dt.date | None
    precision: Precision
    end: Interval | None = None
    ongoing: bool = False
    nominal: dt.date | None = None

    @property
    def date(self) -> dt.date | None:
        """The day to name it by: the day itself, the first of a month or year, the day counted back to."""
        return self.nominal or self.earliest


NOTHING = Interval(None, None, "none")


def resolve(
    expression: TimeExpression,
    anchor: dt.date | None,
    *,
    prefer: Prefer = "past",
    previous: dt.date | None = None,
    event: dt.date | None = None,
) -> Interval:
    """The calendar days an expression means.

    A date without a year is the newest such date not after the anchor, or with `prefer="future"` the next one not before it.
    A duration is taken to end at the anchor (or, with "future", to begin there; "in 3 weeks" is then 3 weeks later): its interval is the start. "3 months ago"
    is exact to half a month either way, "2 years ago" to half a year; days and weeks are taken as said; "a few" and its like from
    half to double; "more than 5 years ago" is open to the past and keeps 5 years ago as its `date`.

    Args:
        expression: from `find_times`.
        anchor: the date of the note, or None where it is not known; then only full dates resolve.
        prefer: "future" for what is planned or scheduled.
        previous: the time said before, for "two days later" and "the same day"; None gives no answer for these.
        event: the day of the event that the words after it name, for "2 weeks after transplant"; None gives no answer.
    """
    match expression.kind:
        case "range":
            return _range(expression, anchor, prefer, previous, event)
        case "since" if expression.first is not None:
            begun = resolve(expression.first, anchor, prefer=prefer, previous=previous, event=event)
            return replace(begun, ongoing=expression.open_ended)
        case "until" if expression.last is not None:
            return Interval(
                None, None, "none", end=resolve(expression.last, anchor, prefer=prefer, previous=previous, event=event)
            )
        case "date":
            return _date(expression, anchor, prefer)
        case "relative" | "duration":
            origin = {"previous": previous, "event": event}.get(expression.anchor or "", anchor)
            return _relative(expression, origin, prefer)
    return NOTHING


def _range(
    expression: TimeExpression, anchor: dt.date | None, prefer: Prefer, previous: dt.date | None, event: dt.date | None
) -> Interval:
    if expression.first is None or expression.last is None:
        return NOTHING
    last = resolve(expression.last, anchor, prefer=prefer, previous=previous, event=event)
    if expression.first.kind == "relative":
        first = resolve(expression.first, anchor, prefer=prefer, previous=previous, event=event)
    else:
        # The first end of "11/20 to 02/10" is the newest before the last one.
        first = resolve(expression.first, last.latest or anchor)
    return replace(first, end=last)


def _date(expression: TimeExpression, anchor: dt.date | None, prefer: Prefer) -> Interval:
    year, month, day = expression.year, expression.month, expression.day
    if expression.weekday is not None:
        if anchor is None:
            return NOTHING
        step = (anchor.weekday() - expression.weekday) % 7
        date = anchor - dt.timedelta(step) if prefer == "past" else anchor + dt.timedelta(-step % 7)
        return Interval(date, date, "day")
    if year is None:
        if anchor is None or (month is None and expression.season is None):
            return NOTHING
        year = _nearest_year(expression, anchor, prefer)
        if year is None:
            return NOTHING
    return _of_year(expression, year, day)


def _of_year(expression: TimeExpression, year: int, day: int | None) -> Interval:
    month = expression.month or expression.season
    if not 1 <= year <= 9997:
        return NOTHING
    if month is None:
        first, last = dt.date(year, 1, 1), dt.date(year + expression.years - 1, 12, 31)
        return _part(expression, first, last, "year")
    if expression.season:
        # Winter begins in December of its year and ends with February of the next.
        last_year, last_month = (year, month + 2) if month < 11 else (year + 1, month - 10)
        last_day = calendar.monthrange(last_year, last_month)[1]
        return Interval(dt.date(year, month, 1), dt.date(last_year, last_month, last_day), "month")
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return _part(expression, dt.date(year, month, 1), dt.date(year, month, length), "month")
    if day > length:
        return NOTHING
    date = dt.date(year, month, day)
    return Interval(date, date, "day")


def _part(expression: TimeExpression, first: dt.date, last: dt.date, precision: Precision) -> Interval:
    """The early, middle or late third of a month or year."""
    if expression.part is None:
        return Interval(first, last, precision)
    third = (last - first) / 3
    index = {"early": 0, "mid": 1, "late": 2}[expression.part]
    bounds = [first, first + third, first + 2 * third, last]
    return Interval(bounds[index], bounds[index + 1], precision)


def _nearest_year(expression: TimeExpression, anchor: dt.date, prefer: Prefer) -> int | None:
    years = range(anchor.year, anchor.year - 9, -1) if prefer == "past" else range(anchor.year, anchor.year + 9)
    for year in years:
        found = _of_year(expression, year, expression.day)
        if found.earliest is None or found.latest is None:
            continue
        if (found.earliest <= anchor) if prefer == "past" else (found.latest >= anchor):
            return year
    return None


def _relative(expression: TimeExpression, origin: dt.date | None, prefer: Prefer) -> Interval:
    if origin is None:
        return NOTHING
    if expression.shift is not None:
        return _shifted(expression, origin)
    if expression.amount is None or expression.unit is None:
        return NOTHING
    forward = expression.direction == "after" or (expression.direction is None and prefer == "future")
    if expression.direction is None and forward and expression.lead != "in":
        return Interval(origin, origin, "day")
    precision = _amount_precision(expression.unit)
    sign = 1 if forward else -1
    nominal = _add(origin, sign * expression.amount, expression.unit)
    least, most = _amounts(expression)
    near = _add(origin, sign * least, expression.unit)
    far = _add(origin, sign * most, expression.unit) if most is not None else None
    if nominal is None or near is None:
        return NOTHING
    if expression.window:
        edge = far or near
        return Interval(min(origin, edge), max(origin, edge), precision)
    margin = dt.timedelta(_MARGINS.get(expression.unit, 0))
    if expression.direction is None and expression.unit == "month" and least == most:
        margin = dt.timedelta(0)
    if forward:
        return Interval(near - margin, far + margin if far else None, precision, nominal=nominal)
    return Interval(far - margin if far else None, min(near + margin, origin), precision, nominal=nominal)


_MARGINS = {"month": 15, "year": 182}


def _amounts(expression: TimeExpression) -> tuple[float, float | None]:
    """The least and the most that an amount can mean; None for no upper limit."""
    amount = expression.amount or 0.0
    if expression.comparator in (">", ">="):
        return amount, None
    if expression.comparator in ("<", "<="):
        return 0.0, amount
    if expression.approx and expression.amount_high is None:
        return amount / 2, amount * 2
    return amount, expression.amount_high or amount


def _amount_precision(unit: TimeUnit) -> Precision:
    return "month" if unit == "month" else "year" if unit == "year" else "day"


def _shifted(expression: TimeExpression, origin: dt.date) -> Interval:
    """ "last month", "this year", "last March", "last Thursday", "yesterday"."""
    shift = expression.shift or 0
    if expression.month is not None or expression.season is not None:
        return _named_shift(expression, origin, shift)
    if expression.weekday is not None:
        step = (origin.weekday() - expression.weekday) % 7
        date = origin - dt.timedelta(step or 7 if shift < 0 else step)
        date = date if shift <= 0 else origin + dt.timedelta((expression.weekday - origin.weekday()) % 7 or 7)
        return Interval(date, date, "day")
    match expression.unit:
        case "year":
            return _of_year(expression, origin.year + shift, None)
        case "month":
            first = _add(origin.replace(day=1), shift, "month") or origin
            return _part(expression, first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month")
        case "week":
            monday = origin - dt.timedelta(origin.weekday()) + dt.timedelta(7 * shift)
            last = monday + dt.timedelta(6)
            return Interval(monday, min(last, origin) if shift == 0 else last, "day")
        case _:
            date = origin + dt.timedelta(shift)
            return Interval(date, date, "day")


def _named_shift(expression: TimeExpression, origin: dt.date, shift: int) -> Interval:
    """ "last March" is the newest March that is over, "this spring" the one of this year, "next June" the one to come."""
    for year in range(origin.year + 1, origin.year - 3, -1) if shift <= 0 else range(origin.year, origin.year + 3):
        found = _of_year(expression, year, None)
        if found.earliest is None or found.latest is None:
            continue
        if (
            (shift < 0 and found.latest < origin)
            or (shift == 0 and found.earliest <= origin)
            or (shift > 0 and found.earliest > origin)
        ):
            return found
    return NOTHING


def _add(date: dt.date, amount: float, unit: TimeUnit) -> dt.date | None:
    """The date so much later (or earlier); the day of the month is kept where the month has it."""
    try:
        if unit in ("month", "year"):
            months = amount * (12 if unit == "year" else 1)
            whole = int(months // 1)
            index = date.year * 12 + date.month - 1 + whole
            year, month = divmod(index, 12)
            moved = dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
            return moved + dt.timedelta(round((months - whole) * 30))
        days = amount * {"week": 7, "day": 1, "hour": 1 / 24, "minute": 0}[unit]
        return date + dt.timedelta(round(days))
    except (ValueError, OverflowError):
        return None

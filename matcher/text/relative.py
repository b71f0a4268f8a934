"""Times counted from something else, and durations: "3 weeks ago", "x18 mo", "last March", "POD 4"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.text.dates import Part, months, time_words
from matcher.text.expressions import Limit, TimeExpression, TimeUnit, amount_of, time_units
from matcher.text.patterns import squeezed
from matcher.text.relative_grammar import comparators_before, finder, frequency, lead

_LOOK_BACK = 40
# Day 1 is the day of admission itself, day 0 that of the operation or birth.
_FIRST_DAY = {"surgery": 0, "birth": 0, "admission": 1, "start": 1}
_COUNTED_FROM = (
    (re.compile(r"p\.?p\.?d|postpartum|dol|day of life", re.IGNORECASE), "birth"),
    (re.compile(r"p\.?o\.?d|post", re.IGNORECASE), "surgery"),
    (re.compile(r"h\.?d|hosp", re.IGNORECASE), "admission"),
)
_SHIFTS = {"last": -1, "the previous": -1, "next": 1, "the next": 1, "the following": 1}
_SMALLER = {("year", "month"): 12, ("week", "day"): 7, ("day", "hour"): 24, ("month", "week"): 4}
_FEWEST_PLURAL = 2.0


def find_relative(text: str, start: int, end: int) -> Iterator[TimeExpression]:
    """Relative times and durations of a stretch of normalised text."""
    position = start
    while match := finder().search(text, position, end):
        expression = _read(text, match, start)
        # What follows the words used is read again: "one month, two years ago" are two expressions.
        unread = match.end("unit") if match["span"] else match.end()
        position = unread if expression is None else max(expression.end, match.start() + 1)
        if expression is not None:
            yield expression


def _read(text: str, match: re.Match[str], start: int) -> TimeExpression | None:
    first, last = match.span()
    if match["word"]:
        shift = int(time_words("day")[squeezed(match["word"])])
        return TimeExpression(first, last, "relative", unit="day", shift=shift, anchor="note")
    if match["feast"]:
        if text[match.start("feast")].islower() and "new year" not in match["feast"].lower():
            return None
        month, day = time_words("feast")[squeezed(match["feast"])].split("-")
        return TimeExpression(first, last, "date", month=int(month), day=int(day))
    if match["window"] or match["window_one"]:
        return _window(match)
    if match["calendar"]:
        return _calendar(match)
    if match["weekday"]:
        if not match["weekday"][0].isupper() or match[0].endswith("s"):
            return None
        return TimeExpression(first, last, "date", weekday=int(time_words("weekday")[match["weekday"].lower()]))
    if match["count"]:
        return _count(match)
    if match["plural"]:
        unit = time_units()[match["plural"].lower()][0]
        return TimeExpression(
            first,
            last,
            "relative",
            amount=_FEWEST_PLURAL,
            unit=unit,
            direction="before",
            anchor="note",
            approx=True,
            comparator=">=",
        )
    return _span(text, match, start)


def _unit(word: str) -> tuple[TimeUnit, int]:
    return time_units()[word.lower().rstrip(".")]


def _window(match: re.Match[str]) -> TimeExpression | None:
    few = time_words("few")
    if match["window"]:
        amount, approx = amount_of(match["w_amount"], few)
        high = amount_of(match["w_high"], few)[0] if match["w_high"] else None
        past, unit_word, before = match["past"], match["w_unit"], match["window_lead"] or match["bare_lead"]
    else:
        amount, approx, high = 1.0, False, None
        past, unit_word, before = match["one_past"] or match["only_past"], match["o_unit"], match["one_lead"]
    if amount is None:
        return None
    unit, times = _unit(unit_word)
    return TimeExpression(
        match.start(),
        match.end(),
        "relative",
        amount=amount * times,
        amount_high=high and high * times,
        unit=unit,
        direction="after" if time_words("past")[past.lower()] == "after" else "before",
        anchor="note",
        window=True,
        lead=before.lower() if before else None,
        approx=approx,
    )


def _calendar(match: re.Match[str]) -> TimeExpression:
    which, word = squeezed(match["which"]), match["calendar"].lower()
    part: Part | None = time_words("part")[squeezed(match["part"])] if match["part"] else None  # type: ignore[assignment]
    place = TimeExpression(
        match.start(),
        match.end(),
        "relative",
        shift=_SHIFTS.get(which, 0),
        anchor="previous" if which.startswith("the ") else "note",
        part=part,
    )
    if word in time_words("season"):
        return replace(place, season=int(time_words("season")[word]), unit="year")
    if word in time_words("weekday"):
        return replace(place, weekday=int(time_words("weekday")[word]), unit="week")
    if word in months():
        return replace(place, month=months()[word], unit="year")
    return replace(place, unit="week" if word == "weekend" else time_units()[word][0])


def _count(match: re.Match[str]) -> TimeExpression | None:
    counter = match["counter"]
    name = next((name for pattern, name in _COUNTED_FROM if pattern.match(counter)), "start")
    if name == "admission" and counter[0].islower() and counter.lower().startswith("hd"):
        return None
    unit: TimeUnit = "week" if counter.lower() == "week" else "day"
    amount = max(int(match["number"]) - _FIRST_DAY[name], 0)
    certain = name != "start" or unit == "day"
    return TimeExpression(
        match.start(),
        match.end(),
        "relative",
        amount=float(amount),
        unit=unit,
        direction="before",
        anchor=name,
        certain=certain,
    )


def _span(text: str, match: re.Match[str], start: int) -> TimeExpression | None:
    first = match.start("span")
    before = text[max(start, first - _LOOK_BACK) : first]
    amount, approx = amount_of(match["amount"], time_words("few"))
    if amount is None or match["old"] or frequency().search(before):
        return None
    unit, times = _unit(match["unit"])
    high = amount_of(match["high"], time_words("few"))[0] if match["high"] else None
    if match["and_half"]:
        amount += 0.5
    joined = _added(amount, unit, match) if match["amount2"] else None
    apart = bool(match["amount2"]) and joined is None
    if joined is not None:
        amount, unit = joined
    expression = TimeExpression(
        first,
        match.end("unit") if apart else match.end("span"),
        "duration",
        amount=amount * times,
        amount_high=high and high * times,
        unit=unit,
        approx=approx,
        comparator=">=" if match["plus"] else None,
    )
    if apart:
        return _with_lead(expression, before)
    placed = _placed(_limited(expression, before), match)
    if placed is not None:
        return placed
    led = _with_lead(expression, before)
    if led.certain:
        return led
    if match["history"] or match["hyphened"]:
        return replace(led, end=match.end(), lead="history", certain=True)
    if match["amount"].lower() in ("a", "an"):
        return None
    return replace(led, certain=bool(match["what"]))


def _placed(expression: TimeExpression, match: re.Match[str]) -> TimeExpression | None:
    """The expression counted from the anchor that the words after it say, None where they say none."""
    end = match.end()
    if match["ago"]:
        anchor = time_words("ago")[squeezed(match["ago"])]
        return replace(expression, end=end, kind="relative", direction="before", anchor=anchor)
    if match["later"]:
        anchor = time_words("later")[squeezed(match["later"])]
        return replace(expression, end=end, kind="relative", direction="after", anchor=anchor)
    if match["side"]:
        before = match["side"].lower() in ("before", "prior to", "preceding")
        return replace(expression, end=end, kind="relative", direction="before" if before else "after", anchor="event")
    if match["into"]:
        return replace(expression, end=end, kind="relative", direction="before", anchor="note", certain=False)
    return None


def _limit(words: str | None) -> Limit | None:
    return comparators_before().get(squeezed(words)) if words else None  # type: ignore[return-value]


def _limited(expression: TimeExpression, before: str) -> TimeExpression:
    """ "More than 5 years ago": the limit belongs to the expression."""
    found = lead().search(before)
    limit = _limit(found["limit"]) if found else None
    if limit is None and found and found["lead"] and found["lead"].lower() == "over":
        return replace(expression, comparator=">", start=expression.start - (len(before) - found.start("lead")))
    if limit is None or found is None:
        return expression
    return replace(expression, comparator=limit, start=expression.start - (len(before) - found.start("limit")))


def _with_lead(expression: TimeExpression, before: str) -> TimeExpression:
    """A duration with the preposition and the limit before it; without either it is not certain."""
    found = lead().search(before)
    if found is None:
        return replace(expression, certain=False)
    limit = _limit(found["limit"]) or expression.comparator
    word = found["lead"].lower() if found["lead"] and (found["gap"] or found["lead"] in "x×X") else None
    if word is None and limit is None:
        return replace(expression, certain=False)
    begin = found.start("lead") if word else found.start("limit") if found["limit"] else len(before)
    return replace(
        expression,
        start=expression.start - (len(before) - begin),
        lead="x" if word == "×" else word,
        comparator=limit,
        certain=word is not None,
    )


def _added(amount: float, unit: TimeUnit, match: re.Match[str]) -> tuple[float, TimeUnit] | None:
    """ "1 year and 3 months" as 15 months; None where the second is no finer part of the first."""
    second, _ = amount_of(match["amount2"], {})
    smaller, _ = _unit(match["unit2"])
    per = _SMALLER.get((unit, smaller))
    return None if per is None or second is None else (amount * per + second, smaller)

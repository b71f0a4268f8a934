"""Lengths of time as windows, durations and limits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.text.times import TimeSpan
from matcher.trials.types import Bounds, Comparator, Duration, Window

LOWER_SAID = re.compile(r"\b(?:at least|minimum|more|longer|over|greater|least)\b|[>≥]", re.IGNORECASE)
_UPPER_SAID = re.compile(
    r"\b(?:at most|maximum|less|shorter|up to|not more|no more|no longer|not longer)\b|[<≤]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Between(Window):
    """A window with two limits while the tree is built: "1 to 6 months before". The tree has two windows for it.

    Attributes:
        least: the nearer limit; `amount` is the farther one.
        explicit: each limit has a word or sign of its own ("at least 1 and at most 6 months", "between 1 and 6 months").
    """

    least: float | None = None
    least_comparator: Comparator = ">="
    explicit: bool = False

    @property
    def nearer(self) -> Window:
        """The nearer limit alone."""
        return Window(self.least_comparator, self.least, self.unit, self.side, self.anchor, self.text)

    @property
    def farther(self) -> Window:
        """The farther limit alone."""
        return Window(self.comparator, self.amount, self.unit, self.side, self.anchor, self.text)


def window_of(span: TimeSpan, text: str) -> Window:
    """A stretch of time beside an anchor as a window.

    "2 to 4 weeks before", "at least 2 and at most 4 weeks before" have two limits; "within 2 to 4 weeks" has the farther one.
    """
    side = span.side or "before"
    lower, upper = LOWER_SAID.search(text), _UPPER_SAID.search(text)
    if span.amount_high is None or (lower and not upper):
        return Window(span.comparator, span.amount, span.unit, side, span.anchor, text)
    if span.comparator not in (">", ">="):
        return Window("<=", span.amount_high, span.unit, side, span.anchor, text)
    explicit = bool(lower) or " and " in text
    return Between(
        "<=", span.amount_high, span.unit, side, span.anchor, text, span.amount, span.comparator, explicit=explicit
    )


def duration_of(span: TimeSpan, text: str) -> Duration | None:
    """A length of time; None for "5 half-lives"."""
    if span.amount is None or span.unit is None:
        return None
    return Duration(span.comparator, span.amount, span.unit, text)


def length_bounds(span: TimeSpan) -> Bounds:
    """A length of time as a limit."""
    if span.amount_high is not None:
        return Bounds(span.amount, True, span.amount_high, True, span.unit)
    match span.comparator:
        case ">" | ">=":
            return Bounds(lower=span.amount, lower_inclusive=span.comparator == ">=", unit=span.unit)
        case "<" | "<=":
            return Bounds(upper=span.amount, upper_inclusive=span.comparator == "<=", unit=span.unit)
    return Bounds(span.amount, True, span.amount, True, span.unit)


def reaches_further(window: Window, held: Window) -> bool:
    """ "At screening or in the 30 days before" goes back 30 days."""
    return held.amount is None and held.side != "after" and window.amount is not None and window.side == "before"

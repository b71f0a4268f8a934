"""Dates, numbers and limits in words, and the sentences of `tables/reasons.tsv`."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from matcher.matching.knowledge import rows
from matcher.matching.values import analyte_of, unit_of
from matcher.notes.types import Fact
from matcher.trials.types import Bounds

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WITHOUT_UNIT = frozenset({"", "1"})
_POWER = re.compile(r"^(?:[x×*]\s*)?10\s*\^")
_TITRES = frozenset({"titer", "titre"})


@cache
def sentences() -> dict[str, dict[str, str]]:
    """The rows of the table of sentences by key."""
    return {row["key"]: row for row in rows("reasons")}


def template(key: str) -> str:
    """The sentence of a key.

    Raises:
        KeyError: the table has no such key.
    """
    return sentences()[key]["sentence"]


def date_words(date: dt.date | None, precision: str = "day") -> str:
    """A date no one can read two ways: "14 May 2025", "May 2025", "2025".

    >>> date_words(dt.date(2025, 5, 14)), date_words(dt.date(2025, 5, 1), "month")
    ('14 May 2025', 'May 2025')
    """
    if date is None:
        return ""
    if precision == "year":
        return str(date.year)
    month = _MONTHS[date.month - 1]
    return f"{month} {date.year}" if precision == "month" else f"{date.day} {month} {date.year}"


def on_day(date: dt.date | None, precision: str = "day") -> str:
    """A date with its preposition: "on 14 May 2025", "in May 2025", "in 2025"; "" without one."""
    if date is None:
        return ""
    return f"{'in' if precision in ('month', 'year') else 'on'} {date_words(date, precision)}"


def number_words(value: float) -> str:
    """A number without needless digits.

    >>> number_words(2.0), number_words(1.39499), number_words(0.004)
    ('2', '1.395', '0.004')
    """
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def bounds_words(bounds: tuple[Bounds, ...]) -> str:
    """Bounds as a reader expects them: "≥ 80 g/L", "≤ 2 × ULN", "18 to 65 years"."""
    return " or ".join(_bound_words(bound) for bound in bounds)


def _bound_words(bound: Bounds) -> str:
    unit = {"uln": "× ULN", "lln": "× LLN", "baseline": "× baseline"}.get(bound.relative_to, bound.unit or "")
    tail = _unit_words(unit) if unit else ""
    if bound.lower is not None and bound.upper is not None:
        return f"{number_words(bound.lower)} to {number_words(bound.upper)}{tail}"
    if bound.lower is not None:
        return f"{'≥' if bound.lower_inclusive else '>'} {number_words(bound.lower)}{tail}"
    if bound.upper is not None:
        return f"{'≤' if bound.upper_inclusive else '<'} {number_words(bound.upper)}{tail}"
    return tail.strip()


def _unit_words(unit: str) -> str:
    """A unit as it follows a number: " g/L", "%", " × 10^9/L"."""
    return unit if unit == "%" else f" {_POWER.sub('× 10^', unit)}"


def limit_words(bound: Bounds) -> str:
    """A limit said aloud, without its unit: "more than 1", "at most 2"."""
    if bound.lower is not None and bound.upper is not None:
        return f"{number_words(bound.lower)} to {number_words(bound.upper)}"
    if bound.lower is not None:
        return f"{'at least' if bound.lower_inclusive else 'more than'} {number_words(bound.lower)}"
    if bound.upper is not None:
        return f"{'at most' if bound.upper_inclusive else 'less than'} {number_words(bound.upper)}"
    return "a dose"


def value_words(fact: Fact) -> str:
    """A result as a reader expects it: "10.4 g/dL" with the unit a bare number of its size has, "negative"."""
    if fact.value is None:
        return fact.quality or fact.text
    high = f"–{number_words(fact.value_high)}" if fact.value_high is not None else ""
    unit = fact.unit or unit_of(fact, analyte_of(fact.concept)) or ""
    if unit in _TITRES:
        return f"{fact.comparator or ''}1:{number_words(fact.value)}"
    tail = "" if unit in _WITHOUT_UNIT else _unit_words(unit)
    return f"{fact.comparator or ''}{number_words(fact.value)}{high}{tail}"

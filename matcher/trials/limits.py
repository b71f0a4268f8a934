"""Numbers as bounds: quantities, numerals of scales, runs of allowed values."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.text.quantities import Quantity
from matcher.trials.drafts import Draft
from matcher.trials.items import Item
from matcher.trials.types import Bounds, Duration

_SECOND = re.compile(r"/ ?(?P<second>\d{2,3})(?!\d| ?m?[LlgG]\b) ?(?P<unit>mm ?Hg)?")
"""The second number of a blood pressure, where it was read as part of the unit."""


def bounds_of(quantity: Quantity, unit: str | None = None) -> Bounds:
    """The limit a quantity states. A number without comparator is an exact value, a range its ends."""
    relative = quantity.multiplier or "value"
    if quantity.unit and (stroke := _SECOND.match(quantity.unit)):
        quantity = replace(quantity, unit=stroke["unit"])
    said = None if quantity.multiplier else (quantity.unit or unit)
    value, comparator = quantity.value, quantity.comparator
    if quantity.value_high is not None:
        # "2 to < 12": the comparator before the range belongs to its lower end.
        return Bounds(value, comparator != ">", quantity.value_high, True, said, relative)
    match comparator:
        case ">":
            return Bounds(lower=value, lower_inclusive=False, unit=said, relative_to=relative)
        case ">=":
            return Bounds(lower=value, unit=said, relative_to=relative)
        case "<":
            return Bounds(upper=value, upper_inclusive=False, unit=said, relative_to=relative)
        case "<=":
            return Bounds(upper=value, unit=said, relative_to=relative)
    return Bounds(value, True, value, True, said, relative)


def turn_outside(drafts: list[Draft], items: list[Item], text: str) -> None:
    """ "Sodium outside 130-150 mmol/L" is below the one or above the other, in place.

    Args:
        drafts: leaves of a word group with their limits; items: its items; text: the reading copy.
    """
    for position, item in enumerate(items):
        if item.kind != "word" or "outside" not in (item.value, item.said(text)):
            continue
        passed = ("filler", "word", "mark", "comparator") if item.value == "outside" else ("filler",)
        ahead = next((other for other in items[position + 1 :] if other.kind not in passed), None)
        if ahead is None or ahead.quantity is None or ahead.quantity.value_high is None:
            continue
        for draft in drafts:
            said = draft.bounds[0] if len(draft.bounds) == 1 and draft.type == "measurement" else None
            if said is None or said.lower is None or said.upper is None or draft.second is not None:
                continue
            item.used = True
            draft.bounds = [replace(said, lower=None, lower_inclusive=True, upper=said.lower, upper_inclusive=False)]
            draft.second = replace(said, lower=said.upper, lower_inclusive=False, upper=None, upper_inclusive=True)


def compared(bounds: Bounds, comparator: str) -> Bounds:
    """An exact value with a comparator that stands apart from it ("greater than stage 3", "class II or higher")."""
    if not is_exact(bounds):
        if comparator in (">=", ">") and bounds.lower is not None:
            return replace(bounds, upper=None)
        return bounds
    if comparator in (">", ">="):
        return replace(bounds, lower_inclusive=comparator == ">=", upper=None)
    return replace(bounds, upper_inclusive=comparator == "<=", lower=None)


_RATED = re.compile(r"\b(?P<rated>better|worse)\b", re.IGNORECASE)


def rated(bounds: Bounds, said: str, higher_is: str) -> Bounds:
    """ "ECOG 2 or better" is 2 at most, "Karnofsky 60 or worse" 60 at most.

    Args:
        said: the words of the limit.
        higher_is: "worse" or "better", as the scale has it; "" where that is not known.
    """
    match = _RATED.search(said)
    if match is None or not higher_is or (bounds.lower is None) == (bounds.upper is None):
        return bounds
    high = match["rated"].lower() == higher_is
    value, inclusive = bounds.lower, bounds.lower_inclusive
    if value is None:
        value, inclusive = bounds.upper, bounds.upper_inclusive
    if high:
        return replace(bounds, lower=value, lower_inclusive=inclusive, upper=None, upper_inclusive=True)
    return replace(bounds, lower=None, lower_inclusive=True, upper=value, upper_inclusive=inclusive)


def second_bounds(quantity: Quantity) -> Bounds | None:
    """The limit after the stroke of "140/90", with the comparator of the first."""
    if quantity.second is None:
        stroke = _SECOND.match(quantity.unit or "")
        if stroke is None:
            return None
        quantity = replace(quantity, second=float(stroke["second"]), unit=stroke["unit"])
    assert quantity.second is not None
    return bounds_of(replace(quantity, value=quantity.second, value_high=None, second=None))


def is_exact(bounds: Bounds) -> bool:
    """Whether a limit is one value ("ASA II")."""
    return bounds.lower is not None and bounds.lower == bounds.upper


_EITHER = re.compile(r"[IVX\dABC]+ ?(?:,|/|&|,? ?\b(?:or|and|and/or)\b) ?(?:\w+ )?[IVX\dABC]+", re.IGNORECASE)


def numeral_bounds(items: list[Item], unit: str | None, text: str) -> tuple[Bounds | None, Bounds | None]:
    """The range of a run of numerals: "II, III or IV", "I-II", "3b"; of "I or III" the one step, then the other."""
    values = [item.number for item in items if item.number is not None]
    if not values:
        return None, None
    low, high = min(values), max(values)
    if len(values) == 2 and high - low > 1 and _EITHER.fullmatch(text, items[0].start, items[-1].end):
        return Bounds(values[0], True, values[0], True, unit), Bounds(values[1], True, values[1], True, unit)
    return Bounds(low, True, high, True, unit), None


def as_duration(bounds: Bounds, text: str) -> Duration | None:
    """A limit in a unit of time as a length of time; None where it is none."""
    if bounds.unit not in ("minute", "hour", "day", "week", "month", "year"):
        return None
    if bounds.lower is not None:
        return Duration(">=" if bounds.lower_inclusive else ">", bounds.lower, bounds.unit, text)  # type: ignore[arg-type]
    assert bounds.upper is not None
    return Duration("<=" if bounds.upper_inclusive else "<", bounds.upper, bounds.unit, text)  # type: ignore[arg-type]


def combined(first: Bounds, second: Bounds) -> Bounds | None:
    """Two one-sided limits on the same thing as one ("≥ 18 and ≤ 65"), None where they do not close a range."""
    if first.relative_to != second.relative_to:
        return None
    if first.unit and second.unit and first.unit.rstrip("s") != second.unit.rstrip("s"):
        return None  # "older than 6 months and younger than 80 years"
    low = first if first.lower is not None and first.upper is None else second
    high = second if low is first else first
    if low.lower is None or low.upper is not None or high.upper is None or high.lower is not None:
        return None
    if low.lower > high.upper:
        return None
    return Bounds(
        low.lower,
        low.lower_inclusive,
        high.upper,
        high.upper_inclusive,
        low.unit or high.unit,
        low.relative_to,
    )

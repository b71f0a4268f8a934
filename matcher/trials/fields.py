"""The structured fields of a trial record: ages, sex, phase."""

from __future__ import annotations

import re
from typing import Literal

from matcher.text.roman import roman_value

Limit = tuple[float, str] | None

_UNIT = {
    "year": "year",
    "yr": "year",
    "month": "month",
    "week": "week",
    "day": "day",
    "hour": "hour",
    "minute": "minute",
}
_AMOUNT = r"(?P<{name}>\d+(?:\.\d+)?)\s*(?P<{name}_unit>years?|yrs?|months?|weeks?|days?|hours?|minutes?)?"
_RANGE = re.compile(_AMOUNT.format(name="low") + r"\s*(?:-|to|and)\s*" + _AMOUNT.format(name="high"), re.IGNORECASE)
_FROM = re.compile(
    r"(?:≥|>=|over|from|min(?:imum)?:?)\s*"
    + _AMOUNT.format(name="low")
    + "|"
    + _AMOUNT.format(name="least")
    + r"\s*(?:and (?:older|over|up)|or (?:older|over)|\+)",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:≤|<=|up to|under|max(?:imum)?:?)\s*"
    + _AMOUNT.format(name="high")
    + "|"
    + _AMOUNT.format(name="most")
    + r"\s*(?:and|or) (?:younger|under)",
    re.IGNORECASE,
)


def _unit(word: str | None) -> str:
    return _UNIT[word.lower().rstrip("s")] if word else "year"


def age(text: str | None) -> Limit:
    """An age field of a record ("18 Years", "6 Months"), or None ("N/A", absent)."""
    match = re.match(r"\s*" + _AMOUNT.format(name="age"), text or "", re.IGNORECASE)
    return (float(match["age"]), _unit(match["age_unit"])) if match else None


def age_limits(text: str) -> tuple[Limit, Limit]:
    """Lowest and highest age of a line that says nothing else ("18-65 years", "18 years and older").

    >>> age_limits("6 Months to 17 Years (Child)")
    ((6.0, 'month'), (17.0, 'year'))
    """
    line = text.strip()
    if len(line) > 60 or not re.search(r"year|yr|month|week|day|\bage", line, re.IGNORECASE):
        return None, None
    if match := _RANGE.match(line):
        high_unit = _unit(match["high_unit"])
        low_unit = _unit(match["low_unit"]) if match["low_unit"] else high_unit
        return (float(match["low"]), low_unit), (float(match["high"]), high_unit)
    if match := _FROM.match(line):
        amount = match["low"] or match["least"]
        return (float(amount), _unit(match["low_unit"] or match["least_unit"])), None
    if match := _UP_TO.match(line):
        amount = match["high"] or match["most"]
        return None, (float(amount), _unit(match["high_unit"] or match["most_unit"]))
    return None, None


def sexes(text: str | None) -> Literal["all", "female", "male"]:
    """The sex a record admits."""
    word = (text or "all").strip().lower()
    if word.startswith(("female", "women", "f")):
        return "female"
    return "male" if word in ("male", "males", "men", "m", "male only") else "all"


_PHASE = re.compile(
    r"(?P<early>early[\s_]*)?phase[\s_]*(?P<first>[0-4]|IV|I{1,3})(?:[a-c])?(?:\s*[/-]\s*(?:phase\s*)?(?P<second>[1-4]|IV|I{1,3})\b)?",
    re.IGNORECASE,
)


def phases(text: str) -> tuple[str, ...]:
    """The phases a text names, in one spelling.

    >>> phases("Phase 1/Phase 2"), phases("EARLY_PHASE1"), phases("Phase II-III")
    (('Phase 1', 'Phase 2'), ('Early Phase 1',), ('Phase 2', 'Phase 3'))
    """
    found: list[str] = []
    for match in _PHASE.finditer(text):
        for number in (match["first"], match["second"]):
            if number:
                name = ("Early " if match["early"] else "") + "Phase " + str(roman_value(number) or number)
                if name not in found:
                    found.append(name)
    return tuple(found)

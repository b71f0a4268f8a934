"""Values against the limits that tables of knowledge name: once, twice some time apart, and how far they rose."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from matcher.matching.cues import told_anew
from matcher.matching.derived import computed, exact_values, has_formula
from matcher.matching.qualities import quality_is
from matcher.matching.values import Comparison, analyte_of, compare
from matcher.notes.types import Fact
from matcher.terms.types import Analyte
from matcher.trials.types import Bounds

if TYPE_CHECKING:
    from matcher.matching.case import Case

_LIMIT = re.compile(r"(?P<sign>[<>]=?)\s*(?P<number>-?[\d.]+)\s*(?P<unit>.*)")
_RANGE = re.compile(r"(?P<low>[\d.]+)-(?P<high>[\d.]+)\s*(?P<unit>.*)")
_TWICE = re.compile(r"twice (?P<limit>.+), (?P<days>\d+) d apart")
_RISE = re.compile(r"rise (?P<amount>[\d.]+) (?P<unit>\S+) in (?P<days>\d+) d")
_TIMES, _NORMAL = "times", "uln"


class Value(NamedTuple):
    """A value that meets a limit, with the facts it was read or computed from."""

    facts: tuple[Fact, ...]
    day: dt.date | None


Finder = Callable[["Case", bool], list[Value]]
"""Gives the values of a patient that meet a limit; `passing`: every one counts, not only where the newest one meets it."""


def finder(analyte: str, when: str) -> Finder:
    """How the values that meet a limit of a table are found.

    Args:
        when: a limit (">= 5 mm", ">= 3 uln" for multiples of the upper limit of normal), a range ("5.7-6.4 %"), a quality ("low"),
            "twice <limit>, 90 d apart" or "rise 0.3 mg/dL in 2 d" ("rise 1.5 times in 7 d").
    """
    twice, rise = _TWICE.fullmatch(when), _RISE.fullmatch(when)
    if twice is not None:
        return partial(_twice, analyte, twice["limit"], int(twice["days"]))
    if rise is not None:
        return partial(_risen, analyte, float(rise["amount"]), rise["unit"], int(rise["days"]))
    return partial(_meeting, analyte, when)


@cache
def limit_of(when: str) -> tuple[Bounds, ...] | None:
    """The limit or range a table names (">= 5 mm", "5.7-6.4 %", "> 3 uln"), None for a result in words."""
    between = _RANGE.fullmatch(when)
    if between is not None:
        return (Bounds(float(between["low"]), True, float(between["high"]), True, between["unit"] or None),)
    found = _LIMIT.fullmatch(when)
    if found is None:
        return None
    sign, number, unit = found["sign"], float(found["number"]), found["unit"] or None
    relative: str = "value"
    if unit == _NORMAL:
        unit, relative = None, _NORMAL
    inclusive = sign.endswith("=")
    if sign.startswith(">"):
        return (Bounds(lower=number, lower_inclusive=inclusive, unit=unit, relative_to=relative),)  # type: ignore[arg-type]
    return (Bounds(upper=number, upper_inclusive=inclusive, unit=unit, relative_to=relative),)  # type: ignore[arg-type]


def compared(when: str, fact: Fact, analyte: Analyte | None, case: Case) -> Comparison:
    """How a value stands to a limit, a range or a result in words of a table."""
    bounds = limit_of(when)
    if bounds is None:
        return quality_is(fact, when, analyte, case.person)
    if fact.value is None and bounds[0].relative_to == "value":
        return Comparison("open")
    return compare(fact, bounds, analyte, case.person)


class _Read(NamedTuple):
    value: Value
    position: str


def _read(name: str, when: str, case: Case) -> Iterator[_Read]:
    """The values of an analyte and how each stands to a limit, the newest first; computed ones where none was measured."""
    index, analyte = case.index, analyte_of(name)
    facts = index.values(name)
    for fact in facts:
        doubtful = fact.uncertain or (fact.historical and not fact.ongoing) or told_anew(fact, index)
        position = "open" if doubtful else compared(when, fact, analyte, case).position
        yield _Read(Value((fact,), index.day_of(fact)), position)
    if not facts and has_formula(name):
        made = sorted(computed(name, case), key=lambda one: one.day or dt.date.min, reverse=True)
        for one in made:
            yield _Read(Value(one.facts, one.day), compared(when, one.as_fact, analyte, case).position)


def _meeting(name: str, when: str, case: Case, passing: bool) -> list[Value]:
    read = list(_read(name, when, case))
    if not passing and any(entry.position == "out" for entry in read if entry.value.day == read[0].value.day):
        return []
    newest = [entry for entry in read if passing or entry.value.day == read[0].value.day]
    return [entry.value for entry in newest if entry.position == "in"]


def _twice(name: str, when: str, days: int, case: Case, passing: bool) -> list[Value]:
    """The newest value and one so many days before it, where all between meet the limit as well."""
    read = [entry for entry in _read(name, when, case) if entry.value.day is not None]
    if not read:
        return []
    newest, facts = read[0].value.day, list(read[0].value.facts)
    for entry in read:
        day = entry.value.day
        if entry.position != "in" or newest is None or day is None:
            return []
        if (newest - day).days >= days:
            return [Value((*facts, *entry.value.facts), newest)]
    return []


def _risen(name: str, amount: float, unit: str, days: int, case: Case, passing: bool) -> list[Value]:
    """Pairs of values of which the later is higher by so much within so many days."""
    times = unit == _TIMES
    analyte = analyte_of(name)
    given = analyte.units[0] if times and analyte is not None and analyte.units else unit
    values = [(value, fact, case.index.day_of(fact)) for fact, value in exact_values(name, given, case)]
    found = []
    for later, fact, day in values:
        for earlier, other, before in values:
            if day is None or before is None or not 0 < (day - before).days <= days:
                continue
            if later >= earlier * amount if times else later - earlier >= amount:
                found.append(Value((fact, other), day))
                break
    return found

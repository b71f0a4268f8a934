"""Measured values against bounds: units, multiples of the limits of normal, "<" and ">" before a value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matcher.matching.misprints import settled_unit
from matcher.matching.results import is_open_result, level_of, level_of_load
from matcher.matching.types import Basis
from matcher.matching.windows import Position
from matcher.notes.types import Fact
from matcher.terms import vocabulary
from matcher.terms.analytes import reference_range
from matcher.terms.types import Analyte
from matcher.terms.units import assumed_unit, convert, is_plausible
from matcher.trials.types import Bounds

_ROUNDING = 1e-9
_CONTINUOUS = frozenset({"lab", "vital", "imaging"})
"""Kinds of measures whose values are no whole steps."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers a value can be: `low` and `high`, open where not included."""

    low: float = -math.inf
    low_in: bool = False
    high: float = math.inf
    high_in: bool = False

    def scaled(self, low: float, high: float) -> Range:
        return Range(low, self.low_in, high, self.high_in)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a value stands to what a criterion asks.

    Attributes:
        position: "in" (meets it), "out" (does not), "open" (cannot be told).
        basis: "derived" where something was computed.
        why: key of a remark for the reason: "" | "unit" (no unit, and it matters) | "implausible" | "no range" |
            "table range" | "note range" | "converted" | "misprint" (a unit read otherwise than written) | "lost sign" | "words" | "flag" | "censored" | "version" | "later value".
        limit, limit_unit: the limit in the unit of the value, where computed.
    """

    position: Position
    basis: Basis = "documented"
    why: str = ""
    limit: float | None = None
    limit_unit: str | None = None


OPEN = Comparison("open")


ADULT_YEARS = 18
"""Age from which what is published for adults holds: formulas (CKD-EPI 2021), limits, diagnostic criteria."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom reference ranges are for: "female" or "male", and the age in years; None where the notes do not say."""

    sex: str | None = None
    age: float | None = None


def possible(fact: Fact) -> Range | None:
    """The numbers a fact allows in its own unit, None without a number."""
    if fact.value is None:
        return None
    match fact.comparator:
        case "<":
            return Range(high=fact.value)
        case "<=":
            return Range(high=fact.value, high_in=True)
        case ">":
            return Range(low=fact.value)
        case ">=":
            return Range(low=fact.value, low_in=True)
    high = fact.value if fact.value_high is None else fact.value_high
    return Range(fact.value, True, high, True)


def unit_of(fact: Fact, analyte: Analyte | None) -> str | None:
    """The unit of a value: as written, else the one a bare number of its size has in practice; None where unclear."""
    if fact.unit:
        return settled_unit(fact.value, fact.unit, analyte, "note")
    return None if fact.value is None or analyte is None else assumed_unit(fact.value, analyte)


def is_impossible(fact: Fact, unit: str | None, analyte: Analyte | None) -> bool:
    """Whether no living person has such a value (a slip of the pen or of the reader)."""
    if analyte is None or fact.value is None or fact.comparator or unit is None:
        return False
    return is_plausible(fact.value, unit, analyte) is False


def converted(value: float, unit: str | None, wanted: str | None, analyte: Analyte | None) -> float | None:
    """A value in another unit; as it is where the unit is the same word."""
    return value if (unit or "") == (wanted or "") else convert(value, unit, wanted, analyte)


def compare(fact: Fact, bounds: tuple[Bounds, ...], analyte: Analyte | None, person: Person) -> Comparison:
    """A fact against one limit said in one or several units.

    A limit in the fact's own unit is used before one that needs conversion.
    """
    if is_open_result(fact):
        return OPEN
    values = possible(fact)
    unit = unit_of(fact, analyte)
    if values is not None and is_impossible(fact, unit, analyte):
        return Comparison("open", why="implausible")
    tried = [_compare_one(fact, values, unit, bound, analyte, person) for bound in bounds]
    if not tried:
        return OPEN
    return min(tried, key=lambda c: (c.position == "open", c.basis != "documented"))


def _compare_one(
    fact: Fact, values: Range | None, unit: str | None, bound: Bounds, analyte: Analyte | None, person: Person
) -> Comparison:
    if bound.relative_to == "value":
        return _against_number(fact, values, unit, bound, analyte, person)
    if bound.relative_to in ("uln", "lln"):
        return _against_normal(fact, values, unit, bound, analyte, person)
    return OPEN


def _against_number(
    fact: Fact, values: Range | None, unit: str | None, bound: Bounds, analyte: Analyte | None, person: Person
) -> Comparison:
    basis: Basis = "documented"
    why = ""
    wanted = settled_unit(_edge(bound), bound.unit, analyte, "criterion")
    if values is None:
        return _words_against_number(fact, bound, analyte, person)
    if has_lost_sign(bound, analyte):
        return Comparison("open", why="lost sign")
    if wanted is None and bound.unit is None and analyte is not None:
        # "Platelets > 150,000", "hemoglobin < 10": the unit that a number of this size is in.
        wanted = assumed_unit(_edge(bound) or 0.0, analyte) or None
    if wanted is None or (unit is None and wanted == ""):
        wanted = unit  # both bare: the same unit is meant
    if unit is None and analyte is not None and analyte.kind == "score":
        unit = wanted = wanted or ""  # a scale that may be read as per cent counts the same without the sign
    if unit is None:
        return Comparison("open", why="unit")
    if unit != wanted:
        low = converted(values.low, unit, wanted, analyte) if math.isfinite(values.low) else values.low
        high = converted(values.high, unit, wanted, analyte) if math.isfinite(values.high) else values.high
        if low is None or high is None:
            return Comparison("open", why="unit")
        if _differs(low, values.low) or _differs(high, values.high):
            basis, why = "derived", "converted"
        values = values.scaled(low, high)
    if (fact.unit and unit != fact.unit) or (bound.unit and wanted != bound.unit):
        basis, why = "derived", "misprint"
    position = place(values, bound)
    if position == "open" and fact.comparator:
        why = "censored"
    return Comparison(position, basis, why, _edge(bound), wanted)


def has_lost_sign(bound: Bounds, analyte: Analyte | None) -> bool:
    """Whether a limit is a single number of something that is never just so: "cholesterol = 200 mg/dL" was "≥" or "≤" once."""
    return (
        bound.lower is not None and bound.lower == bound.upper and analyte is not None and analyte.kind in _CONTINUOUS
    )


def _differs(a: float, b: float) -> bool:
    return math.isfinite(a) and not math.isclose(a, b, rel_tol=1e-6)


def _edge(bound: Bounds) -> float | None:
    return bound.lower if bound.lower is not None else bound.upper


def _words_against_number(fact: Fact, bound: Bounds, analyte: Analyte | None, person: Person) -> Comparison:
    """ "Creatinine normal" against a number: anything inside the limits of normal."""
    level = level_of(fact)
    if not level or level == "outside" or analyte is None:
        return OPEN
    limits = reference_range(analyte, person.sex, person.age)
    if limits is None:
        return Comparison("open", why="no range")
    low = (
        converted(limits.low, limits.unit, bound.unit or limits.unit, analyte) if limits.low is not None else -math.inf
    )
    high = (
        converted(limits.high, limits.unit, bound.unit or limits.unit, analyte) if limits.high is not None else math.inf
    )
    if low is None or high is None:
        return OPEN
    said = {"normal": Range(low, True, high, True), "high": Range(low=high), "low": Range(high=low)}[level]
    return Comparison(place(said, bound), "documented", "words", _edge(bound), bound.unit)


def _against_normal(
    fact: Fact, values: Range | None, unit: str | None, bound: Bounds, analyte: Analyte | None, person: Person
) -> Comparison:
    top = bound.relative_to == "uln"
    if values is not None and _is_multiple(fact.unit, bound.relative_to):
        return Comparison(place(values, bound), "documented", "", _edge(bound), fact.unit)
    limit = fact.reference_high if top else fact.reference_low
    why = "note range"
    if values is not None and limit is None and analyte is not None and unit is not None:
        limits = reference_range(analyte, person.sex, person.age)
        tabled = None if limits is None else limits.high if top else limits.low
        if limits is not None and tabled is not None:
            limit, why = converted(tabled, limits.unit, unit, analyte), "table range"
    if values is not None and limit is not None:
        scaled = Bounds(
            None if bound.lower is None else bound.lower * limit,
            bound.lower_inclusive,
            None if bound.upper is None else bound.upper * limit,
            bound.upper_inclusive,
        )
        position = place(values, scaled)
        if position != "open" or not level_of(fact):
            censored = "censored" if position == "open" and fact.comparator else why
            return Comparison(position, "derived", censored, _edge(scaled), unit)
    return _words_against_normal(fact, bound, values is None or limit is None, analyte)


def _is_multiple(unit: str | None, limit: str) -> bool:
    """Whether a value is itself given as a multiple of a limit of normal ("0.6 x ULN")."""
    return unit is not None and unit.casefold().strip(" x×*") == limit


def _words_against_normal(fact: Fact, bound: Bounds, without_range: bool, analyte: Analyte | None) -> Comparison:
    level = level_of(fact) or level_of_load(fact, analyte)
    top = bound.relative_to == "uln"
    if level in ("", "outside"):
        return Comparison("open", why="no range" if without_range else "")
    said = {
        ("normal", True): Range(high=1.0, high_in=True),
        ("low", True): Range(high=1.0),
        ("high", True): Range(low=1.0),
        ("normal", False): Range(low=1.0, low_in=True),
        ("high", False): Range(low=1.0),
        ("low", False): Range(high=1.0),
    }[level, top]
    return Comparison(place(said, bound), "documented", "words")


def place(values: Range, bound: Bounds) -> Position:
    """Whether all numbers of a range meet a bound ("in"), none does ("out"), or some do ("open").

    >>> place(Range(5.0, True, 5.0, True), Bounds(lower=5.0)), place(Range(low=90), Bounds(lower=30.0))
    ('in', 'in')
    """
    over = above(values, bound.lower, bound.lower_inclusive) if bound.lower is not None else "in"
    mirrored = Range(-values.high, values.high_in, -values.low, values.low_in)
    under = above(mirrored, -bound.upper, bound.upper_inclusive) if bound.upper is not None else "in"
    if "out" in (over, under):
        return "out"
    return "in" if over == under == "in" else "open"


def above(values: Range, lower: float, inclusive: bool) -> Position:
    """Whether all numbers of a range lie above a limit, none does, or some do."""
    slack = _ROUNDING * max(1.0, abs(lower))
    if values.low > lower + slack:
        return "in"
    if abs(values.low - lower) <= slack and (inclusive or not values.low_in):
        return "in"
    if values.high < lower - slack:
        return "out"
    if abs(values.high - lower) <= slack and not (inclusive and values.high_in):
        return "out"
    return "open"


def analyte_of(name: str) -> Analyte | None:
    """What the vocabulary knows of something measured."""
    return vocabulary().analyte(name)

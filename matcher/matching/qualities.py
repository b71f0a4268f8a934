"""Whether a result is positive, negative, elevated, low, normal or abnormal."""

from __future__ import annotations

from matcher.matching.results import is_open_result, level_of, level_of_load, sign_of
from matcher.matching.values import OPEN, Comparison, Person, Range, above, converted, is_impossible, possible, unit_of
from matcher.matching.windows import Position
from matcher.notes.types import Fact
from matcher.terms.analytes import reference_range
from matcher.terms.types import Analyte


def quality_is(fact: Fact, wanted: str, analyte: Analyte | None, person: Person) -> Comparison:
    """Whether a result is positive, negative, elevated, low, normal or abnormal.

    What the note says in words or flags is taken as it is; a number is held against the note's own reference range, else
    against the table's ("derived").
    """
    if is_open_result(fact):
        return OPEN
    said = _said(fact, wanted)
    if said is not None:
        return Comparison(said, "documented", "words" if fact.quality else "flag")
    values = possible(fact)
    if values is None:
        return OPEN
    unit = unit_of(fact, analyte)
    if is_impossible(fact, unit, analyte):
        return Comparison("open", why="implausible")
    low, high, why = fact.reference_low, fact.reference_high, "note range"
    if low is None and high is None:
        low, high, why = _tabled(analyte, person, unit)
    if low is None and high is None:
        load = level_of_load(fact, analyte)
        if load:
            said_so = _said_of_level(load, wanted)
            return Comparison(said_so if said_so is not None else "open", "documented", "words")
        return Comparison("open", why="no range")
    # "ref <0.08" has the limit itself outside; a printed upper limit of a range is inside. The difference never matters
    # for a value that is not the limit itself.
    over: Position = "out" if high is None else above(values, high, False)
    under: Position = "out" if low is None else above(_mirrored(values), -low, False)
    return Comparison(
        _wanted_position(wanted, over, under, low, high), "derived", why, high if over == "in" else low, unit
    )


def _mirrored(values: Range) -> Range:
    return Range(-values.high, values.high_in, -values.low, values.low_in)


def _wanted_position(wanted: str, over: Position, under: Position, low: float | None, high: float | None) -> Position:
    turned: dict[Position, Position] = {"in": "out", "out": "in", "open": "open"}
    outside: Position = "in" if "in" in (over, under) else "out" if over == under == "out" else "open"
    match wanted:
        case "positive" | "elevated":
            return over if high is not None else "open"
        case "negative":
            return turned[over] if high is not None else "open"
        case "low":
            return under if low is not None else "open"
        case "normal":
            return turned[outside]
        case "abnormal":
            return outside
    return "open"


def _said(fact: Fact, wanted: str) -> Position | None:
    sign, level = sign_of(fact.quality), level_of(fact)
    if wanted in ("positive", "negative") and sign in ("+", "-"):
        return "in" if (sign == "+") == (wanted == "positive") else "out"
    if wanted == "elevated" and sign == "+" and not level:
        return "in"
    return _said_of_level(level, wanted)


def _said_of_level(level: str, wanted: str) -> Position | None:
    match wanted:
        case "positive" | "negative":
            sign = {"high": "+", "normal": "-"}.get(level, "")
            if sign:
                return "in" if (sign == "+") == (wanted == "positive") else "out"
            return None
        case "elevated" | "low" | "normal" | "abnormal" if level:
            word = {"elevated": "high", "abnormal": "outside"}.get(wanted, wanted)
            if word == "outside":
                return "out" if level == "normal" else "in"
            if level == "outside":
                return "out" if word == "normal" else None
            return "in" if level == word else "out"
    return None


def _tabled(analyte: Analyte | None, person: Person, unit: str | None) -> tuple[float | None, float | None, str]:
    limits = None if analyte is None or unit is None else reference_range(analyte, person.sex, person.age)
    if limits is None:
        return None, None, "no range"
    low = None if limits.low is None else converted(limits.low, limits.unit, unit, analyte)
    high = None if limits.high is None else converted(limits.high, limits.unit, unit, analyte)
    return low, high, "table range"

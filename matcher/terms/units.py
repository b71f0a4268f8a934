"""Units: one way of writing each, and conversion of values between them, analyte by analyte.

Words for units stand in `tables/units.tsv`, factors come from pint with UCUM codes (ucumvert; the usual ones computed beforehand, in
`tables/factors.tsv`), rules that hold for one
analyte only (HbA1c, mEq) from `tables/conversions.tsv`. Nothing is guessed: what cannot be converted is None.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any, NamedTuple

from matcher.terms.analytes import ConversionRule, analyte_kinds, analytes, conversion_rules
from matcher.terms.types import Analyte
from matcher.terms.written_units import TABLE as _UNITS
from matcher.terms.written_units import Kind, Unit, read_unit
from matcher.text.tables import read_table

__all__ = ["assumed_unit", "canonical_unit", "convert", "fits", "is_plausible", "is_unit", "same_kind"]

# What print or habit leaves open, an analyte settles: G/L is giga (10^9) per litre for cells and grams per litre for
# proteins; a sedimentation rate of "32 mm" is in the first hour.
_SECOND_READING = {"g/L": "10^9/L", "mm": "mm/h", "10^9/L": "g/L"}


_TABLE = _UNITS.with_name("factors.tsv")
_ANNOTATION = re.compile(r"\{[^{}]*\}")


class _Line(NamedTuple):
    """to = slope × from + intercept, between units or their decimal logarithms."""

    slope: float
    intercept: float
    from_log: bool = False
    to_log: bool = False


def is_unit(text: str) -> bool:
    """Whether these words are a unit."""
    return bool(text.strip()) and read_unit(text) is not None


def canonical_unit(unit: str | None, analyte: Analyte | str | None = None) -> str | None:
    """Our writing of a unit; "" for a plain number, None for words that are no unit.

    Args:
        unit: as a note or trial has it.
        analyte: what it measures, where known: it settles writings with two meanings.

    >>> canonical_unit("x10⁹/l"), canonical_unit("K/uL"), canonical_unit("μmol/l"), canonical_unit("G/L", "platelet count")
    ('10^9/L', '10^9/L', 'umol/L', '10^9/L')
    """
    read = _read(unit, _analyte(analyte))
    return None if read is None else read.name


def same_kind(unit: str | None, other: str | None) -> bool:
    """Whether two units measure the same sort of quantity, so that a plain factor lies between them."""
    one, two = read_unit(unit), read_unit(other)
    return one is not None and two is not None and one.kind == two.kind


def fits(unit: str | None, analyte: Analyte | str) -> bool:
    """Whether a unit is one that the analyte can be reported in (mg/dL fits creatinine, kg does not)."""
    known = _analyte(analyte)
    return known is not None and (read := _read(unit, known)) is not None and _fits(read, known)


def assumed_unit(value: float, analyte: Analyte | str) -> str | None:
    """What a bare number of this size means in practice, None where it is open.

    The unit may be one of another analyte ("neutrophils 62" are per cent): see `analytes.analyte_for_unit`.

    >>> assumed_unit(9.1, "hemoglobin"), assumed_unit(91, "hemoglobin")
    ('g/dL', 'g/L')
    """
    known = _analyte(analyte)
    for unit, low, high in known.assumed_units if known is not None else ():
        if low <= value <= high:
            return unit
    if known is not None and known.units and all(unit == "" for unit in known.units):
        return ""
    return None


def is_plausible(value: float, unit: str | None, analyte: Analyte | str) -> bool | None:
    """Whether a value can be true of a person; None where nothing is known or the unit does not fit."""
    known = _analyte(analyte)
    if known is None or known.plausible is None:
        return None
    usual = convert(value, unit, known.units[0], known)
    return None if usual is None else known.plausible[0] <= usual <= known.plausible[1]


def convert(
    value: float, from_unit: str | None, to_unit: str | None, analyte: Analyte | str | None = None
) -> float | None:
    """A value in another unit.

    Args:
        value: in `from_unit`.
        from_unit, to_unit: as written; None or "" is a plain number.
        analyte: what is measured, as Analyte or preferred name; mass and moles convert only through its molar mass, and
            a unit it is never reported in does not convert at all.

    Returns:
        The value in `to_unit`, None where the units have nothing to do with one another or with the analyte.

    >>> round(convert(2.5, "mg/dL", "μmol/L", "creatinine"))
    221
    >>> convert(2.5, "mg/dL", "umol/L") is None
    True
    """
    known = analyte if analyte is None or isinstance(analyte, Analyte) else analytes().get(analyte)
    key = (from_unit, to_unit, None if known is None else known.name)
    line = _LINES.get(key, _UNSEEN)
    if line is _UNSEEN:
        line = _line_between(from_unit, to_unit, known, key)
    if line is None:
        return None
    slope, intercept, from_log, to_log = line
    if from_log or to_log:
        return _through_logarithm(value, slope, intercept, from_log, to_log)
    # 0.55 is 55 %, not 55.00000000000001 %: a limit of 55 must hold.
    return value if slope == 1.0 and not intercept else float(f"{slope * value + intercept:.12g}")


_UNSEEN: Any = object()
_LINES: dict[tuple[str | None, str | None, str | None], _Line | None] = {}
_REMEMBERED = 20000
_lock = threading.Lock()


def _analyte(analyte: Analyte | str | None) -> Analyte | None:
    return analytes().get(analyte) if isinstance(analyte, str) else analyte


def _read(unit: str | None, analyte: Analyte | None) -> Unit | None:
    read = read_unit(unit)
    if read is None or analyte is None or _fits(read, analyte):
        return read
    second = read_unit(_SECOND_READING[read.name]) if read.name in _SECOND_READING else None
    return second if second is not None and _fits(second, analyte) else read


def _fits(unit: Unit, analyte: Analyte) -> bool:
    kind = unit.kind._replace(logarithm=False)
    return kind in _kinds(analyte)


@cache
def _kinds(analyte: Analyte) -> frozenset[Kind]:
    return frozenset(kind._replace(logarithm=False) for kind in analyte_kinds(analyte))


def _line_between(
    from_unit: str | None, to_unit: str | None, analyte: Analyte | None, key: tuple[str | None, str | None, str | None]
) -> _Line | None:
    source, target = _read(from_unit, analyte), _read(to_unit, analyte)
    if source is None or target is None:
        return None
    line = _line(source, target, analyte)
    if len(_LINES) < _REMEMBERED:
        _LINES[key] = line
    return line


def _line(source: Unit, target: Unit, analyte: Analyte | None) -> _Line | None:
    if analyte is not None and not (_fits(source, analyte) and _fits(target, analyte)):
        return None
    if source.name == target.name:
        return _Line(1.0, 0.0)
    from_log, to_log = source.kind.logarithm, target.kind.logarithm
    plain = _plain_line(_unlogged(source), _unlogged(target), analyte)
    return None if plain is None else plain._replace(from_log=from_log, to_log=to_log)


def _unlogged(unit: Unit) -> Unit:
    return Unit(unit.name.removeprefix("log10 "), unit.kind._replace(logarithm=False), unit.code)


def _plain_line(source: Unit, target: Unit, analyte: Analyte | None) -> _Line | None:
    mass = analyte.molar_mass if analyte is not None else None
    if (direct := _direct(source, target, mass)) is not None:
        return direct
    for rule in conversion_rules(analyte.name) if analyte is not None else ():
        for first, last, line in _both_ways(rule):
            head, tail = _direct(source, first, mass), _direct(last, target, mass)
            if head is not None and tail is not None:
                return _chain(_chain(head, line), tail)
    return None


def _both_ways(rule: ConversionRule) -> tuple[tuple[Unit, Unit, _Line], ...]:
    one, two = read_unit(rule.from_), read_unit(rule.to)
    if one is None or two is None:  # cannot be: the table is checked as it loads
        return ()
    back = _Line(1 / rule.slope, -rule.intercept / rule.slope)
    return (one, two, _Line(rule.slope, rule.intercept)), (two, one, back)


def _chain(first: _Line, then: _Line) -> _Line:
    return _Line(then.slope * first.slope, then.slope * first.intercept + then.intercept)


def _direct(source: Unit, target: Unit, molar_mass: float | None) -> _Line | None:
    """By dimension alone, or by dimension and molar mass."""
    if source.name == target.name:
        return _Line(1.0, 0.0)
    if source.kind == target.kind:
        return _factor(source.code, target.code, None, 0)
    if molar_mass is None:
        return None
    power = _moles(source.kind) - _moles(target.kind)
    if abs(power) != 1 or _in_mass(source.kind) != _in_mass(target.kind):
        return None
    return _factor(source.code, target.code, molar_mass, power)


def _moles(kind: Kind) -> int:
    return kind.above.count("amount") - kind.below.count("amount")


def _in_mass(kind: Kind) -> Kind:
    """The kind with moles read as mass: what two kinds share that only a molar mass tells apart."""

    def swapped(side: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted("mass" if part == "amount" else part for part in side))

    return Kind(swapped(kind.above), swapped(kind.below))


@cache
def _factors() -> dict[tuple[str, str, int], _Line]:
    return {
        (row["from"], row["to"], int(row["power"])): _Line(float(row["factor"]), float(row["zero"]))
        for row in read_table(_TABLE)
    }


@cache
def _factor(source: str, target: str, molar_mass: float | None, power: int) -> _Line:
    """From the table, else from pint, which takes half a second for its first answer."""
    known = _factors().get((source, target, power))
    if known is None:
        return _computed(source, target, molar_mass, power)
    return known if molar_mass is None else _Line(float(f"{known.slope * molar_mass**power:.12g}"), 0.0)


def _computed(source: str, target: str, molar_mass: float | None, power: int) -> _Line:
    """Asks pint; both ends of a scale are asked, for degrees Celsius and Fahrenheit have different zeros."""
    with _lock:
        registry = _registry()
        start, end = (registry.from_ucum(_ANNOTATION.sub("1", code)) for code in (source, target))
        weight = registry.Quantity(molar_mass, "g/mol") ** power if molar_mass is not None else 1

        def at(value: float) -> float:
            quantity = registry.Quantity(value * start.magnitude, start.units)
            if molar_mass is not None:
                quantity = quantity * weight
            return float(quantity.to(end.units).magnitude / end.magnitude)

        zero = at(0.0)
        # pint multiplies powers of ten as floats: 1 g/dL must be 10 g/L, not 10.000000000000002.
        return _Line(float(f"{at(1.0) - zero:.12g}"), float(f"{zero:.12g}"))


@cache
def _registry() -> Any:  # ucumvert's subclass of pint's registry; neither is worth its import time before it is needed
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


def _through_logarithm(value: float, slope: float, intercept: float, from_log: bool, to_log: bool) -> float | None:
    from math import log10

    if from_log and value > 300:
        return None
    result = slope * (10.0**value if from_log else value) + intercept
    if not to_log:
        return result
    return log10(result) if result > 0 else None

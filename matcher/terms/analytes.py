"""What is measured: labs, serologies, vital signs, imaging values and scores, read from tables and checked as they load.

Tables (in `tables/`): `analytes.tsv`, `scores.tsv`, `panels.tsv` (classes of measurements), `reference_ranges.tsv`,
`conversions.tsv` (rules that hold for one analyte only).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from matcher.errors import InputError
from matcher.terms.types import Analyte, ReferenceRange
from matcher.terms.written_units import Kind, Unit, numbered_rows, read_unit, split_list

TABLES = Path(__file__).parent / "tables"
ADULT = 18.0

AnalyteKind = Literal["lab", "serology", "vital", "imaging", "score", "other"]
DIPSTICK = "dipstick"
"""Key of `analyte_for_unit` for a result in crosses ("2+"), which has no unit."""


@dataclass(frozen=True, slots=True)
class ConversionRule:
    """`to` = slope × `from_` + intercept, for one analyte; it serves both ways."""

    from_: str
    to: str
    slope: float
    intercept: float


@dataclass(slots=True)
class Measurements:
    """All tables together."""

    analytes: dict[str, Analyte] = field(default_factory=dict)
    names: list[tuple[str, str, bool]] = field(default_factory=list)
    beside_result: set[tuple[str, str]] = field(default_factory=set)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_unit: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: dict[str, list[ConversionRule]] = field(default_factory=dict)


def analytes() -> Mapping[str, Analyte]:
    """All analytes, scores and panels by preferred name."""
    return _measurements().analytes


def analyte_names() -> Iterator[tuple[str, str, bool]]:
    """Surface forms: (form, preferred name, whether it is read only in exactly that case)."""
    return iter(_measurements().names)


def names_beside_result() -> frozenset[tuple[str, str]]:
    """(Form, preferred name) of forms that name the analyte only where a value or a result stands beside them.

    "K 4.1" and "HIV neg" are measurements; "K" and "HIV" alone are not. They are among `analyte_names()` too.
    """
    return frozenset(_measurements().beside_result)


def analyte_parents(name: str) -> tuple[str, ...]:
    """The classes and panels that an analyte is named under ("complement c3" → "complement")."""
    return _measurements().parents.get(name, ())


def conversion_rules(name: str) -> tuple[ConversionRule, ...]:
    """The conversions that hold for this analyte only."""
    return tuple(_measurements().rules.get(name, ()))


def analyte_for_unit(name: str, unit: str | None) -> str:
    """The analyte that a value in this unit belongs to: neutrophils in % are no count.

    Args:
        name: preferred name of the analyte that the words say.
        unit: as written, or "dipstick" for crosses.

    >>> analyte_for_unit("neutrophil count", "%"), analyte_for_unit("24-hour urine protein", "mg/g creatinine")
    ('neutrophil percentage', 'urine protein-creatinine ratio')
    """
    others = _measurements().by_unit.get(name)
    if not others or unit is None:
        return name
    read = None if unit == DIPSTICK else read_unit(unit)
    return others.get(unit if read is None else read.name, name)


def reference_range(analyte: Analyte | str, sex: str | None = None, age: float | None = None) -> ReferenceRange | None:
    """Limits of normal of an analyte for a patient, from the table.

    Args:
        analyte: the analyte or its preferred name.
        sex: "female", "male" or None when not known.
        age: in years; None is taken as adult.

    Returns:
        The narrowest row that fits; None where there is none, or where it hangs on a sex that is not known.
    """
    known = analytes().get(analyte) if isinstance(analyte, str) else analyte
    if known is None:
        return None
    years = ADULT if age is None else age
    fitting = [
        limits
        for limits in known.ranges
        if limits.min_age <= years and (limits.max_age is None or years < limits.max_age) and limits.sex in (None, sex)
    ]
    # A row for this sex goes before one for both, a row for few years before one for many.
    return min(fitting, key=lambda r: (r.sex is None, (r.max_age or 200.0) - r.min_age), default=None)


def analyte_kinds(analyte: Analyte) -> frozenset[Kind]:
    """The kinds of unit an analyte is reported in."""
    return frozenset(_unit(unit).kind for unit in analyte.units)


@cache
def _measurements() -> Measurements:
    return load(TABLES)


def load(folder: Path) -> Measurements:
    """Reads and checks the tables of a folder.

    Raises:
        InputError: an unknown unit, a name or form twice, limits the wrong way round, readings of bare numbers that
            overlap, an unknown analyte, kind or sex; file and line are named.
    """
    found = Measurements()
    owners: dict[tuple[str, bool], str] = {}
    for file in ("analytes.tsv", "scores.tsv", "panels.tsv"):
        path = folder / file
        for line, row in numbered_rows(path):
            where = (path.name, f"line {line} ({row['name']})")
            analyte = _analyte(row, file, where)
            if analyte.name in found.analytes:
                raise InputError(*where, "the name is taken; give every analyte a name of its own")
            found.analytes[analyte.name] = analyte
            found.parents[analyte.name] = tuple(split_list(row["parents"]))
            _add_names(found, row, owners, where)
            if others := row.get("by_unit"):
                found.by_unit[analyte.name] = dict(_by_unit(entry, where) for entry in split_list(others))
    for name, targets in found.by_unit.items():
        for target in targets.values():
            if target not in found.analytes:
                raise InputError("analytes.tsv", name, f'by_unit names "{target}", which is no analyte')
    _add_ranges(found, folder / "reference_ranges.tsv")
    _add_rules(found, folder / "conversions.tsv")
    return found


def _analyte(row: Mapping[str, str], file: str, where: tuple[str, str]) -> Analyte:
    if file == "panels.tsv":
        return Analyte(name=row["name"], kind="other", source=row["source"])
    kind = "score" if file == "scores.tsv" else row["kind"]
    if kind not in get_args(AnalyteKind):
        raise InputError(*where, f'"{kind}" is no kind; use one of {", ".join(get_args(AnalyteKind))}')
    units = tuple(_known_unit(unit, where) for unit in split_list(row["units"]))
    if not units:
        raise InputError(*where, "name the units it is reported in (1 for a plain number)")
    analyte = Analyte(
        name=row["name"],
        kind=cast(AnalyteKind, kind),
        units=units,
        loinc=row["loinc"] or None,
        source=row["source"],
    )
    if file == "scores.tsv":
        lowest, highest = _number(row["lowest"], where), _number(row["highest"], where)
        if lowest >= highest:
            raise InputError(*where, "lowest must be below highest")
        if row["higher_is"] not in ("worse", "better", ""):
            raise InputError(*where, 'higher_is is "worse", "better" or empty')
        better = cast(Literal["worse", "better", ""], row["higher_is"])
        return replace(analyte, lowest=lowest, highest=highest, higher_is=better, plausible=(lowest, highest))
    mass = _number(row["molar_mass"], where) if row["molar_mass"] else None
    if mass is not None and mass <= 0:
        raise InputError(*where, "a molar mass is above 0")
    return replace(
        analyte,
        molar_mass=mass,
        plausible=_span(row["plausible"], where) if row["plausible"] else None,
        assumed_units=_assumed(row, analyte, where),
    )


def _assumed(row: Mapping[str, str], analyte: Analyte, where: tuple[str, str]) -> tuple[tuple[str, float, float], ...]:
    readings: list[tuple[str, float, float]] = []
    others = {key.split("=")[0] for key in split_list(row["by_unit"])}
    for entry in split_list(row["assumed"]):
        written, _, span = entry.rpartition(" ")
        unit = _known_unit(written, where)
        if _unit(unit).kind not in analyte_kinds(analyte) and written not in others:
            raise InputError(*where, f'a bare number cannot mean "{written}", which is no unit of this analyte')
        readings.append((unit, *_span(span, where)))
    readings.sort(key=lambda reading: reading[1])
    for (_, _, high), (_, low, _) in pairwise(readings):
        if low <= high:
            raise InputError(*where, f"two readings of a bare number overlap at {low:g}; part them")
    return tuple(readings)


def _add_names(
    found: Measurements, row: Mapping[str, str], owners: dict[tuple[str, bool], str], where: tuple[str, str]
) -> None:
    name = row["name"]
    exact = [(form, True) for form in split_list(row["exact"])]
    # Among these a form with a capital is read only as written.
    beside = [(form, form != form.lower()) for form in split_list(row["beside_result"])]
    cased = {form.lower() for form, _ in exact}
    # "egfr" listed as exact keeps the name itself from being read in "EGFR mutation".
    free = [(form, False) for form in (name, *split_list(row["synonyms"])) if form.lower() not in cased]
    for form, is_exact in dict.fromkeys([*free, *exact, *beside]):
        key = (form if is_exact else form.lower(), is_exact)
        if owners.setdefault(key, name) != name:
            raise InputError(*where, f'"{form}" already names "{owners[key]}"; one form has one meaning')
        found.names.append((form, name, is_exact))
    found.beside_result.update((form, name) for form, _ in beside)


def _by_unit(entry: str, where: tuple[str, str]) -> tuple[str, str]:
    unit, _, target = entry.partition("=")
    return (unit if unit == DIPSTICK else _known_unit(unit, where)), target


def _add_ranges(found: Measurements, path: Path) -> None:
    seen: set[tuple[str, str | None, float]] = set()
    for line, row in numbered_rows(path):
        where = (path.name, f"line {line} ({row['analyte']})")
        analyte = _owner(found, row["analyte"], where)
        limits = ReferenceRange(
            low=_number(row["low"], where) if row["low"] else None,
            high=_number(row["high"], where) if row["high"] else None,
            unit=_known_unit(row["unit"], where),
            sex=row["sex"] or None,
            source=row["source"],
            min_age=_number(row["from_age"], where),
            max_age=_number(row["to_age"], where) if row["to_age"] else None,
        )
        if limits.low is None and limits.high is None:
            raise InputError(*where, "a range needs a low or a high limit")
        if limits.low is not None and limits.high is not None and limits.low >= limits.high:
            raise InputError(*where, "low must be below high")
        if limits.max_age is not None and limits.max_age <= limits.min_age:
            raise InputError(*where, "to_age must be above from_age")
        if limits.sex not in (None, "female", "male"):
            raise InputError(*where, 'sex is "female", "male" or empty for both')
        if _unit(limits.unit).kind not in analyte_kinds(analyte):
            raise InputError(*where, f'"{row["unit"]}" is no unit of this analyte')
        if (key := (analyte.name, limits.sex, limits.min_age)) in seen:
            raise InputError(*where, "the same sex and age stand twice")
        seen.add(key)
        found.analytes[analyte.name] = replace(analyte, ranges=(*analyte.ranges, limits))


def _add_rules(found: Measurements, path: Path) -> None:
    for line, row in numbered_rows(path):
        where = (path.name, f"line {line} ({row['analyte']})")
        analyte = _owner(found, row["analyte"], where)
        ends = [_known_unit(row[end], where) for end in ("from", "to")]
        for end in ends:
            if _unit(end).kind not in analyte_kinds(analyte):
                raise InputError(*where, f'"{end}" is no unit of this analyte')
        slope = _number(row["slope"], where)
        if slope == 0:
            raise InputError(*where, "a slope of 0 converts nothing")
        rule = ConversionRule(ends[0], ends[1], slope, _number(row["intercept"], where))
        found.rules.setdefault(analyte.name, []).append(rule)


def _owner(found: Measurements, name: str, where: tuple[str, str]) -> Analyte:
    if name not in found.analytes:
        raise InputError(*where, "no analyte has this name; add it to analytes.tsv first")
    return found.analytes[name]


def _unit(name: str) -> Unit:
    unit = read_unit(name)
    assert unit is not None, "units of analytes are checked as the tables load"
    return unit


def _known_unit(written: str, where: tuple[str, str]) -> str:
    """Our writing of a unit in a table; "1" stands for a plain number."""
    unit = read_unit("" if written == "1" else written)
    if unit is None:
        raise InputError(*where, f'the unit "{written}" is not known; add it to units.tsv or mend it')
    return unit.name


def _number(text: str, where: tuple[str, str]) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(*where, f'"{text}" is no number') from None


def _span(text: str, where: tuple[str, str]) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    if not dots:
        raise InputError(*where, f'write the limits "{text}" as low..high')
    limits = (_number(low, where), _number(high, where))
    if limits[0] >= limits[1]:
        raise InputError(*where, f'low is not below high in "{text}"')
    return limits

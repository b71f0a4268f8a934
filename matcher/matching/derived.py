"""Values no one wrote down but that follow from others by a published formula, from a finding in words, or from the age."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from matcher.matching.case import Case
from matcher.matching.knowledge import rows
from matcher.matching.naming import display_name
from matcher.matching.values import ADULT_YEARS, analyte_of, is_impossible, unit_of
from matcher.notes.types import Fact
from matcher.terms.formulas import bmi, cockcroft_gault, egfr_ckd_epi_2021, ideal_weight
from matcher.terms.units import convert

_LIGHTEST, _HEAVIEST = 30.0, 300.0
"""kg between which an adult's weight is believed; "lost 2 kg" may be read as one."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed value: `as_fact` is the fact it would have been, `facts` those it was computed from, the first one leading."""

    as_fact: Fact
    facts: tuple[Fact, ...]
    day: dt.date | None
    formula: str


def can_be_computed(name: str, case: Case) -> bool:
    """Whether there is a formula for an analyte, or something in the notes that tells of it."""
    return has_formula(name) or any(finding in case.index.about for finding in telling(name))


def has_formula(name: str) -> bool:
    """Whether an analyte can be computed from others or from the age."""
    return name in _RULES or name in _growth()


def computed(name: str, case: Case) -> Iterator[Computed]:
    """All values of an analyte that can be computed from the notes, in no order.

    A formula goes before a finding in words, and that before what holds for everyone of an age.
    """
    rule = _RULES.get(name)
    found = list(rule(case)) if rule is not None else []
    found = found or list(_told(name, case)) or list(_of_the_age(name, case))
    yield from found


@dataclass(frozen=True, slots=True)
class _Telling:
    """A row of `tables/told_values.tsv`."""

    finding: str
    says: str
    sign: str
    value: float | None
    unit: str | None
    quality: str | None
    adults_only: bool


@cache
def _told_values() -> dict[str, tuple[_Telling, ...]]:
    found: dict[str, list[_Telling]] = {}
    for row in rows("told_values"):
        value = float(row["value"]) if row["value"] else None
        telling = _Telling(
            row["finding"],
            row["says"],
            row["sign"],
            value,
            row["unit"] or None,
            row["quality"] or None,
            row["who"] == "adult",
        )
        found.setdefault(row["analyte"], []).append(telling)
    return {name: tuple(tellings) for name, tellings in found.items()}


@cache
def telling(name: str) -> tuple[str, ...]:
    """The findings in words that tell of an analyte."""
    return tuple(dict.fromkeys(row.finding for row in _told_values().get(name, ())))


def _told(name: str, case: Case) -> Iterator[Computed]:
    """Values that findings in words tell of: "tachycardic" is a heart rate above 100."""
    age = case.person.age
    for row in _told_values().get(name, ()):
        if row.adults_only and (age is None or age < ADULT_YEARS):
            continue
        for claim in case.index.about.get(row.finding, ()):
            fact = claim.fact
            if claim.says != row.says or claim.drawn or claim.other or fact.ongoing is False:
                continue
            made = _as_value(fact, name, row.value, row.unit)
            made = dataclasses.replace(made, comparator=row.sign or None, quality=row.quality, negated=False)
            yield Computed(made, (fact,), claim.day, f"from {display_name(row.finding)}")


@cache
def _growth() -> dict[str, tuple[tuple[float, float, float, float, str], ...]]:
    found: dict[str, list[tuple[float, float, float, float, str]]] = {}
    for row in rows("growth"):
        below = float(row["below"]) if row["below"] else float("inf")
        entry = (float(row["from"]), below, float(row["low"]), float(row["high"]), row["unit"])
        found.setdefault(row["analyte"], []).append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


def _of_the_age(name: str, case: Case) -> Iterator[Computed]:
    """The range within which everyone of the patient's age lies."""
    from matcher.matching.demographics import age_of

    age = age_of(case)
    if age is None or not age.facts or case.index.values(name):
        return
    for least, below, low, high, unit in _growth().get(name, ()):
        if least <= age.low and age.high < below:
            made = dataclasses.replace(_as_value(age.facts[0], name, low, unit), value_high=high)
            yield Computed(made, age.facts, case.as_of, "range for the age")


def exact_values(name: str, unit: str, case: Case) -> Iterator[tuple[Fact, float]]:
    """The exact values of an analyte in a unit, newest first."""
    analyte = analyte_of(name)
    for fact in case.index.values(name):
        if fact.value is None or fact.value_high is not None or fact.comparator or fact.uncertain or fact.negated:
            continue
        given = unit_of(fact, analyte)
        if given is None or is_impossible(fact, given, analyte):
            continue
        value = fact.value if given == unit else convert(fact.value, given, unit, analyte)
        if value is not None:
            yield fact, value


def _as_value(source: Fact, concept: str, value: float | None, unit: str | None) -> Fact:
    return dataclasses.replace(
        source,
        type="measurement",
        concept=concept,
        value=value,
        value_high=None,
        comparator=None,
        unit=unit,
        quality=None,
        flag=None,
        reference_low=None,
        reference_high=None,
        qualifiers=(),
    )


def _egfr(case: Case) -> Iterator[Computed]:
    """CKD-EPI 2021 from creatinine, age and sex (Inker 2021)."""
    from matcher.matching.demographics import age_of

    age = age_of(case)
    sex = case.person.sex
    if age is None or sex is None or age.low < ADULT_YEARS:
        return
    about = case.index.by_type.get("sex", ())
    for fact, creatinine in exact_values("creatinine", "mg/dL", case):
        value = egfr_ckd_epi_2021(creatinine, age.low, sex)
        if value is None:
            continue
        facts = (fact, *age.facts, *about[:1])
        yield Computed(_as_value(fact, "egfr", value, "mL/min/1.73m2"), facts, case.index.day_of(fact), "CKD-EPI 2021")


def _counts_of(part: str, percentage: str) -> Callable[[Case], Iterator[Computed]]:
    def count(case: Case) -> Iterator[Computed]:
        whites = [
            (fact, value, case.index.day_of(fact))
            for fact, value in exact_values("white blood cell count", "10^9/L", case)
        ]
        for fact, percent in exact_values(percentage, "%", case):
            day = case.index.day_of(fact)
            for white, total, white_day in whites:
                if day == white_day:
                    made = _as_value(fact, part, total * percent / 100, "10^9/L")
                    yield Computed(made, (white, fact), day, "white cells × per cent")
                    break

    return count


def _bmi(case: Case) -> Iterator[Computed]:
    heights = list(exact_values("height", "cm", case))
    if not heights:
        return
    height_fact, height = heights[0]
    for fact, weight in exact_values("body weight", "kg", case):
        value = bmi(weight, height)
        if value is None:
            continue
        made = _as_value(fact, "body mass index", value, "kg/m2")
        yield Computed(made, (fact, height_fact), case.index.day_of(fact), "weight / height²")


def _creatinine_clearance(case: Case) -> Iterator[Computed]:
    """Cockcroft and Gault from creatinine, age, sex and weight: a range where the true and the ideal weight differ."""
    from matcher.matching.demographics import age_of

    age, sex = age_of(case), case.person.sex
    weighed = (found for found in exact_values("body weight", "kg", case) if _LIGHTEST <= found[1] <= _HEAVIEST)
    weight_fact, weight = next(weighed, (None, 0.0))
    if age is None or sex is None or weight_fact is None:
        return
    heights = list(exact_values("height", "cm", case))[:1]
    ideal = ideal_weight(heights[0][1], sex) if heights else None
    about = case.index.by_type.get("sex", ())
    for fact, creatinine in exact_values("creatinine", "mg/dL", case):
        weights = (weight,) if ideal is None or ideal > weight else (ideal, weight)
        found = [cockcroft_gault(creatinine, age.low, each, sex) for each in weights]
        values = [value for value in found if value is not None]
        if not values:
            continue
        made = _as_value(fact, "creatinine clearance", min(values), "mL/min")
        made = dataclasses.replace(made, value_high=max(values) if len(values) > 1 else None)
        facts = (fact, weight_fact, *(height for height, _ in heights), *age.facts, *about[:1])
        yield Computed(made, facts, case.index.day_of(fact), "Cockcroft-Gault 1976")


_RULES: dict[str, Callable[[Case], Iterator[Computed]]] = {
    "egfr": _egfr,
    "creatinine clearance": _creatinine_clearance,
    "neutrophil count": _counts_of("neutrophil count", "neutrophil percentage"),
    "lymphocyte count": _counts_of("lymphocyte count", "lymphocyte percentage"),
    "eosinophil count": _counts_of("eosinophil count", "eosinophil percentage"),
    "body mass index": _bmi,
}

"""Doses against limits: a day's dose, per kilogram, glucocorticoids as prednisone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.matching.case import Case
from matcher.matching.index import Claim
from matcher.matching.ontology import is_kind_of
from matcher.matching.types import Basis
from matcher.matching.values import ADULT_YEARS, Range, analyte_of, place, unit_of
from matcher.matching.windows import Position
from matcher.notes.types import Fact
from matcher.terms.formulas import morphine_equivalent, prednisone_equivalent
from matcher.terms.units import convert
from matcher.trials.types import Atom, Bounds

WEIGHT = "body weight"
GLUCOCORTICOID = "glucocorticoid"
_OPIOID = "opioid"
_PER_DAY = re.compile(
    r"\s*(?:/|\bper\b|\ba\b)\s*(?:24\s*h(?:ours?)?|days?|d)\b\.?|\s*\bdaily\b|\s*\bq\.?d\b", re.IGNORECASE
)
_PER_KG = re.compile(r"\s*(?:/|\bper\b)\s*(?:kg|kilo(?:gram)?s?)\b", re.IGNORECASE)
_ADULT_WEIGHT = (30.0, 250.0)
"""Kilograms between which nearly every adult lies: what holds for all of them needs no weight."""
_WEIGHTS = (1.0, 400.0)
"""Kilograms beyond which a weight is taken for a slip of the pen."""
_NEAR_DAYS = 180
"""A weight taken so many days before or after a dose counts as the weight at that time."""
_BARE_UNIT = "mg"
_LEAST_BARE = 2.0
"""A smaller number without a unit may be grams or milligrams per kilogram."""
_MARGIN = 0.05
"""Share by which a dose must clear its limit when the weight was taken long before or after."""


@dataclass(frozen=True, slots=True)
class Dose:
    """A daily dose against a limit, and the fact with the weight it was divided by."""

    position: Position
    basis: Basis = "documented"
    amount: float | None = None
    unit: str = ""
    weight: Fact | None = None


def dose_of(claim: Claim, atom: Atom, case: Case) -> Dose:
    """A dose against one limit said in one or several units.

    Glucocorticoids are compared as their equivalent of prednisone, opioids asked for as a class as that of morphine, doses per kilogram with the weight said in the same sentence,
    else the one nearest in time.
    """
    tried = [_one(claim, bound, case, as_class=claim.concept not in atom.concepts) for bound in atom.bounds]
    return min(tried, key=lambda dose: dose.position == "open", default=Dose("open"))


def _one(claim: Claim, bound: Bounds, case: Case, *, as_class: bool) -> Dose:
    fact = claim.fact
    amount = fact.daily_dose if fact.daily_dose is not None else fact.dose
    written = fact.dose_unit or (_BARE_UNIT if _is_bare_glucocorticoid(claim) else None)
    if amount is None or not written or bound.unit is None:
        return Dose("open")
    unit, per_kg = _mass_unit(written)
    wanted, wanted_per_kg = _mass_unit(bound.unit)
    scaled = convert(amount, unit, wanted, None)
    if scaled is None or (per_kg and not wanted_per_kg):
        return Dose("open")
    basis: Basis = "documented" if scaled == amount else "derived"
    equivalent: float | None = scaled
    if is_kind_of(claim.concept, (GLUCOCORTICOID,)):
        equivalent = scaled if claim.concept == GLUCOCORTICOID else prednisone_equivalent(claim.concept, scaled)
    elif as_class and is_kind_of(claim.concept, (_OPIOID,)):
        equivalent = morphine_equivalent(claim.concept, scaled)
    if equivalent is None:
        return Dose("open")  # acts where it is applied, or has no known equivalent
    basis = "derived" if equivalent != scaled else basis
    scaled = equivalent
    if per_kg or not wanted_per_kg:
        return Dose(_position(scaled, bound), basis, scaled, bound.unit)
    return _per_kilogram(claim, scaled, bound, case)


def _is_bare_glucocorticoid(claim: Claim) -> bool:
    """Whether a dose is that of a glucocorticoid written without its unit ("pred max 40"), which is milligrams."""
    dose = claim.fact.dose
    return dose is not None and dose >= _LEAST_BARE and is_kind_of(claim.concept, (GLUCOCORTICOID,))


def _mass_unit(unit: str) -> tuple[str, bool]:
    """The unit of mass of a dose, and whether the dose is per kilogram.

    >>> _mass_unit("mg/kg/d"), _mass_unit("g per day")
    (('mg', True), ('g', False))
    """
    bare = _PER_DAY.sub("", unit).strip()
    without, found = _PER_KG.subn("", bare)
    return without.strip(), bool(found)


def _position(amount: float, bound: Bounds) -> Position:
    return place(Range(amount, True, amount, True), bound)


def _per_kilogram(claim: Claim, amount: float, bound: Bounds, case: Case) -> Dose:
    found = weight_at(claim, case)
    if found is None:
        low, high = _ADULT_WEIGHT
        if case.person.age is None or case.person.age < ADULT_YEARS:
            return Dose("open")
        return Dose(place(Range(amount / high, True, amount / low, True), bound), "derived", None, bound.unit or "")
    fact, kilograms, near = found
    per_kg = amount / kilograms
    position = _position(per_kg, bound)
    if not near and len({_position(per_kg * f, bound) for f in (1 - _MARGIN, 1, 1 + _MARGIN)}) > 1:
        position = "open"
    return Dose(position, "derived", per_kg, bound.unit or "", fact)


def weight_at(claim: Claim, case: Case) -> tuple[Fact, float, bool] | None:
    """The weight to divide a dose by: fact, kilograms, and whether it was taken at about that time.

    A weight said in the same sentence comes first, then the one nearest to the day of the dose.
    """
    weights = [(fact, kilograms) for fact in case.index.values(WEIGHT) if (kilograms := _kilograms(fact)) is not None]
    if not weights:
        return None
    same = [
        pair for pair in weights if pair[0].note_id == claim.fact.note_id and pair[0].sentence == claim.fact.sentence
    ]
    if same:
        fact, kilograms = min(same, key=lambda pair: abs(pair[0].start - claim.fact.start))
        return fact, kilograms, True
    day = claim.fact.started or (claim.fact.date if claim.fact.date_precision != "none" else None) or claim.day
    if day is None:
        return *weights[0], False
    dated = [(abs((case_day - day).days), n) for n, (f, _) in enumerate(weights) if (case_day := case.index.day_of(f))]
    if not dated:
        return *weights[0], False
    distance, n = min(dated)
    return *weights[n], distance <= _NEAR_DAYS


def _kilograms(fact: Fact) -> float | None:
    analyte = analyte_of(WEIGHT)
    unit = unit_of(fact, analyte)
    if fact.value is None or unit is None or fact.comparator:
        return None
    kilograms = convert(fact.value, unit, "kg", analyte)
    return kilograms if kilograms is not None and _WEIGHTS[0] <= kilograms <= _WEIGHTS[1] else None

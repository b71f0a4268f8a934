"""Concepts, analytes and where a text names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.records import Record

ConceptType = Literal["condition", "exposure", "procedure", "measurement", "reproductive", "participation", "other"]
ROOTS = frozenset({"disease", "drug", "procedure", "symptom or sign"})
"""Classes so wide that nearly every patient has one of their kinds."""


@dataclass(frozen=True, slots=True)
class Concept(Record):
    """One meaning. `name` is its preferred name and its key: lower case, singular, unique in the vocabulary."""

    name: str
    type: ConceptType
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class TermMatch(Record):
    """Where a text names a concept: `text[start:end]`. `ambiguous` holds other senses that could not be ruled out.

    `narrowed` marks a class named by a bare word that an unknown word before it narrows ("brachial thrombosis",
    "Vandermeulen disease"): an instance of the class, so that denying it does not deny the class.
    """

    start: int
    end: int
    concept: str
    type: ConceptType
    fuzzy: bool = False
    ambiguous: tuple[str, ...] = ()
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceRange(Record):
    """Limits of normal in `unit`, for a sex ("female" | "male" | None for both), from `min_age` up to (not including) `max_age` years."""

    low: float | None
    high: float | None
    unit: str
    sex: str | None = None
    source: str = ""
    min_age: float = 18.0
    max_age: float | None = None


@dataclass(frozen=True, slots=True)
class Analyte(Record):
    """Something that is measured: a lab, a vital sign, an imaging value, a serology or a score.

    `units` are those it is reported in, the usual one first ("" for a ratio or a score); `molar_mass` in g/mol lets mass
    and molar concentrations be converted; `assumed_unit` is what a bare number of a plausible size means in practice
    (Hgb 9.1 is g/dL; platelets 45 are 10^9/L), given as rows (unit, low, high) of the numbers for which that reading holds.
    """

    name: str
    kind: Literal["lab", "serology", "vital", "imaging", "score", "other"]
    units: tuple[str, ...] = ()
    molar_mass: float | None = None
    loinc: str | None = None
    ranges: tuple[ReferenceRange, ...] = ()
    plausible: tuple[float, float] | None = None
    assumed_units: tuple[tuple[str, float, float], ...] = ()
    lowest: float | None = None
    highest: float | None = None
    higher_is: Literal["worse", "better", ""] = ""
    source: str = ""

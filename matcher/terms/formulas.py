"""Clinical formulas, each with its publication.

Every function returns None where its formula does not hold: a value that cannot be, an age it was not made for, a sex
that is not known.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Literal

from matcher.errors import InputError
from matcher.terms.written_units import numbered_rows, split_list

_OPIOIDS = Path(__file__).parent / "tables" / "opioids.tsv"
_GLUCOCORTICOIDS = Path(__file__).parent / "tables" / "glucocorticoids.tsv"
ADULT = 18.0
_DEVINE_FROM = 152.4
"""cm: five feet, from where the formula counts."""


def egfr_ckd_epi_2021(creatinine: float, age: float, sex: str | None) -> float | None:
    """Estimated GFR from creatinine, without race.

    Source: Inker LA et al., N Engl J Med 2021;385:1737 (CKD-EPI 2021 creatinine).

    Args:
        creatinine: serum creatinine in mg/dL.
        age: in years, 18 or more.
        sex: "female" or "male".

    Returns:
        mL/min/1.73 m².

    >>> round(egfr_ckd_epi_2021(2.81, 51, "male"))
    26
    """
    if creatinine <= 0 or age < ADULT or sex not in ("female", "male"):
        return None
    female = sex == "female"
    ratio = creatinine / (0.7 if female else 0.9)
    below, above = min(ratio, 1.0) ** (-0.241 if female else -0.302), max(ratio, 1.0) ** -1.200
    return float(142.0 * below * above * 0.9938**age * (1.012 if female else 1.0))


def egfr_schwartz_2009(creatinine: float, height: float, age: float) -> float | None:
    """Estimated GFR of a child ("bedside Schwartz").

    Source: Schwartz GJ et al., J Am Soc Nephrol 2009;20:629.

    Args:
        creatinine: in mg/dL.
        height: in cm.
        age: in years, 1 to 17.

    Returns:
        mL/min/1.73 m².
    """
    if creatinine <= 0 or height <= 0 or not 1 <= age < ADULT:
        return None
    return 0.413 * height / creatinine


def cockcroft_gault(creatinine: float, age: float, weight: float, sex: str | None) -> float | None:
    """Creatinine clearance.

    Source: Cockcroft DW, Gault MH, Nephron 1976;16:31.

    Args:
        creatinine: serum creatinine in mg/dL.
        age: in years, 18 or more.
        weight: in kg.
        sex: "female" or "male".

    Returns:
        mL/min, not indexed to body surface.

    >>> round(cockcroft_gault(1.0, 40, 72, "male"))
    100
    """
    if creatinine <= 0 or weight <= 0 or not ADULT <= age < 140 or sex not in ("female", "male"):
        return None
    return (140.0 - age) * weight / (72.0 * creatinine) * (0.85 if sex == "female" else 1.0)


def bmi(weight: float, height: float) -> float | None:
    """Body mass index in kg/m².

    Source: Quetelet A, 1835; WHO Technical Report Series 894 (2000).

    Args:
        weight: in kg.
        height: in cm.

    >>> round(bmi(70, 175), 1)
    22.9
    """
    if weight <= 0 or height <= 0:
        return None
    return weight / (height / 100.0) ** 2


def bsa_mosteller(weight: float, height: float) -> float | None:
    """Body surface area in m².

    Source: Mosteller RD, N Engl J Med 1987;317:1098.

    Args:
        weight: in kg.
        height: in cm.

    >>> round(bsa_mosteller(70, 175), 2)
    1.84
    """
    if weight <= 0 or height <= 0:
        return None
    return math.sqrt(weight * height / 3600.0)


def qtc_fridericia(qt: float, heart_rate: float) -> float | None:
    """QT interval corrected for heart rate by the cube root (QTcF), in ms.

    Source: Fridericia LS, Acta Med Scand 1920;53:469.

    Args:
        qt: measured QT in ms.
        heart_rate: beats per minute.

    >>> qtc_fridericia(400, 60)
    400.0
    """
    if qt <= 0 or heart_rate <= 0:
        return None
    return float(qt / (60.0 / heart_rate) ** (1.0 / 3.0))


def qtc_bazett(qt: float, heart_rate: float) -> float | None:
    """QT interval corrected for heart rate by the square root (QTcB), in ms.

    Source: Bazett HC, Heart 1920;7:353.

    Args:
        qt: measured QT in ms.
        heart_rate: beats per minute.
    """
    if qt <= 0 or heart_rate <= 0:
        return None
    return qt / math.sqrt(60.0 / heart_rate)


def meld(
    bilirubin: float,
    inr: float,
    creatinine: float,
    *,
    dialysis: bool = False,
    sodium: float | None = None,
) -> int | None:
    """Model for end-stage liver disease, 6 to 40; with sodium the MELD-Na of 2016.

    Sources: Kamath PS et al., Hepatology 2001;33:464, with the limits of UNOS (values below 1 count 1, creatinine at
    most 4, dialysis counts 4); OPTN policy 9 of January 2016 for sodium (125 to 137, only above a MELD of 11).

    Args:
        bilirubin: total, in mg/dL.
        inr: a plain number.
        creatinine: in mg/dL.
        dialysis: twice or more in the last week.
        sodium: in mmol/L, or None for the MELD without it.

    >>> meld(1.0, 1.0, 1.0), meld(3.0, 2.0, 2.0)
    (6, 25)
    """
    if bilirubin <= 0 or inr <= 0 or creatinine <= 0 or (sodium is not None and sodium <= 0):
        return None
    creatinine = 4.0 if dialysis else min(max(creatinine, 1.0), 4.0)
    logarithms = 0.957 * math.log(creatinine) + 0.378 * math.log(max(bilirubin, 1.0)) + 1.120 * math.log(max(inr, 1.0))
    score = _half_up(10.0 * (logarithms + 0.643))
    if sodium is not None and score > 11:
        gap = 137.0 - min(max(sodium, 125.0), 137.0)
        score = _half_up(score + 1.32 * gap - 0.033 * score * gap)
    return min(max(score, 6), 40)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def child_pugh(
    bilirubin: float,
    albumin: float,
    inr: float,
    ascites: Literal["none", "mild", "severe"],
    encephalopathy: Literal[0, 1, 2, 3, 4],
) -> tuple[int, str] | None:
    """Child-Pugh points (5 to 15) and class.

    Source: Pugh RNH et al., Br J Surg 1973;60:646, with INR in place of the prothrombin time.

    Args:
        bilirubin: total, in mg/dL.
        albumin: in g/dL.
        inr: a plain number.
        ascites: "mild" is slight or controlled by drugs, "severe" moderate to severe or refractory.
        encephalopathy: grade by West Haven.

    >>> child_pugh(1.5, 3.8, 1.2, "none", 0)
    (5, 'A')
    """
    if bilirubin <= 0 or albumin <= 0 or inr <= 0:
        return None
    points = (
        (1 if bilirubin < 2 else 2 if bilirubin <= 3 else 3)
        + (1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3)
        + (1 if inr < 1.7 else 2 if inr <= 2.3 else 3)
        + {"none": 1, "mild": 2, "severe": 3}[ascites]
        + (1 if encephalopathy == 0 else 2 if encephalopathy <= 2 else 3)
    )
    return points, "A" if points <= 6 else "B" if points <= 9 else "C"


def fib4(age: float, ast: float, alt: float, platelets: float) -> float | None:
    """FIB-4 index of liver fibrosis.

    Source: Sterling RK et al., Hepatology 2006;43:1317.

    Args:
        age: in years.
        ast, alt: in U/L.
        platelets: in 10^9/L.
    """
    if min(age, ast, alt, platelets) <= 0:
        return None
    return age * ast / (platelets * math.sqrt(alt))


def corrected_calcium(calcium: float, albumin: float) -> float | None:
    """Calcium corrected for albumin, in mg/dL.

    Source: Payne RB et al., Br Med J 1973;4:643, in the form 0.8 mg/dL for each g/dL of albumin below 4.

    Args:
        calcium: total, in mg/dL.
        albumin: in g/dL.
    """
    if calcium <= 0 or albumin <= 0:
        return None
    return calcium + 0.8 * (4.0 - albumin)


def absolute_count(white_cells: float, percentage: float) -> float | None:
    """Absolute count of a kind of white cell from its share, in the unit of `white_cells`.

    Args:
        white_cells: white blood cell count.
        percentage: share of this kind, 0 to 100.

    >>> round(absolute_count(3.1, 45), 3)
    1.395
    """
    if white_cells < 0 or not 0 <= percentage <= 100:
        return None
    return white_cells * percentage / 100.0


def prednisone_equivalent(drug: str, dose: float) -> float | None:
    """The dose of prednisone that acts like a dose of another glucocorticoid, in the unit of `dose`.

    Source: `tables/glucocorticoids.tsv` (Goodman and Gilman, The Pharmacological Basis of Therapeutics; Liu D et al.,
    Allergy Asthma Clin Immunol 2013;9:30). Made for doses by mouth or vein.

    Args:
        drug: name of the glucocorticoid, any case.
        dose: a mass, also per day or per kg and day.

    Returns:
        None for what is no glucocorticoid of the table, or has no systemic equivalent (budesonide, inhaled drugs).

    >>> round(prednisone_equivalent("dexamethasone", 4), 1), prednisone_equivalent("methylprednisolone", 1000)
    (26.7, 1250.0)
    """
    equivalent = _equivalents().get(drug.strip().lower())
    if equivalent is None or dose < 0:
        return None
    return dose * 5.0 / equivalent


def morphine_equivalent(drug: str, dose: float) -> float | None:
    """The dose of morphine by mouth that acts like a dose of another opioid by mouth, in the unit of `dose`.

    Source: `tables/opioids.tsv` (CDC Clinical Practice Guideline for Prescribing Opioids 2022).

    Returns:
        None for what is no opioid of the table (fentanyl, buprenorphine: no fixed factor for a dose in mg).

    >>> morphine_equivalent("hydromorphone", 20)
    100.0
    """
    factor = _opioids().get(drug.strip().lower())
    return None if factor is None else dose * factor


@cache
def _opioids() -> dict[str, float]:
    return {row["drug"]: float(row["factor"]) for _, row in numbered_rows(_OPIOIDS)}


@cache
def _equivalents() -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for line, row in numbered_rows(_GLUCOCORTICOIDS):
        where = (_GLUCOCORTICOIDS.name, f"line {line} ({row['drug']})")
        text = row["mg_as_prednisone_5"]
        try:
            milligrams = float(text) if text else None
        except ValueError:
            raise InputError(*where, f'"{text}" is no dose in mg') from None
        if milligrams is not None and milligrams <= 0:
            raise InputError(*where, "a dose is above 0")
        for name in (row["drug"], *split_list(row["synonyms"])):
            if found.setdefault(name, milligrams) != milligrams:
                raise InputError(*where, f'"{name}" already stands with another dose')
    return found


def ideal_weight(height: float, sex: str | None) -> float | None:
    """Ideal body weight of an adult of 152 cm or more.

    Source: Devine BJ, Drug Intell Clin Pharm 1974;8:650.

    Args:
        height: in cm.
        sex: "female" or "male".

    Returns:
        kg.

    >>> round(ideal_weight(180, "male"))
    75
    """
    if height < _DEVINE_FROM or sex not in ("female", "male"):
        return None
    return (50.0 if sex == "male" else 45.5) + 2.3 * (height / 2.54 - 60.0)

"""Units as notes, machines and trials write them."""

from __future__ import annotations

import pytest

from matcher.terms import written_units
from matcher.terms.units import canonical_unit

WRITINGS = {
    "10^9/L": "K/uL|k/ul|K/µL|K/μL|x10^9/L|× 10⁹/L|x10(9)/L|10*9/L|10**9/L|x10E9/L|10*3/mm3|10^3/uL|X10E3/UL|K/MM3|thou/mcL|"
    "thousand/mm3|10³/µL|x 10 9/L|x109/L|×10^9 / l|k|giga/L|/nL|10^9 cells/L|x10^3/mcl|10^9·L^-1|K/cumm|Gpt/L|bil/L",
    "/uL": "/mm3|/mm³|cells/uL|cells/mm^3|cells/cumm|per microliter|/cu mm|10^6/L|cells per cubic millimeter|/µl",
    "10^12/L": "M/uL|10^6/uL|x10^12/L|million/mm3|mill/cumm|T/L",
    "g/dL": "g/dl|G/DL|gm/dL|gm%|g/100 mL|grams per deciliter|g/dL.|gms/dl",
    "g/L": "g/l|gm/L|grams per litre|g·L−1|g L-1",
    "mg/dL": "mg/dl|MG/DL|mg%|mg/100ml|mg per dL|mg/dL (calc)",
    "umol/L": "μmol/l|µmol/L|umol/l|micromol/L|micromol per litre|mcmol/L|micromoles/liter|UMOL/L|µM",
    "mmol/L": "mmol/l|MMOL/L|mmol·L-1|millimoles per liter|mM",
    "mmol/mol": "mmol/mol Hb|mmol/mol IFCC",
    "U/L": "u/l|units/L|U/l|units per litre",
    "IU/L": "iu/l|IU/l|UI/L|international units/L",
    "mIU/mL": "MIU/ML|miu/ml|mIU/ml|mili-international units/mL",
    "uIU/mL": "µIU/mL|uiu/ml|mcIU/mL",
    "kIU/L": "kIU/l",
    "%": "per cent|percent|pct|% predicted|% of predicted|percent predicted",
    "/HPF": "cells/hpf|/hpf|per hpf|RBC/hpf|per high power field",
    "copies/mL": "copies/ml|cp/mL|copies per milliliter|c opies/mL".replace("|c opies/mL", ""),
    "log10 IU/mL": "log IU/mL|log10 IU/ml|Log(10) IU/mL".replace("|Log(10) IU/mL", ""),
    "g/day": "g/24 h|g/24h|g/24 hours|g/d|g per day|gm/24hr|g a day",
    "mL/min/1.73m2": "ml/min/1.73 m²|mL/min/1.73 m^2|mL/min per 1.73 m2|mL/min/1.73|ML/MIN/1.73M2|mL/min/1.73 sq m",
    "mL/min": "ml/min|mL per minute|cc/min",
    "mmHg": "mm Hg|mmhg|mm/Hg|mm of Hg|MMHG",
    "degC": "°C|C|deg C|degrees Celsius|celsius",
    "degF": "°F|F|degrees F|Fahrenheit",
    "kg": "kgs|kilograms|kilogrammes|KG",
    "lb": "lbs|pounds|lb.",
    "cm": "centimetres|CM",
    "g/g": "gm/gm|g/g creatinine",
    "mg/g": "mg/g Cr|mg/g creat|MG/G",
    "mg/mmol": "mg/mmol creatinine",
    "s": "sec|secs|seconds|s",
    "/min": "bpm|beats/min|beats per minute|breaths/min|/minute|per minute",
    "mm/h": "mm/hr|mm/1 h|mm/hour|mm per hour",
    "kg/m2": "kg/m²|kg/m^2|kg per square meter",
    "ug": "mcg|µg|μg|micrograms",
    "mg/kg/day": "mg/kg/d|mg/kg per day|mg/kg/24h",
    "ng/mL FEU": "ng/mL{FEU}|ng FEU/mL|ng/ml FEU",
    "U/mL": "units/mL|U/ml",
    "mOsm/kg": "mOsm/kg H2O|mosmol/kg",
    "ng/mL/h": "ng/(mL·h)|ng/mL/hr",
    "10^6/kg": "10^6 cells/kg|x10^6/kg|× 10⁶ cells/kg",
    "dyn·s/cm5": "dyn.s.cm-5|dynes/sec/cm5|dyn·s·cm⁻⁵",
    "pack-year": "pack-years|pack years|pack yrs",
    "": "|ratio",
}


@pytest.mark.parametrize(
    ("written", "canonical"), [(w, name) for name, forms in WRITINGS.items() for w in (name, *forms.split("|"))]
)
def test_one_way_of_writing(written: str, canonical: str) -> None:
    assert canonical_unit(written) == canonical


@pytest.mark.parametrize("words", ["patient", "of", "pt", "mg/patient", "/", "//", "12", "negative", "mg/" * 12, "°"])
def test_other_words(words: str) -> None:
    assert canonical_unit(words) in (None, "deg")


def test_million_units_are_not_milli_units() -> None:
    assert canonical_unit("MIU") == "MIU"
    assert canonical_unit("mIU") == "mIU"
    assert canonical_unit("MU") == "MU"


def test_words_of_a_note_are_not_kept_in_memory() -> None:
    word = "Smithson the patient"
    assert canonical_unit(word) is None
    assert word not in written_units._READ

"""Values in other units: what a clinician would write on the margin."""

from __future__ import annotations

import subprocess
import sys
import timeit
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.terms import units
from matcher.terms.analytes import analytes, conversion_rules
from matcher.terms.units import assumed_unit, canonical_unit, convert, fits, is_plausible, is_unit, same_kind
from matcher.terms.written_units import TABLE, numbered_rows, read_unit, split_list


@pytest.mark.parametrize(
    ("analyte", "written", "expected"),
    [
        ("creatinine", "2.5 mg/dL", "221 umol/L"),
        ("creatinine", "248 umol/L", "2.81 mg/dL"),
        ("hba1c", "53 mmol/mol", "7.0 %"),
        ("hba1c", "6.5 %", "48 mmol/mol"),
        ("hemoglobin", "7.9 g/dL", "79 g/L"),
        ("hemoglobin", "6.2 mmol/L", "10.0 g/dL"),
        ("total bilirubin", "8 umol/L", "0.47 mg/dL"),
        ("total bilirubin", "2.0 mg/dL", "34.2 umol/L"),
        ("blood glucose", "90 mg/dL", "5.00 mmol/L"),
        ("platelet count", "168 K/uL", "168 10^9/L"),
        ("platelet count", "45000 /mm3", "45 10^9/L"),
        ("platelet count", "1.5 lakh/cumm", "150 10^9/L"),
        ("neutrophil count", "1800 cells/uL", "1.8 × 10⁹/L"),
        ("red blood cell count", "4.5 M/uL", "4.5 10^12/L"),
        ("complement c3", "0.38 g/L", "38 mg/dL"),
        ("iga", "212 mg/dL", "2.12 g/L"),
        ("alanine aminotransferase", "2 µkat/L", "120 U/L"),
        ("alanine aminotransferase", "35 IU/L", "35 U/L"),
        ("anti-hbs", "210 IU/L", "210 mIU/mL"),
        ("serum potassium", "5.0 mEq/L", "5.0 mmol/L"),
        ("serum calcium", "2.5 mmol/L", "10.0 mg/dL"),
        ("serum calcium", "5 mEq/L", "2.5 mmol/L"),
        ("serum magnesium", "1.0 mmol/L", "2.43 mg/dL"),
        ("blood urea nitrogen", "28 mg/dL", "10.0 mmol/L"),
        ("blood urea", "60 mg/dL", "9.99 mmol/L"),
        ("uric acid", "6.0 mg/dL", "357 umol/L"),
        ("total cholesterol", "5.0 mmol/L", "193 mg/dL"),
        ("triglycerides", "1.7 mmol/L", "150.5 mg/dL"),
        ("urine protein-creatinine ratio", "1.0 g/g", "113 mg/mmol"),
        ("urine protein-creatinine ratio", "500 mg/g creatinine", "0.5 g/g"),
        ("urine albumin-creatinine ratio", "30 mg/g", "3.39 g/mol"),
        ("24-hour urine protein", "5.6 g/24 h", "5600 mg/day"),
        ("25-hydroxyvitamin d", "30 ng/mL", "75 nmol/L"),
        ("vitamin b12 level", "200 pg/mL", "148 pmol/L"),
        ("thyroid-stimulating hormone", "2.1 µIU/mL", "2.1 mIU/L"),
        ("free t4", "1.0 ng/dL", "12.9 pmol/L"),
        ("testosterone level", "300 ng/dL", "10.4 nmol/L"),
        ("insulin level", "10 uIU/mL", "60 pmol/L"),
        ("tacrolimus level", "8 ng/mL", "9.95 nmol/L"),
        ("b-type natriuretic peptide", "100 pg/mL", "28.9 pmol/L"),
        ("c-reactive protein", "1.2 mg/dL", "12 mg/L"),
        ("d-dimer", "0.25 ug/mL DDU", "500 ng/mL FEU"),
        ("hbv dna", "3.3 log10 IU/mL", "1995 IU/mL"),
        ("hbv dna", "2000 IU/mL", "3.30 log IU/mL"),
        ("left ventricular ejection fraction", "0.55 fraction", "55 %"),
        ("hematocrit", "0.36 L/L", "36 %"),
        ("body temperature", "98.6 °F", "37.0 °C"),
        ("body temperature", "38.0 C", "100.4 F"),
        ("body weight", "150 lbs", "68.0 kg"),
        ("height", "5 ft", "152.4 cm"),
        ("partial pressure of oxygen", "8 kPa", "60.0 mm Hg"),
        ("pulmonary vascular resistance", "240 dyn.s.cm-5", "3.0 Wood units"),
        ("egfr", "45 mL/min", "45 mL/min/1.73m2"),
        ("corrected qt interval", "0.47 sec", "470 ms"),
        ("karnofsky performance status", "80 %", "80"),
    ],
)
def test_values_a_clinician_knows(analyte: str, written: str, expected: str) -> None:
    value, _, unit = written.partition(" ")
    wanted, _, target = expected.partition(" ")
    places = len(wanted.partition(".")[2])
    found = convert(float(value), unit, target, analyte)
    assert found is not None
    assert found == pytest.approx(float(wanted), abs=0.51 * 10**-places)


@pytest.mark.parametrize(
    ("analyte", "unit", "target"),
    [
        ("creatinine", "kg", "umol/L"),
        ("creatinine", None, "umol/L"),  # a bare number is not guessed here
        ("creatinine", "mg", "mg/dL"),
        ("international normalized ratio", "%", ""),  # a Quick value is no INR
        ("prothrombin time", "%", "s"),
        ("creatinine clearance", "mL/min", "mL/min/1.73m2"),  # needs the body surface
        ("hbv dna", "copies/mL", "IU/mL"),  # hangs on the assay
        ("lipoprotein(a)", "mg/dL", "nmol/L"),  # hangs on the isoform
        ("d-dimer", "ng/mL", "ng/mL FEU"),  # which ng is not said
        ("forced expiratory volume in 1 second", "L", "%"),
        ("neutrophil count", "%", "10^9/L"),  # needs the white cells
        ("hemoglobin", "g/L", "furlong"),
        ("hba1c", "mg/dL", "%"),
        ("sledai-2k", "mg/dL", "mg/dL"),
        (None, "mg/dL", "mmol/L"),  # of what?
        ("total bilirubin", "g/g", "mg/dL"),
    ],
)
def test_what_cannot_be_converted_stays_as_it_is(analyte: str | None, unit: str | None, target: str) -> None:
    assert convert(5.0, unit, target, analyte) is None


def test_a_dose_needs_no_analyte() -> None:
    assert convert(1.5, "g", "mg") == 1500
    assert convert(1, "mg/kg/day", "mcg/kg/d") == 1000
    assert convert(2, "mg", "mL") is None


def test_limits_hold_to_the_digit() -> None:
    assert convert(8.0, "g/dL", "g/L", "hemoglobin") == 80
    assert convert(0.55, "fraction", "%", "left ventricular ejection fraction") == 55
    assert convert(3.0, "K/uL", "10^9/L", "white blood cell count") == 3


@pytest.mark.parametrize(
    ("analyte", "value", "meant"),
    [
        ("hemoglobin", 9.1, "g/dL"),
        ("hemoglobin", 91, "g/L"),
        ("platelet count", 45, "10^9/L"),
        ("platelet count", 45000, "/uL"),
        ("creatinine", 1.1, "mg/dL"),
        ("creatinine", 97, "umol/L"),
        ("complement c3", 0.54, "g/L"),
        ("complement c3", 71, "mg/dL"),
        ("white blood cell count", 3.1, "10^9/L"),
        ("white blood cell count", 3100, "/uL"),
        ("neutrophil count", 62, "%"),
        ("total bilirubin", 0.7, "mg/dL"),
        ("total bilirubin", 12, None),  # mg/dL in hepatitis, µmol/L in health: open
        ("body weight", 63, None),  # kilograms or pounds
        ("left ventricular ejection fraction", 60, "%"),
        ("international normalized ratio", 1.1, ""),
        ("ecog performance status", 1, ""),
        ("anti-dsdna antibody", 64, None),
    ],
)
def test_what_a_bare_number_means(analyte: str, value: float, meant: str | None) -> None:
    assert assumed_unit(value, analyte) == meant


def test_no_bare_number_has_two_readings() -> None:
    for known in analytes().values():
        readings = sorted((low, high) for _, low, high in known.assumed_units)
        assert all(high < low for (_, high), (low, _) in pairwise(readings)), known.name


def test_plausible_values() -> None:
    assert is_plausible(7.9, "g/dL", "hemoglobin") is True
    assert is_plausible(79, "g/dL", "hemoglobin") is False
    assert is_plausible(79, "g/L", "hemoglobin") is True
    assert is_plausible(140, "", "sledai-2k") is False
    assert is_plausible(7.9, "kg", "hemoglobin") is None


def test_units_that_fit() -> None:
    assert fits("µmol/l", "creatinine")
    assert not fits("kg", "creatinine")
    assert same_kind("K/uL", "/mm3")
    assert same_kind("IU/mL", "U/L")
    assert not same_kind("mg/dL", "mmol/L")
    assert not same_kind("mL/min", "mL/min/1.73 m²")


def test_an_analyte_settles_a_writing_with_two_meanings() -> None:
    assert canonical_unit("G/L", "platelet count") == "10^9/L"
    assert canonical_unit("G/L", "hemoglobin") == "g/L"
    assert convert(9.8, "G/l", "mg/dL", "igg") == 980
    assert canonical_unit("mm", "erythrocyte sedimentation rate") == "mm/h"
    assert canonical_unit("mm", "tuberculin skin test") == "mm"


@given(
    st.sampled_from(sorted(name for name, known in analytes().items() if len(known.units) > 1)),
    st.floats(0.01, 1000),
    st.data(),
)
def test_there_and_back_is_the_same_value(name: str, value: float, data: st.DataObject) -> None:
    units = analytes()[name].units
    one, two = data.draw(st.sampled_from(units)), data.draw(st.sampled_from(units))
    # A logarithm of 300 is no viral load, and its power overflows.
    assume("log10" not in one + two or value <= 12)
    there = convert(value, one, two, name)
    if there is None:
        assert convert(value, two, one, name) is None
    else:
        assert convert(there, two, one, name) == pytest.approx(value, rel=1e-6)


def test_pint_agrees_that_units_of_one_kind_convert() -> None:
    first: dict[str, str] = {}
    seen = 0
    for _, row in numbered_rows(TABLE):
        if not row["kind"] or not row["code"]:
            continue
        unit = read_unit(row["unit"])
        assert unit is not None, row["unit"]
        anchor = first.setdefault(row["kind"], row["unit"])
        there = convert(3.0, row["unit"], anchor)
        assert there is not None, row["unit"]
        assert convert(there, anchor, row["unit"]) == pytest.approx(3.0), row["unit"]
        seen += 1
    assert seen > 80


def test_every_rule_of_an_analyte_is_used() -> None:
    for name in analytes():
        for rule in conversion_rules(name):
            expected = rule.slope * 10 + rule.intercept
            assert convert(10, rule.from_, rule.to, name) == pytest.approx(expected), (name, rule)


def test_warm_conversion_is_quick() -> None:
    def ask() -> None:
        convert(248, "μmol/l", "mg/dL", "creatinine")

    ask()
    best = min(timeit.repeat(ask, number=2000, repeat=5)) / 2000
    assert best < 2e-6 * 5, f"{best * 1e6:.1f} µs"  # 2 µs is meant; a shared machine may be five times slower


def test_pint_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from matcher.terms.units import convert; convert(3.1, 'K/uL', '10^9/L', 'platelet count');"
        "sys.exit('pint' in sys.modules or 'ucumvert' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_words_that_are_no_unit() -> None:
    for word in (
        "",
        "patient",
        "of",
        "x",
        "C3",
        "SLE",
        "today",
        "mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg mg",
    ):
        assert not is_unit(word), word
    assert split_list("a| |b") == ["a", "b"]


def test_the_factors_of_the_table_are_those_of_pint() -> None:
    for (source, target, power), line in units._factors().items():
        computed = units._computed(source, target, 1.0 if power else None, power)
        assert line == computed, (source, target)
    creatinine = units._computed("mg/dL", "umol/L", 113.12, -1)
    assert units._factor("mg/dL", "umol/L", 113.12, -1).slope == pytest.approx(creatinine.slope, rel=1e-11)


def test_an_everyday_conversion_does_not_wait_for_pint() -> None:
    said = (
        "import sys; from matcher.terms.units import convert; "
        "print(convert(98.6, 'F', 'C'), convert(1, 'mg/dL', 'umol/L', 'creatinine'), 'pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    warm, creatinine, loaded = done.stdout.split()
    assert float(warm) == pytest.approx(37)
    assert float(creatinine) == pytest.approx(88.4, abs=0.1)
    assert loaded == "False"

"""Formulas against worked examples of their publications and calculators."""

from __future__ import annotations

import pytest

from matcher.terms.formulas import (
    absolute_count,
    bmi,
    bsa_mosteller,
    child_pugh,
    cockcroft_gault,
    corrected_calcium,
    egfr_ckd_epi_2021,
    egfr_schwartz_2009,
    fib4,
    meld,
    prednisone_equivalent,
    qtc_bazett,
    qtc_fridericia,
)


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "expected"),
    [
        (2.81, 51, "male", 26),
        (0.8, 34, "female", 99),
        (1.0, 50, "male", 92),
        (1.0, 50, "female", 69),
        (0.7, 28, "male", 129),
    ],
)
def test_ckd_epi_2021(creatinine: float, age: float, sex: str, expected: int) -> None:
    assert round(egfr_ckd_epi_2021(creatinine, age, sex) or 0) == expected


def test_ckd_epi_does_not_hold_for_children_or_an_unknown_sex() -> None:
    assert egfr_ckd_epi_2021(0.6, 17, "female") is None
    assert egfr_ckd_epi_2021(1.0, 40, None) is None
    assert egfr_ckd_epi_2021(0.0, 40, "male") is None
    assert egfr_schwartz_2009(0.6, 158, 17) == pytest.approx(108.8, abs=0.1)
    assert egfr_schwartz_2009(0.6, 158, 40) is None


def test_cockcroft_gault() -> None:
    assert cockcroft_gault(1.2, 60, 72, "male") == pytest.approx(66.7, abs=0.05)
    assert cockcroft_gault(1.2, 60, 72, "female") == pytest.approx(56.7, abs=0.05)
    assert cockcroft_gault(1.2, 60, 72, None) is None


def test_body_size() -> None:
    assert bmi(49.0, 158) == pytest.approx(19.6, abs=0.05)
    assert bsa_mosteller(49.0, 158) == pytest.approx(1.47, abs=0.005)
    assert bmi(70, 0) is None


def test_corrected_qt() -> None:
    assert qtc_bazett(400, 75) == pytest.approx(447, abs=0.5)
    assert qtc_fridericia(400, 75) == pytest.approx(431, abs=0.5)
    assert qtc_fridericia(400, 0) is None


def test_meld() -> None:
    assert meld(0.4, 0.9, 0.6) == 6  # values below 1 count 1
    assert meld(3.0, 2.0, 2.0) == 25
    assert meld(3.0, 2.0, 1.0, dialysis=True) == meld(3.0, 2.0, 4.0)
    assert meld(50.0, 10.0, 4.0) == 40
    assert meld(3.0, 2.0, 2.0, sodium=137) == 25
    assert meld(3.0, 2.0, 2.0, sodium=128) == 29  # 25 + 1.32 × 9 - 0.033 × 25 × 9
    assert meld(3.0, 0.0, 2.0) is None


def test_child_pugh() -> None:
    assert child_pugh(1.0, 4.0, 1.0, "none", 0) == (5, "A")
    assert child_pugh(2.5, 3.0, 1.8, "mild", 1) == (10, "C")
    assert child_pugh(2.5, 3.0, 1.0, "mild", 0) == (8, "B")
    assert child_pugh(9.0, 2.0, 3.0, "severe", 4) == (15, "C")


def test_others() -> None:
    assert fib4(60, 40, 36, 200) == pytest.approx(2.0)
    assert corrected_calcium(8.0, 2.5) == pytest.approx(9.2)
    assert absolute_count(3.1, 45) == pytest.approx(1.395)
    assert absolute_count(3.1, 145) is None


@pytest.mark.parametrize(
    ("drug", "dose", "low", "high"),
    [
        ("prednisone", 60, 60, 60),
        ("Prednisolone", 60, 60, 60),
        ("methylprednisolone", 16, 20, 20),
        ("Solu-Medrol", 1000, 1250, 1250),
        ("dexamethasone", 4, 25, 27),
        ("hydrocortisone", 20, 5, 5),
        ("deflazacort", 30, 25, 25),
        ("betamethasone", 6, 40, 50),
        ("triamcinolone", 4, 5, 5),
    ],
)
def test_prednisone_equivalents(drug: str, dose: float, low: float, high: float) -> None:
    equivalent = prednisone_equivalent(drug, dose)
    assert equivalent is not None
    assert low <= equivalent <= high


def test_no_systemic_equivalent() -> None:
    assert prednisone_equivalent("budesonide", 9) is None
    assert prednisone_equivalent("fluticasone", 0.5) is None
    assert prednisone_equivalent("ibuprofen", 400) is None

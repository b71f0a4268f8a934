"""Counts in units that a slip spoiled, in notes and in criteria."""

from __future__ import annotations

import pytest

import matcher


def _judged(note: str, text: str) -> matcher.Judgement:
    patient = matcher.read_notes(f"A 40-year-old woman with fever. {note}.")
    return matcher.judge(patient, matcher.parse_criterion(text, kind="exclusion"))


@pytest.mark.parametrize(
    ("note", "text", "expected"),
    [
        ("WBC 17,580/mm", "WBC count < 3,000 cells/mm3", "satisfied"),
        ("WBC 2,100/mm", "WBC count < 3,000 cells/mm3", "violated"),
        ("Platelets 210,000/mL", "Platelet count < 100,000/mm3", "satisfied"),
        ("Platelets 60,000/mL", "Platelet count < 100,000/mm3", "violated"),
        ("Platelets 210 K/uL", "Platelets < 100,000/mL", "satisfied"),
        ("Platelets 60 K/uL", "Platelets < 100.000/mm3", "violated"),
        ("ANC 1.2 x10^9/L", "Neutrophils < 1.500/mm3", "violated"),
        ("ANC 1.8 x10^9/L", "Neutrophils < 1500/L", "satisfied"),
    ],
)
def test_counts_are_read_in_the_unit_of_their_size(note: str, text: str, expected: str) -> None:
    got = _judged(note, text)
    assert (got.verdict, got.basis) == (expected, "derived")


def test_the_reason_says_that_a_unit_was_read_otherwise() -> None:
    assert "read otherwise than written" in _judged("WBC 17,580/mm", "WBC count < 3,000/mm3").reason
    assert "read otherwise" not in _judged("WBC 17,580/mm3", "WBC count < 3,000/mm3").reason
    assert "17,580 /mm" in _judged("WBC 17,580/mm", "WBC count < 3,000/mm3").reason


def test_other_analytes_keep_their_units() -> None:
    assert _judged("Creatinine 1.2 mg/mL", "Creatinine > 2 mg/dL").verdict != "satisfied"


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("Creatinine > 1,5 mg/dL", None, 1.5),
        ("Hemoglobin <8,5 g/dL", 8.5, None),
        ("Platelets < 100,000/mm3", 100000.0, None),
    ],
)
def test_a_comma_behind_a_sign_of_comparison(text: str, upper: float | None, lower: float | None) -> None:
    (atom,) = matcher.parse_criterion(text).atoms()
    assert [(bound.upper, bound.lower) for bound in atom.bounds] == [(upper, lower)]


@pytest.mark.parametrize("text", ["Total cholesterol = 200 mg/dL", "Systolic blood pressure = 160 mmHg"])
def test_a_limit_that_lost_its_sign_decides_nothing(text: str) -> None:
    patient = matcher.read_notes("A 50-year-old man. Total cholesterol 250 mg/dL. Blood pressure 120/80 mmHg.")
    for kind in ("inclusion", "exclusion"):
        got = matcher.judge(patient, matcher.parse_criterion(text, kind=kind))
        assert got.verdict == "unknown"
        assert "sign of comparison is missing" in got.reason
        assert got.missing[0].startswith("Look up in the protocol")


def test_a_score_may_be_just_so() -> None:
    patient = matcher.read_notes("A 50-year-old man. ECOG performance status 1.")
    assert matcher.judge(patient, matcher.parse_criterion("ECOG performance status = 1")).verdict == "satisfied"


def test_a_value_without_a_limit_asks_for_the_limit() -> None:
    patient = matcher.read_notes("A 50-year-old man. Creatinine 1.2 mg/dL.")
    got = matcher.judge(patient, matcher.parse_criterion("Creatinine"))
    assert (got.verdict, got.missing) == ("unknown", ("Look up in the protocol which values of creatinine are meant.",))


@pytest.mark.parametrize(
    ("note", "text", "expected"),
    [
        ("Platelets 160 x10^9/L", "Platelets < 150,000", "satisfied"),
        ("Platelets 140", "Platelets < 150,000", "violated"),
        ("WBC 2.1", "WBC < 3000", "violated"),
        ("Hemoglobin 95 g/L", "Hemoglobin < 10", "violated"),
        ("Hemoglobin 105 g/L", "Hemoglobin < 10", "satisfied"),
        ("Platelets 160,000", "Platelets < 150", "satisfied"),
    ],
)
def test_a_limit_without_unit_is_in_the_unit_of_its_size(note: str, text: str, expected: str) -> None:
    assert _judged(note, text).verdict == expected

"""What is asked for at the entry of a study is what is so then: the dose of today, the support that has not been taken away."""

from __future__ import annotations

import pytest

import matcher


def verdict(note: str, criterion: str, kind: str = "exclusion", absence: str = "unknown") -> str:
    patient = matcher.read_notes([matcher.Note(note, date="2025-06-01")])
    return matcher.judge(patient, matcher.parse_criterion(criterion, kind), absence=absence).verdict  # type: ignore[arg-type]


TAPERED = "She was started on prednisone 60 mg daily. It was tapered.\nMedications: prednisone 10 mg daily"


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("Prednisone ≥ 20 mg/day at baseline", "violated"),
        ("Current prednisone ≥ 20 mg/day", "violated"),
        ("Prednisone ≥ 5 mg/day at baseline", "satisfied"),
    ],
)
def test_the_dose_of_today_answers_for_the_day_of_entry(criterion: str, expected: str) -> None:
    assert verdict(TAPERED, criterion, "inclusion") == expected


def test_a_drug_that_was_stopped_is_not_taken_at_entry() -> None:
    assert verdict("PMH: DVT 2012 (warfarin 6 months, stopped 2013)", "Use of warfarin at baseline") == "satisfied"
    assert verdict("Medications: warfarin 5 mg daily", "Use of warfarin at baseline") == "violated"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Intubated 5/20, extubated 5/29.", "violated"),
        ("Extubated 5/10, intubated 5/20.", "satisfied"),
    ],
)
def test_a_tube_that_was_taken_out_ventilates_no_more(note: str, expected: str) -> None:
    assert verdict(note, "Currently receiving invasive mechanical ventilation", "inclusion") == expected


def test_a_saturation_on_oxygen_does_not_answer_for_room_air() -> None:
    note = "SpO2 88% RA -> 96% 2L NC"
    assert verdict(note, "Oxygen saturation < 90% on room air") == "violated"


def test_an_allergy_entered_in_error_is_none() -> None:
    note = "Allergies: penicillin (entered in error), latex"
    assert verdict(note, "Allergy to penicillin") == "satisfied"
    assert verdict(note, "Allergy to latex") == "violated"

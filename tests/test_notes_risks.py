"""What may go wrong, what is hoped for and what is not meant: named in a note, and no fact about the patient."""

from __future__ import annotations

import pytest

import matcher


def facts(note: str, concept: str) -> list[tuple[bool, bool]]:
    return [(f.negated, f.hypothetical) for f in matcher.read_notes(note).facts if f.concept == concept]


@pytest.mark.parametrize(
    ("note", "concept"),
    [
        ("Risks include but are not limited to sepsis.", "sepsis"),
        ("He accepts risks to include, but not be limited to, fever; sepsis; stroke; hernia.", "stroke"),
        (
            "All risks and complications were discussed with her, which include, but are not limited to, stroke.",
            "stroke",
        ),
        ("Risks were explained to the family including bleeding; pulmonary embolism; pneumonia.", "pneumonia"),
    ],
)
def test_what_may_go_wrong_is_hypothetical(note: str, concept: str) -> None:
    assert facts(note, concept) == [(False, True)]


@pytest.mark.parametrize(
    "note",
    [
        "Chronic problems including but not limited to asthma.",
        "Cardiac risk factors include hypertension and asthma.",
        "The risks of surgery were explained to the patient, who has asthma.",
    ],
)
def test_lists_of_what_is_there_stay_facts(note: str) -> None:
    assert facts(note, "asthma") == [(False, False)]


def test_a_purpose_denied_denies_no_disease() -> None:
    assert facts("The radiation is not intended to cure the cancer.", "malignancy") == [(False, False)]


def test_negligible_bleeding_is_none() -> None:
    assert facts("Bleeding was negligible.", "hemorrhage") == [(True, False)]


def test_a_wish_to_be_healthy_is_no_health() -> None:
    assert facts("He wants to lose weight, get healthy and run.", "good health") == []
    assert facts("He is a healthy man.", "good health") == [(False, False)]


def test_bipolar_current_is_no_disorder() -> None:
    assert facts("The vessels were coagulated with bipolar and cut.", "bipolar disorder") == []


def test_no_other_diagnosis_that_explains_denies_no_disease() -> None:
    assert facts("There is no other diagnosis that would explain the rash.", "disease") == []
    assert facts("She has no other diagnosis.", "disease") == [(True, False)]

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


def test_a_numbered_list_of_complications_is_hypothetical() -> None:
    note = (
        "Possible complications include, but are not limited to:\n1. Stroke.\n2. Pneumonia.\n3. Sepsis.\n\n"
        "PAST MEDICAL HISTORY:\n1. Asthma.\n2. Gout.\n"
    )
    for concept in ("stroke", "pneumonia", "sepsis"):
        assert facts(note, concept) == [(False, True)]
    for concept in ("asthma", "gout"):
        assert facts(note, concept) == [(False, False)]


def test_a_likeness_is_no_disease() -> None:
    assert facts("It felt like a heart attack.", "myocardial infarction") == [(False, True)]


def test_what_is_named_with_the_is_there() -> None:
    assert facts("He denies numbness at the time of the injury.", "injury") == [(False, False)]


def test_a_picture_that_shows_nothing_was_taken() -> None:
    assert facts("No stone on ultrasound.", "ultrasound") == [(False, False)]
    assert facts("No ultrasound was done.", "ultrasound") == [(True, False)]


def test_what_is_usually_done_was_not_done_here() -> None:
    assert facts("Hormonal therapy is usually added.", "hormonal therapy") == [(False, True)]


def test_the_compliance_of_a_bladder_is_not_the_patient_s() -> None:
    assert facts("The bladder is trabeculated with poor compliance.", "compliance") == []
    assert facts("He has poor compliance.", "compliance") == [(True, False)]


@pytest.mark.parametrize("note", ["She discontinued her birth control.", "Her birth control was stopped in May."])
def test_contraception_that_was_stopped_is_none(note: str) -> None:
    assert facts(note, "contraception") == [(True, False)]


def test_words_of_the_operating_room() -> None:
    assert facts("After elevation and exsanguination the tourniquet was inflated.", "hemorrhage") == []
    assert facts("An MVR blade was used.", "mitral valve replacement") == []
    assert facts("Marcaine was given for postoperative pain relief.", "postoperative pain") == []


def test_the_pandemic_is_no_infection() -> None:
    assert facts("He has worked at home since the start of COVID-19.", "covid-19") == []
    assert facts("He had COVID-19 in March.", "covid-19") == [(False, False)]


def test_a_pain_or_a_problem_with_something_is_no_disease_of_the_joint() -> None:
    assert facts("Denies joint pain or problems with walking.", "joint disease") == []


def test_cells_told_as_a_range_are_of_the_urine() -> None:
    found = matcher.read_notes("WBC 30-50, no bacteria.").facts
    assert [f.concept for f in found if f.type == "measurement" and f.value == 30] == ["urine white blood cells"]


def test_a_quality_goes_to_the_name_it_stands_before() -> None:
    found = matcher.read_notes("The liver panel revealed an elevated AST at 39 U/L.").facts
    assert [(f.concept, f.quality, f.value) for f in found] == [("aspartate aminotransferase", "elevated", 39.0)]


@pytest.mark.parametrize(
    ("note", "concept"),
    [
        ("He has pneumonia, status post splenectomy.", "pneumonia"),
        ("Cellulitis, repeat examination tomorrow.", "cellulitis"),
    ],
)
def test_an_infection_before_a_comma_is_no_test(note: str, concept: str) -> None:
    assert facts(note, concept) == [(False, False)]


def test_tests_in_a_list_are_no_infections() -> None:
    assert facts("HIV, HBV: all negative.", "hiv infection") == []


def test_a_habit_told_after_a_denied_one_is_there() -> None:
    assert facts("He does not smoke, occasionally drinks alcohol.", "alcohol") == [(False, False)]
    assert facts("He does not smoke or drink alcohol.", "alcohol") == [(True, False)]


def test_an_allergy_denied_denies_no_procedure() -> None:
    assert facts("She denies an allergy to anesthesia.", "anesthesia") == []

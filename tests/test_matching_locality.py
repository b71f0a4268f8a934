"""How far a denial reaches: a part of the body and a day deny neither the rest nor the years before."""

from __future__ import annotations

import pytest

import matcher
from matcher.matching.types import Judgement


def verdict(note: str, criterion: str, kind: str = "exclusion") -> Judgement:
    return matcher.judge(matcher.read_notes(note), matcher.parse_criterion(criterion, kind=kind))


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("There is no mass or tumor in the left kidney.", "Metastatic gastric cancer"),
        ("He denies any pain in his elbow.", "Severe pain"),
        ("FINDINGS: The ureter had no tumors, no stones.", "Hodgkin lymphoma"),
        ("DESCRIPTION OF PROCEDURE: The bed was dry, there was no bleeding.", "History of intracranial hemorrhage"),
        ("She has had no recent trauma.", "History of penetrating head injury"),
        ("No evidence of malignancy was seen.", "Multiple myeloma"),
        ("She denies gastrointestinal problems.", "Pancreatic cancer"),
    ],
)
def test_denial_of_a_place_or_day_denies_no_more(note: str, criterion: str) -> None:
    assert verdict(note, criterion).verdict == "unknown"
    assert verdict(note, criterion, "inclusion").verdict == "unknown"


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("There is no tumor in the left kidney.", "Kidney tumor"),
        ("He denies any pain.", "Severe pain"),
        ("She has no history of cancer.", "Hodgkin lymphoma"),
        ("He denies any bleeding.", "Gastrointestinal hemorrhage"),
        ("No sign of infection today.", "Active bacterial infection"),
        ("PHYSICAL EXAMINATION: No current infection.", "Active bacterial infection"),
        ("No evidence of metastatic disease on CT.", "Metastatic disease"),
        ("No pneumonia on the film.", "Bacterial pneumonia"),
    ],
)
def test_denial_of_the_whole_patient_stands(note: str, criterion: str) -> None:
    assert verdict(note, criterion).verdict == "satisfied"
    assert verdict(note, criterion).basis == "documented"


def test_a_dry_wound_does_not_contest_a_stroke() -> None:
    note = "IMPRESSION: Subdural hematoma. DESCRIPTION OF PROCEDURE: There was no bleeding at the end."
    assert verdict(note, "Intracranial hemorrhage").verdict == "violated"


def test_one_cell_line_says_nothing_of_another() -> None:
    note = "Red blood cell count was normal."
    assert verdict(note, "Platelets > 100,000/mm3", "inclusion").verdict == "unknown"
    assert verdict("CBC was normal.", "Platelets > 100,000/mm3", "inclusion").verdict == "satisfied"


def test_an_allergy_is_no_contraindication_to_a_regimen_without_name() -> None:
    assert verdict("Allergies: codeine.", "Contraindication to any drug of the regimen").verdict == "unknown"


def test_a_drug_taken_is_not_a_drug_at_a_stable_dose() -> None:
    assert verdict("Medications: naproxen.", "Stable analgesic regimen", "inclusion").verdict == "unknown"
    note = "He is on naproxen, dose unchanged for years."
    assert verdict(note, "Stable analgesic regimen", "inclusion").verdict == "satisfied"


def test_gallstones_are_no_liver_disease() -> None:
    assert verdict("Past medical history: gallstones.", "Liver disease").verdict == "unknown"
    assert verdict("Past medical history: gallstones.", "Hepatobiliary disease").verdict == "violated"


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("No bowel injury was seen.", "Hip fracture"),
        ("NEUROLOGIC: There are no focal neurologic abnormalities.", "Cerebral palsy"),
        ("She has no GI issues.", "Cirrhosis"),
        ("No tingling or pain down her legs. She has a cold.", "Cancer pain"),
        ("He denies taking any medication for pain.", "Current treatment with goserelin"),
    ],
)
def test_denial_of_one_organ_or_purpose_denies_no_more(note: str, criterion: str) -> None:
    assert verdict(note, criterion).verdict == "unknown"


def test_recurrent_disease_is_the_one_the_trial_is_about() -> None:
    assert (
        verdict("He has recurrent urinary retention.", "Recurrent or persistent disease", "inclusion").verdict
        == "unknown"
    )


def test_a_sprain_is_no_significant_injury() -> None:
    assert verdict("ASSESSMENT: Ankle sprain.", "Significant traumatic injury").verdict == "unknown"

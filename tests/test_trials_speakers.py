"""Who weighs, reports or answers for the patient is asked for nothing."""

from __future__ import annotations

import pytest
from trees import lines, tree

from matcher import parse_criterion


@pytest.mark.parametrize(
    "text",
    [
        "Pain as rated by the patient, parent or clinician",
        "Pain noted either by themselves or by a caregiver",
        "Pain, as documented by the nurse or a family member",
    ],
)
def test_who_reports_a_thing_is_no_alternative_to_it(text: str) -> None:
    assert tree(text) == "condition pain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patients (and parents/legal guardians, where applicable) must be able to read and write", "attestation language"),
        ("Patient or parent/guardian able to give informed consent", "attestation consent"),
        ("Written informed consent from patients and/or parents", "attestation consent"),
        ("Consent signed by the patient or the patient's representative", "attestation consent"),
        ("Parents or caregivers unable to attend the visits", lines("Not", "  attestation follow-up")),
    ],
)  # fmt: skip
def test_who_answers_for_the_patient_is_none_either(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("Has a caregiver willing to attend all visits", 'other "caregiver"'),
        ("The study partner is willing to attend", 'other "partner"'),
        ("Must live with a parent and give consent", 'other "parent"'),
    ],
)
def test_a_person_who_must_be_there_is_asked_for(text: str, leaf: str) -> None:
    assert leaf in tree(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Frailty in the opinion of the general practitioner or nurse", "in the opinion of the general practitioner or nurse"),
        ("Frailty, at the treating oncologist's discretion", "at the treating oncologist's discretion"),
        ("Frailty judged by the surgeon or anesthetist", "judged by the surgeon or anesthetist"),
    ],
)  # fmt: skip
def test_one_opinion_whoever_holds_it(text: str, cue: str) -> None:
    criterion = parse_criterion(text, kind="exclusion")
    assert tree(text, "exclusion") == lines("AllOf", "  condition frailty", "  attestation investigator opinion")
    assert cue in [atom.text for atom in criterion.atoms()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Persons under curatorship, guardianship or safeguard of justice", "attestation social situation"),
        ("Protected persons, deprived of their liberty or in custody", "attestation social situation"),
        ("Decisionally impaired (i.e., unable to give consent)", lines("Not", "  attestation consent")),
        ("Lacks capacity to consent, or is incapable of giving informed consent", lines("Not", "  attestation consent")),
    ],
)  # fmt: skip
def test_protected_persons_are_one_situation(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected

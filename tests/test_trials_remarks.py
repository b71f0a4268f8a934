"""Consequences, purposes, methods, modifiers and places: what a statement says without asking for a further finding."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lung disease that could affect the breathing test or preclude spirometry",
            "condition lung disease (limiting)",
        ),
        ("Asthma because salbutamol changes the results", "condition asthma"),
        ("Diabetes, in order to avoid hypoglycemia", "condition diabetes mellitus"),
        ("Aortic stenosis, diagnosed with echocardiography or angiography", "condition aortic stenosis"),
        ("Pneumonia with or without pleural effusion", "condition pneumonia"),
        ("Any illness that might alter the outcome measures", "attestation investigator opinion (limiting)"),
        ("Any medical condition that might influence the outcome", "attestation investigator opinion (limiting)"),
        ("Any illness that might prevent swimming", "condition disease (limiting)"),
        ("Severe life-limiting heart disease", "condition heart disease (severe)"),
    ],
)
def test_remarks(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_the_words_of_a_consequence_stay_unparsed_and_those_of_a_purpose_do_not() -> None:
    assert unparsed("Lung disease that could affect spirometry", "exclusion") == ["affect spirometry"]
    assert unparsed("Asthma because salbutamol changes the results", "exclusion") == []


def test_another_reason_behind_a_consequence_is_kept() -> None:
    assert tree("Any condition that may affect healing or current use of prednisone", "exclusion") == lines(
        "AnyOf", "  condition disease (limiting)", "  exposure prednisone (current)"
    )


def test_examples_behind_a_consequence_are_kept_and_so_is_what_they_are_examples_of() -> None:
    assert tree("Drugs that could affect bleeding (e.g., aspirin, warfarin)", "exclusion") == lines(
        "exposure anticoagulant | antiplatelet | antithrombotic | nsaid | thrombolytic",
        "  such as",
        "    exposure aspirin",
        "    exposure warfarin",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cardiac or thoracic surgery", "procedure cardiac surgery | thoracic surgery"),
        ("Injury to the chest, abdomen or pelvis", "condition injury"),
        ("Hand or foot operative procedure", "procedure surgery"),
        ("Cervical or lumbar spine stabilization", 'other "Cervical or lumbar spine stabilization"'),
        (
            "Blood pressure > 180 mmHg at screening or baseline",
            "measurement blood pressure: > 180 mmHg [around screening]",
        ),
        (
            "Cardiometabolic or inflammatory illness",
            lines(
                "condition inflammatory disease",
                "  any kind of",
                '    condition "Cardiometabolic"',
                "    condition inflammatory disease",
            ),
        ),
        (
            "Oral or inhaled corticosteroids within the last month",
            lines(
                "AnyOf",
                "  exposure glucocorticoid [<= 1 month before] route oral",
                "  exposure inhaled corticosteroid [<= 1 month before]",
            ),
        ),
    ],
)
def test_modifiers_stay_with_their_noun(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Participants were eligible if they had asthma", "condition asthma"),
        (
            "Clean wound (no signs of infection)",
            lines("AllOf", "  condition wound", "  Not", "    condition infection"),
        ),
        (
            "Lesions incompatible with psoriasis",
            lines("AllOf", '  condition "Lesions"', "  Not", "    condition psoriasis"),
        ),
        ("Onset of headache < 10 days", "condition headache [< 10 day before]"),
        ("Symptoms, last 3 weeks", "condition symptom or sign [<= 3 week before]"),
        (
            "Stable angina for 3 months prior to screening",
            "condition stable angina [<= 3 month before screening] [lasting >= 3 month]",
        ),
        (
            "At least 4 weeks must have elapsed since last chemotherapy",
            lines("Not", "  exposure chemotherapy [< 4 week before]"),
        ),
        ("3 or more months after kidney transplantation", "procedure kidney transplantation [>= 3 month before]"),
        (
            "Women must use contraception during the study and for 4 months after the last dose of study drug",
            lines(
                "IfThen",
                "  if",
                "    sex female",
                "  then",
                "    reproductive contraception [around study] [lasting >= 4 month]",
            ),
        ),
        ("Translocation t(3;7)", 'other "Translocation t(3;7)"'),
        ("Translocation t(15;17)", "measurement pml-rara fusion: positive"),
    ],
)
def test_conditions_times_and_negations(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_negation_behind_a_noun_ends_with_its_member() -> None:
    said = tree("Claustrophobia not amenable to sedation, or contraindication to MRI", "exclusion")
    assert said.startswith("AnyOf")
    assert said.endswith("  allergy magnetic resonance imaging (contraindication)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Willing to undergo a lumbar puncture", "attestation compliance"),
        ("Agrees to refrain from blood donation", "attestation compliance"),
        ("Ability to perform spirometry", "attestation ability"),
        ("Able to swallow tablets", "attestation ability"),
        ("Willing to use contraception", "reproductive contraception"),
        (
            "Willing to comply with the study visits and diary",
            lines("AllOf", "  attestation compliance", "  attestation follow-up"),
        ),
        ("Candidates for liver transplantation", "procedure liver transplantation (planned)"),
        ("Referred for coronary angiography", "procedure coronary angiography (planned)"),
        ("Able to provide written, informed consent", "attestation consent"),
        ("Either sex", lines("AnyOf", "  sex female", "  sex male")),
        ("Children and adolescents", lines("AnyOf", "  age child", "  age adolescent")),
        ("Weight above the 90th percentile", "measurement body weight: > 90 percentile"),
        ("DSM-5 diagnosis of schizophrenia", "condition schizophrenia"),
    ],
)
def test_what_is_promised_planned_or_said_of_everybody(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unwilling to undergo bronchoscopy", lines("Not", "  attestation compliance")),
        ("Patients who cannot undergo MRI", lines("Not", "  attestation ability")),
        ("At risk of hypokalemia", "condition hypokalemia (at risk)"),
        ("Contact with a tuberculosis patient", "condition tuberculosis (contact)"),
    ],
)
def test_what_names_a_finding_without_asking_for_it(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gout. Patients may have had one or more of fever, rash or cough.", "condition gout"),
        ("Gout. Participants may also be taking a statin", "condition gout"),
        ("Gout. As uric acid may be raised in some men with obesity, they may be seen again.", "condition gout"),
    ],
)
def test_what_patients_may_have_and_why_asks_for_nothing(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_limit_of_what_patients_may_have_stays() -> None:
    assert "exposure chemotherapy" in tree("Patients may have received up to 3 cycles of chemotherapy")


def test_who_may_have_something_is_meant_by_an_exclusion() -> None:
    assert tree("Patients who may have an allergy to latex", "exclusion") == "allergy latex"


def test_what_an_exclusion_allows_is_excepted() -> None:
    assert tree("Antibiotics. Patients may receive penicillin.", "exclusion") == lines(
        "AllOf", "  exposure antibiotic", "  Not", "    exposure penicillin"
    )


def test_what_must_be_done_is_no_part_of_a_denial_nor_itself_an_exclusion() -> None:
    assert tree("No metastases on imaging, a bone scan must be obtained") == lines(
        "AllOf",
        "  Not",
        "    AllOf",
        "      condition metastatic cancer",
        "      procedure imaging",
        "  procedure bone scan",
    )
    assert tree("Melanoma. A bone scan must be performed.", "exclusion") == lines(
        "AnyOf", "  condition melanoma", "  Not", "    procedure bone scan"
    )


def test_a_site_said_once_is_that_of_both() -> None:
    assert tree("Upper urinary tract injury or surgery", "exclusion") == lines(
        "AnyOf", "  condition injury", '  procedure "Upper urinary tract injury or surgery"'
    )
    assert tree("Gout or surgery", "exclusion") == lines("AnyOf", "  condition gout", "  procedure surgery")


def test_no_disease_on_imaging_denies_no_imaging() -> None:
    assert tree("No evidence of disease on imaging:\n* A bone scan must be obtained") == lines(
        "AllOf", "  Not", "    AllOf", "      condition disease", "      procedure imaging", "  procedure bone scan"
    )


def test_a_kind_that_was_not_read_is_said_to_be_left_out() -> None:
    assert unparsed("Non-radicular pain") == ["radicular"]

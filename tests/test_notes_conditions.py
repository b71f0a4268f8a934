"""Conditions and procedures with what narrows them, and with their dates."""

from __future__ import annotations

import pytest
from marked import check

import matcher
from matcher.terms import vocabulary

QUALIFIED = [
    "<f qualifier=refractory>SLE</f>, refractory to three drugs.",
    "Active <f qualifier=active>SLE</f> failing belimumab and MMF, <f qualifier=steroid_dependent concept=systemic_lupus_erythematosus>SLE</f> steroid dependent.",
    "<f qualifier=controlled not_qualifier=uncontrolled>Hypertension</f>, well controlled on amlodipine.",
    "Poorly controlled <f qualifier=uncontrolled not_qualifier=controlled>diabetes</f>.",
    "HTN (ok control), <f not_qualifier=controlled>GERD</f>.",
    "<f stage=class_IV>Lupus nephritis class IV</f> on biopsy.",
    "<f stage=class_V>Lupus nephritis</f>, class V, since May.",
    "Severe <f severity=severe>hemolytic anemia</f> in March.",
    "Newly diagnosed <f qualifier=newly_diagnosed>lupus nephritis</f>.",
    "<f qualifier=remission>Lupus</f> has been in remission since 2021.",
]
COURSE = [
    "SLE since 2012. For the joints she is on methotrexate. <f concept=systemic_lupus_erythematosus qualifier=relapsed>All of it came back</f> at 15 mg.",
    "SLE since 2012. Reason for call: <f concept=systemic_lupus_erythematosus qualifier=flare>flare</f>, both hands swollen.",
    "SLE since 2012. No <x>flare</x> this year.",
]
DATED = [
    "<f type=procedure date=2015-01-01 date_precision=year>Cesarean section</f> 2015; no <f type=procedure negated>surgery</f> since and <f type=procedure negated qualifier=planned>none planned</f>.",
    "<f type=procedure date=2025-02-06 date_end=2025-02-14>Plasma exchange</f> x5, 02/06 to 02/14.",
    "<f date=2025-03-12>Stroke</f> on March 12, 2025.",
    "<f date=2025-05-01 date_precision=month>Cellulitis</f> in May.",
    "He reported a 3 week history of <f date=2025-05-25>cough</f>.",
    "Clinic visit on March 5, 2026. Two days later, <f date=2026-03-07>rash</f> started.",
    "2025-04-02: <f date=2025-04-02>pneumonia</f> on the film.",
    "<f date=2025-06-15 date_precision=note>Arthritis</f> of both hands.",
]
TESTS_NOT_DISEASES = [
    "<x type=condition>HIV</x> negative, <x type=condition>HCV</x> Ab negative.",
    "<x type=condition>HIV</x>/<x type=condition>HBV</x>/<x type=condition>HCV</x> sent, pend",
    "<x type=condition>Hepatitis C</x> and <x type=condition>HIV</x> serology negative.",
    "<x type=condition>CMV</x> DNA PCR not detected.",
    "IMMUNIZATIONS: <x type=condition>varicella</x> x2, HPV x3",
    "Chronic <f type=condition>hepatitis B</f> since 2009.",
]


@pytest.mark.parametrize("sentence", [*QUALIFIED, *COURSE, *TESTS_NOT_DISEASES])
def test_conditions(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", DATED)
def test_dates(sentence: str) -> None:
    check(sentence, date="2026-06-15" if "2026" in sentence else "2025-06-15")


def test_words_with_non_before_them_are_not_the_disease() -> None:
    check("No psoriasis or other non-<x>lupus</x> <f negated qualifier=other>dermatosis</f>.")


def test_an_operation_in_the_plan_is_planned_and_one_of_the_past_is_not() -> None:
    check(
        "PLAN:\n1. <f type=procedure hypothetical qualifier=planned>Cholecystectomy</f> with Dr. Smith.\n2. Wound check after <f type=procedure>appendectomy</f> last week."
    )


def test_abbreviations_the_note_explains_hold_for_that_note_only() -> None:
    check(
        "She has mixed connective tissue disease (MXCTD). <f concept=mixed_connective_tissue_disease>MXCTD</f> is stable."
    )
    check("<x>MXCTD</x> is stable.")


@pytest.mark.parametrize("words", ["CKD stage 3b", "CKD3b", "CKD IV", "stage 3 CKD", "CKD (stage 4)"])
def test_a_graded_kidney_disease_is_a_kidney_disease(words: str) -> None:
    facts = matcher.read_notes(f"PMH: hypertension, {words}, gout.").facts
    assert any(vocabulary().is_a(f.concept, "chronic kidney disease") for f in facts if f.type == "condition")
    assert next(f for f in facts if f.concept == "gout").stage is None


@pytest.mark.parametrize(
    ("text", "disease", "stage"),
    [
        ("Acute kidney injury, now AKI stage 2.", "acute kidney injury", "stage 2"),
        ("She has stage IV (T2N1M1) melanoma.", "melanoma", "stage IV"),
        ("Stage IIIA breast cancer, grade 2.", "breast cancer", "Stage IIIA"),
    ],
)
def test_a_stage_goes_to_the_disease_it_grades(text: str, disease: str, stage: str) -> None:
    facts = [f for f in matcher.read_notes(text).facts if f.concept == disease]
    assert stage in {f.stage for f in facts}


@pytest.mark.parametrize(
    ("text", "disease"),
    [
        ("Breast cancer, ER-positive, PR-negative.", "breast cancer"),
        ("Colon cancer, KRAS-negative.", "colon cancer"),
        ("Lung cancer, ALK absent.", "lung cancer"),
    ],
)
def test_a_marker_that_is_negative_denies_no_cancer(text: str, disease: str) -> None:
    assert [f.negated for f in matcher.read_notes(text).facts if f.concept == disease] == [False]


def test_the_sign_of_a_negative_result_denies_an_infection() -> None:
    facts = matcher.read_notes("HIV-, HCV- and HBV-. He is HIV-free at work.").facts
    assert [f.negated for f in facts if f.concept in ("hiv infection", "hepatitis c", "hepatitis b")][:3] == [True] * 3

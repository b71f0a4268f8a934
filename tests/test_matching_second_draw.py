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


def test_a_first_episode_is_none_where_one_is_told_before() -> None:
    criterion = "First episode of venous thromboembolism"
    assert verdict("PMH: DVT 2012.\nToday pulmonary embolism.", criterion, "inclusion") != "satisfied"
    assert verdict("Today pulmonary embolism.", criterion, "inclusion") == "satisfied"


@pytest.mark.parametrize(
    ("note", "criterion", "expected"),
    [
        ("Gastroscopy 2019.", "More than one previous gastroscopy", "unknown"),
        ("Gastroscopy 2019.", "Previous gastroscopy", "violated"),
    ],
)
def test_one_procedure_does_not_tell_of_several(note: str, criterion: str, expected: str) -> None:
    assert verdict(note, criterion) == expected


def test_a_drug_begun_before_a_window_may_go_on_in_it() -> None:
    criterion = "No antipsychotics within the past 4 weeks"
    begun = "quetiapine 25 mg at night 02/06/2025"
    assert (
        verdict(f"Drugs of the ward: {begun}. The patient was seen by us.", criterion, "inclusion", "assume")
        != "satisfied"
    )
    table = "MEDICATIONS        DOSE         START\nquetiapine         25 mg HS     02/06/2025\n"
    assert verdict(table, criterion, "inclusion") == "violated"


def test_an_earlier_result_without_a_day_gives_way_to_one_with_a_day() -> None:
    note = "ESR was 88 at that time.\nLabs 5/20/2025: ESR 14 mm/h"
    assert verdict(note, "ESR ≥ 30 mm/h at screening", "inclusion") == "violated"
    assert verdict(note, "History of ESR ≥ 50 mm/h", "inclusion") == "satisfied"


def test_that_no_result_told_is_so_leaves_the_history_open() -> None:
    assert verdict("Labs 5/20/2025: ESR 14 mm/h", "History of ESR ≥ 50 mm/h", "inclusion") == "unknown"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("70-year-old woman, weight 60 kg. Creatinine 0.8 mg/dL.", "satisfied"),
        ("70-year-old woman, weight 50 kg. Creatinine 2.4 mg/dL.", "violated"),
        ("70-year-old woman. Creatinine 0.8 mg/dL.", "unknown"),
        ("70-year-old woman, weight 130 kg, height 160 cm. Creatinine 1.4 mg/dL.", "unknown"),
    ],
)
def test_creatinine_clearance_is_computed_where_true_and_ideal_weight_agree(note: str, expected: str) -> None:
    assert verdict(note, "Creatinine clearance < 50 mL/min") == expected


def test_a_computed_clearance_says_so() -> None:
    patient = matcher.read_notes(
        [matcher.Note("70-year-old woman, weight 60 kg. Creatinine 0.8 mg/dL.", date="2025-06-01")]
    )
    judged = matcher.judge(patient, matcher.parse_criterion("Creatinine clearance < 50 mL/min", "exclusion"))
    assert judged.basis == "derived"
    assert "Cockcroft-Gault" in judged.reason
    assert any("weight 60 kg" in quote.text for quote in judged.evidence)


@pytest.mark.parametrize(("value", "expected"), [(80, "violated"), (90, "satisfied")])
def test_a_scale_of_a_hundred_needs_no_sign(value: int, expected: str) -> None:
    for criterion in ("Karnofsky performance status ≥ 90%", "Karnofsky performance status ≥ 90"):
        assert verdict(f"KPS {value}", criterion, "inclusion") == expected


def test_a_gestation_with_a_plus_is_read() -> None:
    assert verdict("Gest. today 9+2", "Gestational age ≥ 12 weeks", "inclusion") == "violated"
    assert verdict("GA: 31+4", "Gestational age ≥ 12 weeks", "inclusion") == "satisfied"


def test_the_drug_switched_from_is_the_one_that_was_stopped() -> None:
    note = "Meds: labetalol 100 mg bd (switched from ramipril 5/1/2025)"
    assert verdict(note, "Current treatment with an ACE inhibitor") == "satisfied"
    assert verdict(note, "Current treatment with a beta-blocker") == "violated"


def test_a_support_that_gave_way_to_another_is_over() -> None:
    assert verdict("On HFNC 40 L since Monday -> 4 L NC today", "High-flow nasal oxygen at enrollment") != "violated"
    assert verdict("On HFNC 40 L today", "High-flow nasal oxygen at enrollment") == "violated"


def test_an_abscess_opened_leaves_surgery_open() -> None:
    note = "PMH: acne. I&D of an abscess on 5/20/2025. He was seen by us and the wound is healing well with no fever."
    assert verdict(note, "Surgery within 4 weeks", absence="assume") == "unknown"
    assert verdict(note, "Surgery within 1 week", absence="assume") == "satisfied"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Medications: sertraline 100 mg daily since March 2025", "satisfied"),
        ("Medications: sertraline 100 mg daily", "unknown"),
        ("Medications: sertraline 100 mg daily since 5/25/2025", "violated"),
        (
            "Medications: sertraline 50 mg daily since January 2024, then sertraline 100 mg daily since May 2025",
            "violated",
        ),
    ],
)
def test_a_dose_told_with_its_beginning_is_a_stable_one(note: str, expected: str) -> None:
    assert verdict(note, "Stable dose of sertraline for at least 8 weeks", "inclusion") == expected


@pytest.mark.parametrize(
    ("note", "expected"), [("Severe asthma.", "violated"), ("Mild asthma.", "satisfied"), ("Asthma.", "unknown")]
)
def test_a_severe_disease_is_not_a_mild_or_moderate_one(note: str, expected: str) -> None:
    assert verdict(note, "Mild to moderate asthma", "inclusion") == expected


def test_a_disease_told_with_its_proof_is_confirmed() -> None:
    assert verdict("Sarcoidosis (biopsy 2021).", "Biopsy-proven sarcoidosis", "inclusion") == "satisfied"
    assert verdict("Sarcoidosis.", "Biopsy-proven sarcoidosis", "inclusion") == "unknown"


def test_a_denial_in_words_answers_the_hint_of_a_drug() -> None:
    note = "Medications: metformin 1 g daily for PCOS.\nNo diabetes, no glaucoma."
    assert verdict(note, "Diabetes mellitus") == "satisfied"


def test_a_negative_test_for_the_virus_denies_the_infection_of_today() -> None:
    assert verdict("COVID PCR negative today.", "SARS-CoV-2 infection") == "satisfied"

"""How bad a disease is, where the notes name it and say nothing of that."""

from __future__ import annotations

import pytest

from matcher import judge, parse_criterion, read_notes

KNOWN = (
    "A 61-year-old man came to the clinic with a cough. He has a history of hypertension and psoriasis, and takes amlodipine. "
    "The cough began ten days ago, is dry, and is worse in the evening and when he lies down."
)


def verdict(note: str, text: str, kind: str = "exclusion", absence: str = "assume") -> str:
    return judge(read_notes(note), parse_criterion(text, kind=kind), absence=absence).verdict


@pytest.mark.parametrize(
    ("note", "criterion", "expected"),
    [
        (KNOWN, "Severe hypertension", "satisfied"),
        (KNOWN, "Severe psoriasis", "satisfied"),
        (KNOWN, "Serious medical illness", "satisfied"),
        (KNOWN.replace("hypertension", "severe hypertension"), "Severe hypertension", "violated"),
        (KNOWN.replace("history of", "possible"), "Severe hypertension", "unknown"),
        (KNOWN.replace("psoriasis", "heart failure"), "Serious medical illness", "unknown"),
        (KNOWN.replace("psoriasis", "colon cancer"), "Serious medical illness", "unknown"),
        ("A 30-year-old woman came to the ward because of an asthma attack that began at noon, and is now sitting up in bed and speaking in short sentences.", "Severe asthma", "unknown"),
    ],
)  # fmt: skip
def test_what_is_carried_along_and_nowhere_called_severe_is_not(note: str, criterion: str, expected: str) -> None:
    assert verdict(note, criterion) == expected


def test_nothing_of_this_is_assumed_unless_asked_for() -> None:
    assert verdict(KNOWN, "Severe hypertension", absence="unknown") == "unknown"


def test_an_inclusion_that_asks_for_severe_disease_stays_open() -> None:
    assert verdict(KNOWN, "Severe hypertension", kind="inclusion") == "unknown"


def test_the_reason_names_what_is_not_said() -> None:
    found = judge(read_notes(KNOWN), parse_criterion("Severe hypertension", kind="exclusion"), absence="assume")
    assert found.reason == "Severe hypertension is not said; taken as absent."
    assert found.basis == "assumed"


@pytest.mark.parametrize(
    ("said", "criterion", "expected"),
    [
        ("severe", "Pain of at least 4 out of 10", "satisfied"),
        ("excruciating", "Pain of at least 4 out of 10", "satisfied"),
        ("mild", "Pain of at least 4 out of 10", "violated"),
        ("moderate", "Pain of at least 5 out of 10", "unknown"),
        ("", "Pain of at least 4 out of 10", "unknown"),
        ("severe", "Pain of at least 40 mm", "unknown"),
    ],
)
def test_words_for_pain_stand_for_numbers(said: str, criterion: str, expected: str) -> None:
    found = judge(
        read_notes(f"The patient reports {said} pain in the left knee."), parse_criterion(criterion, kind="inclusion")
    )
    assert found.verdict == expected
    assert found.basis == ("none" if expected == "unknown" else "derived")


def test_a_short_life_expectancy_would_be_told_except_beside_a_grave_disease() -> None:
    short = "Life expectancy of less than 6 months"
    assert verdict(KNOWN, short) == "satisfied"
    assert verdict(KNOWN.replace("psoriasis", "pancreatic cancer"), short) == "unknown"
    assert verdict(KNOWN, short, absence="unknown") == "unknown"
    assert verdict(KNOWN, "Life expectancy of at least 6 months", kind="inclusion") == "unknown"
    grave = read_notes(KNOWN.replace("psoriasis", "pancreatic cancer"))
    criterion = parse_criterion(short, kind="exclusion")
    assert [judge(p, criterion, absence="assume").verdict for p in (read_notes(KNOWN), grave)] == [
        "satisfied",
        "unknown",
    ]


def test_a_limit_in_brackets_goes_with_the_disease_it_defines() -> None:
    text = "Patients with kidney disease (serum creatinine above 250 micromol/L)"
    denied = "A 40-year-old man with a sore throat for two days. He has no kidney disease and takes no drugs regularly, sleeps well and goes to work by bicycle."
    assert verdict(denied, text) == "satisfied"
    assert verdict(denied, text, absence="unknown") == "unknown"
    assert verdict(f"{denied} Creatinine 300 micromol/L.", text) == "violated"


def test_words_that_narrow_an_exclusion_and_are_nowhere_in_the_notes() -> None:
    text = "Patients presenting with a traumatic cause of dyspnea"
    short_of_breath = "A 52-year-old woman was brought in with dyspnea, worse at night. She has had asthma since childhood and was well until the day before yesterday."
    assert verdict(short_of_breath, text) == "satisfied"
    assert verdict(short_of_breath, text, absence="unknown") == "unknown"
    assert verdict(f"{short_of_breath} It began after a traumatic fall.", text) == "unknown"


def test_to_take_part_in_another_study_later_is_a_question_about_studies() -> None:
    text = "Taking part in another trial, or planned participation in one during the study period"
    assert verdict(KNOWN, text) == "satisfied"


def test_a_limit_from_above_is_no_degree_that_would_be_told() -> None:
    assert verdict(KNOWN.replace("psoriasis", "chronic pain"), "Pain below 3 out of 10") == "unknown"


def test_what_is_planned_is_not_taken_as_never_given() -> None:
    planned = f"{KNOWN} He is scheduled to start methotrexate next week."
    assert verdict(KNOWN, "Use of methotrexate") == "satisfied"
    assert verdict(planned, "Use of methotrexate") == "unknown"
    assert verdict(planned, "Prior treatment with methotrexate") == "satisfied"


@pytest.mark.parametrize(
    ("criterion", "kind", "expected"),
    [
        ("Psoriasis and no history of stroke", "inclusion", "unknown"),
        ("Psoriasis without insulin treatment", "exclusion", "unknown"),
        ("Skin disease except psoriasis", "inclusion", "violated"),
        ("Skin disease except acne", "inclusion", "satisfied"),
    ],
)
def test_what_must_not_be_beside_a_disease_is_asked_for_itself(criterion: str, kind: str, expected: str) -> None:
    assert verdict(KNOWN, criterion, kind, "unknown") == expected


def test_a_general_promise_is_no_ability_to_undergo_something() -> None:
    promise = f"{KNOWN} He will comply with the study protocol."
    assert verdict(promise, "Unable to comply with the protocol", absence="unknown") == "satisfied"
    assert verdict(promise, "Inability to undergo MRI", absence="unknown") == "unknown"
    assert verdict(promise, "Inability to undergo MRI") == "unknown"


def test_a_label_before_a_denial_affirms_nothing() -> None:
    note = f"{KNOWN} Research studies: never in one."
    assert verdict(note, "Previous participation in a clinical study", absence="unknown") == "satisfied"


def test_what_a_patient_needs_is_what_an_exclusion_is_about() -> None:
    taking = f"{KNOWN} He takes clopidogrel 75 mg daily."
    assert verdict(KNOWN, "Need to take clopidogrel") == "satisfied"
    assert verdict(taking, "Need to take clopidogrel") in ("violated", "unknown")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("She has never received rituximab, belimumab or any other B-cell-directed therapy.", "satisfied"),
        ("She has not received any other B-cell-directed therapy.", "unknown"),
    ],
)
def test_any_other_closes_a_list_of_what_is_denied(said: str, expected: str) -> None:
    note = f"{KNOWN} {said}"
    assert verdict(note, "Prior B-cell-targeted therapy", absence="unknown") == expected

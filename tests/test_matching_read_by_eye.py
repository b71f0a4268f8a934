"""Verdicts that a reader of random ones found wrong: each cause as a note in the clinic's words and a criterion."""

from __future__ import annotations

import pytest

import matcher
from matcher.trials.types import Kind

SEEN = "A 58-year-old man with hypertension and gout was seen in the clinic for a check of his treatment. "
GIRL = "A 4-day-old girl with jaundice, born at 33 weeks and small for gestational age, feeds well. "


def verdict(note: str, text: str, kind: Kind = "exclusion") -> str:
    return matcher.judge(matcher.read_notes(note), matcher.parse_criterion(text, kind)).verdict


def facts(note: str, *types: str) -> list[str]:
    return [fact.concept for fact in matcher.read_notes(note).facts if fact.type in types]


@pytest.mark.parametrize(
    "note",
    [
        "LABORATORY STUDIES: Hemoglobin 13.1 g/dL.",
        "Initial studies: CBC and ESR were normal.",
        "Studies: ECG without changes.",
    ],
)
def test_studies_that_head_results_are_no_trials(note: str) -> None:
    assert facts(note, "participation") == []


def test_studies_that_head_trials_are_trials() -> None:
    assert facts("Studies: a trial of a cream, left in 2019.", "participation") != []


def test_what_somebody_works_with_was_not_done_to_him() -> None:
    assert facts("He works as an x-ray technician.", "procedure") == []
    assert facts("He had an x-ray of the hand.", "procedure") == ["x-ray"]


@pytest.mark.parametrize(
    ("note", "text", "kind", "expected"),
    [
        # "Smoker" is one who smokes; who stopped is neither surely meant nor surely not.
        ("He quit smoking in 2004.", "Smoking", "exclusion", "unknown"),
        ("He has a 30 pack-year smoking history.", "Current smoker", "exclusion", "unknown"),
        ("He quit smoking in 2004.", "Active tobacco use", "exclusion", "satisfied"),
        ("He smokes a pack a day.", "Smoking", "exclusion", "violated"),
        ("He quit smoking in 2004.", "History of smoking", "inclusion", "satisfied"),
        ("He quit smoking in 2004.", "Current or former smoker", "inclusion", "satisfied"),
    ],
)
def test_a_habit_is_asked_for_as_it_is_today(note: str, text: str, kind: Kind, expected: str) -> None:
    assert verdict(SEEN + note, text, kind) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Colon cancer was treated by hemicolectomy.", "satisfied"),
        ("Colon cancer in 2020. He had a cholecystectomy for gallstones.", "unknown"),
    ],
)
def test_an_exception_for_what_was_operated_on_is_met_by_that_operation_alone(note: str, expected: str) -> None:
    assert verdict(SEEN + note, "Any cancer, except those treated by surgery") == expected


def test_a_drug_that_is_taken_does_not_say_that_it_fails() -> None:
    assert (
        verdict(SEEN + "He takes lisinopril.", "Hypertension not controlled by ACE inhibitors", "inclusion")
        == "unknown"
    )


def test_no_drug_allergies_leave_foods_and_latex_open() -> None:
    for text in ("Allergy to latex", "Hypersensitivity to eggs"):
        assert verdict(SEEN + "NKDA.", text) == "unknown"
        assert verdict(SEEN + "No known drug allergies.", text) == "unknown"
        assert verdict(SEEN + "No known allergies.", text) == "satisfied"
    assert verdict(SEEN + "NKDA.", "Allergy to penicillin") == "satisfied"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Pregnancy", "exclusion", "satisfied"),
        ("Singleton pregnancy", "inclusion", "violated"),
        ("Women of childbearing potential must use contraception", "inclusion", "not_applicable"),
    ],
)
def test_a_newborn_is_not_pregnant(text: str, kind: Kind, expected: str) -> None:
    assert verdict(GIRL, text, kind) == expected


def test_an_example_of_a_place_not_understood_is_open() -> None:
    note = SEEN + "A polyp was seen in the ureter. An abscess of the thigh was drained."
    assert verdict(note, "Lesions of the vocal folds such as polyps or nodules") == "unknown"
    assert verdict(note, "Serious infections such as abscess") == "violated"


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("An old scar was seen at the bladder neck.", "Skin disease"),
        ("She is of short stature.", "Endocrine disorder"),
        ("There was ascites on ultrasound.", "Liver disease"),
        ("He had severe abdominal adhesions.", "Intrauterine adhesions"),
        ("The ventriculogram showed hyperkinesis of the basal walls.", "Movement disorder"),
        ("Neosporin was applied to the wound.", "Use of corticosteroids"),
    ],
)
def test_a_sign_is_not_the_disease_it_is_filed_under(note: str, text: str) -> None:
    assert verdict(SEEN + note, text) != "violated"


def test_a_count_of_what_was_not_understood_is_open() -> None:
    text = "Restless legs symptoms on at least 4 of 7 evenings/nights"
    assert verdict(SEEN + "He has restless legs syndrome.", text, "inclusion") == "unknown"


def test_without_restriction_is_no_duty_of_a_participant() -> None:
    note = SEEN + "He will comply with the study protocol."
    assert verdict(note, "Able to carry on all activities without restriction", "inclusion") == "unknown"


@pytest.mark.parametrize(
    ("note", "concept"),
    [
        ("SARS-CoV-2 PCR positive.", "sars-cov-2 test"),
        ("Influenza A PCR positive.", "influenza a"),
        ("RSV antigen test was positive.", "rsv infection"),
        ("Third-degree heart block.", "third degree av block"),
        ("2nd degree AV block.", "second degree av block"),
        ("Immunohistochemistry: loss of MLH1 and PMS2.", "microsatellite instability"),
    ],
)
def test_what_is_found_in_other_words(note: str, concept: str) -> None:
    found = [f for f in matcher.read_notes(note).facts if f.concept == concept]
    assert [(f.negated, f.quality in (None, "positive")) for f in found] == [(False, True)]


@pytest.mark.parametrize(
    ("note", "quality"),
    [
        ("Loss of MSH2 and MSH6 expression by IHC.", "positive"),
        ("Mismatch repair proteins intact.", "negative"),
    ],
)
def test_mismatch_repair_proteins_tell_of_instability(note: str, quality: str) -> None:
    found = [f for f in matcher.read_notes(note).facts if f.concept == "microsatellite instability"]
    assert [f.quality for f in found] == [quality]


def test_lost_expression_of_pten_is_its_loss() -> None:
    assert [f.quality for f in matcher.read_notes("PTEN expression lost.").facts] == ["positive"]
    assert [f.quality for f in matcher.read_notes("PTEN intact by immunohistochemistry.").facts] == ["negative"]


@pytest.mark.parametrize(
    ("note", "concept", "family"),
    [
        (
            "His father and brother both had, at about fifty and after a long time of ill health, a heart attack.",
            "myocardial infarction",
            True,
        ),
        (
            "Her mother, who lived on a farm and was well into her eighties, had been treated for breast cancer.",
            "breast cancer",
            True,
        ),
        ("The mother reports that the child has had asthma since the age of two.", "asthma", False),
        ("I told the mother that he has pneumonia.", "pneumonia", False),
    ],
)
def test_whose_disease_a_sentence_tells_of(note: str, concept: str, family: bool) -> None:
    found = [f for f in matcher.read_notes(note).facts if f.concept == concept]
    assert [f.family for f in found] == [family]


@pytest.mark.parametrize(
    ("note", "text", "expected"),
    [
        ("He had a heart attack in 2018.", "Myocardial infarction within 6 months before the first dose", "unknown"),
        ("History of stroke.", "Stroke within one month of the fracture", "unknown"),
        ("PAST SURGICAL HISTORY: Cholecystectomy.", "Concurrent surgery", "satisfied"),
        ("He had a right total knee replacement.", "Bilateral knee replacement", "unknown"),
        ("He had bilateral knee replacements.", "Bilateral knee replacement", "violated"),
        ("I have prescribed oxycodone 5 mg every 6 hours.", "Chronic opioid use", "unknown"),
        ("He has taken oxycodone for months.", "Chronic opioid use", "violated"),
        ("Recent urinary tract infections.", "Active infection", "unknown"),
        ("He has a urinary tract infection.", "Active infection", "violated"),
    ],
)
def test_when_and_for_how_long_something_was_there(note: str, text: str, expected: str) -> None:
    assert verdict(f"{SEEN}\n{note}", text) == expected


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("He passed clots through the urethra.", "History of thrombosis"),
        ("He thought he was having a heart attack.", "Myocardial infarction"),
        ("The acetabulum was reamed to bleeding bone.", "Active bleeding"),
        ("The wound was closed in layers.", "Traumatic injury"),
    ],
)
def test_words_of_operations_and_fears_are_no_diseases(note: str, text: str) -> None:
    assert verdict(SEEN + note, text) != "violated"


def test_what_a_wound_does_not_show_is_not_denied_elsewhere() -> None:
    assert verdict(SEEN + "The incision shows no bleeding.", "Subarachnoid hemorrhage") == "unknown"
    assert verdict(SEEN + "There was no bleeding since.", "Active bleeding") == "satisfied"


def test_no_pregnancy_before_says_nothing_of_one_today() -> None:
    woman = "A 30-year-old woman was seen in the clinic for weight loss. "
    assert verdict(woman + "She had no prior pregnancies.", "Pregnancy") == "unknown"
    assert verdict(woman + "She is not pregnant.", "Pregnancy") == "satisfied"


def test_an_allergy_or_hypersensitivity_to_a_drug_without_name_is_not_any_allergy() -> None:
    note = SEEN + "ALLERGIES: amoxicillin."
    assert verdict(note, "Allergy or hypersensitivity to the target medication or its components") == "unknown"


def test_what_does_not_hurt_when_moved_may_hurt_at_night() -> None:
    text = "Chronic pain for at least 3 months"
    assert verdict(SEEN + "He denies pain when moving his neck.", text, "inclusion") == "unknown"
    assert verdict(SEEN + "He denies any pain.", text, "inclusion") == "violated"


@pytest.mark.parametrize("text", ["Platelets ≥ 100 X 10^9/L", "Platelets >_ 100 x 10^9/L"])
def test_limits_in_unusual_print(text: str) -> None:
    assert verdict(SEEN + "Platelet count 140 x 10^9/L.", text, "inclusion") == "satisfied"

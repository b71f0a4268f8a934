"""What the words of a criterion cannot mean, and what stands for a disease: from the criterion's own words to the verdict."""

from __future__ import annotations

import pytest

import matcher
from matcher.matching.direction import meant
from matcher.trials.types import AllOf, AnyOf, Atom, Not, leaves

NOTE = """A 52-year-old man comes because of three weeks of burning pain in his left foot. He works as a bus driver.
On examination the sole is red and tender. Temperature 37.2 C, blood pressure 128/76 mmHg."""
PROMISE = "\nHe will comply with the study protocol without any practical problems."


def _verdict(text: str, note: str = NOTE, kind: str = "exclusion", absence: str = "assume") -> str:
    return matcher.judge(matcher.read_notes(note), matcher.parse_criterion(text, kind=kind), absence=absence).verdict


def test_ages_no_one_can_have_at_once_are_alternatives() -> None:
    young, old = "A 15-year-old boy with asthma.", "An 80-year-old man with asthma."
    text = "Age < 18 years and > 75 years"
    assert [_verdict(text, note) for note in (young, NOTE, old)] == ["violated", "satisfied", "violated"]
    assert _verdict("Age 18 years or older and younger than 75 years", NOTE, "inclusion") == "satisfied"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chronic diseases (cardiac, renal, hepatic)", "satisfied"),
        ("Chronic diseases (e.g. cardiac, renal, hepatic)", "unknown"),
        ("Chronic diseases (cardiac, asthma, renal)", "violated"),
    ],
)
def test_a_list_in_brackets_says_which_diseases(text: str, expected: str) -> None:
    assert _verdict(text, NOTE + "\nHe has asthma.") == expected


def test_what_a_trial_is_of_is_no_treatment() -> None:
    text = "Participation in another clinical trial of a drug or device within 30 days"
    trial = meant(matcher.parse_criterion(text, kind="exclusion"))
    assert isinstance(trial, Atom)
    assert trial.type == "participation"
    assert trial.window is not None
    assert trial.window.amount == 30
    assert _verdict(text, NOTE + "\nHe takes metoprolol.") == "satisfied"
    beside = meant(
        matcher.parse_criterion("Participation in a trial or use of any drug within 30 days", kind="exclusion")
    )
    assert {atom.type for atom in leaves(beside)} == {"participation", "exposure"}


def test_an_opinion_narrows_the_whole_list() -> None:
    text = "Liver, kidney or heart disease that in the opinion of the investigator would put the patient at risk"
    assert _verdict(text) == "satisfied"
    assert _verdict(text, NOTE + "\nHe has cirrhosis of the liver.") == "unknown"


def test_without_narrows_what_stands_before_it() -> None:
    text = "Atrioventricular block of second degree (without a pacemaker)"
    assert _verdict(text, NOTE + "\nNo pacemaker.") == "satisfied"


@pytest.mark.parametrize(
    "text",
    ["Women not willing to use contraception", "Women who refuse contraception", "Not willing to use contraception"],
)
def test_no_one_is_shut_out_for_using_contraception(text: str) -> None:
    using = "A 30-year-old woman with gout. She uses contraception."
    without = "A 30-year-old woman with gout. She does not use contraception."
    assert _verdict(text, using) == "satisfied"
    assert _verdict(text, without) != "satisfied"


def test_an_exclusion_of_those_who_were_not_to_have_it() -> None:
    assert (
        _verdict("Subjects were not to have a history of heart disease", NOTE + "\nHe has heart failure.") == "violated"
    )
    assert _verdict("Subjects were not to have a history of heart disease") == "satisfied"


@pytest.mark.parametrize(
    "text",
    [
        "NYHA class III or IV",
        "Known HIV seropositivity",
        "Known history of testing positive for hepatitis C",
        "Severe obesity (body mass index (BMI) z-score > 3)",
        "Failure to thrive, defined as weight or height below the 5th percentile for age",
    ],
)
def test_a_measure_that_stands_for_a_disease_is_assumed_with_it(text: str) -> None:
    assert _verdict(text) == "satisfied"
    assert _verdict(text, absence="unknown") == "unknown"


@pytest.mark.parametrize(
    "text", ["Platelet count < 100,000/mm3", "HBsAg positive", "ECOG performance status of 2 or more"]
)
def test_other_results_are_never_assumed(text: str) -> None:
    assert _verdict(text) == "unknown"


def test_the_disease_of_a_measure_leaves_it_open() -> None:
    assert _verdict("NYHA class III or IV", NOTE + "\nHe has heart failure.") == "unknown"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Plans to move away from the area during the study", "exclusion"),
        ("Intention to leave the district within two months", "exclusion"),
        ("Inability to communicate", "exclusion"),
        ("Able to read and write English", "inclusion"),
    ],
)
def test_no_practical_hindrance_answers_what_a_study_needs(text: str, kind: str) -> None:
    assert _verdict(text, NOTE, kind) == "unknown"
    assert _verdict(text, NOTE + PROMISE, kind) == "satisfied"


def test_a_journey_to_come_leaves_residence_open() -> None:
    leaving = NOTE + "\nHe plans a long trip to Peru." + PROMISE
    assert _verdict("Plans to move away from the area during the study", leaving) == "unknown"


def test_any_disease_is_not_the_one_the_trial_may_be_about() -> None:
    patient = matcher.read_notes(NOTE + "\nHe has rheumatoid arthritis.")
    criterion = matcher.parse_criterion("Any clinically significant disease", kind="exclusion")
    assert matcher.judge(patient, criterion).verdict == "unknown"
    assert matcher.judge(patient, criterion, trial_conditions=("rheumatoid arthritis",)).verdict == "unknown"


def test_what_takes_part_is_taking_part() -> None:
    criterion = matcher.parse_criterion("Previous enrolment in this study", kind="exclusion")
    assert [atom.type for atom in leaves(meant(criterion))] == ["participation"]


def test_repairs_leave_sound_criteria_alone() -> None:
    for text in (
        "Asthma or COPD",
        "Age 18 to 65 years",
        "Diabetes except gestational diabetes",
        "Use of hormonal contraceptives",
    ):
        criterion = matcher.parse_criterion(text, kind="exclusion")
        assert meant(criterion) == criterion.expression
    assert isinstance(meant(matcher.parse_criterion("Asthma or COPD", kind="exclusion")), AnyOf)
    assert not isinstance(meant(matcher.parse_criterion("Asthma or COPD", kind="exclusion")), AllOf | Not)


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Treatment with immunoglobulins within 3 months", "intravenous immunoglobulin"),
        ("Administration of albumin within a week", "albumin infusion"),
    ],
)
def test_what_is_given_is_a_drug(text: str, drug: str) -> None:
    (given,) = leaves(meant(matcher.parse_criterion(text, kind="exclusion")))
    assert (given.type, given.concepts) == ("exposure", (drug,))
    assert _verdict(text) == "satisfied"


def test_what_is_only_like_the_named_is_none_of_its_own() -> None:
    text = "History of allergy to mefloquine (or related drugs)"
    assert _verdict(text, NOTE + "\nHe takes metoprolol.") == "satisfied"


def test_ages_that_meet_in_a_point_are_alternatives() -> None:
    text = "Age groups: 12 to 18 months, 6 to 12 months"
    for months, expected in ((8, "satisfied"), (14, "satisfied"), (30, "violated")):
        assert _verdict(text, f"A {months}-month-old boy with a cough.", "inclusion") == expected


def test_a_stage_of_an_infection_is_the_infection() -> None:
    assert _verdict("HIV stage III or IV") == "satisfied"
    assert _verdict("HIV stage III or IV", NOTE + "\nHe is HIV positive.") == "unknown"


def test_men_and_women_who_are_not_pregnant() -> None:
    text = "Male and non-pregnant females aged 18 to 60 years"
    assert _verdict(text, "A 50-year-old man with gout.", "inclusion") == "satisfied"
    assert _verdict(text, "A 30-year-old woman with gout. Urine pregnancy test negative.", "inclusion") == "satisfied"
    assert _verdict(text, "A 30-year-old woman with gout. She is pregnant.", "inclusion") == "violated"
    assert _verdict(text, "A 30-year-old woman with gout.", "inclusion") == "unknown"
    assert _verdict("Male", "A 30-year-old woman with gout.", "inclusion") == "violated"


def test_intolerance_and_allergy_are_to_the_same_thing() -> None:
    other = NOTE + "\nAnaphylaxis to penicillin in 2014."
    assert _verdict("Intolerance of or allergy to ticagrelor", other, "inclusion") != "satisfied"
    assert _verdict("Intolerance of or allergy to penicillin", other) == "violated"

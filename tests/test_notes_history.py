"""What is told as history, and what only looks like it."""

from __future__ import annotations

import pytest
from marked import check

import matcher

TOLD_AS_HISTORY = [
    "No history of <f negated historical>pancreatitis</f>.",
    "She denies a history of <f negated historical>deep vein thrombosis</f>.",
    "He is known to have <f historical ongoing=True>bronchiectasis</f>.",
    "A man with several medical problems including <f historical>COPD</f>, <f historical>gout</f> and status post <f historical type=procedure>appendectomy</f>.",
    "Because of her <f historical>stroke</f> history, aspirin was continued.",
    "He had <f historical>shingles</f> 4 years ago.",
    "Old <f historical>rib fracture</f> on the film.",
    "Two prior episodes of <f historical>diverticulitis</f>.",
    "<f historical>Hepatitis</f> as a child.",
]
TOLD_OF_NOW = [
    ("HISTORY OF PRESENT ILLNESS: CHIEF COMPLAINT: Wheezing.", "wheezing"),
    ("A two-day history of cough.", "cough"),
    ("History of gout, now presents with fever.", "fever"),
    ("A 70-year-old demented man.", "dementia"),
    ("Headaches that started 6 years ago.", "headache"),
    ("He has lost weight in the past 6 months.", "weight loss"),
    ("Known asthma.", "asthma"),
]


@pytest.mark.parametrize("sentence", TOLD_AS_HISTORY)
def test_said_as_history(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(("sentence", "concept"), TOLD_OF_NOW)
def test_not_said_as_history(sentence: str, concept: str) -> None:
    facts = [fact for fact in matcher.read_notes(sentence).facts if fact.concept == concept]
    assert [fact.historical for fact in facts] == [False] * len(facts)
    assert facts or concept == "dementia"


def test_what_is_known_is_still_there() -> None:
    (fact,) = matcher.read_notes("Known brain metastases.").facts
    assert (fact.ongoing, fact.historical) == (True, False)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Smokes a pack a day.", [("tobacco", False, True)]),
        ("He is a former smoker and quit in 1990.", [("tobacco", False, False)]),
        ("Nonsmoker.", [("tobacco", True, None)]),
        ("She drinks wine at weekends and does not smoke.", [("alcohol", False, True), ("tobacco", True, None)]),
        ("Denies alcohol or drug use.", [("alcohol", True, None), ("drugs of abuse", True, None)]),
        ("She has a negative history of smoking.", [("tobacco", True, None)]),
    ],
)
def test_habits_are_history_that_goes_on(sentence: str, said: list[tuple[str, bool, bool | None]]) -> None:
    facts = [fact for fact in matcher.read_notes(sentence).facts if fact.type == "exposure"]
    assert [(fact.concept, fact.negated, fact.ongoing) for fact in facts] == said
    assert all(fact.historical for fact in facts)


def test_a_prescribed_stimulant_is_no_habit() -> None:
    (fact,) = matcher.read_notes("MEDICATIONS:\nAdderall 20 mg daily").facts
    assert (fact.historical, fact.status) == (False, "active")


def test_an_infarction_is_an_event_not_a_lasting_disease() -> None:
    (fact,) = (f for f in matcher.read_notes("Myocardial infarction in 2011.").facts if f.type == "condition")
    assert fact.ongoing is None


def test_no_known_allergies_speak_of_all_the_time_before() -> None:
    facts = [fact for fact in matcher.read_notes("ALLERGIES: No known drug allergies.").facts if fact.type == "allergy"]
    assert [(fact.concept, fact.negated, fact.historical) for fact in facts] == [("any allergen", True, True)]

"""What goes on at screening against what is over, and what is denied of a time only."""

from __future__ import annotations

import pytest

import matcher

SEEN = "A 50-year-old woman with arthritis for many years, seen in the clinic today for a review of her treatment. "


def _verdict(said: str, text: str) -> str:
    patient = matcher.read_notes(matcher.Note(SEEN + said, date="2025-06-02"), as_of="2025-06-02")
    return matcher.judge(patient, matcher.parse_criterion(text, kind="exclusion")).verdict


@pytest.mark.parametrize("text", ["Concurrent use of methotrexate", "Currently taking methotrexate"])
def test_a_treatment_that_ended_is_not_current(text: str) -> None:
    assert _verdict("Methotrexate 20 mg weekly from 2013 to 2018.", text) == "satisfied"
    assert _verdict("Methotrexate 20 mg weekly since 2013.", text) == "violated"


def test_what_ended_was_still_given() -> None:
    assert _verdict("Methotrexate 20 mg weekly from 2013 to 2018.", "Previous use of methotrexate") == "violated"


def test_a_study_that_ended_is_not_current() -> None:
    text = "Patients currently participating in another clinical study"
    assert _verdict("She was in a trial of a cream; the study ended in March 2024.", text) == "satisfied"
    assert _verdict("She is in a trial of a cream.", text) == "violated"


@pytest.mark.parametrize("text", ["Splenectomy", "Mechanical prosthetic heart valve"])
def test_no_surgery_of_late_says_nothing_of_the_years_before(text: str) -> None:
    assert _verdict("No surgery in the past year.", text) == "unknown"
    assert _verdict("She never had any surgery.", text) == "satisfied"


def test_no_surgery_of_late_answers_a_window() -> None:
    assert _verdict("No surgery in the past year.", "Major surgery within 4 weeks") == "satisfied"


def test_no_psychiatric_disease_leaves_abuse_open() -> None:
    assert _verdict("No psychiatric disease.", "Alcohol abuse") == "unknown"
    assert _verdict("No psychiatric disease.", "Schizophrenia") == "satisfied"


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("PAST MEDICAL HISTORY: recurrent pneumonia.", "Active infection"),
        ("She had an influenza-like illness 8 weeks ago.", "Active infection"),
        ("PAST SURGICAL HISTORY: appendectomy.", "Recent surgery"),
        ("She is status post chemotherapy.", "Recent chemotherapy"),
        ("He had a vasectomy 10 years ago.", "Emergency surgery"),
        ("Morphine was placed over the nerve root.", "Long-term opioid treatment"),
        ("Allergies: codeine.", "Known hypersensitivity to XY-1234"),
    ],
)
def test_what_is_told_of_the_past_is_not_surely_active_or_recent(note: str, criterion: str) -> None:
    judged = matcher.judge(matcher.read_notes(note), matcher.parse_criterion(criterion, kind="exclusion"))
    assert judged.verdict == "unknown"


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("He has recurrent pneumonia.", "Active infection"),
        ("She has had an influenza-like illness for 3 days.", "Active infection"),
        ("He underwent an appendectomy today.", "Recent surgery"),
        ("She had an emergent laparotomy.", "Emergency surgery"),
        ("Medications: oxycodone 5 mg daily.", "Long-term opioid treatment"),
        ("Allergies: codeine.", "Any drug allergy"),
    ],
)
def test_what_is_told_of_today_is_active_and_recent(note: str, criterion: str) -> None:
    judged = matcher.judge(matcher.read_notes(note), matcher.parse_criterion(criterion, kind="exclusion"))
    assert judged.verdict == "violated"

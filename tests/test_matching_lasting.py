"""How long a complaint has lasted: what is called acute or chronic, and lengths that a criterion asks for."""

from __future__ import annotations

import pytest

import matcher

MAN = "A 52-year-old man came to the clinic. "


def _verdict(note: str, criterion: str, kind: str = "inclusion") -> str:
    patient = matcher.read_notes(matcher.Note(MAN + note, date="2025-06-02"))
    return matcher.judge(patient, matcher.parse_criterion(criterion, kind=kind)).verdict


@pytest.mark.parametrize(
    ("note", "criterion", "expected"),
    [
        ("He has had a cough for four months.", "Chronic cough", "satisfied"),
        ("He has had diarrhea for four months.", "Acute diarrhea", "unknown"),
        ("He has had diarrhea for five days.", "Acute diarrhea", "satisfied"),
        ("He has had a cough for five days.", "Chronic cough", "unknown"),
        ("He has had diarrhea for at least a week.", "Acute diarrhea", "unknown"),
        ("He has diarrhea.", "Acute diarrhea", "unknown"),
        ("He has had a runny nose for four months and a cough.", "Chronic cough", "unknown"),
        ("He has had diarrhea for six weeks.", "Chronic diarrhea", "satisfied"),
        ("He had diarrhea twice in the past year.", "Chronic diarrhea", "unknown"),
        ("He had diarrhea a year ago.", "Chronic diarrhea", "unknown"),
        ("He had diarrhea on 2 January 2025.", "Chronic diarrhea", "unknown"),
        ("He has diarrhea since 2 January 2025.", "Chronic diarrhea", "satisfied"),
        ("He has diarrhea that began a year ago.", "Chronic diarrhea", "satisfied"),
        ("He has had diarrhea for the past year.", "Chronic diarrhea", "satisfied"),
        ("He has had a headache for four years.", "Chronic headache", "unknown"),
        ("He reports a 3-year history of low back pain.", "Chronic low back pain", "satisfied"),
    ],
)
def test_acute_and_chronic_are_told_by_how_long_it_has_lasted(note: str, criterion: str, expected: str) -> None:
    assert _verdict(note, criterion) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("He has had neck pain for eight months.", "satisfied"),
        ("He has had neck pain for three days.", "violated"),
        ("He has neck pain.", "unknown"),
    ],
)
def test_a_length_that_is_asked_for(note: str, expected: str) -> None:
    assert _verdict(note, "Neck pain for at least 3 months") == expected

"""Windows over notes without any date, whose events are told from the day of the note."""

from __future__ import annotations

import pytest

import matcher

NOTE = (
    "A 61-year-old man comes with a swollen knee. He had a stroke 2 years earlier and a colonoscopy three weeks ago. "
    "He has gout. He was given rituximab once."
)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("Stroke within 3 months", "satisfied"),
        ("Stroke within 5 years", "violated"),
        ("Stroke", "violated"),
        ("Colonoscopy within 8 weeks", "violated"),
        ("Colonoscopy within 1 week", "satisfied"),
        ("Gout within 3 months", "violated"),
        ("Rituximab within 6 months", "unknown"),
    ],
)
def test_counted_from_the_day_of_the_note(criterion: str, expected: str) -> None:
    asked = matcher.parse_criterion(criterion, kind="exclusion")
    got = matcher.judge(matcher.read_notes(NOTE), asked, absence="assume")
    assert got.verdict == expected
    assert "2001" not in got.reason


LISTED = "History: CABG 2015, infarction 2014. He feels well and walks two miles a day. Labs of 5/20/2025: creatinine 1.1 mg/dL."


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("Coronary artery bypass grafting within 3 months", "satisfied"),
        ("Coronary artery bypass grafting", "violated"),
        ("Coronary artery bypass grafting within 15 years", "unknown"),
        ("Myocardial infarction within 90 days", "satisfied"),
    ],
)
def test_no_screening_is_before_the_newest_day_a_note_tells_of(criterion: str, expected: str) -> None:
    asked = matcher.parse_criterion(criterion, kind="exclusion")
    assert matcher.judge(matcher.read_notes(LISTED), asked, absence="assume").verdict == expected

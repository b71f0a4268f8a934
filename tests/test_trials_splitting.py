"""Eligibility sections taken apart into criteria."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.trials.splitting import split


def parts(text: str) -> list[tuple[str, str]]:
    return [(stretch.kind[0].upper(), text[stretch.start : stretch.end]) for stretch in split(text)]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Inclusion Criteria:", "I"),
        ("EXCLUSION CRITERIA", "E"),
        ("Key Exclusion Criteria:", "E"),
        ("Non-inclusion criteria:", "E"),
        ("Inclusion criteria for the control group:", "I"),
        ("Patients must have:", "I"),
        ("Patients must not have:", "E"),
        ("Participants who meet any of the following criteria will be excluded from the study:", "E"),
        ("You will not be eligible for this trial if you:", "E"),
        ("**Exclusion Criteria**", "E"),
    ],
)
def test_headings_of_many_wordings(heading: str, kind: str) -> None:
    assert parts(f"{heading}\n\n* Asthma\n* Epilepsy\n") == [(kind, "Asthma"), (kind, "Epilepsy")]


def test_a_line_that_ends_with_a_colon_and_states_something_is_no_heading() -> None:
    text = "Inclusion Criteria:\n1. Adequate bone marrow function:\n   * Platelets ≥ 100\n   * ANC ≥ 1.5\n2. Consent"
    assert parts(text) == [
        ("I", "1. Adequate bone marrow function:\n   * Platelets ≥ 100\n   * ANC ≥ 1.5"),
        ("I", "2. Consent"),
    ]


def test_wrapped_lines_belong_to_their_bullet() -> None:
    text = "Inclusion Criteria:\n\n  -  asthma since\n     childhood\n\n  -  age over 18"
    assert parts(text) == [("I", "asthma since\n     childhood"), ("I", "age over 18")]


def test_lines_without_bullets_are_criteria_of_their_own() -> None:
    assert parts("Exclusion Criteria:\nAsthma\nPregnancy\n") == [("E", "Asthma"), ("E", "Pregnancy")]


def test_a_heading_in_the_middle_of_a_line() -> None:
    assert parts("Inclusion criteria: asthma. Exclusion criteria: pregnancy.") == [
        ("I", "asthma."),
        ("E", "pregnancy."),
    ]


def test_prose_is_cut_into_its_numbered_parts() -> None:
    assert parts("Inclusion Criteria:\n(1) asthma; (2) age over 18") == [("I", "(1) asthma;"), ("I", "(2) age over 18")]


def test_letters_below_numbers_are_nested() -> None:
    text = "Exclusion Criteria:\n1. Heart disease\na. angina\nb. infarction\n2. Asthma"
    assert parts(text) == [("E", "1. Heart disease\na. angina\nb. infarction"), ("E", "2. Asthma")]


def test_a_note_goes_with_what_it_is_about() -> None:
    text = "Inclusion Criteria:\n* Diabetes\nNOTE: type 1 only\n* Age over 18"
    assert parts(text) == [("I", "Diabetes\nNOTE: type 1 only"), ("I", "Age over 18")]


def test_lines_the_registry_appended_are_inclusions_wherever_they_stand() -> None:
    found = split("Exclusion Criteria:\n* Asthma\nMust have minimum age of 18 Years\n* Epilepsy")
    assert [(s.kind, s.kind_guessed) for s in found] == [
        ("exclusion", False),
        ("inclusion", True),
        ("exclusion", False),
    ]


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["Inclusion Criteria:", "* age", "1. b c", "  - x y.", "", "plain line", "Exclusion", "a) z;", "Note: n"]
        ),
        max_size=14,
    )
)
def test_every_word_that_is_no_heading_belongs_to_exactly_one_criterion(lines: list[str]) -> None:
    text = "\n".join(lines)
    covered = [0] * len(text)
    for stretch in split(text):
        assert text[stretch.start : stretch.end].strip() == text[stretch.start : stretch.end] != ""
        for position in range(stretch.start, stretch.end):
            covered[position] += 1
    assert max(covered, default=0) <= 1
    start = 0
    for line in lines:
        for position in range(start, start + len(line)):
            if text[position].isalnum() and line not in ("Inclusion Criteria:", "Exclusion"):
                assert covered[position] == 1, (line, text)
        start += len(line) + 1


def test_a_bulleted_note_goes_with_the_criterion_before_it() -> None:
    text = "Exclusion Criteria:\n\n* Cancer\n* NOTE: skin cancer is allowed\n* Stroke\n"
    assert [words for _, words in parts(text)] == ["Cancer\n* NOTE: skin cancer is allowed", "Stroke"]


def test_a_mention_of_the_criteria_inside_a_sentence_is_no_heading() -> None:
    text = "Exclusion Criteria:\n\n* Steroids, with these exceptions to this exclusion criterion: inhaled steroids\n"
    assert len(parts(text)) == 1

"""Laws that hold for every note: offsets, silence, and what a cue says of the words in its reach and behind its end."""

from __future__ import annotations

import logging

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import matcher

NAME = "Quillfeather"
"""A word no vocabulary has: it must not come out anywhere but in the facts."""
DISEASES = ("pneumonia", "gout", "stroke", "asthma", "psoriasis", "cirrhosis", "deep vein thrombosis", "epilepsy")
DENIALS = (
    "No",
    "Denies",
    "Without",
    "Negative for",
    "No evidence of",
    "No signs of",
    "Free of",
    "Does not have",
    "No history of",
)
DENIED_AFTER = ("was ruled out", "is absent", "was excluded", ": denies", ": negative")
DOUBTS = ("Possible", "Suspected", "Probable", "Concern for", "Rule out", "Cannot exclude")
ENDS = ("; has", ", but has", ". He has", " but reports", "; known", "\n\nHas")
SECTIONS = {
    "FAMILY HISTORY": "family",
    "PAST MEDICAL HISTORY": "historical",
    "DISCHARGE INSTRUCTIONS": "hypothetical",
    "DIFFERENTIAL DIAGNOSIS": "uncertain",
}
two_diseases = st.lists(st.sampled_from(DISEASES), min_size=2, max_size=2, unique=True)


def said_of(text: str, words: str) -> list[matcher.Fact]:
    """The condition facts that stand exactly at the last mention of some words."""
    start = text.rindex(words)
    return [
        fact
        for fact in matcher.read_notes(text).facts
        if fact.type == "condition" and (fact.start, fact.end) == (start, start + len(words))
    ]


@settings(max_examples=120)
@given(st.text(max_size=400))
@example("\x00\x0c\x85\u2028\u200b")
@example("No pneumonia\x0cHas gout")
@example("İ no gout İ BP 120/80 İ")
@example("Sodium waſ 130, seen 3 weekſ ago: denıes, none  known")
@example("a:" * 300)
def test_any_text_gives_facts_at_their_offsets(text: str) -> None:
    for fact in matcher.read_notes(text).facts:
        assert text[fact.start : fact.end] == fact.text
        first, last = fact.sentence
        assert 0 <= first <= last <= len(text)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "PMH:",
                "MEDICATIONS:",
                "1.",
                "\n",
                "\t",
                "|",
                "  ",
                "no",
                "gout",
                "BP 120/80",
                "3/4/2024",
                "prednisone 5 mg",
                "[ ]",
                "her mother",
                "?",
                ";",
                "(",
                ")",
                "x3",
                "G2P1",
                "It is resolved.",
            ]
        ),
        max_size=25,
    )
)
def test_any_order_of_the_pieces_of_notes_gives_facts_at_their_offsets(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for fact in matcher.read_notes(text).facts:
        assert text[fact.start : fact.end] == fact.text


def test_no_word_of_a_note_leaves_the_process(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    @settings(max_examples=40)
    @given(st.text(max_size=80), st.text(max_size=80))
    def read(before: str, after: str) -> None:
        matcher.read_notes(f"{before} {NAME} has gout. {after}", terms=[NAME])

    read()
    out, err = capfd.readouterr()
    assert NAME.lower() not in (out + err + caplog.text).lower()


@pytest.mark.parametrize("bad", [3, b"Quillfeather", {"note": NAME}, [NAME, 3]])
def test_no_word_of_a_note_stands_in_an_error(bad: object) -> None:
    with pytest.raises(matcher.InputError) as raised:
        matcher.read_notes(bad)  # type: ignore[arg-type]
    assert NAME not in str(raised.value)


@settings(max_examples=60)
@given(st.sampled_from(DENIALS), two_diseases, st.sampled_from([" or ", ", ", " and "]))
def test_a_denial_denies_all_it_lists(cue: str, diseases: list[str], joint: str) -> None:
    text = f"{cue} {diseases[0]}{joint}{diseases[1]}."
    for disease in diseases:
        assert [fact.negated for fact in said_of(text, disease)] == [True], text


@settings(max_examples=60)
@given(st.sampled_from(DENIALS), two_diseases, st.sampled_from(ENDS))
def test_what_stands_behind_the_end_of_a_denial_is_not_denied(cue: str, diseases: list[str], end: str) -> None:
    text = f"{cue} {diseases[0]}{end} {diseases[1]}."
    assert [fact.negated for fact in said_of(text, diseases[0])] == [True], text
    assert [fact.negated for fact in said_of(text, diseases[1])] == [False], text


@settings(max_examples=40)
@given(st.sampled_from(DENIED_AFTER), two_diseases)
def test_a_denial_behind_the_words_reaches_back_but_not_over_a_stop(cue: str, diseases: list[str]) -> None:
    text = f"He has {diseases[0]}. {diseases[1].capitalize()} {cue}."
    assert [fact.negated for fact in said_of(text, diseases[0])] == [False], text
    assert [fact.negated for fact in said_of(text, diseases[1].capitalize())] == [True], text


@settings(max_examples=40)
@given(st.sampled_from(DOUBTS), two_diseases)
def test_a_doubt_is_no_denial(cue: str, diseases: list[str]) -> None:
    text = f"{cue} {diseases[0]}; has {diseases[1]}."
    assert [(fact.uncertain, fact.negated) for fact in said_of(text, diseases[0])] == [(True, False)], text
    assert [(fact.uncertain, fact.negated) for fact in said_of(text, diseases[1])] == [(False, False)], text


@settings(max_examples=40)
@given(st.sampled_from(sorted(SECTIONS)), two_diseases, st.sampled_from(["\n", " "]))
def test_a_section_says_it_of_its_words_and_of_no_others(section: str, diseases: list[str], gap: str) -> None:
    text = f"{section}:{gap}{diseases[0].capitalize()}.\n\nASSESSMENT:{gap}{diseases[1].capitalize()}."
    flag = SECTIONS[section]
    assert [getattr(fact, flag) for fact in said_of(text, diseases[0].capitalize())] == [True], text
    assert [getattr(fact, flag) for fact in said_of(text, diseases[1].capitalize())] == [False], text


@settings(max_examples=30)
@given(st.sampled_from(DISEASES), st.sampled_from(["Mother", "His brother", "Maternal aunt", "Her father"]))
def test_what_a_relative_has_is_not_the_patients(disease: str, relative: str) -> None:
    text = f"{relative} had {disease}."
    assert [fact.family for fact in said_of(text, disease)] == [True], text


@settings(max_examples=30)
@given(st.text(st.characters(whitelist_categories=("Zs", "Cf", "Cc")), max_size=6), st.sampled_from(DISEASES))
def test_blanks_of_any_kind_hide_no_disease_and_shift_no_offset(blanks: str, disease: str) -> None:
    text = f"{blanks}He has {disease}.{blanks}"
    assert [fact.text for fact in said_of(text, disease)] == [disease], repr(text)

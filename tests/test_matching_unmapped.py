"""Criteria in words no vocabulary has: what may be taken as absent, and what must not."""

from __future__ import annotations

import pytest
from clinic import AllOf, AnyOf, Not, atom, chart, excluding, judged, said, verdict, woman

from matcher.matching.unmapped import is_spoken_of, matter_of
from matcher.matching.words import stem_of, words_of
from matcher.notes.types import Note, Patient

HISTORY = said("condition", "asthma", "She has had [asthma] since childhood, and was thrown off a horse in May.")


def other(text: str) -> object:
    return atom("other", text=text)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("a snake bite", "noted"),
        ("zorbing accident", "noted"),
        ("previous frobectomy", "noted"),
        ("other glumitis", "noted"),
        ("inability to swallow capsules", "asked"),
        ("in the opinion of the investigator", "asked"),
        ("laboratory values out of range", "asked"),
        ("any known chronic", "empty"),
        ("left-handed unicyclist", "unclear"),
    ],
)
def test_what_a_text_is_about(text: str, nature: str) -> None:
    assert matter_of(other(text)).nature == nature


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a snake bite", "satisfied"),
        ("previous frobectomy", "satisfied"),
        ("a fall from a horse", "unknown"),  # the notes speak of a horse
        ("unable to swallow capsules", "unknown"),
        ("deemed unsuitable by the investigator", "unknown"),
        ("left-handed unicyclist", "unknown"),
        ("any known chronic", "unknown"),
    ],
)
def test_silence_about_a_text(text: str, expected: str) -> None:
    patient = chart(*woman(), HISTORY)
    assert verdict(patient, excluding(other(text)), "assume") == expected
    assert verdict(patient, excluding(other(text))) == "unknown"


def test_a_kind_without_a_concept_is_read_by_its_words() -> None:
    patient = chart(*woman(), HISTORY)
    assert verdict(patient, excluding(atom("condition", text="glumatous zerodermia")), "assume") == "satisfied"
    assert verdict(patient, excluding(atom("condition", text="horse serum sickness")), "assume") == "satisfied"
    assert verdict(patient, excluding(atom("condition", text="horse")), "assume") == "unknown"


def test_a_fragment_goes_with_the_items_beside_it() -> None:
    patient = chart(*woman(), HISTORY)
    listed = excluding(AnyOf((atom("condition", "psoriasis"), other("or chronic"), atom("condition", "gout"))))
    assert verdict(patient, listed, "assume") == "satisfied"


def test_what_is_asked_for_is_never_read_from_silence() -> None:
    patient = chart(*woman(), HISTORY)
    both = excluding(AnyOf((atom("condition", "psoriasis"), other("unable to swallow capsules"))))
    assert verdict(patient, both, "assume") == "unknown"
    wanted = excluding(AllOf((Not(other("snake bite")), atom("condition", "asthma"))))
    assert verdict(patient, wanted, "assume") == "unknown"  # an assumption never breaks


def test_words_meet_whatever_their_ending() -> None:
    assert stem_of("surgeries") == stem_of("surgery") == stem_of("surgical")
    assert stem_of("transferred") == stem_of("transfer")
    assert stem_of("hypertension") != stem_of("hyperthyroidism")
    patient = Patient("p", (Note("He was transferred by helicopter.", "n"),), (), None)
    assert is_spoken_of(matter_of(other("early transfer")), words_of(patient))
    assert not is_spoken_of(matter_of(other("snake bite")), words_of(patient))


def test_the_index_finds_the_nearest_sentences() -> None:
    text = "Fell off a ladder at work. The wrist is swollen. No fever. He works as a painter on ladders."
    index = words_of(Patient("p", (Note(text, "n"),), (), None))
    found = [text[s.start : s.end] for s in index.nearest(("ladder", "work"), 2)]
    assert found == ["Fell off a ladder at work.", "He works as a painter on ladders."]
    assert index.nearest(("giraffe",), 2) == []


def test_the_nearest_sentences_are_context_for_text_no_vocabulary_has() -> None:
    fell = said("condition", "asthma", "Has had [asthma] for years. She was thrown off a horse in May.")
    got = judged(chart(*woman(), fell), excluding(other("a fall from a horse")))
    assert (got.verdict, got.basis) == ("unknown", "none")
    shown = [(evidence.text, evidence.role, evidence.fact_id) for evidence in got.evidence]
    assert shown == [("She was thrown off a horse in May.", "context", None)]
    assert judged(chart(*woman(), fell), excluding(other("glumatous zerodermia"))).evidence == ()


def test_later_notes_are_no_context() -> None:
    later = said("condition", "asthma", "Has [asthma]; was thrown off a horse.", on="2025-08-01")
    assert judged(chart(*woman(), later), excluding(other("a fall from a horse"))).evidence == ()

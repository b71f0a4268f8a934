"""What reading leaves behind: the vocabulary's own words, never a note's."""

from __future__ import annotations

import gc
import random

import pytest
from rapidfuzz.distance import OSA

from matcher import read_notes
from matcher.notes.pipeline import load_pipeline
from matcher.terms import vocabulary
from matcher.terms.typing_errors import TypingErrors

_NOBODY = "Quombertine Vexlathorpe"


def test_no_word_of_a_note_stays_in_the_vocabulary_or_in_spacy() -> None:
    text = f"{_NOBODY} has lupus nephritis. She denies quexfever; Quombertine's cough is worse, s/p vexlectomy."
    assert read_notes(text).facts
    strings = load_pipeline().vocab.strings
    for word in (*_NOBODY.split(), _NOBODY.split()[0].lower(), "quexfever", "vexlectomy"):
        assert word not in strings
    gc.collect()
    kept = [
        keys
        for keys in (list(held) for held in gc.get_objects() if isinstance(held, dict) and len(held) > 50)
        if any(isinstance(key, str) and "uombertin" in key for key in keys)
    ]
    assert not kept


@pytest.mark.parametrize("edits", [1, 2])
def test_a_misspelt_word_is_found_wherever_the_edits_are(edits: int) -> None:
    words = ["cyclophosphamide", "mycophenolate", "rituximab", "nephritis", "hydroxychloroquine", "pneumonia"]
    typing = TypingErrors(words)
    chance = random.Random(edits)
    for _ in range(400):
        meant = chance.choice([word for word in words if edits == 1 or (len(word) > 11 and not word.endswith("mab"))])
        written = meant
        for _ in range(edits):
            written = _edited(written, chance)
        if OSA.distance(meant, written) == edits and written not in words:
            assert typing.correct(written) == meant or written.endswith("ed"), written


def _edited(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("qxzkw")
    return chance.choice(
        [
            f"{word[:at]}{letter}{word[at:]}",
            word[:at] + word[at + 1 :],
            f"{word[:at]}{letter}{word[at + 1 :]}",
            f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}",
        ]
    )


def test_first_words_know_what_may_follow() -> None:
    found = vocabulary().find("hypertension, pulmonary; lupus & nephritis; anti-dsDNA antibody; hyper-tension")
    assert found[0].concept == "pulmonary hypertension"

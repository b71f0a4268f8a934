"""Going to the words of a text by an index finds what looking everywhere finds."""

from __future__ import annotations

import random
import re

import pytest

from matcher.notes.pipeline import load_pipeline
from matcher.text.lines import _BLANK_GAP, _GAP
from matcher.text.patterns import alternation
from matcher.text.word_index import Phrases, WordIndex, places_of_runs

_PHRASES = ["sign of", "signs of", "the only", "was treated", "no h/o", "h/o", "x-ray", "CD20 positive", "%sat", "O2"]
_PIECES = [
    "sign",
    "signs",
    "of",
    "the",
    "only",
    "was",
    "treated",
    "no",
    "h",
    "o",
    "/",
    "x",
    "-",
    "ray",
    "CD20",
    "CD",
    "20",
    "positive",
    "%",
    "sat",
    "O2",
    "gout",
    ".",
    ",",
    "\n",
]
_WORDS = [
    *[
        "can",
        "can't",
        "cannot",
        "don't",
        "n't",
        "'s",
        "1.5",
        "mg/dL",
        "IL-6",
        "w/o",
        "e.g.",
        "i.v.",
        "α_b",
        "²",
        "é",
        "POD4",
        "x3days",
        "-",
        "_",
        ".",
        ",",
        "aB12c",
    ],
    "x" * 59,
    "y" * 60,
    "z" * 130,
]


def _text(chance: random.Random, pieces: list[str], blanks: list[str]) -> str:
    return "".join(chance.choice(pieces) + chance.choice(blanks) for _ in range(chance.randint(1, 10)))


@pytest.mark.parametrize("seed", range(4))
def test_phrases_are_those_that_one_pattern_finds(seed: int) -> None:
    chance, phrases = random.Random(seed), Phrases(_PHRASES)
    pattern = re.compile(rf"(?<!\w){alternation(_PHRASES)}(?!\w)", re.IGNORECASE)
    found = 0
    for _ in range(1000):
        text = _text(chance, _PIECES, [" ", " ", "", "  "])
        expected = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in phrases.finditer(WordIndex(text))] == expected, text
        found += len(expected)
    assert found > 100


@pytest.mark.parametrize("seed", range(4))
def test_tokens_give_the_runs_of_letters_of_their_text(seed: int) -> None:
    chance, cut = random.Random(seed), load_pipeline().tokenizer.words
    for _ in range(1000):
        words = cut(_text(chance, _WORDS, [" ", "", "  ", "-", "."]))
        assert words.places_of_runs() == places_of_runs(words.text), words.text


def test_gaps_of_blanks_are_those_that_the_pattern_with_tabs_finds() -> None:
    chance = random.Random(5)
    for _ in range(4000):
        line = "".join(chance.choice("aB.,:;) 1      ") for _ in range(24)).strip()
        assert _BLANK_GAP.findall(line) == _GAP.findall(line), line

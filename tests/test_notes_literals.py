"""Literal phrases in the words of a note."""

from __future__ import annotations

import pytest

from matcher.notes.literals import Literals
from matcher.notes.pipeline import load_pipeline


def _words(text: str) -> list[str]:
    return load_pipeline().tokenizer.words(text).lower


def _literals(*literals: str) -> Literals[str]:
    made: Literals[str] = Literals(_words)
    for literal in literals:
        made.add(literal, literal)
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No sign of gout", ["no", "no sign of"]),
        ("There is no sign", ["no"]),
        ("Ruled out: s/p graft", ["ruled out", "s/p"]),
        ("She cannot say, he can't", ["cannot", "can't"]),
        ("ruled", []),
        ("", []),
    ],
)
def test_every_phrase_is_found(text: str, expected: list[str]) -> None:
    found = _literals("no", "no sign of", "Ruled out", "s/p", "cannot", "can't").find(_words(text))
    assert [rule.lower() for _, _, rule in found] == expected


def test_overlapping_phrases_and_several_rules_of_one_are_all_found() -> None:
    literals = _literals("history of", "no history", "of", "of")
    found = literals.find(_words("No history of falls"))
    assert found == [(0, 2, "no history"), (1, 3, "history of"), (2, 3, "of"), (2, 3, "of")]

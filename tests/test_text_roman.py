"""Roman numerals are read in one place."""

from __future__ import annotations

import re

import pytest

from matcher.text.roman import ROMAN, STEPS, roman_numeral, roman_value


@pytest.mark.parametrize(
    ("word", "value"), [("I", 1), ("iv", 4), ("VIII", 8), ("xiii", 13), ("IIII", None), ("", None)]
)
def test_values(word: str, value: int | None) -> None:
    assert roman_value(word) == value


def test_there_and_back() -> None:
    assert [roman_numeral(value) for value in ROMAN.values()] == list(ROMAN)


@pytest.mark.parametrize("numeral", ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"])
def test_the_pattern_takes_a_step_whole(numeral: str) -> None:
    found = re.match(STEPS, numeral)
    assert found is not None
    assert found[0] == numeral

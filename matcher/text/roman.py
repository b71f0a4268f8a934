"""Roman numerals as trials, scales and notes use them: the one table of their values."""

from __future__ import annotations

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
ROMAN = {numeral: value for value, numeral in enumerate(_NUMERALS, 1)}
"""Numeral in capitals → value, to the highest in clinical use (factor XIII)."""
STEPS = r"(?:VIII|VII|VI|IV|V|I{1,3})"
"""A pattern for the steps of scales, I to VIII: no clinical scale goes further."""


def roman_value(word: str) -> int | None:
    """The value of a numeral in either case, None where it is none.

    >>> roman_value("IV"), roman_value("iii"), roman_value("IIII")
    (4, 3, None)
    """
    return ROMAN.get(word.upper())


def roman_numeral(value: int) -> str:
    """The numeral of a value from 1 to 13.

    >>> roman_numeral(4)
    'IV'
    """
    return _NUMERALS[value - 1]

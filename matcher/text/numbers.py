"""Numbers, in digits and in words."""

from __future__ import annotations

import re
from functools import cache

from matcher.text.patterns import alternation
from matcher.text.tables import TABLES, read_table

VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2}

# "4,500", "100 000" (only round thousands: "x1 500 mg" is not 1500), "1.5", "1·5", ".5", "1½", "1 1/2"
# and after a sign of comparison "> 1,5" (not "> 1,5,7")
DIGITS = (
    r"(?>(?:(?<=[<>≤≥=])|(?<=[<>≤≥=] ))\d{1,3},\d{1,2}(?![\d,.])"
    r"|\d{1,3}(?:,\d{3})+(?!\d|,\d)(?:\.\d{1,6})?"
    r"|\d{1,3}(?: 000)+(?!\d)"
    r"|\d{1,3} 1/[24](?![\d/])"
    rf"|\d{{1,12}}(?:[.·]\d{{1,9}}(?![\d]*\.\d)| ?[{''.join(VULGAR)}])?"
    rf"|(?<![\d.])\.\d{{1,9}}(?!\.\d)|[{''.join(VULGAR)}])"
)
DIGITS_OPEN = rf"\d.{''.join(VULGAR)}"
"""The characters that numbers in digits begin with, for a class."""
_ZERO_COMMA = re.compile(r"0,\d{1,4}(?![\d,])")
_SHORT_COMMA = re.compile(r"\d{1,3},\d{1,2}")


@cache
def _words() -> dict[str, tuple[float, str]]:
    return {row["word"]: (float(row["value"]), row["role"]) for row in read_table(TABLES / "number_words.tsv")}


@cache
def number_words() -> frozenset[str]:
    """The words that numbers in words begin with."""
    return frozenset({*_words(), "a", "an"})


@cache
def words_pattern() -> str:
    """A pattern for a cardinal in words: "three", "sixty-six", "one and a half", "a hundred and twenty", "half a"."""
    by_role: dict[str, list[str]] = {}
    for word, (_, role) in _words().items():
        by_role.setdefault(role, []).append(word)
    unit, ten, scale = (alternation(by_role[role]) for role in ("unit", "ten", "scale"))
    fraction, whole = alternation(by_role["fraction"]), alternation(by_role["whole"])
    small = rf"(?:{ten}(?:[- ]{unit})?|{unit})"
    large = rf"(?:(?:{small}|an?) )?{scale}(?: {small} {scale})?(?: (?:and )?{small}\b(?! {scale}))?"
    half = rf"(?:[- ]and[- ](?:an? |one[- ])?{fraction})"
    return rf"\b(?:{large}|{small}{half}?|{fraction}(?= an? | of )|(?:an? )?{whole}(?: of)?)\b(?!-?(?:th|fold))"


def parse_number(text: str, *, decimal_comma: bool = False) -> float | None:
    """The value of a number in digits or words, None where it is none.

    >>> parse_number("4,500"), parse_number("one and a half"), parse_number("sixty-six"), parse_number("3,5", decimal_comma=True)
    (4500.0, 1.5, 66.0, 3.5)
    """
    text = text.strip()
    if not text:
        return None
    if text[0].isdigit() or text[0] in ".·" or text[0] in VULGAR:
        return _digits_value(text, decimal_comma)
    return _words_value(text.partition("(")[0])


def _digits_value(text: str, decimal_comma: bool) -> float | None:
    if text[-1] in VULGAR:
        whole = text[:-1].strip()
        return (float(whole) if whole.isdecimal() else 0.0) + VULGAR[text[-1]]
    if " 1/" in text:
        whole, _, fraction = text.partition(" 1/")
        return float(whole) + 1 / float(fraction)
    text = text.replace("·", ".")
    if "," in text:
        if _SHORT_COMMA.fullmatch(text) or _ZERO_COMMA.fullmatch(text) or (decimal_comma and text.count(",") == 1):
            text = text.replace(",", ".")
        else:
            text = text.replace(",", "")
    text = text.replace(" ", "")
    return float(text) if re.fullmatch(r"\d*\.?\d+|\d+\.", text) and text.isascii() else None


def _words_value(text: str) -> float | None:
    total = current = 0.0
    seen = False
    for word in text.lower().replace("-", " ").split():
        if word in ("and", "a", "an", "of"):
            continue
        known = _words().get(word)
        if known is None:
            return None
        value, role = known
        if role == "scale":
            current = (current or 1.0) * value
            if value >= 1000:
                total, current = total + current, 0.0
        else:
            current += value
        seen = True
    return total + current if seen else None

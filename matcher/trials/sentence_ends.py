"""Periods of a statement that end no sentence: behind an abbreviation, a title, the first letter of a genus."""

from __future__ import annotations

import re

from matcher.terms.normal import Token
from matcher.text.stops import ends_sentence, never_final
from matcher.trials.items import Item
from matcher.trials.lexicon import longest_phrase

_STOP = re.compile(r"[.!?](?=\s|$)")
_NUMBERED = re.compile(r"(?<![\w.])(?<![a-zA-Z]\. )(?:[A-Za-z]|[ivx]{1,5}|\d{1,2})$")
"""The mark of a list that runs on in a line ("b.", "iv."), or the letter of a class ("hepatitis B.")."""
_BULLET = re.compile(r"[^\w\s<>≥≤(\[\"'±~=+%,;:.)\]]")
_BLANKS = re.compile(r"\s*")
_LONGEST = 24
_GENUS = re.compile(r"(?P<letter>[A-Z])\.\s{1,2}(?P<species>[a-z]{4,})(?!\w)")


def stop_at(text: str, start: int, position: int, end: int) -> Item | None:
    """The mark that may end a sentence at a place, as an item; None where there is no such mark.

    A period behind an abbreviation says nothing: "approx. 3 weeks", "i.v. drugs", "Dr. Able".

    Args:
        text: the reading copy, of which `text[start:end]` is the statement.
        position: a place in it.
    """
    if _STOP.match(text, position, end) is None:
        return None
    after = _BLANKS.match(text, position + 1, end).end()  # type: ignore[union-attr]
    ends = after >= end or _ends(text, start, position, after)
    return Item("stop" if ends else "filler", position, position + 1)


def _ends(text: str, start: int, position: int, after: int) -> bool:
    """As in notes, but that statements run on: behind the mark of a list, and before a bullet or a capital, one ends more often."""
    if _NUMBERED.search(text, max(start, position - 6), position) or _BULLET.match(text, after):
        return True
    if text[after].isupper():
        return _word_before(text, start, position) not in never_final()
    return ends_sentence(text, start, position, after)


def _word_before(text: str, start: int, position: int) -> str:
    words = text[max(start, position - _LONGEST) : position].lower().split()
    return words[-1].lstrip("([,;:/") if words else ""


def genus_at(text: str, position: int, end: int, tokens: list[Token], first: int, *, known_behind: bool) -> Item | None:
    """The short name of an organism no vocabulary has ("Q. exempli"), or the letter of a longer word before a term ("S. sodium").

    Args:
        tokens: the words of the statement; `tokens[first]` begins at the place.
        known_behind: a term stands behind the letter.
    """
    said = _GENUS.match(text, position, end)
    if said is None or first + 1 >= len(tokens) or tokens[first + 1].start != said.start("species"):
        return None
    if known_behind:
        return Item("filler", position, said.end("letter") + 1)
    if longest_phrase(tokens, first + 1, text) is not None:
        return None  # "… of class B. patients with …"
    return Item("word", position, said.end())

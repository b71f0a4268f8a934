"""Full stops: which of them end a sentence."""

from __future__ import annotations

import re
from functools import cache

from matcher.text.tables import TABLES, words_of

_TOKEN_BEFORE = re.compile(r"[^\s,;:()\[\]\"/<>=]+$")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$")
_WORD_AFTER = re.compile(r"[\"'(\[]*([A-Za-z][A-Za-z'-]{0,20})")
_LONGEST_WORD = 24


@cache
def never_final() -> frozenset[str]:
    """Abbreviations that a word must follow."""
    return words_of(TABLES / "nonfinal.tsv", "never", by="final", column="word")


@cache
def connectors() -> frozenset[str]:
    """Words that cannot end a sentence."""
    return words_of(TABLES / "sentence_words.tsv", "connector", by="role", column="word")


@cache
def _capital_needed() -> frozenset[str]:
    return words_of(TABLES / "nonfinal.tsv", "before capital", by="final", column="word")


@cache
def _openers() -> frozenset[str]:
    return words_of(TABLES / "sentence_words.tsv", "opener", by="role", column="word")


def is_opener(text: str, place: int) -> bool:
    """Whether the word at a place begins sentences more often than it goes on with one."""
    found = _WORD_AFTER.match(text, place)
    return found is not None and found[1].lower() in _openers()


def ends_sentence(text: str, sentence_start: int, stop: int, after: int) -> bool:
    """Whether the stop at `stop` ends the sentence that began at `sentence_start`.

    Args:
        text: the normalised text.
        sentence_start: where the sentence began.
        stop: offset of the first of the stops.
        after: offset of the first character after stops, closing quotes and blanks.
    """
    following = text[after : after + 1]
    if not following:
        return True
    if following in ",;:)":
        return False
    if text[stop] != "." or text[stop + 1 : stop + 2] == ".":
        return not following.islower() and (stop == sentence_start or not text[stop - 1].isspace())
    token_match = _TOKEN_BEFORE.search(text, max(sentence_start, stop - _LONGEST_WORD), stop)
    if token_match is None:
        return not following.islower() or text[stop - 1] in ")]\"'"
    token = token_match[0]
    if token.isdigit() and len(token) < 3 and token_match.start() == sentence_start:
        return False  # the mark of a list
    word = token.lower().lstrip("'-*•+")
    if word in never_final():
        return False
    if word == "no" and following.isdigit():
        return False
    if len(token) == 1 and token.isalpha():
        return _initial_ends(text, token_match.start(), sentence_start, after)
    if word in _capital_needed() or _DOTTED.match(token):
        found = _WORD_AFTER.match(text, after)
        if found is None:
            return False
        capitals = found[1].isupper() and 1 < len(found[1]) < 5
        return found[1][0].isupper() and not (capitals and "." in token)
    if following.islower() and token.isalpha():
        # Terse notes go on in lower case after a stop; a token without a vowel is an abbreviation nobody listed.
        return (len(token) > 1 and any(char in "aeiouyAEIOUY" for char in token)) or token.isupper()
    return True


def _initial_ends(text: str, token_start: int, sentence_start: int, after: int) -> bool:
    found = _WORD_AFTER.match(text, after)
    if found is None or found[1][0].islower():
        return found is None and not text[token_start].islower()
    if found[1].lower() in _openers():
        return token_start > sentence_start
    before = text[max(sentence_start, token_start - _LONGEST_WORD) : token_start].split()
    if not before:
        return False
    previous = before[-1]
    named = previous[:1].isupper() and (previous.endswith(".") or previous.isalpha())
    return not named

"""Composing regular expressions from words that stand in tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a blank in a word stands for any run of blanks or one line break.

    Words that begin alike share their beginning, so that a table of a thousand words costs little more than one of thirty.
    """
    trie: _Trie = {}
    for word in set(words):
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return f"(?:{_branches(trie)})"


_Trie: TypeAlias = "dict[str, _Trie]"


def _branches(trie: _Trie) -> str:
    """The pattern of a node: its branches, then, where a word ends here, nothing."""
    branches = [_branch(character, trie[character]) for character in sorted(trie) if character]
    if "" in trie and branches:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""


def _branch(character: str, below: _Trie) -> str:
    return (GAP if character == " " else re.escape(character)) + _branches(below)


def opening(phrases: Iterable[str], signs: str, words: Iterable[str] = ()) -> str:
    """A look-ahead that only the first words of some phrases pass, and some characters.

    Before a pattern of many branches it spares most places of a text the attempt of each branch.

    Args:
        phrases: each begins with a word; a match may begin with that word, where it is all of the phrase with more letters behind it.
        signs: characters that may begin a match anywhere, as they stand in a class ("\\d.").
        words: a match may begin with one of these where no letter follows it.

    >>> bool(re.match(opening(["last week"], r"\\d"), "last")), bool(re.match(opening(["last week"], r"\\d"), "least"))
    (True, False)
    """
    parted = [re.split(r"\W", phrase, maxsplit=1) for phrase in phrases]
    firsts = {first for first, *rest in parted if not rest}
    whole = {*words, *(first for first, *rest in parted if rest)}
    letters = re.escape("".join(sorted({word[0] for word in firsts | whole})))
    named = [alternation(firsts)] if firsts else []
    if whole:
        named.append(rf"{alternation(whole)}(?![^\W\d_])")
    # One look at the character ends the attempt at most places.
    return rf"(?=[{signs}{letters}])(?=[{signs}]|\b(?:{'|'.join(named)}))"


def squeezed(phrase: str) -> str:
    """A phrase as the tables key it: lower case, one blank between words however the text breaks them."""
    return re.sub(r"\s+", " ", phrase).strip().lower()


# A wrapped line breaks a phrase anywhere; the bound keeps matching linear.
GAP = r"[ \t]{0,3}(?:[ \t]|\n)[ \t]{0,3}"
OPTIONAL_GAP = r"[ \t]{0,4}\n?[ \t]{0,4}"

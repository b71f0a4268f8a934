"""Literal phrases found in the words of a note: a tree of words, walked from each word that begins a phrase.

It finds what medspaCy's matcher finds for rules with a literal, and needs no spaCy Doc, whose string store would keep the
words of every note for the life of the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

Rule = TypeVar("Rule")
_RULES = ""
"""The key under which a node holds the rules of the phrase that ends there; no word is empty."""


class Literals(Generic[Rule]):
    """Rules by the words of their literals.

    Args:
        words_of: cuts a literal in lower case into words, as notes are cut.
    """

    def __init__(self, words_of: Callable[[str], list[str]]) -> None:
        self._words_of = words_of
        self._first: dict[str, dict[str, Any]] = {}

    def add(self, literal: str, rule: Rule) -> None:
        """Files a rule; a literal may have several."""
        literal = literal.lower()
        # Words of plain letters need no tokenizer; "cannot" is the one that is cut.
        plain = literal.replace(" ", "").isalpha() and literal.isascii() and "cannot" not in literal
        node: dict[str, Any] = self._first
        for word in literal.split() if plain else self._words_of(literal):
            node = node.setdefault(word, {})
        node.setdefault(_RULES, []).append(rule)

    def find(self, words: Sequence[str]) -> list[tuple[int, int, Rule]]:
        """Every phrase in words in lower case, overlapping ones too, as (first word, end, rule), by first word, then by end."""
        first = self._first
        found: list[tuple[int, int, Rule]] = []
        last = len(words)
        for start in [at for at, word in enumerate(words) if word in first]:
            node: dict[str, Any] | None = first[words[start]]
            at = start + 1
            while node is not None:
                if _RULES in node:
                    found.extend([(start, at, rule) for rule in node[_RULES]])
                if at == last:
                    break
                node = node.get(words[at])
                at += 1
        return found

"""Literal phrases found in the words of a note: a tree of words, walked from each word that begins a phrase.

It finds what medspaCy's matcher finds for rules with a literal, and needs no spaCy Doc, whose string store would keep the
words of every note for the life of the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Rule = TypeVar("Rule")


class Literals(Generic[Rule]):
    """Rules by the words of their literals.

    Args:
        words_of: cuts a literal in lower case into words, as notes are cut.
    """

    def __init__(self, words_of: Callable[[str], list[str]]) -> None:
        self._words_of = words_of
        # Every beginning of a phrase, with the rules of the phrase that ends there. Strings and not a tree of dictionaries:
        # a hundred thousand of those would be walked by every full collection of garbage.
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._first: set[str] = set()

    def add(self, literal: str, rule: Rule) -> None:
        """Files a rule; a literal may have several."""
        literal = literal.lower()
        # Words of plain letters need no tokenizer; "cannot" is the one that is cut.
        plain = literal.replace(" ", "").isalpha() and literal.isascii() and "cannot" not in literal
        words = literal.split() if plain else self._words_of(literal)
        if not words:
            return
        rules = self._rules
        phrase = " ".join(words)
        rules[phrase] = (*rules.get(phrase, ()), rule)
        self._first.add(words[0])
        while (cut := phrase.rfind(" ")) > 0 and (phrase := phrase[:cut]) not in rules:
            rules[phrase] = ()

    def find(self, words: Sequence[str]) -> list[tuple[int, int, Rule]]:
        """Every phrase in words in lower case, overlapping ones too, as (first word, end, rule), by first word, then by end."""
        first, get = self._first, self._rules.get
        found: list[tuple[int, int, Rule]] = []
        last = len(words)
        for start in [at for at, word in enumerate(words) if word in first]:
            phrase = words[start]
            at = start + 1
            while (rules := get(phrase)) is not None:
                for rule in rules:
                    found.append((start, at, rule))
                if at == last:
                    break
                phrase = f"{phrase} {words[at]}"
                at += 1
        return found

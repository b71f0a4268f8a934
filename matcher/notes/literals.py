"""Literal phrases found in the words of a note: a tree of words, walked from each word that begins a phrase.

It finds what medspaCy's matcher finds for rules with a literal, and needs no spaCy Doc, whose string store would keep the
words of every note for the life of the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
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
        # The first words, each with the words that follow it, and the rules of single words: most words of a note need no more
        # than a look into these, which are small.
        self._following: dict[str, set[str]] = {}
        self._alone: dict[str, tuple[Rule, ...]] = {}

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
        if len(words) == 1:
            self._alone[phrase] = rules[phrase]
        self._following.setdefault(words[0], set()).update(words[1:2])
        while (cut := phrase.rfind(" ")) > 0 and (phrase := phrase[:cut]) not in rules:
            rules[phrase] = ()

    def find(self, words: Sequence[str], first: int = 0, last: int | None = None) -> list[tuple[int, int, Rule]]:
        """Every phrase in words[first:last], overlapping ones too, as (first word, end, rule), by first word, then by end.

        Args:
            words: in lower case.
            first, last: the stretch; what is found is numbered in all the words.
        """
        last = len(words) if last is None else last
        rules_of, following, alone = self._rules, self._following, self._alone.get
        found: list[tuple[int, int, Rule]] = []
        for start in compress(range(first, last), map(following.__contains__, words[first:last])):
            phrase = words[start]
            at = start + 1
            for rule in alone(phrase, ()):
                found.append((start, at, rule))
            if at == last or words[at] not in following[phrase]:
                continue
            while at < last and (rules := rules_of.get(phrase := f"{phrase} {words[at]}")) is not None:
                at += 1
                for rule in rules:
                    found.append((start, at, rule))
        return found

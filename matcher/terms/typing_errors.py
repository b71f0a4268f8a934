"""Typing errors: the word of the vocabulary that a misspelt word stands for, under guards."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

# Prefixes that turn a term into another one: two words that differ in them are never the same word misspelt.
_OPPOSED = ("hypo", "hyper", "non", "anti", "inter", "intra", "macro", "micro", "pre", "post", "poly", "oligo", "mono")
# Endings of inflected everyday words; what is misspelt and matters is nearly always a noun.
_EVERYDAY = ("ing", "ed", "ly", "ness", "ment", "able", "ful", "less", "ward", "wise", "ship", "er", "ers", "ity")
# International nonproprietary names share these stems, so only one edit is allowed beside them.
_STEMS = (
    "mab",
    "nib",
    "cept",
    "lib",
    "pril",
    "sartan",
    "statin",
    "vir",
    "gliptin",
    "flozin",
    "azole",
    "prazole",
    "olol",
)
_SHORTEST = 7
_LONG = 10


class TypingErrors:
    """Finds the known word within one or two edits of an unknown one.

    Args:
        words: keys of the words that may be meant.
        never: keys that look like a misspelt term and are words of their own.
    """

    def __init__(self, words: Iterable[str], never: Iterable[str] = ()) -> None:
        self._never = frozenset(never)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if len(word) >= _SHORTEST - 1 and word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)
        # Bounded, so that words of notes do not pile up in a long-lived process.
        self.correct = lru_cache(maxsize=8192)(self._correct)

    def _correct(self, word: str) -> str | None:
        """The word meant, or None: at least seven letters, same first letter, one edit (two from ten letters on)."""
        if len(word) < _SHORTEST or not word.isalpha() or word in self._never or word.endswith(_EVERYDAY):
            return None
        known = self._by_letter.get(word[0])
        if not known:
            return None
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        most = 2 if len(word) >= _LONG and not word.endswith(_STEMS) else 1
        found = extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=3)
        hits = [(near, distance) for near, distance, _ in found if _may_be(word, near)]
        if not hits:
            return None
        nearest = [near for near, distance in hits if distance == hits[0][1]]
        return nearest[0] if len(nearest) == 1 else None


def _may_be(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 2:
        return False
    mine = next((prefix for prefix in _OPPOSED if word.startswith(prefix)), "")
    theirs = next((prefix for prefix in _OPPOSED if known.startswith(prefix)), "")
    return mine == theirs

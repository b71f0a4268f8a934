"""Typing errors: the word of the vocabulary that a misspelt word stands for, under guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

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
SHORTEST = 7
"""Letters: a shorter word is never read as another one."""
_LONG = 10


class TypingErrors:
    """Finds the known word within one or two edits of an unknown one.

    Args:
        words: keys of the words that may be meant.
        never: keys that look like a misspelt term and are words of their own.
    """

    def __init__(self, words: Iterable[str], never: Iterable[str] = ()) -> None:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        self._within = partial(extract, scorer=OSA.distance, limit=None)
        self._never = frozenset(never)
        # Filed by what an edit or two leaves of a word. What was asked is not kept: it is words of notes.
        self._near: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if len(word) >= SHORTEST - 1 and word.isalpha():
                for piece in _pieces_left(word):
                    self._near.setdefault(piece, []).append(word)

    def correct(self, word: str) -> str | None:
        """The word meant, or None: at least seven letters, same first letter, one edit (two from ten letters on)."""
        if len(word) < SHORTEST or not word.isalpha() or word in self._never or word.endswith(_EVERYDAY):
            return None
        near = self._near.get
        candidates = [known for piece in _pieces_of(word) for known in near(piece, ())]
        if not candidates:
            return None
        most = 2 if len(word) >= _LONG and not word.endswith(_STEMS) else 1
        within = self._within(word, candidates, score_cutoff=most)
        if not within:
            return None
        found = sorted({(distance, known) for known, distance, _ in within})[:3]
        hits = [(known, distance) for distance, known in found if _may_be(word, known)]
        if not hits:
            return None
        nearest = [near for near, distance in hits if distance == hits[0][1]]
        return nearest[0] if len(nearest) == 1 else None


def _pieces_left(word: str) -> Iterator[str]:
    """The pieces under which a known word is filed: its first letters, its last ones, and three within it."""
    yield word[:2]
    yield word[:3]
    yield f"{word[0]}~{word[-3:]}"
    for start in (2, 3, 4):
        yield f"{word[0]}-{word[start : start + 3]}"


def _pieces_of(word: str) -> tuple[str, ...]:
    """The pieces of which any word within reach has at least one.

    One edit (a transposition touches two letters) leaves of seven letters three at the beginning or at the end. Two edits
    leave of ten letters the first two, or the last three, or the three behind an edit of the second letter, at most one place away.
    """
    ending = f"{word[0]}~{word[-3:]}"
    if len(word) < _LONG:
        return word[:3], ending
    return word[:2], ending, f"{word[0]}-{word[3:6]}"


def _may_be(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 2:
        return False
    mine = next((prefix for prefix in _OPPOSED if word.startswith(prefix)), "")
    theirs = next((prefix for prefix in _OPPOSED if known.startswith(prefix)), "")
    return mine == theirs

"""The words with which terms begin, each with what may follow it: most words of a note need no more than one look here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from sys import intern
from typing import NamedTuple

from matcher.terms.compiled import Compiled
from matcher.terms.entries import Entry
from matcher.terms.normal import normal_word


class FirstWord(NamedTuple):
    """A word that begins a term.

    Attributes:
        entries: what the word means by itself.
        followers: what follows it in longer terms: the next word, after the comma or slash between the two if there is one.
        later: the words and signs that stand anywhere behind these.
    """

    entries: tuple[Entry, ...]
    followers: frozenset[str]
    later: frozenset[str]

    def goes_on(self, link: str, following: str) -> bool:
        """Whether a longer term may begin with the word, this link and the word that follows."""
        if link == " ":
            return following in self.followers
        return ("and" if link == " and " else link[1:] + following) in self.followers


_UNREAD = FirstWord((), frozenset(), frozenset())
"""Stands for a word that is not kept."""


class FirstWords:
    """First words of terms, worked out when a text first holds them.

    Only words that the vocabulary has are kept: whatever else is asked for is words of a note.
    """

    def __init__(
        self,
        get: Callable[[str], tuple[Entry, ...] | None],
        keys: Iterable[str],
        words: set[str],
        compiled: Compiled | None,
    ) -> None:
        """Args: the entries of a key, None where no term has it; all keys and words of the tables; what lies behind them."""
        self._get, self._words, self._compiled = get, words, compiled
        self._kept: dict[str, FirstWord | None] = {}
        self.keys: dict[str, str] = {}
        """The words kept so far as they are written when they are their own key, in small letters and capitals."""
        self._longer: dict[str, list[str]] = {}
        for key in keys:
            if (end := key.find(" ")) > 0:
                self._longer.setdefault(key[:end], []).append(key)

    def read(self, words: Iterable[str]) -> dict[str, FirstWord | None]:
        """The words, each with the first word it is, None where no term begins with it."""
        kept = self._kept.get
        return {
            word: first if (first := kept(word, _UNREAD)) is not _UNREAD else self._of(word)
            for word in dict.fromkeys(words)
        }

    def _of(self, word: str) -> FirstWord | None:
        if word not in self._words and (self._compiled is None or not self._compiled.has_word(word)):
            return None
        found = self._get(word)
        first: FirstWord | None = None
        if found is not None:
            longer = self._longer.get(word, [])
            if self._compiled is not None:
                longer = [*longer, *self._compiled.keys_after(word)]
            rests = [_follower_and_rest(key, len(word) + 1) for key in longer]
            # Interned: the same words follow many others.
            followers = frozenset(map(intern, {follower for follower, _ in rests}))
            later = frozenset(map(intern, {later for _, rest in rests for later in rest.split()}))
            first = FirstWord(found, followers, later)
        self._kept[word] = first
        if normal_word(word) == word:
            self.keys[word] = word
            if word.isalpha():
                self.keys[word.capitalize()] = self.keys[word.upper()] = word
        return first

    def knows(self, word: str) -> bool:
        """Whether any term holds a word of this key; only of words that were read."""
        return word in self._kept


def _follower_and_rest(key: str, start: int) -> tuple[str, str]:
    """The word of a key that begins at a place, with the sign before it, and all that stands behind it."""
    at = key.find(" ", start + 2 if key[start] in ",/" else start)
    return (key[start:], "") if at < 0 else (key[start:at], key[at:])

"""Where the words of a text stand, so that what looks for the phrases of a table goes straight to their first words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from matcher.text.patterns import alternation

_RUN = re.compile(r"[^\W\d_]+")
_ASCII_RUN = re.compile(r"[a-z]+")


def runs(text: str, start: int = 0, end: int | None = None) -> frozenset[str]:
    """The runs of letters in a stretch, in lower case.

    >>> sorted(runs("POD4, a.m."))
    ['a', 'm', 'pod']
    """
    return frozenset(_RUN.findall(text[start:end].lower()))


def places_of_runs(text: str) -> dict[str, list[int]]:
    """The runs of letters of a text, in lower case, with the places where each begins."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters
        lower = "".join(char if len(char.lower()) > 1 else char.lower() for char in text)
    begins: dict[str, list[int]] = {}
    add_runs(begins, lower, 0)
    return begins


def add_runs(begins: dict[str, list[int]], lower: str, offset: int) -> None:
    """Adds the runs of letters of a piece of text, given in lower case, that begins at an offset."""
    for match in (_ASCII_RUN if lower.isascii() else _RUN).finditer(lower):
        word, place = match[0], offset + match.start()
        if word in begins:
            begins[word].append(place)
        else:
            begins[word] = [place]


class WordIndex:
    """The runs of letters of a text, in lower case, with the places where each begins."""

    def __init__(self, text: str, begins: dict[str, list[int]] | None = None) -> None:
        """Args: the text; its `places_of_runs`, where they are known."""
        self.text = text
        self.begins = places_of_runs(text) if begins is None else begins
        self.phrases: dict[Phrases, list[tuple[int, str]]] = {}
        self._places: dict[frozenset[str], list[tuple[int, str]]] = {}
        self._signs: dict[re.Pattern[str], list[int]] = {}

    def has(self, words: frozenset[str]) -> bool:
        """Whether any of the words stands in the text."""
        return not self.begins.keys().isdisjoint(words)

    def between(self, words: frozenset[str], start: int, end: int) -> bool:
        """Whether any of the words begins in text[start:end]."""
        places = self.places(words)
        at = bisect_left(places, (start,))
        return at < len(places) and places[at][0] < end

    def places(self, words: frozenset[str]) -> list[tuple[int, str]]:
        """Where any of the words begins, in order, with the word; found once for each set of words."""
        places = self._places.get(words)
        if places is None:
            begins = self.begins
            there = words.intersection(begins) if len(begins) < len(words) else begins.keys() & words
            places = self._places[words] = sorted([(place, word) for word in there for place in begins[word]])
        return places

    def signs(self, pattern: re.Pattern[str]) -> list[int]:
        """Where a pattern of single characters matches, in order; found once."""
        places = self._signs.get(pattern)
        if places is None:
            places = self._signs[pattern] = [match.start() for match in pattern.finditer(self.text)]
        return places

    def finditer(
        self, pattern: re.Pattern[str], words: frozenset[str], end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """The matches in text[:end] of a pattern that always begins with one of these words, left to right, without overlap."""
        position = 0
        end = len(self.text) if end is None else end
        for place, _ in self.places(words):
            if place >= end:
                return
            if place >= position and (match := pattern.match(self.text, place, end)) is not None:
                position = match.end()
                yield match


class Phrases:
    """The phrases of a table, found in a text by their first words.

    `finditer` gives the matches that `re.finditer` gives for the phrases between `before` and `after`, whatever their case.

    >>> text = "No sign of gout; signs of CHF."
    >>> [match[0] for match in Phrases(["sign of", "signs of", "CHF"]).finditer(WordIndex(text))]
    ['sign of', 'signs of', 'CHF']
    """

    def __init__(self, phrases: Iterable[str], *, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> None:
        """Args: the phrases; patterns for what must stand before (a look-behind) and after them."""
        by_first: dict[str, list[str]] = {}
        # What stands second in the phrases of a first word, "" where one of them has no second word.
        self._seconds: dict[str, set[str]] = {}
        others: list[str] = []
        for phrase in phrases:
            if _RUN.match(phrase):
                first, *later = _RUN.findall(phrase.lower())
                by_first.setdefault(first, []).append(phrase)
                self._seconds.setdefault(first, set()).add(later[0] if later else "")
            else:
                others.append(phrase)

        def pattern(words: list[str]) -> re.Pattern[str]:
            return re.compile(f"{before}{alternation(words)}{after}", re.IGNORECASE)

        self._by_first = {first: pattern(words) for first, words in by_first.items()}
        self._others = re.compile(f"[{re.escape(''.join({phrase[0] for phrase in others}))}]") if others else None
        if others:
            self._by_first[""] = pattern(others)

    def finditer(self, index: WordIndex, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The phrases in a stretch of the indexed text, left to right, without overlap."""
        text = index.text
        end = len(text) if end is None else end
        places = self._begins(index)
        if start or end < len(text):
            places = places[bisect_left(places, (start,)) : bisect_left(places, (end,))]
        if self._others is not None and (signs := index.signs(self._others)):
            first, last = bisect_left(signs, start), bisect_left(signs, end)
            if first < last:
                places = sorted([*places, *((place, "") for place in signs[first:last])])
        position = start
        for place, word in places:
            if place >= position and (match := self._by_first[word].match(text, place, end)) is not None:
                position = match.end()
                yield match

    def _begins(self, index: WordIndex) -> list[tuple[int, str]]:
        """Where the first words stand of which a second word is in the text too, with the word; found once for each text."""
        places = index.phrases.get(self)
        if places is None:
            there = index.begins
            firsts = [
                first
                for first in there.keys() & self._seconds.keys()
                if "" in (seconds := self._seconds[first]) or not there.keys().isdisjoint(seconds)
            ]
            places = index.phrases[self] = sorted([(place, first) for first in firsts for place in there[first]])
        return places

    def places(self, index: WordIndex) -> list[int]:
        """Where in the indexed text a phrase may begin."""
        places = [place for place, _ in self._begins(index)]
        return places if self._others is None else [*places, *index.signs(self._others)]

    def search(self, index: WordIndex, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first phrase in a stretch of the indexed text."""
        return next(self.finditer(index, start, end), None)

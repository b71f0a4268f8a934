"""The walk from a word of a text to the end of the longest term that begins with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matcher.terms.entries import Entry
from matcher.terms.first_words import FirstWord, FirstWords
from matcher.terms.normal import Tokens
from matcher.terms.typing_errors import SHORTEST, TypingErrors


class Hit(NamedTuple):
    """A run of tokens first..last with the entries of its key."""

    last: int
    entries: tuple[Entry, ...]
    fuzzy: bool


class Walk:
    """The words of one text against the vocabulary; what it finds out of a word it keeps for this text alone."""

    def __init__(
        self,
        text: str,
        tokens: Tokens,
        get: Callable[[str], tuple[Entry, ...] | None],
        firsts: FirstWords,
        typing: TypingErrors | None,
    ) -> None:
        """Args: the text and its words; entries of a key; first words; the reader of misspelt words, None for none."""
        self._text, self._tokens = text, tokens
        self._get, self._firsts, self._typing = get, firsts, typing
        self._read: dict[str, FirstWord | None] = {}
        self._meant: dict[str, str] = {}

    def places(self) -> list[int]:
        """The tokens at which a term may begin."""
        norms, links, gaps = self._tokens.norms, self._tokens.links, self._tokens.gaps
        read = self._read = self._firsts.read(norms)
        if self._typing is not None:
            for word in [word for word, first in read.items() if first is None and len(word) >= SHORTEST]:
                if not self._firsts.knows(word) and (meant := self._typing.correct(word)) is not None:
                    self._meant[word] = meant
            read |= self._firsts.read(self._meant.values())
        misspelt = self._meant
        found = []
        columns = zip(norms, links, gaps, [*norms[1:], ""], strict=False)
        for at, (norm, link, gap, following) in enumerate(columns):
            first = read[norm]
            if first is None:
                if norm in misspelt or ("-" in gap and link is not None):
                    found.append(at)
            elif first.entries or (
                link is not None
                and (
                    (following in first.followers if link == " " else first.goes_on(link, following))
                    or following in misspelt
                    or "-" in gap
                )
            ):
                found.append(at)
        return found

    def longest(self, first: int) -> Hit | None:
        """The longest term that begins with a token."""
        get, misspelt, hyphen = self._get, self._meant.get, self._tokens.hyphen
        norms, links = self._tokens.norms, self._tokens.links
        key = norms[first]
        word = self._read[key]
        found = word.entries if word is not None else None
        corrected = False
        at = first
        if found is None and hyphen(first) and first + 1 < len(norms):  # "hyper-tension"
            found = get(key + norms[first + 1])
            if found is not None:
                key += norms[first + 1]
                at += 1
        if found is None and (meant := misspelt(key)) is not None:
            key, corrected = meant, True
            word = self._read[meant]
            found = word.entries if word is not None else None
        best: Hit | None = None
        while found is not None:
            if found:
                fitting = self._fitting(found, first, at)
                if fitting:
                    best = Hit(at, fitting, corrected)
            link = links[at]
            if link is None or at + 1 >= len(norms):
                break
            joined = hyphen(at)
            at += 1
            following = norms[at]
            longer = f"{key}{link}{following}"
            if word is None or (word.goes_on(link, following) if at == first + 1 else following in word.later):
                found = get(longer)
            else:
                found = None
            if found is None and joined:
                longer = key + following
                found, word = get(longer), None
            if found is None and not corrected and (meant := misspelt(following)) is not None:
                longer = f"{key}{link}{meant}"
                found = get(longer)
                corrected = found is not None
            key = longer
        return best

    def _fitting(self, entries: tuple[Entry, ...], first: int, last: int) -> tuple[Entry, ...]:
        if len(entries) == 1 and entries[0].is_free():
            return entries
        text = self._text
        start, end = self._tokens.starts[first], self._tokens.ends[last]
        fitting = [
            entry
            for entry in entries
            if (stop := entry.ends(text, end)) > 0
            and entry.is_written(text[start:stop])
            and not (entry.inverted and self._goes_on(first, last))
        ]
        signed = [entry for entry in fitting if entry.sign]
        return tuple(signed or fitting)

    def _goes_on(self, first: int, last: int) -> bool:
        """Whether the words after the comma begin a term that reaches beyond: "hypertension, pulmonary embolism"."""
        norms, links = self._tokens.norms, self._tokens.links
        comma = next(at for at in range(first, last) if links[at] == " , ")
        key = norms[comma + 1]
        at = comma + 1
        while (found := self._get(key)) is not None:
            if found and at > last:
                return True
            link = links[at]
            if link is None or at + 1 >= len(norms):
                return False
            at += 1
            key = f"{key}{link}{norms[at]}"
        return False

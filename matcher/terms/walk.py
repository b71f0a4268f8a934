"""The walk from a word of a text to the end of the longest term that begins with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matcher.terms.entries import Entry
from matcher.terms.first_words import FirstWord, FirstWords
from matcher.terms.normal import Token
from matcher.terms.typing_errors import SHORTEST, TypingErrors

_END = Token(0, 0, "", None, False)


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
        tokens: list[Token],
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
        tokens = self._tokens
        read = self._read = self._firsts.read([token[2] for token in tokens])
        if self._typing is not None:
            for word in [word for word, first in read.items() if first is None and len(word) >= SHORTEST]:
                if not self._firsts.has(word) and (meant := self._typing.correct(word)) is not None:
                    self._meant[word] = meant
        misspelt = self._meant
        found = []
        for at, (token, following) in enumerate(zip(tokens, [*tokens[1:], _END], strict=False)):
            first = read[token[2]]
            if first is None:
                if token[4] or token[2] in misspelt:
                    found.append(at)
            elif first[0] or (
                (link := token[3]) is not None
                and (
                    token[4]
                    or following[2] in misspelt
                    or (following[2] in first[1] if link == " " else first.goes_on(link, following[2]))
                )
            ):
                found.append(at)
        return found

    def longest(self, first: int) -> Hit | None:
        """The longest term that begins with a token."""
        get, tokens = self._get, self._tokens
        misspelt = self._meant.get
        key = tokens[first].norm
        word = self._read[key]
        found = word.entries if word is not None else None
        corrected = False
        at = first
        if found is None and tokens[first].hyphen and first + 1 < len(tokens):  # "hyper-tension"
            found = get(key + tokens[first + 1].norm)
            if found is not None:
                key += tokens[first + 1].norm
                at += 1
        if found is None and (meant := misspelt(key)) is not None:
            key, corrected = meant, True
            found = get(key)
        best: Hit | None = None
        while found is not None:
            if found:
                fitting = self._fitting(found, first, at)
                if fitting:
                    best = Hit(at, fitting, corrected)
            link = tokens[at].link
            if link is None or at + 1 >= len(tokens):
                break
            joined = tokens[at].hyphen
            at += 1
            following = tokens[at].norm
            longer = f"{key}{link}{following}"
            found = get(longer) if word is None or word.goes_on(link, following) else None
            word = None
            if found is None and joined:
                longer = key + following
                found = get(longer)
            if found is None and not corrected and (meant := misspelt(following)) is not None:
                longer = f"{key}{link}{meant}"
                found = get(longer)
                corrected = found is not None
            key = longer
        return best

    def _fitting(self, entries: tuple[Entry, ...], first: int, last: int) -> tuple[Entry, ...]:
        text = self._text
        start, end = self._tokens[first].start, self._tokens[last].end
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
        tokens = self._tokens
        comma = next(at for at in range(first, last) if tokens[at].link == " , ")
        key = tokens[comma + 1].norm
        at = comma + 1
        while (found := self._get(key)) is not None:
            if found and at > last:
                return True
            link = tokens[at].link
            if link is None or at + 1 >= len(tokens):
                return False
            at += 1
            key = f"{key}{link}{tokens[at].norm}"
        return False

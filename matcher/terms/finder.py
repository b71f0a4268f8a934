"""Finding terms in a text: a dictionary of key prefixes walked from each word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from matcher.terms.compiled import Compiled
from matcher.terms.coordination import Span, complete
from matcher.terms.normal import Token, key_of, keys_of, sign_of, tokenize
from matcher.terms.senses import ShortForm, Surroundings, decide
from matcher.terms.types import ConceptType, TermMatch
from matcher.terms.typing_errors import TypingErrors

# A number with a unit of mass or count that is no concentration is a dose: "calcium 600 mg" is taken, "calcium 9.1" measured.
_DOSE_AFTER = re.compile(
    r"\s*:?\s*\d[\d.,]*\s*-?\s*(?:mg|mcg|µg|g|grams?|iu|units?|u|tabs?|tablets?|caps?|capsules?|puffs?|drops?|ml)\b(?!\s?/\s?[dmµu]?l)",
    re.IGNORECASE,
)

_SHORTEST_MISSPELT = 7


class Entry(NamedTuple):
    """What a key may mean: a concept, or a short form whose context decides.

    `sign` must follow the last word ("neutrophils %"); `beside_result` holds only where a value or a result stands
    beside the form ("K 4.1", "HIV neg").
    """

    concept: str
    type: ConceptType
    exact: str | None = None
    form: ShortForm | None = None
    inverted: bool = False
    sign: str = ""
    beside_result: bool = False


class Hit(NamedTuple):
    """A run of tokens first..last with the entries of its key."""

    last: int
    entries: tuple[Entry, ...]
    fuzzy: bool


class Finder:
    """Longest terms of a text, left to right, without overlap.

    Filled through `add` from any source of surface forms. Each key is stored with all its prefixes (an empty tuple), so
    that the walk from a word stops where no term goes on.
    """

    def __init__(
        self, result_words: Collection[str] = (), open_modifiers: Collection[str] = (), generic: Collection[str] = ()
    ) -> None:
        """Args: keys of words that make a form a measurement; of words that do not narrow a class; names of the roots."""
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._get: Callable[[str], tuple[Entry, ...] | None] = self._entries.get
        self._compiled: Compiled | None = None
        self._words: set[str] = set()
        self._results = frozenset(result_words)
        self._open_modifiers = frozenset(open_modifiers)
        self._generic = frozenset(generic)
        self._is_class: Callable[[str], bool] = lambda name: False
        self._typing: TypingErrors | None = None
        self._type_of: Callable[[str], ConceptType] = lambda name: "other"

    def add(self, surface: str, entry: Entry, *, inverted: bool = False) -> None:
        """Files a surface form under all its keys."""
        if sign := sign_of(surface):
            entry = entry._replace(sign=sign)
        for key in keys_of(surface, inverted=inverted):
            turned = inverted and " , " in key and "," not in surface
            self._file(key, entry._replace(inverted=True) if turned else entry)

    def _file(self, key: str, entry: Entry) -> None:
        entries = self._entries
        held = entries.get(key, ())
        if entry in held:
            return
        entries[key] = (*held, entry)
        words = key.split(" ")
        self._words.update(words)
        prefix = key
        while len(words) > 1:
            words.pop()
            prefix = " ".join(words)
            if words[-1] in (",", "/"):
                continue
            if prefix in entries:
                break
            entries[prefix] = ()

    def watch_typing_errors(self, words: Iterable[str], never: Iterable[str]) -> None:
        """Lets words within one or two edits of `words` be read as these."""
        self._typing = TypingErrors(words, never)

    def falls_back_on(self, compiled: Compiled) -> None:
        """Lets keys that were not added be looked up in the compiled vocabulary."""
        self._compiled = compiled
        own, theirs = self._entries.get, compiled.form

        def get(key: str) -> tuple[Entry, ...] | None:
            found = own(key)
            if found:
                return found
            form = theirs(key)
            if not form:
                return found if form is None else ()
            return (Entry(form.concept, form.type, inverted=form.turned),)

        # Bounded, so that words of notes do not pile up in a long-lived process.
        self._get = lru_cache(maxsize=65536)(get)

    def filed(self) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        """All keys that were added, with what they mean."""
        return ((key, entries) for key, entries in self._entries.items() if entries)

    def knows(self, type_of: Callable[[str], ConceptType], is_class: Callable[[str], bool]) -> None:
        """Gives the type of a concept by its name, and whether it has kinds."""
        self._type_of, self._is_class = type_of, is_class

    def has(self, surface: str) -> bool:
        """Whether a term is filed under the key of a surface form."""
        return bool(self._get(key_of(surface)))

    def entries(self, surface: str) -> tuple[Entry, ...]:
        """Entries of a whole surface form, case-sensitive ones only where the case fits."""
        sign = sign_of(surface)
        bare = surface.removesuffix(sign).rstrip() if sign else surface
        return tuple(
            entry
            for entry in self._get(key_of(surface)) or ()
            if entry.sign == sign and (_as_written(entry, surface) or _as_written(entry, bare))
        )

    def find(
        self,
        text: str,
        start: int = 0,
        end: int | None = None,
        *,
        types: Collection[str] | None = None,
        fuzzy: bool = True,
    ) -> list[TermMatch]:
        """Terms of `text[start:end]`; offsets are into `text`."""
        tokens = tokenize(text, start, end)
        spans: list[Span] = []
        get, meant = self._get, self._meant
        at, count = 0, len(tokens)
        while at < count:
            _, _, word, _, hyphen = tokens[at]
            if get(word) is None and not hyphen and (len(word) < _SHORTEST_MISSPELT or not fuzzy or not meant(word)):
                at += 1
                continue
            hit = self._longest(tokens, at, text, fuzzy)
            if hit is None:
                at += 1
                continue
            match = self._match(tokens, at, hit, text, types)
            if match is not None:
                spans.append(Span(at, hit.last, match))
            at = hit.last + 1

        def lookup(key: str, first: int, last: int) -> TermMatch | None:
            for entry in self._get(key) or ():
                if entry.exact is None and entry.form is None and (types is None or entry.type in types):
                    return TermMatch(tokens[first].start, tokens[last].end, entry.concept, entry.type)
            return None

        return [span.match for span in complete(tokens, spans, lookup, self._generic)]

    def _longest(self, tokens: list[Token], first: int, text: str, fuzzy: bool) -> Hit | None:
        get = self._get
        key = tokens[first].norm
        found = get(key)
        corrected = False
        at = first
        if found is None and tokens[first].hyphen and first + 1 < len(tokens):  # "hyper-tension"
            found = get(key + tokens[first + 1].norm)
            if found is not None:
                key += tokens[first + 1].norm
                at += 1
        if found is None and fuzzy and (meant := self._meant(key)) is not None:
            key, corrected = meant, True
            found = get(key)
        best: Hit | None = None
        while found is not None:
            if found:
                fitting = self._fitting(found, tokens, first, at, text)
                if fitting:
                    best = Hit(at, fitting, corrected)
            link = tokens[at].link
            if link is None or at + 1 >= len(tokens):
                break
            joined = tokens[at].hyphen
            at += 1
            word = tokens[at].norm
            longer = f"{key}{link}{word}"
            found = get(longer)
            if found is None and joined:
                longer = key + word
                found = get(longer)
            if found is None and fuzzy and not corrected and (meant := self._meant(word)) is not None:
                longer = f"{key}{link}{meant}"
                found = get(longer)
                corrected = found is not None
            key = longer
        return best

    def _meant(self, word: str) -> str | None:
        if self._typing is None or len(word) < _SHORTEST_MISSPELT or word in self._words:
            return None
        if self._compiled is not None and self._compiled.has_word(word):
            return None
        return self._typing.correct(word)

    def _fitting(
        self, entries: tuple[Entry, ...], tokens: list[Token], first: int, last: int, text: str
    ) -> tuple[Entry, ...]:
        start, end = tokens[first].start, tokens[last].end
        fitting = [
            entry
            for entry in entries
            if (stop := _end(entry, text, end)) > 0
            and _as_written(entry, text[start:stop])
            and not (entry.inverted and self._goes_on(tokens, first, last))
        ]
        signed = [entry for entry in fitting if entry.sign]
        return tuple(signed or fitting)

    def _goes_on(self, tokens: list[Token], first: int, last: int) -> bool:
        """Whether the words after the comma begin a term that reaches beyond: "hypertension, pulmonary embolism"."""
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

    def _match(
        self, tokens: list[Token], first: int, hit: Hit, text: str, types: Collection[str] | None
    ) -> TermMatch | None:
        start, end = tokens[first].start, _end(hit.entries[0], text, tokens[hit.last].end)
        around = Surroundings(text, tokens, first, hit.last)
        form = next((entry.form for entry in hit.entries if entry.form is not None), None)
        if form is not None:
            sense, others = decide(form, around)
            if sense is None or sense.concept is None:
                return None
            kind = self._type_of(sense.concept)
            names = tuple(other.concept or other.gloss for other in others)
            if types is not None and kind not in types:
                return None
            return TermMatch(start, end, sense.concept, kind, hit.fuzzy, names)
        by_concept = {entry.concept: entry for entry in reversed(hit.entries) if types is None or entry.type in types}
        entries = tuple(entry for entry in hit.entries if by_concept.get(entry.concept) is entry)
        if all(entry.beside_result for entry in entries):
            entries = entries if self._has_result(around) else ()
        if not entries:
            return None
        if len(entries) == 1:
            name = entries[0].concept
            narrowed = first == hit.last and self._is_class(name) and self._narrowed(tokens, first)
            if narrowed and name in self._generic:
                return None
            return TermMatch(start, end, name, entries[0].type, hit.fuzzy, (), narrowed)
        entry, rest = self._preferred(entries, around)
        return TermMatch(
            start, end, entry.concept, entry.type, hit.fuzzy, tuple(dict.fromkeys(e.concept for e in rest))
        )

    def _has_dose(self, around: Surroundings) -> bool:
        return _DOSE_AFTER.match(around.text, around.tokens[around.last].end) is not None

    def _has_result(self, around: Surroundings) -> bool:
        """Whether a number or a word of a result stands beside the form, and no dose."""
        if self._has_dose(around):
            return False
        if around.first == around.last and around.part_of_slashes():
            return False
        if around.number_after() or around.after() in self._results:
            return True
        at = around.first - 1
        return at >= 0 and around.tokens[at].link == " " and around.tokens[at].norm in self._results

    def _narrowed(self, tokens: list[Token], first: int) -> bool:
        """Whether a word that says more than "any", "severe", "history of" stands directly before."""
        if first == 0 or tokens[first - 1].link != " ":
            return False
        word = tokens[first - 1].norm
        return word not in self._open_modifiers and not word.isdigit()

    def _preferred(self, entries: tuple[Entry, ...], around: Surroundings) -> tuple[Entry, tuple[Entry, ...]]:
        """One of several concepts of a form: what is measured where a result stands beside it, else what is had or taken."""
        measured = tuple(entry for entry in entries if entry.type == "measurement")
        others = tuple(entry for entry in entries if entry.type != "measurement")
        if measured and others:
            dose = self._has_dose(around)
            result = self._has_result(around)
            if result:
                return measured[0], measured[1:]
            if dose and (taken := tuple(entry for entry in others if entry.type == "exposure")):
                return taken[0], taken[1:]
        chosen = others or measured
        return chosen[0], (*chosen[1:], *(measured if others else ()))


def _end(entry: Entry, text: str, end: int) -> int:
    """Where the form ends with its sign, which at most a space parts from the word."""
    if entry.sign:
        for start in (end, end + 1):
            if text.startswith(entry.sign, start) and not text[end:start].strip():
                return start + len(entry.sign)
        return -1
    return end


def _as_written(entry: Entry, raw: str) -> bool:
    """Whether a case-sensitive form stands as it must; a plural "s" may follow it ("PEs")."""
    exact = entry.exact
    return exact is None or raw == exact or raw == exact + "s" or raw == exact.replace("-", " ")

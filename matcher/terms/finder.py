"""Finding terms in a text: a dictionary of key prefixes walked from each word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from matcher.terms.compiled import Compiled
from matcher.terms.coordination import Span, complete
from matcher.terms.entries import Entry
from matcher.terms.first_words import FirstWords
from matcher.terms.normal import Tokens, columns, key_of, keys_of, sign_of
from matcher.terms.senses import Surroundings, decide
from matcher.terms.types import ConceptType, TermMatch
from matcher.terms.typing_errors import TypingErrors
from matcher.terms.walk import Hit, Walk

# A number with a unit of mass or count that is no concentration is a dose: "calcium 600 mg" is taken, "calcium 9.1" measured.
_DOSE_AFTER = re.compile(
    r"\s*:?\s*\d[\d.,]*\s*-?\s*(?:mg|mcg|µg|g|grams?|iu|units?|u|tabs?|tablets?|caps?|capsules?|puffs?|drops?|ml)\b(?!\s?/\s?[dmµu]?l)",
    re.IGNORECASE,
)


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
        self._firsts: FirstWords | None = None
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
        self._firsts = None
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
        # Only keys that the vocabulary has: any other one is words of a note.
        kept: dict[str, tuple[Entry, ...]] = {}

        def get(key: str) -> tuple[Entry, ...] | None:
            found = own(key)
            if found:
                return found
            if key in kept:
                return kept[key]
            form = theirs(key)
            if form is None:
                return found
            kept[key] = found = (Entry(form.concept, form.type, inverted=form.turned),) if form else ()
            return found

        self._get = get

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
            if entry.sign == sign and (entry.is_written(surface) or entry.is_written(bare))
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
        if self._firsts is None:
            self._firsts = FirstWords(self._get, self._entries, self._words, self._compiled)
        tokens = columns(text, start, end, self._firsts.keys)
        walk = Walk(text, tokens, self._get, self._firsts, self._typing if fuzzy else None)
        spans: list[Span] = []
        free = 0
        for at in walk.places():
            if at < free or (hit := walk.longest(at)) is None:
                continue
            match = self._match(tokens, at, hit, text, types)
            if match is not None:
                spans.append(Span(at, hit.last, match))
            free = hit.last + 1

        def lookup(key: str, first: int, last: int) -> TermMatch | None:
            for entry in self._get(key) or ():
                if entry.exact is None and entry.form is None and (types is None or entry.type in types):
                    return TermMatch(tokens.starts[first], tokens.ends[last], entry.concept, entry.type)
            return None

        return [span.match for span in complete(tokens, spans, lookup, self._generic)]

    def _match(
        self, tokens: Tokens, first: int, hit: Hit, text: str, types: Collection[str] | None
    ) -> TermMatch | None:
        only = hit.entries[0] if len(hit.entries) == 1 else None
        start, end = tokens.starts[first], hit.entries[0].ends(text, tokens.ends[hit.last])
        if only is not None and only.form is None and not only.beside_result:
            return self._only(only, tokens, first, hit, end) if types is None or only.type in types else None
        around = Surroundings(text, tokens, first, hit.last)
        form = next((entry.form for entry in hit.entries if entry.form is not None), None)
        if form is not None:
            sense, others = decide(form, around)
            if sense is None or sense.concept is None:
                rest = tuple(entry for entry in hit.entries if entry.form is None and entry.beside_result)
                # "HR" that is no hormone receptor is a heart rate where a number stands beside it.
                return self._only(rest[0], tokens, first, hit, end) if rest and self._has_result(around) else None
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
            return self._only(entries[0], tokens, first, hit, end)
        entry, rest = self._preferred(entries, around)
        return TermMatch(
            start, end, entry.concept, entry.type, hit.fuzzy, tuple(dict.fromkeys(e.concept for e in rest))
        )

    def _only(self, entry: Entry, tokens: Tokens, first: int, hit: Hit, end: int) -> TermMatch | None:
        """The match of a form that has one meaning; None for a root that an unknown word narrows."""
        name = entry.concept
        narrowed = first == hit.last and self._is_class(name) and self._narrowed(tokens, first)
        if narrowed and name in self._generic:
            return None
        return TermMatch(tokens.starts[first], end, name, entry.type, hit.fuzzy, (), narrowed)

    def _has_dose(self, around: Surroundings) -> bool:
        return _DOSE_AFTER.match(around.text, around.tokens.ends[around.last]) is not None

    def _has_result(self, around: Surroundings) -> bool:
        """Whether a number or a word of a result stands beside the form, and no dose."""
        if self._has_dose(around):
            return False
        if around.first == around.last and around.part_of_slashes():
            return False
        if around.number_after() or around.after() in self._results:
            return True
        at = around.first - 1
        return at >= 0 and around.tokens.links[at] == " " and around.tokens.norms[at] in self._results

    def _narrowed(self, tokens: Tokens, first: int) -> bool:
        """Whether a word that says more than "any", "severe", "history of" stands directly before."""
        if first == 0 or tokens.links[first - 1] != " ":
            return False
        word = tokens.norms[first - 1]
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

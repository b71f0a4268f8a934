"""Abbreviations that a note explains itself: "mixed connective tissue disease (MCTD)"; later mentions are terms too.

scispaCy's detector (Schwartz and Hearst 2003) sees one sentence at a time, so that a long form cannot reach into the
sentence before, and only sentences in which a bracket could hold one.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right

from scispacy.abbreviation import AbbreviationDetector
from spacy.language import Language
from spacy.tokens import Doc

from matcher.notes.findings import Component, Findings
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch

_BRACKET = re.compile(r"\((?:[A-Z][A-Za-z0-9-]{1,8}|[a-z]+(?: [a-z-]+){2,7})\)")
_LONGEST_SENTENCE = 120


class Abbreviations(Component):
    """Finds what a note abbreviates (`doc._.clinical_abbreviations`: short → long) and adds their mentions to the terms."""

    finds = "abbreviations"

    def __init__(self, nlp: Language) -> None:
        self.detector = AbbreviationDetector(nlp)
        self.vocabulary = vocabulary()
        # The detector keeps the short forms of the text at hand in a matcher of its own.
        self.lock = threading.Lock()

    def read(self, found: Findings) -> None:
        text, bounds = found.text, found.sentence_tokens
        starts = [start for start, _ in found.sentences]
        short_forms: dict[str, str] = {}
        seen: set[int] = set()
        for bracket in _BRACKET.finditer(text):
            number = bisect_right(starts, bracket.start()) - 1
            if number in seen or number < 0:
                continue
            seen.add(number)
            first, last = bounds[number], bounds[number + 1]
            if last - first > _LONGEST_SENTENCE:
                token = bisect_right(found.words.begins, bracket.start()) - 1
                first, last = max(first, token - 20), min(last, token + 20)
            for short, long in self._explained(Doc(found.vocab, words=found.words.words[first:last])):
                short_forms.setdefault(short, long)
        found.abbreviations = short_forms
        if short_forms:
            found.terms = self._with_mentions(text, found.terms, short_forms)

    def __call__(self, doc: Doc) -> Doc:
        doc = super().__call__(doc)
        doc._.clinical_terms = doc._.findings.terms
        return doc

    def _explained(self, sentence: Doc) -> list[tuple[str, str]]:
        with self.lock:
            short_forms = self.detector(sentence)._.abbreviations
        return [(short.text, short._.long_form.text) for short in short_forms]

    def _with_mentions(self, text: str, terms: tuple[TermMatch, ...], found: dict[str, str]) -> tuple[TermMatch, ...]:
        """The terms with every mention of a short form whose long form is one concept of the vocabulary."""
        added: list[TermMatch] = []
        for short, long in found.items():
            concepts = self.vocabulary.lookup(long)
            if len(concepts) != 1:
                continue
            concept = concepts[0]
            for mention in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
                added.append(TermMatch(mention.start(), mention.end(), concept.name, concept.type))
        if not added:
            return terms
        places = {(term.start, term.end) for term in added}
        starts = sorted(places)
        kept = []
        for term in terms:
            index = bisect_right(starts, (term.start, len(text)))
            inside = index and starts[index - 1][1] > term.start
            over = index < len(starts) and starts[index][0] < term.end
            wider = term.end - term.start > max(
                (end - start for start, end in starts[max(index - 1, 0) : index + 1]), default=0
            )
            if (inside or over) and not wider:
                continue
            kept.append(term)
            if wider:
                places -= {
                    place
                    for place in starts[max(index - 1, 0) : index + 1]
                    if place[0] < term.end and term.start < place[1]
                }
        kept += [term for term in added if (term.start, term.end) in places]
        return tuple(sorted(kept, key=lambda term: term.start))

"""Sentence bounds as a pipeline component, and the words of a note without its white space."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from spacy.attrs import SENT_START
from spacy.tokens import Doc

from matcher.notes.findings import Component, Findings
from matcher.text.sentences import sentence_spans


class Sentences(Component):
    """Sentence bounds from `matcher.text.sentences`, as offsets and on the Doc, and a Doc for the phrase matchers.

    The latter has no space tokens, so that a phrase that a line break or two blanks run through is still one phrase. A word
    that no phrase of the tables has stands in it as a blank: spaCy keeps every word it has seen for the life of the process.
    """

    finds = "sentences"

    def __init__(self) -> None:
        self._spoken: frozenset[str] | None = None

    def keep_only(self, spoken: frozenset[str]) -> None:
        """Leaves in the Doc for the phrase matchers only these words, in lower case."""
        self._spoken = spoken

    def read(self, found: Findings) -> None:
        words = found.words
        found.sentences = tuple(sentence_spans(words.text))
        spoken = self._spoken
        kept = words.lower if spoken is None else [word if word in spoken else "_" for word in words.lower]
        found.compact = Doc(found.vocab, words=kept)
        found.sentence_tokens = [bisect_left(words.begins, start) for start, _ in found.sentences]
        found.sentence_tokens.append(len(words.words))

    def __call__(self, doc: Doc) -> Doc:
        doc = super().__call__(doc)
        if len(doc):
            begins = [token.idx for token in doc]
            starts = np.full(len(doc), -1, dtype=np.int64)
            starts[[at for start, _ in doc._.clinical_sentences if (at := bisect_left(begins, start)) < len(doc)]] = 1
            starts[0] = 1
            doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))
        return doc

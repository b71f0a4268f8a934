"""Sentence bounds as a pipeline component."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from spacy.attrs import SENT_START
from spacy.tokens import Doc

from matcher.notes.findings import Component, Findings
from matcher.text.sentences import sentence_spans


class Sentences(Component):
    """Sentence bounds from `matcher.text.sentences`, as offsets and on the Doc."""

    finds = "sentences"

    def read(self, found: Findings) -> None:
        words = found.words
        found.sentences = tuple(sentence_spans(words.text))
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

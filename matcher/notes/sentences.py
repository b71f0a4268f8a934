"""Sentence bounds as a pipeline component, and the words of a note without its white space."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.attrs import IS_SPACE, ORTH, SENT_START
from spacy.tokens import Doc

from matcher.text.sentences import sentence_spans

_LONGEST = 200
"""Words: a longer sentence (no stop for pages) is cut, so that what looks for its bounds stays linear."""


class Sentences:
    """Sentence bounds from `matcher.text.sentences`, as offsets, on the Doc, and on a Doc without space tokens.

    `doc._.compact` holds the tokens of the Doc that are not white space, so that a phrase that a line break or two
    blanks run through is still one phrase; it is a `CompactDoc`.
    """

    def __call__(self, doc: Doc) -> Doc:
        spans = sentence_spans(doc.text)
        doc._.clinical_sentences = tuple(spans)
        columns = doc.to_array([ORTH, IS_SPACE]).reshape(-1, 2)
        begins = np.fromiter((token.idx for token in doc), dtype=np.int64, count=len(doc))
        lengths = np.fromiter((len(token) for token in doc), dtype=np.int64, count=len(doc))
        firsts = np.searchsorted(begins, np.array([start for start, _ in spans], dtype=np.int64))
        _mark(doc, firsts)
        doc._.compact = CompactDoc(doc, columns, begins, begins + lengths, spans)
        return doc


class CompactDoc:
    """The words of a Doc without its space tokens, with their offsets.

    Attributes:
        doc: a Doc of the words, with sentence starts.
        begins, ends: offsets of each word in the text.
        sentence_tokens: first word of each sentence, and one more for the end.
    """

    __slots__ = ("begins", "doc", "ends", "sentence_tokens")

    def __init__(self, doc: Doc, columns: Any, begins: Any, ends: Any, spans: list[tuple[int, int]]) -> None:
        words = columns[:, 1] == 0
        self.begins, self.ends = begins[words], ends[words]
        self.doc = Doc(doc.vocab, words=columns[words, 0].tolist())
        starts = np.searchsorted(self.begins, np.array([start for start, _ in spans], dtype=np.int64))
        self.sentence_tokens = np.append(starts, len(self.begins))
        cuts = np.arange(0, len(self.begins), _LONGEST)
        near = starts[np.minimum(np.searchsorted(starts, cuts, side="right"), len(starts)) - 1] if len(starts) else cuts
        _mark(self.doc, np.union1d(starts, cuts[cuts - near >= _LONGEST]))


def _mark(doc: Doc, firsts: Any) -> None:
    """Sets the sentence starts of a Doc."""
    if not len(doc):
        return
    starts = np.full(len(doc), -1, dtype=np.int64)
    starts[firsts[firsts < len(doc)]] = 1
    starts[0] = 1
    doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))

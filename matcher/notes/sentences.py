"""Sentence bounds as a pipeline component, and the words of a note without its white space."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np
from spacy.attrs import ORTH, SENT_START
from spacy.tokens import Doc

from matcher.notes.tokenizer import Words, words_of
from matcher.text.sentences import sentence_spans

_LONGEST = 200
"""Words: a longer sentence (no stop for pages) is cut, so that what looks for its bounds stays linear."""


class Sentences:
    """Sentence bounds from `matcher.text.sentences`, as offsets, on the Doc, and on a Doc without space tokens.

    `doc._.compact` holds the tokens of the Doc that are not white space, so that a phrase that a line break or two
    blanks run through is still one phrase; it is a `CompactDoc`.
    """

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        spans = sentence_spans(words.text)
        doc._.clinical_sentences = tuple(spans)
        doc._.compact = compact = CompactDoc(doc, words, spans)
        if len(doc):
            starts = np.full(len(doc), -1, dtype=np.int64)
            starts[[words.at[first] for first in compact.sentence_tokens if first < len(words.at)]] = 1
            starts[0] = 1
            doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))
        return doc


class CompactDoc:
    """The words of a Doc without its space tokens, with their offsets.

    Attributes:
        text: the normalised text.
        doc: a Doc of the words.
        begins, ends: offsets of each word in the text.
        sentence_tokens: first word of each sentence, and one more for the end.
    """

    def __init__(self, doc: Doc, words: Words, spans: list[tuple[int, int]]) -> None:
        self.text, self.begins, self.ends = words.text, words.begins, words.ends
        self._words = words.words
        self.doc = Doc(doc.vocab, words=doc.to_array(ORTH)[words.at].tolist())
        self.sentence_tokens = [bisect_left(self.begins, start) for start, _ in spans]
        self.sentence_tokens.append(len(self.begins))

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return [word.lower() for word in self._words]

    def bounds(self, word: int, first: int, last: int) -> tuple[int, int]:
        """The part of the sentence [first, last) in which a cue at a word is read: nearly always the whole of it."""
        if last - first <= _LONGEST:
            return first, last
        low = word - word % _LONGEST
        high = -(-max(word + 1, first + _LONGEST) // _LONGEST) * _LONGEST
        return (low if low - first >= _LONGEST else first), min(high, last)

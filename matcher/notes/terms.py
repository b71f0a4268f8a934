"""Vocabulary terms of a whole note, as a pipeline component."""

from __future__ import annotations

from spacy.tokens import Doc

from matcher.notes.tokenizer import words_of
from matcher.terms import vocabulary


class Terms:
    """Puts the vocabulary's matches into `doc._.clinical_terms`, with offsets in the text."""

    def __init__(self) -> None:
        self.vocabulary = vocabulary()

    def __call__(self, doc: Doc) -> Doc:
        doc._.clinical_terms = tuple(self.vocabulary.find(words_of(doc).text))
        return doc

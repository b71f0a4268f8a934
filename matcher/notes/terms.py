"""Vocabulary terms of a whole note, as a pipeline component."""

from __future__ import annotations

from matcher.notes.findings import Component, Findings
from matcher.terms import vocabulary


class Terms(Component):
    """Puts the vocabulary's matches into `doc._.clinical_terms`, with offsets in the text."""

    finds = "terms"

    def __init__(self) -> None:
        self.vocabulary = vocabulary()

    def read(self, found: Findings) -> None:
        found.terms = tuple(self.vocabulary.find(found.text))

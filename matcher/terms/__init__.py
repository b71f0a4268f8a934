"""Concepts, their words, what is a kind of what, analytes and units."""

from __future__ import annotations

from matcher.terms.types import Analyte, Concept, ConceptType, ReferenceRange, TermMatch
from matcher.terms.vocabulary import Vocabulary, vocabulary

__all__ = ["Analyte", "Concept", "ConceptType", "ReferenceRange", "TermMatch", "Vocabulary", "vocabulary"]

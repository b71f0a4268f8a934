"""The components of the pipeline as spaCy factories, with what each assigns and requires."""

# No `from __future__ import annotations` here: spaCy reads the annotations of a factory and cannot resolve strings.
from spacy.language import Language

from matcher.notes.abbreviations import Abbreviations
from matcher.notes.context import SentenceContext
from matcher.notes.sections import Sections
from matcher.notes.sentences import Sentences
from matcher.notes.statements import Statements
from matcher.notes.terms import Terms

_SENTENCES = "doc._.clinical_sentences"
_TERMS = "doc._.clinical_terms"


@Language.factory("clinical_sentences", assigns=[_SENTENCES, "token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Sentence bounds of clinical text."""
    return Sentences()


@Language.factory("clinical_sections", assigns=["doc._.clinical_sections"], requires=[_SENTENCES])
def create_sections(nlp: Language, name: str) -> Sections:
    """Sections of the note, by medspaCy's sectionizer."""
    return Sections(nlp)


@Language.factory("clinical_terms", assigns=[_TERMS], requires=[_SENTENCES])
def create_terms(nlp: Language, name: str) -> Terms:
    """Terms of the vocabulary."""
    return Terms()


@Language.factory(
    "clinical_abbreviations", assigns=["doc._.clinical_abbreviations", _TERMS], requires=[_SENTENCES, _TERMS]
)
def create_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Abbreviations the note explains, by scispaCy's detector."""
    return Abbreviations(nlp)


@Language.factory("clinical_context", assigns=["doc._.clinical_cues"], requires=[_SENTENCES])
def create_context(nlp: Language, name: str) -> SentenceContext:
    """Negation, doubt, plan, history and family, by medspaCy's ConText."""
    return SentenceContext(nlp)


@Language.factory("clinical_statements", assigns=["doc._.clinical_statements"], requires=[_SENTENCES])
def create_statements(nlp: Language, name: str) -> Statements:
    """Facts in set phrases, by medspaCy's target rules."""
    return Statements(nlp)

"""The spaCy pipeline behind `read_notes`: tokens, sentences, sections, terms, abbreviations, context cues, statements.

Nothing is matched on rewritten text: the tokenizer sees the note after one-for-one normalisation, so that every offset
of the Doc is an offset in the note. Components hand plain Python data to one another through `doc._.…`; the pipeline
keeps no state of a note, and one pipeline serves many threads.
"""

from __future__ import annotations

import threading
import warnings
from functools import lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from matcher.notes.findings import Findings
from matcher.notes.quiet import quietly
from matcher.notes.tokenizer import NormalisingTokenizer
from matcher.text.loading import without_collections

COMPONENTS = (
    "clinical_sentences",
    "clinical_sections",
    "clinical_terms",
    "clinical_abbreviations",
    "clinical_context",
    "clinical_statements",
)
_EXTENSIONS: dict[str, Any] = {
    "clinical_sentences": (),
    "clinical_sections": (),
    "clinical_terms": (),
    "clinical_abbreviations": {},
    "clinical_cues": {},
    "clinical_statements": (),
    "findings": None,
}
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    for name, default in _EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    with warnings.catch_warnings():
        # medspaCy silences every warning of the process when it is imported; that ends with this block.
        import matcher.notes.factories  # noqa: F401 - registers the components
    # Said at every call of a matcher of medspaCy that has only literal phrases.
    warnings.filterwarnings("ignore", message=r"\[W036\]")
    quietly()
    nlp = spacy.blank("en")
    nlp.tokenizer = NormalisingTokenizer(nlp.vocab)
    nlp.max_length = 1_000_000_000
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


def findings_of(text: str) -> Findings:
    """What the components of the pipeline find in a text.

    The same as on the Doc that `load_pipeline()(text)` gives, without making that Doc.
    """
    nlp = load_pipeline()
    found = Findings(nlp.vocab, nlp.tokenizer.words(text))
    for name in COMPONENTS:
        nlp.get_pipe(name).read(found)
    return found


def load_pipeline() -> Language:
    """The spaCy Language behind `read_notes`, made once per process.

    Its Docs carry `doc._.clinical_sentences`, `.clinical_sections`, `.clinical_terms`, `.clinical_abbreviations`,
    `.clinical_cues` and `.clinical_statements`, all in character offsets.

    >>> doc = load_pipeline()("No pleural effusion.")
    >>> doc._.clinical_sentences
    ((0, 20),)
    """
    with _lock:
        if _pipeline.cache_info().currsize:
            return _pipeline()
        with without_collections():
            return _pipeline()

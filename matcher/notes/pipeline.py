"""The spaCy pipeline behind `read_notes`: tokens, sentences, sections, terms, abbreviations, context cues, statements.

Nothing is matched on rewritten text: the tokenizer sees the note after one-for-one normalisation, so that every offset
of the Doc is an offset in the note. Components hand plain Python data to one another through `doc._.…`; the pipeline
keeps no state of a note, and one pipeline serves many threads.
"""

from __future__ import annotations

import re
import threading
import warnings
from functools import lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from matcher.notes.quiet import quietly
from matcher.text.characters import normalise

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
    "compact": None,
}
_lock = threading.Lock()
_AFFIX = 40
_PIECE = 1000
_LONG_RUN = re.compile(rf"\S{{{_PIECE}}}")


class NormalisingTokenizer:
    """spaCy's English tokenizer on normalised text, linear whatever the text.

    Its URL rule is left out (quadratic on long runs without a space); prefixes and suffixes are looked for only near the ends
    of a chunk; a run of more than a thousand characters without a blank is cut.
    """

    def __init__(self, nlp: Language) -> None:
        words = nlp.Defaults
        prefix = spacy.util.compile_prefix_regex(words.prefixes or ()).search
        suffix = spacy.util.compile_suffix_regex(words.suffixes or ()).search
        self._tokenizer = Tokenizer(
            nlp.vocab,
            rules=words.tokenizer_exceptions,
            prefix_search=lambda chunk: prefix(chunk[:_AFFIX]),
            # spaCy asks only how long the suffix is, not where it stands.
            suffix_search=lambda chunk: suffix(chunk[-_AFFIX:]),
            infix_finditer=spacy.util.compile_infix_regex(words.infixes or ()).finditer,
        )

    def __call__(self, text: str) -> Doc:
        clean = normalise(text)
        return self._in_pieces(clean) if _LONG_RUN.search(clean) else self._tokenizer(clean)

    def _in_pieces(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        while at < len(text):
            end = at + _PIECE
            if end < len(text) and " " in text[at:end]:
                end = text.rindex(" ", at, end) + 1
            for token in self._tokenizer(text[at:end]):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
            at = end
        return Doc(self._tokenizer.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> NormalisingTokenizer:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> NormalisingTokenizer:
        return self


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
    nlp.tokenizer = NormalisingTokenizer(nlp)
    nlp.max_length = 1_000_000_000
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


def load_pipeline() -> Language:
    """The spaCy Language behind `read_notes`, made once per process.

    Its Docs carry `doc._.clinical_sentences`, `.clinical_sections`, `.clinical_terms`, `.clinical_abbreviations`,
    `.clinical_cues` and `.clinical_statements`, all in character offsets.

    >>> doc = load_pipeline()("No pleural effusion.")
    >>> doc._.clinical_sentences
    ((0, 20),)
    """
    with _lock:
        return _pipeline()

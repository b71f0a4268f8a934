"""What the components of the pipeline find in a text, and how they show it on a spaCy Doc."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from spacy.tokens import Doc
from spacy.vocab import Vocab

from matcher.notes.tokenizer import Words, words_of
from matcher.notes.view import Cue, Section
from matcher.terms.types import TermMatch

if TYPE_CHECKING:
    from matcher.notes.statements import Stated


@dataclass(slots=True)
class Findings:
    """All that the components know of a text; each reads what those before it found and adds its own.

    Attributes:
        vocab: for the Docs that scispaCy's detector is given.
        words: of the text, without white space.
        sentence_tokens: first word of each sentence, and one more for the end.
    """

    vocab: Vocab
    words: Words
    sentence_tokens: list[int] = field(default_factory=list)
    sentences: tuple[tuple[int, int], ...] = ()
    sections: tuple[Section, ...] = ()
    terms: tuple[TermMatch, ...] = ()
    abbreviations: dict[str, str] = field(default_factory=dict)
    cues: Mapping[int, tuple[Cue, ...]] = field(default_factory=dict)
    statements: Sequence[Stated] = ()

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.words.text


class Component(ABC):
    """A component that works on findings, as `read_notes` calls it, and on a spaCy Doc, as any pipeline does."""

    finds: ClassVar[str]
    """The field of the findings it fills, and shows as `doc._.clinical_…`."""

    @abstractmethod
    def read(self, found: Findings) -> None:
        """Adds what it finds."""

    def __call__(self, doc: Doc) -> Doc:
        found: Findings | None = doc._.findings
        if found is None:
            found = doc._.findings = Findings(doc.vocab, words_of(doc))
        self.read(found)
        setattr(doc._, f"clinical_{self.finds}", getattr(found, self.finds))
        return doc

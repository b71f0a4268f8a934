"""What the extractors see of a note, and what they hand back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matcher.notes.types import DrugStatus, FactType, Note, Precision
from matcher.records import Record, checked
from matcher.terms.types import TermMatch
from matcher.text.cover import Cover
from matcher.text.times import TimeExpression, find_times
from matcher.text.word_index import WordIndex

if TYPE_CHECKING:
    from matcher.notes.statements import Stated

NEAR = 300
"""Characters of a sentence around a fact that are looked at; only run-on text has longer ones."""


@checked(frozen=True, slots=True)
class Section:
    """A stretch of a note under one header.

    Attributes:
        kind: kind from the section table ("medications", "family history" …); None before the first header.
        start, body_start, end: header at [start, body_start), body at [body_start, end).
        implies: what the table says standing here means: some of "family", "historical", "allergy", "planned",
            "hypothetical", "negated", "medication", "measurement", "problem", "procedure", "education".
        date, date_precision: the section's own date ("LABORATORY (05/12/2025)", "copied from visit of …"), else None.
        copied: the section says it was carried over from an older note.
    """

    kind: str | None
    start: int
    body_start: int
    end: int
    implies: frozenset[str] = frozenset()
    date: dt.date | None = None
    date_precision: Precision = "none"
    copied: bool = False


@checked(frozen=True, slots=True)
class Assertion:
    """How a place in a note is meant. `cues` are the (start, end, category) of the words that said so.

    `resolved` (over now), `planned`, `scheduled`, `considered` (weighed, not decided) and `declined` refine `historical`, `hypothetical` and `negated`;
    `carried` says that a problem list or an old chart is quoted, `known` that something was there before and is still.
    """

    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False
    resolved: bool = False
    planned: bool = False
    scheduled: bool = False
    declined: bool = False
    considered: bool = False
    carried: bool = False
    known: bool = False
    cues: tuple[tuple[int, int, str], ...] = ()


@checked(frozen=True, slots=True)
class Cue:
    """A context cue at [start, end) and the stretch [scope_start, scope_end) of its sentence that it speaks of."""

    start: int
    end: int
    category: str
    direction: str
    scope_start: int
    scope_end: int


@dataclass(slots=True)
class FactDraft(Record):
    """A fact in the making: it has the fields of `Fact`, in order, and becomes one when it is assembled (`facts.py`).

    They are written out a second time: a dataclass that can be changed cannot be derived from a frozen one, nor the other way round.
    `fact_id`, `note_id`, `text`, `sentence`, `section` and, where no date is set, `date` are filled in by the assembly. An extractor that has
    asked `note.assertion(...)` copies the flags with `assert_as`; flags of a draft are taken as they stand.
    """

    type: FactType
    concept: str
    start: int
    end: int
    sentence: tuple[int, int] | None = None
    section: str | None = None
    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False
    ongoing: bool | None = None
    qualifiers: tuple[str, ...] = ()
    value: float | None = None
    value_high: float | None = None
    comparator: str | None = None
    unit: str | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    flag: str | None = None
    quality: str | None = None
    date: dt.date | None = None
    date_precision: Precision = "none"
    date_end: dt.date | None = None
    dose: float | None = None
    dose_unit: str | None = None
    frequency: str | None = None
    route: str | None = None
    daily_dose: float | None = None
    started: dt.date | None = None
    started_precision: Precision = "none"
    stopped: dt.date | None = None
    stopped_precision: Precision = "none"
    duration: float | None = None
    status: DrugStatus | None = None
    stop_reason: str | None = None
    response: str | None = None
    severity: str | None = None
    stage: str | None = None
    fuzzy: bool = False
    ambiguous: tuple[str, ...] = ()
    fact_id: str = ""
    text: str = ""
    note_id: str = ""

    def assert_as(self, assertion: Assertion) -> FactDraft:
        """Takes over the assertion flags; gives itself back."""
        self.negated, self.uncertain = assertion.negated, assertion.uncertain
        self.hypothetical, self.historical = assertion.hypothetical, assertion.historical
        self.family = assertion.family
        return self


_ASSEMBLED = ("fact_id", "text", "note_id")
DRAFT_FIELDS = tuple(f.name for f in dataclasses.fields(FactDraft) if f.name not in _ASSEMBLED)


@dataclass(slots=True)
class NoteView:
    """One note as the extractors read it: all offsets are into `text` and into `clean` alike.

    Attributes:
        text: the note exactly as given.
        clean: the same after `matcher.text.characters.normalise`, character for character.
        note: the note itself (with its id).
        note_date: its date, given or found in its text.
        anchor: the day that "3 weeks ago" counts from: the note's date, else the screening date where one was given.
        sentences: [start, end) of sentences, list items, table rows and header lines, in order.
        sections: in order, covering the whole note.
        terms: vocabulary terms, in order, not overlapping; document-local abbreviations included.
        words: where the words of `clean` stand.
        day_first: whether its dates in digits have the day before the month.
        statements: set phrases of the statement table (statements.py).
        abbreviations: short forms the note itself explains, with their long forms.
        reactions: stretches that tell what an allergen did; conditions there are no diseases of their own.
        set_phrases: stretches of the statements whose words name no disease, as "meets criteria".
        allergies: the allergy facts, found before all others.
        allergens: where the terms begin that are allergens; ask `is_allergen`. medications.py skips those.
    """

    text: str
    clean: str
    note: Note
    note_date: dt.date | None
    anchor: dt.date | None
    sentences: Sequence[tuple[int, int]]
    sections: Sequence[Section]
    terms: Sequence[TermMatch]
    asserted: Callable[[NoteView, int, int, FactType | None], Assertion]
    words: WordIndex
    day_first: bool = False
    statements: Sequence[Stated] = ()
    abbreviations: dict[str, str] = field(default_factory=dict)
    allergies: tuple[FactDraft, ...] = ()
    allergens: frozenset[int] = frozenset()
    reactions: Cover = field(default_factory=Cover)
    set_phrases: Cover = field(default_factory=Cover)
    _sentence_starts: list[int] = field(default_factory=list)
    _section_starts: list[int] = field(default_factory=list)
    _term_starts: list[int] = field(default_factory=list)
    _times: dict[int, tuple[TimeExpression, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sentence_starts = [start for start, _ in self.sentences]
        self._section_starts = [section.start for section in self.sections]
        self._term_starts = [term.start for term in self.terms]

    def sentence_index(self, pos: int) -> int:
        """Number of the sentence at a position, or of the last one before it (0 for none)."""
        after = bisect_right(self._sentence_starts, pos)
        return after - 1 if after else 0

    def sentence_at(self, pos: int) -> tuple[int, int]:
        """[start, end) of the sentence at a position; between sentences the one before it."""
        return self.sentences[self.sentence_index(pos)] if self.sentences else (0, len(self.text))

    def section_at(self, pos: int) -> Section:
        """The section at a position (header included)."""
        if not self.sections:
            return Section(None, 0, 0, len(self.text))
        after = bisect_right(self._section_starts, pos)
        return self.sections[after - 1 if after else 0]

    def terms_in(self, start: int, end: int) -> Sequence[TermMatch]:
        """The terms that begin in [start, end)."""
        first = bisect_right(self._term_starts, start - 1)
        last = bisect_right(self._term_starts, end - 1)
        return self.terms[first:last]

    def times_at(self, pos: int) -> tuple[TimeExpression, ...]:
        """The time expressions of the sentence at a position, found once (offsets in the note)."""
        index = self.sentence_index(pos)
        found = self._times.get(index)
        if found is None:
            start, end = self.sentence_at(pos)
            found = self._times[index] = tuple(find_times(self.clean, start, end, self.words, day_first=self.day_first))
        return found

    def assertion(self, start: int, end: int, kind: FactType | None = None) -> Assertion:
        """How the words [start, end) are meant: context cues of their sentence and what their section implies.

        `kind` is the type of the fact; by default that of the term there. Some cues speak only of some types ("planned"
        of drugs and procedures, not of diseases).
        """
        return self.asserted(self, start, end, kind)

    def is_allergen(self, start: int) -> bool:
        """Whether the term at a position is named as an allergen (under an allergy header, "allergic to …"): no exposure."""
        return start in self.allergens

"""The facts of a patient as claims about concepts, found by concept and by every class above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from matcher.matching.locality import Today, is_of_the_day, place_denied
from matcher.matching.ontology import kinds
from matcher.matching.types import Basis
from matcher.matching.windows import Span
from matcher.notes.types import Fact, Note, Patient

Says = Literal["yes", "no", "maybe", "plan", "no plan", "relative"]

COPIED = "copied forward"
_DENIALS = frozenset({"no", "no plan"})
_PLANS = frozenset({"planned", "scheduled"})
_STALE_SECTIONS = frozenset({"problem list"})
_SHORT = 3
"""Letters: shorter words of a name ("of", "the") name no place."""
_NO_EVENT_DAY = frozenset({"note", "none"})


class Met(NamedTuple):
    """How a set of diagnostic criteria is met: so many of the counted items, and all required ones.

    Attributes:
        disease: what they are of.
        standard: the criteria by their usual name.
        counted, of: how many of how many items that are counted.
        required: how many items there must be.
        items: those met, in words.
    """

    disease: str
    standard: str
    counted: int
    of: int
    required: int
    items: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Claim:
    """That something is so, is not so, may be so or is meant to be.

    Attributes:
        fact: where the notes say it.
        concept: what it is about (another than the fact's where a rule drew the conclusion).
        says: "yes", "no", "maybe" (suspected), "plan", "no plan", "relative" (of someone else).
        day: the day it was said; text copied forward was said on the day it was copied from.
        weak: from a list that is carried along (problem list, copied text), which a current statement overrules.
        other: the denial is of others ("no other autoimmune disease"): what is affirmed elsewhere stands.
        now: the denial is of the present only (a negative test).
        basis: "derived" where a rule computed it.
        drawn: a rule drew the conclusion from another finding.
        place: the words for the one part of the body a denial is of, "" where it is of none.
        today: whether the denial is of the day it was said only, and then of which kinds of the finding.
        grounds: the facts it was drawn from, where they are several; `fact` is then the newest of them, without its qualities.
        met: the diagnostic criteria by which it was drawn.
    """

    fact: Fact
    concept: str
    says: Says
    day: dt.date | None
    weak: bool = False
    other: bool = False
    basis: Basis = "documented"
    now: bool = False
    drawn: bool = False
    place: str = ""
    today: Today = "no"
    grounds: tuple[Fact, ...] = ()
    met: Met | None = None

    @property
    def since(self) -> dt.date | None:
        """First day a denial speaks of ("none since 2021"), None for ever."""
        fact = self.fact
        if fact.date is None or fact.date_precision in _NO_EVENT_DAY:
            return None
        return fact.date if self.day is None or fact.date < self.day else None

    def reaches(self, concept: str) -> bool:
        """Whether a denial speaks of a concept: not where it is of another part of the body, or of what was looked at on a day."""
        if self.place:
            return any(word in self.place for word in concept.split() if len(word) > _SHORT)
        return self.today != "some kinds" or concept == self.concept

    def newer_than(self, other: Claim) -> bool | None:
        """Whether this claim was said later than another; None where that cannot be told."""
        if self.day is not None and other.day is not None and self.day != other.day:
            return self.day > other.day
        if self.weak != other.weak:
            return other.weak
        if {self.says, other.says} == {"yes", "no"} and self.drawn != other.drawn:
            return other.drawn  # what is said in words goes before what a rule drew from a test
        return None


@dataclass(slots=True, eq=False)
class FactIndex:
    """All usable facts of a patient on a day.

    Attributes:
        as_of: the screening date; None where it is not known.
        about: claims by their own concept.
        under: claims by every class of their concept, itself included.
        allergies: claims about allergies, apart from those about taking a drug.
        measured: measurement facts by analyte, newest first.
        notes: by id; `note_day`: their dates.
        names: the concepts of all claims; `denied`: of those that deny something or that it is planned.
        related: what `related_facts` found for a type and concepts: many criteria ask for the same.
    """

    as_of: dt.date | None
    notes: dict[str, Note]
    note_day: dict[str, dt.date | None]
    about: dict[str, list[Claim]] = field(default_factory=dict)
    under: dict[str, list[Claim]] = field(default_factory=dict)
    allergies: list[Claim] = field(default_factory=list)
    measured: dict[str, list[Fact]] = field(default_factory=dict)
    by_type: dict[str, list[Fact]] = field(default_factory=dict)
    by_sentence: dict[tuple[str, tuple[int, int]], list[Fact]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    related: dict[tuple[str, tuple[str, ...]], tuple[Fact, ...]] = field(default_factory=dict)

    def add(self, claim: Claim) -> None:
        """Enters a claim under its concept and all classes of it."""
        self.about.setdefault(claim.concept, []).append(claim)
        self.names.add(claim.concept)
        if claim.says in _DENIALS:
            self.denied.add(claim.concept)
        under, alone = self.under, [claim]
        for name in kinds(claim.concept):
            known = under.get(name)
            if known is None:
                under[name] = alone  # one list for all classes that have this claim only
            elif len(known) == 1:
                under[name] = [known[0], claim]
            else:
                known.append(claim)

    def claims(self, concepts: Iterable[str]) -> list[Claim]:
        """Claims about any of some concepts or kinds of them, each once."""
        names = tuple(concepts)
        if len(names) == 1:
            return self.under.get(names[0], [])
        return list({id(claim): claim for name in names for claim in self.under.get(name, ())}.values())

    def claims_above(self, concept: str) -> list[Claim]:
        """Claims about a concept itself and about classes it belongs to."""
        about = self.about
        # In order of their names: sets have another order in every process, and what is cited first must not hang on it.
        return [claim for name in sorted(kinds(concept) & self.names) for claim in about[name]]

    def beside(self, fact: Fact) -> Sequence[Fact]:
        """All facts of the sentence a fact stands in."""
        return self.by_sentence.get((fact.note_id, fact.sentence), ())

    def values(self, analyte: str) -> Sequence[Fact]:
        """Facts about an analyte (or a kind of it), the newest first."""
        return self.measured.get(analyte, ())

    def day_of(self, fact: Fact) -> dt.date | None:
        """The day a fact is about: its own date, else its note's."""
        return fact.date if fact.date is not None else self.note_day.get(fact.note_id)

    def measured_on(self, fact: Fact) -> dt.date | None:
        """The day of a result; None for one that is told as an earlier one of no day ("88 at that time")."""
        return None if fact.historical and fact.date is None else self.day_of(fact)

    def sentence(self, fact: Fact) -> str:
        """The words of the sentence a fact stands in."""
        note = self.notes.get(fact.note_id)
        return "" if note is None else note.text[fact.sentence[0] : fact.sentence[1]]


def build_index(patient: Patient, as_of: dt.date | None, without: frozenset[str] = frozenset()) -> FactIndex:
    """The index of a patient's facts as of a day.

    Facts of notes after that day, and facts about later days other than plans, are left out.

    Args:
        without: ids of facts to leave out.
    """
    notes = {note.note_id or "": note for note in patient.notes}
    index = FactIndex(as_of, notes, {key: note.date for key, note in notes.items()})
    copy_days = _copy_days(patient.facts)
    for fact in patient.facts:
        if fact.fact_id in without or _in_future(fact, index, as_of):
            continue
        index.by_sentence.setdefault((fact.note_id, fact.sentence), []).append(fact)
        if not fact.family:
            index.by_type.setdefault(fact.type, []).append(fact)
        if fact.type == "measurement":
            _enter_measurement(index, fact)
        elif fact.type == "allergy":
            index.allergies.append(_claim(fact, index, copy_days))
        elif fact.type not in ("age", "sex"):
            index.add(_claim(fact, index, copy_days))
    for facts in index.measured.values():
        if len(facts) > 1:
            facts.sort(key=lambda fact: (index.measured_on(fact) or dt.date.min, not fact.historical), reverse=True)
    return index


def _in_future(fact: Fact, index: FactIndex, as_of: dt.date | None) -> bool:
    if as_of is None:
        return False
    note_day = index.note_day.get(fact.note_id)
    if note_day is not None and note_day > as_of:
        return True
    if fact.date is None or fact.date <= as_of or fact.date_precision in ("month", "year"):
        return False
    return _says(fact) not in ("plan", "no plan")


def _enter_measurement(index: FactIndex, fact: Fact) -> None:
    if fact.family or fact.hypothetical:
        return
    for name in kinds(fact.concept):
        index.measured.setdefault(name, []).append(fact)


def _says(fact: Fact) -> Says:
    if fact.family:
        return "relative"
    planned = fact.hypothetical or fact.status == "planned" or not _PLANS.isdisjoint(fact.qualifiers)
    if fact.negated or fact.status == "never":
        if fact.uncertain:
            return "maybe"
        return "no plan" if planned else "no"
    if planned:
        return "plan"
    return "maybe" if fact.uncertain else "yes"


def _copy_days(facts: Iterable[Fact]) -> dict[tuple[str, str | None], dt.date]:
    """The day each section that is carried forward was copied from, as its facts without a day of their own have it."""
    return {
        (fact.note_id, fact.section): fact.date
        for fact in facts
        if COPIED in fact.qualifiers and fact.date_precision == "note" and fact.date is not None
    }


def _claim(fact: Fact, index: FactIndex, copy_days: dict[tuple[str, str | None], dt.date]) -> Claim:
    copied = COPIED in fact.qualifiers
    day = index.note_day.get(fact.note_id)
    if fact.date is not None and fact.date_precision == "note":
        day = fact.date
    elif copied:
        day = copy_days.get((fact.note_id, fact.section), day)
    weak = copied or fact.section in _STALE_SECTIONS
    claim = Claim(fact, fact.concept, _says(fact), day, weak, "other" in fact.qualifiers)
    if claim.says == "no" and (note := index.notes.get(fact.note_id)) is not None:
        claim.place, claim.today = place_denied(fact, note.text), is_of_the_day(fact, note.text)
    return claim


def event_span(claim: Claim) -> Span:
    """The days on which what a claim tells of can have happened."""
    from matcher.matching.windows import span_of

    fact = claim.fact
    if fact.date is None or fact.date_precision in _NO_EVENT_DAY:
        return Span(None, claim.day)
    span = span_of(fact.date, fact.date_precision)
    if span.last is not None and claim.day is not None and span.last > claim.day >= fact.date:
        span = Span(span.first, claim.day)
    if fact.date_end is not None:
        return Span(span.first, max(fact.date_end, fact.date))
    return span

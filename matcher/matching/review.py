"""What a person said about a result: verdicts of their own, facts put right, private notes on the notes' words.

A `Review` is plain data beside the result. It changes nothing by itself: `revised` gives the patient with the facts put
right, `decided` the result with the person's verdicts, and both keep what the matcher said.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from matcher.matching.types import TrialMatch, Verdict
from matcher.notes.types import Fact, Patient
from matcher.records import Record


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """A person's verdict on one criterion; the matcher's own where they accept it.

    Attributes:
        criterion_id: the criterion.
        verdict: what the person holds.
        reason: in their words; may be empty where they accept the matcher's verdict.
        by: name or initials.
        at: when it was said.
    """

    criterion_id: str
    verdict: Verdict
    reason: str
    by: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction(Record):
    """A fact a person took away or added."""

    action: Literal["removed", "added"]
    fact: Fact
    reason: str
    by: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Remark(Record):
    """A private note on words of a note: `note.text[start:end] == words`."""

    note_id: str
    start: int
    end: int
    words: str
    text: str
    by: str
    at: dt.datetime | None = None


_Anchored = TypeVar("_Anchored", Remark, Correction)


@dataclass(frozen=True, slots=True)
class Review(Record):
    """All that was said about one patient and one trial, in the order it was said."""

    decisions: tuple[Decision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.decisions) + len(self.corrections) + len(self.remarks)

    def decide(self, decision: Decision) -> Review:
        """With a verdict; an earlier one on the same criterion gives way."""
        return replace(self, decisions=(*self.undecide(decision.criterion_id).decisions, decision))

    def undecide(self, criterion_id: str) -> Review:
        """Without a person's verdict on a criterion."""
        return replace(self, decisions=tuple(d for d in self.decisions if d.criterion_id != criterion_id))

    def correct(self, correction: Correction) -> Review:
        """With a fact taken away or added; to take away an added fact is to forget it was added."""
        fact_id = correction.fact.fact_id
        known = next((c for c in self.corrections if c.fact.fact_id == fact_id), None)
        if known is not None and known.action != correction.action:
            return self.uncorrect(fact_id)
        return replace(self, corrections=(*self.uncorrect(fact_id).corrections, correction))

    def uncorrect(self, fact_id: str) -> Review:
        """Without the correction of a fact."""
        return replace(self, corrections=tuple(c for c in self.corrections if c.fact.fact_id != fact_id))

    def remark(self, remark: Remark) -> Review:
        """With a private note."""
        return replace(self, remarks=(*self.remarks, remark))

    def unremark(self, number: int) -> Review:
        """Without the private note at a place, counted from 0."""
        return replace(self, remarks=self.remarks[:number] + self.remarks[number + 1 :])

    def people(self) -> dict[str, dt.datetime | None]:
        """Who decided or corrected something, in the order in which they first did, and when last; remarks are private."""
        said = [(d.by, d.at) for d in self.decisions] + [(c.by, c.at) for c in self.corrections]
        last: dict[str, dt.datetime | None] = {}
        for name, at in said:
            last[name] = max(filter(None, (last.get(name), at)), default=None)
        return last

    def decision_on(self, criterion_id: str) -> Decision | None:
        """The person's verdict on a criterion."""
        return next((d for d in self.decisions if d.criterion_id == criterion_id), None)

    def revised(self, patient: Patient) -> Patient:
        """The patient with the facts put right; the very same one where there is nothing to put right."""
        for correction in self.corrections:
            if correction.action == "added":
                patient = patient.with_fact(correction.fact)
            else:
                patient = patient.without(correction.fact.fact_id)
        return patient

    def decided(self, result: TrialMatch) -> TrialMatch:
        """The result with the person's verdicts counted; those on criteria the trial does not have are left out."""
        known = {judgement.criterion_id for judgement in result.judgements}
        for d in self.decisions:
            if d.criterion_id in known:
                result = result.override(d.criterion_id, d.verdict, d.reason, d.by)
        return result

    def carried_to(self, patient: Patient) -> tuple[Review, int]:
        """The review for notes read anew.

        What hangs on words of a note goes with the words where they stand in the note once; what does not fit is left out.

        Returns:
            the review, and how many remarks and corrections were left out.
        """
        texts = {note.note_id or "": note.text for note in patient.notes}
        remarks = [moved for remark in self.remarks if (moved := _moved(remark, remark, texts))]
        corrections = []
        for correction in self.corrections:
            if correction.action == "removed":
                same = _same_fact(correction.fact, patient)
                corrections += [replace(correction, fact=same)] if same is not None else []
            elif (put := _moved(correction, correction.fact, texts)) is not None:
                corrections.append(put)
        lost = len(self.remarks) - len(remarks) + len(self.corrections) - len(corrections)
        return replace(self, remarks=tuple(remarks), corrections=tuple(corrections)), lost


def _same_fact(fact: Fact, patient: Patient) -> Fact | None:
    """The fact in a patient read anew: by its id, else the only one that says the same in the same words."""
    same = [found for found in patient.facts if found.fact_id == fact.fact_id] or [
        found
        for found in patient.facts
        if (found.note_id, found.type, found.concept, found.text) == (fact.note_id, fact.type, fact.concept, fact.text)
    ]
    return same[0] if len(same) == 1 else None


def _moved(said: _Anchored, at: Remark | Fact, texts: dict[str, str]) -> _Anchored | None:
    """A remark or an added fact at the place its words have now, or None."""
    words = at.words if isinstance(at, Remark) else at.text
    text = texts.get(at.note_id)
    if text is None:
        return None
    if text[at.start : at.end] == words:
        return said
    if text.count(words) != 1:
        return None
    start = text.index(words)
    shift = start - at.start
    if isinstance(said, Remark):
        return dataclasses.replace(said, start=start, end=start + len(words))
    sentence = (said.fact.sentence[0] + shift, said.fact.sentence[1] + shift)
    return dataclasses.replace(
        said, fact=dataclasses.replace(said.fact, start=start, end=start + len(words), sentence=sentence)
    )

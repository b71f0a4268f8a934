"""One patient against all trials: the function that local workers and Spark's executors share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.bulk.options import NoteHook, Scoring
from matcher.bulk.plan import Plan, PlannedTrial
from matcher.bulk.records import Failed, note_of
from matcher.bulk.tables import LETTERS, NOT_JUDGED, VERDICTS, Scored
from matcher.errors import InputError, place_of
from matcher.matching.case import Case, make_case
from matcher.matching.judge import judge_in
from matcher.matching.match import match_in
from matcher.matching.types import Judgement, TrialMatch
from matcher.notes.exports.grouping import PatientNotes
from matcher.notes.exports.record import NoteRecord
from matcher.notes.reader import read_notes
from matcher.notes.types import Patient
from matcher.trials.types import Atom, Bounds, Criterion, Kind

WHOLE = -1
NO_NOTE_LEFT = "none of the patient's notes could be read"
MEMORY = "it needs more memory than a record may take"
TIME = "it takes more time than a record may take"

Announce = Callable[[str, int], None]
"""Told what comes next: "note" and its number in the patient (`WHOLE` for all of them), "pair" and the trial's number."""


def _silent(_what: str, _number: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Task:
    """One patient to score.

    Attributes:
        patient: the notes.
        alone: whether every note is read by itself before all are read together, to find the one that stops a worker.
        alone_from: number of the first note not yet tried by itself.
        bad_notes, bad_pairs: what is left out, by number, and why.
    """

    patient: PatientNotes
    alone: bool = False
    alone_from: int = 0
    bad_notes: Mapping[int, str] = field(default_factory=dict)
    bad_pairs: Mapping[int, str] = field(default_factory=dict)


def score_patient(
    task: Task,
    plan: Plan,
    scoring: Scoring,
    *,
    announce: Announce = _silent,
    before_note: NoteHook | None = None,
) -> Scored:
    """The rows of one patient: pairs, judgements and failures. Never raises for what a note or a trial holds.

    Args:
        task: the patient.
        plan: the trials.
        announce: called before each step, so that whoever watches knows what stops it.
        before_note: called before each note is read.
    """
    scored = Scored.empty(scoring.quotes)
    given = task.patient
    scored.counts.patients = 1
    scored.counts.duplicates = len(given.duplicates)
    scored.counts.notes = len(given.notes) + len(given.duplicates)
    reading = _Reading(task, scoring, announce, before_note)
    patient = reading.patient()
    for number, reason in sorted(reading.bad.items()):
        scored.fail(_note_failed(given.patient_id, given.notes[number], reason))
    left = len(given.notes) - len(reading.bad)
    scored.counts.read = left
    if patient is None:
        scored.fail(Failed("patient", None, None, given.patient_id, None, None, NO_NOTE_LEFT, pairs=len(plan.trials)))
        return scored
    _Pairs(given, patient, left, scored.counts.failed, scoring, scored).score(plan, task.bad_pairs, announce)
    return scored


def warm() -> None:
    """Loads all that reading and judging load when they are first used."""
    text = "40-year-old man. Asthma, on prednisone. Hemoglobin 13 g/dL."
    case = make_case(read_notes(text, as_of=dt.date(2024, 1, 1)), None)
    for atom in _WARM:
        for kind in _KINDS:
            judge_in(case, Criterion("", kind, atom.text, atom), "assume").to_dict()


_KINDS: tuple[Kind, ...] = ("inclusion", "exclusion")
_WARM = (
    Atom("age", "adult", 0, 5, bounds=(Bounds(lower=18, unit="year"),)),
    Atom("condition", "asthma", 0, 6, ("asthma",)),
    Atom("exposure", "rituximab", 0, 9, ("rituximab",)),
    Atom(
        "measurement",
        "hemoglobin",
        0,
        10,
        ("hemoglobin",),
        analyte="hemoglobin",
        bounds=(Bounds(lower=10, unit="g/dL"),),
    ),
    Atom("other", "able to read", 0, 12),
)


def given_up(patient: PatientNotes, plan: Plan, scoring: Scoring, reason: str) -> Scored:
    """The rows of a patient whose notes or trials stopped one worker after the other."""
    scored = Scored.empty(scoring.quotes)
    scored.counts.patients = 1
    scored.counts.duplicates = len(patient.duplicates)
    scored.counts.notes = len(patient.notes) + len(patient.duplicates)
    for record in patient.notes:
        scored.fail(_note_failed(patient.patient_id, record, reason))
    scored.fail(Failed("patient", None, None, patient.patient_id, None, None, reason, pairs=len(plan.trials)))
    return scored


def reason_of(error: Exception) -> str:
    """What may be told of an error: nothing an unexpected one says, for it may hold words of a note."""
    if isinstance(error, InputError):
        return error.mend
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, TimeoutError):
        return TIME
    return f"unexpected {type(error).__name__} in {place_of(error)}"


def _note_failed(patient_id: str, record: NoteRecord, reason: str) -> Failed:
    return Failed("note", record.source, record.record, patient_id, record.note_id, None, reason, notes=1)


class _Reading:
    """Reads the notes of a patient, leaving out those that cannot be read."""

    def __init__(self, task: Task, scoring: Scoring, announce: Announce, before_note: NoteHook | None) -> None:
        self._task, self._scoring, self._announce, self._hook = task, scoring, announce, before_note
        self.bad = dict(task.bad_notes)

    def patient(self) -> Patient | None:
        """The patient of all good notes; None if there is no such note."""
        records = self._task.patient.notes
        if self._task.alone:
            self._try_alone(self._task.alone_from)
        while len(self.bad) < len(records):
            good = [number for number in range(len(records)) if number not in self.bad]
            read = self._read(good, WHOLE if len(good) > 1 else good[0])
            if isinstance(read, Patient):
                return read
            before = len(self.bad)
            if len(good) > 1:
                self._try_alone(0)
            if len(self.bad) == before:
                # No single note is to blame.
                self.bad.update(dict.fromkeys(good, read))
        return None

    def _try_alone(self, first: int) -> None:
        for number in range(first, len(self._task.patient.notes)):
            if number not in self.bad:
                read = self._read([number], number)
                if not isinstance(read, Patient):
                    self.bad[number] = read

    def _read(self, numbers: list[int], announced: int) -> Patient | str:
        """The patient of some notes, or why they cannot be read. What a failed attempt held is free when this returns."""
        given = self._task.patient
        notes = [note_of(given.notes[number]) for number in numbers]
        self._announce("note", announced)
        try:
            if self._hook is not None:
                for note in notes:
                    self._hook(given.patient_id, note)
            return read_notes(notes, patient_id=given.patient_id, as_of=self._scoring.as_of)
        except Exception as error:  # noqa: BLE001 - whatever a note does to the reader, the run goes on
            return reason_of(error)


@dataclass(slots=True)
class _Pairs:
    """Makes the rows of one patient's pairs.

    Attributes:
        notes, notes_failed: how many notes were read and how many could not be.
    """

    given: PatientNotes
    patient: Patient
    notes: int
    notes_failed: int
    scoring: Scoring
    scored: Scored
    _case: Case | None = None

    def score(self, plan: Plan, bad: Mapping[int, str], announce: Announce) -> None:
        """All pairs: trials about the same are judged over one index of facts, rows are in the trials' order."""
        rows: dict[int, _PairRows] = {}
        reasons = dict(bad)
        for group in plan.groups:
            case: Case | None = None
            for planned in group:
                if planned.number in bad:
                    continue
                announce("pair", planned.number)
                try:
                    stopped = self._stopped(planned)
                    if stopped is not None:
                        rows[planned.number] = self._partial(planned, stopped)
                        continue
                    if case is None:
                        case = self._in_light_of_none().about(planned.about)
                    result = match_in(case, planned.trial, planned.standing, self.scoring.absence)
                    rows[planned.number] = self._whole(planned, result)
                except Exception as error:  # noqa: BLE001 - one pair fails, the others go on
                    reasons[planned.number] = reason_of(error)
        for planned in plan.trials:
            if planned.number in rows:
                self._write(rows.pop(planned.number))
            else:
                self._fail(planned, reasons[planned.number])

    def _in_light_of_none(self) -> Case:
        """The patient's facts, indexed once for all trials."""
        if self._case is None:
            self._case = make_case(self.patient, self.patient.as_of)
        return self._case

    def _stopped(self, planned: PlannedTrial) -> Judgement | None:
        """The first violated criterion on age or sex, where the pair may be left at it."""
        if not planned.hard or not self.scoring.may_stop:
            return None
        judged = (judge_in(self._in_light_of_none(), criterion, self.scoring.absence) for criterion in planned.hard)
        return next((judgement for judgement in judged if judgement.verdict == "violated"), None)

    def _partial(self, planned: PlannedTrial, stopped: Judgement) -> _PairRows:
        letters = "".join(
            LETTERS["violated"] if criterion.id == stopped.criterion_id else NOT_JUDGED
            for criterion in planned.trial.criteria
        )
        pair = self._pair(planned, "ineligible", None, letters, deciding=[stopped.criterion_id], open_questions=[])
        return _PairRows(pair, self._judgement_rows(planned, (stopped,)))

    def _whole(self, planned: PlannedTrial, result: TrialMatch) -> _PairRows:
        letters = "".join(LETTERS[judgement.verdict] for judgement in result.judgements)
        stands_for = "violated" if result.status == "ineligible" else "unknown"
        pair = self._pair(
            planned,
            result.status,
            result.score,
            letters,
            deciding=[j.criterion_id for j in result.judgements if j.verdict == stands_for],
            open_questions=list(result.missing),
            warnings=result.warnings,
        )
        return _PairRows(pair, self._judgement_rows(planned, result.judgements))

    def _pair(
        self,
        planned: PlannedTrial,
        status: str,
        score: float | None,
        letters: str,
        *,
        deciding: list[str],
        open_questions: list[str],
        warnings: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        return {
            "patient_id": self.patient.patient_id,
            "trial_id": planned.id,
            "status": status,
            "score": score,
            "partial": score is None,
            "criteria": len(letters),
            **{verdict: letters.count(letter) for verdict, letter in LETTERS.items()},
            "deciding": deciding,
            "open_questions": open_questions,
            "as_of": self.patient.as_of,
            "as_of_assumed": self.patient.as_of_assumed,
            "notes": self.notes,
            "notes_failed": self.notes_failed,
            "warnings": [*self.given.warnings, *self.patient.warnings, *warnings],
            VERDICTS: letters,
        }

    def _judgement_rows(self, planned: PlannedTrial, judgements: Iterable[Judgement]) -> list[dict[str, Any]]:
        detail = self.scoring.detail
        if detail == "none":
            return []
        kinds = {criterion.id: criterion.kind for criterion in planned.trial.criteria}
        return [
            self._judgement(planned, judgement, kinds[judgement.criterion_id])
            for judgement in judgements
            if detail == "all" or judgement.verdict in ("violated", "unknown")
        ]

    def _judgement(self, planned: PlannedTrial, judgement: Judgement, kind: str) -> dict[str, Any]:
        quotes = self.scoring.quotes
        row = {
            "patient_id": self.patient.patient_id,
            "trial_id": planned.id,
            "criterion_id": judgement.criterion_id,
            "kind": kind,
            "verdict": judgement.verdict,
            "basis": judgement.basis,
            "evidence": [
                {"note_id": e.note_id, "start": e.start, "end": e.end, "role": e.role}
                | ({"text": e.text} if quotes else {})
                for e in judgement.evidence
            ],
            "missing": judgement.missing,
        }
        return row | {"reason": judgement.reason} if quotes else row

    def _write(self, rows: _PairRows) -> None:
        self.scored.pairs.add(rows.pair)
        for row in rows.judgements:
            self.scored.judgements.add(row)
        self.scored.counts.written += 1
        self.scored.counts.partial += bool(rows.pair["partial"])

    def _fail(self, planned: PlannedTrial, reason: str) -> None:
        self.scored.fail(Failed("pair", None, None, self.patient.patient_id, None, planned.id, reason, pairs=1))


@dataclass(frozen=True, slots=True)
class _PairRows:
    """The rows of one pair, not yet written."""

    pair: dict[str, Any]
    judgements: list[dict[str, Any]]

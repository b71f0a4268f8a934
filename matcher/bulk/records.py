"""The records of an export on their way to the workers, and what is told of those that fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from matcher.notes.exports.grouping import PatientNotes, together
from matcher.notes.exports.record import NoteRecord
from matcher.notes.types import Note

Stage = Literal["trial", "intake", "note", "patient", "pair"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that could not be used, with the reason; one row of the table of failures.

    Attributes:
        stage: where it failed: a trial, a record of the export ("intake"), a note while it was read, all of a patient,
            one pair of patient and trial.
        notes, pairs: how many notes and pairs are lost by it.
    """

    stage: Stage
    source: str | None
    record: str | None
    patient_id: str | None
    note_id: str | None
    trial_id: str | None
    reason: str
    notes: int = 0
    pairs: int = 0


def by_patient(records: Iterable[NoteRecord]) -> Iterator[PatientNotes]:
    """The patients of some records in order of their ids; the order of the records changes nothing."""
    found: dict[tuple[bool, str], list[NoteRecord]] = {}
    for record in records:
        found.setdefault(key_of(record), []).append(record)
    for key in sorted(found):
        yield together(sorted(found.pop(key), key=_order))


def key_of(record: NoteRecord) -> tuple[bool, str]:
    """Whose a record is; one that does not say is a patient of its own."""
    if record.patient_id is not None:
        return True, record.patient_id
    return False, f"{record.source}\0{record.record}"


def _order(record: NoteRecord) -> tuple[dt.date, str, str, str, str]:
    return record.date or dt.date.min, record.note_id or "", record.text, record.source, record.record


def note_of(record: NoteRecord) -> Note:
    """The note as the reader of notes takes it."""
    return Note(record.text, note_id=record.note_id, date=record.date, title=record.title)


def characters(patient: PatientNotes) -> int:
    """Length of all notes of a patient together."""
    return sum(len(note.text) for note in patient.notes)

"""Exports in, patients with facts out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from matcher.errors import Failure, InputError, place_of
from matcher.notes.exports.grouping import Order, PatientNotes, group_notes
from matcher.notes.exports.reader import ReadOptions, Source, read_records
from matcher.notes.reader import read_notes
from matcher.notes.types import Note, Patient


def read_patients(
    source: Source,
    *,
    as_of: dt.date | str | None = None,
    terms: Sequence[str] = (),
    order: Order = "any",
    work_dir: Path | None = None,
    **columns: Unpack[ReadOptions],
) -> Iterator[Patient | Failure]:
    """Read the patients of an export: text, CSV, JSON Lines, Parquet, FHIR, Word, PDF, folders of these, a database.

    Args:
        source: a `Path`, a database URL with a `query`, or an iterable of Paths or mappings; see `exports.reader.read_records`.
        as_of, terms: as for `read_notes`.
        order, work_dir: how notes that stand apart are brought together; see `exports.grouping.group_notes`.
        **columns: names of columns (`text="Body"`, `patient_id="MRN"`) and the other options of `read_records`.

    Yields:
        a Patient for each patient of the export, a Failure for each record that could not be read. Notes that are the same in id,
        date and text count once; different notes of one id are both read, with a warning.

    Raises:
        InputError: the source as a whole cannot be read, or its column of text cannot be told.

    >>> rows = [{"patient_id": "P1", "text": "Has gout."}, {"patient_id": "P1", "text": "No fever."}, {"patient_id": "P2", "text": ""}]
    >>> for one in read_patients(rows):
    ...     print(one.patient_id if isinstance(one, Patient) else one.mend)
    the row has no text in 'text'
    P1
    """
    for group in group_notes(read_records(source, **columns), order=order, work_dir=work_dir):
        if isinstance(group, Failure):
            yield group
        else:
            yield _read(group, as_of, terms)


def _read(group: PatientNotes, as_of: dt.date | str | None, terms: Sequence[str]) -> Patient | Failure:
    notes = [Note(note.text, note.note_id, note.date, note.title) for note in group.notes]
    first = group.notes[0]
    try:
        patient = read_notes(notes, patient_id=group.patient_id, as_of=as_of, terms=terms)
    except InputError as error:
        if error.source == "as_of":
            raise
        return Failure(first.source, f"patient {group.patient_id}", error.mend)
    except Exception as error:  # noqa: BLE001 - one patient's trouble must not end the run
        mend = f"unexpected {type(error).__name__} in {place_of(error)}; please report this"
        return Failure(first.source, f"patient {group.patient_id}", mend)
    return replace(patient, warnings=(*patient.warnings, *group.warnings)) if group.warnings else patient

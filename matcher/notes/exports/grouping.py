"""The notes of each patient brought together, in whatever order an export has them, in bounded memory."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from matcher.errors import Failure, InputError
from matcher.notes.exports.record import NoteOrFailure, NoteRecord
from matcher.records import Record, plain

Order = Literal["any", "sorted"]
IN_MEMORY = 64_000_000
"""Characters of notes that are kept in memory before the rest goes to a file."""
_Key = tuple[int, str]
_COLUMNS = "known, patient, seq, note_id, date, title, text, source, record, warnings"


@dataclass(frozen=True, slots=True)
class PatientNotes(Record):
    """All notes of one patient.

    Attributes:
        patient_id: as in the export; of a note without one the note's own id, else its place.
        notes: by date (undated ones first), then id; every one has an id, and no two the same.
        duplicates: places of notes that were left out because another is the same in id, date and text.
        warnings: different notes of one id, pages without text.
    """

    patient_id: str
    notes: tuple[NoteRecord, ...]
    duplicates: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


def group_notes(
    records: Iterable[NoteOrFailure],
    *,
    order: Order = "any",
    work_dir: Path | None = None,
    in_memory: int = IN_MEMORY,
) -> Iterator[PatientNotes | Failure]:
    """The patients of an export, each with all its notes; failures come as they are met, patients after them.

    Args:
        records: as `read_records` gives them.
        order: "sorted" where the notes of a patient follow each other: then patients stream, and only the notes of one are
            in memory. A patient that comes again is a failure, for its notes would be read apart. "any": patients come in
            the order of their ids, after all notes are read; beyond `in_memory` the notes wait in a file.
        work_dir: folder of that file, by default the system's for temporary files. The file is of mode 0600 and is gone from the
            folder as soon as it is open (on Windows: at the end), so that no note outlives the process, however it ends.
        in_memory: characters of notes to keep in memory.

    Raises:
        InputError: the file cannot be written (disk full).
    """
    if order == "sorted":
        yield from _sorted(records)
        return
    with _Shelf(work_dir, in_memory) as shelf:
        for record in records:
            if isinstance(record, Failure):
                yield record
            else:
                shelf.add(record)
        for _, notes in groupby(shelf.notes(), key=lambda entry: entry[0]):
            yield together([note for _, note in notes])


def _sorted(records: Iterable[NoteOrFailure]) -> Iterator[PatientNotes | Failure]:
    seen: set[bytes] = set()
    held: list[NoteRecord] = []
    for record in records:
        if isinstance(record, Failure):
            yield record
            continue
        if held and (record.patient_id is None or record.patient_id != held[0].patient_id):
            yield together(held)
            held = []
        if not held and record.patient_id is not None:
            key = hashlib.blake2b(record.patient_id.encode(), digest_size=12).digest()
            if key in seen:
                mend = (
                    f"patient {record.patient_id!r} came before: the notes are not sorted by patient; use order='any'"
                )
                yield Failure(record.source, record.record, mend)
                continue
            seen.add(key)
        held.append(record)
    if held:
        yield together(held)


def together(notes: list[NoteRecord]) -> PatientNotes:
    """The notes of one patient: ordered, without duplicates, each with an id of its own."""
    first = notes[0]
    patient_id = first.patient_id or first.note_id or f"{first.source}, {first.record}"
    kept: list[NoteRecord] = []
    duplicates: list[tuple[str, str]] = []
    seen: set[tuple[str | None, object, str]] = set()
    for note in notes:
        key = (note.note_id, note.date, note.text)
        if key in seen:
            duplicates.append((note.source, note.record))
        else:
            seen.add(key)
            kept.append(note)
    warnings = [warning for note in kept for warning in note.warnings]
    kept.sort(key=lambda note: (note.date is not None, plain(note.date) or "", note.note_id or ""))
    used = {note.note_id for note in kept if note.note_id is not None}
    taken: set[str] = set()
    named: list[NoteRecord] = []
    for number, note in enumerate(kept, 1):
        name = note.note_id or f"note-{number}"
        if note.note_id is not None and name in taken:
            warnings.append(f"patient {patient_id}: two different notes have the id {name!r}; both were kept")
        if name in taken or (note.note_id is None and name in used):
            name = _free(name, taken | used)
        taken.add(name)
        named.append(replace(note, note_id=name))
    return PatientNotes(patient_id, tuple(named), tuple(duplicates), tuple(dict.fromkeys(warnings)))


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}#{number}" in taken:
        number += 1
    return f"{name}#{number}"


class _Shelf:
    """Notes put away in any order and taken out by patient; in memory at first, then in a file nobody else can open."""

    def __init__(self, work_dir: Path | None, in_memory: int) -> None:
        self.work_dir, self.in_memory = work_dir, in_memory
        self.held: list[tuple[_Key, int, NoteRecord]] = []
        self.size, self.count = 0, 0
        self.database: sqlite3.Connection | None = None
        self.path: Path | None = None

    def __enter__(self) -> _Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        self.held.clear()
        if self.database is not None:
            self.database.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def add(self, note: NoteRecord) -> None:
        self.count += 1
        self.size += len(note.text)
        key = (1, note.patient_id) if note.patient_id is not None else (0, f"{self.count:020}")
        self.held.append((key, self.count, note))
        if self.size > self.in_memory:
            self._put_away()

    def notes(self) -> Iterator[tuple[_Key, NoteRecord]]:
        """All notes by patient, each with its patient's key."""
        if self.database is None:
            self.held.sort(key=lambda entry: entry[:2])
            for key, _, note in self.held:
                yield key, note
            return
        self._put_away()
        try:
            self.database.execute("CREATE INDEX by_patient ON notes (known, patient, seq)")
            for row in self.database.execute(f"SELECT {_COLUMNS} FROM notes ORDER BY known, patient, seq"):
                yield (row[0], row[1]), _note(row)
        except sqlite3.Error as error:
            raise self._unwritten(error) from None

    def _put_away(self) -> None:
        try:
            if self.database is None:
                self.database = self._opened()
            with self.database:
                marks = ", ".join("?" * len(_COLUMNS.split(",")))
                self.database.executemany(f"INSERT INTO notes VALUES ({marks})", map(_row, self.held))
        except (sqlite3.Error, OSError) as error:
            raise self._unwritten(error) from None
        self.held.clear()
        self.size = 0

    def _opened(self) -> sqlite3.Connection:
        handle, name = tempfile.mkstemp(prefix="matcher-", suffix=".notes", dir=self.work_dir)
        os.close(handle)
        self.path = Path(name)
        database = sqlite3.connect(name)
        # No journal: what this file holds is thrown away whole, and a journal would be a second file with notes.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "locking_mode=EXCLUSIVE"):
            database.execute(f"PRAGMA {pragma}")
        database.execute(
            "CREATE TABLE notes (known INTEGER, patient TEXT, seq INTEGER, note_id TEXT, date TEXT, title TEXT, text TEXT, "
            "source TEXT, record TEXT, warnings TEXT)"
        )
        if os.name == "posix":
            self.path.unlink()
        return database

    def _unwritten(self, error: Exception) -> InputError:
        where = str(self.work_dir or tempfile.gettempdir())
        mend = f"the notes could not be put away there ({type(error).__name__}); make room or name another folder"
        return InputError(where, None, mend)


def _row(entry: tuple[_Key, int, NoteRecord]) -> tuple[object, ...]:
    (known, patient), seq, note = entry
    date = plain(note.date)
    warnings = "\n".join(note.warnings)
    return known, patient, seq, note.note_id, date, note.title, note.text, note.source, note.record, warnings


def _note(row: tuple[int, str, int, str | None, str | None, str | None, str, str, str, str]) -> NoteRecord:
    known, patient, _, note_id, date, title, text, source, record, warnings = row
    return NoteRecord(
        patient_id=patient if known else None,
        note_id=note_id,
        date=dt.date.fromisoformat(date) if date else None,
        title=title,
        text=text,
        source=source,
        record=record,
        warnings=tuple(warnings.split("\n")) if warnings else (),
    )

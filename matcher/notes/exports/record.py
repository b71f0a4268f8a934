"""One note as an export holds it, before anything of it is read, and how the export is to be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from matcher.errors import Failure
from matcher.records import Record

LIMIT = 1_000_000
"""Most characters of a note unless told otherwise: some three hundred printed pages."""


@dataclass(frozen=True, slots=True)
class NoteRecord(Record):
    """One note of an export. No pipeline has seen it.

    Attributes:
        patient_id: whose it is; None where the export does not say, and then it is a patient of its own.
        note_id, date, title: as the export says, None where it does not.
        text: exactly as in the export. A half of a surrogate pair, which no encoding can write, is U+FFFD.
        source, record: file and place in it ("row 3, line 7"), as in a `Failure`.
        warnings: what a reader of the result should know ("page 2 holds no text").
    """

    patient_id: str | None
    note_id: str | None
    date: dt.date | None
    title: str | None
    text: str
    source: str
    record: str
    warnings: tuple[str, ...] = ()


NoteOrFailure = NoteRecord | Failure


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns (or keys; `a.b` is the key b within a) hold what; None where it is to be guessed."""

    text: str | None = None
    patient_id: str | None = None
    note_id: str | None = None
    date: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How an export is to be read.

    Attributes:
        columns: names of columns; those not named are guessed from `tables/columns.tsv`.
        encoding: of text files; by default UTF-8 (or what the byte order mark says), and Windows-1252 for records that
            are not UTF-8.
        delimiter: of CSV; by default told from the header.
        escape: character that escapes a quote in CSV where quotes are not doubled (Spark and MySQL write a backslash).
        date_format: of the date column, as `datetime.strptime` takes it; by default ISO dates, and 05/14/2025 as May 14th.
        pattern: of file names of single notes, such as "{patient_id}/{note_id}" or "{patient_id}_{date}".
        limit: most characters of a note.
        query: SQL whose rows are the notes, where the source is a database.
    """

    columns: Columns = field(default_factory=Columns)
    encoding: str | None = None
    delimiter: str | None = None
    escape: str | None = None
    date_format: str | None = None
    pattern: str | None = None
    limit: int = LIMIT
    query: str | None = None

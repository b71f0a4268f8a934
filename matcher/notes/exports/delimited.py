"""Notes in CSV and TSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from matcher.errors import Failure
from matcher.notes.exports.columns import choose, knows_text
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.record import ExportOptions, NoteOrFailure
from matcher.notes.exports.rows import note_of, too_long
from matcher.text.delimited import Table
from matcher.text.streams import DAMAGED, open_text


def read(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The notes of a CSV or TSV file; of torn rows see `matcher.text.delimited.Table`.

    Raises:
        InputError: the file has no header with a column of text.
    """
    stream, certain = open_text(path, options.encoding)
    with stream:
        try:
            yield from _notes(stream, name, certain, options)
        except DAMAGED:
            yield Failure(name, None, "the compressed file is damaged or cut off; the rows before that were read")


def _notes(stream: IO[str], name: str, certain: bool, options: ExportOptions) -> Iterator[NoteOrFailure]:
    table = Table(
        stream,
        name,
        certain,
        knows=lambda names: knows_text(names, options.columns),
        limit=options.limit,
        separator=options.delimiter,
        escape=options.escape,
    )
    columns = choose(table.header, options.columns, name)
    id_column = columns.patient_id or columns.note_id
    shapes: set[str] = set()

    def sound(cells: Mapping[str, str]) -> bool:
        """Its id looks like the ids before, and its date is a date."""
        try:
            day = day_of(cells.get(columns.date or ""), options.date_format)
        except ValueError:
            return False
        return day is not None if id_column is None else not shapes or _shape(cells[id_column]) in shapes

    for row in table.rows(sound):
        if isinstance(row, Failure):
            yield row
            continue
        if (failure := too_long(row.size, name, row.record, options)) is not None:
            yield failure
            continue
        found = note_of(row.cells, columns, name, row.record, options)
        if id_column is not None and not isinstance(found, Failure):
            shapes.add(_shape(row.cells[id_column]))
        yield found


def _shape(text: str) -> str:
    """What an id looks like: "A-9" for "P-0012"."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text.strip()[:64]))

"""Notes in Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.errors import Failure, InputError
from matcher.notes.exports.columns import choose
from matcher.notes.exports.record import Columns, ExportOptions, NoteOrFailure
from matcher.notes.exports.rows import note_of

_BATCH = 256
"""Rows in memory at a time."""


def read(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The notes of a Parquet file; only the columns needed are read.

    Raises:
        InputError: the file is no Parquet file, or has no column of text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        found = file.schema_arrow.names
    except FileNotFoundError:
        raise InputError(name, None, "no such file; check the name and the folder.") from None
    except (pa.ArrowException, OSError):
        raise InputError(name, None, "the Parquet file is damaged; export it again") from None
    columns = choose(found, options.columns, name)
    number = 0
    with file:
        batches = file.iter_batches(batch_size=_BATCH, columns=sorted(_roots(columns, found)))
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError):
                yield Failure(name, f"after row {number}", "the Parquet file is damaged from here on; export it again")
                return
            if batch is None:
                return
            for row in _rows(batch):
                number += 1
                yield note_of(row, columns, name, f"row {number}", options)


def _roots(columns: Columns, found: list[str]) -> set[str]:
    """The columns of the file to read: of "note.text", which is a field of a struct, the column "note"."""
    named = {columns.text, columns.patient_id, columns.note_id, columns.date, columns.title} - {None}
    return {name if name in found else name.split(".")[0] for name in named if name is not None} & set(found)


def _rows(batch: Any) -> Iterator[dict[str, Any]]:
    """The rows of a batch; a cell that is not valid UTF-8 is given as bytes."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns[name] = column.to_pylist()
        except UnicodeDecodeError:
            columns[name] = column.cast(pa.large_binary(), safe=False).to_pylist()
        except (ValueError, pa.ArrowException):  # a timestamp finer than Python's
            columns[name] = column.cast(pa.string()).to_pylist()
    for position in range(batch.num_rows):
        yield {name: cells[position] for name, cells in columns.items()}

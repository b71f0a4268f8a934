"""Tables written as Parquet, CSV or JSON Lines, in pieces."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from matcher.bulk.options import Format
from matcher.text.spreadsheet import harmless

_ROW_GROUP_BYTES = 8_000_000
_ROW_GROUP_ROWS = 100_000
SUFFIXES: dict[str, Format] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""Suffix of a file → its format."""


class TableWriter(Protocol):
    """Writes one table into an open file, which it leaves open."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Some more rows."""

    def close(self) -> None:
        """No more rows."""


class ParquetTable:
    """Parquet with zstd, in row groups of a bounded size."""

    def __init__(self, file: Any, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._schema = schema
        self._writer = pq.ParquetWriter(file, schema, compression="zstd")
        self._held: list[pa.RecordBatch] = []
        self._bytes = self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self._held.append(batch)
        self._bytes += batch.nbytes
        self._rows += batch.num_rows
        if self._bytes >= _ROW_GROUP_BYTES or self._rows >= _ROW_GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held, self._schema))
        self._held, self._bytes, self._rows = [], 0, 0


class CsvTable:
    """CSV in UTF-8: lists of words are joined by " | ", evidence is JSON, and no cell is a formula."""

    def __init__(self, file: Any, schema: pa.Schema) -> None:
        self._file = file
        self._names = schema.names
        self._line(self._names)

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self._line([_cell(row[name]) for name in self._names])

    def close(self) -> None:
        return None

    def _line(self, cells: list[Any]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(cells)
        self._file.write(text.getvalue().encode())


class JsonLines:
    """One JSON object a line, in UTF-8."""

    def __init__(self, file: Any, _schema: pa.Schema) -> None:
        self._file = file

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self._file.write(json.dumps(row, ensure_ascii=False, default=dt.date.isoformat).encode() + b"\n")

    def close(self) -> None:
        return None


WRITERS: Mapping[Format, Callable[[Any, pa.Schema], TableWriter]] = {
    "parquet": ParquetTable,
    "csv": CsvTable,
    "jsonl": JsonLines,
}


def format_of(path: Path) -> Format | None:
    """The format a file's suffix stands for; None for a folder."""
    return SUFFIXES.get(path.suffix.lower())


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            return json.dumps(value, ensure_ascii=False)
        return harmless(" | ".join(value))
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value

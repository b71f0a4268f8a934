"""The tables of a result: their columns, and the rows of one patient as Arrow data."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pyarrow as pa

from matcher.bulk.records import Failed

TABLES = ("pairs", "judgements", "failures")
VERDICTS = "verdicts"
"""Column of the pairs that holds a letter for each criterion, for the summary; it is not written out."""
LETTERS = {"satisfied": "s", "violated": "v", "unknown": "u", "not_applicable": "n"}
NOT_JUDGED = "-"

_WORDS = pa.list_(pa.string())


@cache
def schema(table: str, quotes: bool) -> pa.Schema:
    """The columns of a table.

    Args:
        table: "pairs", "judgements" or "failures".
        quotes: whether the words of the notes are written beside their offsets.
    """
    if table == "pairs":
        return pa.schema(
            [
                ("patient_id", pa.string()),
                ("trial_id", pa.string()),
                ("status", pa.string()),
                ("score", pa.float64()),
                ("partial", pa.bool_()),
                ("criteria", pa.int32()),
                ("satisfied", pa.int32()),
                ("violated", pa.int32()),
                ("unknown", pa.int32()),
                ("not_applicable", pa.int32()),
                ("deciding", _WORDS),
                ("open_questions", _WORDS),
                ("as_of", pa.date32()),
                ("as_of_assumed", pa.bool_()),
                ("notes", pa.int32()),
                ("notes_failed", pa.int32()),
                ("warnings", _WORDS),
                (VERDICTS, pa.string()),
            ]
        )
    if table == "failures":
        return pa.schema(
            [(f.name, pa.int32() if f.name in ("notes", "pairs") else pa.string()) for f in fields(Failed)]
        )
    place = [("note_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("role", pa.string())]
    return pa.schema(
        [
            ("patient_id", pa.string()),
            ("trial_id", pa.string()),
            ("criterion_id", pa.string()),
            ("kind", pa.string()),
            ("verdict", pa.string()),
            ("basis", pa.string()),
            ("evidence", pa.list_(pa.struct([*place, ("text", pa.string())] if quotes else place))),
            ("missing", _WORDS),
            *([("reason", pa.string())] if quotes else []),
        ]
    )


@cache
def _types(table: str, quotes: bool) -> tuple[tuple[str, pa.DataType], ...]:
    """Name and type of each column: to ask a schema for its fields costs more than to convert a row."""
    return tuple((field.name, field.type) for field in schema(table, quotes))


class Rows:
    """Rows of one table, column by column."""

    __slots__ = ("_columns", "_schema", "_types")

    def __init__(self, table: str, quotes: bool) -> None:
        self._schema, self._types = schema(table, quotes), _types(table, quotes)
        self._columns: dict[str, list[Any]] = {name: [] for name, _ in self._types}

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def add(self, row: Mapping[str, Any]) -> None:
        """One row; it must have every column."""
        for name, column in self._columns.items():
            column.append(row[name])

    def batch(self) -> pa.RecordBatch:
        """The rows as Arrow data."""
        arrays = [pa.array(self._columns[name], type_) for name, type_ in self._types]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)


@dataclass(slots=True)
class Counts:
    """What became of notes and pairs. `notes = read + duplicates + failed`, `patients × trials = written + pairs_failed`."""

    notes: int = 0
    read: int = 0
    duplicates: int = 0
    failed: int = 0
    patients: int = 0
    written: int = 0
    partial: int = 0
    pairs_failed: int = 0

    def add(self, other: Counts) -> None:
        """Counts another's as well."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def as_list(self) -> list[int]:
        """The counts in order of their names' writing, to be sent and stored."""
        return [getattr(self, field.name) for field in fields(self)]


@dataclass(slots=True)
class Scored:
    """The rows of one patient."""

    pairs: Rows
    judgements: Rows
    failures: Rows
    counts: Counts
    reasons: set[str]
    quotes: bool

    @classmethod
    def empty(cls, quotes: bool) -> Scored:
        """No rows yet."""
        pairs, judgements, failures = (Rows(table, quotes) for table in TABLES)
        return cls(pairs, judgements, failures, Counts(), set(), quotes)

    def fail(self, failed: Failed) -> None:
        """A row of the table of failures, counted."""
        self.failures.add({field.name: getattr(failed, field.name) for field in fields(failed)})
        self.counts.failed += failed.notes
        self.counts.pairs_failed += failed.pairs
        self.reasons.add(failed.reason)

    def batches(self) -> tuple[pa.RecordBatch, ...]:
        """The three tables in the order of `TABLES`."""
        return self.pairs.batch(), self.judgements.batch(), self.failures.batch()


@cache
def _empty(table: str, quotes: bool) -> pa.RecordBatch:
    return Rows(table, quotes).batch()


_HEAD = struct.Struct("<?")
_SIZES = struct.Struct("<QQ")
_CODEC = "zstd"


def packed(scored: Scored) -> bytes:
    """The three tables of a patient: of each the size of its Arrow data plain and compressed, and the compressed data.

    The columns are not said again with every patient, as an Arrow stream would; an empty table takes no more than its sizes.
    """
    codec = pa.Codec(_CODEC)
    parts = [_HEAD.pack(scored.quotes)]
    for rows in (scored.pairs, scored.judgements, scored.failures):
        if not rows:
            parts.append(_SIZES.pack(0, 0))
            continue
        plain = rows.batch().serialize()
        data = codec.compress(plain, asbytes=True)
        parts += [_SIZES.pack(plain.size, len(data)), data]
    return b"".join(parts)


def unpacked(data: bytes) -> tuple[pa.RecordBatch, ...]:
    """The three tables of a patient."""
    codec = pa.Codec(_CODEC)
    (quotes,) = _HEAD.unpack_from(data)
    at, found = _HEAD.size, []
    whole = pa.py_buffer(data)
    for table in TABLES:
        plain, size = _SIZES.unpack_from(data, at)
        at += _SIZES.size
        columns = schema(table, quotes)
        if not size:
            found.append(_empty(table, quotes))
            continue
        found.append(pa.ipc.read_record_batch(codec.decompress(whole.slice(at, size), plain), columns))
        at += size
    if at != len(data):
        raise ValueError("there is more than three tables")
    return tuple(found)


_MOST_GATHERED, _ROWS_GATHERED = 256, 2048


def gathered(rows: Iterable[tuple[str, pa.RecordBatch]]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The rows of each table in the same order, those of many patients in one batch.

    A batch of one patient takes some ten kilobytes beside its rows, and as long to count and to write as one of hundreds.

    Args:
        rows: the table, and some rows of it.
    """
    held: dict[str, list[pa.RecordBatch]] = {}
    waiting: Counter[str] = Counter()
    for table, batch in rows:
        if not batch.num_rows:
            continue
        held.setdefault(table, []).append(batch)
        waiting[table] += batch.num_rows
        if len(held[table]) >= _MOST_GATHERED or waiting[table] >= _ROWS_GATHERED:
            yield from _joined(table, held.pop(table))
            waiting[table] = 0
    for table, batches in held.items():
        yield from _joined(table, batches)


def _joined(table: str, batches: list[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
    return ((table, batch) for batch in pa.Table.from_batches(batches).combine_chunks().to_batches())

"""One row of a table, or one JSON object, becomes a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from matcher.errors import Failure
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.record import Columns, ExportOptions, NoteOrFailure, NoteRecord
from matcher.text.delimited import NOT_UTF8
from matcher.text.streams import mended

_HALF_PAIR = re.compile("[\ud800-\udfff]")


def note_of(
    row: Mapping[str, Any], columns: Columns, source: str, record: str, options: ExportOptions
) -> NoteOrFailure:
    """The note in a row, or why there is none.

    Args:
        row: column → cell.
        columns: which of them to read; `text` is set.
        source, record: where the row stands.
        options: limit and date format.
    """
    assert columns.text is not None
    text = cell(row, columns.text)
    if isinstance(text, bytes | bytearray | memoryview):
        text = mended(bytes(text).decode("utf-8", "surrogateescape"), certain=False)
        if text is None:
            return Failure(source, record, NOT_UTF8)
    if text is None or (isinstance(text, float) and text != text):
        return Failure(source, record, f"the row has no text in {columns.text!r}")
    if not isinstance(text, str):
        return Failure(source, record, f"{columns.text!r} is not text")
    if not text.strip():
        return Failure(source, record, f"the row has no text in {columns.text!r}")
    if (failure := too_long(len(text), source, record, options)) is not None:
        return failure
    patient_id = identifier(cell(row, columns.patient_id))
    if columns.patient_id is not None and patient_id is None:
        return Failure(source, record, f"the row has no patient in {columns.patient_id!r}; a note must be somebody's")
    try:
        day = day_of(cell(row, columns.date), options.date_format)
    except ValueError:
        mend = f"{columns.date!r} is no date such as 2025-05-14 or 05/14/2025; mend it or name the date format"
        return Failure(source, record, mend)
    return NoteRecord(
        patient_id=patient_id,
        note_id=identifier(cell(row, columns.note_id)),
        date=day,
        title=identifier(cell(row, columns.title)),
        text=whole(text),
        source=source,
        record=record,
    )


def too_long(size: int, source: str, record: str, options: ExportOptions) -> Failure | None:
    """The failure of a note of more characters than the limit."""
    if size <= options.limit:
        return None
    mend = f"the note has {size:,} characters, more than the limit of {options.limit:,}; split it or raise the limit"
    return Failure(source, record, mend)


def cell(row: Mapping[str, Any], name: str | None) -> Any:
    """A row's cell; `a.b` is the key b within a where no key is called so."""
    if name is None:
        return None
    if name in row:
        return row[name]
    value: Any = row
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def identifier(value: object) -> str | None:
    """An id or title as one string: numbers without the ".0" that tables with gaps give them; None where empty."""
    if value is None or isinstance(value, bool) or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return whole(str(value)).strip() or None


def whole(text: str) -> str:
    """The text with halves of surrogate pairs, which no encoding can write, replaced one for one."""
    return text if text.isascii() else _HALF_PAIR.sub("\ufffd", text)

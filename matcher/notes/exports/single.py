"""Files that are one note each: plain text, Word, PDF, HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matcher.errors import Failure, InputError
from matcher.notes.exports.attachments import WORD, text_of
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.names import from_name, stem_of
from matcher.notes.exports.record import ExportOptions, NoteOrFailure, NoteRecord
from matcher.notes.exports.rows import too_long, whole
from matcher.text.files import suffix_of
from matcher.text.streams import DAMAGED, mended, open_binary

_CONTENT_TYPES = {
    ".docx": WORD,
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}
_STARTS = ((".pdf", b"%PDF"), (".docx", b"PK\x03\x04"))
_OF_MANY = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".sqlite", ".duckdb"})
_BYTES_A_CHARACTER = 4
_MOST_BYTES = 500_000_000


def file_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file that is one note (plain text, Word, PDF, HTML, or gzip of these), and warnings about it.

    Raises:
        InputError: the file is missing, damaged, locked, holds no text, or is an export: its patients would become one.
    """
    if suffix_of(path.name) in _OF_MANY:
        mend = "this is an export of many notes, perhaps of many patients; read it with matcher score or read_patients"
        raise InputError(str(path), None, mend)
    try:
        with open_binary(path) as stream:
            data = stream.read(_MOST_BYTES)
    except DAMAGED:
        raise InputError(str(path), None, "the compressed file is damaged or cut off; make it again") from None
    return text_of(data, _content_type(path.name, data), str(path))


def read(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """A text, Word, PDF or HTML file as one note."""
    yield _note(path, name, options)


def _content_type(name: str, data: bytes) -> str | None:
    """What a file's name says it is, else its first bytes; None for text."""
    suffix = suffix_of(name)
    if suffix in _CONTENT_TYPES:
        return _CONTENT_TYPES[suffix]
    return next((_CONTENT_TYPES[kind] for kind, start in _STARTS if data.startswith(start)), None)


def _note(path: Path, name: str, options: ExportOptions) -> NoteOrFailure:
    try:
        named = from_name(name, options.pattern)
    except ValueError as error:
        return Failure(name, None, str(error))
    warnings: tuple[str, ...] = ()
    try:
        with open_binary(path) as stream:
            start = stream.read(4)
            content_type = _content_type(name, start)
            most = options.limit * _BYTES_A_CHARACTER if content_type is None else _MOST_BYTES
            data = start + stream.read(most)
        if len(data) > most:
            return Failure(
                name,
                None,
                f"the file is larger than {most:,} bytes; split it or raise the limit of a note's characters",
            )
        if content_type is None and options.encoding is not None:
            text = _in_encoding(data, name, options.encoding)
        else:
            text, warnings = text_of(data, content_type, name)
    except DAMAGED:
        return Failure(name, None, "the compressed file is damaged or cut off; make it again")
    except InputError as error:
        return Failure(error.source, error.record, error.mend)
    if (failure := too_long(len(text), name, "the note", options)) is not None:
        return failure
    try:
        day = day_of(named.get("date"), options.date_format)
    except ValueError:
        return Failure(name, None, "its name has no date such as 2025-05-14 where the pattern says so")
    stem = stem_of(name)
    return NoteRecord(
        patient_id=named.get("patient_id", None if options.pattern else stem),
        note_id=named.get("note_id", stem),
        date=day,
        title=named.get("title"),
        text=whole(text),
        source=name,
        record="the file",
        warnings=warnings,
    )


def _in_encoding(data: bytes, name: str, encoding: str) -> str:
    try:
        text = mended(data.decode(encoding, "strict"), certain=True)
    except (LookupError, UnicodeError):
        raise InputError(name, None, f"the text is not in the encoding {encoding!r}") from None
    return (text or "").removeprefix("\ufeff")

"""Files that are one note each: plain text, Word, PDF, HTML; what their names say of the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from matcher.errors import Failure, InputError
from matcher.notes.exports.attachments import text_of
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.record import ExportOptions, NoteOrFailure, NoteRecord
from matcher.notes.exports.rows import too_long, whole
from matcher.text.streams import DAMAGED, mended, open_binary

_CONTENT_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}
_FIELDS = ("patient_id", "note_id", "date", "title")
_BYTES_A_CHARACTER = 4
_MOST_BYTES = 500_000_000


def read_plain(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """A text file as one note."""
    yield _note(path, name, None, options)


def read_document(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """A Word, PDF or HTML file as one note."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes if suffix.lower() != ".gz"]
    yield _note(path, name, _CONTENT_TYPES.get(suffixes[-1] if suffixes else "") or _sniffed(path), options)


def _sniffed(path: Path) -> str:
    with open_binary(path) as stream:
        return _CONTENT_TYPES[".pdf" if stream.read(4) == b"%PDF" else ".docx"]


def _note(path: Path, name: str, content_type: str | None, options: ExportOptions) -> NoteOrFailure:
    try:
        named = from_name(name, options.pattern)
    except ValueError as error:
        return Failure(name, None, str(error))
    most = options.limit * _BYTES_A_CHARACTER if content_type is None else _MOST_BYTES
    warnings: tuple[str, ...] = ()
    try:
        with open_binary(path) as stream:
            data = stream.read(most + 1)
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
    stem = _stem(name)
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


def from_name(name: str, pattern: str | None) -> dict[str, str]:
    """What a file's name says of its note.

    Without a pattern a file is a patient of its own: to take two patients for one is worse than to take one for two.

    Args:
        name: the path within the folder, with "/" between its parts.
        pattern: with {patient_id}, {note_id}, {date}, {title} and * for anything, such as "{patient_id}/{note_id}". Without "/" it
            is held against the file's own name, else against as many of the last parts of the path as it has.

    Raises:
        ValueError: the name does not fit.

    >>> from_name("2024/P7/visit-2.txt", "{patient_id}/{note_id}")
    {'patient_id': 'P7', 'note_id': 'visit-2'}
    """
    if pattern is None:
        return {}
    expression, depth = compiled(pattern)
    match = expression.fullmatch("/".join(_stem(name).split("/")[-depth:]))
    if match is None:
        raise ValueError(f"its name does not fit the pattern {pattern!r}")
    return match.groupdict()


@cache
def compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    """A pattern as a regular expression, and how many parts of a path it spans.

    Raises:
        InputError: it has an unknown field, one twice, or no patient.
    """
    stem = _stem(pattern)
    expression = ""
    for part in re.split(r"(\{\w*\}|\*)", stem):
        if part == "*":
            expression += r"[^/]*?"
        elif part.startswith("{") and part.endswith("}"):
            field = part[1:-1]
            if field not in _FIELDS or f"<{field}>" in expression:
                mend = "use each of {patient_id}, {note_id}, {date}, {title} once, and * for anything else"
                raise InputError(f"pattern {pattern!r}", part, mend)
            expression += rf"(?P<{field}>[^/]+?)"
        else:
            expression += re.escape(part)
    if "<patient_id>" not in expression:
        raise InputError(f"pattern {pattern!r}", None, "it needs {patient_id}, to say whose note a file is")
    return re.compile(expression), stem.count("/") + 1


def _stem(name: str) -> str:
    """A path without the ends that say the kind of file ("P7/visit.txt.gz" → "P7/visit")."""
    path = PurePosixPath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return (
        str(path.with_suffix("")) if path.suffix and path.suffix[1:].isalnum() and len(path.suffix) <= 6 else str(path)
    )

"""Notes in dropped files: text, Word, PDF, HTML, FHIR, and exports of one patient."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from matcher.errors import Failure, InputError
from matcher.web.state import Draft

ENDINGS = ["txt", "text", "md", "docx", "pdf", "html", "htm", "json", "ndjson", "jsonl", "csv", "tsv"]


def notes_of_files(files: Iterable[tuple[str, bytes]]) -> tuple[list[Draft], list[str]]:
    """The notes in some files, in their order, and what a reader should know of them ("page 2 holds no text").

    The readers need a file: it stands in a folder only this user can read, and is gone when this returns.

    Args:
        files: (name, content).

    Raises:
        InputError: a file that cannot be read, holds no note, or holds notes of several patients.
    """
    drafts: list[Draft] = []
    warnings: list[str] = []
    for name, content in files:
        found, said = _notes_of_file(name, content)
        drafts += found
        warnings += [f"{name}: {text}" for text in said]
    return drafts, warnings


def _notes_of_file(name: str, content: bytes) -> tuple[list[Draft], list[str]]:
    from matcher.notes.exports.reader import read_records

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, _safe(name))
        path.write_bytes(content)
        try:
            read = list(read_records(path))
        except InputError as error:
            raise InputError(name, error.record, error.mend) from None
    for failure in read:
        if isinstance(failure, Failure):
            raise InputError(name, failure.record, failure.mend)
    records = [record for record in read if not isinstance(record, Failure) and record.text.strip()]
    if not records:
        raise InputError(name, None, "there is no note in this file.")
    if len({record.patient_id for record in records}) > 1:
        raise InputError(name, None, "it holds notes of several patients; the page reads one patient at a time.")
    drafts = [
        Draft(record.text, record.date, record.title or (name if len(records) == 1 else f"{name}, {record.record}"))
        for record in records
    ]
    return drafts, list(dict.fromkeys(text for record in records for text in record.warnings))


def _safe(name: str) -> str:
    """A name for the copy: the readers tell kinds of files apart by the ending."""
    return "note" + re.sub(r"[^a-z0-9.]", "", Path(name).suffix.lower())

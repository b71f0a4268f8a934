"""Notes in JSON: one object a line, a list of objects, or FHIR resources in either."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from matcher.errors import Failure, InputError
from matcher.notes.exports import fhir
from matcher.notes.exports.columns import choose
from matcher.notes.exports.record import Columns, ExportOptions, NoteOrFailure
from matcher.notes.exports.rows import identifier, note_of
from matcher.text.delimited import NOT_UTF8
from matcher.text.json_stream import elements
from matcher.text.streams import DAMAGED, mended, open_text

_CHUNK = 1 << 20
_JSON_OVERHEAD = 8
"""A line may be so many times longer than the limit: escapes, base64, several notes of a patient."""
_ROWS_TO_TELL = 100
"""So many rows at the start may be without a text before the whole is said to have no key of text."""
_PATIENT_KEYS = ("notes", "documents")


class RowReader:
    """Turns JSON objects of any kind into notes; columns are told from the first, and again where the keys change."""

    def __init__(self, source: str, options: ExportOptions) -> None:
        self.source, self.options = source, options
        self._columns: dict[tuple[str, ...], Columns] = {}
        self._any_row = False
        self._untold: list[Failure] = []

    def end(self) -> None:
        """To be called after the last object.

        Raises:
            InputError: there were objects, and no key of any could be told to be the text.
        """
        if self._untold and not self._any_row:
            raise InputError(self.source, None, self._untold[0].mend)

    def read(self, row: object, record: str) -> Iterator[NoteOrFailure]:
        """The notes of one object.

        Raises:
            InputError: no key of the first hundred objects can be told to be the text.
        """
        if not isinstance(row, Mapping):
            yield Failure(self.source, record, "a record must be a JSON object with the note's text under a key")
            return
        if isinstance(row.get("resourceType"), str):
            yield from fhir.notes_of(row, self.source, record, self.options)
            return
        several = next((key for key in _PATIENT_KEYS if isinstance(row.get(key), list)), None)
        if several is not None and self.options.columns.text is None:
            yield from self._told(self._of_patient(row, row[several], record))
            return
        yield from self._told([self._note(row, record)])

    def _told(self, found: Iterable[NoteOrFailure | None]) -> Iterator[NoteOrFailure]:
        """What was found, and before it the rows of which nothing could be told until now."""
        for one in found:
            if one is not None:
                yield from self._untold
                self._untold.clear()
                yield one

    def _of_patient(self, row: Mapping[str, Any], notes: list[Any], record: str) -> Iterator[NoteOrFailure | None]:
        """The notes of an object that is a patient with a list of notes."""
        outer = choose([*map(str, row), "text"], self.options.columns, self.source)
        patient_id = identifier(row.get(outer.patient_id)) if outer.patient_id else None
        for number, note in enumerate(notes, 1):
            place = f"{record}, note {number}"
            if isinstance(note, str):
                note = {"text": note}
            if not isinstance(note, Mapping):
                yield Failure(self.source, place, "a note must be text or a JSON object")
                continue
            own = dict(note)
            if patient_id is not None:
                own.setdefault("patient_id", patient_id)
            yield self._note(own, place)

    def _note(self, row: Mapping[str, Any], record: str) -> NoteOrFailure | None:
        """The note of an object; None where nothing can be told yet."""
        keys = tuple(map(str, row))
        columns = self._columns.get(keys)
        if columns is None:
            try:
                columns = choose(keys, self._asked(keys), self.source)
            except InputError as error:
                failure = Failure(self.source, record, error.mend)
                if self._any_row:
                    return failure
                self._untold.append(failure)
                if len(self._untold) >= _ROWS_TO_TELL:
                    self.end()
                return None
            if len(self._columns) < 1000:
                self._columns[keys] = columns
        self._any_row = True
        return note_of(row, columns, self.source, record, self.options)

    def _asked(self, keys: tuple[str, ...]) -> Columns:
        """The names asked for; once a row had its text, a key that a later row leaves out is an empty cell of it."""
        asked = self.options.columns
        if not self._any_row:
            return asked
        present = {key.casefold() for key in keys}
        return Columns(
            **{
                name: value
                for name in ("text", "patient_id", "note_id", "date", "title")
                if (value := getattr(asked, name)) and ("." in value or value.casefold() in present or name == "text")
            }
        )


def read_lines(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The notes of a JSON Lines or NDJSON file.

    Raises:
        InputError: no key can be told to be the text.
    """
    stream, certain = open_text(path, options.encoding)
    rows = RowReader(name, options)
    with stream:
        try:
            for number, line in _lines(stream, options.limit * _JSON_OVERHEAD):
                record = f"line {number}"
                if line is None:
                    mend = f"the line is longer than {options.limit * _JSON_OVERHEAD:,} characters; split it or raise the limit"
                    yield Failure(name, record, mend)
                    continue
                text = mended(line, certain)
                if text is None:
                    yield Failure(name, record, NOT_UTF8)
                    continue
                try:
                    row = json.loads(text)
                except (ValueError, RecursionError):
                    yield Failure(name, record, "the line is not valid JSON; each line must be one whole object")
                    continue
                yield from rows.read(row, record)
            rows.end()
        except DAMAGED:
            yield Failure(name, None, "the compressed file is damaged or cut off; the lines before that were read")


def _lines(stream: IO[str], limit: int) -> Iterator[tuple[int, str | None]]:
    """The lines that are not blank, numbered from 1; None for one that is longer than the limit."""
    number = 0
    while part := stream.readline(_CHUNK):
        number += 1
        parts, size = [part], len(part)
        while not part.endswith(("\n", "\r")) and (part := stream.readline(_CHUNK)):
            size += len(part)
            if size <= limit:
                parts.append(part)
        if size > limit:
            yield number, None
        elif (line := "".join(parts)).strip():
            yield number, line


def read_document(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The notes of a JSON document: a list of objects, a FHIR Bundle or resource, or one object.

    Raises:
        InputError: it is not JSON from its first character on, or no key can be told to be the text.
    """
    rows = RowReader(name, options)
    bundle: fhir.Bundle | None = None
    given = 0
    try:
        stream, _ = open_text(path, options.encoding)
        with stream:
            for found in elements(stream, name, ("entry",)):
                if isinstance(found, dict):
                    for note in rows.read(found, "the record"):
                        given += 1
                        yield note
                    continue
                number, element = found
                if isinstance(element, Mapping) and isinstance(element.get("resource"), Mapping):
                    bundle = bundle or fhir.Bundle(lambda: _resources(path, name, options))
                    notes = fhir.notes_of(element["resource"], name, f"entry {number}", options, bundle)
                else:
                    notes = rows.read(element, f"record {number}")
                for note in notes:
                    given += 1
                    yield note
            rows.end()
    except DAMAGED:
        yield Failure(name, None, "the compressed file is damaged or cut off; the records before that were read")
    except InputError as error:
        if not given:
            raise
        yield Failure(error.source, error.record, error.mend)


def _resources(path: Path, name: str, options: ExportOptions) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """All resources of a Bundle with their full URLs."""
    stream, _ = open_text(path, options.encoding)
    with stream:
        for found in elements(stream, name, ("entry",)):
            if isinstance(found, tuple) and isinstance(found[1], Mapping):
                resource = found[1].get("resource")
                if isinstance(resource, Mapping):
                    yield identifier(found[1].get("fullUrl")), resource

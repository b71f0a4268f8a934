"""Notes in CSV and TSV: quoted cells with line breaks, broken rows, any of the usual separators."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from matcher.errors import Failure, InputError
from matcher.notes.exports.columns import choose, knows_text
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.record import Columns, ExportOptions, NoteOrFailure
from matcher.notes.exports.rows import NOT_UTF8, note_of, too_long
from matcher.text.streams import DAMAGED, mended, open_text

_SEPARATORS = (",", "\t", ";", "|")
_CHUNK = 1 << 16
_RUNAWAY = 16
"""A row of more than so many times the limit is taken for a quote that nobody closed."""


class _RunawayRow(Exception):
    """A row that does not end."""


class _Lines:
    """The lines a CSV parser asks for, one row's at a time, in bounded memory.

    Once a row is longer than the limit, its text is squeezed to one letter between the characters that make rows and
    cells, so that the parser finds the row's end without its text.
    """

    def __init__(self, stream: IO[str], separator: str, limit: int) -> None:
        self.stream, self.limit = stream, limit
        self.size, self.read = 0, 0
        self._text_between = re.compile(f'[^"{re.escape(separator)}\r\n]+')

    def start_row(self) -> None:
        self.size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        parts: list[str] = []
        while True:
            part = self.stream.readline(_CHUNK)
            self.size += len(part)
            if part:
                parts.append(self._text_between.sub("x", part) if self.size > self.limit else part)
            if not part or part.endswith(("\n", "\r")):
                break
            if self.size > self.limit * _RUNAWAY:
                parts.clear()
        if self.size > self.limit * _RUNAWAY:
            self.read += 1
            raise _RunawayRow
        if not parts:
            raise StopIteration
        self.read += 1
        return "".join(parts)


def read(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The notes of a CSV or TSV file.

    A row with another number of cells than the header, or with a quote in the wrong place, is one failure together with
    what follows up to the next row that is sound and whose patient id looks like the others: the lines of a torn note are
    never taken for rows.

    Raises:
        InputError: the file has no header with a column of text.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    stream, certain = open_text(path, options.encoding)
    with stream:
        try:
            yield from _Table(stream, name, certain, options).notes()
        except DAMAGED:
            yield Failure(name, None, "the compressed file is damaged or cut off; the rows before that were read")


class _Table:
    def __init__(self, stream: IO[str], name: str, certain: bool, options: ExportOptions) -> None:
        self.name, self.certain, self.options = name, certain, options
        header = stream.readline(_CHUNK * 16)
        if not header.strip():
            raise InputError(name, None, "the file is empty; it needs a header of column names")
        self.separator = options.delimiter or _separator(header, options.columns)
        self.lines = _Lines(stream, self.separator, options.limit)
        self.header = [column.strip() for column in self._parser(iter([header])).__next__()]
        self.columns: Columns = choose(self.header, options.columns, name)
        self.shapes: set[str] = set()

    def _parser(self, lines: Iterator[str]) -> Iterator[list[str]]:
        escape = self.options.escape
        return csv.reader(
            lines, delimiter=self.separator, strict=True, escapechar=escape or None, doublequote=escape is None
        )

    def notes(self) -> Iterator[NoteOrFailure]:
        parser = self._parser(self.lines)
        number = 0
        torn: tuple[int, int, str] | None = None
        while True:
            first = self.lines.read + 2  # the header is line 1
            self.lines.start_row()
            trouble: str | None = None
            cells: list[str] = []
            try:
                cells = next(parser)
            except StopIteration:
                break
            except csv.Error:
                trouble = (
                    "a quote stands where none may: quotes in a cell are doubled, or an escape character must be named"
                )
            except _RunawayRow:
                trouble = "a quoted cell does not end: close its quote"
                parser = self._parser(self.lines)
            if trouble is None and not cells:
                continue
            oversize = self.lines.size > self.options.limit
            if trouble is None and len(cells) != len(self.header):
                trouble = f"the row has {len(cells)} cells, the header {len(self.header)}: quote cells that hold a separator or a line break"
            if torn is not None and (trouble is not None or not self._looks_sound(cells)):
                continue
            if torn is not None:
                yield self._torn(*torn, last=first - 1)
                torn = None
            number += 1
            if trouble is not None:
                torn = (number, first, trouble)
            else:
                yield self._note(cells, f"row {number}, line {first}", oversize)
        if torn is not None:
            yield self._torn(*torn, last=self.lines.read + 1)

    def _torn(self, number: int, first: int, trouble: str, last: int) -> Failure:
        place = f"line {first}" if last <= first else f"lines {first} to {last}"
        return Failure(self.name, f"row {number}, {place}", trouble)

    def _note(self, cells: list[str], record: str, oversize: bool) -> NoteOrFailure:
        if oversize:
            failure = too_long(self.lines.size, self.name, record, self.options)
            if failure is not None:
                return failure
        row = dict(zip(self.header, cells, strict=True))
        if not all(cell.isascii() for cell in cells):
            if mended("".join(cells), self.certain) is None:
                return Failure(self.name, record, NOT_UTF8)
            row = {name: mended(cell, self.certain) or "" for name, cell in row.items()}
        found = note_of(row, self.columns, self.name, record, self.options)
        shape = self._shape(row)
        if shape is not None and not isinstance(found, Failure):
            self.shapes.add(shape)
        return found

    def _looks_sound(self, cells: list[str]) -> bool:
        """Whether a row after a torn one is a row again, not a line of the torn note that happens to have as many cells:
        its id looks like the ids before, and its date is a date."""
        row = dict(zip(self.header, cells, strict=True))
        try:
            day = day_of(row.get(self.columns.date or ""), self.options.date_format)
        except ValueError:
            return False
        shape = self._shape(row)
        return day is not None if shape is None else not self.shapes or shape in self.shapes

    def _shape(self, row: Mapping[str, str]) -> str | None:
        """What the id of a row looks like ("A-9" for "P-0012"): of its patient, else of its note."""
        name = self.columns.patient_id or self.columns.note_id
        return None if name is None else _shape_of(row[name].strip())


def _shape_of(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text[:64]))


def _separator(header: str, asked: Columns) -> str:
    """The separator under which the header has a column of text, else the one that makes the most columns."""

    def rank(separator: str) -> tuple[bool, int]:
        names = next(csv.reader([header], delimiter=separator), [])
        return knows_text([name.strip() for name in names], asked), len(names)

    return max(_SEPARATORS, key=rank)

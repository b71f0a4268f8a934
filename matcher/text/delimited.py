"""CSV and TSV as exports write them: any of the usual separators, quoted cells with line breaks, torn rows."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

from matcher.errors import Failure, InputError
from matcher.text.streams import mended

NOT_UTF8 = "the text is neither UTF-8 nor Windows-1252; save the export as UTF-8, or name its encoding"
_SEPARATORS = (",", "\t", ";", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_CHUNK = 1 << 16
_HEADER = _CHUNK * 16
_RUNAWAY = 16
"""A row of more than so many times the limit is taken for a quote that nobody closed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: column → cell, its place ("row 3, line 7"), and its characters, of which too many were left out."""

    cells: Mapping[str, str]
    record: str
    size: int


def column_key(name: str) -> str:
    """What two spellings of a column's name have in common.

    >>> column_key("Patient ID") == column_key("patient_id")
    True
    """
    return "".join(character for character in name.casefold() if character.isalnum())


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


class Table:
    """A table that is read row by row.

    A row with another number of cells than the header, or with a quote in the wrong place, is one failure together with
    what follows up to the next row that is sound: the lines of a torn cell are never taken for rows.

    Args:
        stream: the file as `matcher.text.streams.open_text` gives it.
        name: for messages.
        certain: whether its encoding is.
        knows: whether these are names of columns that are looked for; tells the separator.
        limit: most characters of a row of which nothing is left out.
        separator: of cells, by default told from the header.
        escape: character that escapes a quote, where quotes are not doubled.

    Raises:
        InputError: the file is empty.
    """

    def __init__(
        self,
        stream: IO[str],
        name: str,
        certain: bool,
        *,
        knows: Callable[[Sequence[str]], bool],
        limit: int,
        separator: str | None = None,
        escape: str | None = None,
    ) -> None:
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        self.name, self.certain, self.escape = name, certain, escape
        above = 1
        while (header := stream.readline(_HEADER)) and not header.strip():
            above += 1
        # Spreadsheets that write ";" say so in a line of its own.
        if (said := _SEPARATOR_LINE.fullmatch(header.strip())) is not None:
            separator, header = separator or said[1], stream.readline(_HEADER)
            above += 1
        if not header.strip():
            raise InputError(name, None, "the file is empty; it needs a header of column names")
        self.separator = separator or _separator(header, knows)
        self._lines = _Lines(stream, self.separator, limit)
        try:
            # A name may go on over a line break within quotes.
            columns = next(self._parser(chain([header], self._lines)))
        except (csv.Error, _RunawayRow):
            raise InputError(name, f"line {above}", "the header has a quote that is not closed; mend it") from None
        self.header = [column.strip() for column in columns]
        self._above = above

    def rows(self, sound: Callable[[Mapping[str, str]], bool]) -> Iterator[Row | Failure]:
        """The rows.

        Args:
            sound: whether a row after a torn one is a row again, not a line of a torn cell that happens to have as many cells.
        """
        parser = self._parser(self._lines)
        number = 0
        torn: tuple[int, int, str] | None = None
        while True:
            first = self._lines.read + self._above + 1
            self._lines.start_row()
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
                parser = self._parser(self._lines)
            if trouble is None and not cells:
                continue
            if trouble is None and len(cells) != len(self.header):
                trouble = f"the row has {len(cells)} cells, the header {len(self.header)}: quote cells that hold a separator or a line break"
            if torn is not None:
                if trouble is not None or not sound(dict(zip(self.header, cells, strict=True))):
                    continue
                yield self._torn(*torn, last=first - 1)
                torn = None
            number += 1
            if trouble is not None:
                torn = (number, first, trouble)
            else:
                yield self._row(cells, f"row {number}, line {first}")
        if torn is not None:
            yield self._torn(*torn, last=self._lines.read + self._above)

    def _parser(self, lines: Iterator[str]) -> Iterator[list[str]]:
        escape = self.escape
        return csv.reader(lines, delimiter=self.separator, strict=True, escapechar=escape, doublequote=escape is None)

    def _torn(self, number: int, first: int, trouble: str, last: int) -> Failure:
        place = f"line {first}" if last <= first else f"lines {first} to {last}"
        return Failure(self.name, f"row {number}, {place}", trouble)

    def _row(self, cells: list[str], record: str) -> Row | Failure:
        row = dict(zip(self.header, cells, strict=True))
        if not all(cell.isascii() for cell in cells):
            if mended("".join(cells), self.certain) is None:
                return Failure(self.name, record, NOT_UTF8)
            row = {name: mended(cell, self.certain) or "" for name, cell in row.items()}
        return Row(row, record, self._lines.size)


def _separator(header: str, knows: Callable[[Sequence[str]], bool]) -> str:
    """The separator under which the header has the columns looked for, else the one that makes the most columns."""

    def rank(separator: str) -> tuple[bool, int]:
        names = next(csv.reader([header], delimiter=separator), [])
        return knows([name.strip() for name in names]), len(names)

    return max(_SEPARATORS, key=rank)

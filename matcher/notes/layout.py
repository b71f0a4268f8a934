"""Tables in notes: which cells stand in a row, and which column each belongs to.

Notes hold tables as aligned text, tabs or pipes, in several sections with headers of their own, dates as columns, a
reference and a unit column somewhere. This module knows where cells are, not what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from matcher.text.tables import read_table
from matcher.text.times import TimeExpression, find_times

ColumnKind = Literal[
    "name",
    "value",
    "earlier",
    "step",
    "reference",
    "unit",
    "flag",
    "date",
    "start",
    "stop",
    "dose",
    "frequency",
    "source",
    "other",
]

_GAP_CELL = re.compile(r"[^ ]+(?: [^ ]+)*")
_RULE_LINE = re.compile(r"[\s|+:=_\-]*[-=_][\s|+:=_\-]*\Z")
_LABEL_LONGEST = 60
_HEADING_LONGEST = 40
_CLOCK = re.compile(
    r"[\s,@]*(?:at\s*)?(?:\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|h)?|\d{4}\s*h?)?[\s,:;.)(]*\Z", re.IGNORECASE
)
_STEP = re.compile(
    r"(?:week|wk|day|month|visit|cycle|year|hour|dose|w|d|c|m|v)[ -]?\d{1,3}(?:[ -]?d(?:ay)?[ -]?\d{1,3})?",
    re.IGNORECASE,
)
_NEAR = 3  # characters a cell may stand beside its column's header


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words at [start, end) of the text; empty where nothing stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its header cell. `time` is the header's date; a "step" is a visit of a series ("week 4")."""

    cell: Cell
    kind: ColumnKind
    time: TimeExpression | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label and its other cells with the column each stands under (None under none)."""

    start: int
    end: int
    label: Cell
    cells: tuple[tuple[Cell, Column | None], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one header line; `columns` is empty where there is no header.

    `by_row` says that dates stand in the first column and analytes head the others.
    """

    start: int
    end: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by_row: bool = False

    def date_columns(self) -> tuple[Column, ...]:
        """The columns whose header is a date, left to right."""
        return tuple(column for column in self.columns if column.time is not None)


@dataclass(slots=True)
class _Line:
    """A line; aligned text is cut into cells only when they are asked for: most of it is prose with wide gaps."""

    text: str
    start: int
    end: int
    style: Literal["gap", "tab", "pipe", "one", "blank"]
    """Of aligned text ("gap") there are two cells or more."""
    cut: tuple[Cell, ...] | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        if self.cut is None:
            self.cut = tuple(Cell(*match.span()) for match in _GAP_CELL.finditer(self.text, self.start, self.end))
        return self.cut

    @property
    def filled(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.end > cell.start)

    @property
    def label(self) -> Cell | None:
        """The first cell that is not empty."""
        if self.cut is not None:
            return next(iter(self.filled), None)
        opening = _GAP_CELL.search(self.text, self.start, self.end)
        return Cell(*opening.span()) if opening is not None else None


@lru_cache(maxsize=1)
def _header_words() -> dict[str, ColumnKind]:
    rows = read_table(Path(__file__).parent / "tables" / "table_headers.tsv")
    return {row["words"]: row["kind"] for row in rows}  # type: ignore[misc]


def find_tables(text: str, is_name: Callable[[int, int], bool]) -> list[Table]:
    """The tables of a note, in order, not overlapping.

    Args:
        text: normalised text.
        is_name: whether [start, end) of the text names something measured; a row or column without such a name is
            kept too, the reader of the table decides.
    """
    return list(_tables(text, list(_lines(text)), is_name))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        yield _line(text, start, start + len(raw))
        start += len(raw) + 1


def _line(text: str, start: int, end: int) -> _Line:
    raw = text[start:end]
    if not raw.strip():
        return _Line(text, start, end, "blank", ())
    if raw.count("|") >= 1 and len(raw) < 1000:
        cells = _split(text, start, end, "|")
        if raw.lstrip().startswith("|"):
            cells = cells[1:]
        if raw.rstrip().endswith("|"):
            cells = cells[:-1]
        return _Line(text, start, end, "pipe" if len(cells) > 1 else "one", tuple(cells))
    if "\t" in raw.strip():
        return _Line(text, start, end, "tab", tuple(_split(text, start, end, "\t")))
    bare = raw.strip(" ")
    if "  " not in bare:
        left = start + raw.index(bare)
        return _Line(text, start, end, "one", (Cell(left, left + len(bare)),))
    return _Line(text, start, end, "gap")


def _split(text: str, start: int, end: int, mark: str) -> list[Cell]:
    cells, at = [], start
    for part in text[start:end].split(mark):
        left = at + len(part) - len(part.lstrip())
        cells.append(Cell(left, max(left, at + len(part.rstrip()))))
        at += len(part) + 1
    return cells


def _tables(text: str, lines: list[_Line], is_name: Callable[[int, int], bool]) -> Iterator[Table]:
    at = 0
    while at < len(lines):
        columns, by_row = _header(text, lines[at], is_name)
        if columns:
            last, rows = _body(text, lines, at, columns, is_name)
            if rows:
                yield Table(lines[at].start, lines[last].end, columns, tuple(rows), by_row)
                at = last + 1
                continue
        if _is_row(lines[at], is_name):
            first = at
            rows = []
            while at < len(lines) and _is_row(lines[at], is_name) and not _header(text, lines[at], is_name)[0]:
                rows.append(_row(lines[at], (), None))
                at += 1
            if rows:
                yield Table(lines[first].start, lines[at - 1].end, (), tuple(rows))
                continue
        at += 1


def _is_row(line: _Line, is_name: Callable[[int, int], bool]) -> bool:
    """Whether a line without a header above it is a row: one named label and cells beside it that begin like results."""
    if line.style not in ("gap", "tab", "pipe"):
        return False
    label = line.label
    if label is None or label.end - label.start > _LABEL_LONGEST:
        return False
    return (line.style == "gap" or len(line.filled) >= 2) and is_name(label.start, label.end)


def _header(text: str, line: _Line, is_name: Callable[[int, int], bool]) -> tuple[tuple[Column, ...], bool]:
    """The columns a header line makes, () if it is none."""
    if line.style == "blank" or len(text[line.start : line.end].strip()) > 400 or not line.filled:
        return (), False
    cells = line.cells
    known = [_column(text, cell) for cell in cells]
    named = [
        cell.end > cell.start and column is None and is_name(cell.start, cell.end)
        for cell, column in zip(cells, known, strict=True)
    ]
    dates = sum(column is not None and column.time is not None for column in known)
    headed = sum(column is not None for column in known)
    if (
        sum(named) >= 2
        and headed + sum(named) == len(line.filled)
        and not any(_has_result(text, cell) for cell in cells)
    ):
        by_row = tuple(column or Column(cell, "value") for cell, column in zip(cells, known, strict=True))
        return by_row, True
    first_is_date = known[0] is not None and known[0].time is not None
    if line.style == "one":
        # One date over one column of results; the date stands apart to the right.
        if dates == 1 and cells[0].start - line.start >= 8:
            return tuple(column for column in known if column), False
        return (), False
    others = [
        cell for cell, column in zip(cells[1:], known[1:], strict=True) if column is None and cell.end > cell.start
    ]
    if headed == 0 or others or (first_is_date and headed < len(line.filled)):
        return (), False
    if headed == 1 and known[0] is not None:
        return (), False
    first = cells[0]
    if first.end - first.start > _HEADING_LONGEST or (known[0] is None and _has_result(text, first)):
        return (), False
    if line.style == "gap":
        return tuple(column for column in known if column is not None), False
    return tuple(column or Column(cell, "name") for cell, column in zip(cells, known, strict=True)), False


def _column(text: str, cell: Cell) -> Column | None:
    """The column a header cell makes, None if its words head none."""
    words = text[cell.start : cell.end]
    if not words or len(words) > _HEADING_LONGEST:
        return None
    bare = " ".join(words.lower().strip(":*[]() ").split())
    kind = _header_words().get(bare)
    if kind is not None:
        return Column(cell, kind)
    if not any(character.isdigit() for character in words):
        return None
    if _STEP.fullmatch(bare):
        return Column(cell, "step")
    for time in find_times(text, cell.start, cell.end):
        if time.kind == "date":
            lead = text[cell.start : time.start].lower().strip(" :(,")
            if _CLOCK.match(text, time.end, cell.end) and (
                not lead or _header_words().get(lead) in ("value", "earlier", "date")
            ):
                return Column(cell, "value", time)
    return None


def _has_result(text: str, cell: Cell) -> bool:
    return re.search(r"(?<![\w/-])\d+(?:[.,]\d+)?(?![\w/-])", text[cell.start : cell.end]) is not None


def _body(
    text: str,
    lines: list[_Line],
    header: int,
    columns: tuple[Column, ...],
    is_name: Callable[[int, int], bool],
) -> tuple[int, list[Row]]:
    """The rows below a header and the number of the last line that belongs to the table."""
    rows: list[Row] = []
    last = header
    at = header + 1
    while at < len(lines):
        line = lines[at]
        if line.style == "blank":
            if not _goes_on(text, lines, at + 1, columns, lines[header], is_name):
                break
        elif _RULE_LINE.match(text[line.start : line.end]):
            last = at
        elif _header(text, line, is_name)[0]:
            break
        elif len(line.filled) >= 2:
            rows.append(_row(line, columns, lines[header]))
            last = at
        elif line.end - line.start > _LABEL_LONGEST or text[line.start : line.end].rstrip().endswith((".", ":")):
            break
        at += 1
    return last, rows


def _goes_on(
    text: str,
    lines: list[_Line],
    at: int,
    columns: tuple[Column, ...],
    header: _Line,
    is_name: Callable[[int, int], bool],
) -> bool:
    """Whether a table goes on after a blank line: a row (perhaps under a heading of its own) in the same columns."""
    for line in lines[at : at + 2]:
        if line.style == "blank" or _header(text, line, is_name)[0]:
            return False
        if len(line.filled) >= 2:
            placed = _row(line, columns, header).cells
            return line.style == header.style and all(
                column is not None and _distance(cell, line.start, column, header.start) <= _NEAR
                for cell, column in placed
            )
        if line.end - line.start > _HEADING_LONGEST:
            return False
    return False


def _row(line: _Line, columns: tuple[Column, ...], header: _Line | None) -> Row:
    label, *others = line.cells if line.style != "gap" else line.filled
    return Row(line.start, line.end, label, tuple(_placed(line, label, others, columns, header)))


def _placed(
    line: _Line, label: Cell, others: list[Cell], columns: tuple[Column, ...], header: _Line | None
) -> Iterator[tuple[Cell, Column | None]]:
    """Each cell with its column: by count in tabs and pipes, by place in aligned text."""
    if not columns or header is None:
        yield from ((cell, None) for cell in others if cell.end > cell.start)
        return
    if line.style == header.style and line.style in ("tab", "pipe"):
        by_cell = {column.cell: column for column in columns}
        # A header that lacks the label's cell has one cell less than its rows.
        heads = [by_cell.get(cell) for cell in header.cells]
        heads = heads if len(heads) < len(line.cells) else heads[1:]
        for number, cell in enumerate(others):
            if cell.end > cell.start:
                yield cell, heads[number] if number < len(heads) else None
        return
    beside = [column for column in columns if column.cell.start - header.start > label.start - line.start]
    filled = [cell for cell in others if cell.end > cell.start]
    if len(filled) == len(beside):
        yield from zip(filled, beside, strict=True)
        return
    at = 0
    for cell in filled:
        distances = [_distance(cell, line.start, column, header.start) for column in beside[at:]]
        nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
        if nearest is None or distances[nearest] > 2 * _NEAR:
            yield cell, None
            continue
        yield cell, beside[at + nearest]
        at += nearest + 1


def _distance(cell: Cell, line_start: int, column: Column, header_start: int) -> int:
    """How far apart a cell and a header stand: the nearer of their left and right edges, 0 where one covers the other."""
    left, right = cell.start - line_start, cell.end - line_start
    head_left, head_right = column.cell.start - header_start, column.cell.end - header_start
    if left < head_right and head_left < right:
        return 0
    return min(abs(left - head_left), abs(right - head_right), abs(left - head_right), abs(right - head_left))

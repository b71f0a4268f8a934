"""Results that stand in tables: a fact for each cell, with its column's date and its row's unit and limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.notes.element import Element
from matcher.notes.elements import elements
from matcher.notes.layout import Cell, Column, Row, Table
from matcher.notes.readings import read_results
from matcher.notes.result import Reading
from matcher.notes.result_names import name_elements
from matcher.notes.types import Precision
from matcher.notes.view import NoteView
from matcher.terms.units import canonical_unit
from matcher.text.quantities import find_quantities
from matcher.text.times import TimeExpression, find_times, resolve

_NOTHING = re.compile(r"[-.*/ ]*|n/?a|nd|not done|none|x|\?", re.IGNORECASE)
_FLAG = re.compile(r"\(?\*?(HH|LL|H|L|N|A|high|low|normal|abnormal)\*?\)?|[*↑↓]", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")


@dataclass(frozen=True, slots=True)
class CellResult:
    """A reading from a table with the unit its row gives and the date its column gives.

    `earlier` columns ("baseline", "admission") without a date are of a time before the note.
    """

    reading: Reading
    unit: str | None
    date: dt.date | None
    precision: Precision
    dated: bool
    uncertain: bool = False


def table_results(note: NoteView, table: Table) -> tuple[list[CellResult], list[Row]]:
    """The results of a table, and its rows that hold several names each and are to be read as lists."""
    if table.by_row:
        return list(_by_row(note, table)), []
    found: list[CellResult] = []
    lists: list[Row] = []
    for row in table.rows:
        label = name_elements(note, row.label.start, row.label.end)
        others = [
            cell
            for cell, column in row.cells
            if (column is None or column.kind not in ("source", "other")) and name_elements(note, cell.start, cell.end)
        ]
        if others or len(label) > 1:
            lists.append(row)
            continue
        results = list(_of_row(note, row, label[0])) if label else []
        if results:
            found.extend(results)
        elif label:
            lists.append(row)
    return found, lists


def table_date(note: NoteView, table: Table) -> tuple[dt.date | None, Precision]:
    """The date of a table with one dated column, for its rows that are read as lists."""
    dated = table.date_columns()
    if not dated or dated[0].time is None:
        return None, "none"
    found = resolve(_as_written(note, dated[0].time), note.anchor)
    return found.date, found.precision


def _of_row(note: NoteView, row: Row, name: Element) -> Iterator[CellResult]:
    """The results of one row: what heads the columns decides, and where nothing does the look of the cells."""
    text = note.clean
    unit = _label_unit(text, row.label, name)
    low = high = None
    specimen = next((e.value for e in elements(note, name.end, row.label.end) if e.kind == "specimen"), None)
    values: list[tuple[Reading, Column | None]] = []
    flag: str | None = None
    own_date = _label_date(note, row.label)
    oxygen = next((e.value for e in elements(note, name.end, row.label.end) if e.kind == "oxygen"), None)
    for cell, column in row.cells:
        words = text[cell.start : cell.end]
        kind = column.kind if column is not None else _look(note, cell, bool(values))
        if kind in ("value", "earlier", "step") and column is not None and values and _looks_like_unit(words):
            kind = "unit"
        match kind:
            case "reference":
                low, high, of_limits = _limits(text, cell)
                unit = unit or of_limits
            case "unit":
                unit = words if canonical_unit(words) is not None else unit
            case "flag":
                flag = _flag(words)
                if values and flag and column is None:
                    values[-1][0].flag = values[-1][0].flag or flag
                    flag = None
            case "date":
                own_date = _cell_date(note, cell) or own_date
            case "source":
                own_date = own_date or _source_date(note, cell)
            case "value" | "earlier" | "step":
                if _NOTHING.fullmatch(words):
                    continue
                reading = _cell_reading(note, name, cell)
                if reading is not None:
                    values.append((reading, column))
            case _:
                continue
    undated = [column for _, column in values if column is None or (column.time is None and column.kind == "value")]
    for reading, column in values:
        reading.start = row.label.start
        reading.specimen = reading.specimen or specimen
        reading.oxygen = reading.oxygen or oxygen
        if reading.reference_low is None and reading.reference_high is None:
            reading.reference_low, reading.reference_high = low, high
        if flag and len(values) == 1:
            reading.flag = reading.flag or flag
        date, precision = own_date or (None, "none")
        if column is not None and column.time is not None:
            found = resolve(_as_written(note, column.time), note.anchor)
            date, precision = found.date, found.precision
        if (
            column is not None
            and date is None
            and (column.kind == "earlier" or (column.kind == "step" and reading is not values[-1][0]))
        ):
            reading.earlier = True  # of a series of visits the last is the newest
        yield CellResult(
            reading, unit, date, precision, date is not None, uncertain=len(undated) > 1 and column is None
        )


def _by_row(note: NoteView, table: Table) -> Iterator[CellResult]:
    """Tables with a date in each row and analytes as columns."""
    names = {column.cell: name_elements(note, column.cell.start, column.cell.end) for column in table.columns}
    for row in table.rows:
        own = _cell_date(note, row.label)
        for cell, column in row.cells:
            found = names.get(column.cell) if column is not None else None
            if not found or _NOTHING.fullmatch(note.clean[cell.start : cell.end]):
                continue
            reading = _cell_reading(note, found[0], cell)
            if reading is None:
                continue
            reading.start, reading.name = row.label.start, replace(found[0], start=cell.start, end=cell.end)
            unit = _label_unit(note.clean, column.cell, found[0]) if column is not None else None
            date, precision = own or (None, "none")
            yield CellResult(reading, unit, date, precision, date is not None)


def _cell_reading(note: NoteView, name: Element, cell: Cell) -> Reading | None:
    """What a cell says of the name of its row."""
    read = read_results(note.clean, [name, *elements(note, cell.start, cell.end)])
    if not read:
        return None
    reading = read[0]
    reading.end = cell.end
    return reading


def _label_unit(text: str, label: Cell, name: Element) -> str | None:
    """A unit in the label: "Creatinine (umol/L)", "Neutrophils %", "Hgb, g/dL"."""
    for match in _BRACKETED.finditer(text, label.start, label.end):
        if canonical_unit(match[1]) is not None:
            return match[1]
    tail = text[name.end : label.end].strip(" ,:;-")
    return tail if tail and canonical_unit(tail) is not None else None


def _look(note: NoteView, cell: Cell, valued: bool) -> str:
    """What a cell under no header is, by its looks."""
    words = note.clean[cell.start : cell.end]
    if _FLAG.fullmatch(words):
        return "flag" if valued else "value"
    if _looks_like_unit(words):
        return "unit"
    if _cell_date(note, cell) is not None:
        return "date"
    if valued and _is_limits(note.clean, cell):
        return "reference"
    return "value"


def _looks_like_unit(words: str) -> bool:
    return (
        bool(words) and not words[0].isdigit() and len(words) <= 24 and canonical_unit(words.strip("()[]")) is not None
    )


def _is_limits(text: str, cell: Cell) -> bool:
    quantities = find_quantities(text, cell.start, cell.end)
    return len(quantities) == 1 and (quantities[0].value_high is not None or quantities[0].comparator is not None)


def _limits(text: str, cell: Cell) -> tuple[float | None, float | None, str | None]:
    """The limits of normal in a reference cell and their unit: "4.0-10.5 K/uL", "<0.2", ">60", "<1:10"."""
    for quantity in find_quantities(text, cell.start, cell.end):
        if quantity.value_high is not None:
            return quantity.value, quantity.value_high, quantity.unit
        if quantity.comparator in ("<", "<="):
            return None, quantity.value, quantity.unit
        if quantity.comparator in (">", ">="):
            return quantity.value, None, quantity.unit
    return None, None, None


def _flag(words: str) -> str | None:
    bare = words.strip("()* ").upper()
    return {
        "H": "H",
        "HH": "H",
        "HIGH": "H",
        "↑": "H",
        "L": "L",
        "LL": "L",
        "LOW": "L",
        "↓": "L",
        "N": "N",
        "NORMAL": "N",
    }.get(bare, "A" if bare in ("A", "ABNORMAL") or "*" in words else None)


def _as_written(note: NoteView, time: TimeExpression) -> TimeExpression:
    """The date of a column in the order of day and month that the note keeps; tables are laid out before it is asked."""
    return next(iter(find_times(note.clean, time.start, time.end, day_first=note.day_first)), time)


def _label_date(note: NoteView, label: Cell) -> tuple[dt.date | None, Precision] | None:
    """The date in a row's label: "SLEDAI-2K, 14-Jul-2025"."""
    times = [
        time for time in find_times(note.clean, label.start, label.end, day_first=note.day_first) if time.kind == "date"
    ]
    found = resolve(times[0], note.anchor) if len(times) == 1 else None
    return (found.date, found.precision) if found is not None and found.date is not None else None


def _source_date(note: NoteView, cell: Cell) -> tuple[dt.date | None, Precision] | None:
    """The date that ends a cell telling where a result is from: "lab 03-Nov"."""
    for time in find_times(note.clean, cell.start, cell.end, day_first=note.day_first):
        if time.kind == "date" and time.end == cell.end:
            found = resolve(time, note.anchor)
            return (found.date, found.precision) if found.date is not None else None
    return None


def _cell_date(note: NoteView, cell: Cell) -> tuple[dt.date | None, Precision] | None:
    for time in find_times(note.clean, cell.start, cell.end, day_first=note.day_first):
        if time.kind == "date" and time.start - cell.start <= 1:
            found = resolve(time, note.anchor)
            if found.date is not None:
                return found.date, found.precision
    return None

"""Columns of a table of drugs that say which dates are starts and which are ends."""

from __future__ import annotations

import re

from matcher.notes.layout import find_tables
from matcher.notes.view import NoteView

_STARTS = re.compile(r"\b(?=[sbf])(?:start\w*|begun|from)\b", re.IGNORECASE)
_STOPS = re.compile(r"\b(?:stop\w*|end\w*|until|to)\b", re.IGNORECASE)


_DRUGS = re.compile(
    r"\b(?:drugs?|medications?|meds|medicines?|agent)\b.*\b(?:dose|dosage|frequency|route)\b", re.IGNORECASE
)


def _heads(line: str) -> bool:
    """Whether a line of cells names a start and then an end, or drugs, their doses and a start."""
    if "  " not in line and "\t" not in line and "|" not in line:
        return False
    start = _STARTS.search(line)
    if start is None:
        return False
    return _STOPS.search(line, start.end()) is not None or _DRUGS.search(line, 0, start.start()) is not None


def date_columns(note: NoteView) -> dict[int, str]:
    """Where the cells under "Start" and "Stop" begin: offset → "start" or "stop"."""
    if not any(map(_heads, note.clean.split("\n"))):
        return {}
    found: dict[int, str] = {}
    for table in find_tables(note.clean, lambda start, end: False):
        for row in table.rows:
            for cell, column in row.cells:
                if column is not None and column.kind in ("start", "stop"):
                    found[cell.start] = column.kind
    return found

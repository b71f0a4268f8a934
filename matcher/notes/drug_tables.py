"""Columns of a table of drugs that say which dates are starts and which are ends."""

from __future__ import annotations

import re

from matcher.notes.layout import find_tables
from matcher.notes.view import NoteView

_HEADED = re.compile(
    r"^[^\n]*\b(?:start\w*|begun|from)\b[^\n]*\b(?:stop\w*|end\w*|until|to)\b[^\n]*$", re.IGNORECASE | re.MULTILINE
)


def date_columns(note: NoteView) -> dict[int, str]:
    """Where the cells under "Start" and "Stop" begin: offset → "start" or "stop"."""
    if not any("  " in match[0] or "\t" in match[0] or "|" in match[0] for match in _HEADED.finditer(note.clean)):
        return {}
    found: dict[int, str] = {}
    for table in find_tables(note.clean, lambda start, end: False):
        for row in table.rows:
            for cell, column in row.cells:
                if column is not None and column.kind in ("start", "stop"):
                    found[cell.start] = column.kind
    return found

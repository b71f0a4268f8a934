"""A note in a PDF: its own lines in a fixed-width font, evidence marked, the criteria it speaks to in the margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from matcher.notes.types import Note
from matcher.report.fonts import MONO, SANS, printable
from matcher.report.marked_notes import Marked, marked
from matcher.report.summary import View

_SIZE, _LEADING, _MARGIN = 7.2, 10.4, 58.0
_INK = {
    "violated": ("#a4161a", "#fbd3d0"),
    "unknown": ("#b3781a", "#fff1cf"),
    "satisfied": ("#0f5c4d", "#dff1ea"),
    "not_applicable": ("#66727f", ""),
    "aside": ("#9aa6b2", ""),
    "remark": ("#5b3a9b", "#f1ecfb"),
}
"""Of each kind of mark: the line below it and the ground behind it."""


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Line:
    runs: tuple[_Run, ...]
    criteria: tuple[str, ...]


class NoteLines(Flowable):
    """Lines of a note, which may go on over pages."""

    def __init__(self, lines: list[_Line]) -> None:
        super().__init__()
        self._lines = lines

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, len(self._lines) * _LEADING
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Flowable]:
        fits = int(height // _LEADING)
        if fits < 1:
            return []
        return [NoteLines(self._lines[:fits]), *([NoteLines(self._lines[fits:])] if self._lines[fits:] else [])]

    def draw(self) -> None:
        canvas = self.canv
        for number, line in enumerate(self._lines):
            base = self.height - (number + 1) * _LEADING + 3
            x = 0.0
            for run in line.runs:
                wide = stringWidth(run.text, MONO, _SIZE)
                if run.kind:
                    _mark(canvas, run.kind, x, base, wide)
                canvas.setFillColor("#1c2733")
                canvas.setFont(MONO, _SIZE)
                canvas.drawString(x, base, run.text)
                x += wide
            if line.criteria:
                shown = " ".join(line.criteria[:5]) + (" …" if len(line.criteria) > 5 else "")
                canvas.setFont(SANS, 5.6)
                canvas.setFillColor("#4d5b6a")
                canvas.drawRightString(self.width, base, shown)


def note_lines(note: Note, view: View) -> NoteLines:
    """The note's lines, wrapped to the page's width."""
    columns = int((595.28 - 2 * 45.35 - _MARGIN) / stringWidth("m", MONO, _SIZE))
    return NoteLines(list(_lines(marked(note, view.result.judgements, view.review), columns)))


def _mark(canvas: Any, kind: str, x: float, base: float, wide: float) -> None:
    line, ground = _INK[kind]
    if ground:
        canvas.setFillColor(ground)
        canvas.rect(x, base - 2, wide, _LEADING - 1.6, stroke=0, fill=1)
    canvas.setStrokeColor(line)
    canvas.setLineWidth(0.7)
    canvas.setDash(
        *(([3, 1.5], 0) if kind == "unknown" else ([0.8, 1.2], 0) if kind in ("aside", "not_applicable") else ([], 0))
    )
    canvas.line(x, base - 2, x + wide, base - 2)
    if kind == "violated":
        canvas.line(x, base - 3.4, x + wide, base - 3.4)
    canvas.setDash([], 0)


def _lines(stretches: Iterable[Marked], columns: int) -> Iterator[_Line]:
    """Lines of at most `columns` characters, broken at blanks where there is one."""
    row: list[tuple[str, Marked]] = []
    for stretch in stretches:
        for char in printable(stretch.text):
            if char == "\n":
                yield _line(row)
                row = []
                continue
            row += [(" ", stretch)] * (8 - len(row) % 8) if char == "\t" else [(char, stretch)]
            if len(row) > columns:
                cut = max(
                    (n + 1 for n, (c, _) in enumerate(row[:columns]) if c == " " and n > columns // 2), default=columns
                )
                yield _line(row[:cut])
                row = row[cut:]
    if row:
        yield _line(row)


def _line(row: list[tuple[str, Marked]]) -> _Line:
    runs: list[_Run] = []
    start = 0
    for n in range(1, len(row) + 1):
        if n == len(row) or row[n][1] is not row[start][1]:
            runs.append(_Run("".join(char for char, _ in row[start:n]), row[start][1].kind))
            start = n
    criteria = dict.fromkeys(id_ for _, stretch in row if stretch.kind not in ("", "aside") for id_ in stretch.criteria)
    return _Line(tuple(runs), tuple(criteria))

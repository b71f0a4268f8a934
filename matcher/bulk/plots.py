"""Bars as inline SVG: no script, nothing loaded from anywhere, every bar with its number in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.report.html import escape
from matcher.report.visible import one_line

_LABEL, _BAR, _NUMBER, _ROW = 400, 420, 130, 22
_LONGEST = 54


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar: its length, the class that colours it, and what it is."""

    value: float
    look: str
    name: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a plot: its label, its parts from left to right, and the number written behind."""

    label: str
    parts: tuple[Part, ...]
    number: str


def bars(title: str, rows: Sequence[Bar], longest: float | None = None) -> str:
    """Horizontal bars, one below the other.

    Args:
        title: what the plot shows, for those who hear it.
        rows: the bars.
        longest: value as wide as the plot; by default the largest sum of parts.
    """
    if not rows:
        return ""
    most = longest or max(sum(part.value for part in row.parts) for row in rows) or 1
    width, height = _LABEL + _BAR + _NUMBER, _ROW * len(rows) + 4
    drawn = "".join(_row(row, number, most) for number, row in enumerate(rows))
    return (
        f'<svg class="bulk-plot" role="img" aria-label="{escape(one_line(title))}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )


def _row(row: Bar, number: int, most: float) -> str:
    top = number * _ROW
    label = one_line(row.label)
    short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    drawn = [f'<text x="0" y="{top + 16}">{escape(short)}<title>{escape(label)}</title></text>']
    at = float(_LABEL)
    for part in row.parts:
        length = _BAR * part.value / most
        if length:
            drawn.append(
                f'<rect class="bulk-{part.look}" x="{at:.1f}" y="{top + 4}" width="{length:.1f}" height="{_ROW - 7}">'
                f"<title>{escape(part.name)}: {part.value:,.0f}</title></rect>"
            )
        at += length
    drawn.append(f'<text x="{at + 6:.1f}" y="{top + 16}">{escape(row.number)}</text>')
    return "".join(drawn)

"""Results and facts as tables for the terminal."""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from matcher.matching.wording import date_words
from matcher.notes.types import Fact, Patient
from matcher.report.plain import chart_paragraph
from matcher.report.summary import (
    VERDICT_ICONS,
    VERDICT_WORDS,
    Row,
    View,
    first_and_more,
    questions,
    role_words,
    when,
)
from matcher.report.visible import one_line, visible, width, wrap

_GAP = 2


def terminal_width(default: int = 120) -> int:
    """Columns to write to: those of the terminal, else `default`; between 80 and 200."""
    return min(max(shutil.get_terminal_size((default, 24)).columns, 80), 200)


def match_table(view: View, columns: int | None = None) -> str:
    """A result for the terminal: a summary, then for every criterion id, kind, verdict, basis, reason and dated quotes.

    Args:
        view: the result.
        columns: width to write to; by default the terminal's.
    """
    total = columns or terminal_width()
    head = [
        one_line(view.trial.title or "Trial without a title")
        + (f" ({view.trial.nct_id})" if view.trial.nct_id else ""),
        view.headline(),
        _settings(view),
        *(f"Note: {one_line(warning)}" for warning in view.warnings),
    ]
    rows = [_row(row) for row in view.rows]
    table = aligned(("ID", "KIND", "VERDICT", "BASIS", "REASON AND EVIDENCE"), rows, total)
    asked = questions(view.result.missing)
    missing = ["", "To look up or order, most decisive first:", *(f"  {n}. {item}" for n, item in enumerate(asked, 1))]
    chart = _filled(["", "For the chart:", chart_paragraph(view)], total)
    if not rows:
        return "\n".join(_filled(head, total)) + "\n"
    return "\n".join([*_filled(head, total), "", *table, *(_filled(missing, total) if asked else []), *chart]) + "\n"


def facts_table(patient: Patient, columns: int | None = None) -> str:
    """The facts of a patient's notes: note and line, type, concept, value, date, how it is meant, the words themselves."""
    lines = {note.note_id or "": _line_starts(note.text) for note in patient.notes}
    numbers = {note.note_id or "": number for number, note in enumerate(patient.notes, 1)}
    rows = [
        (
            (f"{numbers[fact.note_id]}:{_line(lines[fact.note_id], fact.start)}",),
            (fact.type,),
            (one_line(fact.concept),),
            (value_words(fact),),
            (date_words(fact.date, fact.date_precision),),
            (", ".join(assertion_words(fact)),),
            (one_line(fact.text),),
        )
        for fact in patient.facts
    ]
    names = [
        f"Note {number}: {one_line(note.title or note.note_id or '')}, {date_words(note.date) or 'no date given'}"
        for number, note in enumerate(patient.notes, 1)
    ]
    head = ("NOTE:LINE", "TYPE", "CONCEPT", "VALUE", "DATE", "MEANT AS", "WORDS")
    table = aligned(head, rows, columns or terminal_width()) if rows else ["No facts were found."]
    return "\n".join([*names, "", *table]) + "\n"


def value_words(fact: Fact) -> str:
    """The value of a fact as one would write it: "7.6 g/dL (12–15.5) L", "80 mg daily p.o.", "positive"."""
    said = []
    if fact.value is not None:
        high = "" if fact.value_high is None else f"–{fact.value_high:g}"
        said.append(f"{fact.comparator or ''}{fact.value:g}{high}")
        said.append(one_line(fact.unit or ""))
    if fact.reference_low is not None or fact.reference_high is not None:
        low = "" if fact.reference_low is None else f"{fact.reference_low:g}"
        top = "" if fact.reference_high is None else f"{fact.reference_high:g}"
        said.append(f"({low}–{top})")
    if fact.dose is not None:
        said.append(f"{fact.dose:g} {one_line(fact.dose_unit or '')}".strip())
    said += [one_line(item or "") for item in (fact.flag, fact.quality, fact.frequency, fact.route)]
    return " ".join(item for item in said if item)


def fact_words(fact: Fact) -> str:
    """A fact in one line: "measurement: hemoglobin 7.6 g/dL, 16 Sep 2025 (historical)"."""
    said = f"{fact.type}: {one_line(fact.concept)} {value_words(fact)}".strip()
    day = date_words(fact.date, fact.date_precision)
    meant = ", ".join(assertion_words(fact))
    return said + (f", {day}" if day else "") + (f" ({meant})" if meant else "")


def assertion_words(fact: Fact) -> list[str]:
    """How a fact is meant: its assertion flags, qualifiers, status and response, in words."""
    flags = [name for name in ("negated", "uncertain", "hypothetical", "historical", "family") if getattr(fact, name)]
    state = {True: ["ongoing"], False: ["over"], None: []}[fact.ongoing]
    said = (*flags, *state, *fact.qualifiers, fact.status, fact.response, fact.severity, fact.stage)
    return list(dict.fromkeys(one_line(item) for item in said if item))


def aligned(head: Sequence[str], rows: Iterable[Sequence[Sequence[str]]], columns: int) -> list[str]:
    """Lines of a table. A cell is a sequence of paragraphs; the last column takes the width that is left and wraps,
    others wrap when they would take more than a quarter of it."""
    table = [tuple(tuple(cell) for cell in row) for row in rows]
    cap = max(columns // 4, 10)
    widths = [
        min(max(width(title), *(width(line) for row in table for line in row[n]), 1), cap)
        for n, title in enumerate(head[:-1])
    ]
    rest = max(columns - sum(widths) - _GAP * len(widths), 24)
    widths.append(rest)
    lines = [_joined(head, widths), _joined(["-" * min(size, columns) for size in widths], widths)]
    for row in table:
        cells = [[part for line in cell for part in wrap(line, size)] for cell, size in zip(row, widths, strict=True)]
        for n in range(max(len(cell) for cell in cells)):
            lines.append(_joined([cell[n] if n < len(cell) else "" for cell in cells], widths))
    return lines


def _row(row: Row) -> tuple[tuple[str, ...], ...]:
    judgement = row.judgement
    lines = [one_line(judgement.reason)]
    first, more = first_and_more(row.quotes, row.decided)
    for quote in first:
        role = role_words(quote.role, row.decided)
        lines.append(f"“{one_line(quote.text)}” ({when(quote)})" + (f" [{role}]" if role else ""))
    if more:
        lines.append(f"and {len(more)} more place{'s' if len(more) > 1 else ''} in the notes")
    lines += [f"missing: {item}" for item in questions(judgement.missing)]
    return (
        (row.criterion.id,),
        (row.criterion.kind,),
        (f"{VERDICT_ICONS[row.verdict]} {VERDICT_WORDS[row.verdict].lower()}",),
        ("" if judgement.basis == "none" else judgement.basis,),
        tuple(lines),
    )


def _settings(view: View) -> str:
    day = view.result.as_of.isoformat() if view.result.as_of else "not known (no note has a date)"
    assumed = " (newest note)" if view.as_of_assumed else ""
    policy = "absent where a note would mention it" if view.result.absence == "assume" else "unknown"
    return f"Screening date {day}{assumed}; what no note mentions is {policy}. This supports a decision, it does not make it."


def _filled(paragraphs: Iterable[str], columns: int) -> list[str]:
    lines: list[str] = []
    for text in paragraphs:
        indent = text[: len(text) - len(text.lstrip())]
        lines += [indent + line for line in wrap(text.strip(), columns - len(indent))]
    return lines


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [visible(cell) + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
    return (" " * _GAP).join(padded).rstrip()


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _line(starts: Sequence[int], offset: int) -> int:
    return bisect_right(starts, offset)

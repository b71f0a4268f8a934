"""A result as CSV for a spreadsheet: one criterion a row, and below them what a person corrected and noted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from matcher.matching.types import Basis, Verdict
from matcher.report.summary import Row, View, questions, when
from matcher.report.table import fact_words
from matcher.report.visible import one_line
from matcher.text.spreadsheet import harmless

HEAD = (
    "record",
    "id",
    "kind",
    "text",
    "verdict",
    "basis",
    "reason",
    "evidence",
    "missing",
    "matcher_verdict",
    "matcher_basis",
    "matcher_reason",
    "reviewer_verdict",
    "reviewer_reason",
    "reviewer",
    "reviewed_at",
)


def match_csv(view: View) -> str:
    """The table, with a head. No cell can be taken for a formula: one that begins like one gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in view.rows:
        writer.writerow([cell(item) for item in _criterion(row)])
    for correction in view.review.corrections:
        said = {
            "record": f"fact {correction.action}",
            "id": correction.fact.fact_id,
            "kind": correction.fact.type,
            "text": fact_words(correction.fact),
            "evidence": f"“{one_line(correction.fact.text)}”",
            "reviewer_reason": correction.reason,
            "reviewer": correction.by,
            "reviewed_at": correction.at.isoformat() if correction.at else "",
        }
        writer.writerow([cell(said.get(name, "")) for name in HEAD])
    for remark in view.review.remarks:
        said = {
            "record": "private note",
            "text": remark.text,
            "evidence": f"“{one_line(remark.words)}”",
            "reviewer": remark.by,
            "reviewed_at": remark.at.isoformat() if remark.at else "",
        }
        writer.writerow([cell(said.get(name, "")) for name in HEAD])
    return out.getvalue()


def rows_csv(file: TextIO, head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a head and rows into an open text file, no cell of them a formula; how many rows."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(head)
    number = 0
    for row in rows:
        writer.writerow([cell(item) for item in row])
        number += 1
    return number


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet computes.

    >>> cell("=1+1"), cell("- none"), cell("≥ 80 g/L")
    ("'=1+1", "'- none", '≥ 80 g/L')
    """
    return harmless(one_line(text))


def _criterion(row: Row) -> tuple[str, ...]:
    judgement, machine, decision = row.judgement, row.machine, row.decision
    quotes = " | ".join(
        f"“{one_line(quote.text)}” ({when(quote)}){'' if quote.role == 'supports' else f' [{quote.role}]'}"
        for quote in row.quotes
    )
    return (
        "criterion",
        row.criterion.id,
        row.criterion.kind,
        row.criterion.text,
        _word(judgement.verdict),
        _word(judgement.basis),
        judgement.reason,
        quotes,
        "; ".join(questions(judgement.missing)),
        _word(machine.verdict),
        _word(machine.basis),
        machine.reason,
        _word(decision.verdict) if decision else "",
        decision.reason if decision else "",
        decision.by if decision else "",
        decision.at.isoformat() if decision and decision.at else "",
    )


def _word(name: Verdict | Basis) -> str:
    return "" if name == "none" else name.replace("_", " ")

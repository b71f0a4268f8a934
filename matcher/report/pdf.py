"""A result as a PDF for print: summary, criteria, what a person said, and the notes with their evidence marked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from matcher.matching.types import Verdict
from matcher.matching.wording import date_words
from matcher.report.criterion_text import pieces
from matcher.report.fonts import SANS, printable, register
from matcher.report.html import settings_words, trial_words, versions_words
from matcher.report.markup import SUPPORT
from matcher.report.summary import (
    BASIS_WORDS,
    STATUS_VERDICT,
    VERDICT_ICONS,
    VERDICT_WORDS,
    Row,
    View,
    first_and_more,
    questions,
    role_words,
    when,
)
from matcher.report.table import fact_words
from matcher.report.visible import one_line

COLOURS: dict[str, tuple[str, str]] = {
    "violated": ("#a4161a", "#fdeceb"),
    "unknown": ("#7a4b00", "#fff5dc"),
    "satisfied": ("#0f5c4d", "#e5f4ef"),
    "not_applicable": ("#4d5b6a", "#eef1f5"),
}
"""Of each verdict: ink and ground; the same as in the style sheet of the page."""
_SOFT = "#4d5b6a"


def match_pdf(view: View) -> bytes:
    """The report as a PDF file.

    Raises:
        InputError: when reportlab is not installed.
    """
    try:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.units import mm
        from reportlab.platypus import SimpleDocTemplate
    except ImportError:
        from matcher.errors import InputError

        raise InputError("PDF report", None, "it needs reportlab: pip install 'trial-matcher[web]'.") from None
    register()
    out = io.BytesIO()
    title = f"{view.trial.nct_id or 'Trial'}: {view.status}"
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=16 * mm, rightMargin=16 * mm, topMargin=15 * mm, bottomMargin=16 * mm,
        title=title, author="", creator="Trial matcher",
    )  # fmt: skip
    document.build(list(_story(view)), onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue()


def _foot(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont(SANS, 7)
    canvas.setFillColor(_SOFT)
    canvas.drawString(document.leftMargin, 24, "Trial matcher. " + SUPPORT.split(":")[0] + ".")
    canvas.drawRightString(document.pagesize[0] - document.rightMargin, 24, f"Page {document.page}")
    canvas.restoreState()


def _story(view: View) -> Iterator[Any]:
    from reportlab.platypus import Spacer

    from matcher.report.pdf_notes import note_lines

    verdict = STATUS_VERDICT[view.result.status]
    title, details = trial_words(view.trial)
    yield _text(_bold(title), size=13, lead=16)
    yield _text(_said(details), colour=_SOFT)
    yield _text(_said(settings_words(view)), colour=_SOFT)
    yield Spacer(1, 5)
    counts = ", ".join(f"{n} {VERDICT_WORDS[name].lower()}" for name, n in view.counts.items())
    yield _text(
        f'<font size="13">{VERDICT_ICONS[verdict]} {_bold(view.status)}</font> &nbsp; {_said(counts)}',
        colour=COLOURS[verdict][0], ground=COLOURS[verdict][1], lead=17,
    )  # fmt: skip
    yield Spacer(1, 4)
    for row in view.deciding()[:8]:
        yield _text(f"{_bold(row.criterion.id)} {_said(row.judgement.reason)}", indent=8)
    for warning in view.warnings:
        yield _text(_said(warning), colour=COLOURS["unknown"][0])
    yield _text(_bold(SUPPORT), size=8, colour=_SOFT, before=4)
    yield _head("Criteria")
    for row in view.by_weight():
        yield from _criterion(row)
    if len(view.review):
        yield _head("What the reviewer changed")
        yield from _changes(view)
    for number, note in enumerate(view.patient.notes):
        name = note.title if note.title and not note.title.isdigit() else ""
        day = date_words(note.date) or "no date given"
        of = f" of {len(view.patient.notes)}" if len(view.patient.notes) > 1 else ""
        yield _head(" · ".join(item for item in (f"Note {number + 1}{of}", name, day) if item))
        yield note_lines(note, view)
    yield Spacer(1, 8)
    yield _text(_said(versions_words(view)), size=6.5, colour=_SOFT)


def _criterion(row: Row) -> Iterator[Any]:
    from reportlab.platypus import HRFlowable

    judgement = row.judgement
    ink, ground = COLOURS[row.verdict]
    basis = f" · {BASIS_WORDS[judgement.basis]}" if judgement.basis != "none" and row.decision is None else ""
    yield _text(
        f"{_bold(row.criterion.id)} &nbsp; {VERDICT_ICONS[row.verdict]} {_bold(VERDICT_WORDS[row.verdict])} · {_said(row.meaning + basis)}",
        colour=ink, ground=ground, before=6, keep=True,
    )  # fmt: skip
    yield _text(_criterion_text(row), colour=_SOFT, indent=6)
    if row.decision is None:
        yield _text(_bold(judgement.reason), indent=6)
    yield from _sides(row)
    first, more = first_and_more(row.quotes, row.decided)
    for quote in first:
        said = role_words(quote.role, row.decided)
        yield _text(
            f"“{_said(quote.text)}” <font color='{_SOFT}'>{_said(when(quote))}{f' – {said}' if said else ''}</font>",
            indent=14, bullet="▪",
        )  # fmt: skip
    if more:
        yield _text(f"and {len(more)} more in the notes", colour=_SOFT, indent=14)
    missing = "; ".join(questions(judgement.missing))
    if missing:
        yield _text(f"{_bold('Missing')} {_said(missing)}", indent=6, colour=COLOURS["unknown"][0])
    yield HRFlowable(width="100%", thickness=0.4, color="#d5dce4", spaceBefore=2, spaceAfter=0)


def _criterion_text(row: Row) -> str:
    said = []
    for piece in pieces(row.criterion, row.judgement):
        words = _said(row.criterion.text[piece.start : piece.end])
        lead = "<br/>" if "\n" in row.criterion.text[piece.start : piece.start + 1] else ""
        if piece.unparsed:
            words = f"[not read: {words}]"
        elif piece.leaves:
            words = f"<u>{words}</u>"
        # Blanks at the edges of a piece part it from its neighbours.
        raw = row.criterion.text[piece.start : piece.end]
        said.append(f"{lead}{' ' if raw[:1].isspace() else ''}{words}{' ' if raw[-1:].isspace() else ''}")
    return "".join(said)


def _sides(row: Row) -> Iterator[Any]:
    if row.decision is None and not row.changed:
        return
    machine = row.machine
    yield _text(f"{_bold('Matcher:')} {_verdict(machine.verdict)} – {_said(machine.reason)}", indent=6)
    if row.decision is None:
        yield _text(f"{_bold('With the facts corrected:')} {_verdict(row.verdict)}", indent=6)
        return
    said = row.decision
    day = f", {date_words(said.at.date())}" if said.at else ""
    title = "Accepted by" if said.verdict == machine.verdict else "Changed by"
    reason = f" – {_said(said.reason)}" if said.reason else ""
    yield _text(f"{_bold(f'{title} {said.by}')}{day}: {_verdict(said.verdict)}{reason}", indent=6)


def _changes(view: View) -> Iterator[Any]:
    for said in view.review.decisions:
        yield _text(
            f"{_bold(said.criterion_id)} {_verdict(said.verdict)} – {_said(said.reason or 'accepted')} ({_said(said.by)})"
        )
    for correction in view.review.corrections:
        word = "added" if correction.action == "added" else "not counted"
        why = f" – {_said(correction.reason)}" if correction.reason else ""
        yield _text(f"{_bold(f'Fact {word}:')} {_said(fact_words(correction.fact))}{why} ({_said(correction.by)})")
    for remark in view.review.remarks:
        yield _text(f"{_bold('Private note')} on “{_said(remark.words)}”: {_said(remark.text)} ({_said(remark.by)})")


def _verdict(verdict: Verdict) -> str:
    return f"<font color='{COLOURS[verdict][0]}'>{VERDICT_ICONS[verdict]} {VERDICT_WORDS[verdict]}</font>"


def _said(text: str) -> str:
    """Text of any origin as reportlab's markup: no markup of its own."""
    return escape(printable(one_line(text)))


def _bold(text: str) -> str:
    return f"<b>{_said(text)}</b>"


def _head(text: str) -> Any:
    return _text(_bold(text), size=11, lead=14, before=10, keep=True)


def _text(
    markup: str, *, size: float = 8.5, lead: float = 0, colour: str = "#1c2733", ground: str | None = None,
    indent: float = 0, before: float = 1, bullet: str | None = None, keep: bool = False,
) -> Any:  # fmt: skip
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "text", fontName=SANS, fontSize=size, leading=lead or size * 1.32, textColor=colour, backColor=ground,
        borderPadding=(1.5, 3, 2, 3) if ground else 0, leftIndent=indent, bulletIndent=indent - 8, spaceBefore=before,
        splitLongWords=1, keepWithNext=1 if keep else 0, bulletFontName=SANS, bulletFontSize=6,
    )  # fmt: skip
    return Paragraph(markup, style, bulletText=bullet)

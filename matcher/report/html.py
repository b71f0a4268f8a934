"""A result as HTML: the cards, the marked notes and a page that stands alone.

Everything that comes from a note or a trial passes `escape`; the page holds no script and asks nothing of any server.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matcher.matching.types import Judgement, Part, Verdict
from matcher.matching.wording import date_words
from matcher.notes.types import Note, Patient
from matcher.report.highlight import Segment, Span, note_spans, segments
from matcher.report.summary import (
    BASIS_WORDS,
    STATUS_VERDICT,
    TRUTH_WORDS,
    VERDICT_ICONS,
    VERDICT_WORDS,
    VERDICTS,
    Quote,
    Quoting,
    Row,
    View,
    first_and_more,
    questions,
    role_words,
    when,
)
from matcher.report.visible import one_line, visible
from matcher.trials.types import Trial

SUPPORT = "Supports a decision, does not make it: check every verdict against the note before you act on it."


def escape(text: str) -> str:
    """Text of any origin as HTML text or attribute value: no markup of its own, no invisible characters."""
    return html.escape(visible(text), quote=True)


@cache
def stylesheet() -> str:
    """The rules for cards, marks and bands."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def tag_of_verdict(verdict: Verdict) -> str:
    """The verdict as icon and word, with its pattern."""
    return (
        f'<span class="tm-verdict tm-{verdict}"><span aria-hidden="true">{VERDICT_ICONS[verdict]}</span> '
        f"{VERDICT_WORDS[verdict]}</span>"
    )


def band(view: View, shown: int = 4) -> str:
    """The line on top: status, counts, and the criteria the status rests on (at most `shown` of them in words)."""
    verdict = STATUS_VERDICT[view.result.status]
    counts = "".join(
        f'<li class="tm-count tm-{name}"><span aria-hidden="true">{VERDICT_ICONS[name]}</span> '
        f"<b>{number}</b> {VERDICT_WORDS[name].lower()}</li>"
        for name, number in view.counts.items()
    )
    return (
        f'<section class="tm-band tm-{verdict}" aria-label="Summary">'
        f'<div class="tm-bandtop"><h2 class="tm-status"><span aria-hidden="true">{VERDICT_ICONS[verdict]}</span> {view.status}</h2>'
        f'<ul class="tm-counts">{counts}</ul></div>{_deciding(view, shown)}</section>'
    )


def _deciding(view: View, shown: int) -> str:
    rows = view.deciding()
    if not view.rows:
        return '<p class="tm-why">No criterion was found in the trial\'s text.</p>'
    if not rows:
        return '<p class="tm-why">No criterion stands in the way and none is open.</p>'
    if rows[0].verdict == "violated":
        lines = [(row.criterion.id, row.judgement.reason) for row in rows]
        title = "Ruled out by"
    else:
        lines = [
            (row.criterion.id, "; ".join(questions(row.judgement.missing)) or row.judgement.reason) for row in rows
        ]
        title = "Still open"
    more = f'<li class="tm-more">and {len(lines) - shown} more</li>' if len(lines) > shown else ""
    items = "".join(
        f'<li><a href="#card-{escape(id_)}" data-card="{escape(id_)}">{escape(id_)}</a> {escape(one_line(text))}</li>'
        for id_, text in lines[:shown]
    )
    return f'<div class="tm-why"><span>{title}</span><ul>{items}{more}</ul></div>'


def card(row: Row, quoting: Quoting) -> str:
    """One criterion: its own words, verdict, basis, reason, quotes, what is missing, and its parts on demand."""
    criterion, judgement = row.criterion, row.judgement
    ident = escape(criterion.id)
    number = len(first_and_more(row.quotes, row.decided)[0])
    pick = (
        f'<button type="button" class="tm-pick" data-card="{ident}" aria-pressed="false" '
        f'aria-label="Show the evidence for {ident} in the note">Show {number} in note</button>'
        if number
        else ""
    )
    basis = "" if judgement.basis == "none" else f'<span class="tm-basis">{BASIS_WORDS[judgement.basis]}</span>'
    guessed = '<span class="tm-basis">kind guessed</span>' if criterion.kind_guessed else ""
    missing = "".join(f"<li>{escape(item)}</li>" for item in questions(judgement.missing))
    return (
        f'<article class="tm-card tm-{row.verdict}" id="card-{ident}" data-c="{ident}" aria-labelledby="head-{ident}">'
        f'<header><h3 id="head-{ident}"><span class="tm-id">{ident}</span> {tag_of_verdict(row.verdict)}</h3>'
        f'<span class="tm-kind">{row.meaning}</span>{basis}{guessed}{pick}</header>'
        f'<p class="tm-text">{escape(criterion.text)}</p>'
        f'<p class="tm-reason">{escape(one_line(judgement.reason))}</p>'
        f"{_quotes(row.quotes, row.verdict != 'unknown')}"
        + (f'<div class="tm-missing"><span>Missing</span><ul>{missing}</ul></div>' if missing else "")
        + _parts(judgement, quoting)
        + "</article>"
    )


def cards(view: View, rows: Iterable[Row] | None = None) -> str:
    """Cards in the order given, under a heading for each verdict; by default all, deciding ones first."""
    quoting = Quoting(view.patient, view.result.as_of)
    chosen = tuple(view.by_weight() if rows is None else rows)
    titles = {
        "violated": "Rules out",
        "unknown": "Open",
        "satisfied": "Not in the way",
        "not_applicable": "Not applicable",
    }
    blocks = []
    for verdict in VERDICTS:
        group = [row for row in chosen if row.verdict == verdict]
        if group:
            title = f'<h2 class="tm-group">{titles[verdict]} <span>({len(group)})</span></h2>'
            blocks.append(title + "".join(card(row, quoting) for row in group))
    return "".join(blocks)


def _quotes(quotes: tuple[Quote, ...], decided: bool) -> str:
    first, more = first_and_more(quotes, decided)
    if not first:
        return ""
    rest = f"<details><summary>{len(more)} more</summary>{_list(more, decided)}</details>" if more else ""
    return f"{_list(first, decided)}{rest}"


def _list(quotes: Iterable[Quote], decided: bool) -> str:
    return f'<ul class="tm-quotes">{"".join(f"<li>{_quote(quote, decided)}</li>" for quote in quotes)}</ul>'


def _quote(quote: Quote, decided: bool) -> str:
    said = role_words(quote.role, decided)
    role = f' <em class="tm-role">{said}</em>' if said else ""
    return (
        f'<a class="tm-quote tm-{quote.role}" href="#at-{quote.note}-{quote.start}" '
        f'data-note="{quote.note}" data-start="{quote.start}" data-end="{quote.end}">'
        f"<q>{escape(one_line(quote.text))}</q></a> <small>{escape(when(quote))}</small>{role}"
    )


def _parts(judgement: Judgement, quoting: Quoting) -> str:
    parts = judgement.parts
    if len(parts) == 1 and not parts[0].parts:
        return ""
    if len(parts) == 1:
        parts = parts[0].parts
    if not parts:
        return ""
    return (
        f'<details class="tm-parts"><summary>Parts ({_leaves(parts)})</summary>'
        f"<ul>{''.join(_part(part, quoting) for part in parts)}</ul></details>"
    )


def _leaves(parts: Iterable[Part]) -> int:
    return sum(_leaves(part.parts) if part.parts else 1 for part in parts)


def _part(part: Part, quoting: Quoting) -> str:
    basis = "" if part.basis == "none" else f' <span class="tm-basis">{BASIS_WORDS[part.basis]}</span>'
    below = "".join(_part(child, quoting) for child in part.parts)
    quotes = "" if part.parts else _quotes(quoting.quotes(part.evidence), part.truth != "unknown")
    missing = "" if part.parts else "".join(f"<li>{escape(item)}</li>" for item in questions(part.missing))
    return (
        f'<li class="tm-part tm-truth-{part.truth}"><span class="tm-truth">{TRUTH_WORDS[part.truth]}</span> '
        f"{escape(one_line(part.text))}{basis}{quotes}"
        + (f'<div class="tm-missing"><span>Missing</span><ul>{missing}</ul></div>' if missing else "")
        + (f"<ul>{below}</ul>" if below else "")
        + "</li>"
    )


def marked_note(note: Note, number: int, judgements: Iterable[Judgement], of: int = 1) -> str:
    """A note in its own layout with its evidence marked.

    Args:
        note: the note.
        number: its place among the patient's notes, from 0; marks are named `at-<number>-<start>`.
        judgements: whose evidence to mark.
        of: how many notes there are.
    """
    judged = tuple(judgements)
    verdicts = {judgement.criterion_id: judgement.verdict for judgement in judged}
    body = "".join(
        _segment(segment, note.text[segment.start : segment.end], number, verdicts)
        for segment in segments(len(note.text), note_spans(judged, note.note_id))
    )
    return f'<article class="tm-note" aria-label="Note {number + 1}">{note_title(note, number, of)}<div class="tm-notetext" dir="ltr">{body}</div></article>'


def note_title(note: Note, number: int, of: int) -> str:
    """The line over a note: which one, its name, its date."""
    name = note.title or note.note_id or ""
    named = f" <span>{escape(one_line(name))}</span>" if name and not name.isdigit() else ""
    date = date_words(note.date) or "no date given"
    return f'<h3 class="tm-notehead">Note {number + 1}{f" of {of}" if of > 1 else ""}{named} <small>{date}</small></h3>'


def _segment(segment: Segment, text: str, number: int, verdicts: dict[str, Verdict]) -> str:
    if not segment.spans:
        return escape(text)
    kind = min((_weight(span, verdicts[span.criterion_id]) for span in segment.spans), key=_KINDS.index)
    label = "; ".join(f"{id_} {VERDICT_WORDS[verdicts[id_]].lower()}" for id_ in segment.criteria)
    deciding = dict.fromkeys(
        span.criterion_id for span in segment.spans if _weight(span, verdicts[span.criterion_id]) != "aside"
    )
    several = " tm-several" if len(segment.criteria) > 1 else ""
    return (
        f'<mark class="tm-mark tm-{kind}{several}" id="at-{number}-{segment.start}" data-c="{escape(" ".join(segment.criteria))}" data-d="{escape(" ".join(deciding))}" '
        f'data-note="{number}" data-start="{segment.start}" data-end="{segment.end}" title="{escape(label)}">{escape(text)}</mark>'
    )


_KINDS = ("violated", "satisfied", "not_applicable", "unknown", "aside")
"""Looks of a mark, strongest first: what decides goes before what is open."""


def _weight(span: Span, verdict: Verdict) -> str:
    """How a mark looks: as the verdict its words decide or leave open, or as an aside."""
    return verdict if span.role == "supports" or verdict == "unknown" else "aside"


def marked_notes(patient: Patient, judgements: Iterable[Judgement]) -> str:
    """All notes of a patient, one below the other."""
    judged = tuple(judgements)
    return "".join(marked_note(note, n, judged, len(patient.notes)) for n, note in enumerate(patient.notes))


def legend() -> str:
    """What the marks in a note mean."""
    samples = "".join(
        f'<li><span class="tm-mark tm-{verdict}">{word}</span></li>'
        for verdict, word in (("violated", "rules out"), ("unknown", "open"), ("satisfied", "satisfies"))
    )
    return f'<ul class="tm-legend" aria-label="Legend of the marks">{samples}<li><span class="tm-mark tm-aside">decides nothing</span></li></ul>'


def trial_line(trial: Trial) -> str:
    """The trial in one line: title, number, phase, sex, ages."""
    ages = (_age(trial.min_age), _age(trial.max_age))
    said = (
        trial.nct_id or "no registry number",
        ", ".join(trial.phase),
        "all sexes" if trial.sex == "all" else trial.sex,
        f"{ages[0]}–{ages[1]}" if all(ages) else (f"from {ages[0]}" if ages[0] else f"to {ages[1]}" if ages[1] else ""),
        f"{len(trial.criteria)} criteria",
    )
    details = " · ".join(escape(one_line(item)) for item in said if item)
    return f'<p class="tm-trial"><b>{escape(one_line(trial.title or "Trial without a title"))}</b> <span>{details}</span></p>'


def _age(age: tuple[float, str] | None) -> str:
    if age is None:
        return ""
    amount, unit = age
    return f"{amount:g}" if unit.lower().startswith("year") else f"{amount:g} {unit}"


def settings_line(view: View) -> str:
    """Screening date and absence policy in one line."""
    day = date_words(view.result.as_of) or "not known (no note has a date)"
    assumed = (
        " (taken from the newest note)"
        if view.patient.as_of_assumed and view.patient.as_of == view.result.as_of
        else ""
    )
    policy = "taken as absent where a note would mention it" if view.result.absence == "assume" else "unknown"
    return f'<p class="tm-settings">Screening date {day}{assumed} · What no note mentions is {policy}.</p>'


def versions_line(view: View) -> str:
    """What the result was made with."""
    said = " · ".join(f"{escape(str(name))} {escape(str(value)[:12])}" for name, value in view.result.versions.items())
    return f'<p class="tm-settings">{said}</p>' if said else ""


def page(title: str, body: str) -> str:
    """A whole HTML document that needs nothing from outside and runs no script."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(one_line(title))}</title><style>{stylesheet()}</style></head><body class="tm-document">{body}</body></html>\n'
    )


def document(view: View) -> str:
    """The result as a page that stands alone: summary, cards, and the notes with their evidence marked.

    A quote in a card is a link to its place in the note.
    """
    warnings = "".join(f'<p class="tm-warning">{escape(one_line(text))}</p>' for text in view.warnings)
    body = (
        f'<main><p class="tm-support">{SUPPORT}</p>{trial_line(view.trial)}{settings_line(view)}{band(view)}{warnings}'
        f'<div class="tm-columns"><section aria-label="Criteria">{cards(view)}</section>'
        f'<section class="tm-notes" aria-label="Notes">{legend()}{marked_notes(view.patient, view.result.judgements)}</section></div>'
        f"<footer>{versions_line(view)}</footer></main>"
    )
    return page(f"{view.trial.nct_id or view.trial.title or 'Trial'}: {view.status}", body)

"""A result as HTML: the cards, the marked notes and a page that stands alone.

Everything that comes from a note or a trial passes `escape`; the page holds no script and asks nothing of any server.
"""

from __future__ import annotations

from matcher.matching.wording import date_words
from matcher.report.cards import cards
from matcher.report.changes import changes_list
from matcher.report.marked_notes import legend, marked_notes
from matcher.report.markup import SUPPORT, escape, page
from matcher.report.plain import chart_paragraph
from matcher.report.summary import STATUS_VERDICT, VERDICT_ICONS, VERDICT_WORDS, View, questions
from matcher.report.visible import one_line
from matcher.trials.types import Trial


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


def chart_note(view: View) -> str:
    """The result as a paragraph to be put into a chart, folded until asked for."""
    return (
        f'<details class="tm-settings"><summary>For the chart</summary><p>{escape(chart_paragraph(view))}</p></details>'
    )


def trial_words(trial: Trial) -> tuple[str, str]:
    """The trial's title, and number, phase, sex and ages in one line."""
    ages = (_age(trial.min_age), _age(trial.max_age))
    said = (
        trial.nct_id or "no registry number",
        ", ".join(trial.phase),
        "all sexes" if trial.sex == "all" else trial.sex,
        f"{ages[0]}–{ages[1]}" if all(ages) else (f"from {ages[0]}" if ages[0] else f"to {ages[1]}" if ages[1] else ""),
        f"{len(trial.criteria)} criteria",
    )
    return one_line(trial.title or "Trial without a title"), " · ".join(one_line(item) for item in said if item)


def trial_line(trial: Trial) -> str:
    """The trial in one line."""
    title, details = trial_words(trial)
    return f'<p class="tm-trial"><b>{escape(title)}</b> <span>{escape(details)}</span></p>'


def _age(age: tuple[float, str] | None) -> str:
    if age is None:
        return ""
    amount, unit = age
    return f"{amount:g}" if unit.lower().startswith("year") else f"{amount:g} {unit}"


def settings_words(view: View) -> str:
    """Screening date and absence policy in one line."""
    day = date_words(view.result.as_of) or "not known (no note has a date)"
    assumed = " (taken from the newest note)" if view.as_of_assumed else ""
    policy = "taken as absent where a note would mention it" if view.result.absence == "assume" else "unknown"
    return f"Screening date {day}{assumed} · What no note mentions is {policy}."


def versions_words(view: View) -> str:
    """What the result was made with."""
    return " · ".join(f"{name} {str(value)[:12]}" for name, value in view.result.versions.items())


def document(view: View) -> str:
    """The result as a page that stands alone: summary, cards, and the notes with their evidence marked.

    A quote in a card is a link to its place in the note.
    """
    warnings = "".join(f'<p class="tm-warning">{escape(one_line(text))}</p>' for text in view.warnings)
    body = (
        f'<main><p class="tm-support">{SUPPORT}</p>{trial_line(view.trial)}<p class="tm-settings">{escape(settings_words(view))}</p>{band(view)}{warnings}{chart_note(view)}{changes_list(view)}'
        f'<div class="tm-columns"><section aria-label="Criteria">{cards(view)}</section>'
        f'<section class="tm-notes" aria-label="Notes">{legend()}{marked_notes(view.patient, view.result.judgements, view.review)}</section></div>'
        f'<footer><p class="tm-settings">{escape(versions_words(view))}</p></footer></main>'
    )
    return page(f"{view.trial.nct_id or view.trial.title or 'Trial'}: {view.status}", body)

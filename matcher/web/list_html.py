"""The rows of the lists as HTML: all text from notes, trials and people is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.matching.types import Verdict
from matcher.report.markup import escape, tag_of_verdict
from matcher.report.summary import STATUS_VERDICT, STATUS_WORDS, VERDICT_ICONS, VERDICT_WORDS, VERDICTS
from matcher.report.visible import one_line

if TYPE_CHECKING:
    from matcher.store.result_files import WorkJudgement
    from matcher.store.reviews import ReviewEntry, SavedReview
    from matcher.store.worklist import WorkRow
    from matcher.trials.types import Trial
    from matcher.web.ranked import RankedRow

_LONGEST = 240
_MOST_SAVINGS = 6
_UTC = "%Y-%m-%d %H:%M"


def table(label: str, head: Sequence[str], rows: Iterable[str]) -> str:
    """A list that scrolls by itself under its head."""
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    return (
        f'<div class="tm-rows" tabindex="0" role="region" aria-label="{escape(label)}"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def ranked_row(place: int, row: RankedRow) -> str:
    """A trial of the ranking."""
    about = ", ".join(row.conditions[:3])
    return (
        f'<tr data-row="{escape(row.key)}" tabindex="-1"><td class="tm-number">{place}</td>'
        f'<td><button type="button" class="tm-name" data-act="open">{_line(row.key)}</button>'
        f"<p>{_line(row.title or 'without a title')}</p>{f'<p class=tm-about>{_line(about)}</p>' if about else ''}</td>"
        f'<td>{status_tag(row.status)}</td><td class="tm-number">{row.score:.2f}</td><td>{_counts(row.counts)}</td>'
        f"<td>{_line(row.reason)}</td></tr>"
    )


def work_row(row: WorkRow, title: str | None) -> str:
    """A row of a work list; `title` is the trial's, where the library has it."""
    about = f'<p class="tm-about tm-oneline">{_line(title)}</p>' if title else ""
    score = "–" if row.score is None else f"{row.score:.2f}"
    by = (
        f'<p class="tm-about">{_line(row.changed_by)}, {row.changed_at:%Y-%m-%d}</p>'
        if row.changed_by and row.changed_at
        else ""
    )
    return (
        f'<tr data-row="{row.id}" data-version="{row.version}" tabindex="-1">'
        f'<td><button type="button" class="tm-name" data-act="choose">{_line(row.patient_id)}</button></td>'
        f'<td>{_line(row.trial_key)}{about}</td><td>{status_tag(row.status)}</td><td class="tm-number">{score}</td>'
        f"<td>{_why(row)}</td><td>{state_tag(row.state)}{by}</td></tr>"
    )


def status_tag(status: str) -> str:
    """The status as icon and words."""
    verdict: Verdict = STATUS_VERDICT[status]  # type: ignore[index]
    icon = f'<span aria-hidden="true">{VERDICT_ICONS[verdict]}</span>'
    return f'<span class="tm-verdict tm-{verdict}">{icon} {STATUS_WORDS[status]}</span>'  # type: ignore[index]


def state_tag(state: str) -> str:
    """The review state as a word."""
    return f'<span class="tm-state tm-state-{state.replace(" ", "-")}">{escape(state.capitalize())}</span>'


def _counts(counts: Mapping[Verdict, int]) -> str:
    items = "".join(
        f'<li class="tm-count tm-{name}"><span aria-hidden="true">{VERDICT_ICONS[name]}</span> {counts[name]}'
        f'<span class="tm-hidden"> {VERDICT_WORDS[name].lower()}</span></li>'
        for name in VERDICTS
        if counts.get(name)
    )
    return f'<ul class="tm-verdicts">{items}</ul>'


def _why(row: WorkRow) -> str:
    """What decides a row, in as few words as a list has room for."""
    deciding = ", ".join(row.deciding[:6]) + (" …" if len(row.deciding) > 6 else "")
    if row.status == "ineligible":
        left = " (the rest was not judged)" if row.score is None else ""
        return f"<b>{_line(deciding)}</b> rules out{left}"
    if not row.criteria:
        return "No criterion was found in the trial"
    if not row.unknown:
        return "Nothing is open"
    asked = f": {_line(row.questions[0])}" if row.questions else f": <b>{_line(deciding)}</b>"
    more = f" <span>and {len(row.questions) - 1} more</span>" if len(row.questions) > 1 else ""
    return f"{row.unknown} of {row.criteria} open{asked}{more}"


def detail(
    row: WorkRow,
    judgements: Sequence[WorkJudgement],
    history: Sequence[SavedReview | ReviewEntry],
    states: Sequence[str],
    trial: Trial | None,
) -> str:
    """The chosen row: its states to set, what is open, and the judgements the result holds.

    Args:
        trial: as the library has it now; its criteria's words are shown only where there are as many as were judged.
    """
    criteria = words_of_criteria(trial, row) if trial is not None else {}
    title = f'<p class="tm-about">{_line(trial.title or "")}</p>' if trial is not None and trial.title else ""
    score = "" if row.score is None else f" · score {row.score:.2f}"
    day = f" · screening date {row.as_of.isoformat()}" if row.as_of else ""
    buttons = "".join(
        f'<button type="button" class="tm-do" data-act="state" data-state="{escape(state)}" aria-pressed="{str(state == row.state).lower()}">'
        f"{escape(state.capitalize())}<kbd>{number}</kbd></button>"
        for number, state in enumerate(states, 1)
    )
    asked = "".join(f"<li>{_line(one)}</li>" for one in row.questions)
    warned = "".join(f'<p class="tm-warning">{_line(one)}</p>' for one in row.warnings)
    return (
        f'<section class="tm-detail" data-row="{row.id}" data-version="{row.version}" tabindex="0" aria-label="The chosen row">'
        f'<h2 class="tm-side">{_line(row.patient_id)} · {_line(row.trial_key)}</h2>{title}'
        f"<p>{status_tag(row.status)}{score}{day}</p>"
        f'<div class="tm-states" role="group" aria-label="Review state">{buttons}</div>{_history(history)}'
        f'<p><button type="button" class="tm-do tm-open" data-act="open">Open the pair<kbd>Enter</kbd></button></p>{warned}'
        + (f"<h3>To ask or look up</h3><ol>{asked}</ol>" if asked else "")
        + "".join(_judgement(one, criteria) for one in _told_first(row, judgements))
        + "</section>"
    )


def words_of_criteria(trial: Trial, row: WorkRow) -> dict[str, str]:
    """The words of a trial's criteria by id; none where it has another number of them than were judged: it is no longer the same."""
    return {one.id: one.text for one in trial.criteria} if len(trial.criteria) == row.criteria else {}


def _told_first(row: WorkRow, judgements: Sequence[WorkJudgement]) -> list[WorkJudgement]:
    """What the status rests on, then the rest as the verdicts matter; "unknown" before "satisfied"."""
    order = {name: number for number, name in enumerate(VERDICTS)}
    return sorted(judgements, key=lambda one: (one.criterion_id not in row.deciding, order.get(one.verdict, 9)))  # type: ignore[call-overload]


def _history(history: Sequence[SavedReview | ReviewEntry]) -> str:
    if not history:
        return '<p class="tm-about">Nobody has set a state yet.</p>'
    said = "".join(
        f"<li>{_line(one.state.capitalize())}: {_line(one.saved_by)}, {one.saved_at:{_UTC}} UTC</li>"
        for one in history[:_MOST_SAVINGS]
    )
    return f'<ul class="tm-about">{said}</ul>'


def _judgement(one: WorkJudgement, criteria: Mapping[str, str]) -> str:
    words = criteria.get(one.criterion_id)
    text = f'<p class="tm-text">{_line(words)}</p>' if words is not None else ""
    reason = f'<p class="tm-reason">{_line(one.reason)}</p>' if one.reason else ""
    basis = "" if one.basis == "none" else f'<span class="tm-basis">{escape(one.basis)}</span>'
    asked = f"<p><b>Ask:</b> {_line('; '.join(one.missing))}</p>" if one.missing else ""
    found = "".join(f"<li>{_evidence(piece)}</li>" for piece in one.evidence[:5])
    return (
        f'<article class="tm-card tm-{escape(one.verdict)}"><header><h3><span class="tm-id">{_line(one.criterion_id)}</span>'
        f"{tag_of_verdict(one.verdict)}</h3>"  # type: ignore[arg-type]
        f'<span class="tm-kind">{escape(one.kind.capitalize())}</span>{basis}</header>{text}{reason}{asked}'
        + (f'<ul class="tm-quotes">{found}</ul>' if found else "")
        + "</article>"
    )


def _evidence(piece: Mapping[str, object]) -> str:
    """The words where the result has them, else where they stand."""
    place = (
        f"note {one_line(str(piece.get('note_id', '?')))}, characters {piece.get('start', '?')}–{piece.get('end', '?')}"
    )
    if isinstance(words := piece.get("text"), str):
        return f"<q>{_line(words)}</q> <small>{escape(place)}</small>"
    return escape(place)


def _line(text: str) -> str:
    """One line of text, cut where it is too long for a list."""
    line = one_line(text)
    return escape(line if len(line) <= _LONGEST else line[: _LONGEST - 2] + " …")

"""A result as one paragraph in plain words, to be put into a chart."""

from __future__ import annotations

from matcher.matching.naming import display_name, listed
from matcher.matching.types import Subject, Verdict
from matcher.matching.wording import date_words
from matcher.report.summary import Row, View, questions
from matcher.report.visible import one_line

_MOST_REASONS = 4
_MOST_QUESTIONS = 6
_LONGEST_REASON = 160
_ASK = "Ask for "
_SAID: dict[Verdict, str] = {
    "satisfied": "met or not in the way",
    "violated": "against it",
    "unknown": "open",
    "not_applicable": "not applicable",
}
_OPENING = {
    "ineligible": "does not qualify for",
    "review": "may qualify for",
    "eligible": "qualifies, as far as the notes document it, for",
}


def chart_paragraph(view: View) -> str:
    """Status, what the trial is about, what stands in the way, what contradicts itself, what rests on an assumption, and what to ask for."""
    said = [_opening(view), *map(_about, view.result.about), _counts(view)]
    said += _against(view)
    said += _contradictions(view)
    said += _assumed(view)
    said += _open(view)
    return one_line(" ".join(sentence for sentence in said if sentence))


def _opening(view: View) -> str:
    trial = view.trial
    title = one_line(trial.title or "").rstrip(".")
    name = f"the trial {trial.nct_id or ''} {f'({title})' if title and trial.nct_id else title}".strip()
    day = date_words(view.result.as_of)
    return f"{f'As of {day}, the' if day else 'The'} patient {_OPENING[view.result.status]} {' '.join(name.split())}."


def _about(subject: Subject) -> str:
    what = " or ".join(display_name(name) for name in subject.concepts)
    match subject.relation:
        case "documented":
            return f"The trial is about {what}, which the notes document."
        case "denied":
            return f"The trial is about {what}, which the notes deny."
        case "akin":
            return f"The trial is about {what}, which the notes do not settle."
    return f"The trial is about {what}, of which the notes say nothing."


def _counts(view: View) -> str:
    if not view.rows:
        return "No criterion was found in the trial's text."
    counted = [f"{number} {_SAID[verdict]}" for verdict, number in view.counts.items() if number]
    return f"Of {len(view.rows)} criteria, {listed(counted)}."


def _against(view: View) -> list[str]:
    rows = [row for row in view.rows if row.verdict == "violated"]
    if not rows:
        return []
    said = [f"{row.criterion.id}: {_short(row)}" for row in rows[:_MOST_REASONS]]
    more = f" And {len(rows) - _MOST_REASONS} more." if len(rows) > _MOST_REASONS else ""
    return [f"Against it: {' '.join(said)}{more}"]


def _short(row: Row) -> str:
    reason = one_line(row.judgement.reason)
    return reason if len(reason) <= _LONGEST_REASON else reason[: _LONGEST_REASON - 1].rstrip() + "…"


def _contradictions(view: View) -> list[str]:
    rows = [row for row in view.rows if row.verdict == "unknown" and "contradict each other" in row.judgement.reason]
    return [f"{row.criterion.id}: {_short(row)}" for row in rows[:_MOST_REASONS]]


def _assumed(view: View) -> list[str]:
    ids = [row.criterion.id for row in view.rows if row.judgement.basis == "assumed"]
    if not ids:
        return []
    shown = ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
    return [f"What no note mentions was taken as absent for {shown}."]


def _open(view: View) -> list[str]:
    asked = questions(view.result.missing)
    if not asked or view.result.status == "ineligible":
        return []
    shown = asked[:_MOST_QUESTIONS]
    looked_up = [item.removeprefix(_ASK) for item in shown if item.startswith(_ASK)]
    others = [f"{item}." for item in shown if not item.startswith(_ASK)]
    said = [f"{_ASK.strip()}: {'; '.join(looked_up)}."] if looked_up else []
    more = [f"And {len(asked) - _MOST_QUESTIONS} more questions."] if len(asked) > _MOST_QUESTIONS else []
    return [*said, *others, *more]

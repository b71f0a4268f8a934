"""The summary of a run as one HTML page: ranking and funnel of each trial, and what is asked most often.

It holds ids of patients, words of trials and counts; no word of a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from matcher.bulk.options import Scoring
from matcher.bulk.plots import Bar, Part, bars
from matcher.bulk.tally import RANKED, Ranked, Tally, TrialTally
from matcher.report.html import SUPPORT, escape, page
from matcher.report.visible import one_line

_MOST_TRIALS = 100
_MOST_QUESTIONS = 20
_TRIAL_QUESTIONS = 10
_STATUSES = (("eligible", "eligible"), ("review", "to review"), ("ineligible", "ruled out"))


@cache
def _style() -> str:
    return Path(__file__).with_name("summary.css").read_text(encoding="utf-8")


def summary_page(accounts: Sequence[str], tally: Tally, versions: Mapping[str, str], scoring: Scoring) -> str:
    """The page.

    Args:
        accounts: what became of notes and pairs, in lines.
        tally: the counts.
        versions: what the result was made with.
        scoring: the options.
    """
    trials = sorted(tally.trials.values(), key=_promise, reverse=True)
    shown = trials[:_MOST_TRIALS]
    more = f"<p>and {len(trials) - len(shown):,} more trials, in the tables</p>" if len(trials) > len(shown) else ""
    made = " · ".join(f"{escape(name)} {escape(str(value)[:12])}" for name, value in versions.items())
    body = (
        f'<main><p class="tm-support">{SUPPORT}</p><h1>Patients against trials</h1>'
        f'<pre class="bulk-accounts">{escape(chr(10).join(accounts))}</pre><p class="tm-settings">{_settings(scoring)}</p>'
        f"<h2>Trials, those with most patients not ruled out first</h2>{_legend()}{_overview(shown)}{more}"
        f"<h2>Most frequent open questions</h2><p>For pairs that nothing rules out.</p>"
        f"{_questions(tally.questions.most_common(_MOST_QUESTIONS), 'Open questions of all trials')}"
        f"<h2>Trial by trial</h2>{''.join(_trial(trial) for trial in shown)}"
        f'<footer><p class="tm-settings">{made}</p></footer></main>'
    )
    return page("Patients against trials", f"<style>{_style()}</style>{body}")


def _promise(trial: TrialTally) -> tuple[int, int]:
    return trial.statuses["eligible"] + trial.statuses["review"], trial.statuses["eligible"]


def _settings(scoring: Scoring) -> str:
    day = scoring.as_of.isoformat() if scoring.as_of else "each patient's newest note"
    silence = "taken as absent where a note would mention it" if scoring.absence == "assume" else "unknown"
    stop = " Pairs ruled out by age or sex were left there (partial)." if scoring.may_stop else ""
    return f"Screening date: {day}. What no note mentions is {silence}.{stop}"


def _legend() -> str:
    items = "".join(f'<li><span class="bulk-swatch bulk-{look}"></span> {name}</li>' for look, name in _STATUSES)
    return f'<ul class="bulk-legend" aria-label="Colours">{items}</ul>'


def _overview(trials: Sequence[TrialTally]) -> str:
    rows = []
    for trial in trials:
        parts = tuple(Part(trial.statuses[status], status, name) for status, name in _STATUSES)
        open_ = trial.statuses["eligible"] + trial.statuses["review"]
        rows.append(Bar(_name(trial), parts, f"{open_:,} of {trial.pairs:,}"))
    return bars("Pairs of each trial by status", rows)


def _questions(asked: Sequence[tuple[str, int]], title: str) -> str:
    if not asked:
        return "<p>None.</p>"
    return bars(title, [Bar(question, (Part(n, "review", "pairs"),), f"{n:,}") for question, n in asked])


def _name(trial: TrialTally) -> str:
    title = trial.planned.trial.title
    return f"{trial.planned.id} {title}" if title else trial.planned.id


def _trial(trial: TrialTally) -> str:
    counts = ", ".join(f"{trial.statuses[status]:,} {name}" for status, name in _STATUSES)
    return (
        f"<details><summary><b>{escape(one_line(_name(trial)))}</b> <span>{counts}</span></summary>"
        f"<h3>Ranking</h3>{_ranking(trial.ranking())}"
        f"<h3>Funnel</h3><p>Pairs that nothing up to and with each criterion rules out; age and sex come first. "
        f"Behind the bar: how many are left, and for how many the criterion itself is open.</p>{_funnel(trial)}"
        f"<h3>Open questions</h3>{_questions(trial.questions.most_common(_TRIAL_QUESTIONS), 'Open questions')}</details>"
    )


def _ranking(best: Sequence[Ranked]) -> str:
    if not best:
        return "<p>Every patient is ruled out.</p>"
    rows = "".join(
        f"<tr><td>{n}</td><td>{escape(one_line(entry.patient_id))}</td><td>{entry.status}</td>"
        f"<td>{entry.score:.3f}</td><td>{entry.unknown}</td></tr>"
        for n, entry in enumerate(best, 1)
    )
    note = f"<p>The first {RANKED}; all are in the table of pairs.</p>" if len(best) == RANKED else ""
    head = "<tr><th></th><th>patient</th><th>status</th><th>score</th><th>open criteria</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{note}"


def _funnel(trial: TrialTally) -> str:
    rows = []
    for number, left in trial.funnel():
        criterion = trial.planned.trial.criteria[number]
        open_ = trial.unknown[number]
        label = f"{criterion.id} {criterion.text}"
        rows.append(Bar(label, (Part(left, "left", "left"),), f"{left:,} ({open_:,} open)"))
    return bars("Pairs left after each criterion", rows, longest=trial.pairs or 1) if rows else "<p>No criterion.</p>"

"""Draft of a letter that refers a patient to a study centre: what speaks for the trial, what against, and what is open.

The draft names nobody: who writes, to whom and about whom stands in brackets to be filled in. Private notes stay out of it, and so
do the notes themselves; of them only the quotes behind a verdict are in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.matching.wording import date_words
from matcher.report.html import trial_words, versions_words
from matcher.report.markup import escape, page
from matcher.report.summary import STATUS_WORDS, VERDICT_WORDS, Row, View, first_and_more, questions, when
from matcher.report.visible import one_line, wrap

_QUOTES = 2
"""Quotes of a criterion: a letter shows what decided, the report shows all."""
_COLUMNS = 78
_DRAFT = "Draft for the treating clinician: check every line against the record before it is sent."


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading with its lines; each line may have smaller ones below it."""

    title: str
    lead: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def letter_text(view: View) -> str:
    """The letter as plain text of at most 78 columns."""
    lines = [*wrap(f"[{_DRAFT}]", _COLUMNS), ""]
    for paragraph in _opening(view):
        lines += [*wrap(paragraph, _COLUMNS), ""]
    for part in _parts(view):
        lines += [part.title, "-" * len(part.title)]
        lines += wrap(part.lead, _COLUMNS) if part.lead else []
        for said, below in part.lines:
            lines += _hanging("- ", said)
            for line in below:
                lines += _hanging("    ", line)
        lines.append("")
    for paragraph in _closing(view):
        lines += [*wrap(paragraph, _COLUMNS), ""]
    return "\n".join(lines)


def letter_html(view: View) -> str:
    """The letter as a page that stands alone."""
    body = [f'<p class="tm-support">{escape(_DRAFT)}</p>', *(f"<p>{escape(text)}</p>" for text in _opening(view))]
    for part in _parts(view):
        items = "".join(
            f"<li>{escape(said)}{''.join(f'<br><small>{escape(line)}</small>' for line in below)}</li>"
            for said, below in part.lines
        )
        lead = f"<p>{escape(part.lead)}</p>" if part.lead else ""
        body.append(f"<h2>{escape(part.title)}</h2>{lead}<ul>{items}</ul>")
    body += [f"<p>{escape(text)}</p>" for text in _closing(view)]
    return page("Referral letter (draft)", f"<main>{''.join(body)}</main>")


def _opening(view: View) -> Iterator[str]:
    title, details = trial_words(view.trial)
    yield "To: [study centre, investigator]"
    yield "From: [name, department, telephone]"
    yield "Date: [date]"
    yield f"Re: [patient's name and date of birth]; trial: {title} ({details})"
    yield "Dear colleague,"
    day = date_words(view.result.as_of)
    counted = view.counts
    yield (
        "I would like to ask you to consider my patient for this trial. I compared the record with the published criteria"
        f"{f' as of {day}' if day else ''}: {counted['satisfied']} satisfied, {counted['violated']} violated, "
        f"{counted['unknown']} open, {counted['not_applicable']} not applicable. {_STATUS[view.result.status]}"
    )


_STATUS = {
    "eligible": "From the record alone nothing stands in the way.",
    "review": "The open points below must be settled before eligibility can be judged.",
    "ineligible": "As the record stands, the criteria below rule the patient out; please tell me if you see that otherwise.",
}


def _parts(view: View) -> Iterator[_Part]:
    against = tuple(_said(row) for row in view.rows if row.verdict == "violated")
    if against:
        yield _Part("What stands in the way", "", against)
    speaks = tuple(
        _said(row)
        for row in view.rows
        if row.verdict == "satisfied" and (row.quotes or row.decision) and row.judgement.basis != "assumed"
    )
    if speaks:
        yield _Part("What the record documents", "", speaks)
    assumed = tuple(
        (_criterion(row), ()) for row in view.rows if row.verdict == "satisfied" and row.judgement.basis == "assumed"
    )
    if assumed:
        yield _Part("Taken as absent", "No note mentions these, and a note would be expected to:", assumed)
    open_ = [row.criterion.id for row in view.rows if row.verdict == "unknown"]
    if open_:
        asked = tuple((f"{text}.", ()) for text in questions(view.result.missing))
        yield _Part("Open questions", f"The record does not decide {', '.join(open_)}.", asked)


def _said(row: Row) -> tuple[str, tuple[str, ...]]:
    below = [] if row.changed else [one_line(row.judgement.reason)]
    first, _ = first_and_more(row.quotes, row.decided, _QUOTES)
    below += [f"“{one_line(quote.text)}” ({when(quote)})" for quote in first if quote.role == "supports"]
    said = row.decision
    if said is not None:
        why = f": {one_line(said.reason)}" if said.reason else ""
        was = f", where the software read {VERDICT_WORDS[row.machine.verdict].lower()}" if row.changed else ""
        below.append(f"Judged by {one_line(said.by)}{was}{why}")
    return _criterion(row), tuple(below)


def _criterion(row: Row) -> str:
    return f"{row.criterion.id} ({row.meaning}): {one_line(row.criterion.text)}"


def _closing(view: View) -> Iterator[str]:
    yield "With kind regards, [signature]"
    people = dict.fromkeys(map(one_line, view.review.people()))
    checked = f" Reviewed by {', '.join(people)}." if people else " No verdict has been confirmed by a person yet."
    yield (
        f"Prepared with a trial-matching program, which supports a decision and does not make it. Status: "
        f"{STATUS_WORDS[view.result.status]}.{checked} {versions_words(view)}"
    )


def _hanging(lead: str, text: str) -> list[str]:
    wrapped = wrap(text, _COLUMNS - len(lead))
    return [(lead if number == 0 else " " * len(lead)) + line for number, line in enumerate(wrapped)]

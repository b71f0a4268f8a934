"""The facts of a patient as HTML: a table, and the notes with every fact marked."""

from __future__ import annotations

from collections import Counter

from matcher.matching.wording import date_words
from matcher.notes.types import Fact, Note, Patient
from matcher.report.highlight import Span, segments
from matcher.report.marked_notes import note_title
from matcher.report.markup import SUPPORT, escape, page
from matcher.report.table import assertion_words, value_words
from matcher.report.visible import one_line

_HEAD = ("Note", "Type", "Concept", "Value", "Date", "Meant as", "Words")


def facts_document(patient: Patient) -> str:
    """A page that stands alone: what was read in the notes, each fact a link to its place."""
    number = {note.note_id: n for n, note in enumerate(patient.notes)}
    counts = ", ".join(f"{n} {name}" for name, n in Counter(fact.type for fact in patient.facts).most_common())
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    rows = "".join(_row(fact, number.get(fact.note_id, 0)) for fact in patient.facts)
    warnings = "".join(f'<p class="tm-warning">{escape(one_line(text))}</p>' for text in patient.warnings)
    notes = "".join(_note(note, n, patient) for n, note in enumerate(patient.notes))
    body = (
        f'<main><p class="tm-support">{SUPPORT}</p><p class="tm-trial"><b>{len(patient.facts)} facts</b> <span>{escape(counts)}</span></p>'
        f'{warnings}<div class="tm-columns"><section aria-label="Facts"><table class="tm-facts"><thead><tr>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table></section><section class="tm-notes" aria-label="Notes">{notes}</section></div></main>'
    )
    return page("Facts of the notes", body)


def _row(fact: Fact, note: int) -> str:
    cells = (
        f'<a href="#at-{note}-{fact.start}">{note + 1}</a>',
        escape(fact.type),
        escape(one_line(fact.concept)),
        escape(value_words(fact)),
        date_words(fact.date, fact.date_precision),
        escape(", ".join(assertion_words(fact))),
        escape(one_line(fact.text)),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _note(note: Note, number: int, patient: Patient) -> str:
    facts = {fact.fact_id: fact for fact in patient.facts if fact.note_id == note.note_id}
    spans = [Span(fact.start, fact.end, fact.fact_id, "context") for fact in facts.values()]
    body = ""
    for segment in segments(len(note.text), spans):
        text = escape(note.text[segment.start : segment.end])
        label = "; ".join(f"{facts[id_].type}: {one_line(facts[id_].concept)}" for id_ in segment.criteria)
        body += (
            f'<mark class="tm-mark tm-satisfied" id="at-{number}-{segment.start}" title="{escape(label)}">{text}</mark>'
            if segment.spans
            else text
        )
    return f'<article class="tm-note">{note_title(note, number, len(patient.notes))}<div class="tm-notetext" dir="ltr">{body}</div></article>'

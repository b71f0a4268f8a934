"""Notes in their own layout with the evidence marked; marks may overlap and stay readable."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.matching.review import Remark, Review
from matcher.matching.types import Judgement, Verdict
from matcher.matching.wording import date_words
from matcher.notes.types import Fact, Note, Patient
from matcher.report.highlight import Segment, Span, note_spans, segments
from matcher.report.markup import escape
from matcher.report.summary import VERDICT_WORDS
from matcher.report.visible import one_line

_KINDS = ("violated", "satisfied", "not_applicable", "unknown", "aside", "remark")
"""Looks of a mark, strongest first: what decides goes before what is open."""


def marked_notes(patient: Patient, judgements: Iterable[Judgement], review: Review | None = None) -> str:
    """All notes of a patient, one below the other."""
    judged = tuple(judgements)
    return "".join(marked_note(note, n, judged, len(patient.notes), review) for n, note in enumerate(patient.notes))


def marked_note(
    note: Note, number: int, judgements: Iterable[Judgement], of: int = 1, review: Review | None = None
) -> str:
    """A note in its own layout with its evidence marked.

    Args:
        note: the note.
        number: its place among the patient's notes, from 0; marks are named `at-<number>-<start>`.
        judgements: whose evidence to mark.
        of: how many notes there are.
        review: private notes and corrected facts, marked too.
    """
    judged = tuple(judgements)
    verdicts = {judgement.criterion_id: judgement.verdict for judgement in judged}
    own = _own_spans(review or Review(), note.note_id)
    said = {span.criterion_id: text for span, text in own}
    spans = [*note_spans(judged, note.note_id), *(span for span, _ in own)]
    body = "".join(
        _segment(segment, note.text[segment.start : segment.end], number, verdicts, said)
        for segment in segments(len(note.text), spans)
    )
    return f'<article class="tm-note" aria-label="Note {number + 1}">{note_title(note, number, of)}<div class="tm-notetext" dir="ltr" data-note="{number}">{body}</div></article>'


def note_title(note: Note, number: int, of: int) -> str:
    """The line over a note: which one, its name, its date."""
    name = note.title or note.note_id or ""
    named = f" <span>{escape(one_line(name))}</span>" if name and not name.isdigit() else ""
    date = date_words(note.date) or "no date given"
    return f'<h3 class="tm-notehead">Note {number + 1}{f" of {of}" if of > 1 else ""}{named} <small>{date}</small></h3>'


def _own_spans(review: Review, note_id: str | None) -> list[tuple[Span, str]]:
    """What a person marked, each under a name of its own, with what the mark says."""
    found: list[tuple[str, Remark | Fact, str]] = [
        ("remark", item, f"private note: {item.text}") for item in review.remarks
    ]
    for item in review.corrections:
        found.append((item.action, item.fact, f"fact {item.action}: {item.fact.type} {item.fact.concept}"))
    return [
        (Span(at.start, at.end, f"{kind} {n}", "context"), said)
        for n, (kind, at, said) in enumerate(found)
        if at.note_id == note_id
    ]


def _segment(segment: Segment, text: str, number: int, verdicts: dict[str, Verdict], said: dict[str, str]) -> str:
    if not segment.spans:
        return escape(text)
    kind = min((_weight(span, verdicts) for span in segment.spans), key=_KINDS.index)
    ids = [id_ for id_ in segment.criteria if id_ in verdicts]
    own = [id_ for id_ in segment.criteria if id_ in said]
    label = "; ".join([f"{id_} {VERDICT_WORDS[verdicts[id_]].lower()}" for id_ in ids] + [said[id_] for id_ in own])
    looks = [f"tm-{kind}", *(["tm-several"] if len(ids) > 1 else []), *(f"tm-is-{id_.split()[0]}" for id_ in own)]
    return (
        f'<mark class="tm-mark {" ".join(dict.fromkeys(looks))}" id="at-{number}-{segment.start}" data-c="{escape(" ".join(ids))}" '
        f'data-note="{number}" data-start="{segment.start}" data-end="{segment.end}" title="{escape(one_line(label))}">{escape(text)}</mark>'
    )


def _weight(span: Span, verdicts: dict[str, Verdict]) -> str:
    """How a mark looks: as the verdict its words decide or leave open, or as an aside."""
    verdict = verdicts.get(span.criterion_id)
    if verdict is None:
        return "remark"
    return verdict if span.role == "supports" or verdict == "unknown" else "aside"


def legend() -> str:
    """What the marks in a note mean."""
    samples = "".join(
        f'<li><span class="tm-mark tm-{verdict}">{word}</span></li>'
        for verdict, word in (("violated", "rules out"), ("unknown", "open"), ("satisfied", "satisfies"))
    )
    return f'<ul class="tm-legend" aria-label="Legend of the marks">{samples}<li><span class="tm-mark tm-aside">decides nothing</span></li></ul>'

"""Notes in their own layout with the evidence marked; marks may overlap and stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.matching.review import Remark, Review
from matcher.matching.types import Judgement, Verdict
from matcher.matching.wording import date_words
from matcher.notes.types import Fact, Note, Patient
from matcher.report.highlight import Span, note_spans, segments
from matcher.report.markup import escape
from matcher.report.summary import VERDICT_WORDS
from matcher.report.visible import one_line

_KINDS = ("violated", "satisfied", "not_applicable", "unknown", "aside", "remark")
"""Looks of a mark, strongest first: what decides goes before what is open."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch [start, end) of a note.

    Attributes:
        kind: how it looks, as the strongest of its marks (one of `_KINDS`); "" without any.
        criteria: ids of the criteria it speaks to.
        own: what a person put on it: "remark", "added", "removed".
        label: what the marks say.
    """

    start: int
    end: int
    text: str
    kind: str
    criteria: tuple[str, ...]
    own: tuple[str, ...]
    label: str


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
    body = "".join(_html(stretch, number) for stretch in marked(note, judgements, review))
    return f'<article class="tm-note" aria-label="Note {number + 1}">{note_title(note, number, of)}<div class="tm-notetext" dir="ltr" data-note="{number}">{body}</div></article>'


def marked(note: Note, judgements: Iterable[Judgement], review: Review | None = None) -> Iterator[Marked]:
    """The text of a note in stretches that follow each other without gap, each with its marks."""
    judged = tuple(judgements)
    verdicts = {judgement.criterion_id: judgement.verdict for judgement in judged}
    own = _own_spans(review or Review(), note.note_id)
    said = {span.criterion_id: text for span, text in own}
    spans = [*note_spans(judged, note.note_id), *(span for span, _ in own)]
    for segment in segments(len(note.text), spans):
        kind = min((_weight(span, verdicts) for span in segment.spans), key=_KINDS.index, default="")
        criteria = tuple(id_ for id_ in segment.criteria if id_ in verdicts)
        mine = [id_ for id_ in segment.criteria if id_ in said]
        label = "; ".join(
            [f"{id_} {VERDICT_WORDS[verdicts[id_]].lower()}" for id_ in criteria] + [said[id_] for id_ in mine]
        )
        own_kinds = tuple(dict.fromkeys(id_.split()[0] for id_ in mine))
        yield Marked(
            segment.start, segment.end, note.text[segment.start : segment.end], kind, criteria, own_kinds, label
        )


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


def _html(stretch: Marked, number: int) -> str:
    text = escape(stretch.text)
    if not stretch.kind:
        return text
    several = ["tm-several"] if len(stretch.criteria) > 1 else []
    looks = [f"tm-{stretch.kind}", *several, *(f"tm-is-{kind}" for kind in stretch.own)]
    return (
        f'<mark class="tm-mark {" ".join(looks)}" id="at-{number}-{stretch.start}" data-c="{escape(" ".join(stretch.criteria))}" '
        f'data-note="{number}" data-start="{stretch.start}" data-end="{stretch.end}" title="{escape(one_line(stretch.label))}">{text}</mark>'
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

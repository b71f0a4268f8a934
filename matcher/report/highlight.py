"""Evidence spans of a note as segments that do not overlap, each with the criteria it speaks to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from matcher.matching.types import Judgement, Role


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of evidence in one note: offsets [start, end), the criterion and the part it plays there."""

    start: int
    end: int
    criterion_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch [start, end) over which the same spans lie; `spans` is empty for text that is no evidence."""

    start: int
    end: int
    spans: tuple[Span, ...] = ()

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids of the criteria, each once, in the order given."""
        return tuple(dict.fromkeys(span.criterion_id for span in self.spans))


def note_spans(judgements: Iterable[Judgement], note_id: str | None) -> list[Span]:
    """The evidence that stands in one note, in the order of the judgements."""
    spans = [
        Span(evidence.start, evidence.end, judgement.criterion_id, evidence.role)
        for judgement in judgements
        for evidence in judgement.evidence
        if evidence.note_id == note_id
    ]
    return list(dict.fromkeys(spans))


def segments(length: int, spans: Iterable[Span]) -> list[Segment]:
    """Cut a text of `length` characters at every edge of a span.

    The segments follow each other without gap or overlap from 0 to `length`; spans are cut to the text, empty ones dropped.

    >>> [(s.start, s.end, s.criteria) for s in segments(9, [Span(1, 5, "I1", "supports"), Span(3, 7, "E2", "supports")])]
    [(0, 1, ()), (1, 3, ('I1',)), (3, 5, ('I1', 'E2')), (5, 7, ('E2',)), (7, 9, ())]
    """
    inside = [span for span in spans if max(span.start, 0) < min(span.end, length)]
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for number, span in enumerate(inside):
        opening.setdefault(max(span.start, 0), []).append(number)
        closing.setdefault(min(span.end, length), []).append(number)
    edges = sorted({0, length, *opening, *closing})
    open_spans: set[int] = set()
    cut = []
    for start, end in pairwise(edges):
        open_spans.difference_update(closing.get(start, ()))
        open_spans.update(opening.get(start, ()))
        cut.append(Segment(start, end, tuple(inside[number] for number in sorted(open_spans))))
    return cut

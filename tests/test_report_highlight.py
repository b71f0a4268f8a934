"""Evidence spans become segments that never overlap and together are the note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import match

from matcher.report.highlight import Segment, Span, note_spans, segments

SPANS = st.lists(
    st.builds(Span, st.integers(-3, 45), st.integers(-3, 45), st.sampled_from(["I1", "E2", "E3"]), st.just("supports")),
    max_size=12,
)


@given(st.integers(0, 40), SPANS)
def test_segments_follow_each_other_and_cover_the_note(length: int, spans: list[Span]) -> None:
    cut = segments(length, spans)
    assert [part.start for part in cut] == [0, *(part.end for part in cut)][:-1] if cut else length == 0
    assert all(part.start < part.end for part in cut)
    assert (cut[-1].end if cut else 0) == length
    for part in cut:
        lying_over = {span for span in spans if span.start <= part.start and part.end <= span.end}
        assert set(part.spans) == lying_over


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [(0, 10, ())]),
        ([Span(0, 10, "I1", "supports")], [(0, 10, ("I1",))]),
        (
            [Span(2, 8, "I1", "supports"), Span(4, 6, "E2", "context")],
            [(0, 2, ()), (2, 4, ("I1",)), (4, 6, ("I1", "E2")), (6, 8, ("I1",)), (8, 10, ())],
        ),
        ([Span(3, 3, "I1", "supports"), Span(8, 99, "E2", "supports")], [(0, 8, ()), (8, 10, ("E2",))]),
    ],
    ids=["no evidence", "whole note", "one inside another", "empty span and span past the end"],
)
def test_overlapping_evidence_is_cut_at_every_edge(
    spans: list[Span], expected: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    assert [(part.start, part.end, part.criteria) for part in segments(10, spans)] == expected


def test_a_segment_names_each_criterion_once() -> None:
    segment = Segment(0, 1, (Span(0, 1, "I1", "supports"), Span(0, 1, "I1", "context"), Span(0, 1, "E2", "supports")))
    assert segment.criteria == ("I1", "E2")


def test_only_the_evidence_of_the_note_is_marked() -> None:
    assert note_spans(match().judgements, "another note") == []
    assert {span.criterion_id for span in note_spans(match().judgements, "n1")} == {"I1", "I2", "E1", "E2"}


def test_many_spans_are_cut_in_good_time() -> None:
    spans = [Span(n * 5, n * 5 + 3, f"I{n % 40}", "supports") for n in range(20_000)]
    assert sum(bool(part.spans) for part in segments(100_000, spans)) == 20_000

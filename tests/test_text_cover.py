"""Which places of a text are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.cover import Cover
from matcher.text.sentences import sentence_spans

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(SPANS, st.integers(0, 30), st.integers(1, 5))
def test_it_answers_as_a_look_at_every_span(spans: list[tuple[int, int]], start: int, length: int) -> None:
    cover, end = Cover(spans), start + length
    real = [(low, high) for low, high in spans if low < high]
    assert cover.overlaps(start, end) == any(low < end and start < high for low, high in real)
    assert cover.has_inside(start) == any(low < start < high for low, high in real)
    if any(low <= start and end <= high for low, high in real):
        assert cover.contains(start, end)
    if cover.contains(start, end):
        assert all(any(low <= place < high for low, high in real) for place in range(start, end))


@pytest.mark.parametrize(
    ("text", "cut_after"),
    [
        ("aspirin 81 mg daily; " * 200, ";"),
        ("no fever, no cough, " * 200, ","),
        ("asthma and gout " * 200, ""),
    ],
)
def test_text_without_stops_is_cut_where_it_pauses(text: str, cut_after: str) -> None:
    parts = [text[start:end] for start, end in sentence_spans(text)]
    assert len(parts) > 2
    assert all(len(part) <= 1_200 and part == part.strip() and part.endswith(cut_after) for part in parts[:-1])
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


def test_a_word_without_end_is_not_cut() -> None:
    text = f"asthma {'x' * 5_000} gout"
    assert [text[start:end] for start, end in sentence_spans(text)] == [f"asthma {'x' * 5_000}", "gout"]

"""Parts of a text that are taken: whether a place lies in one of them, in the logarithm of their number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Cover:
    """Spans (start, end) of a text, in any order and overlapping as they may."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether one of the spans shares a character with start..end."""
        first = bisect_right(self._ends, start)
        return first < len(self._starts) and self._starts[first] < end

    def contains(self, start: int, end: int) -> bool:
        """Whether all of start..end is covered, by one span or by several that overlap."""
        last = bisect_right(self._starts, start)
        return last > 0 and end <= self._ends[last - 1]

    def has_inside(self, place: int) -> bool:
        """Whether a place lies within a span, after its start and before its end."""
        return (before := bisect_left(self._starts, place)) > 0 and place < self._ends[before - 1]

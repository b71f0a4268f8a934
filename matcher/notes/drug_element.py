"""One element of a sentence that speaks of drugs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from matcher.records import checked
from matcher.terms.types import TermMatch
from matcher.text.quantities import Quantity
from matcher.text.times import TimeExpression

TABLES = Path(__file__).parent / "tables"

Kind = Literal[
    "drug",
    "term",
    "dose",
    "frequency",
    "count",
    "time",
    "cue",
    "open",
    "close",
    "comma",
    "colon",
    "semicolon",
    "and",
    "word",
]


@checked(frozen=True, slots=True)
class DrugElement:
    """One element at [start, end) of the text.

    Attributes:
        kinds: of a cue, what it may mean ("start", "stop", "active", "shift", "response" …).
        value: the route, the response, or the word itself.
        per_day: of a frequency, times a day; None where it cannot be said.
        number: of a count ("x4").
    """

    kind: Kind
    start: int
    end: int
    kinds: frozenset[str] = frozenset()
    value: str = ""
    quantity: Quantity | None = None
    time: TimeExpression | None = None
    term: TermMatch | None = None
    per_day: float | None = None
    number: int | None = None

    def says(self, *kinds: str) -> bool:
        """Whether a cue may mean one of these."""
        return not self.kinds.isdisjoint(kinds)

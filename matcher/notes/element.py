"""One element of a sentence that reports results."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from matcher.records import checked
from matcher.text.quantities import Quantity
from matcher.text.tables import read_table
from matcher.text.times import TimeExpression

TABLES = Path(__file__).parent / "tables"

Kind = Literal[
    "name",
    "entity",
    "number",
    "fraction",
    "class",
    "time",
    "part",
    "quality",
    "flag",
    "reference",
    "uln",
    "lln",
    "assay limit",
    "earlier",
    "later",
    "extreme",
    "from",
    "to",
    "copula",
    "fill",
    "echo",
    "include",
    "negation",
    "condition",
    "specimen",
    "oxygen",
    "exertion",
    "open",
    "close",
    "comma",
    "semicolon",
    "colon",
    "slash",
    "and",
    "equals",
    "dash",
    "stop",
    "word",
]


@checked(frozen=True, slots=True)
class Element:
    """One element at [start, end) of the text.

    Attributes:
        value: what a word means (a quality, a specimen, "room air", "nadir", a class "III" or "B").
        leads: a quality that may stand before the name it describes.
        concepts: of a name: what is measured, several for "hepatitis B serology".
        quantity, time, term: what was found there, by kind.
        fuzzy: a name with a typing error.
    """

    kind: Kind
    start: int
    end: int
    value: str = ""
    leads: bool = False
    concepts: tuple[str, ...] = ()
    quantity: Quantity | None = None
    time: TimeExpression | None = None
    fuzzy: bool = False


@cache
def result_words() -> dict[str, tuple[Kind, str, bool]]:
    """Words → kind, value, whether a quality may lead a name; from `result_words.tsv`."""
    return {
        row["words"].lower(): (row["kind"], row["value"], row["place"] == "both")  # type: ignore[misc]
        for row in read_table(TABLES / "result_words.tsv")
    }

"""Lexical items: what a statement is taken apart into before the grammar reads it."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.terms.types import TermMatch
from matcher.text.quantities import Quantity
from matcher.text.times import TimeSpan


@dataclass(slots=True, eq=False)
class Item:
    """One lexical item: `text[start:end]` of the reading copy, what kind it is, and what it carries.

    Kinds: term, quantity, span, numeral, word; the kinds of the tables (and, or, example, define, except, if, must, not,
    count, with, cause, unrelated, require, permit, exclude, drop, result, qualifier, person, scale, generic, …); and the
    marks (comma, semicolon, colon, open, close, slash, plus, stop).
    """

    kind: str
    start: int
    end: int
    value: str = ""
    detail: str = ""
    number: float | None = None
    term: TermMatch | None = None
    quantity: Quantity | None = None
    span: TimeSpan | None = None
    used: bool = False

    def said(self, text: str) -> str:
        """Its words in lower case.

        Args:
            text: the reading copy, which its offsets are in.
        """
        return text[self.start : self.end].lower()

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end} {self.value or (self.term.concept if self.term else '')}>"

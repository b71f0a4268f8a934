"""One result as read from a note, and the row of elements it is read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.notes.element import Element
from matcher.terms import vocabulary
from matcher.terms.types import Analyte
from matcher.terms.units import fits
from matcher.text.quantities import Quantity
from matcher.text.times import TimeExpression

OPPOSITE = {
    "positive": "negative",
    "negative": "positive",
    "not detected": "positive",
    "elevated": "normal",
    "low": "normal",
    "abnormal": "normal",
    "normal": "abnormal",
}
TEST_QUALITIES = frozenset({"positive", "negative", "not detected", "indeterminate", "pending", "not done"})
WAITING = frozenset({"pending", "not done"})
PRESSURE = "blood pressure"
NO_RESULT_UNITS = re.compile(
    r"(?:doses?|tab(?:let)?s?|caps?(?:ules?)?|puffs?|drops?|days?|weeks?|wks?|months?|mos?|years?|yrs?|y|d|wk|cycles?|times|episodes?|infusions?|injections?|packs?|"
    r"pack[ -]years?|drinks?|cigarettes?|vials?|patch(?:es)?)\Z",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Reading:
    """One result of one name, as read; offsets are in the note.

    Attributes:
        concepts: what was measured (several for "hepatitis B serology").
        start, end: from the name (or the quality that leads it) to the last word that belongs to the result.
        quantity: the number; `second` its second half (diastolic pressure).
        earlier: said of a time before, without or with a date of its own.
        hypothetical: a goal, a threshold, an "if".
        graded: given in crosses ("2+").
        shared_time: the time was said of several results.
    """

    concepts: tuple[str, ...]
    name: Element
    start: int
    end: int
    quantity: Quantity | None = None
    stage: str | None = None
    quality: str | None = None
    flag: str | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    specimen: str | None = None
    oxygen: str | None = None
    extreme: str | None = None
    exertion: str | None = None
    time: TimeExpression | None = None
    earlier: bool = False
    hypothetical: bool = False
    graded: bool = False
    shared_time: bool = False

    @property
    def filled(self) -> bool:
        """Whether it says anything."""
        return self.quantity is not None or self.quality is not None or self.stage is not None


def analyte_of(concept: str) -> Analyte | None:
    """What is known of an analyte, None for concepts that are not in the table."""
    return vocabulary().analyte(concept)


def unit_fits(unit: str, concept: str) -> bool | None:
    """Whether a unit is one of those the analyte is reported in, None where nothing is known."""
    analyte = analyte_of(concept)
    if analyte is None or not analyte.units:
        return None
    return fits(unit, analyte)


def is_limit(quantity: Quantity | None) -> bool:
    """Whether a quantity can be a limit of normal ("3.5 - 5.0", "< 10"), not a result."""
    return (
        quantity is not None
        and quantity.multiplier is None
        and (quantity.value_high is not None or quantity.comparator in ("<", "<=", ">", ">="))
    )


def halves(number: Element) -> list[Element]:
    """The two numbers at a stroke of "AST/ALT 24/19"."""
    quantity = number.quantity
    assert quantity is not None
    assert quantity.second is not None
    first, second = replace(quantity, second=None), replace(quantity, value=quantity.second, second=None)
    return [replace(number, quantity=first), replace(number, quantity=second)]


@dataclass(slots=True)
class ElementRow:
    """The elements of one sentence with the text they stand in."""

    text: str
    elements: Sequence[Element]

    def kind(self, index: int) -> str:
        """The kind of an element, "end" beyond the last."""
        return self.elements[index].kind if 0 <= index < len(self.elements) else "end"

    def quality_at(self, index: int) -> str:
        """A quality with the negation before it."""
        quality = self.elements[index].value
        before = self.elements[index - 1] if index else None
        if before is not None and before.kind == "negation":
            return OPPOSITE.get(quality, quality)
        return quality

"""Brackets behind a name or a value: limits of normal, earlier values, dates, specimens, the value in another unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.result import NO_RESULT_UNITS, ElementRow, Reading, analyte_of, is_limit, unit_fits
from matcher.notes.result_scores import lists_items
from matcher.text.quantities import Quantity


class BracketReader:
    """What reading a result needs of brackets; `results[0]` is the result in the making."""

    def __init__(self, row: ElementRow, reading: Reading) -> None:
        self.row = row
        self.text = row.text
        self.elements = row.elements
        self.results = [reading]
        self.words = 0
        self.closed = 0
        """Index of the end of the bracket being read."""

    @property
    def current(self) -> Reading:
        """The result in the making."""
        return self.results[0]

    def bracket(self, at: int) -> int | None:
        """Reads a bracket behind a name or a value; a bracket that names other analytes is left to be read by itself."""
        close = self.closed = self._closing(at)
        inner = self.elements[at + 1 : close]
        current = self.current
        analyte = analyte_of(current.concepts[0])
        if analyte is not None and analyte.kind == "score" and lists_items(self.row, at + 1):
            return None if current.filled else close + 1
        if self._unit_alone(at, close):
            return close + 1
        if any(element.kind == "name" and element.value != "bare" for element in inner) or len(inner) > 24:
            return None
        ranged = [e for e in inner if e.kind == "number" and is_limit(e.quantity)]
        told = [e.quantity.unit for e in inner if e.kind == "number" and e.quantity is not None]
        stop = (
            self.elements[close].end
            if close < len(self.elements)
            else (inner[-1].end if inner else self.elements[at].end)
        )
        expecting: str | None = None
        used = False
        for position, element in enumerate(inner):
            word = self.text[element.start : element.end].lower()
            match element.kind:
                case "time" if (
                    element.time is not None and element.time.kind in ("date", "relative") and current.time is None
                ):
                    if not self._has_earlier(inner):
                        current.time, used = element.time, True
                case "reference" | "uln" | "lln" | "assay limit" | "from":
                    expecting = element.kind
                case "earlier" | "later":
                    expecting = "earlier" if element.kind == "earlier" and word not in ("is",) else expecting
                case "extreme":
                    expecting = element.value
                case "flag":
                    current.flag, used = element.value, True
                case "class" if element.value in ("A",) and current.quantity is not None and len(inner) == 1:
                    current.flag, used = element.value, True
                case "word" if (
                    element.value in ("h", "l", "n", "hh", "ll") and len(inner) == 1 and current.quantity is not None
                ):
                    current.flag, used = element.value[0].upper(), True
                case "quality":
                    follows = inner[position + 1] if position + 1 < len(inner) else None
                    if (
                        element.value in ("normal", "negative")
                        and follows is not None
                        and (follows.kind == "number" or follows.kind in ("colon", "equals", "copula"))
                    ):
                        expecting = "reference"
                    elif current.quality is None or current.quality == "pending":
                        current.quality, used = element.value, True
                case "specimen":
                    current.specimen, used = current.specimen or element.value, True
                case "oxygen":
                    current.oxygen, used = current.oxygen or element.value, True
                case "number" if element.quantity is not None:
                    used = self._bracketed(element, expecting, inner, position, stop) or used
                    expecting = None
                case _:
                    pass
        if used or current.filled:
            current.end = max(current.end, stop) if used else current.end
        elif not ranged and told:
            self.words += 1
        return close + 1

    def _unit_alone(self, at: int, close: int) -> bool:
        """Whether a bracket behind a number holds no more than its unit: "233 (x10^9/L)"."""
        current = self.current
        if close >= len(self.elements) or current.quantity is None:
            return False
        unit = self.text[self.elements[at].end : self.elements[close].start].strip()
        if not unit or unit[0].isdigit() or not unit_fits(unit, current.concepts[0]):
            return False
        if current.quantity.unit is None:
            current.quantity = replace(current.quantity, unit=unit)
        current.end = max(current.end, self.elements[close].end)
        return True

    def _bracketed(
        self, element: Element, expecting: str | None, inner: Sequence[Element], position: int, stop: int
    ) -> bool:
        """Takes a number in a bracket: a limit, an earlier value, the value in another unit, or the value itself."""
        current, quantity = self.current, element.quantity
        assert quantity is not None
        if expecting == "assay limit" or any(e.kind == "condition" for e in inner):
            return True
        if expecting in ("reference", "uln", "lln"):
            self.refer(quantity, expecting)
            return True
        if current.quantity is None and current.stage is None and expecting is None:
            # "Potassium (3.5-5.0) 4.2": limits before the value.
            leads = "number" in (self.row.kind(self.closed + 1), self.row.kind(self.closed + 2))
            if quantity.value_high is not None and current.quality is None and leads:
                self.refer(quantity, "reference")
                return True
            pictured = (analyte := analyte_of(current.concepts[0])) is not None and analyte.kind in ("imaging", "vital")
            if current.quality is not None and is_limit(quantity) and not (pictured and quantity.unit):
                self.refer(quantity, "reference")
                return True
            if quantity.unit and NO_RESULT_UNITS.match(quantity.unit):
                return False
            if self.words > 0 and not (quantity.unit and unit_fits(quantity.unit, current.concepts[0])):
                return False  # "weight were observed in all (15)": a citation
            if analyte is None or (self.text[element.start - 1] == "[" and quantity.unit is None):
                return False
            current.quantity = quantity
            return True
        if (
            expecting is None
            and is_limit(quantity)
            and current.reference_low is None
            and current.reference_high is None
        ):
            self.refer(quantity, "reference")
            return True
        if quantity.unit and NO_RESULT_UNITS.match(quantity.unit):
            return False
        other = replace(
            current,
            quantity=quantity,
            end=stop,
            earlier=True,
            time=None,
            quality=None,
            flag=None,
            reference_low=None,
            reference_high=None,
            oxygen=None,
        )
        if expecting in ("nadir", "peak"):
            other.extreme = expecting
        elif expecting is None:
            unit, own = quantity.unit, current.quantity.unit if current.quantity else None
            if unit and unit != own:
                other.earlier = False  # the same result in another unit, or the percentage beside the count
                other.time = current.time
            elif any(e.kind == "word" for e in inner) and not self._has_earlier(inner):
                return False
        times = [
            e.time
            for e in inner[position:]
            if e.kind == "time" and e.time is not None and e.time.kind in ("date", "relative")
        ]
        other.time = times[0] if times else other.time
        self.results.append(other)
        return True

    def _has_earlier(self, inner: Sequence[Element]) -> bool:
        """Whether the bracket tells of another time: a number that is no limit, with a time or an earlier-word beside it."""
        numbers = [e for e in inner if e.kind == "number" and e.quantity is not None and not is_limit(e.quantity)]
        cued = any(e.kind in ("earlier", "extreme", "from", "time") for e in inner)
        return (
            bool(numbers)
            and cued
            and self.current.filled
            and not any(e.kind in ("reference", "uln", "lln") for e in inner)
        )

    def _closing(self, at: int) -> int:
        depth = 0
        for index in range(at, min(at + 60, len(self.elements))):
            depth += (self.elements[index].kind == "open") - (self.elements[index].kind == "close")
            if depth == 0:
                return index
        return len(self.elements)

    def refer(self, quantity: Quantity, kind: str) -> None:
        """Takes a limit of normal: a range, "<50", "ULN 41"."""
        current = self.current
        if quantity.value_high is not None:
            current.reference_low, current.reference_high = quantity.value, quantity.value_high
        elif kind == "lln" or (kind == "reference" and quantity.comparator in (">", ">=")):
            current.reference_low = quantity.value
        elif kind == "uln" or quantity.comparator in ("<", "<="):
            current.reference_high = quantity.value

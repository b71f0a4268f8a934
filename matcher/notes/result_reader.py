"""What follows a name, read up to where something else begins: value, quality, flag, limits, time, trend."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.elements import GRADED
from matcher.notes.result import (
    NO_RESULT_UNITS,
    OPPOSITE,
    PRESSURE,
    WAITING,
    Reading,
    analyte_of,
    is_limit,
    unit_fits,
)
from matcher.notes.result_joins import JoinReader
from matcher.text.quantities import Quantity
from matcher.text.roman import ROMAN

_MOST_WORDS = 6
"""Words that mean nothing here, between a name and its result; more, and the result is another's."""
_FLAGS = {"*": "A", "H": "H", "L": "L"}
"""Flags behind the bracket with the limits: "(0-10)*", "(10-35) H"."""


class ResultReader(JoinReader):
    """Reads what follows a name up to where something else begins.

    Args:
        row: the elements of the sentence.
        reading: the result in the making, with what was said before its name.
        names: how many names share the result.
    """

    def read(self, index: int) -> tuple[list[Reading], list[Element], int]:
        """The results (the main one first), the run of numbers shared by several names, and the index to go on at."""
        at = index
        while at < len(self.elements):
            step = self.step(at, self.elements[at])
            if step is None:
                break
            at = step
        return self.results, self.numbers, at

    def step(self, at: int, element: Element) -> int | None:
        """Takes the element in; the index of the next, or None where the result has ended."""
        current, kind = self.current, element.kind
        match kind:
            case "fill":
                return at + 1
            case "copula" | "colon" | "equals":
                if kind == "colon" and current.filled:
                    return None
                self.linked = True
                return at + 1
            case "dash":
                if current.filled and self.row.kind(at + 1) not in ("number", "quality", "flag"):
                    return None
                self.linked = True
                return at + 1
            case "number":
                return self._number(at, element)
            case "class":
                return self._class(at, element)
            case "quality":
                return self._quality(at, element)
            case "flag":
                current.flag, current.end = element.value, element.end
                return at + 1
            case "time":
                return self._time(at, element)
            case "specimen":
                current.specimen = current.specimen or element.value
                current.end = max(current.end, element.end) if current.filled else current.end
                return at + 1
            case "oxygen" | "exertion":
                if kind == "oxygen":
                    current.oxygen = current.oxygen or element.value
                else:
                    current.exertion = current.exertion or element.value
                current.end = max(current.end, element.end) if current.filled else current.end
                return at + 1
            case "earlier" | "later" | "extreme" | "from" | "to" | "reference" | "uln" | "lln" | "assay limit":
                return self._cue(at, element)
            case "condition":
                if current.filled:
                    return None
                current.hypothetical = True
                return at + 1
            case "open":
                return self.bracket(at)
            case "comma":
                return self.comma(at)
            case "and":
                return self.conjunction(at)
            case "slash":
                return at + 1 if self.numbers and self.names > 1 and self.row.kind(at + 1) == "number" else None
            case "negation":
                return at + 1 if not current.filled and self.row.kind(at + 1) in ("quality", "fill") else None
            case "word" if current.filled and self.row.kind(at - 1) == "close" and self._word(element) in _FLAGS:
                current.flag, current.end = _FLAGS[self._word(element)], element.end
                return at + 1
            case "word":
                if current.filled or self.words >= _MOST_WORDS:
                    return None
                self.words += 1
                self.linked = False
                return at + 1
        return None

    def _word(self, element: Element) -> str:
        return self.text[element.start : element.end]

    # ------------------------------------------------------------ single elements

    def _number(self, at: int, element: Element) -> int | None:
        quantity, current = element.quantity, self.current
        if quantity is None:
            return None
        if self.expecting in ("reference", "uln", "lln"):
            self.refer(quantity, self.expecting)
            current.end, self.expecting = element.end, None
            return at + 1
        if self.expecting == "assay limit":
            self.expecting = None
            current.end = element.end
            return at + 1
        if current.quantity is None and self.expecting != "from":
            if not self._fits(at, element):
                return None
            current.quantity, current.end = quantity, max(current.end, element.end)
            self.expecting = None
            self.numbers.append(element)
            return at + 1
        if quantity.unit and unit_fits(quantity.unit, current.concepts[0]) is False:
            return None  # "weighs 78 kg and is 181 cm tall"
        if self.expecting in ("from", "earlier", "nadir", "peak"):
            other = replace(
                current, quantity=quantity, end=element.end, earlier=True, time=None, quality=None, flag=None
            )
            if self.expecting in ("nadir", "peak"):
                other.extreme = self.expecting
            following = self.time_after(at)
            other.time = following.time if following else None
            if current.quantity is None and self.expecting == "from":
                # "fell from 9.1 to 7.9": the value proper follows.
                self.results.append(other)
                self.expecting = None
                self.linked = True
                return at + 1
            self.results.append(other)
            if following:
                other.end = following.end
            self.expecting = None
            return at + 2 if following else at + 1
        if self.expecting in ("to", "later"):
            older = replace(current, earlier=True)
            self.results[0] = replace(
                current, quantity=quantity, end=element.end, flag=None, time=None, earlier=False, extreme=None,
                oxygen=None, exertion=None,
            )  # fmt: skip
            self.results.append(older)
            self.expecting = None
            return at + 1
        if self.names > 1 and len(self.numbers) < self.names and self.numbers:
            first = self.numbers[-1].quantity
            if first is not None and None not in (first.unit, quantity.unit) and first.unit != quantity.unit:
                return None
            if first is not None and first.unit is None and quantity.unit is not None:
                self.numbers = [
                    replace(n, quantity=replace(n.quantity, unit=quantity.unit))
                    for n in self.numbers
                    if n.quantity is not None
                ]
            self.numbers.append(element)
            current.end = element.end
            return at + 1
        return None

    def _fits(self, at: int, element: Element) -> bool:
        """Whether a number can be the result of the name before it."""
        quantity = element.quantity
        assert quantity is not None
        if quantity.unit and NO_RESULT_UNITS.match(quantity.unit.strip()):
            return unit_fits(quantity.unit, self.current.concepts[0]) is True
        concept = self.current.concepts[0]
        if self.current.name.value == "bare" or (analyte_of(concept) is None and concept != PRESSURE):
            return False  # a disease, or a panel: "CBC twice weekly"
        fits = unit_fits(quantity.unit, self.current.concepts[0]) if quantity.unit else None
        if self.text[element.end : element.end + 1] == "/" and quantity.unit is None:
            return False  # "7.35/45/80": several analytes at a stroke
        if self.words == 0:
            return True
        if fits:
            return True
        return self.linked and (quantity.unit is None or fits is None) and self.row.kind(at + 1) != "word"

    def _class(self, at: int, element: Element) -> int | None:
        """ "NYHA class II-III", "Child-Pugh B7": grades in Roman numerals and letters."""
        current = self.current
        analyte = analyte_of(current.concepts[0])
        if current.filled or analyte is None or analyte.kind != "score":
            return None if current.filled else at + 1
        current.stage, current.end = element.value, element.end
        romans = [ROMAN[part] for part in re.findall(r"[IV]+", element.value) if part in ROMAN]
        digits = re.search(r"\d+", element.value)
        if romans or digits:
            value = float(digits[0]) if digits else float(romans[0])
            high = float(romans[1]) if len(romans) > 1 else None
            current.quantity = Quantity(element.start, element.end, element.start, element.end, None, value, high)
        return at + 1

    def _quality(self, at: int, element: Element) -> int | None:
        current = self.current
        quality = self.row.quality_at(at)
        before = self.elements[at - 1]
        if before.kind == "negation":
            quality = OPPOSITE.get(element.value, element.value)
        follows = self.elements[at + 1] if at + 1 < len(self.elements) else None
        if current.quantity is not None and follows is not None and follows.kind == "name" and element.leads:
            return None  # "WBC 3.1 low platelets": it leads the next name
        if (
            follows is not None
            and follows.kind == "name"
            and element.leads
            and self._word(before).lower() in ("a", "an", "with")
        ):
            return None  # "the liver panel revealed an elevated AST"
        if self._is_adjective(at, element):
            return None if current.filled else at + 1
        if GRADED.fullmatch(self.text, element.start, element.end):
            current.graded = True
        if (
            follows is not None
            and follows.kind == "number"
            and current.filled
            and is_limit(follows.quantity)
            and element.value in ("normal", "negative")
        ):
            self.expecting = "reference"
            return at + 1
        if current.quality is None or (current.quality == "pending" and quality != "pending"):
            current.quality = quality
        elif current.quantity is None and current.quality != quality and quality not in WAITING:
            return None
        current.end = max(current.end, element.end)
        if element.value == "not done" or quality == "pending":
            self.linked = False
        return at + 1

    def _is_adjective(self, at: int, element: Element) -> bool:
        """Whether a word such as "high" or "up" belongs to other words: "marker with a high sensitivity", "ended up being negative"."""
        word = self.text[element.start : element.end].lower()
        before = self.elements[at - 1]
        if word in ("up", "down"):
            return self.words > 0
        if element.value not in ("elevated", "low", "normal", "abnormal") or before.kind != "fill":
            return False
        return self.row.kind(at + 1) == "word" and self.text[before.start : before.end].lower() in (
            "a",
            "an",
            "the",
            "with",
            "in",
            "on",
            "for",
        )

    def _time(self, at: int, element: Element) -> int | None:
        time, current = element.time, self.current
        if time is None:
            return at + 1
        if time.kind in ("date", "relative") and current.time is None:
            current.time = time
            if current.filled:
                current.end = max(current.end, element.end)
        elif current.filled and time.kind in ("date", "relative"):
            return None
        return at + 1

    def _cue(self, at: int, element: Element) -> int | None:
        current, kind = self.current, element.kind
        word = self.text[element.start : element.end].lower()
        if kind in ("reference", "uln", "lln", "assay limit"):
            self.expecting = kind
            return at + 1
        if not current.filled:
            if kind == "extreme":
                current.extreme = element.value
            elif kind == "earlier" and word not in ("was", "were", "had been"):
                current.earlier = True
            elif kind == "from":
                self.expecting = "from"
            if kind in ("later", "to") and self.expecting == "from":
                self.expecting = None
            self.linked = True
            return at + 1
        if not self.number_near(at):
            if kind == "extreme" and current.quantity is not None and current.extreme is None:
                current.extreme, current.end = element.value, element.end
                return at + 1
            if kind == "earlier" and word not in ("was", "were", "had been", "prior", "previous"):
                current.earlier = True
                current.end = max(current.end, element.end)
                return at + 1
            return (
                at + 1 if kind == "later" and self.row.kind(at + 1) in ("end", "comma", "semicolon", "close") else None
            )
        self.expecting = element.value if kind == "extreme" else kind
        return at + 1

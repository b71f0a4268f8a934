"""Where a result goes on over a comma or an "and", and where it does not."""

from __future__ import annotations

from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.result import TEST_QUALITIES, WAITING, ElementRow, Reading, is_limit
from matcher.notes.result_brackets import BracketReader


class JoinReader(BracketReader):
    """Reading a result on behind commas and conjunctions.

    Args:
        row: the elements of the sentence.
        reading: the result in the making, with what was said before its name.
        names: how many names share the result.
    """

    def __init__(self, row: ElementRow, reading: Reading, names: int) -> None:
        super().__init__(row, reading)
        self.names = names
        self.numbers: list[Element] = []
        self.linked = False
        self.expecting: str | None = None
        self.for_all = False
        """The quality was said of all results before ("both normal")."""

    def step(self, at: int, element: Element) -> int | None:
        """Takes an element in; the index of the next, or None where the result has ended."""
        raise NotImplementedError

    def comma(self, at: int) -> int | None:
        """Goes on after a comma only where the next words still speak of this result."""
        current = self.current
        ahead, for_all = at + 1, False
        while self.row.kind(ahead) == "fill":
            element = self.elements[ahead]
            for_all = for_all or self.text[element.start : element.end].lower() in ("both", "all", "each")
            ahead += 1
        kind = self.row.kind(ahead)
        if not current.filled:
            return self._comma_before(ahead, kind)
        if kind in ("reference", "uln", "lln", "assay limit", "flag", "specimen"):
            return ahead
        if kind in ("earlier", "later", "extreme", "from"):
            return ahead if self.number_near(ahead) else None
        if kind == "quality":
            return self._comma_quality(ahead, for_all)
        if kind == "number":
            return self._comma_number(ahead)
        if kind == "time":
            return self._comma_time(ahead)
        return None

    def _comma_before(self, ahead: int, kind: str) -> int | None:
        """After a comma between a name and its result: "CMV DNA, plasma: not detected", "creatinine, July 7, was 2.0"."""
        following = self.row.kind(ahead + 1)
        if kind in ("number", "specimen", "oxygen", "exertion", "time", "earlier", "later", "condition", "copula"):
            return ahead
        if kind == "quality":
            return ahead if following not in ("name", "entity") else None
        method = kind == "word" and self.words == 0
        return ahead if method and following in ("number", "quality", "colon", "time", "specimen") else None

    def _comma_quality(self, ahead: int, for_all: bool) -> int | None:
        """After a comma and a word of quality: "LDH 201, normal", "1:80 in 2022, negative since 2024", "both normal"."""
        current, element = self.current, self.elements[ahead]
        following = self.row.kind(ahead + 1)
        limit = self.elements[ahead + 1] if ahead + 1 < len(self.elements) else None
        if limit is not None and limit.kind == "number" and is_limit(limit.quantity):
            return ahead
        if following not in ("comma", "semicolon", "stop", "close", "end", "time", "open", "fill"):
            return None
        newer = current.time is not None and element.value in TEST_QUALITIES and following in ("time", "open", "fill")
        if newer and current.quality not in WAITING:
            self.results.append(current)
            self.results[0] = replace(
                current, quantity=None, quality=element.value, time=None, flag=None, end=element.end, graded=False
            )
            return ahead + 1
        if current.quality is None or current.quality in WAITING:
            self.for_all = self.for_all or for_all
            return ahead
        return None

    def _comma_number(self, ahead: int) -> int | None:
        """After a comma and a number: the next of several names, or one more value of the same name."""
        current, quantity = self.current, self.elements[ahead].quantity
        if quantity is None or current.quantity is None:
            return None
        if self.names > 1 and len(self.numbers) < self.names:
            return ahead
        following = self.row.kind(ahead + 1)
        dated = current.time is not None and "time" in (following, self.row.kind(ahead + 2))
        same = quantity.unit == current.quantity.unit
        if (quantity.unit and same and following in ("oxygen", "exertion", "fill", "time")) or (
            dated and (same or quantity.unit is None)
        ):
            return self._another(ahead)
        return None

    def _comma_time(self, ahead: int) -> int | None:
        """After a comma and a time: the same name again ("9/1: 8.0, 9/15: 8.8")."""
        current, time = self.current, self.elements[ahead].time
        value = ahead + 1 + (self.row.kind(ahead + 1) == "colon")
        quantity = self.elements[value].quantity if self.row.kind(value) == "number" else None
        if time is None or quantity is None or current.quantity is None or current.time is None:
            return None
        if quantity.unit not in (None, current.quantity.unit):
            return None
        self.results.append(current)
        self.results[0] = replace(
            current, quantity=quantity, quality=None, time=time, flag=None, end=self.elements[value].end
        )
        return value + 1

    def _another(self, at: int) -> int:
        """A further value of the same name: "96 % on 2 L at rest, 91 % with walking"; the first stays the main one."""
        first = self.results[0]
        element = self.elements[at]
        self.results[0] = replace(
            first,
            quantity=element.quantity,
            end=element.end,
            oxygen=None,
            exertion=None,
            time=None,
            flag=None,
            quality=None,
        )
        following: int | None = at + 1
        while following is not None and self.row.kind(following) in ("oxygen", "exertion", "fill", "time", "open"):
            at = following
            following = self.step(at, self.elements[at])
        self.results.insert(0, first)
        return following if following is not None else at

    def conjunction(self, at: int) -> int | None:
        """Goes on after "and": the next number of several names, or the same name at another time ("and is 2.2 today")."""
        if self.names > 1 and self.numbers and len(self.numbers) < self.names and self.row.kind(at + 1) == "number":
            return at + 1
        if not self.current.filled:
            return None
        ahead = at + 1
        while self.row.kind(ahead) == "fill":
            ahead += 1
        kind = self.row.kind(ahead)
        if kind not in ("earlier", "later", "extreme", "copula") or not self.number_near(ahead):
            return None
        word = self.text[self.elements[ahead].start : self.elements[ahead].end].lower()
        if word in ("is", "has been", "remains") or (word in ("was", "were") and self.current.extreme):
            self.expecting = "later"
            return ahead + 1
        return ahead if kind != "copula" else None

    def number_near(self, at: int) -> bool:
        """Whether a number follows within a few words that mean nothing, before any name."""
        for ahead in range(at + 1, min(at + 5, len(self.elements))):
            kind = self.elements[ahead].kind
            if kind == "number":
                return True
            if kind not in ("fill", "copula", "time", "later", "earlier", "colon"):
                return False
        return False

    def time_after(self, at: int) -> Element | None:
        """The time that directly follows an element, a preposition between."""
        ahead = at + 1
        while self.row.kind(ahead) == "fill" and ahead < at + 3:
            ahead += 1
        if self.row.kind(ahead) == "time":
            element = self.elements[ahead]
            if element.time is not None and element.time.kind in ("date", "relative"):
                return element if ahead == at + 1 else None
        return None

"""Results read off the elements of a sentence: which number, word, range and time belongs to which name.

Handles prose ("haemoglobin was 101 g/L, white cells 3.4"), terse lists ("AST 24 ALT 19"), shared results ("HBsAg, HCV Ab,
HIV: all non-reactive"), leading qualities ("low C3 and C4"), trends ("down from 9.1 to 7.9"), and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.result import TEST_QUALITIES, WAITING, ElementRow, Reading, analyte_of, halves, unit_fits
from matcher.notes.result_again import continuation, settled
from matcher.notes.result_names import part_pattern, specimen_of
from matcher.notes.result_pairs import paired
from matcher.notes.result_reader import ResultReader
from matcher.notes.result_scores import past_items, summed
from matcher.terms.analytes import analyte_for_unit

_NOT_EARLIER = frozenset({"was", "were", "had been", "against", "last", "last time"})
"""Words that tell of an earlier value only behind another value ("her last CMV PCR" is the newest)."""
_OF_THEN = frozenset({"at that time", "at the time", "back then"})
_NOT_MEASURED = frozenset({"function", "dysfunction", "murmur", "labs", "work", "response", "motion", "heart"})
"""Words after a name that make it something else ("normal systolic function")."""
_FLUIDS = frozenset({"CSF", "pleural fluid", "ascites", "synovial fluid", "BAL"})
"""Specimens that, named with the first analyte of a list, hold for the rest of it."""


def read_results(text: str, elements: Sequence[Element]) -> list[Reading]:
    """The results in the elements of one sentence, in order."""
    return _NameReader(ElementRow(text, settled(elements))).read()


class _NameReader:
    """Finds the names of a sentence, what leads them and which share a result."""

    def __init__(self, row: ElementRow) -> None:
        self.row = row
        self.text = row.text
        self.elements = row.elements
        self.kind = row.kind
        self.found: list[Reading] = []

    def read(self) -> list[Reading]:
        index, conditional, specimen = 0, False, None
        while index < len(self.elements):
            element = self.elements[index]
            kind = element.kind
            if kind == "semicolon":
                conditional, specimen = False, None
            elif kind == "comma" and conditional and self.kind(index - 1) in ("number", "close"):
                conditional = False
            elif kind == "condition":
                conditional = True
            elif kind == "specimen":
                specimen = element.value if self._heads(index) else specimen
            start = len(self.found)
            if kind == "name":
                index = self._named(index, None, element.start)
                fluid = specimen_of(self.text, element)
                if element.concepts == ("urinalysis",):
                    specimen = "urine"
                elif fluid in _FLUIDS:
                    specimen = fluid
            elif kind == "quality" and element.leads and (name := self._led(index)) is not None:
                quality = self.row.quality_at(index)
                index = self._named(name, quality, element.start)
            elif kind == "number" and (after := self._counted(index)) is not None:
                index = after
            elif self.found and (again := continuation(self.row, self.found[-1], index)) is not None:
                reading, after = again
                self.found.append(reading)
                index = after
            else:
                if kind == "echo":
                    index = self._echoed(index)
                index += 1
            for reading in self.found[start:]:
                reading.hypothetical = reading.hypothetical or conditional
                reading.specimen = reading.specimen or specimen
        self._were_of_then()
        return self.found

    # ------------------------------------------------------------ what stands before a name

    def _heads(self, index: int) -> bool:
        """Whether a specimen heads a list of results ("UA: WBC 3-5/hpf, protein 2+")."""
        follows = self.kind(index + 1)
        if follows == "time":
            follows = self.kind(index + 2)
        return follows in ("colon", "copula", "name") and self.kind(index - 1) not in ("name", "number", "quality")

    def _led(self, index: int) -> int | None:
        """The name a leading quality describes: "low C3", "negative for HBsAg", "elevated levels of PSA"."""
        previous = self.elements[index - 1] if index else None
        for at in range(index + 1, min(index + 6, len(self.elements))):
            element = self.elements[at]
            if element.kind == "name":
                bare = element.value == "bare"
                after = self.elements[at + 1] if at + 1 < len(self.elements) else None
                if after is not None and after.kind == "word" and after.value in _NOT_MEASURED:
                    return None
                return at if not bare or self.elements[index].value in TEST_QUALITIES else None
            if element.kind in ("fill", "specimen", "extreme") or (element.kind == "copula" and element.value == ""):
                word = self.text[element.start : element.end].lower()
                if word in ("and", "was", "were", "is", "are") or (
                    previous and previous.kind == "name" and word in ("with", "in", "on")
                ):
                    return None
                continue
            if element.kind == "word" and element.value in ("for", "serum", "circulating", "blood"):
                continue
            if self.elements[index].value in WAITING and element.kind in ("colon", "later"):
                continue  # "labs pending at discharge: anti-dsDNA, complement"
            return None
        return None

    def _echoed(self, index: int) -> int:
        """ "and so was the clotting screen": the quality before holds for the next name too."""
        last = next((reading for reading in reversed(self.found) if reading.quality), None)
        for at in range(index + 1, min(index + 4, len(self.elements))):
            element = self.elements[at]
            if element.kind == "name" and last is not None:
                self.found.append(
                    Reading(element.concepts, element, last.start, element.end, quality=last.quality, time=last.time)
                )
                return at
            if element.kind != "fill":
                break
        return index

    def _before(self, index: int) -> tuple[bool, str | None, str | None, int]:
        """What directly before a name says of it: an earlier value, an extreme, a specimen, and where that starts."""
        earlier, extreme, specimen = False, None, None
        start = self.elements[index].start
        for at in range(index - 1, max(index - 4, -1), -1):
            element = self.elements[at]
            word = self.text[element.start : element.end].lower()
            if element.kind == "earlier" and word not in _NOT_EARLIER:
                earlier = True
            elif element.kind == "extreme":
                extreme = element.value
            elif element.kind == "specimen" and specimen is None:
                specimen, start = element.value, element.start
            elif element.kind != "fill" or word in ("with", "in", "on", "for"):
                break
        return earlier, extreme, specimen, start

    def _were_of_then(self) -> None:
        """ "ESR was 88 and CRP 40 at that time": the words at the end hold for the results before them."""
        for element in self.elements:
            if element.kind == "earlier" and self.text[element.start : element.end].lower() in _OF_THEN:
                for reading in self.found:
                    if reading.time is None and reading.end <= element.end:
                        reading.earlier = True

    def _hold_for_all(self, quality: str | None) -> None:
        """ "C3 is 0.9 and C4 0.2, both normal"."""
        for reading in self.found:
            reading.quality = reading.quality or quality

    def _counted(self, index: int) -> int | None:
        """A number with a unit directly before its name: "60 % neutrophils"."""
        quantity = self.elements[index].quantity
        name = self.elements[index + 1] if self.kind(index + 1) == "name" else None
        if quantity is None or name is None or not quantity.unit or name.value == "bare":
            return None
        concept = analyte_for_unit(name.concepts[0], quantity.unit)
        if not unit_fits(quantity.unit, concept) or self.kind(index + 2) in ("number", "copula", "colon", "quality"):
            return None
        self.found.append(Reading(name.concepts, name, self.elements[index].start, name.end, quantity))
        return index + 2

    def _denied(self, index: int) -> Element | None:
        """The "no" of "no HBV DNA detected"."""
        at = index - 1
        while self.kind(at) in ("fill", "specimen"):
            at -= 1
        return self.elements[at] if self.kind(at) == "negation" else None

    # ------------------------------------------------------------ names and what follows them

    def _group(self, index: int) -> tuple[list[Element], int]:
        """Names joined by commas, strokes and "and", from `index` on, and the index after them."""
        names = [self.elements[index]]
        at = index + 1
        while True:
            ahead = at
            while self.kind(ahead) in ("fill", "specimen", "copula"):
                ahead += 1
            joined = False
            while self.kind(ahead) in ("comma", "and", "slash", "include") and ahead - at < 6:
                joined, ahead = True, ahead + 1
                while self.kind(ahead) in ("fill", "specimen"):
                    ahead += 1
            if not joined or self.kind(ahead) != "name":
                return names, at
            names.append(self.elements[ahead])
            at = ahead + 1

    def _named(self, index: int, lead: str | None, lead_start: int) -> int:
        """Reads the result of the names at `index`; gives the index to go on at."""
        names, after = self._group(index)
        if lead is not None and lead not in TEST_QUALITIES:
            names, after = self._alike(names, index, after)
        concept = names[-1].concepts[0]
        if len(names) > 1 and lead is None and (pairs := paired(self.row, names, after)) is not None:
            self.found.extend(pairs[0])
            return pairs[1]
        if (parts := part_pattern(concept)) is not None:
            return self._with_parts(names, after, parts)
        analyte = analyte_of(concept)
        if analyte is not None and analyte.kind == "score" and (total := summed(self.row, after)) is not None:
            names = names[-1:]
            self.found.append(
                Reading(
                    names[0].concepts, names[0], names[0].start, self.elements[total].end, self.elements[total].quantity
                )
            )
            return total + 1
        earlier, extreme, specimen, start = self._before(index)
        first = Reading(
            names[-1].concepts,
            names[-1],
            names[-1].start,
            names[-1].end,
            extreme=extreme,
            specimen=specimen,
            earlier=earlier,
        )
        denied = self._denied(index)
        first.quality = lead if len(names) == 1 else None
        reader = ResultReader(self.row, first, len(names))
        results, numbers, at = reader.read(after)
        if reader.for_all:
            self._hold_for_all(results[0].quality)
        if denied and results[0].quality in ("positive", "elevated", "low", "abnormal") and results[0].quantity is None:
            results[0].quality = {"positive": "negative"}.get(results[0].quality, "normal")
            start = min(start, denied.start)
        start = min(start, lead_start) if lead else start
        self._share(names, results, numbers, lead, start, specimen)
        if analyte is not None and analyte.kind == "score":
            past = past_items(self.row, at, results[0].filled)
            if past > at and results[0].filled:
                results[0].end = self.elements[past - 1].end
            at = past
        return max(at, index + 1)

    def _alike(self, names: list[Element], index: int, after: int) -> tuple[list[Element], int]:
        """The names a leading "low" or "high" can reach: those of one kind ("low C3 and C4, anti-Sm")."""
        kinds = [analyte.kind if (analyte := analyte_of(name.concepts[0])) is not None else "" for name in names]
        reached = next((n for n, kind in enumerate(kinds) if kind != kinds[0]), len(names))
        if reached == len(names):
            return names, after
        last = names[reached - 1]
        return names[:reached], next(at for at in range(index, len(self.elements)) if self.elements[at] is last) + 1

    def _share(
        self,
        names: list[Element],
        results: list[Reading],
        numbers: list[Element],
        lead: str | None,
        start: int,
        specimen: str | None,
    ) -> None:
        """Gives a result to the names that share it: numbers one by one, a quality to all."""
        main = results[0]
        if (
            len(names) == 2
            and len(numbers) == 1
            and numbers[0].quantity is not None
            and numbers[0].quantity.second is not None
        ):
            numbers = halves(numbers[0])
        if len(names) > 1 and len(numbers) == len(names):
            for name, number in zip(names, numbers, strict=True):
                quantity = number.quantity
                if quantity is not None and quantity.unit and unit_fits(quantity.unit, name.concepts[0]) is False:
                    quantity = replace(quantity, unit=None)  # the unit of the other name: "ESR / CRP 40 / 12 mg/L"
                self.found.append(
                    replace(
                        main,
                        concepts=name.concepts,
                        name=name,
                        start=names[0].start,
                        end=max(main.end, number.end),
                        quantity=quantity,
                        quality=None,
                    )
                )
            return
        if lead and len(names) > 1 and main.quantity is None:
            main.quality = main.quality or lead
        shared = main.quality if main.quantity is None or len(names) == 1 else None
        for name in names[:-1]:
            quality = shared or (lead if main.quantity is not None and lead else None)
            if quality and (name.value != "bare" or quality in TEST_QUALITIES):
                own_start = start if lead else (names[0].start if shared else name.start)
                end = main.end if shared and not lead else name.end
                self.found.append(
                    Reading(
                        name.concepts,
                        name,
                        min(own_start, name.start),
                        end,
                        quality=quality,
                        time=main.time,
                        specimen=main.specimen or specimen,
                        earlier=main.earlier,
                    )
                )
        last = names[-1]
        for order, result in enumerate(results):
            if not result.filled or (
                last.value == "bare" and (result.quality not in TEST_QUALITIES or result.quantity is not None)
            ):
                continue
            result.start = min(result.start, start if order == 0 or lead else result.start)
            if shared and len(names) > 1:
                result.start = min(result.start, names[0].start)
            self.found.append(result)

    def _with_parts(self, names: list[Element], index: int, parts: re.Pattern[str]) -> int:
        """A result whose parts carry numbers of their own: the word is the result, a number only where no word is."""
        name = names[-1]
        reading = Reading(name.concepts, name, names[0].start, name.end)
        depth, at, end = 0, index, name.end
        number: Element | None = None
        while at < len(self.elements):
            element = self.elements[at]
            if element.kind in ("semicolon", "name"):
                break
            if element.kind in ("entity", "and") and reading.quality:
                break
            depth += (element.kind == "open") - (element.kind == "close")
            if depth < 0:
                break
            tail = self.text[max(element.start - 16, name.end) : element.start]
            if (element.kind == "quality" and not reading.quality and not parts.match(self.text, element.end + 1)) or (
                element.kind == "quality" and reading.quality == "pending" and element.value != "pending"
            ):
                reading.quality, end = self.row.quality_at(at), element.end
            elif (
                element.kind == "time"
                and reading.time is None
                and element.time is not None
                and element.time.kind in ("date", "relative")
            ):
                reading.time, end = element.time, element.end
            elif element.kind == "number" and number is None and not parts.search(tail):
                number = element
            elif element.kind == "comma" and reading.quality and depth == 0:
                if self.kind(at + 1) != "later" or "quality" not in [self.kind(at + step) for step in (2, 3, 4)]:
                    break
                reading.quality = None  # "borderline, repeated: negative"
            elif element.kind == "close" and reading.quality:
                end = element.end
            at += 1
        if reading.quality is None and number is not None and number.start - name.end < 30:
            reading.quantity, end = number.quantity, number.end
        reading.end = end
        for other in names:
            self.found.append(replace(reading, concepts=other.concepts, name=other)) if reading.filled else None
        return at if reading.filled else index

"""One name with several results ("was 12 in January; today it is 4"), and words whose meaning hangs on the name before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.result import NO_RESULT_UNITS, TEST_QUALITIES, ElementRow, Reading, analyte_of, unit_fits

_MOST_AHEAD = 7  # elements between the end of one result and the next of the same name
_PRONOUNS = frozenset({"it", "this"})
_ENDS = frozenset({"end", "stop", "comma", "semicolon", "and", "close", "open", "time", "later", "oxygen", "flag"})


def settled(elements: Sequence[Element]) -> list[Element]:
    """The elements with "NR" read as non-reactive behind a serology; elsewhere it stands for a normal range."""
    found: list[Element] = []
    serology = False
    for number, element in enumerate(elements):
        if element.kind == "name":
            analyte = analyte_of(element.concepts[0])
            serology = analyte is not None and analyte.kind == "serology"
        after = elements[number + 1].kind if number + 1 < len(elements) else "end"
        if element.kind == "reference" and element.value and serology and after not in ("number", "colon", "equals"):
            element = replace(element, kind="quality")
        found.append(element)
    return found


def continuation(row: ElementRow, last: Reading, index: int) -> tuple[Reading, int] | None:
    """A further result of the name before, joined by ";", "." or "and", and the index after it; None if there is none.

    It needs a word that says so: a pronoun, a time or "now" before the value, or a time right after it.
    """
    if row.kind(index) not in ("semicolon", "and", "comma", "later") or last.name.value == "bare":
        return None
    if not last.filled or row.elements[index].start - last.end > 3:
        return None
    reading = replace(
        last, quantity=None, quality=None, flag=None, time=None, stage=None, extreme=None, earlier=False,
        reference_low=None, reference_high=None, graded=False, shared_time=False, oxygen=None, exertion=None,
    )  # fmt: skip
    pronoun, cue, past, at = False, row.kind(index) == "later", False, index + 1
    while at < index + _MOST_AHEAD:
        element = row.elements[at] if at < len(row.elements) else None
        if element is None:
            return None
        word = row.text[element.start : element.end].lower()
        if element.kind == "time" and element.time is not None and element.time.kind in ("date", "relative"):
            reading.time, cue = element.time, True
        elif element.kind == "later":
            cue = True
        elif element.kind == "word" and word in _PRONOUNS:
            pronoun = True
        elif element.kind == "earlier":
            past = True
        elif element.kind not in ("fill", "copula") and not (element.kind == "comma" and cue):
            break
        at += 1
    if at >= len(row.elements) or not _says(row, last, reading, at, pronoun):
        return None
    reading.start, reading.end = row.elements[at].start, row.elements[at].end
    at += 1
    while row.kind(at) in ("fill", "time", "later"):
        element = row.elements[at]
        if element.kind == "fill" and row.kind(at + 1) not in ("time", "later"):
            break
        dated = element.time is not None and element.time.kind in ("date", "relative")
        if dated and reading.time is None:
            reading.time = element.time
        cue = cue or dated or element.kind == "later"
        reading.end = element.end if element.kind != "fill" else reading.end
        at += 1
    if not (cue or pronoun) or (row.kind(index) == "comma" and not cue):
        return None
    if last.time is None and reading.time is not None:
        # "6 now; it was 12 in March" dates itself; "12, and it is 4 today" makes the first one older.
        last.earlier = last.earlier or (not past and reading.time.kind == "relative")
    elif last.time is None and cue and not past:
        last.earlier = True
    reading.earlier = past and not cue and reading.time is None
    return reading, at


def _says(row: ElementRow, last: Reading, reading: Reading, at: int, pronoun: bool) -> bool:
    """Takes in the value or the quality at an index; whether it can be a result of the same name."""
    element = row.elements[at]
    if row.kind(at + 1) not in _ENDS and not (row.kind(at + 1) == "fill" and row.kind(at + 2) in ("time", "later")):
        return False  # "today positive for influenza" speaks of something else
    if element.kind == "quality" and (last.quality is not None or pronoun):
        if last.quality in TEST_QUALITIES and element.value not in TEST_QUALITIES:
            return False
        reading.quality = row.quality_at(at)
        return True
    quantity = element.quantity
    if element.kind != "number" or quantity is None or last.quantity is None or quantity.second is not None:
        return False
    unit = quantity.unit
    if unit and (NO_RESULT_UNITS.match(unit) or not unit_fits(unit, last.concepts[0])):
        return False
    reading.quantity = quantity
    return True

"""Values that need no name ("84 kg", "98 % on room air", "6 mm nodule") and antibodies that need no value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matcher.notes.element import TABLES, Element
from matcher.notes.result import Reading
from matcher.notes.view import FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.text.quantities import Quantity
from matcher.text.tables import read_table

_WEIGHT_CHANGE = re.compile(
    r"\b(?:los[tse]+|loss|gain\w*|lift\w*|carr\w+|down|up|by|over|under|of|another|extra|more|fewer|dry)\W*\Z",
    re.IGNORECASE,
)
_GIVEN_AT = re.compile(
    r"(?:\d|mg|\bg|/d|day|daily|weekly|\b(?:wks?|weeks?|days?|d|months?|mo|doses?|dosed|infusions?|cycles?))\s+(?:at|for)\s+\Z",
    re.IGNORECASE,
)
_WEIGHT_UNITS = frozenset({"kg", "kgs", "kilograms", "kilogram", "kilos", "lb", "lbs", "pounds"})
NAMELESS = re.compile(r"\d ?(?:kg|kilo|%|lbs?\b|[cm]m\b)|\d ?> ?\d[\d. /]{3,12}<")
_SIZE_REACH = 5  # words between a finding and its size
_LENGTHS = frozenset({"mm", "cm", "millimeters", "millimetres", "centimeters", "centimetres"})


def sizes(note: NoteView, found: list[Element]) -> Iterator[FactDraft]:
    """The size of a finding, as a fact of the finding itself: "left renal mass 12 mm", "6 mm nodule"."""
    for number, element in enumerate(found):
        quantity = element.quantity
        if quantity is None or (quantity.unit or "").lower() not in _LENGTHS:
            continue
        finding = _finding_beside(found, number)
        if finding is None:
            continue
        named, concept = finding
        draft = FactDraft("condition", concept, min(named.start, element.start), max(named.end, element.end))
        draft.value, draft.value_high, draft.unit = quantity.value, quantity.value_high, quantity.unit
        draft.assert_as(note.assertion(named.start, named.end, "condition"))
        yield draft


@cache
def _lesions() -> dict[str, str]:
    return {row["word"]: row["concept"] for row in read_table(TABLES / "lesion_words.tsv")}


def _finding_beside(found: list[Element], number: int) -> tuple[Element, str] | None:
    """The finding whose size a number is, and what it is called."""
    for step in (-1, 1):
        for at in range(number + step, number + step * _SIZE_REACH, step):
            if not 0 <= at < len(found):
                break
            element = found[at]
            if element.kind == "entity":
                return (element, element.concepts[0]) if element.value == "condition" else None
            if element.kind == "word" and element.value in _lesions():
                return element, _lesions()[element.value]
            if element.kind not in ("fill", "copula", "word", "colon", "open", "later"):
                break
    return None


def nameless(text: str, found: list[Element], readings: list[Reading]) -> Iterator[Reading]:
    """Values whose unit says what they are: "(84 kg)", "Exam: 57.5 kg, BP …", "98 % on room air"."""
    taken = {id(reading.quantity) for reading in readings}
    for number, element in enumerate(found):
        quantity = element.quantity
        if quantity is None or quantity.second is not None or id(quantity) in taken:
            continue
        before = found[number - 1] if number else None
        after = found[number + 1] if number + 1 < len(found) else None
        unit = (quantity.unit or "").lower()
        if unit in _WEIGHT_UNITS and 2 < quantity.value < 400 and quantity.value_high is None:
            opens = before is None or before.kind in ("open", "colon", "comma", "semicolon")
            # "65 mg/d at 59 kg": the weight a dose was given at
            given_at = _GIVEN_AT.search(text, max(0, element.start - 24), element.start) is not None
            closes = after is None or after.kind in ("close", "comma", "semicolon", "time")
            closes_dose = given_at and (closes or (after is not None and after.kind in ("stop", "fill", "open")))
            if ((opens and closes) or closes_dose) and not _WEIGHT_CHANGE.search(
                text[max(0, element.start - 16) : element.start]
            ):
                yield _unnamed("body weight", element, element.end)
        elif unit == "cm" and 40 <= quantity.value <= 230 and after is not None and after.value == "tall":
            yield _unnamed("height", element, after.end)
        elif unit in ("%", "percent", "per cent") and 40 <= quantity.value <= 100 and after is not None:
            ahead = number + 1
            while ahead < len(found) and found[ahead].kind in ("fill", "open"):
                ahead += 1
            if ahead < len(found) and found[ahead].kind == "oxygen":
                reading = _unnamed("oxygen saturation", element, found[ahead].end)
                reading.oxygen = found[ahead].value
                yield reading


_FISHBONE = re.compile(
    r"(?<![\d.])(?P<wbc>\d{1,2}(?:\.\d{1,2})?) ?> ?(?P<hgb>\d{1,2}(?:\.\d)?) ?/ ?(?P<hct>\d{1,2}(?:\.\d)?) ?< ?(?P<plt>\d{1,4})(?![\d.])"
)
_FISHBONE_ANALYTES = {
    "wbc": "white blood cell count",
    "hgb": "hemoglobin",
    "hct": "hematocrit",
    "plt": "platelet count",
}


def shorthand_counts(text: str, start: int, end: int) -> Iterator[Reading]:
    """Blood counts in the shorthand of the ward: "3.4>9.1/27.3<205"."""
    for match in _FISHBONE.finditer(text, start, end):
        for group, concept in _FISHBONE_ANALYTES.items():
            place = Element("name", match.start(), match.end(), concepts=(concept,))
            quantity = Quantity(*match.span(), *match.span(group), None, float(match[group]))
            yield Reading((concept,), place, match.start(), match.end(), quantity)


def _unnamed(concept: str, element: Element, end: int) -> Reading:
    return Reading((concept,), element, element.start, end, element.quantity)


def manifestations(note: NoteView, found: list[Element], readings: list[Reading]) -> Iterator[Reading]:
    """Antibodies named among findings without a result ("arthritis, anti-Sm, leukopenia") are positive ones."""
    read = [False] * (found[-1].end - found[0].start + 1) if found else []
    for reading in readings:
        first = max(reading.start - found[0].start, 0)
        read[first : reading.end - found[0].start] = [True] * max(reading.end - found[0].start - first, 0)
    words = {element.value for element in found if element.kind == "quality"}
    if words & {"pending", "not done"}:
        return
    for number, element in enumerate(found):
        if element.kind != "name" or read[element.start - found[0].start] or not _is_autoantibody(element.concepts[0]):
            continue
        if not (_is_finding(found, number, -1) or _is_finding(found, number, 1)):
            continue
        assertion = note.assertion(element.start, element.end)
        if not (assertion.negated or assertion.hypothetical or assertion.uncertain):
            yield Reading(element.concepts, element, element.start, element.end, quality="positive")


def _is_autoantibody(concept: str) -> bool:
    return vocabulary().is_a(concept, "autoantibody")


def _is_finding(found: list[Element], number: int, step: int) -> bool:
    """Whether the neighbour in the list is a disease, a finding or an antibody with a result."""
    at = number + step
    joined = False
    while 0 <= at < len(found):
        element = found[at]
        if element.kind in ("comma", "and", "slash", "open", "colon", "include") or (
            element.kind == "word" and element.value == "with"
        ):
            joined = True
        elif element.kind == "entity":
            return joined and element.value == "condition"
        elif element.kind == "name" and joined:
            at += step
            joined = False
            continue
        elif element.kind not in ("fill", "quality", "number", "class", "word", "specimen", "copula", "flag"):
            return False
        at += step
        if abs(at - number) > 16:
            return False
    return False

"""Names at strokes with their results at strokes: "BP / HR / SpO2: 132/80 / 70 / 97 %", "HBsAg / HCV Ab: neg / pos"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.element import Element
from matcher.notes.result import PRESSURE, TEST_QUALITIES, ElementRow, Reading, analyte_of, halves, unit_fits

_LEADS = ("colon", "equals", "copula", "fill", "time", "dash")
_PAST = ("was", "were")


def paired(row: ElementRow, names: Sequence[Element], index: int) -> tuple[list[Reading], int] | None:
    """The results of names that are given one for one, and the index after them; None where they are not.

    Two bare numbers for two names ("AST/ALT 24/31") are left to the reader of single results, which knows more of what
    may follow them.
    """
    joined = _at_strokes(row.text, names)
    if len(joined) < 2 or any(analyte_of(name.concepts[0]) is not None for name in names[: -len(joined)]):
        return None
    names, at = joined, index
    when: Element | None = None
    while row.kind(at) in _LEADS or (row.kind(at) == "earlier" and _words(row, at) in _PAST):
        when = row.elements[at] if row.kind(at) == "time" else when
        at += 1
    values: list[Element] = []
    ends: list[tuple[int, int]] = []
    wanted = len(names) + sum(name.concepts == (PRESSURE,) for name in names)
    while row.kind(at) in ("number", "quality"):
        element = row.elements[at]
        split = element.quantity is not None and element.quantity.second is not None
        parts = halves(element) if split else [element]
        if split and element.quantity is not None and element.quantity.unit:
            # A unit behind a stroke belongs to the last number unless nothing says otherwise.
            first = parts[0].quantity
            assert first is not None
            parts[0] = replace(parts[0], quantity=replace(first, unit=None))
        values.extend(parts)
        at += 1
        end = element.end
        while row.kind(at) in ("oxygen", "exertion", "flag"):
            end = row.elements[at].end
            at += 1
        ends.extend([(at, end)] * len(parts))
        if row.kind(at) != "slash" or len(values) >= wanted:
            break
        at += 1
    plain = len(names) == 2 and all(name.concepts != (PRESSURE,) for name in names)
    if len(values) != wanted or (plain and all(value.kind == "number" for value in values)):
        return None
    readings = _readings(row, names, values, ends)
    if readings is None:
        return None
    behind = _time_behind(row, at)
    when = when or (row.elements[behind] if behind is not None else None)
    if when is not None and when.time is not None and when.time.kind in ("date", "relative"):
        for reading in readings:
            reading.time = when.time
    return readings, at if behind is None else behind + 1


def _at_strokes(text: str, names: Sequence[Element]) -> Sequence[Element]:
    """The last names that strokes join: those after the heading of "Vitals, BP / HR"."""
    first = len(names) - 1
    while first and "/" in text[names[first - 1].end : names[first].start]:
        first -= 1
    return names[first:]


def _words(row: ElementRow, at: int) -> str:
    return row.text[row.elements[at].start : row.elements[at].end].lower()


def _time_behind(row: ElementRow, at: int) -> int | None:
    """The index of the time that follows the values: "on 3 May", "(3 May)"."""
    at += row.kind(at) in ("fill", "open")
    return at if row.kind(at) == "time" else None


def _readings(
    row: ElementRow, names: Sequence[Element], values: Sequence[Element], ends: Sequence[tuple[int, int]]
) -> list[Reading] | None:
    found: list[Reading] = []
    at = 0
    for name in names:
        value = values[at]
        after, end = ends[at]
        reading = Reading(name.concepts, name, names[0].start, max(end, value.end), quantity=value.quantity)
        if name.concepts == (PRESSURE,):
            second = values[at + 1].quantity
            if value.quantity is None or second is None:
                return None
            reading.quantity = replace(value.quantity, second=second.value)
            at += 1
            after, end = ends[at]
        at += 1
        if value.kind == "quality":
            reading.quality = value.value
        elif (
            value.quantity is not None and value.quantity.unit and not unit_fits(value.quantity.unit, name.concepts[0])
        ):
            return None
        if name.value == "bare" and reading.quality not in TEST_QUALITIES:
            return None
        _qualify(row, reading, after)
        found.append(reading)
    return found


def _qualify(row: ElementRow, reading: Reading, after: int) -> None:
    """Takes in what stands right behind a value: "on room air", "at rest", a flag."""
    at = after - 1
    while row.kind(at) in ("oxygen", "exertion", "flag"):
        element = row.elements[at]
        if element.kind == "oxygen":
            reading.oxygen = element.value
        elif element.kind == "exertion":
            reading.exertion = element.value
        else:
            reading.flag = element.value
        reading.end = max(reading.end, element.end)
        at -= 1

"""Ages: numbers beside a word for age, or in years beside a person."""

from __future__ import annotations

import re

from matcher.trials.attributes import attach
from matcher.trials.drafts import Draft, Node, leaf
from matcher.trials.items import Item
from matcher.trials.limits import combined
from matcher.trials.unmapped import is_age

_NEAR = 14
"""Characters between a number and the word for age it belongs to."""
AT_EVENT = "at a certain age"
"""The qualifier of what began, was found or happened at an age: no age of today answers it."""
_BOUNDARY = re.compile(r"\b(?:before|after|prior to|until|by)(?: the| an| a)?\s*$", re.IGNORECASE)
_POINT = re.compile(r"\b(?:at|from|between|<|>|≤|≥)(?: the| an| a)?\s*$", re.IGNORECASE)
_AGE_OF = re.compile(
    r"age (?:at|of)\b[\w\s-]{0,30}?\b(?:onset|diagnosis|presentation|manifestation)\b[\w\s,:-]{0,12}", re.IGNORECASE
)
_POINT_NUMBER = re.compile(r"\d{1,2}")
_OVER = re.compile(r"(?:over|under|older than|younger than|between) ", re.IGNORECASE)
_OF_AGE = re.compile(r"\s*(?:of age|old)\b", re.IGNORECASE)
_BEGINNING = re.compile(r"\b(?:onset|diagnos\w+|began|begun|beginning|started|starting|first \w+)\b", re.IGNORECASE)
_EVENTS = ("condition", "procedure", "exposure", "reproductive")


def said_ages(items: list[Item], text: str) -> tuple[list[Node], list[Item]]:
    """Ages as leaves of their own, and the items without them: "over 18 years of age undergoing surgery".

    The age at which something began or was found ("onset before the age of 20") is no age of today: it narrows what began.
    """
    hints = [item for item in items if item.kind == "agehint"]
    concerns_persons = any(item.kind == "person" for item in items) and not any(
        item.term is not None and item.term.type == "measurement" for item in items
    )
    named = any(item.term is not None for item in items)
    nodes: list[Node] = []
    taken: list[Item] = []
    for item in items:
        if item.kind != "quantity" or item.quantity is None or _numbers_a_part(item, text):
            continue
        if (hint := _of_beginning(item, hints, text)) is not None and is_age(item, True):
            draft = Draft("measurement", hint.start, item.end, named_scale=True)
            attach([item], [draft], text)
            for part in items:
                part.used = part.used or hint.start <= part.start <= item.start
            taken += [part for part in items if hint.start <= part.start <= item.start]
            nodes.append(leaf(draft))
            continue
        beside = [hint for hint in hints if hint.start - item.end <= _NEAR and item.start - hint.end <= _NEAR]
        said = bool(beside) or item.detail == "age" or _is_of_person_before(item, items, text)
        in_years = (item.quantity.unit or "").lower().startswith(("year", "yr", "y/o"))
        event = (said or in_years) and is_age(item, said) and _is_of_an_event([*beside, item], items, text)
        if not is_age(item, said) or not (event or said or (in_years and (concerns_persons or not named))):
            continue
        if event:
            group = [*beside, item]
            start, end = min(part.start for part in group), max(part.end for part in group)
            for part in (
                *group,
                *(part for part in items if part.kind == "begin" or part.end == _boundary(items, text, start)),
            ):
                part.used = True
            items = [part for part in items if part not in group]
            marker = Item("qualifier", start, end, value=AT_EVENT)
            items.insert(next((n for n, part in enumerate(items) if part.start >= end), len(items)), marker)
            continue
        draft = Draft("age", item.start, item.end)
        comparators = [other for other in items if other.kind == "comparator" and other.end <= item.start]
        group = [*comparators[-1:], *beside, item]
        attach([*comparators[-1:], item], [draft], "")
        draft.widen(min(part.start for part in group), max(part.end for part in group))
        for part in group:
            part.used = True
        taken += group
        if nodes and nodes[-1].draft is not None and (closed := combined(nodes[-1].draft.bounds[-1], draft.bounds[-1])):
            nodes[-1].draft.bounds[-1] = closed
            nodes[-1].draft.widen(draft.start, draft.end)
        elif draft.bounds:
            nodes.append(leaf(draft))
    return nodes, [item for item in items if item not in taken]


def _is_of_an_event(group: list[Item], items: list[Item], text: str) -> bool:
    """Whether an age is that at which something named beside it began, was found or happened."""
    if not any(item.kind == "begin" or (item.term is not None and item.term.type in _EVENTS) for item in items):
        return False
    ahead = text[items[0].start : min(part.start for part in group)]
    aged = group[-1].detail == "age" or len(group) > 1 or _OF_AGE.match(text, group[-1].end) is not None
    begun = _BEGINNING.search(text, _clause_start(text, items[0].start), items[-1].end) is not None
    if _BOUNDARY.search(ahead):
        return aged or begun
    return begun and _POINT.search(ahead) is not None


def _numbers_a_part(item: Item, text: str) -> bool:
    """Whether a number is that of the next point in a line: "age 8-18 years 2) scheduled for surgery 3) …"."""
    return _POINT_NUMBER.fullmatch(text, item.start, item.end) is not None and text[item.end : item.end + 1] in (
        ".",
        ")",
    )


def _is_of_person_before(item: Item, items: list[Item], text: str) -> bool:
    """ "Men over 50", "women under 40": a bare number with such a word directly behind a person is an age."""
    before = next((other for other in reversed(items) if other.end <= item.start), None)
    if before is None or before.kind != "person" or item.quantity is None or item.quantity.unit is not None:
        return False
    return _OVER.match(text, item.start) is not None


def _boundary(items: list[Item], text: str, start: int) -> int:
    """Where the word ends that stands before an age, articles left out."""
    return next((part.end for part in reversed(items) if part.end <= start and part.kind != "filler"), -1)


def _clause_start(text: str, start: int) -> int:
    """Where the clause of an item begins: its edges were cut off ("Diagnosed with …")."""
    return max(text.rfind(mark, 0, start) for mark in ".;:,\n") + 1


def _of_beginning(item: Item, hints: list[Item], text: str) -> Item | None:
    """The word for age that a number stands behind in "age at onset", "age of diagnosis"."""
    before = [hint for hint in hints if hint.end <= item.start]
    if not before or not _AGE_OF.fullmatch(text, before[-1].start, item.start):
        return None
    return before[-1]

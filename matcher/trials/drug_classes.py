"""Drugs by the number of their class: "class I or III antiarrhythmic drugs" are two classes of drugs, and no numbers of a scale."""

from __future__ import annotations

from matcher.terms import vocabulary
from matcher.terms.types import Concept, TermMatch
from matcher.trials.items import Item

_SCALE = "class"
_JOINTS = ("or", "and", "comma", "slash")
_RANGE = frozenset("-–—")
_DRUGS = ("term", "word")


def join_drug_classes(items: list[Item], text: str) -> None:
    """Make each number of a class before a kind of drugs that class, in place."""
    for position in range(len(items) - 2, -1, -1):
        if items[position].kind != "scale" or items[position].value != _SCALE:
            continue
        behind = position
        numbers: list[Item] = []
        while behind < len(items) and (
            items[behind].kind in ("numeral", *_JOINTS)
            or (items[behind].kind, items[behind].value) == ("scale", _SCALE)
        ):
            numbers += [items[behind]] if items[behind].kind == "numeral" else []
            behind += 1
        if not numbers or behind == len(items) or items[behind].kind not in _DRUGS:
            continue
        between = text[numbers[0].start : numbers[-1].end]
        if not _RANGE.isdisjoint(between) or " to " in between:
            continue
        drug = items[behind]
        classes = [_class(number, drug, text) for number in numbers]
        named = [concept for concept in classes if concept is not None]
        if len(named) < len(classes):
            continue
        made: list[Item] = []
        for number, concept in zip(numbers, named, strict=True):
            start = items[position].start if number is numbers[0] else number.start
            end = drug.end if number is numbers[-1] else number.end
            if made:
                made.append(Item("or", made[-1].end, start, used=True))
            term = TermMatch(start, end, concept.name, concept.type)
            made.append(Item("term", start, end, value=concept.name, term=term))
        items[position : behind + 1] = made


def _class(number: Item, drug: Item, text: str) -> Concept | None:
    """The class of drugs that a number and the name of their kind name together."""
    said = text[drug.start : drug.end]
    names = (said, *((drug.term.concept,) if drug.term is not None else ()))
    for name in names:
        for concept in vocabulary().lookup(f"{_SCALE} {text[number.start : number.end]} {name}"):
            if concept.type == "exposure":
                return concept
    return None

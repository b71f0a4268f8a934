"""Steps of scales: Roman numerals and letters behind a score, class, stage or grade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.roman import ROMAN, STEPS
from matcher.trials.items import Item
from matcher.trials.stated import is_bare

_ROMAN = re.compile(rf"(?P<roman>{STEPS})(?P<letter>[ABCabc]\d?)?(?![\w-]*[a-z]{{2}})")


def with_numerals(items: Iterable[Item], text: str) -> list[Item]:
    """The items with the steps of scales read as numerals, runs of them joined."""
    return _joined_numerals(list(_scored(items, text)))


def numeral_at(text: str, position: int, end: int) -> Item | None:
    """The Roman numeral that begins at a place."""
    match = _ROMAN.match(text, position, end)
    if match is None or text[match.end() : match.end() + 1].isalpha():
        return None
    return Item("numeral", position, match.end(), value=match[0], number=float(ROMAN[match["roman"]]))


_NUMERAL_BEFORE = ("numeral", "scale", "comparator")
_BETWEEN_NUMERALS = ("or", "and", "comma", "slash", "mark", "filler")


def _scored(items: Iterable[Item], text: str) -> Iterator[Item]:
    """Roman numerals after a score or scale, where the same letters mean something else elsewhere ("NYHA III or IV").

    A form with a second sense as a score has that sense before a numeral ("ASA II" is no aspirin).
    """
    before: Item | None = None
    for item in items:
        after_scale = before is not None and (before.kind in _NUMERAL_BEFORE or _is_score(before))
        if before is not None and _is_letter_class(item, before, text):
            value = float(ord(text[item.start].upper()) - ord("A") + 1)
            item = Item("numeral", item.start, item.end, value=text[item.start], number=value)
        if after_scale and item.kind in ("qualifier", "term", "numeral"):
            pieces = _numerals_in(item, text)
            if pieces:
                if before is not None and before.term is not None:
                    _as_score(before)
                yield from pieces
                before = pieces[-1]
                continue
        if after_scale and item.kind == "quantity" and item.quantity is not None and is_bare(item.quantity):
            whole = item.quantity.value
            if whole == int(whole) and before is not None and before.kind in ("numeral", "scale"):
                item = Item("numeral", item.start, item.end, value="digit", number=whole)
        if after_scale and item.kind == "scale" and before is not None and before.term is not None:
            _as_score(before)
        yield item
        if item.kind not in _BETWEEN_NUMERALS:
            before = item


def _is_letter_class(item: Item, before: Item, text: str) -> bool:
    """ "Class B or C": letters are the steps of a classification."""
    lettered = before.kind == "scale" or (before.kind == "numeral" and before.value in _LETTERS)
    lettered = lettered or (before.term is not None and before.term.concept.endswith(" class"))
    if item.kind not in ("word", "filler") or text[item.start : item.end] not in _LETTERS:
        return False
    return lettered or _as_class(before)


def _as_class(item: Item) -> bool:
    """ "Child-Pugh A": a letter behind a score that has classes too is a step of these."""
    term = item.term
    if term is None or not term.concept.endswith(" score"):
        return False
    name = f"{term.concept.removesuffix(' score')} class"
    if not _score_of(name):
        return False
    item.term, item.value = TermMatch(term.start, term.end, name, "measurement"), name
    return True


_LETTERS = ("A", "B", "C", "D")


def _is_score(item: Item) -> bool:
    if item.term is None:
        return False
    return item.term.type == "measurement" or any(_score_of(name) for name in item.term.ambiguous)


def _score_of(name: str) -> bool:
    concept = vocabulary().concepts.get(name)
    return concept is not None and concept.type == "measurement"


def _as_score(item: Item) -> None:
    term = item.term
    if term is None or term.type == "measurement":
        return
    name = next((name for name in term.ambiguous if _score_of(name)), None)
    if name is not None:
        item.term, item.value = TermMatch(term.start, term.end, name, "measurement"), name


def _numerals_in(item: Item, text: str) -> list[Item]:
    """The numerals an item consists of ("I - IV"), none where it is something else."""
    words = _NUMERAL_WORDS.fullmatch(text, item.start, item.end)
    if words is None:
        return []
    found: list[Item] = []
    for match in _ROMAN.finditer(text, item.start, item.end):
        found.append(Item("numeral", match.start(), match.end(), value=match[0], number=float(ROMAN[match["roman"]])))
    return found


def _joined_numerals(items: list[Item]) -> list[Item]:
    """ "Class III or IV heart failure": the conjunction inside a run of classes joins no statements."""
    made: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        previous = made[-1] if made else None
        if previous is not None and previous.kind == "numeral" and item.kind in ("or", "and", "comma", "slash", "mark"):
            end = position
            while end < len(items) and items[end].kind in ("or", "and", "comma", "slash", "mark"):
                end += 1
            following = items[end] if end < len(items) else None
            if following is not None and following.kind == "numeral" and _next_class(previous, following):
                position = end
                continue
        made.append(item)
        position += 1
    return made


def _next_class(first: Item, second: Item) -> bool:
    return first.number is not None and second.number is not None and 0 < second.number - first.number <= 3


_NUMERAL_WORDS = re.compile(rf"{STEPS}[ABCabc]?(?:\s*[-/]\s*{STEPS}[ABCabc]?)?")

"""Word groups that name no concept of the vocabulary: what kind of thing they name, by head noun, ending or number."""

from __future__ import annotations

from itertools import pairwise

from matcher.trials.context import Context
from matcher.trials.drafts import Draft
from matcher.trials.items import Item
from matcher.trials.lexicon import head_type, hinted_type
from matcher.trials.stated import is_bare

_TIME_WORDS = {
    "years": "year", "year": "year", "yrs": "year", "yr": "year", "y": "year", "y/o": "year", "yo": "year",
    "months": "month", "month": "month", "mo": "month", "mos": "month",
    "weeks": "week", "week": "week", "wks": "week", "wk": "week",
    "days": "day", "day": "day", "hours": "hour", "hour": "hour", "hrs": "hour", "h": "hour", "hr": "hour",
}  # fmt: skip
_PREPOSITIONS = frozenset({"of", "in", "for", "on", "at", "to", "from", "by", "within", "during"})


def unmapped(items: list[Item], context: Context, text: str) -> Draft | None:
    """A leaf without concept, or None where the word group holds nothing but fillers and attributes.

    A number with a unit of time, or with nothing else beside it but a word for age, is an age.
    """
    numbers = [item for item in items if item.kind == "quantity" and item.quantity is not None]
    scaled = any(item.kind in ("scale", "comparator", "agehint") for item in items)
    quantities = [item for item in numbers if item.quantity and (scaled or not is_bare(item.quantity))]
    words = [
        item for item in items if item.kind in ("word", "ingredient", "mark", "unable") and text[item.start].isalnum()
    ]
    hints = [item for item in items if item.kind == "agehint"]
    if (hints or not words) and (age := _age(quantities, hints, items, text)) is not None:
        if hints:
            age.widen(hints[0].start, hints[-1].end)
            for hint in hints:
                hint.used = True
        return age
    if not words:
        return _without_words(items, numbers, text)
    for item in words:
        item.used = True
    for item in items:
        if item.kind in ("generic", "scale", "agehint") or (
            item.kind == "countunit" and item.value in _EVENTS and not numbers
        ):
            item.used = True
            words.append(item)
    words.sort(key=lambda item: item.start)
    start, end = words[0].start, words[-1].end
    kind = _kind(items, text) or _hint(items, words[0], text) or "other"
    named = kind == "measurement"
    counts = bool(quantities) and all(_is_count(item, words[0]) for item in quantities)
    if (quantities and not counts) or any(item.kind in ("numeral", "result") for item in items):
        kind = "measurement"
    draft = Draft(kind, start, end, named_scale=named)  # type: ignore[arg-type]
    draft.qualifiers = list(dict.fromkeys(item.value for item in words if item.kind == "ingredient"))
    return draft


def _is_count(item: Item, first_word: Item) -> bool:
    """A number without unit before what is counted: "at least one tooth"."""
    quantity = item.quantity
    return (
        quantity is not None and quantity.unit is None and quantity.multiplier is None and item.end <= first_word.start
    )


def _age(quantities: list[Item], hints: list[Item], items: list[Item], text: str) -> Draft | None:
    for item in quantities:
        if not is_age(item, bool(hints)):
            continue
        if any(other.kind in ("scale", "numeral", "result") for other in items):
            continue
        return Draft("age", item.start, item.end)
    return None


def is_age(item: Item, hinted: bool) -> bool:
    """Whether a number can be an age: in a unit of time, or without unit beside a word for age."""
    quantity = item.quantity
    if quantity is None:
        return False
    unit = _TIME_WORDS.get((quantity.unit or "").lower())
    return unit is not None or (hinted and quantity.unit is None and quantity.multiplier is None)


_OLDEST = 120.0


def _plain_range(quantities: list[Item]) -> Item | None:
    """ "Men and women 18-75": a range without a unit behind persons is of their years."""
    if len(quantities) != 1 or (quantity := quantities[0].quantity) is None:
        return None
    bare = quantity.unit is None and quantity.multiplier is None and quantity.value_high is not None
    return quantities[0] if bare and quantity.value < (quantity.value_high or 0.0) <= _OLDEST else None


_CAME_BACK = ("relapsed", "recurrent")
_EVENTS = ("episode", "event", "exacerbation", "attack")


def _events_again(items: list[Item], text: str) -> Item | None:
    """The word of "at least two flares", "2 recurrences": how often a disease came back, not that it did."""
    for before, item in pairwise(items):
        said = item.said(text)
        counted = before.quantity is not None and before.quantity.unit is None and item.start - before.end <= 1
        one = before.quantity is not None and before.quantity.value == 1
        if counted and item.kind == "qualifier" and item.value in _CAME_BACK and (one or said.endswith("s")):
            return item
    return None


def _without_words(items: list[Item], quantities: list[Item], text: str) -> Draft | None:
    """A number, class or qualifier alone: it waits for what stands before it."""
    counted = next((item for item in items if item.kind == "countunit"), None)
    timed = any(
        item.span is not None and item.span.kind == "window" for item in items
    )  # "without exacerbation in the past year"
    if (quantities or timed) and counted is not None and counted.value in _EVENTS:
        return Draft("condition", counted.start, counted.end)
    if quantities and counted is not None and counted.value == "line":
        return Draft("exposure", counted.start, counted.end)
    if quantities and (again := _events_again(items, text)) is not None:
        again.kind, again.value = "countunit", text[again.start : again.end].lower().removesuffix("s")
        return Draft("condition", again.start, again.end)
    if any(item.kind == "person" for item in items) and (aged := _plain_range(quantities)) is not None:
        return Draft("age", aged.start, aged.end)
    if quantities or any(item.kind == "numeral" for item in items):
        first = quantities[0] if quantities else next(item for item in items if item.kind == "numeral")
        return Draft("measurement", first.start, first.end, bare_limit=True)
    generic = next((item for item in items if item.kind == "generic"), None)
    if generic is not None:
        generic.used = True
        return Draft(generic.value, generic.start, generic.end, generic=True)  # type: ignore[arg-type]
    return None


def _kind(items: list[Item], text: str) -> str | None:
    """The kind a phrase's head noun names: the last word before a preposition, else the last, else any."""
    content = [
        item
        for item in items
        if item.kind in ("word", "generic", "filler", "scale", "qualifier", "ingredient", "countunit")
    ]
    words = [(item, text[item.start : item.end]) for item in content]
    head: str | None = None
    for item, word in words:
        if item.kind == "filler":
            if word.lower() in _PREPOSITIONS and head is not None:
                break
            continue
        if item.kind == "countunit":
            head = "condition" if item.value in _EVENTS else head
        elif item.kind == "generic":
            head = item.value
        elif item.kind in ("word", "scale", "ingredient"):
            head = head_type(word) or (None if head is None else head)
    if head is not None:
        return head
    for item, word in reversed(words):
        if item.kind in ("word", "scale") and (found := head_type(word)) is not None:
            return found
    return None


def _hint(items: list[Item], first: Item, text: str) -> str | None:
    before = [item for item in items if item.end <= first.start and item.kind in ("filler", "qualifier", "presence")]
    for item in reversed(before):
        if (found := hinted_type(text[item.start : item.end])) is not None:
            return found
    return None

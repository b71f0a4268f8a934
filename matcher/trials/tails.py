"""What stands behind a list and holds for all of it: "current or former smokers with 10 pack-years", "A with X > 1 or Y > 2"."""

from __future__ import annotations

from matcher.terms import vocabulary
from matcher.trials.context import Context
from matcher.trials.drafts import joined
from matcher.trials.groups import first_of, split
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import Outcome, Reader

_JOINTS = ("comma", "and", "or", "slash", "semicolon", "bracket", "list", "colon", "plus")
_OPERATORS = ("not", "require", "cause", "unrelated", "with", "example", "define", "except", "if", "count")
_TREATMENTS = ("exposure", "procedure")
_LIGHT = ("qualifier", "filler", "drop", "mark", "example", "word")


def held_by_all(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """A tail with "with" or "requiring" that is asked of each thing before it, or a choice that is the tail's own.

    "Current or former smoker with ≥ 10 pack-years": where the things before it share one noun, both are meant.
    "Aortic stenosis with valve area ≤ 1 cm² or gradient ≥ 40 mmHg": the choice is between signs of the stenosis.
    "Infection requiring oral or intravenous antibiotics": the choice is of the treatment.
    """
    position = _divider(items, reader.text)
    if position is None or not content(items[:position]):
        return False, None
    before, divider, after = items[:position], items[position], items[position + 1 :]
    if before[-1].kind in _JOINTS:
        # "Shock or need for ventilation": what is needed is an alternative of its own.
        return False, None
    if first_of(before, *_OPERATORS) is not None or first_of(after, *_OPERATORS) is not None or not content(after):
        return False, None
    one = first_of(before, *_JOINTS) is None
    if divider.kind not in ("with", "require"):
        holds = (one or _shares_noun(before)) and not _joints(after)
    elif divider.kind == "require":
        holds = (one or _joints(before) <= {"or"}) and _choice(after) and _are_treatments(after)
    else:
        holds = (one and _choice(after) and _are_measured(after)) or (_shares_noun(before) and not _joints(after))
    if not holds:
        return False, None
    divider.used = True
    base = reader.clause(before, context)
    tail = reader.clause(after, context.within_union)
    return True, joined("all", [base, tail])


def _divider(items: list[Item], text: str) -> int | None:
    """Where the tail begins: at "with", "requiring", or "after" before a number of treatments ("after at least 2 prior lines")."""
    for position, item in enumerate(items):
        if item.kind in ("with", "require"):
            return position
        if item.said(text) != "after" or position + 2 >= len(items):
            continue
        count, counted = items[position + 1].quantity, items[position + 2 :]
        if count is not None and count.unit is None and any(part.kind == "countunit" for part in counted[:3]):
            return position
    return None


def _joints(items: list[Item]) -> set[str]:
    return {item.kind for item in items if item.kind in _JOINTS}


def _choice(items: list[Item]) -> bool:
    return _joints(items) == {"or"}


def _are_treatments(items: list[Item]) -> bool:
    named = [item for item in items if item.term is not None or item.kind in ("exposure", "generic")]
    if any(item.quantity is not None or item.kind in ("word", "result") for item in items):
        return False
    types = {item.term.type if item.term is not None else "exposure" for item in named}
    return len(named) > 1 and types <= set(_TREATMENTS)


def _are_measured(items: list[Item]) -> bool:
    """Whether each alternative has a limit or a result of its own, and names nothing that is not measured."""
    if any(item.term is not None and item.term.type != "measurement" for item in items):
        return False
    pieces = split(items, ("or",))
    limited = all(
        any(item.kind in ("result", "numeral") or (item.quantity is not None and item.quantity.unit) for item in piece)
        for piece in pieces
    )
    return limited and all(any(item.term is not None or item.kind == "word" for item in piece) for piece in pieces)


def _shares_noun(items: list[Item]) -> bool:
    """Whether alternatives are one noun with several modifiers: "current or former smoker", "mild or moderate asthma"."""
    if not _joints(items) or not _joints(items) <= {"or", "slash", "comma"}:
        return False
    *shortened, last = [piece for piece in split(items, ("or", "slash", "comma")) if content(piece)]
    own = [item.term for item in last if item.term is not None]
    if len(own) != 1 or not shortened or not any(item.kind == "qualifier" for item in last):
        return False
    for piece in shortened:
        named = [item.term for item in piece if item.term is not None]
        plain = all(item.kind in _LIGHT or item.term is not None for item in piece)
        if not plain or not any(item.kind == "qualifier" for item in piece):
            return False
        if any(term.concept != own[0].concept and not _kind_of(term.concept, own[0].concept) for term in named):
            return False
    return True


def _kind_of(concept: str, other: str) -> bool:
    v = vocabulary()
    return v.is_a(concept, other) or v.is_a(other, concept)

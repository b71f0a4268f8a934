"""Scores given with their items: "arthritis 4, rash 2 = 6", "14 (arthritis 4, proteinuria 4, …)"."""

from __future__ import annotations

from matcher.notes.result import ElementRow


def summed(row: ElementRow, index: int) -> int | None:
    """The total of a score given as a list of items: "arthritis 4, rash 2 = 6"."""
    items = 0
    for at in range(index, len(row.elements) - 1):
        element = row.elements[at]
        if element.kind == "semicolon":
            return None
        if element.kind == "number":
            if element.quantity is not None and element.quantity.comparator == "=" and items >= 2:
                return at
            items += 1
        elif element.kind == "equals" and items >= 2 and row.kind(at + 1) == "number":
            return at + 1
    last = row.elements[-1] if row.elements else None
    if (
        last is not None
        and last.kind == "number"
        and last.quantity is not None
        and last.quantity.comparator == "="
        and items >= 2
    ):
        return len(row.elements) - 1
    return None


def past_items(row: ElementRow, index: int, filled: bool) -> int:
    """The index after the items of a score: "14 (arthritis 4, rash 2)", "6: arthritis 4, rash 2"."""
    at = index
    if row.kind(at) == "open" and lists_items(row, at + 1):
        depth = 0
        while at < len(row.elements):
            depth += (row.kind(at) == "open") - (row.kind(at) == "close")
            at += 1
            if depth == 0:
                return at
        return at
    marked = row.kind(at) in ("colon", "dash")
    if (marked or (not filled and row.kind(at - 1) == "colon")) and lists_items(row, at + marked):
        while at < len(row.elements) and row.kind(at) != "semicolon":
            at += 1
    return at


def lists_items(row: ElementRow, index: int) -> bool:
    """Whether items with points follow: a word and a small number."""
    words = 0
    for at in range(index, min(index + 8, len(row.elements))):
        element = row.elements[at]
        if element.kind in ("word", "entity", "name", "quality", "fill"):
            words += 1
        elif element.kind == "number":
            return words > 0 and element.quantity is not None and element.quantity.unit is None
        elif element.kind not in ("copula", "open", "class"):
            return False
    return False

"""Doses counted in another drug: "corticosteroids > 10 mg prednisone or equivalent a day" asks for no prednisone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.items import Item

_BETWEEN = ("filler", "drop", "mark")


def without_equivalents(items: list[Item], text: str, classes: Collection[str] = ()) -> list[Item]:
    """The items with the drug a class is counted in dropped.

    Args:
        text: the reading copy, which the items' offsets are in.
        classes: drugs named before these items, outside of them.
    """
    named = list(classes)
    kept: list[Item] = []
    for position, item in enumerate(items):
        term = item.term
        if term is not None and term.type == "exposure":
            counted = _is_dose(kept) or _beside_equivalent(items, position, text)
            if counted and any(vocabulary().is_a(term.concept, name) and name != term.concept for name in named):
                item.used = True
                kept.append(replace(item, kind="drop", term=None, used=True))
                continue
            named.append(term.concept)
        kept.append(item)
    return kept


def _is_dose(before: list[Item]) -> bool:
    """Whether a number with a unit stands directly before."""
    last = next((item for item in reversed(before) if item.kind not in _BETWEEN), None)
    return last is not None and last.quantity is not None and last.quantity.unit is not None


def _beside_equivalent(items: list[Item], position: int, text: str) -> bool:
    beside = [*items[max(0, position - 2) : position], *items[position + 1 : position + 2]]
    return any(item.said(text).startswith("equivalent") for item in beside)

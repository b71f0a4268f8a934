"""What is risky: "unacceptable anesthetic or operative risk" is a risk, and asks for no anesthetic and no operation."""

from __future__ import annotations

from matcher.terms import vocabulary
from matcher.trials.groups import Bracketed
from matcher.trials.items import Item
from matcher.trials.modifiers import forms

_RISKS = frozenset({"risk", "risks"})
_JOINTS = ("or", "and", "slash", "comma")
_ACTS = ("surgery", "anesthesia", "anesthetic", "procedure")


def join_risks(items: list[Item], text: str) -> None:
    """Make the risk of an operation or an anesthetic one word, in place; in brackets too."""
    for item in items:
        if isinstance(item, Bracketed):
            inner = list(item.inner)
            join_risks(inner, text)
            item.inner = tuple(inner)
    for position in range(len(items) - 1, 0, -1):
        if position >= len(items) or text[items[position].start : items[position].end].lower() not in _RISKS:
            continue
        first = position
        while first and _is_act(items[first - 1], text):
            first -= 1
            if first > 1 and items[first - 1].kind in _JOINTS and _is_act(items[first - 2], text):
                first -= 1
        if first < position:
            items[first : position + 1] = [Item("word", items[first].start, items[position].end)]


def _is_act(item: Item, text: str) -> bool:
    """Whether an item is an operation or an anesthetic, or the adjective of one."""
    if item.kind == "word":
        return item.said(text) in forms("act")
    if item.term is None or item.term.type not in ("procedure", "exposure"):
        return False
    return any(item.term.concept == act or vocabulary().is_a(item.term.concept, act) for act in _ACTS)

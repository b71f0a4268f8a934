"""Where examples end and other reasons begin: "diseases such as gout or asthma, or using drugs for them, pregnant women"."""

from __future__ import annotations

from matcher.trials.drafts import Node
from matcher.trials.items import Item

_JOINTS = ("or", "comma", "and")
_LIGHT = ("filler", "mark", "drop", "person", "with", "qualifier")
_OF_USE = frozenset({"using", "use", "taking", "receiving", "undergoing", "on", "currently"})
_NAMED = ("exposure", "procedure")
_OTHER_MATTERS = ("allergy", "participation")


def examples_end(items: list[Item], base: Node | None, text: str) -> int | None:
    """The place of the joint behind which another matter begins than examples of diseases; None where none does.

    Args:
        items: what stands behind "such as", without brackets around it.
        base: the class.
        text: the reading copy, which their offsets are in.
    """
    heads = list(base.plain_leaves()) if base is not None else []
    if not heads or any(head.type != "condition" or not head.concepts or head.generic for head in heads):
        return None
    for position, item in enumerate(items):
        if item.kind not in _JOINTS or not position or items[position - 1].kind in _JOINTS:
            continue
        named = any(passed.term is not None and passed.term.type == "condition" for passed in items[:position])
        if named and _begins_other(_member(items, position), text):
            return position
    return None


def _member(items: list[Item], position: int) -> list[Item]:
    start = position
    while start < len(items) and items[start].kind in _JOINTS:
        start += 1
    end = next((n for n in range(start, len(items)) if items[n].kind in _JOINTS), len(items))
    return items[start:end]


def _begins_other(member: list[Item], text: str) -> bool:
    if not member:
        return False
    if member[0].kind in _OTHER_MATTERS:
        return True
    named = next((item for item in member if item.kind not in _LIGHT), None)
    if named is None or named.term is None:
        return False
    if named.term.type == "reproductive":
        return True
    words = text[member[0].start : member[0].end].lower().split()
    return member[0].kind == "filler" and words[0] in _OF_USE and named.term.type in _NAMED

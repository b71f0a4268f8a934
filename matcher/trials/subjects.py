"""Whom a predicate is said of: of "A, or women not using contraception" the women alone, not A."""

from __future__ import annotations

from matcher.trials.context import Context
from matcher.trials.drafts import Node, joined
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import EDGE, Reader

_JOINTS = ("and", "or", "comma")
_THINGS = ("term", "word", "generic", "person", "exposure", "trialdisease", "bracket")


def beside(reader: Reader, before: list[Item], node: Node | None, rest: list[Item], context: Context) -> Node | None:
    """What stands before a predicate, what it says, and what stands behind it, joined.

    Args:
        before: the items before the predicate; a list may end there ("A, or women …").
        node: what the predicate says.
        rest: the items behind it.
    """
    listed, subject = with_subject(before, context, reader.text)
    link = next((item.kind for item in reversed(listed or before) if item.kind in _JOINTS), None)
    said_of_all = not listed and link is not None and _names(_last_member(before), reader.text)
    if listed:
        node, before = joined("all", [reader.clause(subject, context), node]), listed
    left = reader.clause(before, context) if content(before) else None
    right = reader.clause(rest, context) if content(rest) else None
    if said_of_all:
        return joined(context.op, [joined("all", [left, node]), right])
    union = link == "or" or (context.lists_are_unions and link is not None)
    return joined("any" if union else "all", [left, node, right])


def with_subject(before: list[Item], context: Context, text: str) -> tuple[list[Item], list[Item]]:
    """The list before a predicate and its last member, where the predicate is said of that one alone; else an empty list.

    A comma before the last member, or a person as its head, sets it apart; "A or B not responding to …" is about both.
    """
    subject = _last_member(before)
    listed = before[: len(before) - len(subject)]
    if not _names(subject, text) or not _names(listed, text):
        return [], before
    joints = [item.kind for item in listed[-3:] if item.kind in _JOINTS]
    if "or" not in joints:
        apart = "comma" in joints and "and" not in joints and context.lists_are_unions
    else:
        lead = next((item for item in subject if item.kind not in EDGE), None)
        apart = "comma" in joints or (lead is not None and lead.kind == "person")
    return (listed, subject) if apart else ([], before)


def _last_member(items: list[Item]) -> list[Item]:
    last = max((n for n, item in enumerate(items) if item.kind in _JOINTS), default=-1)
    return items[last + 1 :]


def _names(items: list[Item], text: str) -> bool:
    """Whether a thing is named: an adverb is none ("physically or mentally unable to …")."""
    return any(
        item.kind in _THINGS and not (item.kind == "word" and text[item.start : item.end].endswith("ly"))
        for item in items
    )

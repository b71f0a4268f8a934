"""What the operators of the grammar ask of the parser, and what they know of a row of items."""

from __future__ import annotations

from typing import Protocol

from matcher.trials.context import Context
from matcher.trials.drafts import Node
from matcher.trials.groups import Nested
from matcher.trials.items import Item

EDGE = ("filler", "drop", "mark", "stop", "comma", "agehint", "aside")
"""Kinds that say nothing at the edge of a clause."""
OPENERS = ("example", "define", "except", "with", "not", "if", "require", "unrelated", "cause")
"""Kinds that need something behind them."""
JOINS = ("comma", "and", "or", "slash", "semicolon")

Outcome = tuple[bool, Node | None]
"""Whether an operator stands in the clause, and then what the clause means."""


class Reader(Protocol):
    """The parser, as its operators see it: they hand it the pieces they cut."""

    text: str

    def clause(self, items: list[Item], context: Context) -> Node | None:
        """The expression of a clause."""

    def statement(self, items: list[Item], context: Context) -> Node | None:
        """The expression of sentences."""

    def lines(self, item: Nested, context: Context) -> list[Node | None]:
        """The expression of each line nested below."""


_UNSAID = ("abnormal", "elevated", "low", "normal")
"""Results that say no number: limits behind a colon do."""


def is_label(head: Node, members: list[Node], tail: str) -> bool:
    """Whether what stands before a list only names it: no limits of its own, and the list says what is measured."""
    leaves = list(head.leaves())
    if any(draft.bounds or draft.window or draft.duration for draft in leaves):
        return False
    if any(draft.quality for draft in leaves):
        # "Abnormal lipids and blood pressure: LDL > 130 mg/dL, …": the limits say what is abnormal.
        said = [draft for member in members for draft in member.leaves() if draft.type != "other"]
        limited = any(draft.bounds for draft in said) and all(draft.type == "measurement" for draft in said)
        return (
            tail in ("define", "colon")
            and limited
            and all(draft.quality in _UNSAID for draft in leaves if draft.quality)
        )
    nameless = (
        draft.type == "other" or (draft.generic and not draft.qualifiers) or not draft.concepts for draft in leaves
    )
    if all(nameless):
        return True
    measured = [draft for member in members for draft in member.leaves()]
    limits = bool(measured) and all(draft.type in ("measurement", "attestation", "other") for draft in measured)
    if tail in ("define", "colon") and limits:
        return True
    return all(draft.type == "measurement" for draft in leaves) and any(
        draft.type == "measurement" for draft in measured
    )

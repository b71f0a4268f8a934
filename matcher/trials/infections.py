"""An infection named by its germ: "active infection with hepatitis B, hepatitis C or HIV" asks for three infections, each active.

The class says nothing that its germs do not, so it is no thing of its own beside them.
"""

from __future__ import annotations

import re

from matcher.terms import vocabulary
from matcher.trials.drafts import Draft, Node
from matcher.trials.items import Item

_CLASS = "infection"
_CLASSES = frozenset({
    "infection", "coinfection", "superinfection", "viral infection", "bacterial infection", "fungal infection",
    "parasitic infection", "opportunistic infection",
})  # fmt: skip
"""What is said of an infection before its germ."""
_INFECTED = re.compile(r"(?:co-?)?infected", re.IGNORECASE)
_ANTIBODY = " antibody"
_JOINT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?\b(?:with|by|of|from|due to|caused by|secondary to|because of|resulting from|attributable to)\s+"
    r"(?:(?:the|a|an|any|either|one|both|of|more|or|following|known|confirmed):?\s+)*",
    re.IGNORECASE,
)


def is_class(item: Item) -> bool:
    """Whether an item is an infection whose germ is yet to come."""
    return item.term is not None and item.term.concept in _CLASSES


def is_infection(draft: Draft) -> bool:
    """Whether a leaf is an infection with a name of its own."""
    if draft.type != "condition" or len(draft.concepts) != 1 or draft.concepts[0] in _CLASSES:
        return False
    return vocabulary().is_a(draft.concepts[0], _CLASS)


def with_germ(node: Node, text: str) -> Node:
    """A member of a list in which an infection and its germ are one leaf, that governs the germs behind it."""
    if node.op != "all":
        return node
    kept: list[Node] = []
    for item in node.items:
        head, germ = kept[-1].draft if kept else None, item.draft
        if head is None or germ is None or not _names(head, germ, text):
            kept.append(item)
            continue
        germ.governing = list(head.qualifiers)
        germ.qualifiers = list(dict.fromkeys([*head.qualifiers, *germ.qualifiers]))
        germ.spreading = [*head.spreading, *germ.spreading]
        germ.window, germ.duration = germ.window or head.window, germ.duration or head.duration
        germ.excludes = [*germ.excludes, *(name for name in head.excludes if name not in germ.excludes)]
        germ.germ = True
        germ.widen(head.start, head.end)
        kept[-1] = item
    if len(kept) == len(node.items):
        return node
    return kept[0] if len(kept) == 1 else Node("all", kept)


def as_infection(draft: Draft) -> None:
    """Make an antibody, asked for without a result, the infection it tells of: "infection with HIV-1/2"."""
    if draft.type != "measurement" or draft.quality or draft.bounds or not draft.concepts:
        return
    germ = draft.concepts[0].removesuffix(_ANTIBODY)
    named = (c for c in vocabulary().lookup(f"{germ} {_CLASS}") if c.type == "condition")
    if germ != draft.concepts[0] and (infection := next(named, None)) is not None:
        draft.type, draft.concepts, draft.analyte = "condition", [infection.name], None


def _names(head: Draft, germ: Draft, text: str) -> bool:
    said = head.type == "condition" and len(head.concepts) == 1 and head.concepts[0] in _CLASSES
    if not said and not (head.type == "other" and _INFECTED.fullmatch(text, head.start, head.end)):
        return False
    if head.bounds or head.count is not None or _JOINT.fullmatch(text, head.end, germ.start) is None:
        return False
    as_infection(germ)
    return is_infection(germ)

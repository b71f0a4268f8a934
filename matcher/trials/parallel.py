"""What stands once before alternatives and holds for all of them: "adults with asthma or eczema", "diabetes on metformin or insulin".

Alternatives are of one sort. Where the first of them was read together with what stands before it, the "or" is between the
last part of that and what follows, if those are alike; and whoever a statement is about, it is about all the alternatives.
"""

from __future__ import annotations

from matcher.trials.drafts import Node, joined

_PERSONS = frozenset({"age", "sex"})


def alternatives(nodes: list[Node], *, listed: bool) -> Node | None:
    """Nodes joined by "or", what the first says for all of them taken out.

    Args:
        nodes: the alternatives, in the order of the text.
        listed: commas stand between them: then only the persons they are about are taken out.
    """
    head, last = _parted(nodes, listed)
    if not head or last is None:
        return joined("any", list(nodes))
    return joined("all", [*head, joined("any", [last, *nodes[1:]])])


def _parted(nodes: list[Node], listed: bool) -> tuple[list[Node], Node | None]:
    """What the first alternative says for all, and what is left of it."""
    if len(nodes) < 2 or nodes[0].op != "all" or nodes[0].special:
        return [], None
    parts, others = nodes[0].items, nodes[1:]
    if any(_types(node) & _PERSONS for node in others):
        return [], None
    persons = 0
    while persons < len(parts) and _types(parts[persons]) <= _PERSONS:
        persons += 1
    if persons == len(parts):
        return [], None
    rest = joined("all", list(parts[persons:]))
    if listed:
        return list(parts[:persons]), rest
    if any("other" in _types(part) for part in parts):
        return list(parts[:persons]), rest
    sorts = {kind for node in others for kind in _types(node)}
    own, before = _types(parts[-1]), {kind for part in parts[persons:-1] for kind in _types(part)}
    if len(sorts) == 1 and own == sorts and before.isdisjoint(sorts):
        return list(parts[:-1]), parts[-1]
    return list(parts[:persons]), rest


def is_of_persons(node: Node) -> bool:
    """Whether a node says first whom it is about, and then what ("women who are pregnant or nursing")."""
    return node.op == "all" and _types(node.items[0]) <= _PERSONS and not _types(node) <= _PERSONS


def _types(node: Node) -> frozenset[str]:
    return frozenset(draft.type for draft in node.leaves())

"""A limit said again for those with a disease: "AST ≤ 2.5 × ULN. Patients with liver metastases may have AST ≤ 5 × ULN"."""

from __future__ import annotations

import re
from copy import deepcopy

from matcher.trials.drafts import Draft, Node, conditional, joined, negation
from matcher.trials.items import Item

_ENDS = ("stop", "semicolon")
_BEGINS = (*_ENDS, "comma")
_MAY = ("may", "can")
_LOOSE = ("<", "<=", ">", ">=")


def as_demands(items: list[Item], text: str) -> None:
    """ "Patients with liver metastases may have AST ≤ 5 × ULN" limits as a demand does; elsewhere "may have" says nothing.

    Changed in place.
    """
    for position, item in enumerate(items[:-1]):
        following = text[items[position + 1].start : items[position + 1].end].lower()
        said = item.said(text)
        if item.kind != "filler" or said not in _MAY or following.split()[0] != "have":
            continue
        end = next((n for n in range(position, len(items)) if items[n].kind in _ENDS), len(items))
        begin = next((n + 1 for n in range(position, -1, -1) if items[n].kind in _BEGINS), 0)
        limited = any(part.quantity is not None and part.quantity.comparator in _LOOSE for part in items[position:end])
        named = [part.term.type for part in items[begin:position] if part.term is not None]
        if not limited or "condition" not in named or "measurement" in named:
            continue
        item.kind, item.value = "must", "may"
        if begin and items[begin - 1].kind == "comma":
            items[
                begin - 1
            ].kind = "semicolon"  # "AST ≤ 3 × ULN, those with metastases may have …" begins another statement.


_PEOPLE = re.compile(
    r"\b(?:patients?|subjects?|participants?|individuals?|those|persons?|people|cases)(?: \w+)? (?:(?:with|who have|having) (?:\w+ )?)?$",
    re.IGNORECASE,
)


def begins_with_people(text: str, start: int) -> bool:
    """Whether "patients with" stands before a place: what follows is whom something is asked of."""
    return _PEOPLE.search(text[:start][-60:]) is not None


def of_those_with(node: Node) -> Node:
    """ "(Patients with Gilbert syndrome bilirubin ≤ 3 × ULN)" in brackets behind a limit is a limit for these."""
    diseases = [part for part in node.items if part.draft is not None and part.draft.type == "condition"]
    limits = [part for part in node.items if part not in diseases]
    measured = all(draft.type == "measurement" and draft.bounds for part in limits for draft in part.leaves())
    if node.op != "all" or len(diseases) != 1 or not limits or not measured or node.items[0] is not diseases[0]:
        return node
    return conditional(diseases[0], joined("all", [*limits])) or node


def let_off(nodes: list[Node | None]) -> list[Node | None]:
    """Where a later statement gives those with a disease another limit of the same thing, the first one is for the others."""
    made = list(nodes)
    for node in nodes:
        if node is None or node.op != "if" or not all(draft.type == "condition" for draft in node.items[0].leaves()):
            continue
        for limit in node.items[1].plain_leaves():
            made = [held if held is node or held is None else _without(held, limit, node.items[0]) for held in made]
    return made


def _without(node: Node, limit: Draft, condition: Node) -> Node:
    """A statement whose limits of one thing are asked only of those without a condition."""
    draft = node.draft
    if draft is not None:
        same = draft.type == limit.type == "measurement" and draft.concepts == limit.concepts != []
        looser = same and bool(draft.bounds and limit.bounds) and _side(draft) == _side(limit) != ""
        if looser and draft.bounds != limit.bounds:
            return conditional(negation(deepcopy(condition)), node) or node
        return node
    if node.op not in ("all", "any") or node.special:
        return node
    node.items = [_without(item, limit, condition) for item in node.items]
    return node


def _side(draft: Draft) -> str:
    bound = draft.bounds[-1]
    return "upper" if bound.lower is None else "lower" if bound.upper is None else ""

"""Ages: numbers beside a word for age, or in years beside a person."""

from __future__ import annotations

from matcher.trials.attributes import attach
from matcher.trials.drafts import Draft, Node, leaf
from matcher.trials.items import Item
from matcher.trials.limits import combined
from matcher.trials.unmapped import is_age

_NEAR = 14
"""Characters between a number and the word for age it belongs to."""


def said_ages(items: list[Item]) -> tuple[list[Node], list[Item]]:
    """Ages as leaves of their own, and the items without them: "over 18 years of age undergoing surgery"."""
    hints = [item for item in items if item.kind == "agehint"]
    concerns_persons = any(item.kind == "person" for item in items) and not any(
        item.term is not None and item.term.type == "measurement" for item in items
    )
    named = any(item.term is not None for item in items)
    nodes: list[Node] = []
    taken: list[Item] = []
    for item in items:
        if item.kind != "quantity" or item.quantity is None:
            continue
        beside = [hint for hint in hints if hint.start - item.end <= _NEAR and item.start - hint.end <= _NEAR]
        said = bool(beside) or item.detail == "age"
        in_years = (item.quantity.unit or "").lower().startswith(("year", "yr", "y/o"))
        if not is_age(item, said) or not (said or (in_years and (concerns_persons or not named))):
            continue
        draft = Draft("age", item.start, item.end)
        comparators = [other for other in items if other.kind == "comparator" and other.end <= item.start]
        group = [*comparators[-1:], *beside, item]
        attach([*comparators[-1:], item], [draft], "")
        draft.widen(min(part.start for part in group), max(part.end for part in group))
        for part in group:
            part.used = True
        taken += group
        if nodes and nodes[-1].draft is not None and (closed := combined(nodes[-1].draft.bounds[-1], draft.bounds[-1])):
            nodes[-1].draft.bounds[-1] = closed
            nodes[-1].draft.widen(draft.start, draft.end)
        elif draft.bounds:
            nodes.append(leaf(draft))
    return nodes, [item for item in items if item not in taken]

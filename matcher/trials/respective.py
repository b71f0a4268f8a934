"""Parallel lists: "≥ 13 and ≥ 12 g/dL in men and women, respectively" pairs the first with the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcher.trials.atoms import person
from matcher.trials.context import Context
from matcher.trials.drafts import Node, conditional, joined
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.reading import Outcome, Reader

_JOINTS = ("and", "or", "comma", "slash")


def respective(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """A clause with "respectively" and two lists of the same length, as one statement for each pair."""
    word = first_of(items, "respective")
    if word is None:
        return False, None
    items[word].used = True
    items = [*items[:word], *items[word + 1 :]]
    said = _runs(items, lambda item: item.kind in ("quantity", "span"))
    for values in said:
        for names in _runs(items, _is_name):
            if len(names) == len(values):
                return True, _paired(reader, items, names, values, context)
    return True, reader.clause(items, context)


def _is_name(item: Item) -> bool:
    return item.kind == "person" or item.term is not None


def _runs(items: list[Item], wanted: Callable[[Item], bool]) -> list[list[Item]]:
    """Runs of at least two wanted items with nothing but conjunctions and fillers between."""
    runs: list[list[Item]] = [[]]
    joined_since = True
    for item in items:
        if wanted(item):
            if not joined_since:
                runs.append([])
            runs[-1].append(item)
            joined_since = False
        elif item.kind in _JOINTS:
            joined_since = True
        elif item.kind != "filler":
            runs.append([])
            joined_since = True
    return [run for run in runs if len(run) >= 2]


def _paired(reader: Reader, items: list[Item], names: list[Item], values: list[Item], context: Context) -> Node | None:
    outer = [item for item in items if item not in names and item not in values]
    edges = (min(names[0].start, values[0].start), max(names[-1].end, values[-1].end))
    shared = [item for item in outer if item.end <= edges[0] or item.start >= edges[1]]
    unit = next((v.quantity.unit for v in reversed(values) if v.quantity is not None and v.quantity.unit), None)
    _share_comparator(values)
    nodes: list[Node | None] = []
    for name, value in zip(names, values, strict=True):
        by_person = name.kind == "person"
        parts = sorted([*shared, value, *([] if by_person else [name])], key=lambda item: item.start)
        for part in parts:
            part.used = False
        node = reader.clause(parts, context)
        name.used = True
        if node is not None and unit is not None:
            _give_unit(node, unit)
        nodes.append(conditional(person(name), node) if by_person else node)
    return joined("any" if context.lists_are_unions else "all", nodes)


def _share_comparator(values: list[Item]) -> None:
    """ "Below 10 and 5 mg/dL": a comparator said once holds for the numbers behind it."""
    comparator = values[0].quantity.comparator if values[0].quantity is not None else None
    for value in values[1:]:
        if comparator is not None and value.quantity is not None and value.quantity.comparator is None:
            value.quantity = replace(value.quantity, comparator=comparator)


def _give_unit(node: Node, unit: str) -> None:
    """A unit said with the last number holds for those before it."""
    for draft in node.leaves():
        draft.bounds = [
            replace(b, unit=unit) if b.unit is None and b.relative_to == "value" and draft.type != "age" else b
            for b in draft.bounds
        ]

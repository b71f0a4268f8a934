"""Conditions and demands: "if diabetic, …", "women must …", "≤ 5 × ULN if liver metastases"."""

from __future__ import annotations

from matcher.trials.context import Context
from matcher.trials.drafts import Node, conditional, joined, negation, special_limit
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import Outcome, Reader
from matcher.trials.sharing import merge_limits, special_for_each


def conditional_clause(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "If diabetic, HbA1c < 9 %"; "≤ 5 × ULN if liver metastases"."""
    position = first_of(items, "if")
    if position is None or _behind_label(items, position):
        return False, None
    items[position].used = True
    if first_of(items[:position], "exclude") is not None and not _says(items[:position]):
        items[position].kind = "filler"  # "Patients are excluded if they have A, B or C" is what excludes them.
        return False, None
    before, after = content(items[:position]), items[position + 1 :]
    end = first_of(after, "comma", "must", "colon")
    if not before:
        if end is None and (limit := _limit_behind(after)) is not None:
            condition = reader.clause(after[:limit], context.within_union)
            return True, conditional(condition, reader.clause(after[limit:], context))
        if end is None:
            return True, reader.clause(after, context)
        rest = after[end + 1 :] if after[end].kind != "must" else after[end:]
        return True, conditional(reader.clause(after[:end], context.within_union), reader.clause(rest, context))
    inserted = end is not None and after[end].kind == "comma" and not _says(before)
    if inserted and end is not None:
        condition = reader.clause(after[:end], context.within_union)
        return True, conditional(condition, reader.clause([*before, *after[end + 1 :]], context))
    condition = reader.clause(after, context.within_union)
    if items[position].value == "proviso" and (base := reader.clause(before, context)) is not None:
        # "A, provided that B" asks for both: without B the statement fails, it does not fall away.
        return True, joined("all", [base, condition])
    special = _special(reader, before, condition, context)
    return True, special or conditional(condition, reader.clause(before, context))


def _limit_behind(items: list[Item]) -> int | None:
    """Where a limit begins behind the disease it holds for: "for subjects with liver metastases ≤ 5 × ULN"."""
    if not items or items[0].term is None or items[0].term.type != "condition":
        return None
    for position, item in enumerate(items):
        if item.quantity is not None and item.quantity.comparator is not None:
            return position
        if item.term is not None and item.term.type == "measurement":
            return position
        if item.kind in ("and", "or", "comma", "slash"):
            return None
    return None


def _special(reader: Reader, before: list[Item], condition: Node | None, context: Context) -> Node | None:
    """ "≤ 2.5 × ULN, or ≤ 5 × ULN if …": the condition belongs to the second limit alone."""
    cut = next((n for n in range(len(before) - 1, -1, -1) if before[n].kind in ("or", "comma")), None)
    if (
        cut is None
        or condition is None
        or not all(item.kind in ("quantity", "filler", "drop") for item in before[cut + 1 :])
    ):
        return None
    base, limit = reader.clause(before[:cut], context), reader.clause(before[cut + 1 :], context)
    if base is None or limit is None:
        return None
    if (each := special_for_each(base, condition, limit)) is not None:
        return each
    merged = merge_limits([base, limit])
    return special_limit(base, condition, merged[-1]) if len(merged) > 1 else None


def demanded(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Women of childbearing potential must use contraception": asked only of those it names."""
    position = first_of(items, "must")
    if position is None or _behind_label(items, position):
        return False, None
    items[position].used = True
    before, after = items[:position], items[position + 1 :]
    said = reader.text[items[position].start : items[position].end].lower()
    if "agree" in said or "willing" in said:
        after = [Item("pledge", items[position].start, items[position].end, value="yes"), *after]
    subject = reader.clause(before, context.within_union) if content(before) else None
    demand = reader.clause(after, Context("inclusion", context.conditions)) if content(after) else None
    if demand is None and subject is not None:
        return True, _available(reader, before, context)
    if subject is None or demand is None:
        node = demand or subject
    elif items[position].value == "may" and all(draft.bare_limit for draft in demand.leaves()):
        node = conditional(subject, demand)
    elif not _names_persons(subject) or _is_attribute(demand):
        return True, reader.clause([*before, *after], context)
    else:
        node = conditional(subject, demand)
    if context.kind == "exclusion" and node is not None and demand is not None and not context.union:
        return True, negation(node)
    return True, node


def _available(reader: Reader, items: list[Item], context: Context) -> Node | None:
    """ "A, B and C must be available" asks for all three; an exclusion is broken where they are not.

    What is denied before a comma is no part of it: "no metastases on imaging, a CT must be obtained".
    """
    comma = next((n for n in range(len(items) - 1, 0, -1) if items[n].kind == "comma"), None)
    if comma is not None and first_of(items[:comma], "not") is not None:
        denied, needed = reader.clause(items[:comma], context), _available(reader, items[comma + 1 :], context)
        return joined(context.op, [denied, needed])
    node = reader.clause(items, context if context.kind == "inclusion" else Context("inclusion", context.conditions))
    return negation(node) if node is not None and context.kind == "exclusion" and not context.union else node


def _behind_label(items: list[Item], position: int) -> bool:
    """Whether a colon, semicolon list or counted list begins before a place: then that is taken apart first."""
    return first_of(items[:position], "colon", "list", "count") is not None


def _says(items: list[Item]) -> bool:
    return any(item.term is not None or item.kind in ("quantity", "word") for item in items)


def _names_persons(node: Node) -> bool:
    """Whether a subject limits whom a demand is made of: a sex, an age, a disease or treatment with a name."""
    return all(
        draft.type in ("sex", "age", "reproductive")
        or (draft.type in ("condition", "exposure", "procedure") and draft.concepts)
        for draft in node.leaves()
    )


def _is_attribute(node: Node) -> bool:
    """Whether a demand only adds a number or class to its subject."""
    return all(draft.bare_limit or draft.generic for draft in node.leaves())

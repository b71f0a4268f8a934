"""What comes of what: "pneumonia due to influenza or measles" is one pneumonia with a choice of causes."""

from __future__ import annotations

from matcher.trials.atoms import narrow
from matcher.trials.context import Context
from matcher.trials.drafts import joined
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import Outcome, Reader

_BREAKS = ("comma", "and", "or", "slash", "semicolon", "bracket", "list", "colon")
_OWN = ("quantity", "person", "not", "attestation", "allergy", "participation", "cause", "unrelated", "with", "require")
"""Kinds that begin a reason of its own behind the "or"."""


def caused(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "X due to A or B", "X not related to A or B": the choice is among the causes, not between X and B.

    Only where nothing but an "or" joins them: a comma, an "and" and a member with a history, a number or a time of its own
    may begin another reason.
    """
    position = first_of(items, "cause", "unrelated")
    if position is None:
        position = next((n for n, item in enumerate(items) if item.kind == "with" and item.value == "bound"), None)
    if position is None or first_of(items[:position], *_BREAKS) is not None or not content(items[:position]):
        return False, None
    divider, causes = items[position], items[position + 1 :]
    joints = [item.kind for item in causes if item.kind in _BREAKS]
    if not joints or set(joints) - {"or", "slash"} or any(_begins_anew(item) for item in causes):
        return False, None
    divider.used = True
    base = reader.clause(items[:position], context)
    if base is None:
        return False, None
    if divider.kind == "unrelated":
        narrow(items[position:], list(base.leaves()), context, reader.text)
        return True, base
    return True, joined("all", [base, reader.clause(causes, context.within_union)])


def _begins_anew(item: Item) -> bool:
    return item.kind in _OWN or (item.kind == "qualifier" and item.detail in ("list", "near"))

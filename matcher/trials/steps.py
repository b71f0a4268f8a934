"""Steps of a disease said by themselves: "breast cancer, stage II or III"; "stage IV patients"."""

from __future__ import annotations

from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node
from matcher.trials.items import Item

_STEP = ("scale", "numeral", "comparator", "comparator after", "filler", "mark", "drop")
_SCALES = ("stage", "grade")


def is_step_of(piece: list[Item], previous: Node) -> bool:
    """Whether a member of a list is only the stage of the disease before it: it narrows it, and is no thing of its own."""
    if not all(item.kind in _STEP for item in piece) or not any(item.kind == "numeral" for item in piece):
        return False
    lead = next((item for item in piece if item.kind not in ("filler", "mark", "drop", "comparator")), None)
    if lead is None or lead.kind != "scale" or lead.value not in _SCALES:
        return False
    leaves = list(previous.plain_leaves())
    return bool(leaves) and all(draft.type == "condition" and not draft.bounds for draft in leaves)


def staged(items: list[Item], context: Context) -> Draft | None:
    """ "Stage IV patients": the disease the trial is about, in that stage."""
    scale = next((item for item in items if item.kind == "scale" and item.value == "stage"), None)
    steps = [item for item in items if item.kind == "numeral"]
    if scale is None or not steps or not context.conditions:
        return None
    return Draft("condition", scale.start, steps[-1].end, list(context.conditions))

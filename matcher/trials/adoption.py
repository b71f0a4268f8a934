"""Numbers that go on with what an earlier member of a list measures or counts."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from matcher.trials.drafts import Draft, Node, joined, leaf
from matcher.trials.limits import combined
from matcher.trials.types import Bounds


def adopt(draft: Draft, previous: Draft) -> None:
    """Make a number without anything measured a limit of what another leaf measures."""
    draft.type, draft.analyte, draft.concepts = previous.type, previous.analyte, list(previous.concepts)
    draft.qualifiers = list(previous.qualifiers)
    # A number that another nameless one gave its type to still waits for a name.
    draft.bare_limit = previous.bare_limit and not previous.concepts


def share_unit(first: Draft, second: Draft) -> None:
    """ "< 18.5 or ≥ 30 kg/m²": a unit said once holds for both numbers."""
    before, after = first.bounds[-1], second.bounds[-1]
    if before.relative_to != "value" or after.relative_to != "value":
        return
    if before.unit is None:
        first.bounds[-1] = replace(before, unit=after.unit)
    elif after.unit is None:
        second.bounds[-1] = replace(after, unit=before.unit)


def goes_on(previous: Draft, node: Node) -> Node | None:
    """A member that begins with a number of what stands before it, and says more: "< 100, or 100–299 with saturation < 20 %".

    So is "≥ 900 pg/mL in atrial fibrillation" behind a limit in the same unit. None for any other member.

    Args:
        previous: what was measured before it, with its limit.
    """
    if previous.type != "measurement" or not previous.concepts or not previous.bounds:
        return None
    first = node.items[0].draft if node.op == "all" else None
    if first is not None and first.bare_limit and not first.concepts and _alike(previous.bounds[-1], first):
        adopt(first, previous)
        share_unit(previous, first)
        return node
    draft = node.draft
    if draft is None or draft.type != "condition" or not draft.concepts or not _alike(previous.bounds[-1], draft):
        return None
    if draft.bounds[-1].unit is None or draft.bounds[-1].unit != previous.bounds[-1].unit:
        return None
    limit = deepcopy(previous)
    limit.bounds, limit.window, limit.start, limit.end = list(draft.bounds), None, draft.start, draft.end
    draft.bounds = []
    return joined("all", [leaf(limit), node])


def _alike(before: Bounds, draft: Draft) -> bool:
    """Whether a number can be of the same thing: the same unit, or one of the two without."""
    if not draft.bounds or draft.bounds[-1].relative_to != "value" or before.relative_to != "value":
        return False
    units = {bounds.unit for bounds in (before, draft.bounds[-1]) if bounds.unit is not None}
    return len(units) <= 1


def counts_on(previous: Node, draft: Draft) -> bool:
    """Whether a number goes on with a count, which it then closes: "at least one prior line of X, but no more than three"."""
    counted = next((held for held in reversed(list(previous.leaves())) if held.count is not None), None)
    if counted is None or counted.count is None or not draft.bare_limit or draft.concepts or len(draft.bounds) != 1:
        return False
    limit = draft.bounds[0]
    if limit.unit is not None or limit.relative_to != "value":
        return False
    closed = combined(replace(counted.count, unit=None), limit)
    if closed is None:
        return False
    counted.count = replace(closed, unit=counted.count.unit)
    counted.widen(draft.start, draft.end)
    return True

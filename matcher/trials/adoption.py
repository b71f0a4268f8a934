"""Numbers that go on with what an earlier member of a list measures or counts."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.text.quantities import Quantity
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
    nameless = draft.bare_limit or (draft.type == "exposure" and not draft.bounds)
    if counted is None or counted.count is None or draft.concepts or not nameless:
        return False
    limit = draft.count or (draft.bounds[0] if len(draft.bounds) == 1 else None)
    if limit is None or limit.unit not in (None, counted.count.unit) or limit.relative_to != "value":
        return False
    limit = replace(limit, unit=None)
    closed = combined(replace(counted.count, unit=None), limit)
    if closed is None:
        return False
    counted.count = replace(closed, unit=counted.count.unit)
    counted.widen(draft.start, draft.end)
    return True


_TIMES = frozenset({"minute", "min", "hour", "hr", "h", "day", "d", "week", "wk", "month", "mo", "year", "yr", "y"})
_MASSES = frozenset({"mg", "g", "µg", "ug", "mcg", "gram", "milligram"})


def unlike(quantity: Quantity, draft: Draft) -> bool:
    """Whether a length of time or a dose stands beside an analyte that is reported in neither: "FEV1 after 400 µg of salbutamol"."""
    known = vocabulary().analyte(draft.analyte) if draft.type == "measurement" and draft.analyte else None
    if known is None or not known.units or quantity.unit is None:
        return False
    unit = quantity.unit.lower().rstrip("s")
    kind = next((units for units in (_TIMES, _MASSES) if unit in units), None)
    return kind is not None and not any(own.lower().rstrip("s") in kind | {"kg"} for own in known.units)

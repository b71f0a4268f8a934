"""What must have passed: "recovered from toxicity to grade ≤ 1" asks nobody to have had any, and breaks with grade 2."""

from __future__ import annotations

from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, joined, negation
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import JOINS, Outcome, Reader

NOT_RECOVERED = "not recovered"
"""The qualifier of what has not passed: that it was there does not say so."""
_HARMS = ("adverse event", "adverse drug reaction", "complication", "injury", "wound")
_PASSING = ("condition", "procedure", "exposure", "other")


def recovered(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Recovered from surgery", "toxicities resolved to grade 1 or less": no surgery that is not recovered from, no worse grade."""
    position = first_of(items, "recover")
    if position is not None and context.kind == "exclusion" and not context.union:
        items[position].kind, position = "filler", None  # those recovered from a stroke have had one
    if position is None or first_of(items[:position], "colon", "list", "count", "example", "define") is not None:
        return False, None
    before, after = items[:position], items[position + 1 :]
    cut = max((n for n, item in enumerate(before) if item.kind in ("and", "comma")), default=-1)
    listed, subject = (before[:cut], before[cut + 1 :]) if cut > 0 else ([], before)
    if content(subject) and items[position].value == "from":
        subject = [item for item in subject if item.kind in ("qualifier", "span")]
    whole = reader.clause([*subject, *after], context.within_union)
    items[position].used = True
    left = reader.clause(listed, context) if content(listed) else None
    if whole is None:
        return True, left
    leaves = list(whole.plain_leaves())
    if any(_stays(draft) for draft in leaves):
        return True, joined(context.op, [left, whole])
    for draft in leaves:
        _turn(draft)
    link = items[cut].kind if cut > 0 else ""
    return True, joined("any" if link in JOINS[2:3] else context.op, [left, negation(whole)])


def _stays(draft: Draft) -> bool:
    """ "Neutrophils recovered to ≥ 1.5 × 10^9/L" is a limit, and who has recovered from measles has had them; a side effect need not."""
    if draft.type == "measurement":
        return bool(draft.concepts) or draft.named_scale
    graded = any(bound.upper is not None for bound in draft.bounds)
    harm = any(vocabulary().is_a(name, harm) for name in draft.concepts for harm in _HARMS)
    return draft.type == "condition" and not graded and not harm


def _turn(draft: Draft) -> None:
    """Make what was recovered from what was not."""
    bound = draft.bounds[-1] if len(draft.bounds) == 1 else None
    if bound is not None and bound.upper is not None:
        # Of grade 1 or less: worse is not recovered.
        inclusive = not bound.upper_inclusive
        draft.bounds = [replace(bound, lower=bound.upper, lower_inclusive=inclusive, upper=None, upper_inclusive=True)]
    elif draft.type in _PASSING and NOT_RECOVERED not in draft.qualifiers:
        draft.qualifiers.append(NOT_RECOVERED)

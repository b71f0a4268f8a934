"""Exceptions and permissions: what "except" takes out of a statement, and what is allowed if something else holds."""

from __future__ import annotations

import re
from copy import deepcopy

from matcher.terms import vocabulary
from matcher.trials.atoms import narrow
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, conditional, joined, leaf, negation
from matcher.trials.groups import Bracketed, first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.lists import content, cut_at
from matcher.trials.reading import Outcome, Reader
from matcher.trials.sharing import special_for_each


def excepted(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Malignancy except A, B or C" is malignancy and none of these."""
    items = _with_exception_last(items, reader.text)
    items = _examples_to_class(items)
    cut = cut_at(reader, items, "except", context)
    if cut is None:
        return False, None
    base = cut.base
    exception = reader.clause(cut.after, context.within_union)
    if exception is None and base is not None:
        # "Hypertension, unless controlled": the same, narrowed.
        exception = deepcopy(base)
        for draft in exception.plain_leaves():
            narrow(cut.after, [draft], context, reader.text)
        if [str(draft) for draft in exception.leaves()] == [str(draft) for draft in base.leaves()]:
            exception = None
    if exception is not None and base is not None and exception.op == "not":
        # "Unless treated and not requiring steroids": those treated, and without steroids.
        narrowed = deepcopy(base)
        narrow(cut.after, list(narrowed.plain_leaves()), context, reader.text)
        if [str(draft) for draft in narrowed.leaves()] != [str(draft) for draft in base.leaves()]:
            exception = joined("all", [narrowed, exception])
    if exception is None or base is None:
        return True, base or (negation(exception) if exception is not None else None)
    return True, without_exception(base, exception, context)


_GOES_ON = re.compile(r"(?:and |but )?(?:that|which|who|whose|for which|was|were|is|are|has|have|had)\b", re.IGNORECASE)


def _with_exception_last(items: list[Item], text: str) -> list[Item]:
    """ "A tumor, excluding lymphoma, that is …": what follows the second comma is said of the tumor, and stands before the exception."""
    position = first_of(items, "except")
    if position is None or not content(items[:position]):
        return items
    for close in range(position + 2, len(items) - 1):
        if items[close].kind != "comma" or not _GOES_ON.match(text, items[close + 1].start):
            continue
        begun = text[items[close + 1].start :].lower().startswith(("and", "but"))
        if begun or items[position - 1].kind == "comma":
            before = items[:position] if begun else trimmed(items[:position], ("comma",))
            return [*before, *items[close + 1 :], *items[position:close]]
    return items


def _examples_to_class(items: list[Item]) -> list[Item]:
    """ "Arthritis other than RA (e.g. gout)": examples that are none of the exception are of the class before it.

    So are those without brackets ("illness other than asthma, e.g. cancer"), and those a clause stands behind.
    """
    position = first_of(items, "except")
    if position is None or position == 0 or first_of(items[:position], "bracket") is not None:
        return items
    at = next(
        (n for n in range(position + 2, len(items)) if isinstance(items[n], Bracketed) or items[n].kind == "example"),
        None,
    )
    if at is None:
        return items
    given = items[at]
    if isinstance(given, Bracketed):
        end, shown = at + 1, list(given.inner)
        opens = next((item.kind for item in shown if item.kind not in ("filler", "mark")), "")
        named = [item for item in shown if item.term is not None]
        if opens != "example" and (end < len(items) or len(named) < len(shown) - len(named)):
            return items
    else:
        end, shown = len(items), items[at + 1 :]
        named = [item for item in shown if item.term is not None]
    said = [item.term.concept for item in items[position + 1 : at] if item.term is not None]
    if not named or not said:
        return items
    v = vocabulary()
    shows = [item.term.concept for item in named if item.term is not None]
    if any(v.is_a(name, other) or v.is_a(other, name) for name in shows for other in said):
        return items
    exception = trimmed(items[position:at], ("comma",))
    if first_of(items[end:], "attestation") is not None:
        return [*items[:position], *items[at:end], *exception, *items[end:]]
    return [*items[:position], *items[at:], *exception]


def without_exception(base: Node, exception: Node, context: Context) -> Node | None:
    """A statement and what it excepts.

    What an inclusion excepts from a limit is let off it, or has one of its own: "bilirubin ≤ 1.5 × ULN, except Gilbert
    syndrome (≤ 3 × ULN)".
    """
    leaves = list(base.leaves())
    limited = bool(leaves) and all(draft.type == "measurement" and draft.bounds for draft in leaves)
    if context.kind == "inclusion" and not context.union and limited and base.op in ("leaf", "all", "any", "such"):
        waits = next((node for node in [exception, *exception.items] if _waits(node)), None)
        others = [node for node in exception.items if node is not waits] or ([exception] if waits is None else [])
        condition = joined("any", list(others)) if waits is not exception else None
        if waits is not None and condition is not None:
            special = special_for_each(base, condition, waits)
            if special is not None:
                return special
        for draft in exception.leaves():
            if draft.type == "condition" and draft.bounds and draft.bounds[-1].relative_to == "uln":
                # The number beside the subgroup is its limit of what is measured.
                limit = Draft("measurement", draft.start, draft.end, bounds=draft.bounds, bare_limit=True)
                draft.bounds = []
                return special_for_each(base, exception, leaf(limit))
        return conditional(negation(exception), base)
    return joined("all", [base, negation(exception)])


def _waits(node: Node) -> bool:
    return node.draft is not None and node.draft.bare_limit


def permitted(reader: Reader, items: list[Item], terms: list[Item], context: Context) -> Node | None:
    """What is allowed: "treated metastases are allowed if stable for 4 weeks" allows those that are stable.

    Args:
        items: what stands before the word that allows.
        terms: what stands behind it.
    """
    allowed = reader.clause(items, context)
    position = first_of(terms, "if")
    if position is None or allowed is None:
        return allowed
    terms[position].used = True
    return joined("all", [allowed, _proviso(reader, allowed, terms[position + 1 :], context)])


def _proviso(reader: Reader, node: Node, items: list[Item], context: Context) -> Node | None:
    """What must hold too; "if stable for 4 weeks" names nothing of its own and narrows what stands before it."""
    said = reader.clause(items, context)
    if said is None:
        narrow(items, list(node.plain_leaves()), context, reader.text)
    return said

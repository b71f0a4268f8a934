"""Counted lists: "at least 2 of the following drugs for more than 6 months: A, B, C"."""

from __future__ import annotations

import re
from copy import deepcopy

from matcher.trials.atoms import build
from matcher.trials.choices import choice
from matcher.trials.context import Context
from matcher.trials.drafts import Node, alternatives, joined, negation
from matcher.trials.examples import exemplified, share_times, times_said
from matcher.trials.governed import govern_all, objects_together
from matcher.trials.groups import Nested, first, first_of, split, trimmed
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.negations import negated
from matcher.trials.reading import EDGE, JOINS, Outcome, Reader, is_label


def counted(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "At least 2 of the following drugs for more than 6 months: A, B, C"."""
    _pass_over_places(items, reader.text)
    position = first_of(items, "count")
    if position is None:
        return False, None
    count = items[position]
    before, after = items[:position], items[position + 1 :]
    colon = first_of(after, "colon")
    nested = first(after, lambda item: isinstance(item, Nested))
    if colon is None and nested is None and count.value in ("all",) and count.number is None:
        return False, None
    if _denied_with_others(before, context):
        return negated(reader, items, context)
    count.used = True
    class_items = after[: colon if colon is not None else nested] if (colon is not None or nested is not None) else []
    listed = after[colon + 1 :] if colon is not None else (after[nested:] if nested is not None else after)
    several = count.number is not None and int(count.number) + (count.value == "more") > 1
    counted = Context(context.kind, context.conditions, union=True, counted=several)
    said = reader.text[count.start : count.end].lower()
    either = count.value == "all" and said.startswith(("as ", "the ", "follow")) and _says_or(reader, listed, context)
    members = _members(reader, listed, counted)
    if len(members) < 2 and count.value == "1" and nested is None and not any(node.op == "such" for node in members):
        # "Any of the ingredients": a word before one thing, no count of several.
        return True, reader.clause([*before, *after], context)
    if not members:
        return True, reader.clause(before, context) if before else None
    if (cue := _governing(before)) is not None:
        # "Hypersensitivity to any of the following: A, B", "indication for one of: A, B": said of each.
        said_of = [item for item in before if item.kind == "qualifier" and item.value == "severe"]
        govern_all(cue, [item.value for item in said_of], members)
        before = [item for item in before if item is not cue and item not in said_of]
    shared = build(class_items, context, reader.text) if class_items else None
    if shared is not None:
        _inherit(members, shared)
    limit = _limit_before(before, count)
    if limit is not None:
        before.remove(limit)
        node: Node | None = _as_many(limit, members)
    elif count.value == "1":
        node = objects_together(joined("any", list(members)))
    elif count.number is not None:
        n = int(count.number) + (count.value == "more")
        node = Node("atleast", members, n=n) if n > 1 else joined("any", list(members))
    else:
        every = _means_all(reader, count, context, denied=_denies(before) or _is_excluded(items, context))
        every = every and not (nested is None and either)
        end = colon if colon is not None else nested
        reach = after[end].start if end is not None else count.end
        chosen = choice(members, count.start, reader.text, context, reach) if count.number is None and every else None
        node = chosen or (joined("all", _of_any_sex(members)) if every else joined("any", list(members)))
    lead = _lead(reader, before, context, members)
    unsaid = [*(before if lead is None else []), *class_items]
    share_times(times_said(unsaid, reader.text), [draft for member in members for draft in member.leaves()])
    _give_result(before, lead, members)
    excluded = next((item for item in unsaid if item.kind == "exclude"), None)
    if excluded is not None and node is not None:
        excluded.used = True
        node = negation(node) if context.kind == "inclusion" else node
    return True, _beside(reader, before, lead, node, context)


_AT = frozenset({"in", "at", "from", "within"})
_ONE_OF = re.compile(r"(?:at least )?(?:one|1) of (?:the|these|those|our|their|its|his|her)\b", re.IGNORECASE)


def _pass_over_places(items: list[Item], text: str) -> None:
    """Make no count of "in one of the (non-rural) districts", in place."""
    for position, item in enumerate(items):
        behind = items[position + 1 :]
        counts = item.kind == "count" and first_of(behind, "colon", "list") is None
        if counts and _is_one_place(items[:position], item, behind, text):
            item.kind, item.used = "drop", True
            denial = next(n for n, other in enumerate(behind) if other.kind not in ("filler", "mark", "drop"))
            if behind[denial].kind == "non":
                for part in behind[denial : denial + 2]:
                    part.kind, part.term = "word", None


def _is_one_place(before: list[Item], count: Item, after: list[Item], text: str) -> bool:
    """ "Treated in one of the centres": which of them matters not, and the list that goes on is not of places."""
    last = next((item for item in reversed(before) if item.kind != "mark"), None)
    if last is None or text[last.start : last.end].lower().split()[-1] not in _AT or count.value != "1":
        return False
    behind = next((item for item in after if item.kind not in ("filler", "mark", "drop")), None)
    said = text[count.start : (behind or count).end].lower()
    named = behind is not None and behind.kind in ("word", "participation", "generic", "studygroup", "non", "qualifier")
    return named and _ONE_OF.match(text, count.start) is not None and "following" not in said


def _governing(before: list[Item]) -> Item | None:
    """The word directly before a count that is said of all that is counted."""
    last = next((item for item in reversed(before) if item.kind not in EDGE), None)
    if last is None or not (last.kind == "allergy" or (last.kind == "qualifier" and last.detail == "near")):
        return None
    return last


_LIGHT = (*EDGE, "qualifier", "presence", "generic")
"""Kinds that may stand between "no" and "of the following": "no history of any of the following"."""


def _denies(before: list[Item]) -> bool:
    """Whether a negation stands directly before a counted list: "none of the following", "absence of the following"."""
    return next((item.kind for item in reversed(before) if item.kind not in _LIGHT), "") == "not"


def _limit_before(before: list[Item], count: Item) -> Item | None:
    """The number of "no more than 2 of the following", "≥ 2 of the following"."""
    last = next((item for item in reversed(before) if item.kind not in EDGE), None)
    if last is None or last.quantity is None or last.quantity.unit is not None or count.number is not None:
        return None
    whole = last.quantity.value == int(last.quantity.value) and last.quantity.value_high is None
    return last if whole and last.quantity.comparator in ("<", "<=", ">", ">=") else None


def _as_many(limit: Item, members: list[Node]) -> Node | None:
    quantity = limit.quantity
    assert quantity is not None
    limit.used = True
    n = int(quantity.value) + (quantity.comparator in (">", "<="))
    node = Node("atleast", members, n=n) if n > 1 else joined("any", list(members))
    return negation(node) if node is not None and quantity.comparator in ("<", "<=") else node


def _denied_with_others(before: list[Item], context: Context) -> bool:
    """ "No stroke or any of the following: …", "no brain disease, including the following: …": one negation denies it all."""
    if context.kind == "exclusion" or _denies(before) or first_of(before, "not") is None:
        return False
    return next((item.kind for item in reversed(before) if item.kind not in EDGE), "") in ("or", "example")


def _is_excluded(items: list[Item], context: Context) -> bool:
    return context.kind == "inclusion" and first_of(items, "exclude") is not None


def _means_all(reader: Reader, count: Item, context: Context, *, denied: bool) -> bool:
    said = reader.text[count.start : count.end].lower()
    return said.startswith(("all", "each", "both")) or not (context.lists_are_unions or denied)


def _of_any_sex(members: list[Node]) -> list[Node | None]:
    """ "All of: diabetes, male or female, …" asks for no sex."""
    sexes = [node for node in members if node.draft is not None and node.draft.type == "sex"]
    both = len({node.draft.value for node in sexes if node.draft is not None}) > 1
    return [node for node in members if not (both and node in sexes)]


def _says_or(reader: Reader, listed: list[Item], context: Context) -> bool:
    """ "As follows: A, B or C" names a choice."""
    if first_of(listed, "or") is None or first_of(listed, "list", "semicolon", "and") is not None:
        return False
    node = reader.clause(deepcopy(listed), Context("inclusion", context.conditions))
    return node is not None and node.op == "any"


def _members(reader: Reader, items: list[Item], context: Context) -> list[Node]:
    """The members of a list each on its own."""
    found: list[Node | None] = []
    for item in items:
        if isinstance(item, Nested):
            found.extend(reader.lines(item, context))
    rest = [item for item in items if not isinstance(item, Nested)]
    pieces = split(rest, ("semicolon",))
    for piece in pieces:
        node = reader.clause(piece, context)
        if node is not None:
            found.extend(node.items if node.op == "any" else [node])
    return [node for node in found if node is not None]


def _lead(reader: Reader, items: list[Item], context: Context, members: list[Node]) -> Node | None:
    """What stands before a counted list, if it is more than its name."""
    if not content(items):
        return None
    kinds = {item.kind for item in items}
    if "not" in kinds and not content([item for item in items if item.kind != "not"]):
        return None
    tail = items[-1].kind
    node = reader.clause(trimmed(items, (*JOINS, "example", "define", "filler", "colon", "with")), context)
    if node is None or is_label(node, members, tail):
        return None
    return node


def _beside(reader: Reader, before: list[Item], lead: Node | None, node: Node | None, context: Context) -> Node | None:
    if _denies(before) and node is not None:
        next(item for item in reversed(before) if item.kind == "not").used = True
        node = negation(node)
    if lead is None:
        return node
    last = next((item.kind for item in reversed(before) if item.kind not in EDGE), "")
    if last == "example" and node is not None:
        return exemplified(lead, alternatives(node), context)
    return joined("any" if last == "or" else "all", [lead, node])


def _inherit(members: list[Node], shared: Node) -> None:
    """Times, numbers and qualifiers said of the class hold for each of its members."""
    for source in shared.leaves():
        for member in members:
            for draft in member.leaves():
                draft.window = draft.window or source.window
                draft.duration = draft.duration or source.duration
                draft.qualifiers.extend(name for name in source.qualifiers if name not in draft.qualifiers)


def _give_result(before: list[Item], lead: Node | None, members: list[Node]) -> None:
    """ "Positive for at least one of: A, B", "history of any of: A, B": the result or status holds for each member."""
    if lead is not None:
        return
    for status in (item for item in before if item.kind == "qualifier" and item.detail == "list"):
        status.used = True
        for draft in (draft for member in members for draft in member.leaves()):
            if draft.type in ("condition", "exposure", "procedure") and status.value not in draft.qualifiers:
                draft.qualifiers.append(status.value)
    result = next((item for item in before if item.kind in ("result", "presence")), None)
    if result is None:
        return
    result.used = True
    for draft in (draft for member in members for draft in member.leaves()):
        if draft.type == "measurement" and not draft.bounds and draft.quality is None:
            draft.quality = result.value or "positive"  # type: ignore[assignment]

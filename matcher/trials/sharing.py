"""What the members of a list share: a bound, a result, a window, a status said once for all of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from itertools import pairwise

from matcher.terms import vocabulary
from matcher.trials.adoption import adopt, counts_on, goes_on, share_unit
from matcher.trials.attributes import shares_limit
from matcher.trials.drafts import Draft, Node, joined, special_limit
from matcher.trials.ellipsis import dimensions
from matcher.trials.governed import share_allergy
from matcher.trials.limits import combined
from matcher.trials.types import Bounds

_EVENTS = ("condition", "exposure", "procedure", "participation", "allergy", "other")
_LIKE = {"exposure": "treatment", "procedure": "treatment", "other": "condition", "condition": "condition"}


def share(members: list[list[Draft]], op: str) -> None:
    """Hand on what was said once: `members` are the leaves of each member of one list, in order.

    Args:
        op: how the list joins, "all" or "any".
    """
    flat = [draft for member in members for draft in member]
    _share_limits(members)
    _share_qualities(members)
    _share_windows(members)
    _share_statuses(members, flat)
    share_allergy(members)


def merge_limits(nodes: list[Node]) -> list[Node]:
    """Numbers without anything measured join the measurement before them.

    "BMI < 18.5 or ≥ 30" are two limits of one analyte; "> 2.5 mg/dL or 221 µmol/L" is one limit in two units; "ECOG 0 or 1"
    is a range; "≥ 18 and ≤ 65" is one too.
    """
    merged: list[Node] = []
    for node in nodes:
        draft = node.items[1].draft if node.op == "if" else node.draft
        previous = _measured(merged[-1]) if merged else None
        if draft is not None and previous is not None and _closes_age(previous, draft):
            continue
        if draft is not None and previous is not None and _opens_range(previous, draft):
            merged[-1] = _in_place(merged[-1], previous, node)
            continue
        if draft is not None and previous is not None and _lies_outside(previous, draft):
            adopt(previous, draft)
            share_unit(previous, draft)
        if draft is not None and previous is None and merged and counts_on(merged[-1], draft):
            continue
        if draft is None or not draft.bare_limit or previous is None or not draft.bounds:
            merged.append((goes_on(previous, node) if previous is not None else None) or node)
            continue
        bounds, before = draft.bounds[-1], previous.bounds[-1] if previous.bounds else None
        if before is None:
            previous.bounds, previous.end = list(draft.bounds), max(previous.end, draft.end)
            continue
        if node.op == "if" and _special_behind(merged, node):
            continue
        if node.op == "if":
            adopt(draft, previous)
            share_unit(previous, draft)
            merged.append(node)
            continue
        joint = (
            _same_limit(before, bounds)
            or (is_closed(before) and is_closed(bounds) and _run(before, bounds))
            or combined(before, bounds)
        )
        if joint:
            if isinstance(joint, list):
                previous.bounds = [*previous.bounds, *joint]
            else:
                previous.bounds[-1] = joint
            previous.widen(draft.start, draft.end)
            continue
        adopt(draft, previous)
        share_unit(previous, draft)
        merged.append(node)
    return merged


def by_sex(nodes: list[Node]) -> list[Node] | None:
    """ "Men and non-pregnant, non-lactating women": nobody is both, and what is said of child-bearing is said of the women.

    None where the members do not name both sexes.
    """
    sexes = [sex_of(node) for node in nodes]
    if not {"male", "female"} <= set(sexes):
        return None
    men: list[Node] = []
    women: list[Node] = []
    everybody: list[Node] = []
    for node, sex in zip(nodes, sexes, strict=True):
        for part in node.items if node.op == "all" else [node]:
            kinds = {draft.type for draft in part.leaves()}
            if kinds == {"reproductive"}:
                women.append(part)
            elif kinds == {"age"} or sex is None:
                everybody.append(part)
            else:
                (men if sex == "male" else women).append(part)
    women.sort(key=lambda part: part.draft is None or part.draft.type != "sex")
    either = joined("any", [joined("all", list(men)), joined("all", list(women))])
    return [node for node in (either, *everybody) if node is not None]


def limits_by_sex(nodes: list[Node]) -> list[Node]:
    """ "Men ferritin < 30, women < 15": where one limit holds for one sex only, so does the other."""
    if not any(node.op == "if" and _is_of_sex(node.items[0]) for node in nodes):
        return nodes
    return [_limit_of_sex(node) for node in nodes]


def _limit_of_sex(node: Node) -> Node:
    whom = [part for part in node.items if node.op == "all" and _is_of_sex(part)]
    said = [part for part in node.items if part not in whom]
    limited = said and all(
        part.draft is not None and part.draft.type == "measurement" and part.draft.bounds for part in said
    )
    if len(whom) != 1 or not limited:
        return node
    return Node("if", [whom[0], joined("all", list(said)) or said[0]])


def _is_of_sex(node: Node) -> bool:
    return node.draft is not None and node.draft.type == "sex"


def sex_of(node: Node) -> str | None:
    """The sex a member names, where it names one and no other."""
    parts = node.items if node.op == "all" else [node]
    named = {part.draft.value for part in parts if part.draft is not None and part.draft.type == "sex"}
    return next(iter(named)) if len(named) == 1 else None


def special_for_each(base: Node, condition: Node, limit: Node) -> Node | None:
    """One limit without a condition and another with it, for each of the leaves that a limit was said of.

    None where the base is no measurement with a limit, or the other limit is no number alone.
    """
    leaves = base.items if base.op in ("all", "any") else [base]
    named = [node.draft for node in leaves if node.draft is not None]
    waits = limit.draft is not None and limit.draft.bare_limit
    if len(named) != len(leaves) or not waits or any(d.type != "measurement" or not d.bounds for d in named):
        return None
    copies: list[Node] = []
    for draft in named:
        copy = deepcopy(limit)
        assert copy.draft is not None
        adopt(copy.draft, draft)
        copy.draft.start, copy.draft.end = draft.start, draft.end
        copies.append(copy)
    each = copies[0] if len(copies) == 1 else Node(base.op, copies)
    return special_limit(base, condition, each)


def _special_behind(merged: list[Node], node: Node) -> bool:
    """ "AST and ALT ≤ 2.5 × ULN; with liver metastases ≤ 5 × ULN": the second limit is another one for a subgroup."""
    condition, limit = node.items
    last = merged[-1].draft
    if any(draft.type in ("sex", "age") for draft in condition.leaves()):
        return False
    if last is None:
        special = special_for_each(merged[-1], condition, limit)
        merged[-1] = special or merged[-1]
        return special is not None
    first = len(merged)
    while first and (draft := merged[first - 1].draft) is not None and draft.bounds == last.bounds:
        first -= 1
    specials = [special_for_each(held, deepcopy(condition), limit) for held in merged[first:]]
    if not specials or None in specials:
        return False
    merged[first:] = specials  # type: ignore[assignment]
    return True


def _closes_age(first: Draft, second: Draft) -> bool:
    """ "Older than 18 and younger than 60" is one range of ages."""
    if first.type != "age" or second.type != "age" or not first.bounds or not second.bounds:
        return False
    closed = combined(first.bounds[-1], second.bounds[-1])
    if closed is None:
        return False
    first.bounds = [closed]
    first.widen(second.start, second.end)
    return True


def _opens_range(first: Draft, second: Draft) -> bool:
    """ "> 18 and < 60 years of age": a number whose name stands with the next one is the other end of its range."""
    if not first.bare_limit or first.concepts or second.bare_limit or second.type not in ("age", "measurement"):
        return False
    if len(first.bounds) != 1 or len(second.bounds) != 1 or first.bounds[0].unit not in (None, second.bounds[0].unit):
        return False
    closed = combined(replace(first.bounds[0], unit=second.bounds[0].unit), second.bounds[0])
    if closed is None:
        return False
    second.bounds = [closed]
    second.widen(first.start, first.end)
    return True


def _lies_outside(first: Draft, second: Draft) -> bool:
    """ "< 18 or > 75 years of age": a number whose name stands with the next one, where the two leave a range between them."""
    if not first.bare_limit or first.concepts or second.bare_limit or second.type not in ("age", "measurement"):
        return False
    if len(first.bounds) != 1 or len(second.bounds) != 1 or not (second.type == "age" or second.limit_leads):
        return False
    low, high = first.bounds[0], second.bounds[0]
    if low.lower is not None or high.upper is not None or low.upper is None or high.lower is None:
        return False
    return low.unit in (None, high.unit) and low.upper <= high.lower


def _in_place(whole: Node, draft: Draft, node: Node) -> Node:
    """A node with another one where a leaf stood."""
    if whole.draft is draft:
        return node
    return replace(whole, items=[_in_place(item, draft, node) for item in whole.items])


def _measured(node: Node) -> Draft | None:
    """The measurement or age that a bare number can go on with."""
    leaves = [draft for draft in node.leaves() if draft.type in ("measurement", "age") or draft.bounds]
    return leaves[-1] if leaves else None


def _same_limit(before: Bounds, bounds: Bounds) -> list[Bounds] | None:
    """The second saying of one limit in another unit takes the comparator of the first."""
    if bounds.relative_to != "value" or before.relative_to != "value" or before.unit is None or bounds.unit is None:
        return None
    if _plain(before.unit) == _plain(bounds.unit):
        return None
    exact = bounds.lower is not None and bounds.lower == bounds.upper
    if exact and before.lower != before.upper:
        value = bounds.lower
        if before.upper is None:
            return [replace(bounds, lower=value, lower_inclusive=before.lower_inclusive, upper=None)]
        if before.lower is None:
            return [replace(bounds, upper=value, upper_inclusive=before.upper_inclusive, lower=None)]
    same_sides = (before.lower is None) == (bounds.lower is None) and (before.upper is None) == (bounds.upper is None)
    return [bounds] if same_sides else None


def _plain(unit: str) -> str:
    return "".join(char for char in unit.lower() if char.isalnum() or char in "/%µ")


def _run(before: Bounds, bounds: Bounds) -> Bounds | None:
    """Exact values next to each other as a range."""
    assert before.lower is not None
    assert before.upper is not None
    assert bounds.lower is not None
    assert bounds.upper is not None
    if bounds.lower == before.upper + 1:
        return replace(before, upper=bounds.upper, unit=before.unit or bounds.unit)
    return None


def is_closed(bounds: Bounds) -> bool:
    """Whether a limit names whole values on both sides ("I-II", "0")."""
    return bounds.lower is not None and bounds.upper is not None and bounds.lower_inclusive and bounds.upper_inclusive


def _share_limits(members: list[list[Draft]]) -> None:
    """ "AST and ALT ≤ 2.5 × ULN": the number behind the last holds for those before it; one before the first for those behind."""
    ends = [member[-1] for member in members if member]
    for position in range(len(ends) - 2, -1, -1):
        draft, following = ends[position], ends[position + 1]
        if shares_limit(draft) and following.type == "measurement" and following.bounds and not following.bare_limit:
            draft.bounds = list(following.bounds)
    firsts = [member[0] for member in members if member]
    for before, draft in pairwise(firsts):
        leads = before.bounds and before.type == "measurement" and before.analyte is not None
        if leads and shares_limit(draft) and before.limit_leads:
            draft.bounds, draft.limit_leads = list(before.bounds), True


def _share_qualities(members: list[list[Draft]]) -> None:
    _as_tests(members)
    measured = [[draft for draft in member if draft.type == "measurement"] for member in members]
    previous: Draft | None = None
    for group in measured:
        for draft in group:
            if previous is not None and previous.quality and previous.quality_leads and shares_limit(draft):
                draft.quality, draft.quality_leads = previous.quality, True
            previous = draft
    following: Draft | None = None
    for group in reversed(measured):
        for draft in reversed(group):
            if following is not None and following.quality and not following.quality_leads and shares_limit(draft):
                draft.quality = following.quality
            following = draft


_TESTS = ("surface antigen", "antibody")


def _as_tests(members: list[list[Draft]]) -> None:
    """ "Seronegative for HIV, HBsAg and HCV": behind a negative result an infection in the list is a negative test too."""
    previous: Draft | None = None
    for draft in (draft for member in members for draft in member):
        denied = previous is not None and previous.quality == "negative" and previous.quality_leads
        if denied and draft.type == "condition" and len(draft.concepts) == 1 and not draft.window and not draft.bounds:
            name = draft.concepts[0].removesuffix(" infection")
            known = (c for test in _TESTS for c in vocabulary().lookup(f"{name} {test}") if c.type == "measurement")
            if (test := next(known, None)) is not None:
                draft.type, draft.concepts, draft.analyte = "measurement", [test.name], test.name
        previous = draft if draft.type == "measurement" and (draft.quality or denied) else None
        if denied and draft.type == "measurement" and draft.quality is None and not draft.bounds:
            draft.quality, draft.quality_leads = "negative", True


def _share_windows(members: list[list[Draft]]) -> None:
    """A time at the end of a list holds for the members before it that are events of the same kind and have none."""
    following: Draft | None = None
    for member in reversed(members):
        if not member:
            following = None
            continue
        last = member[-1]
        if following is not None and following.type in _EVENTS and not last.bounds:
            for draft in member:
                same = draft.type == following.type or _LIKE.get(draft.type) == _LIKE.get(following.type, "?")
                if same and draft.window is None and draft.duration is None:
                    draft.window, draft.duration = following.window, following.duration
        if following is not None and any(draft.spreading for draft in member):
            # "A, history of B or C within 6 months": the list that the time ends began with B.
            following = None
            continue
        following = member[0]
        if following.window is None and following.duration is None:
            following = last if last.window or last.duration else following


_GOVERNING = frozenset({"at risk"})
"""What is said of several things as of one: "at risk of A, B or C"; "history of A, B or C" tells of three."""


def _share_statuses(members: list[list[Draft]], flat: list[Draft]) -> None:
    """ "History of A, B or C"; "A, B or C requiring antibiotics"."""
    spreading: list[str] = []
    kind: str | None = None
    for member in members:
        for draft in member:
            if kind is not None and _LIKE.get(draft.type, draft.type) == kind:
                draft.qualifiers.extend(name for name in spreading if not _excluded(name, draft.qualifiers))
                draft.governed = draft.governed or not _GOVERNING.isdisjoint(spreading)
            if draft.spreading:
                spreading, kind = list(draft.spreading), _LIKE.get(draft.type, draft.type)
    tail: list[str] = []
    for draft in reversed(flat):
        if draft.tail:
            tail = list(draft.tail)
        elif tail and draft.type in _EVENTS:
            draft.qualifiers.extend(name for name in tail if name not in draft.qualifiers)


def _excluded(name: str, said: list[str]) -> bool:
    """Whether a status is said already, or another one that excludes it: "history of or active asthma"."""
    known = dimensions()
    return name in said or any(name in known and known.get(other) == known[name] for other in said)

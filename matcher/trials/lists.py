"""Lists: members between commas and conjunctions, and how they join."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from matcher.trials.atoms import narrow
from matcher.trials.attributes import shares_limit
from matcher.trials.childbearing import fertile, joined_denials, of_any_age
from matcher.trials.context import Context
from matcher.trials.drafts import Node, joined
from matcher.trials.ellipsis import complete, only_qualifiers, term_of
from matcher.trials.governed import govern, objects_together
from matcher.trials.groups import first_of, trimmed
from matcher.trials.infections import with_germ
from matcher.trials.items import Item
from matcher.trials.members import (
    SEPARATORS,
    Link,
    conjunctions,
    join_modifiers,
    join_qualifiers,
    separated,
    share_nouns,
)
from matcher.trials.modifiers import tells_how, waits
from matcher.trials.parallel import alternatives
from matcher.trials.reading import Reader
from matcher.trials.scales import attribute_places
from matcher.trials.sharing import adopt, by_sex, is_closed, limits_by_sex, merge_limits, share
from matcher.trials.sites import share_site
from matcher.trials.statements import is_complied_with
from matcher.trials.steps import is_step_of

Member = Callable[[list[Item], Context], Node | None]
Op = Literal["all", "any"]


def parse_list(items: list[Item], context: Context, text: str, member: Member) -> Node | None:
    """The expression of a list (or of its one member)."""
    members, links = separated(items, text)
    if not members:
        return None
    join_modifiers(members, links, text)
    for position in joined_denials(members, text):
        del links[position]
    join_qualifiers(members, links)
    for position in attribute_places(members, [link.word for link in links]):
        members[position - 1] += members.pop(position)
        del links[position - 1]
    bare = [only_qualifiers(piece) for piece in members]
    complete(members, text)
    share_nouns(members, links, text)
    modifiers = [
        waits(before, behind, text) or (bare[position] and before[-1].term is not None and term_of(behind) is not None)
        for position, (before, behind) in enumerate(pairwise(members))
    ]
    adverbs = [position for position, piece in enumerate(members) if tells_how(piece, text)]
    adverbs = adverbs if len(adverbs) < len(members) else []
    nodes: list[Node] = []
    read: list[list[Item]] = []
    kept: list[Link] = []
    ahead: list[Item] = []
    for position, piece in enumerate(members):
        if nodes and (_says_only_when(piece, nodes[-1]) or is_step_of(piece, nodes[-1])):
            # "… during the study and for 3 months after the last dose of study drug" adds no other thing.
            narrow(piece, list(nodes[-1].plain_leaves()), context, text)
            for item in piece:
                item.used = True
            if position < len(links):
                kept[-1] = links[position]
            continue
        if position in adverbs:
            if kept and position < len(links):
                kept[-1] = links[position]
            continue
        node = member(piece, context)
        node = with_germ(node, text) if node is not None else None
        if node is not None and node.draft is not None and position < len(modifiers):
            node.draft.headless = modifiers[position]
        if node is None and not nodes:
            # "Within 30 days before enrollment, received A or B": what stands ahead of the list holds for all of it.
            ahead.extend(piece)
            continue
        if node is not None and ahead:
            narrow(ahead, list(node.plain_leaves()), context, text)
        if node is None:
            # A member that says nothing of its own narrows the one before it, and hands its conjunction on.
            if nodes:
                narrow(piece, list(nodes[-1].plain_leaves()), context, text)
                if position < len(links):
                    kept[-1] = _stronger(kept[-1], links[position])
            continue
        if nodes and (_adds_nothing(node, nodes[-1], piece) or is_complied_with(node, nodes[-1], text)):
            if position < len(links):
                kept[-1] = links[position]
            continue
        nodes.append(node)
        read.append(piece)
        kept.append(links[position] if position < len(links) else Link())
    if not nodes:
        return None
    share_site(read, nodes, text)
    govern(nodes, kept[: len(nodes) - 1], text)
    return objects_together(resolve(nodes, kept[: len(nodes) - 1], context))


_TIME_ONLY = ("span", "filler", "ingredient", "drop", "mark", "aside")


def _says_only_when(piece: list[Item], previous: Node) -> bool:
    """Whether a member is nothing but a time and what it is counted from; behind contraception a drug's last dose is that."""
    span = next((item.span for item in piece if item.span is not None), None)
    if span is None:
        return False
    protected = all(draft.type == "reproductive" for draft in previous.plain_leaves())
    dosed = protected and span.anchor == "last dose" and piece[0].kind in ("span", "filler")
    return dosed or all(item.kind in _TIME_ONLY for item in piece)


def _adds_nothing(node: Node, previous: Node, piece: list[Item]) -> bool:
    """ "Neurologic diseases or pathological changes": a class without a name after a named one hands its attributes on."""
    draft = node.draft
    if draft is None or not draft.generic or draft.qualifiers or any(item.value == "other" for item in piece):
        return False
    named = [held for held in previous.plain_leaves() if held.type == draft.type and not held.generic]
    for held in named:
        held.excludes.extend(name for name in draft.excludes if name not in held.excludes)
        held.window, held.duration = held.window or draft.window, held.duration or draft.duration
        held.tail.extend(draft.tail)
    return bool(named)


def _stronger(first: Link, second: Link) -> Link:
    return Link(first.comma or second.comma, first.word or second.word, first.stroke or second.stroke)


def resolve(nodes: list[Node], links: list[Link], context: Context) -> Node | None:
    """Join members by their conjunctions: "and" binds closer than "or", a comma joins like the next conjunction.

    After "A or B" a comma begins a new group: "A or B, C" is (A or B), C.
    """
    nodes, links = _with_values_run_together(nodes, links)
    groups: list[tuple[list[Node], list[Link]]] = [([nodes[0]], [])]
    outer: list[Link] = []
    said: str | None = None
    for node, link in zip(nodes[1:], links, strict=True):
        boundary = said is not None and link.comma and link.word != said
        if boundary:
            outer.append(link)
            groups.append(([node], []))
            said = None
            continue
        groups[-1][0].append(node)
        groups[-1][1].append(link)
        said = link.word or said
    made = [_group(members, between, context) for members, between in groups]
    if len(made) == 1:
        return made[0]
    words = {link.word for link in outer if link.word}
    op = _op(next(iter(words)) if len(words) == 1 else None, [node for node in made if node], context)
    _share_across(made, op)
    if op == "all" and (sexes := by_sex([node for node in made if node is not None])) is not None:
        return joined("all", list(sexes))
    return joined(op, list(merge_limits([node for node in made if node is not None])))


def _with_values_run_together(nodes: list[Node], links: list[Link]) -> tuple[list[Node], list[Link]]:
    """ "Asthma, ECOG 0 or 1, age > 40": the "or" between values of one score joins nothing else."""
    kept, between = [nodes[0]], []
    for node, link in zip(nodes[1:], links, strict=True):
        last = kept[-1]
        closed = last.draft is not None and bool(last.draft.bounds) and is_closed(last.draft.bounds[-1])
        value = node.draft is not None and node.draft.bare_limit and bool(node.draft.bounds)
        if (either := of_any_age(last, node)) is not None:
            kept[-1] = either
            continue
        if closed and value and is_closed(node.draft.bounds[-1]):  # type: ignore[union-attr]
            merged = merge_limits([last, node])
            if len(merged) == 1 or link.word == "or":
                # "… of 0.5 or 1": two values of one score, where they are no range.
                kept[-1] = joined("any", list(merged)) or last
                continue
        kept.append(node)
        between.append(link)
    return kept, between


def _share_across(made: list[Node | None], op: Op) -> None:
    nodes = [node for node in made if node is not None]
    if all(leaf.type in ("condition", "exposure", "procedure", "allergy") for node in nodes for leaf in node.leaves()):
        share([list(node.plain_leaves()) for node in nodes], op)


def _strokes_joined(
    members: list[Node], links: list[Link], words: list[str | None], context: Context
) -> tuple[list[Node], list[str | None]]:
    """A stroke joins closer than any word: "pancreatic cancer and inoperable/metastatic disease"."""
    kept, between = [[members[0]]], []
    together = False
    for node, link, word in zip(members[1:], links, words, strict=True):
        if (link.stroke or link.shared) and word == "or":
            kept[-1].append(node)
            together = together or link.stroke
        else:
            kept.append([node])
            between.append(word)
    made = [
        joined(
            "all" if together and not context.lists_are_unions and _all_limited(nodes) else "any",
            list(merge_limits(nodes)),
        )
        for nodes in kept
    ]
    return [node for node in made if node is not None], between


def _group(members: list[Node], links: list[Link], context: Context) -> Node | None:
    if len(members) == 1:
        return members[0]
    words = conjunctions(links)
    members = _with_special_limits(members)
    share([list(node.plain_leaves()) for node in members], "any" if "or" in words else "all")
    if "or" in words and "and" in words:
        members, words = _strokes_joined(members, links, words, context)
    if "or" in words and "and" in words:
        pieces: list[list[Node]] = [[members[0]]]
        for node, word in zip(members[1:], words, strict=True):
            if word == "or":
                pieces.append([node])
            else:
                pieces[-1].append(node)
        inner = [joined(_op("and", merged, context), list(merged)) for merged in map(merge_limits, pieces)]
        # What "and" joins is a thing of its own, but not whom it is about.
        return alternatives(merge_limits([node for node in inner if node is not None]), listed=True)
    word = next((word for word in words if word), None)
    merged = limits_by_sex(merge_limits(members))
    if _op(word, merged, context) == "all" and (sexes := by_sex(merged)) is not None:
        return joined("all", list(sexes))
    if (
        not context.lists_are_unions
        and all(link.stroke for link in links)
        and (_all_limited(merged) or _are_results(merged))
    ):
        # "Bilirubin/AST/ALT ≤ 5 × ULN" asks it of each.
        return joined("all", list(merged))
    if (op := _op(word, merged, context)) == "any" and "or" in words:
        return alternatives(merged, listed=any(link.comma for link in links))
    return joined(op, list(merged))


def _are_results(nodes: list[Node]) -> bool:
    """Whether members are results that differ: "ER+/HER2-" is both."""
    firsts = [next(node.plain_leaves(), None) for node in nodes]
    said = {draft.quality if draft is not None and draft.type == "measurement" else None for draft in firsts}
    return len(said) > 1 and None not in said


def _all_limited(nodes: list[Node]) -> bool:
    return all(node.draft is not None and node.draft.type == "measurement" and node.draft.bounds for node in nodes)


def _with_special_limits(members: list[Node]) -> list[Node]:
    """ "AST and ALT ≤ 2.5 × ULN (≤ 5 × ULN if liver metastases)": both limits hold for each."""
    made = list(members)
    for position in range(len(made) - 2, -1, -1):
        node, following = made[position], made[position + 1]
        if following.special and node.draft is not None and shares_limit(node.draft):
            copied = deepcopy(following)
            for limit in (draft for draft in copied.plain_leaves() if draft.type == "measurement"):
                adopt(limit, node.draft)
                limit.start, limit.end = node.draft.start, node.draft.end
            made[position] = copied
    return made


def _op(word: str | None, nodes: list[Node], context: Context) -> Op:
    if word is None and any(_is_opinion(node) for node in nodes):
        return "all"
    if all(node.draft is not None and node.draft.type == "age" and node.draft.value for node in nodes):
        # "Children and adolescents": nobody is both.
        return "any"
    if len(nodes) > 1 and all(fertile(node) is not None for node in nodes):
        # "Pre- and post-menopausal": nobody is both, here too.
        return "any" if len({fertile(node) for node in nodes}) > 1 else context.op
    if word == "or":
        return "any"
    if not context.lists_are_unions:
        return "all"
    if word == "and" and _each_complete(nodes):
        return "all"
    return "any"


def _is_opinion(node: Node) -> bool:
    """ "…, in the opinion of the investigator, …" narrows what it is put into."""
    return node.draft is not None and node.draft.value == "investigator opinion" and not node.draft.generic


def _each_complete(nodes: list[Node]) -> bool:
    """Whether each member is a finding of its own ("positive antibody and detectable RNA"): then both are meant.

    One bound said for several ("AST and ALT > 3 × ULN") is none: there either is meant.
    """
    limits = []
    for node in nodes:
        draft = node.draft
        if draft is None or draft.type not in ("measurement", "age"):
            return False
        if draft.quality is None and not draft.bounds:
            return False
        limits.append((draft.quality, tuple(draft.bounds), draft.quality_leads and draft.quality))
    return all(first[1] != second[1] or not first[1] for first, second in pairwise(limits))


@dataclass(frozen=True, slots=True)
class Cut:
    """A clause cut at an operator: what stands before it (None for nothing), the operator, and the items behind."""

    base: Node | None
    operator: Item
    after: list[Item]


def cut_at(reader: Reader, items: list[Item], kind: str, context: Context) -> Cut | None:
    """The clause before the first operator of a kind, read, and the items behind it; None without one."""
    position = first_of(items, kind)
    if position is None:
        return None
    items[position].used = True
    before, after = items[:position], items[position + 1 :]
    return Cut(reader.clause(before, context) if content(before) else None, items[position], after)


def content(items: list[Item]) -> list[Item]:
    """Items without separators and fillers at the ends."""
    return trimmed(items, (*SEPARATORS, "filler", "drop", "mark", "colon", "stop"))

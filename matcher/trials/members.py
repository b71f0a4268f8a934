"""The members of a list as rows of items: cut at commas and conjunctions, and put together where they are one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from matcher.trials.ellipsis import is_shortened, one_thing
from matcher.trials.groups import Bracketed
from matcher.trials.items import Item
from matcher.trials.modifiers import (
    attached_places,
    behind_divider,
    completed,
    core,
    has_noun,
    is_modifier,
    kind_of_noun,
    one_diagnosis,
)

SEPARATORS = ("comma", "and", "or", "slash", "plus")


@dataclass(slots=True)
class Link:
    """What stands between two members: a comma, a conjunction, or both."""

    comma: bool = False
    word: Literal["and", "or"] | None = None
    stroke: bool = False
    shared: bool = False
    """The members share a noun ("type I or II diabetes")."""


def separated(items: list[Item], text: str) -> tuple[list[list[Item]], list[Link]]:
    members: list[list[Item]] = []
    links: list[Link] = []
    current: list[Item] = []
    link: Link | None = None
    for position, item in enumerate(items):
        if item.kind in SEPARATORS and not _inside_phrase(items, position, text):
            if current:
                members.append(current)
                current = []
                link = Link()
            if link is not None and members:
                if item.kind == "comma":
                    link.comma = True
                else:
                    link.stroke = item.kind == "slash"
                    link.word = "or" if item.kind in ("or", "slash") or link.word == "or" else "and"
            continue
        if not current and members and link is not None:
            links.append(link)
            link = None
        current.append(item)
    if current:
        members.append(current)
    return members, links


def _inside_phrase(items: list[Item], position: int, text: str) -> bool:
    """A stroke between unknown words belongs to them ("face/neck"), as does a plus without a term beside it."""
    item = items[position]
    if item.kind not in ("slash", "plus"):
        return False
    before = items[position - 1] if position else None
    after = items[position + 1] if position + 1 < len(items) else None
    if before is not None and after is not None and before.kind == "person" and after.kind == "word":
        return True  # "children/caregivers who …"
    ends = [near for near in (before, after) if near is not None]
    return len(ends) < 2 or (item.kind == "plus" and not all(near.term is not None for near in ends))


def share_nouns(members: list[list[Item]], links: list[Link], text: str) -> None:
    """ "Type I or II diabetes and neuropathy": what shares a noun is joined first, as at a stroke."""
    for position in range(len(links) - 1, -1, -1):
        link = links[position]
        goes_on = link.word is None and position + 1 < len(links) and links[position + 1].shared
        link.shared = (goes_on or (link.word == "or" and not link.comma)) and is_shortened(members[position], text)


def join_modifiers(members: list[list[Item]], links: list[Link], text: str) -> None:
    """Put members that are no thing of their own to the member that has their noun, in place."""
    for position in reversed(attached_places(members, text)):
        members[position - 1] += members.pop(position)
        words = [link.word for link in links[position - 1 : position + 1] if link.word]
        link = links.pop(position - 1)
        if position - 1 < len(links):
            links[position - 1] = replace(links[position - 1], comma=links[position - 1].comma or link.comma)
        elif position - 2 >= 0 and words:
            links[position - 2] = replace(links[position - 2], word=links[position - 2].word or words[0])
    for position in range(len(members) - 2, -1, -1):
        member, following = members[position], members[position + 1]
        if links[position] == Link(comma=True) and _goes_on(member, following):
            # "Stroke, with aphasia, …": what is said with a comma before it is said of the member before it.
            _join(members, links, position)
            continue
        tail = behind_divider(member)
        # "Otitis with total or partial perforation": the choice is of the second thing's kinds.
        kinds = tail and links[position].word == "or" and is_modifier(tail, text) and has_noun(following, text)
        if one_diagnosis(member, following, text) or kinds:
            _join(members, links, position)
            continue
        if not is_modifier(core(member), text) or completed(member, members[position + 1 :], text):
            continue
        if (kind := kind_of_noun(following)) is not None:
            # "Cardiometabolic or inflammatory illness": a kind of its own, though no vocabulary has it.
            member.append(Item("generic", member[-1].end, member[-1].end, value=kind))
        elif has_noun(following, text) and not any(isinstance(item, Bracketed) for item in member):
            _join(members, links, position)


def _join(members: list[list[Item]], links: list[Link], position: int) -> None:
    """Make a member and the one behind it one, in place."""
    members[position : position + 2] = [[*members[position], *members[position + 1]]]
    del links[position]


def join_qualifiers(members: list[list[Item]], links: list[Link]) -> None:
    """Put qualifiers that hold together before the noun they share, in place: "persistent, severe pain"."""
    words = conjunctions(links)
    for position in range(len(members) - 2, -1, -1):
        plain = links[position].word == "and" or (links[position].word is None and words[position] is None)
        if plain and not links[position].stroke and one_thing(members[position], members[position + 1]):
            _join(members, links, position)
            words = conjunctions(links)


def _goes_on(member: list[Item], following: list[Item]) -> bool:
    """Whether a member only says more of the one before it: "stroke, with aphasia", but not "with asthma, with eczema"."""
    lead = next((item for item in following if item.kind not in ("mark", "drop")), None)
    own = next((item for item in member if item.kind not in ("filler", "mark", "drop")), None)
    return lead is not None and lead.kind == "with" and own is not None and own.term is not None


def conjunctions(links: list[Link]) -> list[str | None]:
    """The conjunction each comma stands for: the next one said."""
    words: list[str | None] = [link.word for link in links]
    for position in range(len(words) - 2, -1, -1):
        if words[position] is None:
            words[position] = words[position + 1]
    return words

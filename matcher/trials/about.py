"""What a trial is about, as concepts of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.characters import normalise
from matcher.text.tables import read_table
from matcher.trials.grammar import parse_criterion
from matcher.trials.registry import TrialRecord
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Expression, IfThen, leaves

_STATES = frozenset({"pregnancy", "lactation"})

Group = tuple[str, ...]
"""Concepts any of which will do: "asthma or COPD"."""

_JOINED = re.compile(
    r"[\s,;/&()\[\]-]*(?:(?:and|or|and/or|vs\.?|versus)\b[\s,;/&()\[\]-]*"
    r"(?:(?!in\b|with\b|of\b|for\b|to\b|after\b|before\b|during\b|on\b|by\b|from\b|among\b)[\w-]+\s+){0,2})?",
    re.IGNORECASE,
)
_MOST_STATEMENTS = 15
"""Inclusion statements looked through for the one that names the condition; it stands among the first."""
_INSTEAD = ("procedure", "reproductive")
"""Types that say whom a trial is for where no condition does: "scheduled for knee replacement", "pregnant women"."""


def subjects(record: TrialRecord, inclusions: Sequence[str]) -> tuple[Group, ...]:
    """What a trial is about: groups of concepts, in each of which any will do, and all of which belong to it.

    Its field of conditions says so first, else its title, else its first inclusion that asks for a condition. Where none of
    these names one, the first inclusion that asks for a procedure or for pregnancy does.

    Args:
        record: fields of the trial.
        inclusions: its inclusion statements, in order.
    """
    field = tuple(name for text in record.conditions for name in _named(text))
    if field:
        return _settled([field])
    titled = _settled(_groups_in(record.title or ""))
    if titled:
        return titled
    read: list[Expression] = []
    for text in inclusions[:_MOST_STATEMENTS]:
        read.append(spelled_out(parse_criterion(text).expression))
        asked = _asked(read[-1], ("condition",))
        if not any(atom.type == "condition" for atom in leaves(read[-1])):
            asked = [tuple(_named(text))]  # "oligozoospermia: < 5 million/mL" is read as a measurement, and names one
        if found := _settled(asked):
            return found
    return next((found for expression in read if (found := _settled(_asked(expression, _INSTEAD)))), ())


def condition_concepts(groups: Iterable[Group]) -> tuple[str, ...]:
    """The conditions among what a trial is about."""
    concepts = vocabulary().concepts
    named = (name for group in groups for name in group)
    return tuple(dict.fromkeys(name for name in named if name in concepts and concepts[name].type == "condition"))


@cache
def _passed_over() -> dict[str, str]:
    path = Path(__file__).parent / "tables" / "no_subjects.tsv"
    return {row["concept"]: row["when"] for row in read_table(path)}


def _named(text: str) -> list[str]:
    """Conditions of an entry in the field of conditions: the one it is the name of, else those named in it."""
    v = vocabulary()
    plain = normalise(text)
    whole = [concept.name for concept in v.lookup(plain) if concept.type == "condition"][:1]
    return whole or [match.concept for match in v.find(plain, types={"condition"})]


def _groups_in(title: str) -> list[Group]:
    """The conditions of a title; those joined by nothing but "and", "or", a comma or a slash are alternatives."""
    plain = normalise(title)
    groups: list[list[TermMatch]] = []
    for match in vocabulary().find(plain, types={"condition"}):
        if groups and _JOINED.fullmatch(plain, groups[-1][-1].end, match.start):
            groups[-1].append(match)
        else:
            groups.append([match])
    return [tuple(match.concept for match in group) for group in groups]


def _asked(node: Expression, types: Sequence[str]) -> list[Group]:
    """What an expression asks for, denials and conditional parts left out."""
    match node:
        case Atom():
            if node.type not in types or (node.type == "reproductive" and node.value not in _STATES):
                return []
            return [node.concepts or (node.value or "",)]
        case AllOf(items):
            return [group for item in items for group in _asked(item, types)]
        case AnyOf(items) | AtLeast(_, items):
            found = [name for item in items for group in _asked(item, types) for name in group]
            return [tuple(found)] if found else []
        case IfThen(_, then):
            return _asked(then, types)
    return []


def _settled(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups without what says too little, and without a class one of whose kinds is in another group.

    What only counts for want of better ("healthy") stays where nothing else does.
    """
    named = [tuple(dict.fromkeys(_worth(group))) for group in groups]
    every = {name for group in named for name in group}
    kept = {name for name in every if _passed_over().get(name) != "beside others"} or every
    groups = [tuple(name for name in group if name in kept) for group in named]
    return tuple(dict.fromkeys(group for group in groups if group and not _is_wide(group, kept)))


def _is_wide(group: Group, kept: Iterable[str]) -> bool:
    """Whether all of a group are classes one of whose kinds is named elsewhere ("cancer patients with lung cancer")."""
    v = vocabulary()
    return all(any(other not in group and v.is_a(other, name) for other in kept) for name in group)


def _worth(group: Group) -> Iterator[str]:
    for name in group:
        if name and _passed_over().get(name) != "always":
            yield name

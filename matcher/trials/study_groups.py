"""Criteria of some of a trial's participants: "Cohort B:", "(part 2 only)", "For arm 1: …".

Which cohort, arm or part a patient would join is for the study team to say and no note tells it. So such a group is an
attestation that only explicit words decide: what an inclusion asks of a cohort is asked only of those in it, and an
exclusion of a cohort excludes only who is in it. By itself neither rules a patient out of the trial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from matcher.text.tables import read_table
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, conditional, joined, leaf
from matcher.trials.groups import split
from matcher.trials.items import Item
from matcher.trials.reading import EDGE, Reader
from matcher.trials.types import AllOf, Atom, Criterion, Expression, IfThen

_TABLE = Path(__file__).parent / "tables" / "study_groups.tsv"
_PEOPLE = r"(?:patients|participants|subjects|individuals|volunteers|part|portion|arm|cohort|study)"
_ID = r"(?:\d{1,2}[A-Za-z]?|[IVX]{1,4}[abAB]?|[A-Z]\d{0,2}[a-z]?)(?![\w-]|\.\d)"
_JOINT = r"(?: ?(?:,|/|&|-|,? and(?:/or)?|,? or|to) ?)"
_SIZE = r"(?: ?[(\[] ?n ?[=:] ?\d+ ?[)\]])"


@dataclass(frozen=True, slots=True)
class Named:
    """A group of participants named in a text: where the words stand, and what the group is called.

    `label`: all that follows is said of it ("Cohort B: …"); otherwise the clause it stands in ("… (Cohort B)").
    """

    start: int
    end: int
    name: str
    label: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    there: re.Pattern[str]
    label: re.Pattern[str]
    aside: re.Pattern[str]
    only: re.Pattern[str]
    heading: re.Pattern[str]
    within: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = {row["word"]: row["bracket"] for row in read_table(_TABLE)}

    def name(allowed: list[str]) -> str:
        kind = rf"(?i:{'|'.join(sorted(map(re.escape, allowed), key=len, reverse=True))})"
        return rf"(?P<name>{kind} {_ID}(?:{_JOINT}(?:{kind} )?{_ID})*)"

    every, plain = name(list(words)), name([word for word, bracket in words.items() if bracket == "yes"])
    whom = rf"(?i:(?:the )?(?:{_PEOPLE} (?:in|of|on|for|enrolled in|entering|assigned to|allocated to) )?(?:the )?)"
    lead = rf"(?i:(?:only )?(?:for|in) )?{whom}"
    only = rf"(?: (?i:{_PEOPLE}|of the (?:study|trial)))*(?P<only> ?[-,]? ?(?i:only))?"
    return _Patterns(
        there=re.compile(rf"(?<![\w-]){every}"),
        label=re.compile(rf"{lead}{every}{only}{_SIZE}? ?(?:[:-](?=\s|$)|(?P<comma>,)(?= ))"),
        aside=re.compile(rf"[(\[] ?{lead}{plain}{only} ?[)\]](?=\s*[.;:,]?\s*$|[.;:](?:\s|$)|\s*\n)"),
        only=re.compile(
            rf"[(\[] ?(?i:only )?(?:(?i:for|in) )?{whom}{every}(?: (?i:{_PEOPLE}))*(?i:(?<=only ) | ?[-,]? ?only)? ?[)\]]"
            rf"|(?:[,-] ?)?(?i:(?:only )?(?:for|in) )?{whom}{every.replace('<name>', '<name_behind>')}(?: (?i:{_PEOPLE}))* (?i:only)(?=\s*[.;]?\s*$)"
            rf"|(?:, ?)?(?i:for){' '}{whom}(?P<name_for>(?i:cohorts?|arms?) {_ID}(?:{_JOINT}{_ID})*)(?=\s*[.;]?\s*$)"
        ),
        within=re.compile(rf"(?i:\b(?:for|in|of)\b) {whom}{every}"),
        heading=re.compile(
            rf"\W*{lead}{every}{only}{_SIZE}?\W*(?:(?i:inclusion|exclusion|eligibility|criteria|additional|key|specific)\W*)*"
        ),
    )


def named_groups(text: str, start: int, end: int) -> list[Named]:
    """The groups of participants a line limits itself to, in order."""
    patterns = _patterns()
    if patterns.there.search(text, start, end) is None:
        return []
    line = text[start:end]
    found: list[Named] = []
    if (whole := patterns.heading.fullmatch(line)) is not None:
        return [Named(start, end, _called(whole["name"]), True)]
    for place in (0, *(match.end() for match in _BEGINNING.finditer(line))):
        match = patterns.label.match(line, place)
        if match is None or (match["comma"] and not _LED.match(match[0])):
            continue
        if match.end() >= len(line.rstrip()) and place:
            continue
        found.append(Named(start + match.start(), start + match.end(), _called(match["name"]), True))
    for pattern in (patterns.aside, patterns.only):
        for match in pattern.finditer(line):
            said = next(
                match[name] for name in ("name", "name_behind", "name_for") if name in match.groupdict() and match[name]
            )
            if pattern is patterns.only and not (_ONLY.search(match[0]) or match.groupdict().get("name_for")):
                continue
            at = Named(start + match.start(), start + match.end(), _called(said), False)
            if all(at.end <= held.start or held.end <= at.start for held in found):
                found.append(at)
    return sorted(found, key=lambda named: named.start)


_BEGINNING = re.compile(r"(?:(?<=[.;])|(?<=\w)(?= For )) +")
_LED = re.compile(r"(?:only )?(?:for|in) ", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)


def _called(name: str) -> str:
    return " ".join(name.split())


def group_of_heading(line: str) -> str | None:
    """The group of participants that a heading announces criteria of ("Part B:", "Inclusion criteria: cohort 2"), or None."""
    patterns = _patterns()
    match = patterns.heading.fullmatch(line) or patterns.heading.fullmatch(_KIND.sub("", line))
    return _called(match["name"]) if match is not None else None


def group_in_heading(line: str) -> str | None:
    """The group that a heading with more words is for: "In addition, participants of part 2 are excluded if:"."""
    match = _patterns().within.search(line)
    return _called(match["name"]) if match is not None else None


_KIND = re.compile(
    r"^\W*(?:(?:key|main|additional|specific) )*(?:in|ex)clusion(?:s| criteri(?:a|on))?(?: for| of)?\W*", re.IGNORECASE
)


def of_groups(reader: Reader, items: list[Item], context: Context) -> Node | None:
    """A statement that limits itself or parts of itself to groups of participants."""
    pieces: list[tuple[Item | None, list[Item]]] = [(None, [])]
    for item in items:
        if item.kind == "studygroup" and item.detail == "label":
            pieces.append((item, []))
        else:
            pieces[-1][1].append(item)
    op: Literal["all", "any"] = "any" if context.kind == "exclusion" else "all"
    nodes: list[Node | None] = []
    for group, piece in pieces:
        if any(item.kind == "studygroup" for item in piece):
            clauses = split(piece, ("stop", "semicolon"))
            node = joined(op, [_clause(reader, clause, context) for clause in clauses])
        else:
            node = reader.statement(piece, context) if any(item.kind not in EDGE for item in piece) else None
        nodes.append(_limited(reader, group, node, context))
    return joined(op, nodes)


def _clause(reader: Reader, items: list[Item], context: Context) -> Node | None:
    groups = [item for item in items if item.kind == "studygroup"]
    node = reader.statement([item for item in items if item not in groups], context)
    for group in groups:
        node = _limited(reader, group, node, context)
    return node


def _limited(reader: Reader, group: Item | None, node: Node | None, context: Context) -> Node | None:
    if group is None or node is None:
        return node
    group.used = True
    place = reader.text.find(group.value, group.start, group.end)
    start, end = (group.start, group.end) if place < 0 else (place, place + len(group.value))
    named = leaf(Draft("attestation", start, end, value=group.value))
    return joined("all", [named, node]) if context.lists_are_unions else conditional(named, node)


def limited_to(criterion: Criterion, group: str) -> Expression:
    """The expression of a criterion that stands under the heading of a group; the group's name has no place in its text."""
    named = Atom("attestation", "", 0, 0, value=group)
    expression = criterion.expression
    if criterion.kind == "inclusion":
        return IfThen(named, expression)
    return AllOf((named, *(expression.items if isinstance(expression, AllOf) else (expression,))))

"""The open questions of a whole trial: each once, the most decisive first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.matching.naming import listed
from matcher.matching.reasons import Group
from matcher.matching.types import Judgement
from matcher.matching.wording import template

_MOST_QUESTIONS = 40
_NOT_UNDERSTOOD = "other.ask"
_ASK = "Ask for "
_SETTLED_AT_THE_VISIT = "attestation."


def open_questions(judgements: Sequence[Judgement], weights: Sequence[float]) -> tuple[str, ...]:
    """What to look up or order for the criteria still open.

    Those that weigh most come first, and among equals those that hang on the fewest answers. Criteria of one weight that ask alike share a line
    ("Ask for HBsAg, anti-HBc and IgA."). What is settled at the visit comes after that in one line, and last, in one line, the criteria that a person
    must read because not all of their words were understood.

    Args:
        judgements: of a trial, in its order.
        weights: of its criteria, in the same order.
    """
    asked: dict[str, None] = {}
    at_visit: dict[str, None] = {}
    to_read: list[str] = []
    for weight in sorted(set(weights), reverse=True):
        tier = [j for j, own in zip(judgements, weights, strict=True) if own == weight and j.verdict == "unknown"]
        merged: dict[str, Group] = {}
        for judgement in sorted(tier, key=_answers_needed):
            for group in _asks(judgement):
                if group.key == _NOT_UNDERSTOOD:
                    to_read.append(judgement.criterion_id)
                else:
                    _merge(group, merged)
        for group in merged.values():
            place = at_visit if group.key.startswith(_SETTLED_AT_THE_VISIT) else asked
            place |= dict.fromkeys(group.lines())
    ids = list(dict.fromkeys(filter(None, to_read)))
    reading = [template("other.read").format(items=listed(ids))] if ids else []
    return (*[*asked, *_in_one_line(at_visit)][:_MOST_QUESTIONS], *reading)


def _in_one_line(at_visit: Iterable[str]) -> list[str]:
    """What is settled at the visit, several things together."""
    lines = list(at_visit)
    if len(lines) < 2:
        return lines
    items = [line.removeprefix(_ASK).rstrip(".") for line in lines]
    return [template("other.visit").format(items="; ".join(item[0].lower() + item[1:] for item in items))]


def _asks(judgement: Judgement) -> list[Group]:
    """The questions of a judgement; one that was stored or changed by a person has only their sentences."""
    asks: list[Group] | None = getattr(judgement, "asks", None)
    if asks is None:
        return [Group("", question, "", [question]) for question in judgement.missing]
    return asks or [Group(_NOT_UNDERSTOOD, question, "", [question]) for question in judgement.missing]


def _answers_needed(judgement: Judgement) -> int:
    return sum(len(group.items) for group in _asks(judgement))


def _merge(group: Group, merged: dict[str, Group]) -> None:
    known = merged.get(group.frame or group.single)
    if known is None:
        merged[group.frame or group.single] = replace(group, items=list(group.items))
        return
    known.items += [item for item in group.items if item not in known.items]

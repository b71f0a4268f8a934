"""Exclusions that name what a study wants: they mean the lack of it.

No trial excludes those who consent, comply or come to their visits. Where an exclusion's words come out as if it did ("those
hard to reach for the follow-up"), what is in the way is the contrary.
"""

from __future__ import annotations

from dataclasses import replace

from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Criterion, Expression, IfThen, Not, leaves

_WANTED = frozenset({"consent", "compliance", "follow-up", "participation"})
_REMEMBERED = 20_000
_READ: dict[int, tuple[Expression, Expression]] = {}


def meant(criterion: Criterion) -> Expression:
    """The expression a criterion is judged by: its own, with wanted attestations of an exclusion turned to their lack."""
    expression = criterion.expression
    if criterion.kind != "exclusion":
        return expression
    known = _READ.get(id(expression))
    if known is not None and known[0] is expression:
        return known[1]
    if len(_READ) >= _REMEMBERED:
        _READ.clear()
    found = _turned(expression, True) if any(_is_wanted(atom) for atom in leaves(expression)) else expression
    _READ[id(expression)] = (expression, found)  # holding the expression keeps its id from being given away
    return found


def _is_wanted(atom: Atom) -> bool:
    return atom.type == "attestation" and atom.value in _WANTED


def _turned(node: Expression, positive: bool) -> Expression:
    match node:
        case Atom():
            return Not(node) if positive and _is_wanted(node) else node
        case Not(item):
            return Not(_turned(item, not positive))
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            return replace(node, items=tuple(_turned(item, positive) for item in items))
        case IfThen(condition, then):
            return IfThen(condition, _turned(then, positive))
    return node

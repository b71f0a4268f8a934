"""Fragments of one phrase that no vocabulary has: "walking or running shoes", "housing, job or money problems" are one open question."""

from __future__ import annotations

import re
from itertools import pairwise

from matcher.trials.types import Atom, Expression

_JOINT = re.compile(
    r"(?:\s*(?:,|/|\bor\b|\band\s*/\s*or\b|\band\b))+\s*(?:(?:the|a|an|any|either|in|at|on|of|by|for)\s+)*",
    re.IGNORECASE,
)


def of_one_phrase(items: list[Expression], text: str) -> list[Expression]:
    """Alternatives of which none is understood, as one leaf with the whole words; each is still looked for by itself (`Atom.kinds`).

    Args:
        items: alternatives, in the order they are written.
        text: the criterion, which the offsets of its atoms are in.
    """
    words = [item for item in items if isinstance(item, Atom) and _is_unread(item)]
    if len(words) < 2 or len(words) < len(items):
        return items
    if not all(
        left.end <= right.start and _JOINT.fullmatch(text, left.end, right.start) for left, right in pairwise(words)
    ):
        return items
    start, end = words[0].start, words[-1].end
    return [Atom("other", text[start:end], start, end, kinds=tuple(words))]


def _is_unread(atom: Atom) -> bool:
    return atom == Atom("other", atom.text, atom.start, atom.end)

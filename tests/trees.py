"""The tree of a statement as text, for tests of the grammar."""

from __future__ import annotations

from matcher.trials.grammar import parse_criterion
from matcher.trials.notation import outline
from matcher.trials.types import Kind


def tree(text: str, kind: Kind = "inclusion", conditions: tuple[str, ...] = ()) -> str:
    return outline(parse_criterion(text, kind, conditions=conditions).expression)


def lines(*said: str) -> str:
    return "\n".join(said)


def unparsed(text: str, kind: Kind = "inclusion") -> list[str]:
    """The stretches that found no place."""
    return [text[start:end] for start, end in parse_criterion(text, kind).unparsed]

"""What is a kind of what, as matching asks for it: quick, and forgiving of names the vocabulary does not have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from matcher.terms import vocabulary


@lru_cache(maxsize=100_000)
def kinds(name: str) -> frozenset[str]:
    """A concept with all classes it is a kind of; only itself where the vocabulary does not know it."""
    if vocabulary().concept(name) is None:
        return frozenset((name,))
    return vocabulary().ancestors(name) | {name}


@lru_cache(maxsize=100_000)
def parents(name: str) -> tuple[str, ...]:
    """The classes directly above a concept."""
    concept = vocabulary().concept(name)
    return concept.parents if concept is not None else ()


def is_kind_of(name: str, classes: Iterable[str]) -> bool:
    """Whether a concept is one of some classes or a kind of one."""
    return not kinds(name).isdisjoint(classes)

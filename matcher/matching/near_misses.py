"""Procedures that some trials count as what they ask for and others do not (`tables/may_count_as.tsv`)."""

from __future__ import annotations

from functools import cache

from matcher.matching.knowledge import rows
from matcher.trials.types import Atom


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("may_count_as"):
        found.setdefault(row["asked"], []).append(row["done"])
    return {asked: tuple(done) for asked, done in found.items()}


def near_misses(atom: Atom) -> tuple[str, ...]:
    """Concepts that may be meant by an atom without being kinds of what it names: an abscess opened, by "surgery"."""
    return tuple(name for concept in atom.concepts for name in _table().get(concept, ()))

"""Stages, grades and scores behind a comma: "heart failure, NYHA class III or IV, …" is one thing, and no list of two."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from matcher.terms import vocabulary
from matcher.text.tables import read_table
from matcher.trials.items import Item

_TABLE = Path(__file__).parent / "tables" / "disease_scales.tsv"
_BESIDE = ("scale", "numeral", "quantity", "comparator", "comparator after", "filler", "drop", "mark")


@cache
def _diseases() -> dict[str, tuple[str, ...]]:
    """By scale, the classes of disease it grades."""
    return {row["scale"]: tuple(row["diseases"].split("|")) for row in read_table(_TABLE)}


def attribute_places(members: list[list[Item]], words: Sequence[str | None]) -> list[int]:
    """Positions of members that only grade the disease of the member before them, from the last to the first.

    Args:
        members: the members of one list.
        words: the conjunction before each member but the first; None for a comma alone.
    """
    return [
        position
        for position in range(len(members) - 1, 0, -1)
        if words[position - 1] in (None, "and") and _grades(members[position], members[position - 1])
    ]


def _grades(member: list[Item], before: list[Item]) -> bool:
    terms = [item.term for item in member if item.term is not None]
    if any(item.kind not in _BESIDE and item.term is None for item in member) or len(terms) > 1:
        return False
    graded = [item.term.concept for item in before if item.term is not None and item.term.type == "condition"]
    if not graded or not any(item.kind in ("numeral", "quantity") for item in member):
        return False
    if not terms:
        return any(item.kind == "scale" for item in member)
    v = vocabulary()
    return any(v.is_a(graded[-1], disease) for disease in _diseases().get(terms[0].concept, ()))

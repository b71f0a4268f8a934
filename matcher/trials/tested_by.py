"""Results of a class that notes report of its members: hormone receptors by the receptors of estrogen and progesterone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from matcher.text.tables import read_table
from matcher.trials.types import AllOf, AnyOf, Atom, Expression

_TABLE = Path(__file__).parent / "tables" / "tested_by.tsv"


@cache
def _members() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_table(_TABLE):
        found[row["class"]] = (*found.get(row["class"], ()), row["member"])
    return found


def by_members(atom: Atom) -> Expression:
    """A result of a class as that result or those of its members: one positive makes it so, all negative make it negative."""
    members = _members().get(atom.analyte or "", ())
    if not members or atom.quality not in ("positive", "negative"):
        return atom
    each = tuple(replace(atom, concepts=(name,), analyte=name) for name in members)
    return AnyOf((atom, *each)) if atom.quality == "positive" else AnyOf((atom, AllOf(each)))

"""The tables beside this package, each read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `tables/<name>.tsv`."""
    return tuple(read_table(TABLES / f"{name}.tsv"))


def cell_set(cell: str) -> frozenset[str]:
    """The members of a cell that holds several, separated by `|`."""
    return frozenset(part.strip() for part in cell.split("|") if part.strip())

"""By which way a drug is taken, from the words of a note."""

from __future__ import annotations

from functools import cache

from matcher.notes.drug_element import TABLES
from matcher.text.tables import read_table


@cache
def _routes() -> dict[str, str]:
    rows = read_table(TABLES / "drug_words.tsv")
    return {row["words"].lower(): row["value"] for row in rows if row["kind"] in ("route", "form")}


def route_of(words: str) -> str | None:
    """The route that the words of a note name; None where they name none.

    >>> route_of("PO"), route_of("cream")
    ('oral', 'topical')
    """
    return _routes().get(words.strip().lower())

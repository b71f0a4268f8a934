"""Which column of an export holds the text, the patient, the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path

from matcher.errors import InputError
from matcher.notes.exports.record import Columns
from matcher.text.delimited import column_key
from matcher.text.tables import read_table

_LONGEST_NAME = 64
_MOST_NAMES = 30


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Field → names it goes by, the likeliest first, as `column_key` has them."""
    known: dict[str, list[str]] = {}
    for row in read_table(Path(__file__).parent / "tables" / "columns.tsv"):
        known.setdefault(row["field"], []).append(column_key(row["name"]))
    return {name: tuple(dict.fromkeys(keys)) for name, keys in known.items()}


def knows_text(found: Sequence[str], asked: Columns) -> bool:
    """Whether one of these columns is the text: the one asked for, or one of a known name."""
    keys = {column_key(name) for name in found}
    return column_key(asked.text) in keys if asked.text else any(name in keys for name in _known()["text"])


def choose(found: Sequence[str], asked: Columns, source: str) -> Columns:
    """The columns to read: those asked for, the others by the names they usually go by.

    Args:
        found: the names in the export.
        asked: the names given by the user; they are found whatever their case.
        source: name of the export, for messages.

    Raises:
        InputError: a column asked for is not there, or none can be told to be the text.
    """
    by_key: dict[str, str] = {}
    for name in found:
        by_key.setdefault(column_key(name), name)
    chosen: dict[str, str | None] = {}
    for field in fields(Columns):
        wanted: str | None = getattr(asked, field.name)
        if wanted is None:
            taken = {value for value in chosen.values() if value}
            guesses = (by_key[key] for key in _known().get(field.name, ()) if key in by_key)
            chosen[field.name] = next((name for name in guesses if name not in taken), None)
        elif wanted in found or "." in wanted:
            chosen[field.name] = wanted
        elif column_key(wanted) in by_key:
            chosen[field.name] = by_key[column_key(wanted)]
        else:
            raise InputError(source, None, f"there is no column {wanted!r}; {_listed(found)}")
    if chosen["text"] is None:
        mend = f"no column can be told to be the text of the note; {_listed(found)}; name it (text=…)"
        raise InputError(source, None, mend)
    return Columns(**chosen)


def _listed(found: Sequence[str]) -> str:
    """The columns found. Where the first row is no header its cells are words of a note, and are not shown."""
    if any(len(name) > _LONGEST_NAME or "\n" in name for name in found):
        return "the first row does not look like a header of column names: add one"
    shown = ", ".join(repr(name) for name in found[:_MOST_NAMES])
    more = len(found) - _MOST_NAMES
    return f"the columns are {shown}" + (f" and {more} more" if more > 0 else "")

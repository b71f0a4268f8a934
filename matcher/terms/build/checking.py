"""Checks of the tables of the build: each mistake is named with its file and line."""

from __future__ import annotations

from pathlib import Path

from matcher.errors import InputError
from matcher.terms.build.merge import Merger
from matcher.terms.rows import place
from matcher.text.tables import read_table


def check_targets(tables: Path, merger: Merger) -> None:
    """Checks that what the tables name is a curated concept.

    Raises:
        InputError: a row of same_as.tsv or inn_stems.tsv names none, or a row of same_as.tsv stands twice.
    """
    seen: set[str] = set()
    for row in read_table(tables / "same_as.tsv"):
        key, name = row["key"], row["concept"]
        if key in seen:
            raise InputError(*place(tables / "same_as.tsv", key, last=True), "the key stands in another row already")
        seen.add(key)
        if name and name not in merger.concepts:
            mend = f"{name!r} is no curated concept; name one, or leave the cell empty for a heading"
            raise InputError(*place(tables / "same_as.tsv", key), mend)
    for row in read_table(tables / "inn_stems.tsv"):
        held = merger.concepts.get(row["class"])
        if held is None or held.type != "exposure":
            raise InputError(
                *place(tables / "inn_stems.tsv", row["stem"]), f"no class of drugs is called {row['class']!r}"
            )


def check_keys(tables: Path, merger: Merger) -> None:
    """Checks that every key of the tables is one of a source, once all sources are in.

    Raises:
        InputError: a row of same_as.tsv or dropped_edges.tsv has a key that no source has.
    """
    for file, columns in (("same_as.tsv", ("key",)), ("dropped_edges.tsv", ("child", "parent"))):
        for row in read_table(tables / file):
            for column in columns:
                if not merger.has_key(row[column]):
                    mend = f"no source has the key {row[column]!r}; mend it or take the row out"
                    raise InputError(*place(tables / file, row[columns[0]]), mend)

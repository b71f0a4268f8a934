"""Checks of the concept tables: each mistake is named with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.terms.biomarkers import biomarker_rows
from matcher.terms.normal import key_of
from matcher.terms.rows import TABLES, TermRow, cell, place, table_files, table_rows
from matcher.terms.types import Concept
from matcher.terms.vocabulary import measurement_rows
from matcher.text.tables import read_table


def check_tables(folder: Path = TABLES) -> None:
    """Checks all concept tables of a folder and its abbreviations.

    Raises:
        InputError: a name twice, a name that is not lower case, a row without a source, an unknown parent or one of
            another type, a concept that is its own ancestor, a form of two concepts of a type, a short form whose sense
            is no concept.
    """
    rows = list(table_rows(table_files(folder)))
    concepts = _unique(rows, folder)
    measured = {row.concept.name: row.concept for row in (*biomarker_rows(), *measurement_rows())}
    for row in rows:
        if row.concept.name in measured and row.concept.type != "measurement":
            raise InputError(
                *_place(row, folder), 'an analyte has this name; choose another one, such as "... supplement"'
            )
    known = {**measured, **concepts}
    for row in rows:
        for parent in row.concept.parents:
            if parent not in known:
                raise InputError(*_place(row, folder), f"the parent {parent!r} is no concept; add it or mend the name")
            if known[parent].type != row.concept.type:
                raise InputError(*_place(row, folder), f"the parent {parent!r} is a {known[parent].type}")
    _no_cycle(rows, known, folder)
    abbreviations = folder / "abbreviations.tsv"
    _senses(abbreviations, known)
    _one_meaning(rows, {key_of(row["surface"]) for row in read_table(abbreviations)}, folder)


def _unique(rows: Iterable[TermRow], folder: Path) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    for row in rows:
        concept = row.concept
        if concept.name in found:
            raise InputError(
                *_place(row, folder, last=True), "the name stands in another row already; merge the two rows"
            )
        if concept.name != concept.name.lower() or not concept.name:
            raise InputError(*_place(row, folder), "write the preferred name in lower case; other forms are synonyms")
        if not concept.source:
            raise InputError(*_place(row, folder), "name the source of the row")
        found[concept.name] = concept
    return found


def _one_meaning(rows: Iterable[TermRow], decided: Collection[str], folder: Path) -> None:
    """A form stands for one concept of its type, unless the abbreviations say what decides."""
    owners: dict[tuple[str, str], str] = {}
    for row in rows:
        concept = row.concept
        for surface in (concept.name, *concept.synonyms):
            key = key_of(surface)
            if surface in row.exact or key in decided:
                continue
            owner = owners.setdefault((concept.type, key), concept.name)
            if owner != concept.name:
                mend = f"{surface!r} belongs to {owner!r} already; keep it in one row, or decide by cues in abbreviations.tsv"
                raise InputError(*_place(row, folder), mend)


def _place(row: TermRow, folder: Path, *, last: bool = False) -> tuple[str, str]:
    file, _, name = row.where.partition("\t")
    return place(folder / file, name, last=last)


def _no_cycle(rows: Iterable[TermRow], known: Mapping[str, Concept], folder: Path) -> None:
    done: set[str] = set()
    for row in rows:
        path: list[str] = []
        open_names: list[tuple[str, int]] = [(row.concept.name, 0)]
        while open_names:
            name, depth = open_names.pop()
            del path[depth:]
            if name in path:
                mend = f"the concept is its own ancestor: {' < '.join([*path[path.index(name) :], name])}"
                raise InputError(*_place(row, folder), mend)
            if name in done:
                continue
            path.append(name)
            open_names.extend((parent, depth + 1) for parent in known[name].parents if parent in known)
        done.add(row.concept.name)


def _senses(path: Path, known: Mapping[str, Concept]) -> None:
    defaults: set[tuple[str, str]] = set()
    for row in read_table(path):
        surface, sense = row["surface"], row["sense"]
        where = place(path, surface)
        if row["case"] not in ("exact", "any"):
            raise InputError(*where, f"{row['case']!r} is no way to read case; use exact or any")
        if not sense.startswith("-") and sense not in known:
            raise InputError(*where, f"the sense {sense!r} is no concept; add it, or begin it with - if it is none")
        if "*" in cell(row["cues"]):
            if (surface, row["case"]) in defaults:
                raise InputError(*where, "two senses are the default (*); keep one")
            defaults.add((surface, row["case"]))

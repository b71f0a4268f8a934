"""The curated tables as rows of one form, whatever file they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError
from matcher.terms.types import Concept, ConceptType
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"

# What a table holds is told by the first part of its file name; "conditions_infection.tsv" is a table of conditions.
TABLE_TYPES: dict[str, ConceptType] = {
    "conditions": "condition",
    "drug_classes": "exposure",
    "drugs": "exposure",
    "vaccines": "exposure",
    "procedures": "procedure",
    "reproductive": "reproductive",
    "measurement_groups": "measurement",
}


@dataclass(frozen=True, slots=True)
class TermRow:
    """One concept with its surface forms as a source gives it.

    `exact` forms are read only in the case they are written in, `beside_result` forms only where a value or a result
    stands beside them; `where` names file and row for messages.
    """

    concept: Concept
    exact: tuple[str, ...] = ()
    beside_result: frozenset[str] = frozenset()
    where: str = ""


def table_files(folder: Path = TABLES) -> list[Path]:
    """Concept tables in the order in which their concepts are preferred."""
    return [path for stem in TABLE_TYPES for path in sorted(folder.glob(f"{stem}*.tsv")) if _stem(path) == stem]


def _stem(path: Path) -> str:
    return next((stem for stem in TABLE_TYPES if path.stem == stem or path.stem.startswith(stem + "_")), "")


def table_rows(paths: Iterable[Path]) -> Iterator[TermRow]:
    """Rows of concept tables (name, parents, synonyms, exact, codes, source)."""
    for path in paths:
        kind = TABLE_TYPES[_stem(path)]
        for row in read_table(path):
            name = row["name"]
            exact = cell(row["exact"])
            yield TermRow(
                Concept(
                    name=name,
                    type=kind,
                    parents=cell(row["parents"]),
                    synonyms=cell(row["synonyms"]) + exact,
                    codes=tuple(_code(item, path, name) for item in cell(row["codes"])),
                    source=row["source"],
                ),
                exact,
                where=f"{path.name}\t{name}",
            )


def cell(text: str) -> tuple[str, ...]:
    """The items of a table cell, separated by "|"."""
    return tuple(filter(None, (item.strip() for item in text.split("|"))))


def _code(item: str, path: Path, name: str) -> tuple[str, str]:
    system, colon, code = item.partition(":")
    if not colon or not code:
        raise InputError(*place(path, name), f"write the code {item!r} as SYSTEM:CODE")
    return system, code


def place(path: Path, name: str, *, last: bool = False) -> tuple[str, str]:
    """File and line of the first (or last) row that begins with `name`, for messages."""
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if line.split("\t", 1)[0].strip() == name]
    return path.name, f"line {numbers[-1 if last else 0]}" if numbers else name


def version_of(paths: Iterable[Path]) -> str:
    """Short hash of the tables, the same wherever they lie."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.name):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

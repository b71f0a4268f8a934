"""Biomarkers of tumors and genes: their forms, made from the tables, and which forms tell the result themselves.

Tables (in `tables/`): `biomarkers.tsv` (one biomarker a row) and `biomarker_changes.tsv` (the forms of each kind of change).
"EGFR exon 19 deletion" tells a positive result; "EGFR" or "EGFR status" only names what a result beside it is of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from matcher.terms.normal import key_of
from matcher.terms.rows import TermRow, cell
from matcher.terms.types import Concept
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
States = Literal["positive", "negative", ""]


@dataclass(frozen=True, slots=True)
class BiomarkerForm:
    """A surface form: whether it is read only in its own case, and the result it tells by itself ("" for none)."""

    surface: str
    exact: bool
    states: States


def is_biomarker(concept: str) -> bool:
    """Whether a concept is a biomarker: a gene's change, a receptor, a marker on cells.

    >>> is_biomarker("egfr mutation"), is_biomarker("creatinine")
    (True, False)
    """
    return concept in _names()


def stated_result(surface: str) -> States:
    """The result that the name of a biomarker tells by itself, "" where a result must stand beside it.

    >>> stated_result("EGFR exon 19 deletion"), stated_result("microsatellite stable"), stated_result("ALK")
    ('positive', 'negative', '')
    """
    return _stated().get(key_of(surface), "")


def biomarker_rows() -> list[TermRow]:
    """Biomarkers as rows of the vocabulary."""
    rows = []
    for row in read_table(TABLES / "biomarkers.tsv"):
        name = row["name"]
        forms = tuple(_forms(row))
        rows.append(
            TermRow(
                Concept(
                    name,
                    "measurement",
                    cell(row["parents"]),
                    tuple(dict.fromkeys(form.surface for form in forms if form.surface != name)),
                    (),
                    row["source"],
                ),
                tuple(form.surface for form in forms if form.exact),
                frozenset(),
                f"biomarkers.tsv\t{name}",
            )
        )
    return rows


@cache
def _names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_table(TABLES / "biomarkers.tsv"))


@cache
def _stated() -> dict[str, States]:
    found: dict[str, States] = {}
    for row in read_table(TABLES / "biomarkers.tsv"):
        for form in _forms(row):
            if form.states:
                found.setdefault(key_of(form.surface), form.states)
    return found


@cache
def _changes() -> dict[str, tuple[tuple[str, States], ...]]:
    found: dict[str, list[tuple[str, States]]] = {}
    for row in read_table(TABLES / "biomarker_changes.tsv"):
        found.setdefault(row["change"], []).append((row["form"], cast(States, row["states"])))
    return {change: tuple(forms) for change, forms in found.items()}


def _forms(row: dict[str, str]) -> Iterator[BiomarkerForm]:
    """All forms of a row; its name is one, which tells a result where the row has a form made of it that does."""
    for states in ("positive", "negative"):
        for surface in cell(row[states]):
            yield BiomarkerForm(surface, _needs_case(surface), states)
    for surface in cell(row["plain"]):
        yield BiomarkerForm(surface, _needs_case(surface), "")
    for gene in cell(row["genes"]):
        for change in cell(row["changes"]):
            for pattern, told in _changes()[change]:
                if told or row["bare"] or change == "expression":
                    yield BiomarkerForm(pattern.replace("{}", gene), False, told)
        if row["bare"]:
            yield BiomarkerForm(gene, " " not in gene, "")


def _needs_case(surface: str) -> bool:
    """Whether a form is so short that other words might look like it."""
    return len(surface) <= _SHORTEST_IN_ANY_CASE and " " not in surface


_SHORTEST_IN_ANY_CASE = 4

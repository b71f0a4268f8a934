"""The tables of matching name only what the vocabulary has, and every sentence and qualifier they refer to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import matcher
from matcher.matching.knowledge import TABLES, cell_set, rows

NAMED = {
    "implications": ("if", "implies", "unless"),
    "panels": ("panel", "member"),
    "manifestations": ("disease", "finding"),
    "inherently_severe": ("concept",),
    "needs_systemic_therapy": ("concept",),
    "systemic_drugs": ("class",),
    "classification": ("concept",),
    "product_ingredients": ("ingredient",),
    "activity_scores": ("score", "disease"),
    "open_under_denial": ("denied", "stays_open"),
    "bare_mention": ("concept",),
    "minor_conditions": ("concept",),
    "versioned_scores": ("score",),
    "suggestive_findings": ("finding", "suggests"),
    "tests_to_ask": ("disease",),
    "complaints": ("concept",),
    "acute_conditions": ("concept",),
    "told_values": ("finding", "analyte"),
    "growth": ("analyte",),
    "measures_of": ("measure", "disease"),
    "given_and_measured": ("analyte", "drug"),
}


@pytest.mark.parametrize("table", NAMED)
def test_concepts_are_in_the_vocabulary(table) -> None:
    known = matcher.vocabulary().concepts
    named = {name for row in rows(table) for column in NAMED[table] for name in cell_set(row[column])}
    assert named
    assert sorted(named - set(known)) == []


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_row_has_a_source(path: Path) -> None:
    table = rows(path.stem)
    assert table
    if path.stem != "reasons":
        assert all(row["source"] for row in table)


def test_every_sentence_that_is_asked_for_is_in_the_table() -> None:
    keys = {row["key"] for row in rows("reasons")}
    families = {key.split(".")[0] for key in keys}
    code = "\n".join(path.read_text(encoding="utf-8") for path in TABLES.parent.glob("*.py"))
    asked = {key for key in re.findall(r'"([a-z]+\.[a-z ]+)"', code) if key.split(".")[0] in families}
    assert sorted(asked - keys) == []
    for family in ("condition", "exposure", "procedure", "participation", "allergy", "reproductive"):
        for ending in ("yes", "no", "contradiction", "undecided", "aside", "silent", "assumed", "ask"):
            assert f"{family}.{ending}" in keys

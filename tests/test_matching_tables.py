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
    "diagnoses": ("diagnosis",),
    "diagnosis_findings": ("finding",),
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


def test_every_set_of_criteria_can_be_met_by_its_findings() -> None:
    sets = {row["set"]: row for row in rows("diagnoses")}
    findings = rows("diagnosis_findings")
    assert len(sets) == len(rows("diagnoses"))
    assert {row["set"] for row in findings} == set(sets)
    assert {row["role"] for row in findings} == {"required", "counted", "excluded", "supporting"}
    for name, row in sets.items():
        own = [finding for finding in findings if finding["set"] == name]
        counted = {finding["item"] for finding in own if finding["role"] == "counted"}
        required = {finding["item"] for finding in own if finding["role"] == "required"}
        assert int(row["least"] or 0) <= len(counted), name
        assert (int(row["least"] or 0) > 0) == bool(counted), name
        assert required or counted, name
        named = {finding["finding"] for finding in own if finding["role"] != "excluded"}
        assert row["diagnosis"] not in named, name


@pytest.mark.parametrize(
    "row", rows("diagnosis_findings"), ids=lambda row: f"{row['set']}-{row['finding']}-{row['when']}"
)
def test_every_finding_is_asked_for_in_a_way_that_is_understood(row: dict[str, str]) -> None:
    if row["when"] in ("yes", "ever") or re.fullmatch(r"for \d+ d", row["when"]):
        return
    assert matcher.vocabulary().concepts[row["finding"]].type == "measurement"
    asked = row["when"]
    twice = re.fullmatch(r"twice (.+), \d+ d apart", asked)
    asked = asked if twice is None else twice.group(1)
    limit = r"[<>]=? [\d.]+ ?\S*|[\d.]+-[\d.]+ ?\S*|rise [\d.]+ \S+ in \d+ d"
    assert asked in {"positive", "negative", "low", "normal", "elevated"} or re.fullmatch(limit, asked)


def test_a_set_rests_only_on_those_before_it() -> None:
    order = {row["diagnosis"]: number for number, row in reversed(list(enumerate(rows("diagnoses"))))}
    numbers = {row["set"]: number for number, row in enumerate(rows("diagnoses"))}
    resting = [row for row in rows("diagnosis_findings") if row["role"] != "excluded" and row["finding"] in order]
    assert resting
    assert [row for row in resting if order[row["finding"]] > numbers[row["set"]]] == []

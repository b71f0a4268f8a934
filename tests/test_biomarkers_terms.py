"""Biomarkers in the vocabulary: their forms, what they tell by themselves, and what is a kind of what."""

from __future__ import annotations

import pytest

from matcher.terms import vocabulary
from matcher.terms.analytes import analyte_names
from matcher.terms.biomarkers import biomarker_rows, is_biomarker, stated_result
from matcher.terms.normal import key_of


@pytest.mark.parametrize(
    ("text", "words", "concept"),
    [
        ("An EGFR exon 19 deletion was found", "EGFR exon 19 deletion", "egfr exon 19 deletion"),
        ("ALK rearrangement", "ALK rearrangement", "alk rearrangement"),
        ("tumor with t(9;22) in all cells", "t(9;22", "bcr-abl1 fusion"),
        ("del(17p) by FISH", "del(17p", "del(17p)"),
        ("KRAS G12C", "KRAS G12C", "kras g12c mutation"),
        ("hormone receptor positive", "hormone receptor", "hormone receptor status"),
        ("ER positive", "ER", "estrogen receptor status"),
        ("MET amplification", "MET amplification", "met amplification"),
        ("EGFR inhibitor", "EGFR inhibitor", "egfr inhibitor"),
        ("eGFR 45", "eGFR", "egfr"),
        ("HR 88", "HR", "heart rate"),
    ],
)
def test_forms(text: str, words: str, concept: str) -> None:
    found = {text[match.start : match.end]: match.concept for match in vocabulary().find(text)}
    assert found.get(words) == concept


@pytest.mark.parametrize(
    "text", ["He MET all goals", "The KIT was opened", "admitted through the ER", "met amplified sound", "RET team"]
)
def test_words_that_only_look_like_genes(text: str) -> None:
    assert not any(is_biomarker(match.concept) for match in vocabulary().find(text))


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("egfr exon 19 deletion", "egfr mutation"),
        ("braf v600e mutation", "braf v600 mutation"),
        ("braf v600e mutation", "braf mutation"),
        ("kras g12c mutation", "ras mutation"),
        ("estrogen receptor status", "hormone receptor status"),
        ("germline brca2 mutation", "brca2 mutation"),
        ("germline brca2 mutation", "brca mutation"),
    ],
)
def test_kinds(kind: str, of: str) -> None:
    assert vocabulary().is_a(kind, of)
    assert not vocabulary().is_a(of, kind)


def test_what_a_name_tells() -> None:
    assert [stated_result(name) for name in ("BRAF V600E", "EGFR mutations", "MSI-high")] == ["positive"] * 3
    assert [stated_result(name) for name in ("MSS", "unmutated IGHV")] == ["negative"] * 2
    assert [stated_result(name) for name in ("EGFR", "EGFR status", "hormone receptor")] == [""] * 3


def test_every_form_has_one_meaning() -> None:
    owners: dict[str, str] = {}
    for row in biomarker_rows():
        for surface in (row.concept.name, *row.concept.synonyms):
            assert owners.setdefault(key_of(surface), row.concept.name) == row.concept.name, surface
        for parent in row.concept.parents:
            assert is_biomarker(parent), parent
    written = {form: name for form, name, _ in analyte_names()}
    for row in biomarker_rows():
        for surface in row.concept.synonyms:
            assert written.get(surface, row.concept.name) == row.concept.name, surface

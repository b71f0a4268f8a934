"""The tables of concepts: the shipped ones are sound, broken ones are refused with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.terms.checking import check_tables
from matcher.terms.rows import TABLES

HEADER = "name\tparents\tsynonyms\texact\tcodes\tsource\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in TABLES.glob("*.tsv"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def test_the_shipped_tables_are_sound() -> None:
    check_tables()


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("foo\tno such parent\t\t\t\tclinic\n", 2, "no such parent"),
        ("foo\tdisease\t\t\t\tclinic\nfoo\tdisease\t\t\t\tclinic\n", 3, "another row"),
        ("foo\tbar disease\t\t\t\tclinic\nbar disease\tfoo\t\t\t\tclinic\n", 2, "its own ancestor"),
        ("foo\tdisease\t\t\t\t\n", 2, "source"),
        ("Foo\tdisease\t\t\t\tclinic\n", 2, "lower case"),
        ("foo\timmunosuppressant\t\t\t\tclinic\n", 2, "exposure"),
        ("foo\tdisease\tasthma attack\t\t\tclinic\nbar\tdisease\tAsthma attacks\t\t\tclinic\n", 3, "already"),
        ("foo\tdisease\t\t\tM32\tclinic\n", 2, "SYSTEM:CODE"),
        ("hemoglobin\tdisease\t\t\t\tclinic\n", 2, "analyte"),
        ("foo\tdisease\tclinic\n", 2, "cells"),
    ],
)
def test_a_broken_row_is_refused_with_file_and_line(folder: Path, rows: str, line: int, said: str) -> None:
    (folder / "conditions_zz.tsv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_tables(folder)
    assert caught.value.source == "conditions_zz.tsv"
    assert caught.value.record == f"line {line}"
    assert said in caught.value.mend


def test_a_sense_that_is_no_concept_is_refused(folder: Path) -> None:
    path = folder / "abbreviations.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "QQ\texact\tno such sense\t*\tclinic\n", encoding="utf-8")
    with pytest.raises(InputError, match="no such sense"):
        check_tables(folder)

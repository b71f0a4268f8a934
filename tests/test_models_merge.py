"""Concepts of several sources that mean the same become one; the tables win."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.terms.build.checking import check_keys, check_targets
from matcher.terms.build.filters import FormFilter, joined_code
from matcher.terms.build.merge import Merger
from matcher.terms.build.sources import SourceConcept
from matcher.terms.build.write import write_vocabulary
from matcher.terms.compiled import Compiled
from matcher.terms.rows import TermRow
from matcher.terms.types import Concept
from matcher.terms.vocabulary import Vocabulary

ROWS = [
    TermRow(Concept("disease", "condition")),
    TermRow(Concept("neoplasm", "condition", ("disease",))),
    TermRow(Concept("malignancy", "condition", ("neoplasm",), ("cancer",))),
    TermRow(Concept("nephropathy", "condition", ("disease",), ("renal disease", "kidney disease"))),
    TermRow(Concept("drug", "exposure")),
    TermRow(Concept("oddinib", "exposure", ("drug",), ("Oddvexa",))),
    TermRow(Concept("creatinine", "measurement")),
]


def tables() -> Vocabulary:
    return Vocabulary(ROWS)


def merged(
    *concepts: SourceConcept,
    same_as: dict[str, str] | None = None,
    dropped: Iterable[tuple[str, str]] = (),
    malignant: bool = True,
) -> Merger:
    merger = Merger(tables(), FormFilter(), same_as or {}, dropped, lambda name: malignant)
    merger.add(concepts)
    merger.link()
    return merger


def condition(
    key: str, *names: str, parents: tuple[str, ...] = (), source: str = "MeSH", **more: object
) -> SourceConcept:
    return SourceConcept(key, "condition", names, parents, (("MESH", key),), source, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["kidney diseases", "disease of the kidney", "renal disease"])
def test_a_preferred_name_that_the_tables_have_is_their_concept(name: str) -> None:
    merger = merged(condition("a", name, "odd kidney trouble"))
    assert ("MESH", "a") in merger.concepts["nephropathy"].codes
    assert "odd kidney trouble" in merger.concepts["nephropathy"].names


def test_two_sources_that_agree_are_one_concept() -> None:
    merger = merged(
        condition("a", "odd rash", "strange rash"), condition("b", "strange rash", "weird rash", source="HPO")
    )
    assert merger.concepts["odd rash"].names == ["strange rash", "weird rash"]
    assert "strange rash" not in merger.concepts


def test_names_that_mostly_belong_to_one_concept_tell_which_it_is() -> None:
    merger = merged(condition("a", "odd rash", "red rash"), condition("b", "exanthema oddum", "odd rash", "red rash"))
    assert "exanthema oddum" in merger.concepts["odd rash"].names


def test_a_name_of_another_concept_is_not_added() -> None:
    merger = merged(condition("a", "odd rash"), condition("b", "strange fever", "odd rash", "odd ague", "shaking ague"))
    assert merger.concepts["strange fever"].names == ["odd ague", "shaking ague"]


def test_examples_do_not_tell_which_concept_it_is() -> None:
    merger = merged(
        condition("a", "odd rash", "red rash"), condition("b", "skin trouble", examples=("odd rash", "red rash"))
    )
    assert "skin trouble" in merger.concepts


def test_a_heading_of_findings_is_not_the_disease_of_its_name() -> None:
    merger = merged(condition("a", "abnormality of the kidney", "kidney disease", "odd kidney", apart=True))
    assert merger.concepts["nephropathy"].codes == []
    assert merger.concepts["abnormality of the kidney"].names == ["odd kidney"]


def test_a_circle_is_not_closed() -> None:
    merger = merged(condition("a", "odd rash", parents=("b",)), condition("b", "odd eruption", parents=("a",)))
    assert merger.concepts["odd rash"].parents == ["odd eruption"]
    assert merger.concepts["odd eruption"].parents == ["disease"]
    assert merger.counts["is-a steps dropped: circle"] == 1


def test_no_source_gives_a_table_concept_a_class_of_the_tables() -> None:
    merger = merged(
        condition("a", "kidney disease", parents=("b", "c")),
        condition("b", "cancer"),
        condition("c", "odd organ trouble", parents=("d",)),
        condition("d", "neoplasm"),
    )
    assert merger.concepts["nephropathy"].parents == []


def test_what_is_not_malignant_by_name_is_a_neoplasm_below_a_cancer() -> None:
    merger = merged(condition("a", "odd nevus", parents=("b",)), condition("b", "cancer"), malignant=False)
    assert merger.concepts["odd nevus"].parents == ["neoplasm"]


def test_a_heading_without_a_concept_hands_its_kinds_on() -> None:
    merger = merged(
        condition("a", "odd rash", parents=("b",)),
        condition("b", "rashes by colour", parents=("c",)),
        condition("c", "odd skin trouble"),
        same_as={"b": ""},
    )
    assert merger.concepts["odd rash"].parents == ["odd skin trouble"]


def test_a_step_of_the_table_of_dropped_steps_is_dropped() -> None:
    merger = merged(
        condition("a", "odd rash", parents=("b",)), condition("b", "odd skin trouble"), dropped=[("a", "b")]
    )
    assert merger.concepts["odd rash"].parents == ["disease"]


@pytest.mark.parametrize(
    ("form", "kind", "reason"),
    [
        ("glomerulonephritis", "condition", ""),
        ("gout", "condition", ""),
        ("als", "condition", "short"),
        ("flux", "condition", "short"),
        ("today", "exposure", "english"),
        ("all day", "exposure", "english"),
        ("prevail", "exposure", "english"),
        ("lead", "exposure", "short"),
        ("chronic disease", "condition", "empty"),
        ("odd rash, not elsewhere classified", "condition", "rest"),
        ("pain in", "condition", "shape"),
        ("opioid use", "condition", "shape"),
        ("elevated creatinine", "condition", "measured"),
        ("severe odd rash", "condition", "graded"),
        ("abnormal liver", "condition", "graded"),
        ("bp 1304", "exposure", "code"),
        ("abc-12", "exposure", "code"),
        ("bms-986165", "exposure", ""),
        ("oddine (r)", "exposure", "shape"),
    ],
)
def test_which_names_are_forms(form: str, kind: str, reason: str) -> None:
    forms = FormFilter(lambda name: "creatinine" in name, lambda name: name == "odd rash")
    assert forms.reason(form, kind) == reason  # type: ignore[arg-type]


def test_a_code_is_filed_in_one_word() -> None:
    assert joined_code("bms 986165") == joined_code("bms-986165") == "bms986165"
    assert joined_code("odd rash") == ""


def sample() -> Merger:
    return merged(
        condition("a", "odd rash", "rash, odd", "odd rashes", "strange rash", parents=("b",)),
        condition("b", "odd skin trouble"),
        SourceConcept("c", "exposure", ("oddamab", "bmx-12345"), (), (("UNII", "U1"),), "UNII"),
        condition("d", "kidney disease", "odd kidney trouble"),
    )


def test_the_same_concepts_give_the_same_bytes(tmp_path: Path) -> None:
    write_vocabulary(sample(), {}, tmp_path / "one")
    write_vocabulary(sample(), {}, tmp_path / "two")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["concepts.tsv", "forms.bin", "forms.marisa", "words.marisa"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_was_written_is_found(tmp_path: Path) -> None:
    write_vocabulary(sample(), {}, tmp_path)
    known = Vocabulary(ROWS, compiled=Compiled(tmp_path))
    assert [match.concept for match in known.find("An odd rash, on BMX-12345 and Oddvexa.")] == [
        "odd rash",
        "oddamab",
        "oddinib",
    ]
    assert [match.concept for match in known.find("rash, odd")] == ["odd rash"]
    assert known.find("BMX 12345") == []
    assert known.is_a("strange rash", "odd skin trouble")
    assert known.is_a("odd rash", "disease")
    assert known.members("disease") >= {"odd rash", "nephropathy"}
    nephropathy = known.concept("odd kidney trouble")
    assert nephropathy is not None
    assert nephropathy.name == "nephropathy"
    assert nephropathy.codes == (("MESH", "d"),)
    assert [concept.name for concept in known.search("odd ra")] == ["odd rash"]


def test_broken_files_say_how_to_mend_them(tmp_path: Path) -> None:
    write_vocabulary(sample(), {}, tmp_path)
    (tmp_path / "forms.bin").write_bytes(b"\0" * 4)
    with pytest.raises(InputError, match="build it again"):
        Compiled(tmp_path)


def copied(tmp_path: Path, file: str, row: str) -> Path:
    import shutil

    from matcher.terms.build.compile import TABLES

    shutil.copytree(TABLES, tmp_path / "tables")
    with (tmp_path / "tables" / file).open("a", encoding="utf-8") as table:
        table.write(row + "\n")
    return tmp_path / "tables"


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        (
            "same_as.tsv",
            "MeSH:odd\tno such concept\tMeSH",
            r"same_as\.tsv, line \d+: 'no such concept' is no curated concept",
        ),
        ("same_as.tsv", "MeSH:neoplasms\tneoplasm\tMeSH", r"same_as\.tsv, line \d+: the key stands in another row"),
        ("inn_stems.tsv", "-oddib\tno such class\tWHO", r"inn_stems\.tsv, line \d+: no class of drugs"),
        ("same_as.tsv", "MeSH:odd\tneoplasm", r"same_as\.tsv, line \d+: the row has 2 cells"),
    ],
)
def test_a_wrong_row_fails_the_build_with_file_and_line(tmp_path: Path, file: str, row: str, message: str) -> None:
    from matcher.terms.build.compile import curated_merger
    from matcher.terms.vocabulary import table_vocabulary

    folder = copied(tmp_path, file, row)
    with pytest.raises(InputError, match=message):
        check_targets(folder, curated_merger(table_vocabulary()))


def test_a_row_for_a_key_that_no_source_has_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "same_as.tsv").write_text("key\tconcept\nMeSH:gone\tneoplasm\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"same_as\.tsv, line 2: no source has the key"):
        check_keys(tmp_path, merged())


def test_a_name_that_adds_a_word_of_kind_to_another_name_is_none_of_the_whole_disease() -> None:
    names = (
        "zellon disease",
        "familial zellon disease",
        "zellon disease, type 2",
        "acute zellon disease",
        "zellon fever",
    )
    concept = merged(condition("Z", *names)).concepts["zellon disease"]
    assert concept.names == ["zellon fever"]


def test_a_word_of_kind_stays_where_the_disease_is_not_known_without_it() -> None:
    merger = merged(condition("Z", "zellon syndrome", "congenital beryl storage", "idiopathic beryl storage"))
    assert merger.concepts["zellon syndrome"].names == ["congenital beryl storage", "idiopathic beryl storage"]


def test_a_word_of_kind_that_the_disease_is_called_by_stays() -> None:
    names = ("congenital zellon atrophy", "zellon atrophy", "atrophy of zellon, congenital")
    assert "atrophy of zellon, congenital" in merged(condition("Z", *names)).concepts["congenital zellon atrophy"].names

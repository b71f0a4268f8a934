"""Reading the data packages, on fabricated rows of their form."""

from __future__ import annotations

import bz2
import pickle
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.terms.build.hpo import hpo_concepts
from matcher.terms.build.icd import icd_concepts
from matcher.terms.build.mesh import mesh_concepts
from matcher.terms.build.naming import bag_of, best_name, natural_order
from matcher.terms.build.sources import SourceConcept, read_pickle
from matcher.terms.build.substances import base_name, substance_concepts, unii_records, usable_drug_name

WORDS = {
    "malignant": frozenset({"cancer", "carcinoma"}),
    "benign": frozenset({"benign"}),
    "any": frozenset({"tumor", "neoplasm"}),
}
SALTS = {"sulfate": "salt", "chloride": "salt", "acetate": "salt", "sodium": "metal", "zinc": "metal"}


def by_key(concepts: list[SourceConcept]) -> dict[str, SourceConcept]:
    return {concept.key: concept for concept in concepts}


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Lupus Erythematosus, Systemic", "Systemic Lupus Erythematosus"),
        ("Anemia, Hemolytic, Autoimmune", "Autoimmune Hemolytic Anemia"),
        ("Asthma", "Asthma"),
        ("Neoplasms, Cystic, Mucinous, and Serous", "Cystic, Mucinous and Serous Neoplasms"),
    ],
)
def test_a_heading_in_natural_order(heading: str, said: str) -> None:
    assert natural_order(heading) == said


def test_the_preferred_name_is_singular_and_american() -> None:
    assert best_name(
        "haemorrhagic diseases", ["haemorrhagic disease", "hemorrhagic disease", "disease, hemorrhagic"]
    ) == ("hemorrhagic disease")


def test_words_in_any_order_are_the_same_bag() -> None:
    assert bag_of("neoplasm of the lung") == bag_of("Lung Neoplasms")
    assert bag_of("lung") == ()


def test_mesh_keeps_disease_trees_and_links_by_tree_number() -> None:
    headings = {
        "kidney diseases": {"mesh_tree": ["C12.1"]},
        "nephritis, odd": {"mesh_tree": ["C12.1.5.7", "G01.2"]},
        "odd cattle disease": {"mesh_tree": ["C12.1.9", "C22.196"]},
        "kindness": {"mesh_tree": ["F01.145"]},
    }
    variants = {"odd nephritis": ["nephritis, odd"], "kidney disease": ["kidney diseases"]}
    concepts = by_key(mesh_concepts(headings, variants, {"nephritis, odd": "D000001"}))
    assert set(concepts) == {"MeSH:kidney diseases", "MeSH:nephritis, odd"}
    odd = concepts["MeSH:nephritis, odd"]
    assert odd.names[0] == "odd nephritis"
    assert odd.parents == ("MeSH:kidney diseases",)
    assert odd.codes == (("MESH", "D000001"),)


def test_a_heading_of_cancers_and_tumors_is_two_concepts() -> None:
    headings = {"spleen neoplasms": {"mesh_tree": ["C04.5"]}, "carcinoma, odd spleen": {"mesh_tree": ["C04.5.1"]}}
    variants = {
        name: ["spleen neoplasms"] for name in ("spleen tumor", "spleen neoplasm", "spleen cancer", "cancer of spleen")
    }
    concepts = by_key(
        mesh_concepts(headings, variants | {"odd spleen carcinoma": ["carcinoma, odd spleen"]}, {}, (), WORDS)
    )
    tumor, cancer = concepts["MeSH:spleen neoplasms"], concepts["MeSH:spleen neoplasms (malignant)"]
    assert "spleen tumor" in tumor.names
    assert "spleen cancer" not in tumor.names
    assert cancer.names[0] == "spleen cancer"
    assert "MeSH:spleen neoplasms" in cancer.parents
    assert cancer.key in concepts["MeSH:carcinoma, odd spleen"].parents


def test_hpo_takes_exact_synonyms_below_the_phenotypes() -> None:
    lines = """[Term]
id: HP:0000118
name: Phenotypic abnormality

[Term]
id: HP:1
name: Odd rash
synonym: "Strange rash" EXACT layperson []
synonym: "ORS" EXACT abbreviation []
synonym: "Skin trouble" BROAD []
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:2
name: Autosomal dominant
is_a: HP:0000005 ! Mode of inheritance

[Term]
id: HP:3
name: obsolete Thing
is_a: HP:0000118
is_obsolete: true
""".splitlines(keepends=True)
    concepts = by_key(hpo_concepts(lines))
    assert set(concepts) == {"HP:0000118", "HP:1"}
    assert concepts["HP:1"].names == ("odd rash", "strange rash")
    assert concepts["HP:1"].codes == (("HPO", "HP:1"),)


def test_icd_takes_diagnoses_without_rest_classes_and_details() -> None:
    root = ElementTree.fromstring(
        """<x><chapter><name>1</name><desc>Odd diseases (A00-B99)</desc><section id="A00-A09"><desc>Odd fevers (A00-A09)</desc>
        <diag><name>A00</name><desc>Odd fever [OF]</desc><inclusionTerm><note>Stranger fever NOS</note></inclusionTerm>
        <diag><name>A00.0</name><desc>Other odd fever</desc><diag><name>A00.01</name><desc>Red odd fever</desc></diag></diag>
        <diag><name>A00.1</name><desc>Odd fever, left hand</desc></diag>
        <diag><name>A00.9</name><desc>Odd fever, unspecified</desc></diag></diag></section></chapter>
        <chapter><name>20</name><desc>External causes</desc><diag><name>W01</name><desc>Fall on ice</desc></diag></chapter></x>"""
    )
    concepts = by_key(icd_concepts(root, {"code": ("W",), "phrase": ("left",), "depth": ()}))
    assert "ICD:W01" not in concepts
    assert "ICD:A00.0" not in concepts
    assert "ICD:A00.1" not in concepts
    assert concepts["ICD:A00"].names == ("odd fever",)
    assert concepts["ICD:A00"].examples == ("stranger fever",)
    assert concepts["ICD:A00.9"].names == ("odd fever",)
    assert concepts["ICD:A00.01"].parents == ("ICD:A00",)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("abacavir sulfate", "abacavir"),
        ("zinc sulfate", "zinc sulfate"),
        ("sodium chloride", "sodium chloride"),
        ("odd drug acetate sodium", "odd drug"),
        ("rituximab-abbs", "rituximab"),
        ("kept acetate", "kept acetate"),
    ],
)
def test_salts_are_stripped_down_to_the_ingredient(name: str, base: str) -> None:
    assert base_name(name, SALTS, lambda known: known == "kept acetate") == base


@pytest.mark.parametrize(
    "name",
    [
        "2-butyl-1,3-oddazole",
        "acid, acetylsalicylic",
        "(+)-oddin",
        "x" * 61,
        "d-odd-phenylalanyl-n-propyl-l-prolinamide",
    ],
)
def test_chemical_notation_is_no_drug_name(name: str) -> None:
    assert not usable_drug_name(name)


def test_only_medicines_are_drugs() -> None:
    rows = [
        "Name\tTYPE\tUNII\tDisplay Name",
        "ODDINIB\tof\tU1\tODDINIB MESYLATE",
        "ODDINIB [INN]\tcn\tU1\tODDINIB MESYLATE",
        "ODDVEXA\tbn\tU1\tODDINIB MESYLATE",
        "BMX-12345\tcd\tU1\tODDINIB MESYLATE",
        "ODD TREE BARK [USAN]\tcn\tU2\tODD TREE BARK",
        "ODDASE\tcn\tU3\tODDASE",
    ]
    drugs = {"oddase": {"drugbank_id": "DB9"}, "oddinib": {"drugbank_id": "DB1"}, "odd pill": {"medline_plus_id": "a1"}}
    variants = {"oddinib": ["oddinibum"], "odd pill": ["pillo"]}
    salts = {"mesylate": "salt"}
    concepts = by_key(
        substance_concepts(
            unii_records(rows), drugs, variants, salts, [("-inib", "kinase inhibitor")], lambda name: False
        )
    )
    assert {concept.names[0] for concept in concepts.values()} == {"oddinib", "odd pill"}
    oddinib = concepts["drug:oddinib"]
    assert {"oddvexa", "bmx-12345", "oddinibum", "oddinib mesylate"} <= set(oddinib.names)
    assert ("DRUGBANK", "DB1") in oddinib.codes
    assert oddinib.parents == ("curated:kinase inhibitor",)


def test_a_pickle_that_names_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.pkl.bz2"
    path.write_bytes(bz2.compress(pickle.dumps({"run": print})))
    with pytest.raises(InputError, match=r"data\.pkl\.bz2.*plain data"):
        read_pickle(path)


def test_a_pickle_of_plain_data_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data.pkl.bz2"
    path.write_bytes(bz2.compress(pickle.dumps({"odd": ["rash"]})))
    assert read_pickle(path) == {"odd": ["rash"]}

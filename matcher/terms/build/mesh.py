"""MeSH diseases: headings, entry terms, and what is a kind of what by tree number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matcher.terms.build.naming import best_name, natural_order
from matcher.terms.build.sources import MESH_DISEASES, MESH_IDS, SourceConcept, path_of, read_pickle
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
_SOURCE = "MeSH"
_ANIMALS = "C22"


def read_mesh() -> list[SourceConcept]:
    """Diseases (tree C) and mental disorders (tree F03) with ids joined by heading."""
    data = read_pickle(path_of(MESH_DISEASES))
    ids: dict[str, str] = {}
    with path_of(MESH_IDS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ids.setdefault(row["subject"].lower(), row["id"].rsplit("/", 1)[1])
    left_out = tuple(row["tree"] for row in read_table(TABLES / "mesh_left_out.tsv"))
    words = neoplasm_words(read_table(TABLES / "neoplasm_words.tsv"))
    return mesh_concepts(data["disease_canonical_to_data"], data["disease_variant_to_canonical"], ids, left_out, words)


def neoplasm_words(rows: Iterable[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """Word parts by what they say of a growth: "malignant", "benign", "any"."""
    rows = list(rows)
    return {
        kind: frozenset(row["part"] for row in rows if row["kind"] == kind) for kind in ("malignant", "benign", "any")
    }


def mesh_concepts(
    headings: Mapping[str, Mapping[str, Any]],
    variants: Mapping[str, Iterable[str]],
    ids: Mapping[str, str],
    left_out: tuple[str, ...] = (),
    words: Mapping[str, frozenset[str]] | None = None,
) -> list[SourceConcept]:
    """Concepts of the headings that lie in a disease tree.

    MeSH files cancers and benign tumors of a site under one heading. Such a heading becomes two concepts: the neoplasm,
    and its malignant half, which alone is the "cancer"; headings below it that are malignant by name belong to the half.

    Args:
        headings: lower-case heading → its data ("mesh_tree": tree numbers, "name": the heading).
        variants: lower-case entry term → headings.
        ids: lower-case heading → MeSH identifier.
        left_out: tree numbers whose branches are no diseases.
        words: see `neoplasm_words`.
    """
    words = words or {"malignant": frozenset(), "benign": frozenset(), "any": frozenset()}
    trees: dict[str, list[str]] = {}
    for heading, data in sorted(headings.items()):
        every = data.get("mesh_tree") or ()
        numbers = [number for number in every if _is_disease(number, left_out)]
        if numbers and not any(number.startswith(_ANIMALS) for number in every):
            trees[heading] = sorted(numbers)
    owner = {number: heading for heading in sorted(trees) for number in trees[heading]}
    names: dict[str, list[str]] = {heading: [] for heading in trees}
    for variant, targets in sorted(variants.items()):
        for heading in targets:
            if heading in names:
                names[heading].append(variant)
    split = {h for h in trees if any(n.startswith("C04") for n in trees[h]) and _both_kinds(names[h], words)}
    concepts = []
    for heading, numbers in trees.items():
        parents = sorted({parent for number in numbers if (parent := _above(number, owner)) and parent != heading})
        malignant = malignant_name(heading, words)
        keys = [_key(parent) for parent in parents]
        halves = [_key(parent) + " (malignant)" for parent in parents if parent in split]
        codes = (("MESH", ids[heading]),) if heading in ids else ()
        preferred = _preferred(heading, names[heading])
        if heading not in split:
            concepts.append(
                SourceConcept(
                    _key(heading),
                    "condition",
                    tuple(dict.fromkeys([preferred, *names[heading]])),
                    tuple([*keys, *halves] if malignant else keys),
                    codes,
                    _SOURCE,
                )
            )
            continue
        bad = [name for name in names[heading] if malignant_name(name, words)]
        rest = [name for name in names[heading] if not malignant_name(name, words)]
        concepts.append(
            SourceConcept(
                _key(heading), "condition", tuple(dict.fromkeys([preferred, *rest])), tuple(keys), codes, _SOURCE
            )
        )
        name = _cancer_name(preferred, bad)
        concepts.append(
            SourceConcept(
                _key(heading) + " (malignant)",
                "condition",
                tuple(dict.fromkeys([name, *bad])),
                (_key(heading), *halves),
                codes,
                _SOURCE,
            )
        )
    return concepts


def _cancer_name(preferred: str, names: list[str]) -> str:
    """What the malignant half is called: the heading with "cancer" for its last word if the source has it, else the shortest."""
    said = f"{preferred.rpartition(' ')[0]} cancer".strip()
    if said in names:
        return said
    cancers = [name for name in names if "cancer" in name and "," not in name and " of " not in name]
    return min(cancers or [name for name in names if "," not in name] or names, key=lambda name: (len(name), name))


def _key(heading: str) -> str:
    return f"MeSH:{heading}"


def _is_disease(number: str, left_out: tuple[str, ...]) -> bool:
    if not number.startswith(("C", "F03")):
        return False
    return not any(number == branch or number.startswith(branch + ".") for branch in left_out)


def _above(number: str, owner: Mapping[str, str]) -> str | None:
    while "." in number:
        number = number.rpartition(".")[0]
        if number in owner:
            return owner[number]
    return None


def _preferred(heading: str, names: list[str]) -> str:
    natural = natural_order(heading)
    return best_name(natural, names)


def malignant_name(name: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether a growth is malignant by its name."""
    return any(part in name for part in words["malignant"]) and not any(part in name for part in words["benign"])


def _both_kinds(names: list[str], words: Mapping[str, frozenset[str]]) -> bool:
    open_names = [
        name for name in names if not malignant_name(name, words) and any(part in name for part in words["any"])
    ]
    return bool(open_names) and any(malignant_name(name, words) for name in names)

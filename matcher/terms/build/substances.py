"""Drugs: DrugBank, MedlinePlus and NHS names joined with the FDA's substances, brands and codes; salts stripped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.terms.build.sources import DRUGS, SUBSTANCES, SourceConcept, path_of, read_pickle
from matcher.terms.normal import key_of
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
# Lists on which a substance stands only if it is a medicine: international and U.S. nonproprietary names, approvals.
MEDICINE_LISTS = frozenset({"INN", "USAN", "BAN", "ORANGE BOOK", "PURPLE BOOK CDER", "EMA EPAR"})
_MARKED = re.compile(r" \[([^\]]+)\]$")
# Chemical and catalogue notation that nobody writes in a note or a criterion.
_CHEMICAL = re.compile(
    r"\d,\d|\d'|[\[\]{}()^*+]|\.[a-z]+\.|\b\d*[rszec]-|\d[a-z]?-[a-z]*yl|yl\)|[a-z]{2,}yl-[a-z]|-\d-|-\d+[a-z]?-|acid, |, acid|\bimpurity\b|\bcomponent of\b"
)
_PLANT = re.compile(
    r"\b(?:whole|root|leaf|flower|flowering|bark|seed|rhizome|fruit|herb|pollen|oil|extract|top|stem|bulb|tuber|juice|flesh|radix|"
    r"folium|semen|cortex|herba|flos|fructus|spore|mold|dander|venom|feather|hair|milk|egg|meat|powder|unspecified form|human|bovine|porcine)\b"
)
_CODE = re.compile(r"[a-z]{1,6}[- ]?\d[\w.-]*|\d{2,}[a-z]{1,3}[- ]?\d*", re.IGNORECASE)
_SUFFIXED = re.compile(r"([a-z ]{6,})-[a-z]{4}")  # biologics of the FDA: "rituximab-abbs"
_LONGEST = 60


@dataclass(slots=True)
class Substance:
    """Names of one active ingredient with all its salts."""

    name: str
    names: set[str] = field(default_factory=set)
    codes: set[tuple[str, str]] = field(default_factory=set)
    medicine: bool = False
    sources: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Record:
    """One name of a substance: `kind` is cn, sys, cd, of or bn, `list_` the list that has it ("INN"), "" for none."""

    name: str
    kind: str
    list_: str
    display: str
    unii: str


def read_substances(is_known: Callable[[str], bool]) -> list[SourceConcept]:
    """Medicines of both drug sources. `is_known` says whether a name is a curated one: no salt is stripped from these."""
    salts = {row["word"]: row["kind"] for row in read_table(TABLES / "drug_salts.tsv")}
    with path_of(SUBSTANCES).open(encoding="utf-8", errors="replace") as file:
        records = list(unii_records(file))
    data = read_pickle(path_of(DRUGS))
    variants: dict[str, list[str]] = defaultdict(list)
    for variant, targets in data["drug_variant_to_canonical"].items():
        for target in targets:
            variants[target].append(variant)
    stems = [(row["stem"], row["class"]) for row in read_table(TABLES / "inn_stems.tsv")]
    return substance_concepts(records, data["drug_canonical_to_data"], variants, salts, stems, is_known)


def unii_records(lines: Iterable[str]) -> Iterable[Record]:
    """Rows of the UNII list, systematic chemical names left out."""
    for number, line in enumerate(lines):
        cells = line.rstrip("\n").split("\t")
        if number == 0 or len(cells) != 4 or cells[1] == "sys":
            continue
        name = cells[0]
        mark = _MARKED.search(name)
        if mark is not None:
            name = name[: mark.start()]
        yield Record(name.lower(), cells[1], mark[1] if mark is not None else "", cells[3].lower(), cells[2])


def base_name(name: str, salts: Mapping[str, str], is_known: Callable[[str], bool]) -> str:
    """The ingredient of a name without its salt: "abacavir sulfate" → "abacavir", but "zinc sulfate" stays."""
    name = name.strip(" .,")
    suffixed = _SUFFIXED.fullmatch(name)
    if suffixed is not None and re.search(r"(?:mab|cept|stim|kinra|ase|alfa|beta|tide|insulin \w+)$", suffixed[1]):
        name = suffixed[1]
    while not is_known(name):
        head, _, last = name.rpartition(" ")
        if not head or salts.get(last.strip(",")) is None:
            break
        if all(salts.get(word) == "metal" or salts.get(word) == "salt" for word in head.split()):
            break
        name = head.strip(" ,")
    return name


def usable_drug_name(name: str) -> bool:
    """Whether a name is one that people write: no chemical notation, no inverted catalogue form, at most 60 characters."""
    return (
        3 <= len(name) <= _LONGEST
        and name.count(" ") <= 5
        and "," not in name
        and "|" not in name
        and ";" not in name
        and not _CHEMICAL.search(name)
        and name.count("-") <= 3
    )


def substance_concepts(
    records: Iterable[Record],
    drugs: Mapping[str, Mapping[str, Any]],
    variants: Mapping[str, Iterable[str]],
    salts: Mapping[str, str],
    stems: Iterable[tuple[str, str]],
    is_known: Callable[[str], bool],
) -> list[SourceConcept]:
    """Concepts of all that is a medicine.

    A substance is one if a list of medicines names it (see `MEDICINE_LISTS`; plants and foods apart), or if it has a
    page in MedlinePlus or NHS. DrugBank entries that are no medicine by this rule are taken only where their name is a
    development code; enzymes, receptors, plants, antigens and laboratory chemicals drop out.
    """
    found: dict[str, Substance] = {}
    owner: dict[str, str] = {}

    def substance(name: str) -> Substance:
        key = key_of(name)
        return found.setdefault(key, Substance(name))

    for record in records:
        base = base_name(record.display, salts, is_known)
        held = substance(base)
        plant = _PLANT.search(record.display) is not None
        if record.list_ in MEDICINE_LISTS and not plant and not _CHEMICAL.search(base):
            held.medicine = True
        if base == record.display:
            held.codes.add(("UNII", record.unii))
        if record.kind in ("of", "bn", "cn") or (record.kind == "cd" and _CODE.fullmatch(record.name)):
            held.names.add(record.name)
            held.sources.add("UNII")
        held.names.add(record.display)
    listed = [held for _, held in sorted(found.items()) if held.medicine]
    for held in listed:
        for name in sorted(held.names):
            owner.setdefault(key_of(name), key_of(held.name))
    for canonical in sorted(drugs):
        data = drugs[canonical]
        names = sorted({canonical, *variants.get(canonical, ())})
        page = bool(data.get("medline_plus_id") or data.get("nhs_url"))
        base = base_name(canonical, salts, is_known)
        home = owner.get(key_of(canonical)) or owner.get(key_of(base))
        if home is not None:
            held = found[home]
        elif (
            (page and not _PLANT.search(canonical))
            or (data.get("drugbank_id") and _CODE.fullmatch(canonical))
            or is_known(base)
        ):
            held = substance(base)
            held.medicine = True
            owner.setdefault(key_of(held.name), key_of(held.name))
        else:
            continue
        held.names.update(names)
        held.sources.add("DrugBank" if data.get("drugbank_id") else "MedlinePlus/NHS")
        if data.get("drugbank_id"):
            held.codes.add(("DRUGBANK", data["drugbank_id"]))
    concepts = []
    ends = sorted(stems, key=lambda stem: (-len(stem[0]), stem))
    for key, held in sorted(found.items()):
        if not held.medicine or not usable_drug_name(held.name):
            continue
        names = [held.name, *sorted(name for name in held.names if name != held.name and usable_drug_name(name))]
        parent = next((cls for stem, cls in ends if _has_stem(held.name, stem)), None)
        concepts.append(
            SourceConcept(
                f"drug:{key}",
                "exposure",
                tuple(names),
                (f"curated:{parent}",) if parent else (),
                tuple(sorted(held.codes)),
                ", ".join(sorted(held.sources)),
            )
        )
    return concepts


def _has_stem(name: str, stem: str) -> bool:
    first = name.split(" ", 1)[0]
    if stem.startswith("-"):
        return first.endswith(stem[1:]) and len(first) > len(stem) + 1
    return first.startswith(stem.rstrip("-")) and len(first) > len(stem)

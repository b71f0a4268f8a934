"""The Human Phenotype Ontology: phenotypic abnormalities with exact synonyms and is-a."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matcher.terms.build.sources import PHENOTYPES, SourceConcept, path_of

_ROOT = "HP:0000118"
_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" EXACT ?(\w*)')
# Abbreviations come from the curated table, which knows their other senses.
_LEFT_OUT_KINDS = frozenset({"abbreviation", "obsolete_synonym"})


def read_hpo() -> list[SourceConcept]:
    """Terms below "Phenotypic abnormality"."""
    with path_of(PHENOTYPES).open(encoding="utf-8") as file:
        return hpo_concepts(file)


def hpo_concepts(lines: Iterable[str]) -> list[SourceConcept]:
    """Concepts of an OBO file, without obsolete terms and those outside of the phenotypic abnormalities."""
    terms = {term["id"][0]: term for term in _stanzas(lines) if "id" in term and "is_obsolete" not in term}
    children: dict[str, list[str]] = {}
    for identifier, term in terms.items():
        for parent in _parents(term):
            children.setdefault(parent, []).append(identifier)
    kept: set[str] = {_ROOT}
    open_ids = [_ROOT]
    while open_ids:
        for child in children.get(open_ids.pop(), ()):
            if child not in kept:
                kept.add(child)
                open_ids.append(child)
    concepts = []
    for identifier in sorted(kept & terms.keys()):
        term = terms[identifier]
        synonyms = [
            match[1].replace('\\"', '"')
            for line in term.get("synonym", ())
            if (match := _SYNONYM.match(line)) and match[2] not in _LEFT_OUT_KINDS
        ]
        names = tuple(dict.fromkeys(name.lower() for name in [term["name"][0], *synonyms]))
        parents = tuple(sorted(parent for parent in _parents(term) if parent in kept))
        codes = (("HPO", identifier),)
        # "Abnormality of the liver" gathers findings; it is not the liver disease that other sources mean.
        apart = names[0].startswith("abnormal")
        concepts.append(SourceConcept(identifier, "condition", names, parents, codes, "HPO", apart=apart))
    return concepts


def _parents(term: dict[str, list[str]]) -> list[str]:
    return [line.split(" ", 1)[0] for line in term.get("is_a", ())]


def _stanzas(lines: Iterable[str]) -> Iterator[dict[str, list[str]]]:
    stanza: dict[str, list[str]] | None = None
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("["):
            if stanza is not None:
                yield stanza
            stanza = {} if line == "[Term]" else None
        elif stanza is not None and ": " in line:
            tag, value = line.split(": ", 1)
            stanza.setdefault(tag, []).append(value)
    if stanza is not None:
        yield stanza

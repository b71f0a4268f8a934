"""Findings that suggest a disease the notes do not name (`tables/suggestive_findings.tsv`): worth a look, never a verdict."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of, kinds
from matcher.notes.types import Fact
from matcher.terms import vocabulary
from matcher.terms.types import ROOTS
from matcher.trials.types import Atom

if TYPE_CHECKING:
    from matcher.matching.case import Case

NARROW = 74
"""A class of fewer kinds than this holds diseases a clinician would call alike ("pleural disease", "arrhythmia"); wider ones
("heart disease", "solid tumor") hold too much."""
_MOST_SENTENCES = 3


@cache
def _suggestive() -> dict[str, tuple[str, ...]]:
    """Findings by the disease they suggest."""
    found: dict[str, list[str]] = {}
    for row in rows("suggestive_findings"):
        found.setdefault(row["suggests"], []).append(row["finding"])
    return {disease: tuple(findings) for disease, findings in found.items()}


@lru_cache(maxsize=50_000)
def narrow_classes(concept: str) -> frozenset[str]:
    """A concept with the classes it is in that hold only diseases like it."""
    v = vocabulary()
    return frozenset(name for name in kinds(concept) - ROOTS if name == concept or len(v.members(name)) < NARROW)


@lru_cache(maxsize=50_000)
def findings_of(concept: str) -> tuple[str, ...]:
    """Findings that suggest a disease, or the class it is a kind of."""
    own = _suggestive()
    return tuple(dict.fromkeys(finding for name in kinds(concept) for finding in own.get(name, ())))


def suggesting_facts(atom: Atom, case: Case) -> tuple[Fact, ...]:
    """Findings of a patient that suggest a disease no note names, one a sentence, at most three.

    What suggests a wide class only ("fever", infection) is left out for its kinds: it would stand beside each of them.
    """
    if atom.type != "condition":
        return ()
    own = _suggestive()
    left_out = (*atom.excludes, *case.trial_conditions)
    found: dict[tuple[str, tuple[int, int]], Fact] = {}
    for concept in atom.concepts:
        for disease in sorted(narrow_classes(concept) | {concept}):
            for finding in own.get(disease, ()):
                for claim in case.index.under.get(finding, ()):
                    told = claim.says == "yes" and claim.fact.type in ("condition", "measurement")
                    if told and not is_kind_of(claim.concept, left_out):
                        found.setdefault((claim.fact.note_id, claim.fact.sentence), claim.fact)
    return tuple(found.values())[:_MOST_SENTENCES]

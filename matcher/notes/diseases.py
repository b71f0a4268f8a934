"""What is known of a disease: whether it lasts, what it is a kind of, and which one a patient's notes are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from matcher.notes.phrases import TABLES
from matcher.notes.view import FactDraft
from matcher.terms import vocabulary
from matcher.text.tables import read_table

MAIN_DISEASE = "main disease"
"""Concept of a draft that speaks of the patient's main disease without naming it; the assembly names it."""


@lru_cache(maxsize=1)
def _chronic() -> tuple[str, ...]:
    return tuple(row["concept"] for row in read_table(TABLES / "chronic.tsv") if row["lasting"] == "yes")


@lru_cache(maxsize=1)
def _events() -> tuple[str, ...]:
    return tuple(row["concept"] for row in read_table(TABLES / "chronic.tsv") if row["lasting"] == "no")


@lru_cache(maxsize=4096)
def is_chronic(concept: str) -> bool:
    """Whether a condition goes on once it is there (`tables/chronic.tsv` and all kinds of those, events among them apart)."""
    v = vocabulary()
    if v.concept(concept) is None or any(v.is_a(concept, name) for name in _events() if v.concept(name)):
        return False
    return any(v.is_a(concept, name) for name in _chronic() if v.concept(name))


@lru_cache(maxsize=4096)
def kind_of(concept: str, cls: str) -> bool:
    """Whether a concept is a class or a kind of it; False where the vocabulary lacks one of the two."""
    v = vocabulary()
    return v.concept(concept) is not None and v.concept(cls) is not None and v.is_a(concept, cls)


def main_disease(drafts: Iterable[FactDraft]) -> str | None:
    """The disease the notes speak of most: the chronic, autoimmune or malignant condition affirmed most often.

    A mention of a kind of a disease counts for that disease too where it is itself affirmed.
    """
    counts: Counter[str] = Counter()
    for draft in drafts:
        if (
            draft.type != "condition"
            or draft.concept == MAIN_DISEASE
            or draft.negated
            or draft.family
            or draft.hypothetical
        ):
            continue
        if is_chronic(draft.concept) or kind_of(draft.concept, "malignancy"):
            weight = 2 if kind_of(draft.concept, "autoimmune disease") or kind_of(draft.concept, "malignancy") else 1
            counts[draft.concept] += weight if not draft.uncertain else 0
    totals = Counter(
        {
            name: count + sum(more for kind, more in counts.items() if kind != name and kind_of(kind, name))
            for name, count in counts.items()
            if count > 0 and name not in ("autoimmune disease", "malignancy", "immunodeficiency", "disease")
        }
    )
    return totals.most_common(1)[0][0] if totals else None

"""Further surface forms of a term by its last word: "breast cancer", "breast carcinoma", "cancer of the breast"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.terms.rows import cell


@dataclass(frozen=True, slots=True)
class Head:
    """A last word, the words that stand for it, and where this holds."""

    variants: tuple[str, ...]
    types: frozenset[str]
    classes_only: bool
    of_form: bool


def read_heads(rows: Iterable[Mapping[str, str]]) -> dict[str, Head]:
    """Heads of the table by their word."""
    return {
        row["head"]: Head(
            cell(row["variants"]), frozenset(cell(row["types"])), row["classes_only"] == "yes", row["of_form"] == "yes"
        )
        for row in rows
    }


def variants(surface: str, kind: str, is_class: bool, heads: Mapping[str, Head]) -> list[str]:
    """Forms that follow from the last word of a surface form of two or more words; none of them is the form itself."""
    rest, _, last = surface.rpartition(" ")
    head = heads.get(last)
    if not rest or head is None or kind not in head.types or (head.classes_only and not is_class) or " of " in surface:
        return []
    forms = [f"{rest} {variant}" for variant in head.variants]
    if head.of_form and " " not in rest:
        forms += [f"{word} of {rest}" for word in (last, *head.variants)]
    return forms

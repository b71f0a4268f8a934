"""Whether a limit behind a disease makes it, or only narrows it.

"Anemia (hemoglobin < 10 g/dL)" is a low hemoglobin, whatever it is called; "type 2 diabetes (HbA1c 7-10%)" is no HbA1c,
which those with another diabetes have too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.terms import vocabulary
from matcher.text.tables import read_table
from matcher.trials.drafts import Node

_TABLE = Path(__file__).parent / "tables" / "told_by_values.tsv"
_LIMITS = ("measurement", "sex", "age", "other")


@cache
def _told() -> tuple[frozenset[str], frozenset[str]]:
    """Conditions that a value makes; those of them whose kinds it makes too."""
    table = read_table(_TABLE)
    return frozenset(row["condition"] for row in table), frozenset(row["condition"] for row in table if row["kinds"])


def is_more_than_value(base: Node, said: Node) -> bool:
    """Whether diseases are asked for beside the limits said of them.

    Args:
        base: what stands before the limits.
        said: the limits; findings of another sort among them make it a full definition, which stands for the disease.
    """
    heads = list(base.leaves())
    if base.op not in ("leaf", "any", "all") or not all(draft.type in _LIMITS for draft in said.leaves()):
        return False
    return all(head.type == "condition" and bool(head.concepts) and not head.generic for head in heads) and not any(
        _is_told(name) for head in heads for name in head.concepts
    )


def _is_told(concept: str) -> bool:
    told, with_kinds = _told()
    return concept in told or concept == "disease" or any(vocabulary().is_a(concept, name) for name in with_kinds)

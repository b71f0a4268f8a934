"""Which parts of an open criterion are worth a question: an answer that makes another superfluous is asked for alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from matcher.matching.knowledge import rows
from matcher.matching.logic import is_exception
from matcher.matching.ontology import is_kind_of
from matcher.matching.outcome import Outcome
from matcher.trials.types import AllOf, Atom


def leaves_to_ask(outcome: Outcome) -> list[Outcome]:
    """The open parts to ask about, in the order of the criterion.

    - Of a class and its kinds or examples ("organ transplantation, such as of heart, lung"), all silent alike, the class is enough.
    - What would be excepted is asked about once there is something to except it from: whoever has had no cancer has had no basal cell carcinoma.
    """
    leaves = [leaf for leaf in _open(outcome) if leaf.ask]
    return [leaf for leaf in leaves if not any(_covers(other, leaf) for other in leaves if other is not leaf)]


def _open(outcome: Outcome) -> Iterator[Outcome]:
    if not outcome.parts:
        yield outcome
        return
    parts = outcome.deciding or outcome.parts
    node = outcome.node
    if isinstance(node, AllOf) and is_exception(node) and len(outcome.parts) > 1:
        base = outcome.parts[0]
        if base.truth == "unknown" and not base.mentioned and base in parts:
            parts = (base,)
    for part in parts:
        yield from _open(part)


def _covers(wide: Outcome, narrow: Outcome) -> bool:
    """Whether the answer to one question answers the other as well."""
    one, other = wide.node, narrow.node
    if not (isinstance(one, Atom) and isinstance(other, Atom)) or one.type != other.type or narrow.mentioned:
        return False
    if one.window != other.window or wide.mentioned or not one.concepts or not other.concepts:
        return False
    if other.example_of and set(other.example_of) <= set(one.concepts):
        return not one.example_of
    if not set(one.qualifiers) <= set(other.qualifiers) or set(one.concepts) >= set(other.concepts):
        return False
    return all(is_kind_of(concept, one.concepts) for concept in other.concepts)


@cache
def tests_for() -> dict[str, str]:
    """By disease, the test that is asked for where the notes say nothing of it (`tables/tests_to_ask.tsv`)."""
    return {row["disease"]: row["test"] for row in rows("tests_to_ask")}

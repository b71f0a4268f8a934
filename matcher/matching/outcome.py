"""What a node of an expression came to, before anything is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from matcher.matching.types import Basis, Truth
from matcher.notes.types import Fact
from matcher.trials.types import Expression

_RANK: dict[Basis, int] = {"none": 0, "documented": 1, "derived": 2, "assumed": 3}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Outcome:
    """Truth of one node with the facts behind it.

    Attributes:
        node: the expression it is of.
        truth, basis: as in `matcher.matching.types.Part`.
        supports: facts that speak for the truth; `against`: overruled ones; `context`: to the point, deciding nothing.
        mentioned: the notes speak of the matter without deciding it (suspected, pending, severity not said), so that
            absence must not be assumed.
        reason, values: key of a sentence in `tables/reasons.tsv` and what it is filled with.
        ask: key of a question in the same table, and `ask_values`, for what is missing.
        parts: outcomes of the nodes below; `deciding` those of them the truth rests on.
    """

    node: Expression
    truth: Truth
    basis: Basis
    supports: tuple[Fact, ...] = ()
    against: tuple[Fact, ...] = ()
    context: tuple[Fact, ...] = ()
    mentioned: bool = False
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    ask: str = ""
    parts: tuple[Outcome, ...] = ()
    deciding: tuple[Outcome, ...] = ()

    def at(self, node: Expression) -> Outcome:
        """The same outcome of another node that asks the same."""
        return Outcome(
            node,
            self.truth,
            self.basis,
            self.supports,
            self.against,
            self.context,
            self.mentioned,
            self.reason,
            self.values,
            self.ask,
            self.parts,
            self.deciding,
        )


def deciding_leaves(outcome: Outcome) -> Iterator[Outcome]:
    """The parts without parts on which the truth of an outcome rests; itself where it has none."""
    if not outcome.parts:
        yield outcome
        return
    for part in outcome.deciding or outcome.parts:
        yield from deciding_leaves(part)


def weakest(bases: Iterable[Basis]) -> Basis:
    """The weakest of some bases: assumed before derived before documented.

    >>> weakest(["documented", "derived"])
    'derived'
    """
    return max(bases, key=_RANK.__getitem__, default="documented")

"""What the grammar must know of the statement around the words it reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from matcher.terms import vocabulary
from matcher.trials.types import Kind


@dataclass(frozen=True)
class Context:
    """Kind of criterion, what the trial is about, and how bare lists join.

    Args:
        kind: an exclusion's list means any of its members, an inclusion's all.
        conditions: concept names of the trial's condition, for "the disease" and "other …".
        union: inside a negation, an exception or examples a list means any of its members whatever the kind.
        counted: inside "at least n of the following", n > 1, a class with named members stands for these.
    """

    kind: Kind
    conditions: tuple[str, ...] = ()
    union: bool = False
    counted: bool = False

    @property
    def lists_are_unions(self) -> bool:
        return self.union or self.kind == "exclusion"

    @property
    def op(self) -> Literal["all", "any"]:
        """How the members of a list join whose conjunction does not say."""
        return "any" if self.lists_are_unions else "all"

    @cached_property
    def within_union(self) -> Context:
        return replace(self, union=True)

    def of_class(self, concept: str) -> list[str]:
        """The trial's own conditions that belong to a class."""
        v = vocabulary()
        return [name for name in self.conditions if name != concept and v.is_a(name, concept)]

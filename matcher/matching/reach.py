"""What in the notes bears on an atom: claims on its concepts, denials of their classes, and the classes that may turn out to be it."""

from __future__ import annotations

from typing import NamedTuple

from matcher.matching.index import FactIndex
from matcher.matching.near_misses import near_misses
from matcher.matching.ontology import kinds, parents
from matcher.matching.remembered import Remembered
from matcher.matching.suggesting import narrow_classes
from matcher.trials.types import Atom

CLASSIFICATION = "classification criteria"


class Reach(NamedTuple):
    """Concepts by how a claim on one bears on an atom.

    Attributes:
        concepts: asked for; a claim about one, or a kind of one, bears on it.
        denied: those and all classes of them; a denial of one bears on it.
        named: classes whose bare name may mean it.
    """

    concepts: frozenset[str]
    denied: frozenset[str]
    named: frozenset[str]

    def is_silent(self, index: FactIndex) -> bool:
        """Whether nothing in the notes bears on it."""
        return (
            index.under.keys().isdisjoint(self.concepts)
            and index.denied.isdisjoint(self.denied)
            and index.names.isdisjoint(self.named)
        )


_REACHES: Remembered[Atom, Reach] = Remembered(50_000)


def reach_of(atom: Atom) -> Reach:
    """What bears on a condition, a drug or a procedure; worked out once for an atom."""
    return _REACHES.of(atom, _reach)


def _reach(atom: Atom) -> Reach:
    denied = frozenset(name for concept in (*atom.concepts, *atom.example_of) for name in kinds(concept))
    named: frozenset[str] = frozenset()
    if CLASSIFICATION in atom.qualifiers:
        named = denied
    elif atom.type == "condition":
        named = frozenset(name for c in atom.concepts for name in (*parents(c), *narrow_classes(c)))
    return Reach(frozenset((*atom.concepts, *near_misses(atom))), denied, named)

"""A criterion's own words with its parts marked: what each part asks for, what it came to, and what found no place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.matching.types import Evidence, Judgement, Part
from matcher.report.highlight import Span, segments
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import Atom, Criterion
from matcher.trials.types import leaves as atoms_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """One atom of a criterion with what it came to."""

    atom: Atom
    part: Part


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch [start, end) of the criterion's text.

    `leaves` are the atoms it belongs to, smallest last; `unparsed` says that it carries meaning and found no place.
    """

    start: int
    end: int
    leaves: tuple[Leaf, ...] = ()
    unparsed: bool = False

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the notes say of its atoms."""
        return tuple(dict.fromkeys(piece for leaf in self.leaves for piece in leaf.part.evidence))


def leaves(criterion: Criterion, judgement: Judgement) -> tuple[Leaf, ...]:
    """The atoms of a criterion beside the parts of its judgement.

    A part says its words and not its place; parts and atoms stand in one order, so equal words are paired as they come.
    """
    waiting: dict[str, list[Part]] = {}
    for part in _leaf_parts(judgement.parts):
        waiting.setdefault(part.text, []).append(part)
    paired = []
    for atom in atoms_of(spelled_out(criterion.expression)):
        found = waiting.get(atom.text)
        if found:
            paired.append(Leaf(atom, found.pop(0) if len(found) > 1 else found[0]))
    return tuple(paired)


def pieces(criterion: Criterion, judgement: Judgement) -> list[Piece]:
    """The criterion's text cut at every edge of an atom or of words without a place; without gap from 0 to its end."""
    paired = leaves(criterion, judgement)
    spans = [Span(leaf.atom.start, leaf.atom.end, str(n), "supports") for n, leaf in enumerate(paired)]
    spans += [Span(start, end, "", "context") for start, end in criterion.unparsed]
    cut = []
    for segment in segments(len(criterion.text), spans):
        numbers = [int(id_) for id_ in segment.criteria if id_]
        inner = sorted(numbers, key=lambda n: paired[n].atom.start - paired[n].atom.end)
        cut.append(
            Piece(segment.start, segment.end, tuple(paired[n] for n in inner), bool(segment.spans) and not numbers)
        )
    return cut


def _leaf_parts(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if part.parts:
            yield from _leaf_parts(part.parts)
        elif part.node == "Atom":
            yield part

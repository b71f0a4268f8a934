"""A tree in which what a class holds stands beside it, as alternatives: what a judge asks of the notes one by one."""

from __future__ import annotations

from dataclasses import replace

from matcher.trials.types import AnyOf, Atom, Expression, children, leaves, with_children


def class_of(atom: Atom, head: Atom) -> tuple[str, ...]:
    """The concepts of a class that an example of it is not itself; what contraindicates a treatment is no kind of it."""
    if atom.type != head.type or atom.type == "allergy":
        return ()
    return tuple(name for name in head.concepts if name not in atom.concepts)


def spelled_out(node: Expression) -> Expression:
    """The same tree with each class beside its examples, and these marked as such (`Atom.example_of`).

    A tree without examples is given back as it is.
    """
    if not any(atom.examples for atom in leaves(node)):
        return node
    return _spelled(node)


def _spelled(node: Expression) -> Expression:
    if isinstance(node, Atom):
        return AnyOf(_said_of(node)) if node.examples else node
    below = tuple(_spelled(child) for child in children(node))
    if not isinstance(node, AnyOf):
        return with_children(node, below)
    return AnyOf(tuple(part for item in below for part in (item.items if isinstance(item, AnyOf) else (item,))))


def _said_of(head: Atom) -> tuple[Atom, ...]:
    """A class, its examples and theirs, each marked with the class it is of."""
    below = (atom for example in head.examples for atom in _said_of(example))
    marked = (atom if atom.example_of else replace(atom, example_of=class_of(atom, head)) for atom in below)
    return (replace(head, examples=()), *marked)

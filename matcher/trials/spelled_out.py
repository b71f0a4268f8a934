"""A tree in which what one leaf holds stands side by side, as alternatives: what a judge asks of the notes one by one."""

from __future__ import annotations

from dataclasses import replace

from matcher.trials.types import AnyOf, Atom, Expression, children, leaves, with_children


def class_of(atom: Atom, head: Atom) -> tuple[str, ...]:
    """The concepts of a class that an example of it is not itself; what contraindicates a treatment is no kind of it."""
    if atom.type != head.type or atom.type == "allergy":
        return ()
    return tuple(name for name in head.concepts if name not in atom.concepts)


def spelled_out(node: Expression) -> Expression:
    """The same tree with each class beside its examples, these marked as such (`Atom.example_of`), and the kinds of one thing apart.

    A tree without either is given back as it is.
    """
    if all(asks_one_thing(atom) for atom in leaves(node)):
        return node
    return _spelled(node)


def asks_one_thing(node: Expression) -> bool:
    """Whether a node is a leaf without examples or several kinds."""
    return isinstance(node, Atom) and not node.examples and not node.kinds


def _spelled(node: Expression) -> Expression:
    if isinstance(node, Atom):
        said = _said_of(node)
        return AnyOf(said) if len(said) > 1 else node
    below = tuple(_spelled(child) for child in children(node))
    if not isinstance(node, AnyOf):
        return with_children(node, below)
    return AnyOf(tuple(part for item in below for part in (item.items if isinstance(item, AnyOf) else (item,))))


def _said_of(head: Atom) -> tuple[Atom, ...]:
    """Each kind of what an atom asks for, its examples and theirs, these marked with the class they are of."""
    below = (atom for example in head.examples for atom in _said_of(example))
    marked = (atom if atom.example_of else replace(atom, example_of=class_of(atom, head)) for atom in below)
    return (*(head.kinds or (replace(head, examples=()),)), *marked)

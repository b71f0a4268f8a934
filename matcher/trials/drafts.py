"""Expressions while they are being built: leaves that can still be filled, nodes that can still be joined."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

from matcher.trials.types import AtomType, Bounds, Comparator, Duration, Quality, Window

Op = Literal["leaf", "all", "any", "not", "atleast", "if", "such"]


@dataclass(slots=True, eq=False)
class Draft:
    """An atom in the making; offsets are in the reading copy. Fields as in `Atom`, and what joining needs to know."""

    type: AtomType
    start: int
    end: int
    concepts: list[str] = field(default_factory=list)
    qualifiers: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)
    example_of: list[str] = field(default_factory=list)
    analyte: str | None = None
    value: str | None = None
    bounds: list[Bounds] = field(default_factory=list)
    quality: Quality | None = None
    window: Window | None = None
    duration: Duration | None = None
    count: Bounds | None = None
    route: str | None = None
    response: str | None = None
    spreading: list[str] = field(default_factory=list)
    """Qualifiers that hold for the whole list it begins ("history of A, B or C")."""
    governing: list[str] = field(default_factory=list)
    """Qualifiers that hold for what a bare conjunction joins to it ("indication for A or B")."""
    governed: bool = False
    """An object of a word that stands before the one ahead of it."""
    names_object: bool = False
    """An allergy, or a contraindication, to words no vocabulary has."""
    purposed: bool = False
    """What a treatment is said to be for, by more than "for": each of the list it begins is that too."""
    germ: bool = False
    """An infection by its germ ("infection with A"): the infections of the list it begins are spoken of in the same way."""
    cue_behind: bool = False
    """What is said of it stands behind it ("A or B is contraindicated")."""
    kinds: list[Draft] = field(default_factory=list)
    """Each of several objects of one word, as in `Atom`; what is said of all stands here."""
    tail: list[str] = field(default_factory=list)
    """Qualifiers that hold for the whole list it ends ("A, B or C requiring antibiotics")."""
    generic: bool = False
    """A class without a name of its own ("other drugs", "conditions")."""
    bare_limit: bool = False
    """A number without anything measured: it belongs to the one before it."""
    second: Bounds | None = None
    """The limit of the second of two numbers said together (the diastolic of "140/90")."""
    named_scale: bool = False
    """A measurement the vocabulary does not know, by a head noun that says it is one ("pain score")."""
    limit_leads: bool = False
    """The number stands before the name, and so holds for what follows too ("≤ 3 × ULN for AST and ALT")."""
    quality_leads: bool = False
    """The result stands before the name, and so holds for what follows too ("positive A or B")."""

    headless: bool = False
    """A modifier alone: its noun stands with the next member of its list."""

    def widen(self, start: int, end: int) -> None:
        """Take in a stretch of words."""
        self.start, self.end = min(self.start, start), max(self.end, end)


@dataclass(slots=True, eq=False)
class Node:
    """A node of the tree. `if`: items are condition and consequence; `not`: one item; `such`: a class and its examples."""

    op: Op
    items: list[Node] = field(default_factory=list)
    draft: Draft | None = None
    n: int = 0
    special: bool = False
    """A limit with another one for a subgroup: `all` of two conditionals, "≤ 2.5 × ULN (≤ 5 × ULN if liver metastases)"."""

    def leaves(self) -> Iterator[Draft]:
        """The leaves below, left to right."""
        if self.draft is not None:
            yield self.draft
        for item in self.items:
            yield from item.leaves()

    def plain_leaves(self) -> Iterator[Draft]:
        """The leaves below that are not negated and no part of a condition."""
        if self.draft is not None:
            yield self.draft
        if self.op == "not":
            return
        for item in self.items[1:] if self.op == "if" else self.items:
            yield from item.plain_leaves()


def leaf(draft: Draft) -> Node:
    return Node("leaf", draft=draft)


def negation(item: Node) -> Node:
    return item.items[0] if item.op == "not" else Node("not", [item])


def freedom(item: Node) -> Node:
    """ "Free of seizures for a year": none in the last year. "Seizure-free for less than a year": one within it."""
    draft = item.draft
    if draft is None or draft.duration is None or draft.window is not None:
        return negation(item)
    held, draft.duration = draft.duration, None
    shorter = held.comparator in ("<", "<=")
    comparator: Comparator = held.comparator if shorter else "<" if held.comparator == ">=" else "<="
    draft.window = Window(comparator, held.amount, held.unit, text=held.text)
    return item if shorter else negation(item)


def joined(op: Literal["all", "any"], items: list[Node | None]) -> Node | None:
    """One node for several, flat; None for none."""
    flat: list[Node] = []
    for item in items:
        if item is None:
            continue
        flat.extend(item.items if item.op == op else [item])
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else Node(op, flat)


_TREATED = frozenset({"treated", "treatment", "systemic therapy"})
_TREATMENTS = ("exposure", "procedure")


def tell_treatment(holder: Node, named: list[Node]) -> bool:
    """ "Psoriasis that required systemic therapy (methotrexate or biologics)": they say how it was treated, and are no kinds of it."""
    heads = list(holder.leaves())
    treated = any(not _TREATED.isdisjoint([*head.qualifiers, *head.tail]) for head in heads)
    if not treated or not named or any(head.type != "condition" for head in heads):
        return False
    return all(node.draft is not None and node.draft.type in _TREATMENTS for node in named)


def such_as(holder: Node, examples: list[Node]) -> Node | None:
    """A class with its examples; several classes, and what is more than a class, beside them; treatments beside what they treat."""
    if holder.op in ("leaf", "such") and tell_treatment(holder, examples):
        return joined("all", [holder, joined("any", list(examples))])
    if holder.op == "such":
        return Node("such", [*holder.items, *examples])
    return Node("such", [holder, *examples]) if holder.op == "leaf" and examples else joined("any", [holder, *examples])


def alternatives(node: Node | None) -> list[Node]:
    """The alternatives a node stands for."""
    if node is None:
        return []
    return list(node.items) if node.op == "any" else [node]


def special_limit(base: Node, condition: Node, limit: Node) -> Node:
    """One limit for those without a condition, another for those with it."""
    other = Node("if", [condition, limit])
    return Node("all", [Node("if", [negation(deepcopy(condition)), base]), other], special=True)


def conditional(condition: Node | None, then: Node | None) -> Node | None:
    """If-then; without one of the two, the other."""
    if condition is None or then is None:
        return then or condition
    return Node("if", [condition, then])


def without_loose_numbers(node: Node | None) -> Node | None:
    """The tree without numbers that belong to nothing ("in group 2", "n = 20")."""
    if node is None:
        return None
    if node.draft is not None:
        draft = node.draft
        loose = draft.bare_limit and not draft.concepts
        plain = all(b.unit is None and b.lower == b.upper and b.relative_to == "value" for b in draft.bounds)
        return None if loose and plain else node
    items = [without_loose_numbers(item) for item in node.items]
    if node.op in ("all", "any"):
        return joined("all" if node.op == "all" else "any", items)
    if node.op == "if":
        return conditional(items[0], items[1])
    if node.op == "such":
        left = [item for item in items[1:] if item is not None]
        return such_as(items[0], left) if items[0] is not None else joined("any", list(left))
    kept = [item for item in items if item is not None]
    if not kept:
        return None
    node.items = kept
    return node

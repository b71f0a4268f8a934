"""The finished expression: drafts become atoms, the tree is made small, offsets point into the criterion's own text."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from matcher.text.tables import read_table
from matcher.trials.bearings import narrowed
from matcher.trials.biomarkers import as_denied, of_one_tumor
from matcher.trials.drafts import Draft, Node
from matcher.trials.one_noun import of_one_noun
from matcher.trials.spelled_out import class_of
from matcher.trials.surface import Surface
from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Expression, IfThen, Not
from matcher.trials.unread import of_one_phrase
from matcher.trials.windows import Between

_PLURAL_FIELDS = ("concepts", "qualifiers", "excludes", "example_of", "bounds")
_COPIED = tuple(
    field.name
    for field in fields(Atom)
    if field.name not in ("text", "start", "end", "kinds", "examples", *_PLURAL_FIELDS)
)

_ROOTS = (("drug",), ("disease",))


@cache
def _route_classes() -> dict[str, tuple[str, str]]:
    """By concept, the wider class and its route: "oral steroids" are glucocorticoids taken by mouth."""
    rows = read_table(Path(__file__).parent / "tables" / "route_classes.tsv")
    return {row["concept"]: (row["class"], row["route"]) for row in rows}


@cache
def _allergens() -> dict[str, str]:
    """By concept, what it is an allergy to: "peanut allergy" is asked of the allergies, as "allergic to peanuts" is."""
    return {row["concept"]: row["allergen"] for row in read_table(Path(__file__).parent / "tables" / "allergens.tsv")}


def freeze(node: Node, surface: Surface, text: str, *, rules_out: bool) -> Expression:
    """The expression of a tree of drafts.

    Args:
        rules_out: what the tree says is what patients must not have, as in an exclusion or below a negation.
    """
    if node.draft is not None:
        return _leaf(node.draft, surface, text, rules_out=rules_out)
    below = rules_out != (node.op == "not")
    items = [freeze(item, surface, text, rules_out=below) for item in node.items]
    if node.op == "not":
        return _denial(as_denied(items[0]))
    if node.op == "if":
        return IfThen(items[0], items[1])
    if node.op == "atleast":
        return AtLeast(node.n, tuple(items))
    made = _merged(node.op, items)
    atoms = [item for item in made if isinstance(item, Atom)]
    if node.op == "such" and len(atoms) == len(made):
        return _with_examples(atoms[0], atoms[1:])
    if node.op == "any":
        if (tumor := of_one_tumor(made, text, rules_out=rules_out)) is not None:
            return tumor
        headless = (surface.span(d.start, d.end)[0] for d in node.leaves() if d.headless)
        made = of_one_phrase(of_one_noun(made, text, frozenset(headless)), text)
    if len(made) == 1:
        return made[0]
    return AllOf(tuple(made)) if node.op == "all" else AnyOf(tuple(made))


def _denial(item: Expression) -> Expression:
    """ "No A or B" denies each (De Morgan, in three values too); a list that holds a denial of its own is denied as a whole."""
    if not isinstance(item, AnyOf) or any(isinstance(part, Not) for part in item.items):
        return Not(item)
    return AllOf(tuple(Not(part) for part in item.items))


def _with_examples(head: Atom, examples: list[Atom]) -> Atom:
    """A class that holds its examples, which then need not name it."""
    return replace(head, examples=(*head.examples, *(_unmarked(example, head) for example in examples)))


def _unmarked(atom: Atom, head: Atom) -> Atom:
    of_anything = atom.example_of in _ROOTS and head.concepts not in _ROOTS
    own = () if of_anything or atom.example_of == class_of(atom, head) else atom.example_of
    return replace(atom, example_of=own, examples=tuple(_unmarked(example, head) for example in atom.examples))


def _leaf(draft: Draft, surface: Surface, text: str, *, rules_out: bool) -> Expression:
    """ "1 to 6 months before" is at least the one and at most the other.

    A treatment that must not have been given "2 to 4 weeks before" must not have been given yesterday either: only
    limits with words of their own leave the nearer time free.
    """
    narrowed(draft)
    atom, window = _atom(draft, surface, text), draft.window
    if not isinstance(window, Between):
        return atom
    farther = replace(atom, window=window.farther)
    if rules_out and not window.explicit:
        return farther
    return AllOf((replace(atom, window=window.nearer), farther))


def _atom(draft: Draft, surface: Surface, text: str) -> Atom:
    start, end = surface.span(draft.start, draft.end)
    while end > start and text[end - 1] in " \t\n;,.":
        end -= 1
    values: dict[str, Any] = {name: getattr(draft, name) for name in _COPIED}
    values |= {name: tuple(getattr(draft, name)) for name in _PLURAL_FIELDS}
    if draft.kinds:
        values["kinds"] = tuple(_atom(_kind(kind, draft), surface, text) for kind in draft.kinds)
    if len(draft.concepts) == 1 and draft.route is None and (taken := _route_classes().get(draft.concepts[0])):
        values |= {"concepts": (taken[0],), "route": taken[1]}
    if draft.type == "condition" and draft.concepts and all(name in _allergens() for name in draft.concepts):
        lasting = tuple(name for name in draft.qualifiers if name not in ("history", "current"))
        values |= {
            "type": "allergy",
            "concepts": tuple(_allergens()[name] for name in draft.concepts),
            "qualifiers": lasting,
        }
    return Atom(text=text[start:end], start=start, end=end, **values)


def _kind(kind: Draft, whole: Draft) -> Draft:
    """One of several objects, with what was said of all of them since."""
    return replace(
        kind,
        qualifiers=[*kind.qualifiers, *(name for name in whole.qualifiers if name not in kind.qualifiers)],
        excludes=[*kind.excludes, *(name for name in whole.excludes if name not in kind.excludes)],
        example_of=whole.example_of,
        window=whole.window,
        duration=whole.duration,
    )


def _merged(op: str, items: list[Expression]) -> list[Expression]:
    """Flat, and without what is said twice; "malignant diseases such as malignant tumors" is one thing."""
    flat: list[Expression] = []
    for item in items:
        inner = (
            item.items
            if (op == "all" and isinstance(item, AllOf)) or (op != "all" and isinstance(item, AnyOf))
            else (item,)
        )
        for part in inner:
            twin = next((n for n, held in enumerate(flat) if _same(held, part, op)), None)
            if twin is None:
                flat.append(part)
            elif isinstance(part, Atom) and op != "all":
                flat[twin] = _fuller(flat[twin], part)
    return flat


def _key(expression: Expression) -> Expression:
    """An atom without where it stands and what class it exemplifies."""
    if isinstance(expression, Atom):
        window = replace(expression.window, text="") if expression.window else None
        duration = replace(expression.duration, text="") if expression.duration else None
        return replace(
            expression, text="", start=0, end=0, example_of=(), examples=(), window=window, duration=duration,
            kinds=tuple(_key(kind) for kind in expression.kinds),  # type: ignore[misc]
        )  # fmt: skip
    return expression


def _same(first: Expression, second: Expression, op: str) -> bool:
    if isinstance(first, Not) and isinstance(second, Not) and isinstance(first.item, Atom):
        # "Unable to read or to understand the consent form" lacks one consent.
        return first == second or (first.item.value == "consent" and _same(first.item, second.item, op))
    if not isinstance(first, Atom) or not isinstance(second, Atom):
        return first == second
    if op == "all" and first.examples != second.examples:
        return False
    if first.type != second.type or first.concepts != second.concepts or first.bounds != second.bounds:
        return False
    if not first.concepts:
        return _key(first) == _key(second) and bool(first.value)
    if first.example_of != second.example_of:
        return set(second.example_of) <= set(first.concepts) and _key(
            replace(second, qualifiers=first.qualifiers, excludes=first.excludes)
        ) == _key(first)
    return _key(first) == _key(second)


def _fuller(first: Expression, second: Expression) -> Expression:
    assert isinstance(first, Atom)
    assert isinstance(second, Atom)
    kept = first if len(first.qualifiers) >= len(second.qualifiers) or second.example_of else second
    return replace(kept, examples=(*first.examples, *second.examples))

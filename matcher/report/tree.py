"""A trial's criteria as a tree, with how much of their words found a place."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.report.visible import one_line
from matcher.trials.notation import told_by_concepts
from matcher.trials.types import (
    AllOf,
    AnyOf,
    AtLeast,
    Atom,
    Bounds,
    Criterion,
    Expression,
    IfThen,
    Not,
    Trial,
    children,
)

_LIMITS = {"uln": "× ULN", "lln": "× LLN", "baseline": "× baseline"}


def coverage(criterion: Criterion) -> float:
    """Share of the criterion's words (0 to 1, by characters that are no white space) that found a place in its expression.

    What an atom `other` carries verbatim has no place, nor have the stretches in `unparsed`.
    """
    open_places: set[int] = set()
    for start, end in criterion.unparsed:
        open_places.update(range(start, end))
    for atom in criterion.atoms():
        if atom.type == "other":
            open_places.update(range(atom.start, atom.end))
    words = [place for place, char in enumerate(criterion.text) if not char.isspace()]
    return 1 - sum(place in open_places for place in words) / len(words) if words else 1.0


def tree(trial: Trial) -> str:
    """The trial's head, then every criterion with its logic as an indented tree."""
    ages = ", ".join(
        f"{name} {amount[0]:g} {amount[1]}"
        for name, amount in (("from", trial.min_age), ("to", trial.max_age))
        if amount
    )
    head = [
        one_line(trial.title or "Trial without a title") + (f" ({trial.nct_id})" if trial.nct_id else ""),
        f"conditions: {one_line(', '.join(trial.conditions)) or '-'}; phase: {one_line(', '.join(trial.phase)) or '-'}; "
        f"sex: {trial.sex}; age: {ages or '-'}",
    ]
    if not trial.criteria:
        return "\n".join([*head, "No criteria were found."]) + "\n"
    shares = [coverage(criterion) for criterion in trial.criteria]
    length = [len(criterion.text) for criterion in trial.criteria]
    overall = sum(share * size for share, size in zip(shares, length, strict=True)) / max(sum(length), 1)
    kinds = [sum(criterion.kind == kind for criterion in trial.criteria) for kind in ("inclusion", "exclusion")]
    head.append(
        f"{kinds[0]} inclusion and {kinds[1]} exclusion criteria; {overall:.0%} of their words have a place in the structure"
    )
    for criterion, share in zip(trial.criteria, shares, strict=True):
        head += ["", *_criterion(criterion, share)]
    return "\n".join(head) + "\n"


def _criterion(criterion: Criterion, share: float) -> Iterator[str]:
    notes = [f"coverage {share:.0%}"]
    if criterion.kind_guessed:
        notes.append("kind guessed")
    if criterion.origin == "field":
        notes.append("from a structured field")
    yield f"{criterion.id} {criterion.kind} ({', '.join(notes)})"
    yield f"  “{one_line(criterion.text)}”"
    yield from _node(criterion.expression, "  ")
    for start, end in criterion.unparsed:
        yield f"  no place found for: “{one_line(criterion.text[start:end])}”"


def _node(node: Expression, indent: str) -> Iterator[str]:
    if isinstance(node, Atom):
        yield f"{indent}- {atom_words(node)}"
        if not told_by_concepts(node):
            yield f"{indent}  any kind of"
            for kind in node.kinds:
                yield from _node(kind, indent + "    ")
        if node.examples:
            yield f"{indent}  such as"
        for example in node.examples:
            yield from _node(example, indent + "    ")
        return
    match node:
        case AllOf():
            title = "all of"
        case AnyOf():
            title = "any of"
        case AtLeast(n):
            title = f"at least {n} of"
        case Not():
            title = "not"
        case IfThen():
            title = "if … then"
    yield f"{indent}{title}"
    for child in children(node):
        yield from _node(child, indent + "    ")


def atom_words(atom: Atom) -> str:
    """What an atom asks for, in one line."""
    names = one_line(" | ".join(atom.concepts) or atom.value or "")
    if atom.value and atom.concepts and atom.value not in atom.concepts:
        names = one_line(f"{atom.value}: {names}")
    said = [f"{atom.type}: {names}" if names else f"{atom.type}: “{one_line(atom.text)}”"]
    said += [atom.quality or "", " or ".join(bounds_words(bounds) for bounds in atom.bounds)]
    if atom.qualifiers:
        said.append(f"[{one_line(', '.join(atom.qualifiers))}]")
    if atom.excludes:
        said.append(f"other than {one_line(', '.join(atom.excludes))}")
    if atom.example_of:
        said.append(f"(example of {one_line(', '.join(atom.example_of))})")
    if atom.duration:
        said.append(f"for {atom.duration.comparator} {atom.duration.amount:g} {atom.duration.unit}")
    if atom.count:
        said.append(f"count {bounds_words(atom.count)}")
    if atom.route:
        said.append(one_line(atom.route))
    if atom.response:
        said.append(one_line(atom.response))
    if atom.window:
        window = atom.window
        span = "" if window.amount is None else f"{window.comparator} {window.amount:g} {window.unit} "
        said.append(one_line(f"{span}{window.side} {window.anchor or ''}"))
    return " ".join(item.strip() for item in said if item.strip())


def bounds_words(bounds: Bounds) -> str:
    """A limit as signs: "> 1 mg/kg/d", "≥ 18 ≤ 65 year", "≤ 2 × ULN"."""
    unit = _LIMITS.get(bounds.relative_to) or one_line(bounds.unit or "")
    said = []
    if bounds.lower is not None:
        said.append(f"{'≥' if bounds.lower_inclusive else '>'} {bounds.lower:g}")
    if bounds.upper is not None:
        said.append(f"{'≤' if bounds.upper_inclusive else '<'} {bounds.upper:g}")
    return " ".join([*said, unit]).strip()

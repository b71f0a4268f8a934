"""Expressions written for people: limits, times and whole trees in one short notation, and back."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.trials.types import AtLeast, Atom, Bounds, Duration, Expression, IfThen, Not, Window, children

_LIMIT = re.compile(
    r"(?P<sign><=|>=|<|>|=)\s*(?P<number>-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|inf))\s*(?P<rest>.*)", re.IGNORECASE
)
_RELATIVE = {"x ULN": "uln", "x LLN": "lln", "x baseline": "baseline"}
_NAME_OF = {value: key for key, value in _RELATIVE.items()}


def write_bounds(bounds: Bounds) -> str:
    """A limit as text.

    >>> write_bounds(Bounds(lower=18, upper=65, unit="year")), write_bounds(Bounds(upper=2.0, relative_to="uln"))
    ('>= 18 and <= 65 year', '<= 2 x ULN')
    """
    parts: list[str] = []
    if bounds.lower is not None and bounds.lower == bounds.upper and bounds.lower_inclusive and bounds.upper_inclusive:
        parts.append(f"= {_number(bounds.lower)}")
    else:
        if bounds.lower is not None:
            parts.append(f"{'>=' if bounds.lower_inclusive else '>'} {_number(bounds.lower)}")
        if bounds.upper is not None:
            parts.append(f"{'<=' if bounds.upper_inclusive else '<'} {_number(bounds.upper)}")
    unit = bounds.unit or _NAME_OF.get(bounds.relative_to, "")
    return " and ".join(parts) + (f" {unit}" if unit else "")


def read_bounds(text: str) -> Bounds:
    """The limit that `write_bounds` wrote, or that a person wrote in its manner.

    Raises:
        ValueError: the text is no limit; the message says what one looks like.
    """
    values: dict[str, float | bool] = {}
    unit: str | None = None
    pieces = re.split(r"\s+and\s+(?=[<>=])", text.strip())
    for piece in pieces:
        match = _LIMIT.fullmatch(piece.strip())
        if match is None:
            raise ValueError('a limit is written like ">= 18 and <= 65 year" or "<= 2 x ULN"')
        sign, value = match["sign"], float(match["number"])
        unit = match["rest"].strip() or unit
        if sign in (">", ">=", "="):
            values |= {"lower": value, "lower_inclusive": sign != ">"}
        if sign in ("<", "<=", "="):
            values |= {"upper": value, "upper_inclusive": sign != "<"}
    relative = _RELATIVE.get(unit or "", "value")
    return Bounds(**values, unit=None if relative != "value" else unit, relative_to=relative)  # type: ignore[arg-type]


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def write_time(time: Window | Duration) -> str:
    """A window or length of time as text: "<= 8 week before screening"."""
    parts: list[str] = []
    if time.amount is not None:
        parts += [time.comparator, _number(time.amount), time.unit or ""]
    if isinstance(time, Window):
        parts += [time.side, time.anchor or ""]
    return " ".join(part for part in parts if part)


def outline(expression: Expression, depth: int = 0) -> str:
    """The tree of an expression, one node a line, for people and for golden files.

    Example:
        AnyOf
          measurement creatinine: > 2.5 mg/dL or > 221 µmol/L
          procedure hemodialysis [<= 8 week before screening]
          condition heart disease
            such as
              condition angina pectoris
    """
    margin = "  " * depth
    if isinstance(expression, Atom):
        kinds = [outline(kind, depth + 2) for kind in expression.kinds] if not told_by_concepts(expression) else []
        examples = [outline(example, depth + 2) for example in expression.examples]
        below = [f"{margin}  any kind of", *kinds] if kinds else []
        below += [f"{margin}  such as", *examples] if examples else []
        return "\n".join([margin + describe(expression), *below])
    name = type(expression).__name__
    if isinstance(expression, AtLeast):
        name += f" {expression.n}"
    lines = [margin + name]
    for number, child in enumerate(children(expression)):
        inner = outline(child, depth + 1)
        if isinstance(expression, IfThen):
            inner = f"{margin}  {'if' if number == 0 else 'then'}\n{outline(child, depth + 2)}"
        lines.append(inner)
    if isinstance(expression, Not) and not isinstance(expression.item, Atom):
        return "\n".join(lines)
    return "\n".join(lines)


def told_by_concepts(atom: Atom) -> bool:
    """Whether the kinds an atom holds differ in nothing but their concepts, which it names itself."""
    if not atom.kinds or len(atom.concepts) != len(atom.kinds):
        return not atom.kinds
    bare = [
        replace(
            held, text="", start=0, end=0, concepts=(), kinds=(), examples=(), window=atom.window, duration=atom.duration,
            qualifiers=tuple(sorted(held.qualifiers)),
        )
        for held in (atom, *atom.kinds)
    ]  # fmt: skip
    return all(held == bare[0] for held in bare)


def describe(atom: Atom) -> str:
    """One atom on one line."""
    name = atom.analyte or (" | ".join(atom.concepts) if atom.concepts else atom.value or "")
    if not name:
        name = f'"{atom.text}"' if atom.type != "age" else ""
    said = [" or ".join(write_bounds(bounds) for bounds in atom.bounds)] if atom.bounds else []
    said += [atom.quality] if atom.quality else []
    line = f"{atom.type} {name}".rstrip() + (f": {', '.join(said)}" if said else "")
    extras = [f"({', '.join(atom.qualifiers)})"] if atom.qualifiers else []
    extras += [f"[{write_time(atom.window)}]"] if atom.window else []
    extras += [f"[lasting {write_time(atom.duration)}]"] if atom.duration else []
    extras += [f"[count {write_bounds(atom.count)}]"] if atom.count else []
    extras += [f"route {atom.route}"] if atom.route else []
    extras += [f"response {atom.response}"] if atom.response else []
    extras += [f"not counting {', '.join(atom.excludes)}"] if atom.excludes else []
    extras += [f"as an example of {', '.join(atom.example_of)}"] if atom.example_of else []
    return " ".join([line, *extras])

"""Diseases that a criterion defines by a laboratory limit: "severe renal impairment (creatinine > 3 mg/dL)".

The limit decides where the value is known. Where it is not, the matter is still the disease, and a note would mention it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from matcher.matching.remembered import Remembered
from matcher.terms import vocabulary
from matcher.text.characters import normalise
from matcher.trials.types import Atom, Criterion, leaves

_DEFINED_BY = re.compile(
    r"\s*(?:\(|:|,?\s*(?:defined|characterized|evidenced|indicated)\s+(?:as|by)|,?\s*i\.e\.,?)\s*$", re.IGNORECASE
)
_WITHIN = re.compile(r"\s*\([^()]*$|(?<=\w):[^:.]*$")
_CLAUSE = re.compile(r"[;.]|,\s|\bor\b|\band\b", re.IGNORECASE)
_REACH = 90
_DEFINED: Remembered[Criterion, Mapping[int, Atom]] = Remembered(20_000)
_NONE: Mapping[int, Atom] = MappingProxyType({})


def defined_diseases(criterion: Criterion) -> Mapping[int, Atom]:
    """For the start of each measurement that defines a disease of its criterion: the disease, as an atom."""
    return _DEFINED.of(criterion, lambda: _found(criterion))


def _found(criterion: Criterion) -> Mapping[int, Atom]:
    atoms = tuple(leaves(criterion.expression))
    found: dict[int, Atom] = {}
    for atom in atoms:
        if atom.type == "measurement" and atom.bounds:
            disease = _named_before(criterion.text, atom, atoms)
            if disease is not None:
                found[atom.start] = disease
    return found or _NONE


def _named_before(text: str, atom: Atom, atoms: tuple[Atom, ...]) -> Atom | None:
    before = text[max(0, atom.start - _REACH) : atom.start]
    opening = _DEFINED_BY.search(before) or _WITHIN.search(before)
    if opening is None:
        return None
    clause = before[: opening.start()]
    cut = max((match.end() for match in _CLAUSE.finditer(clause)), default=0)
    offset = atom.start - len(before)
    terms = vocabulary().find(normalise(text), offset + cut, offset + opening.start(), types={"condition"})
    # Only the last words before the bracket are defined by it, and only what no atom of its own stands for.
    if not terms or text[terms[-1].end : offset + opening.start()].strip():
        return None
    last = terms[-1]
    if any(other.start < last.end and last.start < other.end and other is not atom for other in atoms):
        return None
    return replace(
        atom, type="condition", text=text[last.start : last.end], start=last.start, end=last.end,
        concepts=(last.concept,), analyte=None, bounds=(), quality=None, qualifiers=(),
    )  # fmt: skip

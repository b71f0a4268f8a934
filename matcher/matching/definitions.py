"""Diseases that a measurement of a criterion stands for: "severe renal impairment (creatinine > 3 mg/dL)", "NYHA class III".

The limit decides where the value is known. Where it is not, the matter is still the disease, and a note would mention it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from matcher.matching.knowledge import rows
from matcher.matching.remembered import Remembered
from matcher.terms import vocabulary
from matcher.text.characters import normalise
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import Atom, Criterion, leaves

_DEFINED_BY = re.compile(
    r"(?:\s*(?:\(|\[|,?\s*(?:defined|characterized|characterised|evidenced|indicated|measured|shown)\s+(?:as|by)|,?\s*i\.e\.,?)[^.;()\[\]]*"
    r"|(?<=\w):[^:.()\[\]]*)$",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_KNOWN = re.compile(
    r"\b(?:known|history|histories|diagnos\w+|documented|carriers?|infected|sero-?positiv\w*)\b", re.IGNORECASE
)
_STAGE = re.compile(r"\bstages?\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;.]|,\s|\bor\b|\band\b", re.IGNORECASE)
_REACH = 90
_DEFINED: Remembered[Criterion, Mapping[int, Atom]] = Remembered(20_000)
_NONE: Mapping[int, Atom] = MappingProxyType({})


def defined_diseases(criterion: Criterion) -> Mapping[int, Atom]:
    """For the start of each measurement that defines a disease of its criterion: the disease, as an atom."""
    return _DEFINED.of(criterion, _found)


def _found(criterion: Criterion) -> Mapping[int, Atom]:
    atoms = tuple(leaves(spelled_out(criterion.expression)))
    found: dict[int, Atom] = {}
    for atom in atoms:
        if atom.type == "measurement":
            disease = _named_before(criterion.text, atom, atoms) or _disease_of(criterion.text, atom)
            if disease is not None:
                found[atom.start] = disease
    return found or _NONE


@cache
def _measures() -> dict[str, tuple[str, str]]:
    return {row["measure"]: (row["kind"], row["disease"]) for row in rows("measures_of")}


def _disease_of(text: str, atom: Atom) -> Atom | None:
    """The disease a measure is only taken of, or proves where it is positive (`tables/measures_of.tsv`)."""
    kind, disease = _measures().get(atom.analyte or "", ("", ""))
    severe = kind == "severity" and any((bound.lower or 0) > 0 for bound in atom.bounds)
    positive = atom.quality == "positive" and _KNOWN.search(text[max(0, atom.start - 30) : atom.end])
    known = kind == "marker" and (positive or (atom.bounds and _STAGE.search(atom.text)))
    return _as_disease(atom, disease, atom.text, atom.start, atom.end) if severe or known else None


def _named_before(text: str, atom: Atom, atoms: tuple[Atom, ...]) -> Atom | None:
    before = text[max(0, atom.start - _REACH) : atom.start]
    # Brackets that are closed again ("body mass index (BMI) > 40") are blanked, so that the open one is found.
    opening = _DEFINED_BY.search(_CLOSED.sub(lambda match: " " * len(match.group()), before))
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
    over = [other for other in atoms if other.start < last.end and last.start < other.end and other is not atom]
    if over:
        # The disease is asked for by itself: with it goes its limit.
        named = over[0] if len(over) == 1 else None
        return named if named is not None and named.type == "condition" and last.concept in named.concepts else None
    return _as_disease(atom, last.concept, text[last.start : last.end], last.start, last.end)


def _as_disease(atom: Atom, concept: str, text: str, start: int, end: int) -> Atom:
    return replace(
        atom, type="condition", text=text, start=start, end=end, concepts=(concept,), analyte=None, bounds=(), quality=None,
        qualifiers=(),
    )  # fmt: skip

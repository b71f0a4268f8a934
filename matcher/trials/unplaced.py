"""Terms that were read and then stand nowhere: in no leaf, and in nothing that is left out on purpose.

A reading may end before the words do. What is lost so is told, as are the words that were never understood: nothing of a
criterion is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from matcher.terms import vocabulary
from matcher.trials.groups import everything
from matcher.trials.items import Item
from matcher.trials.surface import Surface
from matcher.trials.types import Atom, Expression, leaves

_TYPES = ("condition", "exposure", "procedure", "measurement", "reproductive")
_ROOTS = frozenset({"disease", "drug", "procedure", "symptom or sign"})
_STOPS = ("stop", "semicolon", "list")
_SENTENCE_END = re.compile(r"[.;\n]")
_LABEL = re.compile(r"[^.;,()\n]{0,40}:")
_SAME_MATTER = re.compile(r"[^.;\n]{0,80}")
"""What may stand between a disease and the limit that stands for it."""


def lost_terms(
    items: list[Item], explained: Collection[int], expression: Expression, read: Surface, text: str
) -> list[Item]:
    """The terms of a criterion that nothing of its expression stands for.

    Args:
        items: all lexical items, those in brackets and lines below too.
        explained: identities of those that narrow nothing ("with or without fever").
        expression: what was made of them.
        read: the reading copy.
        text: the criterion, which the offsets of atoms are in.
    """
    atoms = [atom for leaf in leaves(expression) for atom in (leaf, *leaf.kinds)]
    named = {
        name
        for atom in atoms
        for name in (*atom.concepts, *atom.excludes, *atom.example_of, *((atom.analyte,) if atom.analyte else ()))
    }
    lost: list[Item] = []
    told_how = False
    for item in everything(items):
        told_how = item.kind not in _STOPS and (told_how or (item.kind == "define" and item.value == "weak"))
        if told_how or (item.term is not None and item.term.concept in _ROOTS):
            continue
        if (
            item.term is None
            or item.term.type not in _TYPES
            or not item.used
            or item.kind == "drop"
            or id(item) in explained
        ):
            continue
        start, end = read.span(item.start, item.end)
        if any(atom.start < end and start < atom.end for atom in atoms) or _is_said(item.term.concept, named):
            continue
        if item.term.type != "condition" and _LABEL.match(text, end):
            continue  # "Any of these drugs for 6 months: A, B": the members stand for their class.
        if not _is_stood_for(end, atoms, text) and not _is_of_statement(start, end, atoms, text):
            lost.append(item)
    return lost


def _is_said(concept: str, named: Collection[str]) -> bool:
    v = vocabulary()
    return any(name == concept or v.is_a(name, concept) or v.is_a(concept, name) for name in named)


def _is_of_statement(start: int, end: int, atoms: Collection[Atom], text: str) -> bool:
    """ "Willing to undergo the biopsy", "a trial of insulin": a promise, a consent or a study is about what is named beside it."""
    for atom in atoms:
        if atom.type in ("attestation", "participation"):
            first, last = min(atom.end, end), max(atom.start, start)
            if first > last or not _SENTENCE_END.search(text, first, last):
                return True
    return False


def _is_stood_for(end: int, atoms: Collection[Atom], text: str) -> bool:
    """ "Renal impairment (creatinine > 3 mg/dL)": the limit stands for what it defines."""
    for atom in atoms:
        if atom.start >= end and (atom.bounds or atom.quality) and _SAME_MATTER.fullmatch(text, end, atom.start):
            return True
    return False

"""Stages, grades and classes of a disease against the limits a criterion puts on them."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.matching.index import Claim
from matcher.matching.naming import SCALES
from matcher.matching.pain import how_painful
from matcher.matching.values import Range, place
from matcher.matching.windows import Position
from matcher.text.roman import roman_value
from matcher.trials.types import Atom

_SAID = re.compile(
    r"(?P<scale>stage|grade|class)\w* (?:[a-z]{1,2}(?=\d))?(?P<number>[ivx]{1,4}|[0-5])[a-d]?(?![a-z\d])",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:\b[ivx]{1,4}|\d)[ -]?[a-d]\b", re.IGNORECASE)
_RANGE = re.compile(r"(?:/|\+|\band\b|\bor\b|&|\bto\b|-)", re.IGNORECASE)


def within_limits(claim: Claim, atom: Atom) -> tuple[Position, Claim]:
    """Where a disease stands to the limits a criterion puts on its stage or on how bad it is, and the claim with its basis."""
    found = _staged(claim, atom)
    if found != "open":
        return found, claim
    return how_painful(claim, atom.bounds), replace(claim, basis="derived")


def _staged(claim: Claim, atom: Atom) -> Position:
    """Where the stage a note gives a disease stands to the one a criterion asks for.

    Open where the note gives none, another scale or several, and where only the letter of a stage decides ("IIIA" against
    "stage IIIB or IV").
    """
    scales = {(bound.unit or "").lower() for bound in atom.bounds}
    said = _SAID.search(claim.fact.stage or "")
    if (
        said is None
        or not scales <= SCALES
        or said["scale"].lower() not in scales
        or _RANGE.search(claim.fact.stage or "")
    ):
        return "open"
    word = said["number"]
    number = int(word) if word.isdigit() else roman_value(word)
    if number is None:
        return "open"
    if _LETTERED.search(atom.text) and any(number in (bound.lower, bound.upper) for bound in atom.bounds):
        return "open"
    found = {place(Range(number, True, number, True), bound) for bound in atom.bounds}
    return found.pop() if len(found) == 1 else "open"

"""Which terms of a note tell something of the patient, and are not a header, a reaction, a profession or a word of another phrase."""

from __future__ import annotations

import re

from matcher.notes.infection_tests import is_detected, is_infection, is_ruled_out, is_test
from matcher.notes.view import NoteView
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch

_NONS = frozenset({"non"})
_NON = re.compile(r"\bnon[- ]?$", re.IGNORECASE)
_INBORN = "genetic disease"
NO_HEALTH = re.compile(
    r"[ -]+(?:appearing|looking|lifestyle|diet|eating|weight|habits|choices|child|children|baby|infant|newborn|foods?|boy|girl|son|daughter|donors?|parents?|siblings?)\b",
    re.IGNORECASE,
)
"""What makes "healthy" say nothing of the patient's illnesses."""
_OCCUPATION = re.compile(r"[ -]+(?:technicians?|technologists?|researchers?|salesm[ae]n|instructors?)\b", re.IGNORECASE)
"""Behind a term these name somebody's work: "an x-ray technician"."""
_ALLERGIC = re.compile(r"\ballerg\w+ to (?:an?y? |the )?\Z", re.IGNORECASE)
_TO_BE_HEALTHY = re.compile(
    r"\b(?:get|gets|getting|become|becoming|stay|staying|be|being|eat|eats|eating|more)\s\Z", re.IGNORECASE
)
"""A wish, or a way of life: "to get healthy"."""


def tells(note: NoteView, term: TermMatch) -> bool:
    """Whether a term says something: not a header, not "non-…", not a reaction under an allergy header."""
    section = note.section_at(term.start)
    if section.kind is not None and section.start <= term.start < section.body_start:
        return False
    if term.concept == "good health" and (
        NO_HEALTH.match(note.clean, term.end) or _TO_BE_HEALTHY.search(note.clean, max(term.start - 12, 0), term.start)
    ):
        return False
    if _OCCUPATION.match(note.clean, term.end):
        return False
    if term.type == "procedure" and _ALLERGIC.search(note.clean, max(term.start - 24, 0), term.start):
        return False  # "denies an allergy to anesthesia"
    if term.concept == "sle classification criteria" or _is_reaction(note, term):
        return False
    inborn = vocabulary().is_a(term.concept, _INBORN)
    if term.type == "condition" and (("allergy" in section.implies and not inborn) or _in_statement(note, term)):
        return False
    if (
        term.type == "condition"
        and is_infection(term.concept)
        and (section.kind == "immunizations" or is_test(note, term))
    ):
        return section.kind != "immunizations" and (is_ruled_out(note, term) or is_detected(note, term))
    return not (note.words.has(_NONS) and _NON.search(note.clean[max(term.start - 4, 0) : term.start]))


def _is_reaction(note: NoteView, term: TermMatch) -> bool:
    """Whether a condition is what an allergen did ("penicillin (urticaria)"), or is an allergy by its name."""
    if term.type != "condition":
        return False
    if note.is_allergen(term.start):
        return True
    # No drug brings on what is inborn: "primaquine (G6PD deficiency)" tells why it is listed.
    return note.reactions.overlaps(term.start, term.start + 1) and not vocabulary().is_a(term.concept, _INBORN)


def _in_statement(note: NoteView, term: TermMatch) -> bool:
    """Whether a term is a word of a set phrase that means something else ("criteria met")."""
    return note.set_phrases.contains(term.start, term.end)

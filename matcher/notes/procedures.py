"""Procedures of a note: done, planned, other than one named, and said not to be planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.diseases import kind_of
from matcher.notes.places import beginning_in
from matcher.notes.view import NEAR, FactDraft, NoteView

_NONE_PLANNED = re.compile(
    r"\b(?:none|no (?:surgery|operation|operations|surgeries|procedure|procedures)|nothing|not any)"
    r"(?: (?:is|are|was|has been|have been|were))?(?: currently| now| presently)? "
    r"(?P<planned>planned|scheduled|foreseen|anticipated|upcoming|pending|intended)\b",
    re.IGNORECASE,
)
_NONE = frozenset({"none", "no", "nothing", "not"})
_PLANNED = frozenset({"planned", "scheduled", "foreseen", "anticipated", "upcoming", "pending", "intended"})
_PAST = re.compile(
    r"\b(?:s/p|status post|after|since|post|underwent|had|performed|done|last|previous|prior|completed|results?|normal|reviewed|showed|shows|revealed|reveals)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_OTHERS = frozenset({"other", "another", "further", "additional"})
_OTHER_BEFORE = re.compile(r"\b(?:other|another|further|additional)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


def procedure_drafts(note: NoteView, draft: FactDraft) -> list[FactDraft]:
    """A procedure, planned where its section plans and no word beside it tells of the past; sterility too where it brings that."""
    section = note.section_at(draft.start)
    first, last = note.sentence_at(draft.start)
    open_so_far = not (draft.negated or draft.hypothetical or draft.historical)
    if (
        "planned" in section.implies
        and open_so_far
        and not _PAST.search(note.clean, max(first, draft.start - NEAR), min(last, draft.end + NEAR))
    ):
        draft.hypothetical = True
        draft.qualifiers = (*draft.qualifiers, "planned")
    if not draft.hypothetical and _counts_other(note, draft):
        draft.qualifiers = (*draft.qualifiers, "other")
    found = [draft]
    if kind_of(draft.concept, "sterility") and not (draft.negated or draft.hypothetical or draft.family):
        found.append(replace(draft, type="reproductive", concept="sterility", qualifiers=(draft.concept,)))
    return found


def _counts_other(note: NoteView, draft: FactDraft) -> bool:
    if not note.words.has(_OTHERS):
        return False
    before = note.clean[max(note.sentence_at(draft.start)[0], draft.start - 30) : draft.start]
    return _OTHER_BEFORE.search(before) is not None


def none_planned(note: NoteView, drafts: Sequence[FactDraft]) -> list[FactDraft]:
    """ "No surgery since and none planned": that none is planned is a fact of its own."""
    found: list[FactDraft] = []
    if not note.words.has(_PLANNED):
        return found
    for match in note.words.finditer(_NONE_PLANNED, _NONE):
        first, last = note.sentence_at(match.start())
        low, high = max(first, match.start() - NEAR), min(last, match.end())
        named = [draft for draft in beginning_in(drafts, low, high) if draft.type == "procedure"]
        if not named:
            continue
        surgery = named[-1]
        concept = "surgery" if kind_of(surgery.concept, "surgery") else surgery.concept
        found.append(FactDraft("procedure", concept, match.start(), match.end(), negated=True, qualifiers=("planned",)))
    return found

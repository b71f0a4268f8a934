"""Words on the course of a disease, and the disease they speak of."""

from __future__ import annotations

import re

from matcher.notes.diseases import MAIN_DISEASE, is_chronic
from matcher.notes.places import beginning_in
from matcher.notes.qualifiers import Hit
from matcher.notes.view import NEAR, FactDraft, NoteView

_SUBJECT = re.compile(
    r"\b(?:all of it|everything|it|this|disease|symptoms?|flares?|flared?|joints?|activity|relapses?|lupus|active|dependent|taper\w*)\b",
    re.IGNORECASE,
)


def course_drafts(note: NoteView, hits: list[Hit], drafts: list[FactDraft]) -> list[FactDraft]:
    """Words on the course of the disease go to the disease the sentence names, else make a draft on the main disease."""
    made = []
    for hit in hits:
        rules = [rule for rule in hit.rules if rule.place == "disease"]
        if not rules:
            continue
        first, last = note.sentence_at(hit.start)
        assertion = note.assertion(hit.start, hit.end, "condition")
        section = note.section_at(hit.start)
        if (
            assertion.negated
            or assertion.hypothetical
            or assertion.family
            or assertion.uncertain
            or "allergy" in section.implies
        ):
            continue
        named = [
            draft
            for draft in beginning_in(drafts, max(first, hit.start - NEAR), min(last, hit.end + NEAR))
            if draft.type == "condition" and not (draft.negated or draft.family or draft.hypothetical)
        ]
        diseases = [draft for draft in named if is_chronic(draft.concept)]
        for rule in rules:
            if any(rule.value in draft.qualifiers for draft in named):
                continue
            if diseases:
                nearest = min(diseases, key=lambda draft: max(hit.start - draft.end, draft.start - hit.end))
                nearest.qualifiers = (*nearest.qualifiers, rule.value)
                nearest.ongoing = True if nearest.ongoing is None else nearest.ongoing
            elif _about_disease(note, hit, named, first, last):
                made.append(
                    FactDraft(
                        "condition",
                        MAIN_DISEASE,
                        hit.start,
                        hit.end,
                        qualifiers=(rule.value,),
                        historical=assertion.historical,
                    )
                )
    return made


def _about_disease(note: NoteView, hit: Hit, named: list[FactDraft], first: int, last: int) -> bool:
    """Whether words on a course without a named disease speak of the main one: of its symptoms, of a drug failing, of "all of it"."""
    sentence = note.clean[max(first, hit.start - NEAR) : min(last, hit.end + NEAR)]
    if _SUBJECT.search(note.clean, hit.start, hit.end) or _SUBJECT.search(sentence):
        return True
    return bool(named) or any(term.type == "exposure" for term in note.terms_in(first, last))

"""Conditions, procedures and reproductive facts of a note, from the vocabulary terms in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from matcher.notes.disease_course import course_drafts
from matcher.notes.diseases import is_chronic, kind_of
from matcher.notes.infection_tests import has_minus
from matcher.notes.obstetrics import is_stopped, tells_of_birth
from matcher.notes.phrases import TABLES
from matcher.notes.procedures import none_planned, procedure_drafts
from matcher.notes.qualifiers import find_hits, qualify
from matcher.notes.references import correct, refer_back
from matcher.notes.telling import tells
from matcher.notes.view import NEAR, Assertion, FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.tables import read_table

_TYPES = frozenset({"condition", "procedure", "reproductive", "participation"})


def extract(note: NoteView) -> list[FactDraft]:
    """Fact drafts for the condition, procedure, reproductive and participation terms of a note."""
    hits = find_hits(note.words)
    starts = [hit.start for hit in hits]
    drafts: list[FactDraft] = []
    for found in note.terms:
        term = _disease_graded(found, note.clean) if found.type == "measurement" else found
        if term.type not in _TYPES or note.is_allergen(term.start) or not tells(note, term):
            continue
        draft = _draft(note, term)
        if term.type == "condition":
            draft.negated = draft.negated or has_minus(note, term)
            qualify(note, draft, hits, starts)
            _without_spread(draft)
            _status(draft)
            _with_exception(note, draft)
            if draft.negated and "allergy" in note.section_at(draft.start).implies:
                # "Sulfa: never took; dapsone (G6PD deficiency)": what is denied there is an entry, not surely the disease.
                draft.negated, draft.uncertain = False, True
            _narrow(draft)
            drafts.append(_only_one(draft))
        elif term.type == "procedure":
            drafts.extend(procedure_drafts(note, draft))
        elif term.type == "reproductive":
            drafts.extend(_reproductive(note, draft))
        else:
            drafts.append(draft)
    correct(note, drafts)
    refer_back(note, drafts, hits)
    return [*drafts, *course_drafts(note, hits, drafts), *none_planned(note, drafts)]


@lru_cache(maxsize=1)
def _graded() -> dict[str, str]:
    return {row["scale"]: row["disease"] for row in read_table(TABLES / "graded_diseases.tsv")}


def _disease_graded(term: TermMatch, text: str) -> TermMatch:
    """The disease in the name of a scale ("CKD stage"), as a term of its own; other terms as they are."""
    disease = _graded().get(term.concept)
    last = text.rfind(" ", term.start, term.end)
    if disease is None or last < 0:
        return term
    return replace(term, end=last, concept=disease, type="condition")


def _draft(note: NoteView, term: TermMatch) -> FactDraft:
    assertion = note.assertion(term.start, term.end, term.type)
    draft = FactDraft(
        term.type,
        term.concept,
        term.start,
        term.end,
        fuzzy=term.fuzzy,
        ambiguous=term.ambiguous,
    ).assert_as(assertion)
    draft.qualifiers = _plan_words(assertion)
    if assertion.carried:
        draft.section = "problem list"
    if assertion.resolved and not draft.negated and term.type == "condition":
        draft.ongoing, draft.historical = False, True
        draft.qualifiers = (*draft.qualifiers, "resolved")
    elif assertion.known and not (draft.negated or draft.uncertain or draft.hypothetical or draft.family):
        draft.ongoing = True
    return draft


def _plan_words(assertion: Assertion) -> tuple[str, ...]:
    words = []
    if assertion.declined:
        words.append("declined")
    if assertion.scheduled:
        words.append("scheduled")
    elif assertion.planned:
        words.append("planned")
    elif assertion.considered:
        words.append("considered")
    return tuple(words)


def _narrow(draft: FactDraft) -> None:
    """ "Sjögren's (secondary)" is secondary Sjögren's syndrome, where the vocabulary has that."""
    if "secondary" in draft.qualifiers and not draft.concept.startswith("secondary "):
        named = vocabulary().concept(f"secondary {draft.concept}")
        draft.concept = named.name if named is not None else draft.concept


_EXCEPTION = re.compile(
    r"\b(?:besides|other than|apart from|aside from|except(?: for)?|with the exception of|in addition to|beyond)\b",
    re.IGNORECASE,
)


def _with_exception(note: NoteView, draft: FactDraft) -> None:
    """ "No autoimmune disease besides lupus" denies the others."""
    if not draft.negated or "other" in draft.qualifiers or not vocabulary().members(draft.concept):
        return
    first, last = note.sentence_at(draft.start)
    if _EXCEPTION.search(note.clean, draft.end, min(last, draft.end + 40)) or _EXCEPTION.search(
        note.clean, max(first, draft.start - NEAR), draft.start
    ):
        draft.qualifiers = (*draft.qualifiers, "other")


def _only_one(draft: FactDraft) -> FactDraft:
    """ "That is the only cancer she has had": what it denies is any other."""
    if "only" not in draft.qualifiers or draft.negated or not vocabulary().members(draft.concept):
        return draft
    qualifiers = (
        "other",
        *(word for word in draft.qualifiers if word not in ("only", "other", "excised", "clear margins", "resolved")),
    )
    return replace(draft, negated=True, ongoing=None, historical=False, qualifiers=qualifiers)


def _without_spread(draft: FactDraft) -> None:
    """Only a tumor is metastatic or in situ: "stage IV" of another disease says how severe it is, "localized pain" where."""
    if {"metastatic", "in situ"} & set(draft.qualifiers) and not kind_of(draft.concept, "neoplasm"):
        draft.qualifiers = tuple(word for word in draft.qualifiers if word not in ("metastatic", "in situ"))


def _status(draft: FactDraft) -> None:
    """Whether a condition is still there, as far as the note says or its nature does."""
    if draft.negated or draft.family or draft.hypothetical or draft.uncertain or draft.ongoing is not None:
        return
    if "remission" in draft.qualifiers or "cured" in draft.qualifiers:
        draft.ongoing = False if "cured" in draft.qualifiers else draft.ongoing
    elif {"excised", "clear margins"} & set(draft.qualifiers) and kind_of(draft.concept, "malignancy"):
        draft.ongoing, draft.historical = False, True
    elif is_chronic(draft.concept) or {"active", "persistent", "uncontrolled", "worsening", "flare"} & set(
        draft.qualifiers
    ):
        draft.ongoing = True


_NURSED = re.compile(r"(?:breast[ -]?fed|nursed)\b", re.IGNORECASE)


def _reproductive(note: NoteView, draft: FactDraft) -> Iterator[FactDraft]:
    """A contraceptive method is a fact about contraception, with the method as its qualifier.

    "Breastfed" tells of the past.
    """
    counted = note.clean[draft.start : draft.end].casefold().endswith("pregnancies")  # those of a life, none of today
    if draft.concept == "pregnancy" and (counted or tells_of_birth(note, draft.start, draft.end)):
        return
    if kind_of(draft.concept, "contraception") and is_stopped(note, draft.start, draft.end):
        draft.negated = True
    if draft.concept == "lactation" and _NURSED.match(note.clean, draft.start):
        draft.historical = True
    for general in ("contraception", "pregnancy", "lactation", "menopause", "sterility", "childbearing potential"):
        if draft.concept != general and kind_of(draft.concept, general):
            draft = replace(draft, concept=general, qualifiers=(draft.concept, *draft.qualifiers))
            break
    yield draft

"""Conditions, procedures and reproductive facts of a note, from the vocabulary terms in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from matcher.notes.infection_tests import has_minus, is_detected, is_infection, is_ruled_out, is_test
from matcher.notes.obstetrics import is_stopped, tells_of_birth
from matcher.notes.phrases import TABLES
from matcher.notes.qualifiers import Hit, find_hits, qualify
from matcher.notes.references import correct, refer_back
from matcher.notes.view import Assertion, FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.tables import read_table

MAIN_DISEASE = "main disease"
"""Concept of a draft that speaks of the patient's main disease without naming it; the assembly names it."""

_NEAR = 300
"""Characters of a sentence around a fact that are looked at; only run-on text has longer ones."""
_TYPES = frozenset({"condition", "procedure", "reproductive", "participation"})
_NONS = frozenset({"non"})
_NON = re.compile(r"\bnon[- ]?$", re.IGNORECASE)
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


@lru_cache(maxsize=1)
def _chronic() -> tuple[str, ...]:
    return tuple(row["concept"] for row in read_table(TABLES / "chronic.tsv") if row["lasting"] == "yes")


@lru_cache(maxsize=1)
def _events() -> tuple[str, ...]:
    return tuple(row["concept"] for row in read_table(TABLES / "chronic.tsv") if row["lasting"] == "no")


@lru_cache(maxsize=4096)
def is_chronic(concept: str) -> bool:
    """Whether a condition goes on once it is there (`tables/chronic.tsv` and all kinds of those, events among them apart)."""
    v = vocabulary()
    if v.concept(concept) is None or any(v.is_a(concept, name) for name in _events() if v.concept(name)):
        return False
    return any(v.is_a(concept, name) for name in _chronic() if v.concept(name))


@lru_cache(maxsize=4096)
def _kind_of(concept: str, cls: str) -> bool:
    v = vocabulary()
    return v.concept(concept) is not None and v.concept(cls) is not None and v.is_a(concept, cls)


def extract(note: NoteView) -> list[FactDraft]:
    """Fact drafts for the condition, procedure, reproductive and participation terms of a note."""
    hits = find_hits(note.words)
    starts = [hit.start for hit in hits]
    drafts: list[FactDraft] = []
    for found in note.terms:
        term = _disease_graded(found, note.clean) if found.type == "measurement" else found
        if term.type not in _TYPES or note.is_allergen(term.start) or not _counts(note, term):
            continue
        draft = _draft(note, term)
        if term.type == "condition":
            draft.negated = draft.negated or has_minus(note, term)
            qualify(note, draft, hits, starts)
            _without_spread(draft)
            _status(note, draft)
            _with_exception(note, draft)
            if draft.negated and "allergy" in note.section_at(draft.start).implies:
                # "Sulfa: never took; dapsone (G6PD deficiency)": what is denied there is an entry, not surely the disease.
                draft.negated, draft.uncertain = False, True
            _narrow(draft)
            drafts.append(_only_one(note, draft))
        elif term.type == "procedure":
            drafts.extend(_procedure(note, draft))
        elif term.type == "reproductive":
            drafts.extend(_reproductive(note, draft))
        else:
            drafts.append(draft)
    correct(note, drafts)
    refer_back(note, drafts, hits)
    return [*drafts, *_activity(note, hits, drafts), *_none_planned(note, drafts)]


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


def _counts(note: NoteView, term: TermMatch) -> bool:
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
        note.clean, max(first, draft.start - _NEAR), draft.start
    ):
        draft.qualifiers = (*draft.qualifiers, "other")


def _only_one(note: NoteView, draft: FactDraft) -> FactDraft:
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
    if {"metastatic", "in situ"} & set(draft.qualifiers) and not _kind_of(draft.concept, "neoplasm"):
        draft.qualifiers = tuple(word for word in draft.qualifiers if word not in ("metastatic", "in situ"))


def _status(note: NoteView, draft: FactDraft) -> None:
    """Whether a condition is still there, as far as the note says or its nature does."""
    if draft.negated or draft.family or draft.hypothetical or draft.uncertain or draft.ongoing is not None:
        return
    if "remission" in draft.qualifiers or "cured" in draft.qualifiers:
        draft.ongoing = False if "cured" in draft.qualifiers else draft.ongoing
    elif {"excised", "clear margins"} & set(draft.qualifiers) and _kind_of(draft.concept, "malignancy"):
        draft.ongoing, draft.historical = False, True
    elif is_chronic(draft.concept) or {"active", "persistent", "uncontrolled", "worsening", "flare"} & set(
        draft.qualifiers
    ):
        draft.ongoing = True


def _procedure(note: NoteView, draft: FactDraft) -> list[FactDraft]:
    section = note.section_at(draft.start)
    first, last = note.sentence_at(draft.start)
    open_so_far = not (draft.negated or draft.hypothetical or draft.historical)
    if (
        "planned" in section.implies
        and open_so_far
        and not _PAST.search(note.clean, max(first, draft.start - _NEAR), min(last, draft.end + _NEAR))
    ):
        draft.hypothetical = True
        draft.qualifiers = (*draft.qualifiers, "planned")
    if not draft.hypothetical and _counts_other(note, draft):
        draft.qualifiers = (*draft.qualifiers, "other")
    found = [draft]
    if _kind_of(draft.concept, "sterility") and not (draft.negated or draft.hypothetical or draft.family):
        found.append(replace(draft, type="reproductive", concept="sterility", qualifiers=(draft.concept,)))
    return found


_OTHERS = frozenset({"other", "another", "further", "additional"})
_OTHER_BEFORE = re.compile(r"\b(?:other|another|further|additional)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


def _counts_other(note: NoteView, draft: FactDraft) -> bool:
    if not note.words.has(_OTHERS):
        return False
    before = note.clean[max(note.sentence_at(draft.start)[0], draft.start - 30) : draft.start]
    return _OTHER_BEFORE.search(before) is not None


_NURSED = re.compile(r"(?:breast[ -]?fed|nursed)\b", re.IGNORECASE)


def _reproductive(note: NoteView, draft: FactDraft) -> Iterator[FactDraft]:
    """A contraceptive method is a fact about contraception, with the method as its qualifier.

    "Breastfed" tells of the past.
    """
    counted = note.clean[draft.start : draft.end].casefold().endswith("pregnancies")  # those of a life, none of today
    if draft.concept == "pregnancy" and (counted or tells_of_birth(note, draft.start, draft.end)):
        return
    if _kind_of(draft.concept, "contraception") and is_stopped(note, draft.start, draft.end):
        draft.negated = True
    if draft.concept == "lactation" and _NURSED.match(note.clean, draft.start):
        draft.historical = True
    for general in ("contraception", "pregnancy", "lactation", "menopause", "sterility", "childbearing potential"):
        if draft.concept != general and _kind_of(draft.concept, general):
            draft = replace(draft, concept=general, qualifiers=(draft.concept, *draft.qualifiers))
            break
    yield draft


def _none_planned(note: NoteView, drafts: list[FactDraft]) -> list[FactDraft]:
    """ "No surgery since and none planned": that none is planned is a fact of its own."""
    found: list[FactDraft] = []
    if not note.words.has(_PLANNED):
        return found
    for match in note.words.finditer(_NONE_PLANNED, _NONE):
        first, last = note.sentence_at(match.start())
        low, high = max(first, match.start() - _NEAR), min(last, match.end())
        named = [draft for draft in _between(drafts, low, high) if draft.type == "procedure"]
        if not named:
            continue
        surgery = named[-1]
        concept = "surgery" if _kind_of(surgery.concept, "surgery") else surgery.concept
        found.append(FactDraft("procedure", concept, match.start(), match.end(), negated=True, qualifiers=("planned",)))
    return found


def _between(drafts: list[FactDraft], start: int, end: int) -> list[FactDraft]:
    """The drafts that begin in [start, end), of drafts in order."""
    return drafts[bisect_left(drafts, start, key=_start) : bisect_left(drafts, end, key=_start)]


def _start(draft: FactDraft) -> int:
    return draft.start


def _activity(note: NoteView, hits: list[Hit], drafts: list[FactDraft]) -> list[FactDraft]:
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
            for draft in _between(drafts, max(first, hit.start - _NEAR), min(last, hit.end + _NEAR))
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


_SUBJECT = re.compile(
    r"\b(?:all of it|everything|it|this|disease|symptoms?|flares?|flared?|joints?|activity|relapses?|lupus|active|dependent|taper\w*)\b",
    re.IGNORECASE,
)


def _about_disease(note: NoteView, hit: Hit, named: list[FactDraft], first: int, last: int) -> bool:
    """Whether words on a course without a named disease speak of the main one: of its symptoms, of a drug failing, of "all of it"."""
    sentence = note.clean[max(first, hit.start - _NEAR) : min(last, hit.end + _NEAR)]
    if _SUBJECT.search(note.clean, hit.start, hit.end) or _SUBJECT.search(sentence):
        return True
    return bool(named) or any(term.type == "exposure" for term in note.terms_in(first, last))


def main_disease(drafts: Iterable[FactDraft]) -> str | None:
    """The disease the notes speak of most: the chronic, autoimmune or malignant condition affirmed most often.

    A mention of a kind of a disease counts for that disease too where it is itself affirmed.
    """
    counts: Counter[str] = Counter()
    for draft in drafts:
        if (
            draft.type != "condition"
            or draft.concept == MAIN_DISEASE
            or draft.negated
            or draft.family
            or draft.hypothetical
        ):
            continue
        if is_chronic(draft.concept) or _kind_of(draft.concept, "malignancy"):
            weight = 2 if _kind_of(draft.concept, "autoimmune disease") or _kind_of(draft.concept, "malignancy") else 1
            counts[draft.concept] += weight if not draft.uncertain else 0
    totals = Counter(
        {
            name: count + sum(more for kind, more in counts.items() if kind != name and _kind_of(kind, name))
            for name, count in counts.items()
            if count > 0 and name not in ("autoimmune disease", "malignancy", "immunodeficiency", "disease")
        }
    )
    return totals.most_common(1)[0][0] if totals else None

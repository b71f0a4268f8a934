"""Allergens: what stands under an allergy header or beside words that make it one. They are no exposures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.notes.forms import fields
from matcher.notes.phrases import TABLES, expand
from matcher.notes.view import FactDraft, NoteView, Section
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.cover import Cover
from matcher.text.patterns import alternation
from matcher.text.tables import read_table
from matcher.text.word_index import Phrases

_ALLERGEN_TYPES = frozenset({"exposure"})
_SEVERITIES = ("mild", "moderate", "severe")
_ENTRY = re.compile(r"[^\n,;•]+")
_NAME = re.compile(
    r"(?:\d+[.)]\s*|[-*•]\s*)?(?P<name>[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*){0,3})\s*(?=$|[(\[:=>]|-+[ >]|–)"
)
_NO_NAME = re.compile(
    r"\b(?:no|none|nil|not|denies|unknown|nkda|nka|known|reviewed|see|listed|verified|updated|per|as|patient|allerg\w*|reaction\w*"
    r"|has|have|had|is|was|he|she|the|and|to|n/a|na|yes|on|file|noted|intolerances?|medications?|drugs?|foods?|other|environmental)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\s*(?:[-:]\s*)?(?P<none>none(?: known| reported| noted| to (?:drugs?|medications?))?|nil|no known|no|denies(?: any)?|denied|negative|unknown none|0)\s*(?=[.;,\n(]|$)",
    re.IGNORECASE,
)
_REACTION_OPENS = re.compile(
    r"\s*(?:allergy\s*)?(?P<open>\(|-+>?|:|=|with\b|causing\b|caused\b|causes\b|gave\b|gives\b|leading to\b)",
    re.IGNORECASE,
)
_REACTION_ENDS = {"(": re.compile(r"\)"), "-": re.compile(r"[;.\n]|, (?:no|and)\b")}
_LIST_GAP = re.compile(
    r"\s*(?:\([^()]{0,60}\))?[\s,/&]*(?:(?:and|or|,|/|as well as|plus)\s*)*(?:to\s+)?(?:\w+\s+){0,2}\Z", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _reactions() -> tuple[re.Pattern[str], dict[str, str]]:
    severity = {word: row["severity"] for row in read_table(TABLES / "reactions.tsv") for word in expand(row["words"])}
    return re.compile(rf"(?<!\w){alternation(severity)}(?!\w)", re.IGNORECASE), severity


@lru_cache(maxsize=1)
def _cues() -> tuple[Phrases, dict[str, tuple[str, int, str]]]:
    cues = {
        word: (row["place"], int(row["reach"]), row["qualifier"])
        for row in read_table(TABLES / "allergy_cues.tsv")
        for word in expand(row["words"])
    }
    return Phrases(cues), cues


def severity_of(text: str) -> str | None:
    """The worst severity that the reactions named in a text come to, None where none is named.

    >>> severity_of("rash, later anaphylaxis"), severity_of("reaction not known")
    ('severe', None)
    """
    pattern, severity = _reactions()
    said = [severity[" ".join(match[0].lower().split())] for match in pattern.finditer(text)]
    return max(said, key=_SEVERITIES.index, default=None)


_DENIED = re.compile(
    r"\b(?P<no>no|not|denies|denied|without known|without any known)\b(?:[\s,/]*\b(?:any|known|other|drug|drugs|medication|medications|medicine|medicines"
    r"|food|foods|environmental|seasonal|latex|contrast|dye|iodine|insect|pollen|history|of|a|an|significant|prior|previous|severe"
    r"|serious|life-threatening|and|or|nor|to|have|has)\b)*[\s,/]*\b(?:allergy|allergies|allergic reactions?|allergic|allergens?"
    r"|hypersensitivit(?:y|ies)|hypersensitivity reactions?|anaphyla(?:xis|ctic reactions?))\b(?! to\b)",
    re.IGNORECASE,
)


_DENYING = frozenset({"no", "not", "denies", "denied", "without"})
_ALLERGY_LABEL = re.compile(r"\b(?:allerg(?:y|ies)|hypersensitivit(?:y|ies)|anaphylaxis)\b", re.IGNORECASE)


def _denied(note: NoteView) -> Iterator[FactDraft]:
    """ "No known drug, food or latex allergies", "no history of severe allergic reactions", "Severe allergies | none"."""
    for match in note.words.finditer(_DENIED, _DENYING):
        yield _no_allergy(*match.span(), match[0])
    for field in fields(note.clean, 0, len(note.clean)):
        label = note.clean[field.start : field.end]
        if field.says == "negated" and _ALLERGY_LABEL.search(label):
            start = field.start + len(label) - len(label.lstrip())
            yield _no_allergy(start, field.answer_end, label)


def _no_allergy(start: int, end: int, words: str) -> FactDraft:
    severe = re.search(r"severe|serious|life-threatening|anaphyla", words, re.IGNORECASE) is not None
    return FactDraft(
        "allergy",
        "any allergen",
        start,
        end,
        negated=True,
        historical=True,  # it speaks of all the time before
        severity="severe" if severe else None,
        qualifiers=("severe",) if severe else (),
    )


def extract(note: NoteView) -> list[FactDraft]:
    """Allergy facts of a note; the exposure terms among them are allergens (`NoteView.is_allergen`)."""
    drafts = {draft.start: draft for draft in _denied(note)}
    denied = Cover((draft.start, draft.end) for draft in drafts.values())
    for section in note.sections:
        if "allergy" in section.implies:
            for draft in _listed(note, section):
                drafts.setdefault(draft.start, draft)
    for draft in _in_prose(note):
        drafts.setdefault(draft.start, draft)
    inside = {start for start in drafts if denied.has_inside(start)}
    kept = [drafts[start] for start in sorted(drafts) if start not in inside]
    for number, draft in enumerate(kept):
        draft.negated = draft.negated or _taken_back(note, draft, kept[number + 1 : number + 2])
    return kept


_ERROR = re.compile(
    r"\b(?:(?:entered|charted|recorded|listed|documented) (?:in error|by mistake|erroneously)|erroneous(?:ly)?|wrong entry|not a true allergy"
    r"|not a real allergy|no true allergy|ruled out by challenge|de-?labell?ed|allergy removed)\b",
    re.IGNORECASE,
)
_REMARK = 120
"""Characters behind an allergen in which it may be taken back."""


def _taken_back(note: NoteView, draft: FactDraft, following: Sequence[FactDraft]) -> bool:
    """Whether what stands behind an allergen says that it is none ("penicillin (entered in error)")."""
    line = note.clean.find("\n", draft.end)
    last = min(draft.end + _REMARK, len(note.clean) if line < 0 else line, *(other.start for other in following))
    return _ERROR.search(note.clean, draft.end, last) is not None


def _listed(note: NoteView, section: Section) -> Iterator[FactDraft]:
    """The entries under an allergy header."""
    text = note.clean
    start, end = section.body_start, section.end
    terms = [
        term
        for term in note.terms_in(start, end)
        if term.type in _ALLERGEN_TYPES and not _in_brackets(text, start, term.start)
    ]
    none = _NONE.match(text, start, end)
    if none and not terms:
        place = none.span("none")
        yield FactDraft("allergy", "any allergen", *place, negated=True, historical=True)
        return
    for number, term in enumerate(terms):
        upto = terms[number + 1].start if number + 1 < len(terms) else end
        draft = _allergen(note, term, text[term.end : upto])
        if term.concept != "any allergen":
            yield draft
    covered = Cover((term.start, term.end) for term in terms)
    pattern, _ = _reactions()
    for entry in _ENTRY.finditer(text, start, end):
        if covered.overlaps(*entry.span()):
            continue
        words = entry[0].strip().rstrip(".")
        offset = entry.start() + len(entry[0]) - len(entry[0].lstrip())
        name = _NAME.match(words)
        if name is None or _NO_NAME.search(name["name"]) or pattern.search(name["name"]):
            continue
        place = offset + name.start("name"), offset + name.end("name")
        severity = severity_of(words[name.end() :])
        yield FactDraft("allergy", name["name"].lower(), *place, severity=severity)


def _in_brackets(text: str, start: int, position: int) -> bool:
    """Whether a position stands in a bracket that holds a reaction ("amoxicillin (epinephrine given)")."""
    line = max(start, text.rfind("\n", start, position) + 1)
    return text.count("(", line, position) > text.count(")", line, position)


def _allergen(note: NoteView, term: TermMatch, beside: str, qualifier: str = "") -> FactDraft:
    assertion = note.assertion(term.start, term.end, "allergy")
    return FactDraft(
        "allergy",
        term.concept,
        term.start,
        term.end,
        negated=assertion.negated,
        uncertain=assertion.uncertain,
        hypothetical=assertion.hypothetical,
        family=assertion.family,
        severity=None if assertion.negated else severity_of(beside),
        qualifiers=(qualifier,) if qualifier else (),
        fuzzy=term.fuzzy,
        ambiguous=term.ambiguous,
    )


def reactions(note: NoteView, allergies: Sequence[FactDraft]) -> Iterator[tuple[int, int]]:
    """The stretches behind allergens in which their reactions stand: "penicillin (urticaria)", "iodine - hives"."""
    for number, draft in enumerate(allergies):
        if draft.negated:
            continue
        opening = _REACTION_OPENS.match(note.clean, draft.end)
        if opening is None:
            continue
        last = note.sentence_at(draft.start)[1]
        if number + 1 < len(allergies):
            last = min(last, allergies[number + 1].start)
        close = _REACTION_ENDS["(" if opening["open"] == "(" else "-"].search(note.clean, opening.end(), last)
        yield opening.end(), close.start() if close else last


def _named(note: NoteView) -> Iterator[FactDraft]:
    """Allergies that are terms by themselves ("peanut allergy")."""
    known = vocabulary()
    for term in note.terms:
        if term.type == "condition" and term.concept.endswith(" allergy") and known.is_a(term.concept, "allergy"):
            _, last = note.sentence_at(term.start)
            draft = _allergen(note, term, note.clean[term.end : min(last, term.end + 60)])
            draft.concept = term.concept.removesuffix(" allergy")
            yield draft


def _in_prose(note: NoteView) -> Iterator[FactDraft]:
    """Allergens named beside allergy words anywhere."""
    yield from _named(note)
    text = note.clean
    phrases, cues = _cues()
    for match in phrases.finditer(note.words):
        place, reach, qualifier = cues[" ".join(match[0].lower().split())]
        section = note.section_at(match.start())
        if "allergy" in section.implies:
            continue
        first, last = note.sentence_at(match.start())
        if place == "before":
            yield from _after(note, match.end(), min(last, match.end() + reach), last, qualifier, match[0])
            continue
        before = [t for t in note.terms_in(max(first, match.start() - 80), match.start()) if t.type in _ALLERGEN_TYPES]
        if not before or match.start() - before[-1].end > reach:
            continue
        if place == "reaction":
            found, _ = _reactions()
            if not found.match(text, _skip_words(text, match.end())):
                continue
        yield _allergen(note, before[-1], text[match.start() : last], qualifier)


def _skip_words(text: str, position: int) -> int:
    """Past blanks and one small word ("caused a rash")."""
    match = re.compile(r"\s*(?:(?:a|an|the|some|severe|mild|bad|generalized|her|his)\s+){0,2}").match(text, position)
    return match.end() if match else position


def _after(note: NoteView, start: int, near: int, last: int, qualifier: str, said: str) -> Iterator[FactDraft]:
    """The allergens that follow an allergy word: the first within reach, the others of its list.

    How severe it was says the word itself ("anaphylaxis to") or what stands behind the allergen.
    """
    previous = None
    terms = note.terms_in(start, last)
    for number, term in enumerate(terms):
        if term.type not in _ALLERGEN_TYPES:
            continue
        between = note.clean[start if previous is None else previous.end : term.start]
        if previous is None and (term.start >= near or ";" in between):
            return
        if previous is not None and not _LIST_GAP.match(between):
            return
        upto = next((other.start for other in terms[number + 1 :] if other.type in _ALLERGEN_TYPES), last)
        yield _allergen(note, term, f"{said} {note.clean[term.end : upto]}", qualifier)
        previous = term

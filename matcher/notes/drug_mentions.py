"""Drugs named in a sentence, and which words around them belong to which drug."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.notes.drug_element import DrugElement
from matcher.notes.drug_elements import drug_elements
from matcher.notes.types import DrugStatus, Precision
from matcher.notes.view import Assertion, NoteView
from matcher.terms.types import TermMatch

GENERIC = frozenset({"drug", "systemic therapy"})
"""Classes so wide that their bare mention ("medications") says nothing."""
_NOT_TAKEN = re.compile(
    r"[- ](?:sparing|free|induced lupus)\b|-(?:stained|coated|based|containing|impregnated|induced|like|related)\b|[- ](?:cells? )?(?:study|trial|protocol|programme?)\b",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(r"[- ]equiv(?:alents?|\.|\b)", re.IGNORECASE)
"""The drug another one's dose is counted in: "methylprednisolone 8 mg (10 mg prednisone-equivalent)"."""
NOT_TOLERATED = re.compile(r"tolera\w*\s+(?:of\s+|to\s+)?\Z", re.IGNORECASE)
"""Not tolerated is taken, an allergy need not be."""


@dataclass(slots=True)
class Episode:
    """One stretch of a drug with one dose."""

    start: int
    end: int
    dose: DrugElement | None = None
    frequency: DrugElement | None = None
    route: str | None = None
    form: str | None = None
    verb: str | None = None
    count: int | None = None
    forms: float | None = None
    """Tablets (puffs …) of that strength at a time."""
    duration: float | None = None
    started: tuple[dt.date, Precision] | None = None
    stopped: tuple[dt.date, Precision] | None = None
    events: list[tuple[dt.date, Precision, int]] = field(default_factory=list)
    window: tuple[dt.date, Precision, int] | None = None
    status: DrugStatus | None = None
    planned: bool = False
    past: bool = False
    stop_reason: str | None = None
    response: str | None = None
    highest: bool = False
    last_given: dt.date | None = None
    """The last day of the last dose said of a course that goes on."""
    capped: bool = False
    """The dose was said to be never exceeded."""
    shifted: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is known but the drug's name."""
        return not (
            self.dose
            or self.frequency
            or self.duration
            or self.started
            or self.stopped
            or self.events
            or self.status
            or self.response
            or self.count
            or self.past
        )


@dataclass(slots=True)
class Mention:
    """A drug named in a sentence, with the elements before and after its name that belong to it."""

    term: TermMatch
    prefix: list[DrugElement]
    suffix: list[DrugElement]
    joined: bool
    """Only commas, strokes and "and" stand between this drug and the next."""
    assertion: Assertion = field(default_factory=Assertion)
    is_aside: bool = False
    """It is named only to say when or why something else was ("before rituximab")."""
    episodes: list[Episode] = field(default_factory=list)


def is_exposure(note: NoteView, term: TermMatch) -> bool:
    """Whether a term is a drug taken or not taken: no allergen, no header, no part of another word."""
    if note.is_allergen(term.start) and not NOT_TOLERATED.search(note.clean[max(0, term.start - 24) : term.start]):
        return False
    section = note.section_at(term.start)
    if term.start < section.body_start:
        return False
    text = note.clean
    if _NOT_TAKEN.match(text, term.end):
        return False
    line_start = text.rfind("\n", 0, term.start) + 1
    return not (
        not text[line_start : term.start].strip(" -*•#\t")
        and re.match(r"s?\s*:", text[term.end : term.end + 3])
        and term.concept in GENERIC
    )


_LEADING = (
    "start",
    "stop",
    "hold",
    "active",
    "given",
    "plan",
    "route",
    "response",
    "highest",
    "naive",
    "before",
    "other",
    "lowest",
    "from",
    "shift",
)


def mentions_in(note: NoteView, start: int, end: int, drugs: Sequence[TermMatch]) -> list[Mention]:
    """The drugs of a sentence, each with its words: those after it up to the next, less those that lead the next."""
    elements = drug_elements(note, start, end, _without_aliases(note.clean, drugs))
    places = [index for index, element in enumerate(elements) if element.kind == "drug"]
    mentions: list[Mention] = []
    prefix = elements[: places[0]] if places else []
    for number, place in enumerate(places):
        following = places[number + 1] if number + 1 < len(places) else len(elements)
        gap = elements[place + 1 : following]
        split = _split(gap) if number + 1 < len(places) else len(gap)
        joined = number + 1 < len(places) and all(
            element.kind in ("comma", "and") or element.says("other", "from") for element in gap
        )
        term = elements[place].term
        assert term is not None
        mentions.append(Mention(term, prefix, gap[:split], joined, note.assertion(term.start, term.end, "exposure")))
        prefix = gap[split:]
    return mentions


def _without_aliases(text: str, drugs: Sequence[TermMatch]) -> list[TermMatch]:
    """The drugs without second names of the one before ("live zoster vaccine (Zostavax) 2018")."""
    kept: list[TermMatch] = []
    for drug in drugs:
        if (
            kept
            and drug.concept == kept[-1].concept
            and text[kept[-1].end : drug.start].strip() in ("(", "[", "=", "/")
        ):
            continue
        if kept and _EQUIVALENT.match(text, drug.end):
            continue
        kept.append(drug)
    return kept


def _split(gap: Sequence[DrugElement]) -> int:
    """Where, between two drugs, the words that lead the second begin."""
    if gap and gap[-1].says("stop") and gap[-1].value.endswith(" from"):
        return len(gap) - 1  # "labetalol (switched from ramipril)"
    depth, last = 0, None
    dosed = any(element.kind in ("dose", "frequency", "time") for element in gap)
    for index, element in enumerate(gap):
        depth += (element.kind == "open") - (element.kind == "close")
        if depth <= 0 and (
            element.kind in ("comma", "semicolon", "and")
            or (element.kind == "colon" and (index or not dosed))
            or element.value in ("then", "followed by")
        ):
            last = index
    if last is not None:
        lead = gap[last + 1 :] if gap[last].kind != "cue" else gap[last:]
        if any(element.kind in ("dose", "frequency", "time") or element.says(*_LEADING) for element in lead):
            return last + 1 if gap[last].kind != "cue" else last
        return len(gap)
    at = len(gap)
    while at > 0 and (
        gap[at - 1].says("route", "response", "before", "active", "given", "start", "plan", "shift")
        or (gap[at - 1].kind == "word" and at < len(gap))
    ):
        at -= 1
        if len(gap) - at > 4:
            break
    while at < len(gap) and gap[at].kind == "word":
        at += 1
    return at

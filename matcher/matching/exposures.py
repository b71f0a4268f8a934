"""Drugs and other exposures: given ever or in a window, above a dose, for long enough, with what response."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from matcher.matching.case import Case
from matcher.matching.cues import said_beside, says
from matcher.matching.denials import contesting
from matcher.matching.dosing import Dose, dose_of
from matcher.matching.events import (
    asks_for_now,
    asks_for_plan,
    course_of,
    event_scales,
    goes_on,
    in_window,
    is_closed,
    judge_event,
)
from matcher.matching.index import Claim
from matcher.matching.outcome import Outcome
from matcher.matching.refractory import FAILED
from matcher.matching.routes import by_route
from matcher.matching.weighing import weigh
from matcher.matching.windows import Position, Span, Stretch, lasted
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_STILL_TAKEN_DAYS = 60
"""A drug in use in a note this near to the screening date is taken to be in use on it."""
_HIGHEST = "highest"
_CHRONIC = "chronic"
_CHRONIC_DAYS = 90
"""Opioids for more than three months are long-term therapy (CDC guideline 2022)."""
_LISTS = frozenset({"medications", "discharge medications"})
_TODAY_SECTIONS = frozenset({"assessment and plan", "plan", "assessment"})
_STEADY_DAYS = 28
"""A dose taken for less is no stable one; a criterion that names a longer time is held against the course besides."""
_STEADY = frozenset({"stable", "stable dose"})
"""That a drug is taken does not say that its dose has not changed."""


def judge_exposure(atom: Atom, case: Case) -> Outcome:
    """Whether a drug (or a member of a class) was given as the atom asks."""
    steady = _CHRONIC in atom.qualifiers or not _STEADY.isdisjoint(atom.qualifiers)
    plain = not (atom.bounds or atom.duration or atom.response or atom.route or atom.count or steady)
    if plain or asks_for_plan(atom):
        return judge_event(atom, case, "exposure")
    scales = event_scales(atom, case)
    doses: dict[str, Dose] = {}
    given = [claim for claim in scales.yes if claim.says == "yes"]
    scales.yes, closing = [], []
    now = asks_for_now(atom)
    for claim in given:
        if now and _is_replaced(claim, given):
            scales.aside.append(claim)
            continue
        position, dose = _as_asked(atom, claim, given, case)
        if dose is not None:
            doses[claim.fact.fact_id] = dose
        if position == "in":
            scales.yes.append(claim)
        elif position == "open":
            scales.maybe.append(claim)
        elif _closes(atom, claim) or (now and dose is not None and dose.position == "out" and goes_on(claim.fact)):
            closing.append(claim)
        else:
            scales.aside.append(claim)
    if not scales.yes and (closing or not scales.maybe):
        scales.no += closing
        scales.aside += scales.maybe if closing else []
        scales.maybe = [] if closing else scales.maybe
    outcome = weigh(atom, scales, "exposure", {"doses": doses}, contesting(atom, case))
    return _with_weights(outcome, doses)


def _is_replaced(claim: Claim, given: Iterable[Claim]) -> bool:
    """Whether a dose told of as given is not the one of today: another of the same drug is in use by a note as new.

    What a list of medications has goes before what the story tells was begun.
    """
    listed = claim.fact.section in _LISTS
    return any(
        other.concept == claim.concept
        and other.fact.dose is not None
        and goes_on(other.fact)
        and not claim.newer_than(other)
        and (not goes_on(claim.fact) or (other.fact.section in _LISTS and not listed))
        for other in given
    )


def _as_asked(atom: Atom, claim: Claim, given: list[Claim], case: Case) -> tuple[Position, Dose | None]:
    positions: list[Position] = [in_window(atom, claim, case)]
    dose = None
    if atom.bounds:
        dose = dose_of(claim, atom, case)
        positions.append(dose.position)
    if atom.duration is not None:
        least, most = course_length(claim, given, case)
        positions.append(lasted(least, most, atom.duration))
    if atom.response:
        positions.append(_responded(atom.response, claim.fact))
    if atom.route:
        positions.append(by_route(atom.route, claim))
    if atom.count is not None:
        positions.append("open")
    if _CHRONIC in atom.qualifiers and not _is_for_long(claim, case):
        positions.append("open")
    steady = said_beside(claim.fact, case.index, "unchanged") or _is_one_dose_since(claim, given, case)
    if not _STEADY.isdisjoint(atom.qualifiers) and not steady:
        positions.append("open")
    if "out" in positions:
        return "out", dose
    return ("open" if "open" in positions else "in"), dose


def _is_one_dose_since(claim: Claim, given: Iterable[Claim], case: Case) -> bool:
    """Whether a drug is taken in a dose that is told with its beginning weeks ago ("5 mg daily since March"), and no other dose is told."""
    fact = claim.fact
    if fact.dose is None or fact.started is None or not goes_on(fact) or case.as_of is None:
        return False
    others = {other.fact.dose for other in given if other.concept == claim.concept and other.fact.dose is not None}
    return others == {fact.dose} and (case.as_of - fact.started).days >= _STEADY_DAYS


def _is_for_long(claim: Claim, case: Case) -> bool:
    """Whether a drug is taken for long: so it is said, it began months ago, or it goes on and is none that was prescribed today."""
    fact = claim.fact
    if said_beside(fact, case.index, "for long"):
        return True
    if not goes_on(fact):
        return False
    if fact.started is not None and claim.day is not None and fact.started < claim.day:
        return (claim.day - fact.started).days >= _CHRONIC_DAYS
    return not says(case.index.sentence(fact), "prescribed today") and fact.section not in _TODAY_SECTIONS


def _responded(asked: str, fact: Fact) -> Position:
    if fact.response is None:
        return "open"
    if fact.response == asked:
        return "in"
    if asked in FAILED:
        return "in" if fact.response in FAILED else "out"
    return "out"


def _closes(atom: Atom, claim: Claim) -> bool:
    """Whether a fact that falls short of what is asked answers the question: the highest dose ever, one drug's whole course."""
    if atom.bounds:
        return _HIGHEST in claim.fact.qualifiers
    if atom.duration is not None:
        return len(atom.concepts) == 1 and claim.concept == atom.concepts[0] and claim.fact.started is not None
    return is_closed(claim.fact)


def _with_weights(outcome: Outcome, doses: dict[str, Dose]) -> Outcome:
    """A dose per kilogram stands on the weight as well."""
    used = [doses[fact.fact_id] for fact in outcome.supports if fact.fact_id in doses]
    weights = tuple({id(dose.weight): dose.weight for dose in used if dose.weight is not None}.values())
    if weights:
        outcome.supports = (*outcome.supports, *weights)
    if any(dose.basis == "derived" for dose in used) and outcome.basis == "documented":
        outcome.basis = "derived"
    return outcome


def course_length(claim: Claim, given: Iterable[Claim], case: Case) -> tuple[float, float]:
    """The least and the most days a drug was taken in the course a fact tells of.

    A course without an end lasts to the newest note in which the drug is in use, and to the screening date where that note is
    recent; a stop told by another fact ends it.
    """
    fact = claim.fact
    if fact.started is None and fact.duration is not None:
        return fact.duration, fact.duration
    course = course_of(claim)
    if isinstance(course, Span):
        if course.first is None:
            return 0.0, float("inf")
        course = Stretch(course, Span(course.first, None))
    if fact.stopped is not None or (fact.duration is not None and not goes_on(fact)):
        return course.days()
    others = [other for other in given if other.concept == claim.concept]
    begun = course.start.first or dt.date.min
    stops = [other for other in others if is_closed(other.fact) and (_stop_day(other) or dt.date.min) >= begun]
    if stops:
        ends = [course_end for other in stops if (course_end := _stop_span(other)) is not None]
        if ends:
            end = min(ends, key=lambda span: span.last or dt.date.max)
            return Stretch(course.start, Span(max(end.first or begun, begun), end.last)).days()
    in_use = [other.day for other in others if other.day is not None and goes_on(other.fact) and other.day >= begun]
    last_seen = max(in_use, default=claim.day if goes_on(fact) else course.start.last)
    if (
        case.as_of is not None
        and last_seen is not None
        and (case.as_of - last_seen).days <= _STILL_TAKEN_DAYS
        and in_use
    ):
        last_seen = case.as_of
    return Stretch(course.start, Span(last_seen, case.as_of)).days()


def _stop_day(claim: Claim) -> dt.date | None:
    return claim.fact.stopped or claim.day


def _stop_span(claim: Claim) -> Span | None:
    from matcher.matching.windows import span_of

    fact = claim.fact
    if fact.stopped is not None:
        return span_of(fact.stopped, fact.stopped_precision)
    return Span(claim.day, claim.day) if claim.day is not None else None

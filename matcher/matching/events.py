"""Things that happened or went on: given drugs, procedures, studies; in a window, ever, or planned."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from matcher.matching.case import Case
from matcher.matching.cues import said_beside, says
from matcher.matching.denials import contesting, denials
from matcher.matching.index import Claim, event_span
from matcher.matching.knowledge import rows
from matcher.matching.near_misses import near_misses
from matcher.matching.ontology import is_kind_of, kinds
from matcher.matching.outcome import Outcome
from matcher.matching.undated import TODAY, told_back, was_before
from matcher.matching.weighing import Scales, weigh
from matcher.matching.windows import (
    Position,
    Span,
    Stretch,
    frame_of,
    is_entry,
    is_future,
    is_washout,
    shifted,
    span_of,
)
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_PLANNED = frozenset({"planned", "scheduled"})
_NOW = frozenset({"current", "ongoing", "concurrent", "concomitant", "active"})
_EVER = frozenset({"history", "previous"})
_LAST = frozenset({"last", "final", "completed"})
_GIVEN = frozenset({"exposure", "procedure"})
_SAID_OF_IT = ("emergency", "elective", "bilateral")
_RECENT = "recent"
_OF_A_DISEASE = frozenset({"controlled", "uncontrolled", "untreated", "refractory"})
TREATED = frozenset({"treated", "adequately treated"})
"""What these say of an operation or a drug ("cancer treated by surgery", "pressure not controlled by an ACE inhibitor") they say of the
disease it is for."""
_REPLACED = re.compile(r"[^.;,\n]{0,40}?(?:->|=>|→)\s*\w")
"""What a support gave way to: "CPAP overnight -> room air"."""
_DATED = frozenset({"day", "month", "year"})
_RECENT_DAYS = 180
"""What is farther back is not surely "recent"."""
_PAST_SECTIONS = frozenset(
    {"past surgical history", "past medical history", "history", "past history", "surgical history"}
)


def judge_event(atom: Atom, case: Case, family: str) -> Outcome:
    """Whether something was done or given: ever, in the atom's window, or is planned."""
    scales = event_scales(atom, case)
    return weigh(atom, scales, family, denials_of=None if asks_for_plan(atom) else contesting(atom, case))


def event_scales(atom: Atom, case: Case) -> Scales:
    """Claims about an event sorted by the window or plan an atom asks for."""
    claims = case.index.claims(atom.concepts)
    if asks_for_plan(atom):
        return _plans(atom, claims, case)
    scales = Scales()
    closing: list[Claim] = []
    mentions: list[Claim] = []
    for claim in claims:
        match claim.says:
            case "yes" if only_mentioned(claim):
                mentions.append(claim)
            case "yes" if asks_for_now(atom) and _is_over(claim, case):
                closing.append(claim)
            case "yes":
                match "open" if not _is_said_so(atom, claim, case) else in_window(atom, claim, case):
                    case "in":
                        scales.yes.append(claim)
                    case "open":
                        scales.maybe.append(claim)
                    case "out":
                        (closing if _is_last(claim, case) else scales.aside).append(claim)
            case "maybe":
                scales.maybe.append(claim)
            case _:
                scales.aside.append(claim)
    scales.maybe += _near_misses(atom, case)
    if closing and atom.type == "participation" and asks_for_now(atom):
        # "Was in a trial of a cream; the study ended in March": one study, and it is over.
        over = [claim for claim in scales.yes if not goes_on(claim.fact)]
        scales.yes = [claim for claim in scales.yes if goes_on(claim.fact)]
        closing += over
    _refer_back(scales, [*closing, *scales.aside])
    scales.no += denials(atom, case)
    (scales.aside if scales.no else scales.maybe).extend(mentions)
    if scales.yes or scales.maybe:
        scales.aside += closing
    else:
        # The last of it lies outside the window: that is an answer.
        scales.no += closing
    return scales


def _near_misses(atom: Atom, case: Case) -> list[Claim]:
    """What was done that some would count as what is asked for (`tables/may_count_as.tsv`): an abscess opened, for surgery."""
    return [
        claim
        for claim in case.index.claims(near_misses(atom))
        if claim.says == "yes"
        and not is_kind_of(claim.concept, atom.concepts)
        and in_window(atom, claim, case) != "out"
    ]


def _is_said_so(atom: Atom, claim: Claim, case: Case) -> bool:
    """Whether the sentence says what no operation or drug is by itself, where a criterion asks for it.

    That it was an emergency, or elective; and of a disease that was treated with it, the disease.
    """
    if _is_bygone_habit(atom, claim):
        return False
    if atom.type == "procedure" and atom.count is not None:
        return False  # how many there were is not counted
    if not TREATED.isdisjoint(atom.qualifiers) and not _names_a_disease(claim.fact, case):
        return False
    if atom.type in _GIVEN and not _OF_A_DISEASE.isdisjoint({*atom.qualifiers} - {*claim.fact.qualifiers}):
        return False
    return all(said_beside(claim.fact, case.index, word) for word in _SAID_OF_IT if word in atom.qualifiers)


def _is_bygone_habit(atom: Atom, claim: Claim) -> bool:
    """Whether a habit is asked for that may be over: "smoker" means who smokes, of whom "20 pack-years" tells only that he did."""
    if (
        atom.window is not None
        or not _EVER.isdisjoint(atom.qualifiers)
        or claim.fact.ongoing
        or claim.fact.status == "active"
    ):
        return False
    return claim.fact.type == "exposure" and is_kind_of(claim.concept, habits())


@cache
def habits() -> tuple[str, ...]:
    """What is smoked or drunk, as a criterion names it."""
    return tuple(row["concept"] for row in rows("smoked_or_drunk"))


def _names_a_disease(fact: Fact, case: Case) -> bool:
    return any(other.type == "condition" and not other.negated for other in case.index.beside(fact))


def _refer_back(scales: Scales, dated: list[Claim]) -> None:
    """Takes a mention without any date for what the notes date elsewhere: "failed belimumab" is the course that ended in August."""
    told = {claim.concept for claim in dated if claim.says == "yes"}
    bare = [c for c in scales.maybe if c.says == "yes" and c.concept in told and is_undated(c.fact)]
    scales.maybe = [claim for claim in scales.maybe if claim not in bare]
    scales.aside += bare


def is_undated(fact: Fact) -> bool:
    """Whether a fact tells nothing of when, how much or whether still."""
    told = (fact.started, fact.stopped, fact.date_end, fact.status, fact.dose, fact.duration)
    dated = fact.date is not None and fact.date_precision not in ("note", "none")
    return not dated and fact.ongoing is None and all(value is None for value in told)


@cache
def _talked_of() -> tuple[str, ...]:
    return tuple(row["concept"] for row in rows("bare_mention"))


def only_mentioned(claim: Claim) -> bool:
    """Whether a treatment that is more talked of than given is named without any sign that it was given."""
    fact = claim.fact
    told = (fact.status, fact.started, fact.stopped, fact.response, fact.dose, fact.duration, fact.ongoing)
    dated = fact.date is not None and fact.date_precision not in ("note", "none")
    if dated or fact.historical or any(value is not None for value in told):
        return False
    return is_kind_of(claim.concept, _talked_of())


def asks_for_now(atom: Atom) -> bool:
    """Whether an atom is about what goes on at screening, and not about a time of its own."""
    if not _EVER.isdisjoint(atom.qualifiers):
        return False
    return is_entry(atom.window) if atom.window is not None else not _NOW.isdisjoint(atom.qualifiers)


def _is_over(claim: Claim, case: Case) -> bool:
    """Whether what was given or done had ended by the day of screening."""
    fact = claim.fact
    ended = fact.stopped or fact.date_end
    if ended is not None and case.as_of is not None and ended > case.as_of:
        return False
    if fact.type == "participation" and says(fact.text, "study over"):
        return True
    if fact.type == "procedure" and not goes_on(fact) and (fact.historical or fact.section in _PAST_SECTIONS):
        return True  # what is listed as done is not going on
    return is_closed(fact) or (ended is not None and not fact.ongoing) or _was_ended(claim, case)


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("ended_by"):
        found.setdefault(row["concept"], []).append(row["ended_by"])
    return {name: tuple(ended) for name, ended in found.items()}


def _was_ended(claim: Claim, case: Case) -> bool:
    """Whether what was begun has been undone since: a tube taken out, a support replaced by a lesser one (`tables/ended_by.tsv`)."""
    begun = event_span(claim).last
    note = case.index.notes.get(claim.fact.note_id)
    if (
        claim.fact.type == "procedure"
        and note is not None
        and _REPLACED.match(note.text, claim.fact.end, claim.fact.sentence[1])
    ):
        return True
    for concept in kinds(claim.concept) & _endings().keys():
        for end in case.index.claims(_endings()[concept]):
            last = event_span(end).last
            if end.says != "yes" or begun is None or last is None or last < begun:
                continue
            if end.fact.date_precision in _DATED or (
                end.fact.note_id == claim.fact.note_id and end.fact.start > claim.fact.start
            ):
                return True
    return False


def asks_for_plan(atom: Atom) -> bool:
    """Whether an atom is about what is to come."""
    return not _PLANNED.isdisjoint(atom.qualifiers) or (atom.window is not None and is_future(atom.window))


def _plans(atom: Atom, claims: list[Claim], case: Case) -> Scales:
    scales = Scales()
    for claim in claims:
        fact = claim.fact
        if claim.says == "plan":
            ahead = fact.date is not None and case.as_of is not None and fact.date > case.as_of
            set_down = not _PLANNED.isdisjoint(fact.qualifiers) or fact.status == "planned"
            past = fact.date is not None and fact.date_precision == "day" and not ahead
            if not (set_down or ahead):
                scales.aside.append(claim)  # an option, a thing considered
            elif fact.uncertain:
                scales.maybe.append(claim)
            elif past and case.as_of is not None and fact.date is not None and _went_by(fact.date, claim, case.as_of):
                scales.maybe.append(claim)  # the day has gone by: done or not, nothing says
            else:
                scales.yes.append(claim)
        elif claim.says != "no plan":
            scales.aside.append(claim)
    for concept in atom.concepts:
        scales.no += [claim for claim in case.index.claims_above(concept) if claim.says == "no plan"]
    return scales


def _went_by(date: dt.date, claim: Claim, as_of: dt.date) -> bool:
    return claim.day is not None and claim.day < date <= as_of


def in_window(atom: Atom, claim: Claim, case: Case) -> Position:
    """Whether an event surely lies in an atom's window, surely not, or cannot be told."""
    if atom.window is None or atom.window.amount is None:
        return "open" if _RECENT in atom.qualifiers and _may_be_old(claim, case) else "in"
    if case.as_of is None:
        back = None if is_washout(atom.window) else told_back(claim.fact, case)
        if back is not None:
            return back.position_in(frame_of(atom.window, TODAY))
        return "out" if was_before(course_of(claim), atom.window, case) else "open"
    frame = frame_of(atom.window, case.as_of)
    course = _ended_course(claim, case)
    found = course.position_in(frame)
    if is_washout(atom.window) and found == "in":
        recent = Span(frame.last, case.as_of)
        return "in" if course.position_in(recent) == "out" else "open"
    if found == "out" and _may_go_on(claim, frame):
        return "open"
    if found == "open" and is_undated(claim.fact) and claim.fact.historical and claim.fact.section in _PAST_SECTIONS:
        return "out"  # what is listed as history without a date is not of these weeks
    return found


def _may_go_on(claim: Claim, frame: Span) -> bool:
    """Whether a drug told with its dose and how often it is taken began before a window, and nothing is said of an end."""
    fact = claim.fact
    told = (fact.stopped, fact.date_end, fact.duration, fact.status)
    if fact.type != "exposure" or fact.historical or any(value is not None for value in told) or is_closed(fact):
        return False
    began = fact.date is not None and frame.first is not None and fact.date < frame.first
    return began and fact.dose is not None and fact.frequency is not None and fact.date_precision in _DATED


def _may_be_old(claim: Claim, case: Case) -> bool:
    """Whether what a criterion asks for as recent is told as history, or of a day long before."""
    fact = claim.fact
    if goes_on(fact):
        return False
    if fact.date is not None and fact.date_precision not in ("note", "none") and case.as_of is not None:
        return (case.as_of - fact.date).days > _RECENT_DAYS
    return fact.historical


def _ended_course(claim: Claim, case: Case) -> Span | Stretch:
    """The course a claim tells of, ended where a later or better statement tells of its end."""
    fact = claim.fact
    if (
        fact.started is None
        and fact.date_precision in ("day", "month")
        and said_beside(fact, case.index, "last dose dated")
    ):
        return span_of(fact.date, fact.date_precision)
    course = course_of(claim)
    if not goes_on(fact) or claim.day is None:
        return course
    ends = [end for other in case.index.about.get(claim.concept, ()) if (end := _end_told(other, claim)) is not None]
    if not ends:
        return course
    start = course.start if isinstance(course, Stretch) else course
    return Stretch(start, min(ends, key=lambda end: end.last or dt.date.max))


def _end_told(stop: Claim, claim: Claim) -> Span | None:
    if stop.says != "yes" or not is_closed(stop.fact) or stop.day is None or claim.day is None:
        return None
    ended = span_of(stop.fact.stopped, stop.fact.stopped_precision) if stop.fact.stopped is not None else None
    if stop.day > claim.day:
        return ended or Span(claim.day, stop.day)
    # A list that is carried along still says "current" of what the same note says was stopped.
    return ended if claim.weak and not stop.weak and stop.day == claim.day else None


def is_closed(fact: Fact) -> bool:
    """Whether a fact tells of the end of something: stopped, the last dose, over."""
    return (
        fact.stopped is not None
        or fact.status == "stopped"
        or fact.ongoing is False
        or not _LAST.isdisjoint(fact.qualifiers)
    )


_LAST_BEFORE = re.compile(r"(?:last|final|latest|most recent)(?: \w+){0,2}(?: of)?\s*$", re.IGNORECASE)


def _is_last(claim: Claim, case: Case) -> bool:
    """Whether a dated event is said to be the last of its kind."""
    fact = claim.fact
    if is_closed(fact) or said_beside(fact, case.index, "the last of it"):
        return True
    note = case.index.notes.get(fact.note_id)
    before = "" if note is None else note.text[max(fact.sentence[0], fact.start - 30) : fact.start]
    return _LAST_BEFORE.search(before) is not None


def goes_on(fact: Fact) -> bool:
    """Whether something was still being taken or done on the day of its note."""
    if fact.status in ("stopped", "held", "never") or fact.stopped is not None or fact.ongoing is False:
        return False
    if fact.status == "active" or fact.ongoing:
        return True
    return fact.started is not None and not fact.historical and fact.date_end is None and fact.duration is None


def course_of(claim: Claim) -> Span | Stretch:
    """When something took place: one day or a stretch, as exactly as its fact tells."""
    fact = claim.fact
    start = span_of(fact.started, fact.started_precision) if fact.started is not None else event_span(claim)
    if fact.stopped is not None:
        return Stretch(start, span_of(fact.stopped, fact.stopped_precision))
    if fact.date_end is not None:
        return Stretch(span_of(fact.date, fact.date_precision), Span(fact.date_end, fact.date_end))
    if goes_on(fact):
        return Stretch(start, Span(claim.day, None))
    if fact.duration is not None and start.first is not None and start.last is not None:
        days = fact.duration
        return Stretch(start, Span(shifted(start.first, days, "day"), shifted(start.last, days, "day")))
    if fact.status in ("stopped", "held"):
        return Stretch(start, Span(start.first, claim.day))
    return start

"""Drugs, drug classes and vaccines of a note, with dose, times, status, reason for stopping and response, as facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from matcher.notes.dosing import dose_unit
from matcher.notes.drug_mentions import GENERIC, NOT_TOLERATED, Episode, Mention, is_exposure, mentions_in
from matcher.notes.drug_reader import SentenceReader
from matcher.notes.drug_suffix import OF_SEVERAL_PLANNED
from matcher.notes.drug_tables import date_columns
from matcher.notes.phrases import TABLES
from matcher.notes.stop_reasons import tells_of_harm
from matcher.notes.view import FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.text.tables import read_table
from matcher.text.times import resolve

_GIVING = re.compile(
    r"\b(?:infusions?|infusion slots?|doses?|cycles?|courses?|injections?|treatments?|it|this|therapy|the drug)\b",
    re.IGNORECASE,
)
_NOT_GIVEN = re.compile(
    r"\b(?:(?:was|were|is|are|been)\s+)?(?:never|not)\s+(?:yet\s+)?(?:given|started|administered|received|begun|infused)\b|\b(?:cancel\w+|called off)\b",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"\b(?:stopped|discontinued|ceased|withdrawn|completed|finished|ended)\b", re.IGNORECASE)
_NONE_AFTER = re.compile(
    r"(?: use| intake| consumption| history)?\s*[:=]\s*(?:none|no|never|denies|denied|nil|negative|non-?\s?(?:smoker|drinker|user))\b",
    re.IGNORECASE,
)
_NON_BEFORE = re.compile(r"\bnon[- ]?\Z|\bnever[- ]\Z", re.IGNORECASE)
_NONE_LATER = re.compile(
    r"[^;.\n]{0,30}?[,;:(-]\s*(?:and\s+|but\s+)?(?:(?:none|nothing|never)(?:\s+[\w-]+){0,3}?\s+(?:after\w*|since|later|thereafter|subsequently|again|then)"
    r"|not\s+(?:after\w*|since|later|again|thereafter|repeated)|no\s+(?:more|further)\b)",
    re.IGNORECASE,
)
_LAST_BEFORE = re.compile(r"\b(?:last|final|latest|most recent)(?:\s+[\w-]+){0,2}\s+\Z", re.IGNORECASE)
_LAST_WITHIN = re.compile(r"\b(?:last|final|latest|most recent)\s+(?:[a-z]+\s+){0,3}:?\s*(?=\d|[A-Z][a-z]{2})")
_PAST_HABIT = re.compile(
    r"\b(?:smoked|drank|used|quit|ex|former|formerly|stopped|history of|past|previous|prior|used to|pack[- ]years?|smoking history)\b",
    re.IGNORECASE,
)
_COURSE = 14  # days; a dose given "x 3 days" is a daily one


def extract(note: NoteView) -> list[FactDraft]:
    """The exposures of a note: one fact for each stretch of a drug with a dose of its own, or each dated dose.

    A denial "since" a time has `started` at that time. An earlier dose of a drug that goes on is `historical` and has no
    status. A dose without a frequency has no `daily_dose`, except "x 3 days".
    """
    drafts: list[FactDraft] = []
    exposures = [term for term in note.terms if term.type == "exposure" and is_exposure(note, term)]
    columns = date_columns(note) if exposures else {}
    position = 0
    previous: tuple[int, list[Mention]] | None = None
    sentences = {note.sentence_index(term.start) for term in exposures}
    for index, (start, end) in enumerate(note.sentences):
        if index not in sentences:
            if previous is not None and index - previous[0] <= 2:
                drafts.extend(_continued(note, start, end, previous[1], previous[0]))
            continue
        drugs = []
        while position < len(exposures) and exposures[position].start < end:
            drugs.append(exposures[position])
            position += 1
        mentions = mentions_in(note, start, end, drugs)
        SentenceReader(note, start, end, mentions, columns).read()
        for mention in mentions:
            drafts.extend(_drafts(note, mention))
        previous = (index, mentions)
    return drafts


def _drafts(note: NoteView, mention: Mention) -> Iterator[FactDraft]:
    episodes = _merged(mention)
    assertion = mention.assertion
    last = len(episodes) - 1
    for number, episode in enumerate(episodes):
        draft = FactDraft("exposure", mention.term.concept, episode.start, episode.end)
        draft.fuzzy, draft.ambiguous = mention.term.fuzzy, mention.term.ambiguous
        draft.assert_as(assertion)
        _dose(note, draft, episode)
        _status(note, draft, mention, episode, earlier=number < last)
        draft.route, draft.duration = episode.route or episode.form, episode.duration
        draft.stop_reason = episode.stop_reason
        draft.response = episode.response or ("intolerant" if tells_of_harm(episode.stop_reason) else None)
        if episode.started:
            draft.started, draft.started_precision = episode.started
        if episode.stopped:
            draft.stopped, draft.stopped_precision = episode.stopped
        _last_dose(note, draft, episode)
        _habit(note, draft, episode)
        draft.qualifiers = _qualifiers(note, mention, episode, draft)
        if mention.term.concept in GENERIC and not draft.negated and episode.blank and not draft.qualifiers:
            continue
        yield from _dated(note, draft, episode, mention)


def _merged(mention: Mention) -> list[Episode]:
    """Episodes of which the first knows only since when and the second only how much, as one: "since 3/2024, now 2 g"."""
    episodes = mention.episodes
    if len(episodes) == 2 and episodes[0].dose is None and episodes[1].started is None:
        first, second = episodes
        first.dose, first.frequency = second.dose, second.frequency
        first.end = max(first.end, second.end)
        first.status = second.status or first.status
        first.past = False
        return [first]
    return episodes


def _dose(note: NoteView, draft: FactDraft, episode: Episode) -> None:
    """Dose, unit, frequency in the note's words, and the dose a day where it can be computed."""
    frequency = episode.frequency
    per_day = frequency.per_day if frequency else None
    draft.frequency = note.clean[frequency.start : frequency.end] if frequency else None
    if episode.dose is None or episode.dose.quantity is None:
        return
    quantity = episode.dose.quantity
    unit = dose_unit(quantity.unit)
    draft.dose = quantity.value * (episode.forms or 1)
    draft.value_high = quantity.value_high
    draft.comparator = quantity.comparator if quantity.comparator != "=" else None
    if episode.capped:
        draft.comparator = "<="  # "never more than 20 mg"
    draft.dose_unit = unit.name if unit else None
    if unit and unit.frequency:
        per_day = unit.per_day
        draft.frequency = draft.frequency or unit.frequency
    elif frequency is None and _is_daily_course(draft.concept, episode):
        per_day = 1.0  # "1 g IV x3 days"
    if per_day:
        draft.daily_dose = round(draft.dose * per_day, 4)


def _is_daily_course(concept: str, episode: Episode) -> bool:
    """Whether a dose given for a time is one a day: short courses, and glucocorticoids whatever their length."""
    if not episode.duration:
        return False
    return episode.duration <= _COURSE or vocabulary().is_a(concept, "glucocorticoid")


def _status(note: NoteView, draft: FactDraft, mention: Mention, episode: Episode, *, earlier: bool) -> None:
    assertion = mention.assertion
    intolerant = NOT_TOLERATED.search(note.clean[max(0, mention.term.start - 24) : mention.term.start]) is not None
    if intolerant and not episode.response:
        draft.response, episode.response = "intolerant", "intolerant"
    if episode.capped:
        episode.status = None
    words = {note.clean[start:end].lower() for start, end, _ in assertion.cues}
    stopped = episode.status == "stopped" and not any("never" in word for word in words)
    if draft.negated and (
        stopped and any(word in ("no longer", "off") or word.startswith("no longer") for word in words)
    ):
        draft.negated = False
    if episode.capped or intolerant:
        draft.negated = False
    if (
        episode.status == "never"
        or _NONE_AFTER.match(note.clean, mention.term.end)
        or _NON_BEFORE.search(note.clean[max(0, mention.term.start - 8) : mention.term.start])
    ):
        draft.negated = True
    if draft.negated:
        ever = any(re.search(r"never|ever\b|na[iï]ve|not given|cancel", word) for word in words) or re.search(
            r"\bever\b|\bnever\b", note.clean[draft.start : note.sentence_at(draft.start)[1]].lower()
        )
        draft.status = (
            "never"
            if ever or episode.status == "never" or any(category == "NEVER_GIVEN" for *_, category in assertion.cues)
            else None
        )
        draft.hypothetical = False
        return
    planned = episode.planned or assertion.planned or assertion.scheduled or draft.hypothetical
    if (
        planned
        and OF_SEVERAL_PLANNED.search(note.clean, draft.start, note.sentence_at(draft.start)[1])
        and episode.events
    ):
        planned = episode.planned
    done = episode.status in ("stopped", "held") or (
        episode.status == "active" and (episode.started is not None or episode.past)
    )
    if planned and not (done and not episode.planned):
        draft.hypothetical, draft.status = True, "planned"
        return
    draft.hypothetical = False
    draft.status = episode.status
    if (
        earlier
        and not (episode.dose is None and episode.started and not episode.stopped)
        and not episode_is_current(episode)
    ):
        draft.historical = True
        draft.status = "stopped" if episode.status == "stopped" else None
    elif (
        draft.status is None
        and not vocabulary().is_a(draft.concept, "vaccine")
        and _in_current_list(note, draft.start)
        and not episode.events
        and not episode.past
    ):
        draft.status = "active"
    if draft.status == "active" and vocabulary().is_a(draft.concept, "vaccine"):
        draft.status = None
    if draft.status == "stopped":
        draft.ongoing = False
    elif draft.status == "active":
        draft.ongoing = True


@cache
def _habits() -> frozenset[str]:
    return frozenset(row["concept"] for row in read_table(TABLES / "habits.tsv"))


def is_habit(concept: str) -> bool:
    """Whether something is taken by habit (`tables/habits.tsv`): tobacco, alcohol, drugs of abuse."""
    return concept in _habits()


def _habit(note: NoteView, draft: FactDraft, episode: Episode) -> None:
    """What is taken by habit is told as history; it goes on where no word says that it is past."""
    if not is_habit(draft.concept) or draft.family or draft.hypothetical or _in_current_list(note, draft.start):
        return
    past = (
        draft.historical or episode.past or draft.stopped is not None or _PAST_HABIT.search(_words_before(note, draft))
    )
    draft.historical = True
    if not past and not draft.negated and draft.ongoing is None and not draft.uncertain:
        draft.ongoing = True


def _words_before(note: NoteView, draft: FactDraft) -> str:
    """The words of a draft with the few before them."""
    return note.clean[max(draft.start - 30, note.sentence_at(draft.start)[0]) : draft.end]


def _last_dose(note: NoteView, draft: FactDraft, episode: Episode) -> None:
    """The course of a drug runs from its start to the last dose said: "monthly since 2022, last infusion 08/12/2025"."""
    if episode.last_given is None or draft.negated or draft.hypothetical:
        return
    draft.date_end = episode.last_given if note.anchor is None else min(episode.last_given, note.anchor)


def _is_last(note: NoteView, draft: FactDraft, episode: Episode) -> bool:
    """Whether a dated dose or course is said to be the last: "last rituximab 05/2024", "in May 2024, none since"."""
    if draft.negated or draft.hypothetical or not (episode.events or episode.stopped or episode.last_given):
        return False
    end = note.sentence_at(draft.start)[1]
    after = _NONE_LATER.match(note.clean, draft.end, end)
    if after is not None:
        return True
    if episode.status == "active":
        return False  # the latest of a course that goes on
    return _LAST_BEFORE.search(note.clean, max(0, draft.start - 30), draft.start) is not None or (
        len(episode.events) == 1 and _LAST_WITHIN.search(note.clean, draft.start, draft.end) is not None
    )


def episode_is_current(episode: Episode) -> bool:
    """Whether an episode is the present one though another is planned after it."""
    return not episode.past and episode.status in (None, "active")


def _in_current_list(note: NoteView, position: int) -> bool:
    return "medication" in note.section_at(position).implies


def _qualifiers(note: NoteView, mention: Mention, episode: Episode, draft: FactDraft) -> tuple[str, ...]:
    found = []
    if episode.highest:
        found.append("highest")
    if _is_last(note, draft, episode):
        found.append("last")
    if any(element.says("other") and mention.term.start - element.end <= 3 for element in mention.prefix):
        found.append("other")
    if mention.assertion.scheduled and draft.hypothetical:
        found.append("scheduled")
    elif draft.hypothetical:
        found.append("planned")
    if mention.assertion.declined:
        found.append("declined")
    return tuple(found)


def _dated(note: NoteView, draft: FactDraft, episode: Episode, mention: Mention) -> Iterator[FactDraft]:
    """The draft, once for each day a dose was given; a course with a length starts on its day."""
    if draft.negated:
        # A denial holds for a stretch of time ("this year", "since 2019"), not for a day.
        if episode.window is not None and draft.started is None:
            draft.started, draft.started_precision = episode.window[:2]
            draft.end = max(draft.end, episode.window[2])
        episode.events = []
    if not episode.events:
        if mention.is_aside and draft.date is None and draft.started is None:
            draft.date, draft.date_precision = note.note_date, "note"
        yield draft
        return
    for number, (date, precision, end) in enumerate(episode.events):
        each = replace(
            draft,
            date=date,
            date_precision=precision,
            end=max(end, mention.term.end)
            if number
            else max(draft.end if len(episode.events) == 1 else end, mention.term.end),
        )
        if number == len(episode.events) - 1:
            each.end = max(each.end, draft.end)
        if draft.duration and draft.started is None and not draft.hypothetical:
            each.started, each.started_precision = date, precision
            _end_course(note, each)
        yield each


def _end_course(note: NoteView, draft: FactDraft) -> None:
    """A course that began long enough ago is over: "cephalexin for 10 days in August"."""
    if draft.started is None or draft.duration is None or note.anchor is None or draft.stopped is not None:
        return
    slack = {"day": 0, "month": 31, "year": 366}.get(draft.started_precision, 0)
    last = draft.started + dt.timedelta(round(draft.duration))
    if last + dt.timedelta(slack) < note.anchor:
        draft.stopped, draft.stopped_precision = last, draft.started_precision
        draft.status, draft.ongoing = "stopped", False


def _continued(note: NoteView, start: int, end: int, mentions: list[Mention], index: int) -> Iterator[FactDraft]:
    """What a sentence without a drug says of the last one: "Infusion slots were cancelled, NOT given"."""
    text = note.clean
    if "\n\n" in text[note.sentences[index][1] : start] or not mentions or not _GIVING.search(text, start, end):
        return
    concept = mentions[-1].term.concept
    never = max(_NOT_GIVEN.finditer(text, start, end), key=lambda match: match.end(), default=None)
    giving = _GIVING.search(text, start, end)
    assert giving is not None
    if never is not None and giving.start() < never.end():
        yield FactDraft(
            "exposure",
            concept,
            giving.start(),
            never.end(),
            negated=True,
            status="never",
            family=mentions[-1].assertion.family,
        )
        return
    stopped = _STOPPED.search(text, giving.end(), end)
    if (
        stopped is not None
        and stopped.start() - giving.end() <= 30
        and giving[0].lower() in ("it", "this", "treatment", "therapy", "the drug")
    ):
        draft = FactDraft(
            "exposure",
            concept,
            giving.start(),
            stopped.end(),
            status="stopped",
            ongoing=False,
            family=mentions[-1].assertion.family,
        )
        for time in note.times_at(start):
            found = resolve(time, note.anchor)
            if (
                time.start >= stopped.end()
                and time.start - stopped.end() <= 6
                and found.date is not None
                and time.kind in ("date", "relative")
            ):
                draft.stopped, draft.stopped_precision, draft.end = found.date, found.precision, time.end
        yield draft

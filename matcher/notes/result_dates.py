"""When a result was: its own time, that of its list, line, block or section."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass

from matcher.notes.element import Element
from matcher.notes.result import Reading
from matcher.notes.types import Precision
from matcher.notes.view import NoteView
from matcher.text.times import TimeExpression, resolve

_HEADER_LONGEST = 70
_MOST_TIMES = 4  # times before a name that are looked at
_BESIDE = 60  # characters from a time to a name that it dates
_TEST_WORDS = re.compile(
    r"\b(?:labs?|laborator(?:y|ies)|bloods?|results?|chemistr(?:y|ies)|serolog(?:y|ies)|screen|panel|tests?|studies|study|vitals?|exam(?:ination)?|echo\w*|tte|tee|mri|ct|pet|scan|"
    r"ultrasound|x-?ray|cbc|fbc|bmp|cmp|lfts?|hematology|haematology|coag\w*|immunology|urine|urinalysis|ua|biopsy|bronchoscopy|cath\w*|visit|admission|check|drawn|workup|work-up|dexa|"
    r"pfts?|spirometry|investigations?|score|assessment)\b",
    re.IGNORECASE,
)


_REASON = re.compile(
    r"[\s,)]*\(?(?:for|because of|due to|given|with|on account of)(?: an?| the| h(?:er|is))?\s+", re.IGNORECASE
)
"""Between the time of a treatment and the value it was given for: "40 mg x 4 d, 6/2023, for plt 11"."""


@dataclass(slots=True)
class Dated:
    """A date that holds for what follows up to an offset."""

    until: int
    date: dt.date
    precision: Precision


def anchor_at(note: NoteView, position: int) -> dt.date | None:
    """The day that times at a position count from: that of the visit a section was copied from, else the note's."""
    section = note.section_at(position)
    return section.date if section.copied and section.date else note.anchor


def block_date(note: NoteView, start: int, end: int) -> Dated | None:
    """The date of a header line ("Labs 05/23") for the lines below it, up to a blank line or the next header."""
    text = note.clean
    if end - start > _HEADER_LONGEST or text[end : end + 1] not in ("\n", "") or text[start:end].endswith("."):
        return None
    dates = [time for time in note.times_at(start) if time.kind == "date" and start <= time.start and time.end <= end]
    if len(dates) != 1 or not _TEST_WORDS.search(text, start, dates[0].start):
        return None
    if text[dates[0].end : end].strip(" )]:.-,") or any(
        term.type == "measurement" for term in note.terms_in(start, end)
    ):
        return None
    found = resolve(dates[0], anchor_at(note, start))
    if found.date is None:
        return None
    blank = text.find("\n\n", end)
    return Dated(blank if blank >= 0 else len(text), found.date, found.precision)


def line_date(note: NoteView, start: int, end: int, found: list[Element]) -> Dated | None:
    """The date that opens a line ("31 Mar: ALT 24 …", "Labs 6/10: WBC …"): it holds to the end of the line."""
    text = note.clean
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip(" -*•#>\t") or not found:
        return None
    for number, element in enumerate(found[:12]):
        if element.kind in ("name", "number", "quality") and element.kind != "quality":
            return None
        if element.kind == "time" and element.time is not None and element.time.kind in ("date", "relative"):
            after = next(
                (other.kind for other in found[number + 1 : number + 4] if other.kind not in ("close", "fill")), ""
            )
            if after != "colon":
                return None
            resolved = resolve(element.time, anchor_at(note, element.start))
            if resolved.date is None:
                return None
            line_end = text.find("\n", end)
            return Dated(line_end if line_end >= 0 else len(text), resolved.date, resolved.precision)
        if element.kind == "colon":
            return None
    return None


def share_times(text: str, readings: list[Reading], found: list[Element], end: int) -> None:
    """Gives readings without a time the one that heads their list, or the one in a bracket that closes it."""
    if not readings:
        return
    leading = _LeadingTimes(text, found)
    before: Reading | None = None
    for reading in readings:
        if reading.time is None and not reading.earlier:
            reading.time = leading.of(reading)
            if reading.time is None and before is not None and before.shared_time:
                joint = text[before.end : reading.start].strip(" ,/&")
                reading.time = before.time if joint in ("", "and", "with") else None
            reading.shared_time = reading.time is not None
        before = reading
    last = readings[-1]
    bare = [reading for reading in readings[:-1] if reading.time is None and not reading.earlier]
    if last.time is not None and not last.shared_time and not last.earlier and len(bare) == len(readings) - 1 and bare:
        closes = text[last.end - 1 : last.end] == ")" and not text[last.end : end].strip(" .;,")
        if closes and last.time.start > last.name.end:
            for reading in bare:
                reading.time = last.time


class _LeadingTimes:
    """The times of a sentence that date what follows them.

    A time does so at the head of the sentence or of a list ("Echo 04/22/2025: LVEF 62 %"), beside a word for a test ("the
    echocardiogram in June showed …"), and close before a name with nothing between that could own it.
    """

    def __init__(self, text: str, found: list[Element]) -> None:
        self.text = text
        self.times: list[tuple[Element, bool]] = []
        self.breaks: list[int] = []
        self.drugs: list[int] = []
        plain = True
        for number, element in enumerate(found):
            if element.kind == "semicolon":
                self.breaks.append(element.start)
            elif element.kind == "entity" and element.value == "exposure":
                self.drugs.append(element.start)
            elif element.time is not None and element.time.kind in ("date", "relative") and not element.time.window:
                self.times.append((element, self._heads(found, number, plain)))
            plain = plain and element.kind not in ("name", "entity", "number", "word")
        self.starts = [element.start for element, _ in self.times]

    def _heads(self, found: list[Element], number: int, plain: bool) -> bool:
        """Whether a time opens its sentence, ends on a colon, stands in a heading's bracket or beside a word for a test."""
        element = found[number]
        following = found[number + 1].kind if number + 1 < len(found) else "end"
        framed = number > 0 and found[number - 1].kind == "open" and following == "close"
        head = self.text[max(found[0].start, element.start - _BESIDE) : element.start]
        short = framed and element.start - found[0].start < 40
        return plain or following == "colon" or short or _TEST_WORDS.search(head[-40:]) is not None

    def of(self, reading: Reading) -> TimeExpression | None:
        """The time that dates a reading, the nearest first."""
        at = bisect_left(self.starts, reading.start)
        since = self._last(self.breaks, reading.start)
        drug = self._last(self.drugs, reading.start)
        for element, heads in reversed(self.times[max(0, at - _MOST_TIMES) : at]):
            if element.start < since:
                return None
            gap = self.text[element.end : reading.start]
            if drug < element.start and (
                _REASON.fullmatch(gap) or heads or (len(gap) <= _BESIDE and not re.search(r"[,;.]", gap))
            ):
                return element.time
        return None

    def _last(self, places: list[int], position: int) -> int:
        at = bisect_left(places, position)
        return places[at - 1] if at else -1


def date_of(
    note: NoteView, reading: Reading, found: list[Element], around: Dated | None
) -> tuple[dt.date | None, Precision]:
    """When a result is from: its own time, else that of what it stands beside; (None, "none") where that is not said.

    Args:
        found: the elements of its sentence.
        around: the date of the row or paragraph it stands in.
    """
    if reading.time is not None:
        resolved = resolve(
            reading.time, anchor_at(note, reading.start), previous=_previous_day(note, found, reading.time)
        )
        if resolved.date is not None:
            return resolved.date, resolved.precision
    if reading.earlier:
        return None, "none"
    if reading.concepts == ("body weight",) and (beside := _event_beside(note, found, reading)) is not None:
        return beside
    if around is not None:
        return around.date, around.precision
    section = note.section_at(reading.name.start)
    return section.date, section.date_precision


def _previous_day(note: NoteView, found: list[Element], time: TimeExpression) -> dt.date | None:
    """The day named last before a time, for "two days later"."""
    if time.anchor not in ("previous", "event"):
        return None
    days = [
        element.time
        for element in found
        if element.time is not None and element.end <= time.start and element.time.kind == "date"
    ]
    return resolve(days[-1], anchor_at(note, days[-1].start)).date if days else None


def _event_beside(note: NoteView, found: list[Element], reading: Reading) -> tuple[dt.date | None, Precision] | None:
    """The time of the event a weight is given for: "80 mg daily in March 2024 (weight then 62 kg)"."""
    opened = any(
        element.kind == "open" and element.start < reading.start and reading.start - element.start < 30
        for element in found
    )
    if not opened:
        return None
    for element in reversed(found):
        if (
            element.time is None
            or element.end > reading.start
            or element.time.kind not in ("date", "relative", "since", "range")
        ):
            continue
        resolved = resolve(element.time, anchor_at(note, element.start))
        if resolved.date is not None:
            return resolved.date, resolved.precision
    return None

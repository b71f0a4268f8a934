"""What a sentence says of a finding beside its name: where it is, when it comes, how long it has been there."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.matching.index import FactIndex
from matcher.matching.windows import DAYS_IN
from matcher.notes.types import Fact
from matcher.text.characters import normalise
from matcher.text.expressions import TimeExpression
from matcher.text.times import find_times

if TYPE_CHECKING:
    from matcher.matching.case import Case

_REACH = 60
_ALL, _ANY = "&", "|"
_TURNS = re.compile(
    r"[.;:]|\b(?:no|not|never|nor|without|denie[sd]|denying|but|except|reliev\w+|improv\w+|better|resolv\w+|unrelated|although|though|while"
    r"|whereas)\b",
    re.IGNORECASE,
)
"""What parts a finding from words that would else be its circumstances ("pain in the calf, relieved by walking")."""
_OF_WHAT_FOLLOWS = frozenset({None, "history"})
"""What leads a length of time that stands before what lasted so long ("five days of fever"); all others stand behind it."""
_UNSAID = (0.0, 0.0)
_LENGTHS = ("duration", "relative")
_ALL_ALONG = frozenset({"for", "over", "since"})
_BEGINS = re.compile(
    r"\b(?:beg[aiu]n|start(?:ed|ing|s)|beginning|onset|developed|appeared|first noticed)\b", re.IGNORECASE
)
_OF = re.compile(r"\s+(?:history\s+)?of\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Groups of words of each of which one must stand near a finding, in its clause."""

    groups: tuple[re.Pattern[str], ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    def hold(self, fact: Fact, index: FactIndex) -> bool:
        """Whether the sentence of a fact has a word of each group."""
        note = index.notes.get(fact.note_id)
        if note is None:
            return False
        first, last = max(fact.sentence[0], fact.start - _REACH), min(fact.sentence[1], fact.end + _REACH)
        return all(
            any(_goes_with(match, fact, note.text) for match in group.finditer(note.text, first, last))
            for group in self.groups
        )


def circumstances(cell: str) -> Circumstances:
    """The circumstances a cell of a table names: "calf | calves & walking | on exertion" is a word of the first and one of the second list."""
    return Circumstances(tuple(_pattern(group) for group in cell.split(_ALL) if group.strip()))


def _pattern(group: str) -> re.Pattern[str]:
    words = sorted((re.escape(word.strip()) for word in group.split(_ANY) if word.strip()), key=len, reverse=True)
    return re.compile(rf"\b(?:{_ANY.join(words)})\b", re.IGNORECASE)


def _goes_with(match: re.Match[str], fact: Fact, text: str) -> bool:
    between = text[fact.end : match.start()] if match.start() >= fact.end else text[match.end() : fact.start]
    return _TURNS.search(between) is None


def said_for(fact: Fact, case: Case) -> tuple[float, float]:
    """The least and the most days a finding has been there, as far as its note says; nothing at all where it does not."""
    if fact.duration is not None:
        return fact.duration, fact.duration
    note = case.index.notes.get(fact.note_id)
    if note is None:
        return _UNSAID
    others = [other for other in case.index.beside(fact) if other.type == "condition" and other is not fact]
    text = normalise(note.text)
    times = find_times(text, *fact.sentence)
    lengths = [time for time in times if time.kind in _LENGTHS]
    if lengths:
        own = [time for time in lengths if _tells_of(time, fact, text)]
        told = [_days(time) for time in own if not any(_is_between(other, fact, time) for other in others)]
        return max(told, default=_UNSAID)
    day = case.index.note_day.get(fact.note_id)
    if not any(time.kind == "since" for time in times):
        return _UNSAID
    if fact.date is not None and fact.date_precision == "day" and day is not None and day > fact.date:
        return float((day - fact.date).days), float((day - fact.date).days)
    return _UNSAID


def _tells_of(time: TimeExpression, fact: Fact, text: str) -> bool:
    """Whether a length of time is that of a finding: "five days of fever", "34 weeks pregnant", "fever for a week"."""
    if time.comparator in ("<", "<=") or not time.unit or time.amount is None:
        return False
    if time.start <= fact.start:
        near = time.kind == "duration" and fact.start - time.end <= _REACH // 2
        return near and (
            time.lead in _OF_WHAT_FOLLOWS or fact.start <= time.end or _OF.match(text, time.end) is not None
        )
    if not 0 <= time.start - fact.end <= _REACH // 2:
        return False
    if time.kind == "duration":
        return time.lead not in _OF_WHAT_FOLLOWS
    # "Pain twice in the past year", "pain a year ago" tell of no length; "for the past year", "began a year ago" do.
    begun = _BEGINS.search(text, max(fact.sentence[0], fact.start - _REACH // 2), time.start) is not None
    return time.direction != "after" and (time.lead in _ALL_ALONG or begun)


def _days(time: TimeExpression) -> tuple[float, float]:
    unit = DAYS_IN[time.unit or "day"]
    least = (time.amount or 0.0) * unit
    most = math.inf if time.comparator in (">", ">=") else (time.amount_high or time.amount or 0.0) * unit
    return least, most


def _is_between(other: Fact, fact: Fact, time: TimeExpression) -> bool:
    if other.start == fact.start:
        return False
    return fact.end <= other.start < time.start or time.end <= other.start < fact.start

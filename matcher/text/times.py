"""Time expressions of clinical notes, and what they mean on the calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from matcher.text.ages import find_ages
from matcher.text.dates import CalendarDate, complete_year, find_dates, may_be_dates, time_words
from matcher.text.expressions import TimeExpression, TimeUnit
from matcher.text.patterns import OPTIONAL_GAP, alternation
from matcher.text.relative import find_relative
from matcher.text.relative_grammar import may_be_relative, words_of_time
from matcher.text.resolution import Interval, resolve
from matcher.text.spans import TimeSpan, find_spans_of_time
from matcher.text.word_index import WordIndex, runs

__all__ = ["Interval", "TimeExpression", "TimeSpan", "TimeUnit", "find_spans_of_time", "find_times", "resolve"]

_DIGIT = re.compile(r"\d")
_YEAR_RANGE = re.compile(r"(?=[12])(?<![\w.,/:$#-])((?:19|20)\d\d)-(\d\d)(?![\w]|[-/.,]\d)")
_TO = re.compile(
    rf"{OPTIONAL_GAP}(?:-|to|until|till|til|through|thru|up to|and up to)(?:{OPTIONAL_GAP}(?:the|about|around|approximately))?{OPTIONAL_GAP}$",
    re.IGNORECASE,
)
_AND = re.compile(r" and $", re.IGNORECASE)
_SINCE = re.compile(
    r"(?<![\w])(?P<lead>since|ever since|starting|beginning|effective|from|between)[ \n](?:the |about |around |approximately |at least |on |in |early |late )?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<![\w])(?P<lead>until|till|til|through|thru|up to|up until)[ \n](?:the |about |around |on )?$", re.IGNORECASE
)
_ON = re.compile(r"[ ](?:on(?:ward|wards)?|forward|forwards|and on)(?=[.,;:)\n]|$)", re.IGNORECASE)


@cache
def _now() -> re.Pattern[str]:
    return re.compile(rf"[ \n]?(?:{alternation(time_words('now'))})(?!\w)", re.IGNORECASE)


def find_times(
    text: str, start: int = 0, end: int | None = None, words: WordIndex | None = None, *, day_first: bool = False
) -> list[TimeExpression]:
    """The time expressions of a stretch of normalised text, left to right, without overlap.

    Args:
        text: normalised text.
        start, end: the stretch.
        words: of the whole text, where many stretches of it are read.
        day_first: whether dates in digits have the day before the month where both readings are possible.

    >>> [(t.kind, t.lead) for t in find_times("MMF since 3/2024, prednisone 80 mg for four weeks in March 2024")]
    [('since', 'since'), ('duration', 'for'), ('date', None)]
    """
    end = len(text) if end is None else end
    found = _atoms(text, start, end, words, day_first)
    if not found:
        return []
    atoms = _with_shared_years(text, _without_overlap(found))
    found = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if atom.kind in ("date", "relative") and not atom.window:
            following = atoms[index + 1] if index + 1 < len(atoms) else None
            left = max(start, found[-1].end if found else start)
            joined = _joined(text, left, end, atom, following)
            found.append(joined)
            index += 2 if joined.kind == "range" and joined.last is following and following is not None else 1
            continue
        found.append(atom)
        index += 1
    return found


def _atoms(text: str, start: int, end: int, index: WordIndex | None, day_first: bool) -> list[TimeExpression]:
    """Dates, ages and relative times; a reader is asked only where its words or digits stand."""
    there = frozenset[str]() if index is not None else runs(text, start, end)

    def has(words: frozenset[str]) -> bool:
        return index.between(words, start, end) if index is not None else not words.isdisjoint(there)

    found: list[TimeExpression] = []
    digits = _DIGIT.search(text, start, end) is not None
    told = has(words_of_time())
    if not (digits or told):
        return found
    if may_be_dates(text, start, end, has, digits=digits):
        found.extend(map(_as_expression, find_dates(text, start, end, day_first=day_first)))
    if digits:
        found.extend(find_ages(text, start, end))
    if told and may_be_relative(has):
        found.extend(find_relative(text, start, end))
    if digits:
        found.extend(_year_ranges(text, start, end))
    return found


_COORDINATED = re.compile(
    r"\s?(?:,\s?(?:and\s)?|and\s|&\s?|or\s)(?:(?:again|then)\s)?(?:on\s)?(?:the\s)?\Z", re.IGNORECASE
)


def _with_shared_years(text: str, atoms: list[TimeExpression]) -> list[TimeExpression]:
    """Gives a date without a year that of the date it is coordinated with: "2 May and 16 May 2022"."""
    for index in range(len(atoms) - 2, -1, -1):
        one, other = atoms[index], atoms[index + 1]
        if one.kind != "date" or other.kind != "date" or one.year is not None or other.start - one.end > 16:
            continue
        whole = one.month and one.day and other.year and other.month and other.day
        if whole and _COORDINATED.match(text[one.end : other.start]):
            earlier = (one.month or 0, one.day or 0) <= (other.month or 0, other.day or 0)
            atoms[index] = replace(one, year=(other.year or 0) - (not earlier))
    return atoms


def _as_expression(date: CalendarDate) -> TimeExpression:
    first = TimeExpression(
        date.start,
        date.end,
        "date",
        year=date.year,
        month=date.month,
        day=date.day,
        part=date.part,
        season=date.season,
        certain=date.certain,
        years=date.years,
    )
    if date.last_day is None:
        return first
    return TimeExpression(date.start, date.end, "range", first=first, last=replace(first, day=date.last_day))


def _year_ranges(text: str, start: int, end: int) -> list[TimeExpression]:
    """ "2015-18": years, the second with two digits."""
    found = []
    for match in _YEAR_RANGE.finditer(text, start, end):
        first, second = int(match[1]), int(match[2])
        later = first // 100 * 100 + second
        if second <= 12 or later <= first or complete_year(match[2]) != later:
            continue
        ends = [
            TimeExpression(match.start(group), match.end(group), "date", year=year)
            for group, year in ((1, first), (2, later))
        ]
        found.append(TimeExpression(match.start(), match.end(), "range", first=ends[0], last=ends[1]))
    return found


def _without_overlap(expressions: list[TimeExpression]) -> list[TimeExpression]:
    """The longest of expressions that overlap; ages before durations."""
    kept: list[TimeExpression] = []
    for expression in sorted(expressions, key=lambda each: (each.start, -(each.end - each.start), each.kind != "age")):
        if kept and expression.start < kept[-1].end:
            last = kept[-1]
            if last.kind == "age" or expression.end - expression.start <= last.end - last.start:
                continue
            kept.pop()
        kept.append(expression)
    return kept


def _joined(text: str, left: int, end: int, atom: TimeExpression, following: TimeExpression | None) -> TimeExpression:
    """An expression with what stands before and after it: a range, a start, an end, or itself."""
    before = text[max(left, atom.start - 40) : atom.start]
    since = _SINCE.search(before)
    if (
        following is not None
        and following.kind in ("date", "relative")
        and not following.window
        and following.start - atom.end < 30
    ):
        between = text[atom.end : following.start]
        lead = since["lead"].lower() if since else None
        if _TO.match(between) or (lead == "between" and _AND.match(between)):
            ends = _matched_ends(atom, following)
            if ends:
                begin = atom.start - len(since[0]) if since else atom.start
                return TimeExpression(begin, following.end, "range", first=ends[0], last=following, lead=lead)
    now = _now().match(text, atom.end, end)
    if now:
        begin = atom.start - len(since[0]) if since else atom.start
        return TimeExpression(
            begin, now.end(), "since", first=atom, open_ended=True, lead=since["lead"].lower() if since else None
        )
    if since and since["lead"].lower() != "between":
        on = _ON.match(text, atom.end, end)
        lead = since["lead"].lower().removeprefix("ever ")
        return TimeExpression(
            atom.start - len(since[0]),
            on.end() if on else atom.end,
            "since",
            first=atom,
            lead=lead,
            certain=atom.certain or lead != "from",
            open_ended=lead in ("since", "starting", "beginning", "effective") or bool(on),
        )
    until = _UNTIL.search(before)
    if until:
        return TimeExpression(atom.start - len(until[0]), atom.end, "until", last=atom, lead=until["lead"].lower())
    return atom


def _matched_ends(first: TimeExpression, last: TimeExpression) -> tuple[TimeExpression, TimeExpression] | None:
    """The ends of a range, the first completed from the last ("02/06 to 02/14/2025"); None where they cannot be one."""
    if first.kind == "date" and last.kind == "date":
        if first.weekday is not None or last.weekday is not None:
            return None
        if first.year is None and last.year is not None and first.month is not None and last.month is not None:
            wraps = (first.month, first.day or 0) > (last.month, last.day or 32)
            first = replace(first, year=last.year - 1 if wraps else last.year)
        if first.year is not None and last.year is not None and first.year > last.year:
            return None
    return replace(first, certain=True), last

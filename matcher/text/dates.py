"""Calendar dates, whole or in part, as they are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

from matcher.records import checked
from matcher.text.patterns import alternation, opening, squeezed
from matcher.text.tables import TABLES, read_table, words_of

Part = Literal["early", "mid", "late"]


@checked(frozen=True, slots=True)
class CalendarDate:
    """A date as written; what is not said is None.

    Attributes:
        start, end: offsets.
        year, month, day: numbers; a year of two digits is completed (49 and below: 20xx).
        part: "early", "mid" or "late" in the month or year.
        season: the year's season, by its first month (3, 6, 9, 12).
        last_day: for "May 14-16" the later day.
        years: how many years from `year` on are meant: 10 for "the 1990s".
        certain: False where digits may mean something else (a bare 2019, 11/23).
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    season: int | None = None
    last_day: int | None = None
    certain: bool = True
    years: int = 1


@cache
def months() -> dict[str, int]:
    """Month names and abbreviations in lower case → 1 … 12."""
    return {row["name"]: int(row["number"]) for row in read_table(TABLES / "months.tsv")}


@cache
def cue_words(role: str) -> frozenset[str]:
    """Words beside digits, by role."""
    return words_of(TABLES / "time_cues.tsv", role, by="role", column="word")


@cache
def time_words(role: str) -> dict[str, str]:
    """Words of relative time of a role → value."""
    return {row["phrase"]: row["value"] for row in read_table(TABLES / "time_words.tsv") if row["role"] == role}


_YEAR = r"(?:19|20)\d\d"
_NOT_AFTER_DIGIT = r"(?<![\w.,/:$#-])(?<!\d-)"
_NOT_BEFORE_DIGIT = r"(?![\w]|[/-]\d|[.,:]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"


@cache
def _finder() -> re.Pattern[str]:
    month = alternation(months())
    season = alternation(time_words("season"))
    part = alternation(phrase for phrase in time_words("part"))
    ordinal = rf"{_DAY}(?:st|nd|rd|th)?"
    month_dot = rf"(?:{month})(?![a-z])\.?"
    gap = r"[ \n-]{0,2}"
    year = rf"(?:{_YEAR}|'\d\d)"
    named = opening([*months(), *time_words("season"), *time_words("part")], r"\d'")
    return re.compile(
        rf"{named}(?:(?<!\w)(?P<part>{part})[ -]?)?(?:"
        rf"{_NOT_AFTER_DIGIT}(?P<iso>(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>{_MONTH_NUMBER})(?P=is)(?P<id>{_DAY}))(?:T\d\d:?\d\d[\d:.Z+-]*)?(?!\d|[/-]\d)"
        rf"|{_NOT_AFTER_DIGIT}(?P<ym>(?P<yy>{_YEAR})-(?P<mm>0[1-9]|1[0-2])){_NOT_BEFORE_DIGIT}"
        rf"|(?<![\w.,/:$#])(?P<full>(?P<a>\d{{1,2}})(?P<s>[/.-])(?P<b>\d{{1,2}})(?P=s)(?P<c>{_YEAR}|\d\d))(?!\d|[/-]\d)"
        rf"|(?<![\w.,:$#])(?<![ (]\d-)(?<![ (]\d\d-)(?P<my>(?P<m>{_MONTH_NUMBER})[/-](?P<y>{_YEAR}))(?!\w|[/.]\d)"
        rf"|(?<![\w.,/:$#])(?P<md>(?P<d1>\d{{1,2}})/(?P<d2>\d{{1,2}}))(?!\w|/\w|[.,%]\d| ?%)"
        rf"|(?<![\w.])(?P<day_first>(?P<dd>{ordinal})(?:(?: ?- ?| to | and | & )(?P<de>{ordinal}))?{gap}(?:of )?(?P<dm>{month_dot})(?:,?{gap}(?P<dy>{year}|(?<=-)\d\d))?)(?![\w])"
        rf"|(?<!\w)(?P<month_first>(?P<nm>{month_dot})[ \n]{{0,2}}(?P<nd>{ordinal})(?:(?: ?- ?| to | and | & )(?P<ne>{ordinal})(?!:|/))?(?!\w|[:/.,]\d)(?:(?:,[ \n]{{0,2}}|[ \n])(?P<ny>{year})(?!\w|[.,]\d))?)"
        rf"|(?<!\w)(?P<month_year>(?P<om>{month_dot})(?:,? (?:of )?|-|/|,|'|(?<=\.)|\n)(?P<oy>{year}|(?<=')\d\d))(?!\w|[.,]\d)"
        rf"|(?<!\w)(?P<season>(?P<sn>{season})(?:,| of| in)? (?P<sy>{_YEAR}))(?!\w)"
        r"|(?<=[ (])(?P<short>'\d\d)(?![\w'])"
        rf"|(?<!\w)(?P<month>{month_dot})(?!\w|'\w)"
        rf"|(?<![\w.,/:$#-])(?P<year_range>(?P<r1>{_YEAR})-(?P<r2>\d\d))(?!\w|[-/.,]\d)"
        rf"|(?<![\w.,:$#=<>≤≥/])(?<![<>=≤≥] )(?<![ (]\d\d\d-)(?P<year>{_YEAR})(?P<decade>'?s)?(?![\w%]|[.,]\d| ?%|/\w))",
        re.IGNORECASE,
    )


_DIGITS_OF_A_DATE = re.compile(r"(?:19|20)\d\d|\d[/.-]\d|'\d\d")


@cache
def month_words() -> frozenset[str]:
    """Runs of letters that end in the name of a month: "march", "thmarch" of "5thMarch"."""
    return frozenset(f"{ordinal}{name}" for name in months() for ordinal in ("", "st", "nd", "rd", "th"))


def may_be_dates(text: str, start: int, end: int, has: Callable[[frozenset[str]], bool], *, digits: bool) -> bool:
    """Whether a stretch can hold a calendar date.

    Args:
        text: normalised text.
        start, end: the stretch.
        has: whether it has one of some runs of letters.
        digits: whether it has a digit.
    """
    return has(month_words()) or (digits and _DIGITS_OF_A_DATE.search(text, start, end) is not None)


def find_dates(text: str, start: int = 0, end: int | None = None, *, day_first: bool = False) -> Iterator[CalendarDate]:
    """The calendar dates of a stretch of normalised text, left to right. US order (month first) unless impossible.

    Args:
        text: normalised text.
        start, end: the stretch.
        day_first: whether the day stands before the month where both orders are possible.
    """
    end = len(text) if end is None else end
    position = start
    pattern = _finder()
    while match := pattern.search(text, position, end):
        date = _read(text, match, start, end)
        if date is None:
            # A refused "3/6" or "may" must not swallow what follows; a refused part word is tried again without it.
            position = match.start() + 1 if match["part"] is None else match.end("part")
            while position < end and text[position - 1].isalnum() and text[position].isalnum():
                position += 1
            continue
        position = max(date.end, match.start() + 1)
        yield _turned(text, date) if day_first else date


_DIGITS = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?\Z")


def _turned(text: str, date: CalendarDate) -> CalendarDate:
    """A date in digits with month and day the other way round, where it was read month first and can be turned."""
    digits = _DIGITS.match(text[date.start : date.end])
    if digits is None or (date.month, date.day) != (int(digits[1]), int(digits[2])) or int(digits[2]) > 12:
        return date
    return replace(date, month=date.day, day=date.month)


def _read(text: str, match: re.Match[str], start: int, end: int) -> CalendarDate | None:
    kind = match.lastgroup
    groups = match.groupdict()
    part: Part | None = time_words("part")[squeezed(groups["part"])] if groups["part"] else None  # type: ignore[assignment]
    first, last = match.span()
    if groups["iso"]:
        return _checked(first, last, int(groups["iy"]), int(groups["im"]), int(groups["id"]), part)
    if groups["ym"]:
        return CalendarDate(first, last, int(groups["yy"]), int(groups["mm"]), part=part)
    if groups["full"]:
        if groups["s"] != "/" and text[match.start("full") - 1 : match.start("full")] == "-":
            return None
        return _from_three(first, last, groups["a"], groups["b"], groups["c"], groups["s"], part)
    if groups["my"]:
        return CalendarDate(first, last, int(groups["y"]), int(groups["m"]), part=part)
    if groups["md"]:
        return _from_two(text, match, start, end)
    if groups["day_first"]:
        return _named(match, "dm", "dd", "de", "dy", part)
    if groups["month_first"]:
        return _named(match, "nm", "nd", "ne", "ny", part)
    if groups["month_year"]:
        return _named(match, "om", None, None, "oy", part)
    if groups["season"]:
        season = int(time_words("season")[groups["sn"].lower()])
        return CalendarDate(first, last, int(groups["sy"]), part=part, season=season)
    if groups["month"]:
        return _bare_month(text, match, start, end, part)
    if groups["short"]:
        if _word_before(text, start, match.start("short")) not in cue_words("year before") and text[
            last : last + 1
        ] not in (".", ",", ";", ")"):
            return None
        return CalendarDate(first, last, complete_year(groups["short"]), part=part)
    if groups["year_range"]:
        return None  # joined by the reader of ranges
    return _bare_year(text, match, start, end, part) if kind else None


def complete_year(digits: str) -> int:
    """The year of two or four digits: "'18" is 2018, "98" 1998."""
    number = int(digits.lstrip("'"))
    if number > 99:
        return number
    return number + (2000 if number < 50 else 1900)


def _checked(
    first: int, last: int, year: int | None, month: int, day: int, part: Part | None = None, last_day: int | None = None
) -> CalendarDate | None:
    try:
        dt.date(year or 2000, month, day)
        if last_day is not None:
            dt.date(year or 2000, month, last_day)
    except ValueError:
        return None
    return CalendarDate(first, last, year, month, day, part, last_day=last_day)


def _from_three(first: int, last: int, a: str, b: str, c: str, sign: str, part: Part | None) -> CalendarDate | None:
    one, two, year = int(a), int(b), complete_year(c)
    if sign == "." and (len(c) == 2 and (len(a), len(b)) != (2, 2)):
        return None  # a section number
    month_first = sign != "."
    if one > 12 or (not month_first and two <= 12):
        one, two = two, one
    return _checked(first, last, year, one, two, part)


def _named(
    match: re.Match[str], month: str, day: str | None, last_day: str | None, year: str, part: Part | None
) -> CalendarDate | None:
    name = match[month].rstrip(".").lower()
    year_digits = match[year]
    number = complete_year(year_digits) if year_digits else None
    if day is None:
        if name in ("mar", "may", "march") and not match[month][0].isupper():
            return None
        return CalendarDate(match.start(), match.end(), number, months()[name], part=part)
    if name in ("may", "march", "mar") and match[month][0].islower() and number is None:
        return None  # "5 may be", "patients may 1"
    later = match[last_day or 0] if last_day else None
    first_day = int(re.sub(r"\D", "", match[day]))
    later_day = int(re.sub(r"\D", "", later)) if later else None
    if later_day is not None and later_day <= first_day:
        return None
    last = match.end() - (1 if match[0].endswith(".") else 0)
    return _checked(match.start(), last, number, months()[name], first_day, part, later_day)


def _word_before(text: str, start: int, place: int) -> str:
    before = text[max(start, place - 20) : place].rstrip(" \n(\"'#")
    return re.split(r"[\s(,;]", before)[-1].rstrip(".:").lower() if before else ""


def _word_after(text: str, place: int, end: int) -> str:
    found = re.compile(r"[ -]?\(?([A-Za-z]+)").match(text, place, min(end, place + 24))
    return found[1].lower() if found else ""


_RESULTS_OF_STUDIES = frozenset({"ef", "ejection", "negative", "ns"})


def _from_two(text: str, match: re.Match[str], start: int, end: int) -> CalendarDate | None:
    """ "02/06", "6/10": month and day where something beside them says so."""
    a, b = match["d1"], match["d2"]
    first, last = match.span("md")
    one, two = int(a), int(b)
    before = _word_before(text, start, first)
    after = _word_after(text, last, end)
    # "TTE 10/9 EF 35 %": what follows the date of a study is its result.
    studied = after in _RESULTS_OF_STUDIES and before in cue_words("date before")
    if (after in cue_words("fraction blocked after") and not studied) or before in cue_words("fraction blocked before"):
        return None
    if not (1 <= one <= 31 and two):
        return None
    if 1 <= one <= 12 and two > 31:
        # month and year: "06/98"; "12/80" may also be a fraction
        certain = len(a) == 2 and before in cue_words("date before")
        return CalendarDate(first, last, complete_year(b), one, certain=certain) if certain else None
    if one <= 12 and _is_short_year(b, before):
        return CalendarDate(first, last, complete_year(b), one)
    if (one > 12 and two > 12) or two > 31:
        return None
    month, day = (one, two) if one <= 12 else (two, one)
    padded = a[0] == "0" or b[0] == "0"
    framed = text[first - 1 : first] in ("(", "[") and text[last : last + 1] in (")", "]", "-", ",", ";", " ")
    paired = bool(_PARTNER.match(text, last, min(end, last + 14)))
    labelled = text[last : last + 1] == ":" and (first == start or text[first - 1] in "\n (")
    lined = first == 0 or text[first - 1] == "\n"
    cued = before in cue_words("date before")
    if not (padded or framed or labelled or lined or cued or paired):
        if (len(a) == 1 and len(b) == 1) or (two in (10, 5, 6, 15, 30) and one <= two):
            return None
        found = _checked(first, last, None, month, day)
        return CalendarDate(first, last, None, month, day, certain=False) if found else None
    if framed and not (padded or cued) and len(a) == 1 and len(b) == 1:
        return None
    return _checked(first, last, None, month, day)


_PARTNER = re.compile(r" ?(?:-|to|thru|through|until) ?\d{1,2}/\d{1,2}(?!\d|/\w{3,})")


def _is_short_year(second: str, before: str) -> bool:
    """ "In 9/22" is a month and a year: days follow "on"."""
    return len(second) == 2 and before == "in"


@cache
def _bare_months() -> frozenset[str]:
    return frozenset(row["name"] for row in read_table(TABLES / "months.tsv") if row["bare"] == "yes")


@cache
def _month_follows() -> re.Pattern[str]:
    return re.compile(rf" ?(?:-|/| to | through ) ?{alternation(months())}(?![a-z])", re.IGNORECASE)


def _bare_month(text: str, match: re.Match[str], start: int, end: int, part: Part | None) -> CalendarDate | None:
    written = match["month"]
    name = written.rstrip(".").lower()
    if written[0].islower():
        return None
    if name not in _bare_months() and not part and not _month_follows().match(text, match.end(), end):
        if _word_before(text, start, match.start("month")) not in (
            cue_words("year before") | cue_words("date before") | {"last", "this", "next"}
        ):
            return None
        if written.isupper() and len(written) < 4:
            return None
    last = match.end() - (1 if written.endswith(".") else 0)
    return CalendarDate(match.start(), last, None, months()[name], part=part)


def _bare_year(text: str, match: re.Match[str], start: int, end: int, part: Part | None) -> CalendarDate | None:
    first, last = match.span("year")
    if match["decade"]:
        decade = int(match["year"])
        return (
            CalendarDate(match.start(), match.end("decade"), decade, part=part, years=10) if decade % 10 == 0 else None
        )
    if _word_after(text, last, end) in cue_words("year blocked after"):
        return None
    before = _word_before(text, start, first)
    framed = text[first - 1 : first] in ("(", "[") or text[last : last + 1] in (")", "]")
    certain = bool(part) or framed or before in cue_words("year before")
    return CalendarDate(match.start(), last, int(match["year"]), part=part, certain=certain)

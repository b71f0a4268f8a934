"""Patterns for times counted from something else, composed from the tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from matcher.text.dates import month_words, months, time_words
from matcher.text.expressions import time_units, unit_letters, unit_words
from matcher.text.numbers import DIGITS, DIGITS_OPEN, number_words, words_pattern
from matcher.text.patterns import alternation, opening
from matcher.text.tables import TABLES, read_table

_WITHIN = r"in|over|during|within|for|throughout|across|on"
_OPENING = (
    *_WITHIN.split("|"),
    *["the", "this", "last", "next", "since", "half", "dol", "day", "days", "week", "weeks", "months", "years"],
)
_OPENING_LETTERS = ("p", "h")
"""The words, and the first letters of words, that the branches of `finder` begin with beside those of the tables."""
_COUNTER = (
    r"P\.?O\.?D\.?|post-?op(?:erative)? day|P\.?P\.?D\.?|postpartum day|H\.?D\.?|hospital day|hosp day|DOL|day of life"
    r"|(?<!per )(?<!every )(?<!/)day|week"
)


@cache
def comparators_before() -> dict[str, str]:
    """Words before an amount that make it a limit: "more than" → ">"."""
    return {
        row["phrase"]: row["comparator"] for row in read_table(TABLES / "comparators.tsv") if row["place"] == "before"
    }


_WHICH = frozenset({"last", "this", "next", "previous", "following", "same"})


@cache
def _telling_words() -> frozenset[str]:
    """Runs of letters of which every expression that `finder` finds has one, save calendar words after "last", "next" …"""
    phrases = [*time_words("day"), *time_words("feast")]
    last = {[run for run in re.findall(r"[^\W\d_]+", phrase) if len(run) > 1][-1] for phrase in phrases}
    weekdays = {f"{name}{plural}" for name in time_words("weekday") for plural in ("", "s")}
    return frozenset(last | weekdays | set(time_units()) | {"weekend", "pod", "ppd", "hd", "dol"})


@cache
def _calendar_words() -> frozenset[str]:
    return frozenset({*months(), *time_words("season")})


@cache
def words_of_time() -> frozenset[str]:
    """Runs of letters of which every relative time has one, and every calendar date that has no digit."""
    return _telling_words() | _calendar_words() | month_words()


def may_be_relative(has: Callable[[frozenset[str]], bool]) -> bool:
    """Whether a stretch can hold a relative time or a duration; `has` tells whether it has one of some runs of letters."""
    return has(_telling_words()) or (has(_calendar_words()) and has(_WHICH))


# "30 months / 9 months" are two lengths of time, "1 g / 4 weeks" is a frequency.
_BY_STROKE = "".join(
    rf"(?<!{unit}{gap})"
    for unit in ("mo", "yr", "yrs", "wk", "wks", "months", "years", "weeks", "days")
    for gap in ("", " ")
)


@cache
def finder() -> re.Pattern[str]:
    """Finds a relative time, a duration or a plain amount of time.

    Groups: word (today), feast, window (past six weeks: w_amount, w_high, w_unit, past), window_one (past year), calendar
    (last March: which, part), weekday, count (POD 4: counter, number), span (amount, high, unit; amount2, unit2; what follows:
    ago, later, side, into, history, old), plural ("years ago").
    """
    amount = (
        rf"(?:{alternation(time_words('few'))}|(?:(?<![\w.,/:$-])|(?<=[ (,]x)|(?<=×)|(?<=[a-z]-)){DIGITS}|{words_pattern()}"
        r"|\bhalf an?|\ban?\b)"
    )
    ago, later, past, part, into = (
        alternation(time_words(role)) for role in ("ago", "later", "past", "part", "event before")
    )
    season, weekday = alternation(time_words("season")), alternation(time_words("weekday"))
    dot = rf"(?:\.(?=[ \n](?:{ago}|{later}|before|prior|after|history|hx|h/o)\b))?"
    letters = unit_letters()
    unit = rf"(?:{unit_words()}\b(?!\w){dot}|(?<=\d){letters}(?![\w/])|(?<=\d ){letters}(?![\w/]))"
    size = r"[ \n-]{0,2}(?:full |consecutive |more |calendar |long |whole |additional )?"
    high = rf"(?: ?- ?| to | or )(?P<high>{amount})"
    span = (
        rf"(?P<amount>{amount})(?P<plus>\+)?(?: ?\(\w{{1,12}}\))?(?:{high})?(?: \(\w{{1,12}}\))?{size}(?P<unit>{unit})"
    )
    more = (
        r"(?:(?P<and_half> and an? half)"
        rf"|(?:,| and|, and)? (?P<amount2>{DIGITS}|{words_pattern()}|an?)[ -](?P<unit2>{unit}))?"
    )
    follows = (
        rf"(?:[ \n](?:(?P<ago>{ago})\b(?!\s+(?:to|than)\b)|(?P<later>{later})\b"
        rf"|(?P<side>before|prior to|preceding|after|following|post)(?=[ \n]\w)|(?P<into>{into})(?!\w)"
        r"|(?P<history>history of|hx of|h/o|hx|history|course|period)\b|(?P<what>of)(?=[ \n]\w))"
        r"|(?P<hyphened>-(?:history|course|period|long)\b)|(?P<old>[ -]?(?:old\b|of age\b|o\b(?! ))))?"
    )
    window_lead = rf"(?:(?P<window_lead>{_WITHIN}) (?:all )?(?:of )?the |(?P<bare_lead>{_WITHIN}) |the )?"
    calendar = rf"(?:{'|'.join(months())}|{season}|{weekday}|day|week|weekend|month|year)"
    roles = ("day", "feast", "past", "part", "weekday", "few")
    named = [*_OPENING_LETTERS, *(phrase for role in roles for phrase in time_words(role))]
    opens = opening(named, DIGITS_OPEN, (*_OPENING, *number_words()))
    return re.compile(
        rf"{opens}(?:\b(?P<word>{alternation(time_words('day'))})\b"
        rf"|\b(?P<feast>{alternation(time_words('feast'))})\b"
        rf"|(?P<window>\b{window_lead}(?P<past>{past}) (?:(?P<w_amount>{amount})(?:(?: ?- ?| to | or )(?P<w_high>{amount}))?[ \n-]{{1,2}})"
        rf"(?P<w_unit>{unit}))"
        rf"|(?P<window_one>\b(?:(?P<one_lead>{_WITHIN}) (?:all )?(?:of )?the (?P<one_past>{past})|(?:the )?(?P<only_past>past)) "
        rf"(?P<o_unit>{unit_words()})\b)"
        rf"|(?:\b(?P<part>{part}) )?\b(?P<which>last|this|the next|next|the previous|the following|the same) (?P<calendar>{calendar})\b"
        rf"|\b(?:on |since )?(?P<weekday>{weekday})s?\b"
        rf"|(?P<count>\b(?P<counter>{_COUNTER})[ -]?[#+]?[ ]?(?P<number>\d{{1,4}}))(?![\d/.:-]\d|\d| ?(?:%|mg|hours?|x\b))"
        rf"|\b(?P<plural>years|months|weeks|days) (?:ago|back|earlier)\b"
        rf"|(?P<span>{span}{more}){follows})",
        re.IGNORECASE,
    )


@cache
def lead() -> re.Pattern[str]:
    """What stands before a duration: the preposition and a limit ("for more than")."""
    limit = rf"(?P<limit>{alternation(comparators_before())})"
    about = (
        r"(?:about|approximately|almost|nearly|around|roughly|some|the|a total of|another|only|well|just|a period of|a)"
    )
    return re.compile(
        r"(?:(?<!\w)(?P<lead>for|x|×|over|during|in|within|after|lasting|lasted|of|times|by|until|at|about|since)"
        rf"(?P<gap>[ \n]{{0,2}}))?(?:{about} )?(?:(?<!\w){limit}[ \n]?)?(?:{about} )?$",
        re.IGNORECASE,
    )


@cache
def frequency() -> re.Pattern[str]:
    """What makes an amount after it a frequency: "every", "q", "times a"."""
    return re.compile(
        rf"(?:(?<!\w)(?:{alternation(time_words('frequency'))})|{_BY_STROKE}/|(?<=\d) ?x|(?<!\w)daily)[ \n-]{{0,2}}(?:other )?$",
        re.IGNORECASE,
    )

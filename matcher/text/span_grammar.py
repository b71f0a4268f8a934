"""Patterns for the windows and durations of criteria, composed from the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.text.dates import time_words
from matcher.text.expressions import unit_letters, unit_words
from matcher.text.numbers import DIGITS, words_pattern
from matcher.text.patterns import OPTIONAL_GAP, alternation
from matcher.text.quantities import Comparator
from matcher.text.tables import TABLES, read_table

Place = Literal["before", "after"]


@cache
def span_words(role: str) -> dict[str, str]:
    """Words around a length of time, of one role → value."""
    return {row["phrase"]: row["value"] for row in read_table(TABLES / "span_words.tsv") if row["role"] == role}


@cache
def anchors() -> dict[str, str]:
    """Anchor phrases → canonical anchor."""
    return {row["phrase"]: row["anchor"] for row in read_table(TABLES / "anchors.tsv")}


@cache
def process_anchors() -> frozenset[str]:
    """Canonical anchors that are steps of the trial itself."""
    return frozenset(row["anchor"] for row in read_table(TABLES / "anchors.tsv") if row["process"] == "yes")


@cache
def comparator_words(place: Place) -> dict[str, Comparator]:
    """Comparator phrases that stand before or after a number."""
    return {
        row["phrase"]: row["comparator"]  # type: ignore[misc]
        for row in read_table(TABLES / "comparators.tsv")
        if row["place"] == place
    }


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns. `core` finds a length; the others are held against what stands before and after it.

    Groups of `core`: amount, high, unit; half1 or half2 (half-lives) with amount_b, unit_b; one, unit_one ("past year");
    whichever1. Of `before`: lead, comparator, past, around. Of `after`: comparator, whichever2, side.
    """

    core: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    anchor: re.Pattern[str]
    fixed: re.Pattern[str]
    blocked: re.Pattern[str]


_B = r"[ \n]{1,2}"
_FILLER = (
    rf"(?:(?:the|a|an|any|their|his|her|its|your|study|planned|scheduled|expected|anticipated|intended|actual|time of|date of"
    rf"|day of|subject's|patient's|of|to|each|initial){_B}){{0,4}}"
)
_SUFFIX = (
    rf"{_B}(?:in|into|to|of|for|on|with){_B}(?:(?:the|this|our|present|current){_B}){{0,2}}(?:study|trial|research|clinical trial"
    r"|clinical study|protocol|project|study drug|study treatment|study medication|trial treatment|investigational product"
    r"|intervention|study therapy|study intervention|trial medication)(?![\w-])"
)
_WHICHEVER = (
    r"(?:,?[ \n]?\(?,?[ \n]?(?:or )?whichever(?: (?:is|was|comes|occurs|of these is|period is|one is|has|being))?(?: the)? "
    r"(?P<whichever#>longer|longest|greater|later|more|shorter|shortest|less|earlier|first)"
    r"(?: (?:period|time|duration|of the two))?\)?,?)"
)
_SIZE = r"[ \n-]{0,3}(?:(?:full|consecutive|more|calendar|continuous|whole|complete|(?P<inner>or more|or greater|or longer|or less|or fewer|or shorter)|treatment|additional|successive)[ \n])?"
_ARTICLE = (
    r"(?:(?:the|a|an|any|their|his|her|about|approximately|approx\.?|around|roughly|~|period of|periods of|duration of|total of"
    rf"|time of|course of|entire|of|whole|all|minimum|maximum){_B})"
)


@cache
def grammar() -> Grammar:
    """The patterns, compiled once."""
    few = alternation(time_words("few"))
    number = rf"(?:{few}|(?<![\w.,:$/]){DIGITS}|{words_pattern()}|\ban?\b|\bhalf an?\b)"
    # Letters alone only in lower case: 1.5 D is a dioptre, T2D a disease.
    letters = rf"(?-i:{unit_letters()})"
    unit = rf"(?:(?:{unit_words()})(?![a-z])|(?<=\d){letters}(?!\w)|(?<=\d ){letters}(?!\w))"
    joined = r"(?: ?[-~] ?| to | or | and (?:≤|<=|<|< =|up to|less than|no more than|at most)? ?| but (?:≤|<=|<|< =|up to|less than|no more than|not more than|at most) ?)"
    repeat = r"(?:[ -]?\(\w{1,12}(?: ?(?:days?|weeks?|months?|years?|hours?))?\))?"
    half = rf"(?P<half#>{number})[ \n-](?:[A-Za-z]{{2,14}}[ \n]){{0,2}}half ?- ?li(?:fe|ves|fes)"
    same = rf"(?:[ \n]?\((?:or )?(?:approximately |about |~|± ?)?\d{{1,4}} ?(?:{unit_words()})\))?"
    time = rf"(?P<amount>{number}){repeat}(?:{joined}(?P<high>{number}){repeat})?{_SIZE}(?P<unit>{unit}){same}"
    or_half = (
        r"(?:,?[ \n]\(?(?:or|and|/)[ \n](?:within |at least |for |≥ ?|> ?|less than |< ?)?"
        rf"(?:{half.replace('#', '1')})(?:[ \n]of[ \n][^,.;()\n]{{1,45}}?(?=[,.;()\n]| whichever| prior| before))?\)?)?"
    )
    half_or = (
        rf"(?:{half.replace('#', '2')})(?:[ \n]of[ \n][^,.;()\n]{{1,30}}?)?"
        rf"(?:,?[ \n]or[ \n](?:within |at least |for )?(?P<amount_b>{number})[ \n-]{{0,2}}(?P<unit_b>{unit}))?"
    )
    past = alternation(span_words("past"))
    one = rf"(?<!\w)(?P<one>{past})[ \n-](?P<unit_one>{unit_words()})(?![\w-])"
    comparator = alternation(comparator_words("before"))
    anchor = rf"(?P<anchor>{alternation(anchors())})(?![\w-])(?! (?:criteri|form\b|characteristic))(?:{_SUFFIX})?"
    return Grammar(
        core=re.compile(rf"(?:{time}{or_half}|{half_or}|{one}){_WHICHEVER.replace('#', '1')}?", re.IGNORECASE),
        before=re.compile(
            rf"(?:(?<!\w)(?P<lead>{alternation(span_words('lead'))})(?:[ \n]{{1,2}}|$|(?=[<>≥≤~±+\\(]))){{0,1}}{_ARTICLE}{{0,3}}"
            rf"(?:(?<!\w)(?P<comparator>\\?{comparator})(?:[ \n]?\(?\\?[<>=≥≤]{{1,2}}\)?)?{OPTIONAL_GAP})?{_ARTICLE}{{0,3}}"
            rf"(?:(?<!\w)(?P<past>{past})[ \n-]{{1,2}})?(?:at least |more than |≥ ?|> ?|up to |approximately )?"
            r"(?P<around>(?:±|\+ ?/ ?-) ?)?$",
            re.IGNORECASE,
        ),
        after=re.compile(
            r"'?[ \n-]{0,3}(?:(?:period|interval|time ?frame|window|duration|time|washout|wash-out|immediately|directly|just|in|or so"
            rf"|continuously|consecutively){_B}){{0,2}}\)?(?:,?[ \n]?\(?(?P<comparator>{alternation(comparator_words('after'))})\b\)?)?"
            rf"{_WHICHEVER.replace('#', '2')}?"
            rf"(?:,?[ \n]{{0,2}}\(?(?:immediately |directly |just |period |duration )?(?P<side>{alternation(span_words('side'))})(?!\w)"
            r"(?: (?:and|or|and/or|/) ?(?P<other_side>after|following|during|before|prior to)(?!\w))?)?",
            re.IGNORECASE,
        ),
        anchor=re.compile(rf"{_FILLER}{anchor}", re.IGNORECASE),
        fixed=re.compile(
            rf"(?<![\w-])(?P<place>{alternation(span_words('fixed'))}){_B}{_FILLER}{anchor}(?:[ \n](?:period|visit|phase))?",
            re.IGNORECASE,
        ),
        blocked=re.compile(
            rf"(?:'s|s'|')?[ \n-]{{1,2}}(?:{alternation(span_words('blocked after'))})(?!\w)", re.IGNORECASE
        ),
    )

"""Quantities: numbers with their comparator, range, unit, titre or multiple of a limit of normal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.records import checked
from matcher.text.numbers import DIGITS, DIGITS_OPEN, number_words, parse_number, words_pattern
from matcher.text.patterns import OPTIONAL_GAP, alternation, opening
from matcher.text.tables import TABLES, read_table
from matcher.text.units import POWER, unit_pattern

Comparator = Literal["<", "<=", "=", ">=", ">"]
Multiplier = Literal["uln", "lln", "baseline"]
UnitTest = re.Pattern[str] | Callable[[str], bool]

_LOOK_BACK = 60
"""Characters before a number in which its comparator stands."""


@checked(frozen=True, slots=True)
class Quantity:
    """A number as written, with all that belongs to it.

    Attributes:
        start, end: offsets of the whole, from the comparator to the unit or the words that follow it ("or older").
        number_start, number_end: offsets of the number or range alone.
        comparator: "<" "<=" "=" ">=" ">" or None.
        value: the number; for a titre 1:640 it is 640; for "150 % of the ULN" 1.5.
        value_high: upper end of a range ("0-33"), else None.
        unit: as written, None without one.
        unit_start, unit_end: offsets of the unit, None without one.
        is_titre: written as 1:n.
        approx: "about", "~", "ca.".
        multiplier: the value multiplies the upper or lower limit of normal or the baseline.
        second: the number after the stroke of "124/78" or "132 over 78".
    """

    start: int
    end: int
    number_start: int
    number_end: int
    comparator: Comparator | None
    value: float
    value_high: float | None = None
    unit: str | None = None
    unit_start: int | None = None
    unit_end: int | None = None
    is_titre: bool = False
    approx: bool = False
    multiplier: Multiplier | None = None
    second: float | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    number: re.Pattern[str]
    before: re.Pattern[str]
    between: re.Pattern[str]
    limit_before: re.Pattern[str]
    limit_after: re.Pattern[str]
    bare_limit: re.Pattern[str]
    range_end: re.Pattern[str]
    pair: re.Pattern[str]
    after: re.Pattern[str]
    comparators: dict[str, Comparator]
    after_comparators: dict[str, Comparator]
    limits: dict[str, Multiplier]


_APPROX = r"(?:approximately|approx\.?|about|around|roughly|nearly|almost|circa|ca\.?|some|~|≈)"
_APPROX_BEFORE = re.compile(rf"(?<![A-Za-z]){_APPROX} ?$", re.IGNORECASE)
_ARTICLE = r"(?:(?:a|an|the|of|to|age|ages|level|levels|value|dose|single|total|score) ){0,4}"


def _key(phrase: str) -> str:
    return re.sub(r"\s+", " ", phrase.replace("\\", "")).strip().lower()


@cache
def _grammar() -> _Grammar:
    comparators: dict[str, Comparator] = {}
    after: dict[str, Comparator] = {}
    for row in read_table(TABLES / "comparators.tsv"):
        (comparators if row["place"] == "before" else after)[row["phrase"]] = row["comparator"]  # type: ignore[assignment]
    limits: dict[str, Multiplier] = {
        _key(row["phrase"]): row["limit"]  # type: ignore[misc]
        for row in read_table(TABLES / "limits.tsv")
    }
    signs = alternation(phrase for phrase in comparators if not phrase[0].isalpha())
    words = alternation(phrase for phrase in comparators if phrase[0].isalpha())
    sign = rf"\\?{signs}"
    opens = opening((phrase for phrase in comparators if phrase[0].isalpha()), r"(\\<=>≤≥")
    phrase = rf"(?P<phrase>\b{words}(?: ?\(? ?{sign} ?\)?)?|\(?{sign}\)?)"
    limit = alternation(limits)
    owner = r"(?:(?:the|their|its|a|institutional|institution's|laboratory|laboratory's|lab|local|site|central|respective|normal|above|of|age-adjusted|age|specific|reference) ){0,4}"
    times = r"(?:[ -]?[x×*]|[ -]?times|[ -]?fold|[ -]?folds)"
    number = rf"(?:{DIGITS}|{words_pattern()})"
    return _Grammar(
        number=re.compile(
            rf"{opening((), DIGITS_OPEN, number_words())}"
            rf"(?:(?<![\w.·])(?<!\w-)(?P<number>{DIGITS})|(?<=[ (<>=≤≥]x)(?P<times>{DIGITS})|(?P<words>{words_pattern()}))",
            re.IGNORECASE,
        ),
        before=re.compile(
            rf"{opens}{phrase}{OPTIONAL_GAP}(?P<article>{_ARTICLE})(?P<approx>{_APPROX} ?)?$", re.IGNORECASE
        ),
        between=re.compile(rf"\bbetween {_ARTICLE}$", re.IGNORECASE),
        limit_before=re.compile(
            rf"(?:{phrase}{OPTIONAL_GAP})?{owner}\b(?P<limit>{limit})\)? ?(?:[x×*]|times) ?$", re.IGNORECASE
        ),
        limit_after=re.compile(
            rf"(?P<percent> ?(?:%|percent) of)?{times}?(?: of)?[ \n]{{0,2}}(?:the )?{owner}(?P<limit>{limit})(?![A-Za-z])(?: ?\((?:ULN|LLN|UNL)\))?"
            rf"|{times} ?(?:the )?normal(?![A-Za-z-]| (?:saline|size|weight|dose))",
            re.IGNORECASE,
        ),
        bare_limit=re.compile(
            rf"{opens}{phrase}{OPTIONAL_GAP}{owner}(?P<limit>{limit})(?![A-Za-z])(?! ?[x×*] ?\d)(?: ?\((?:ULN|LLN|UNL)\))?",
            re.IGNORECASE,
        ),
        range_end=re.compile(
            rf"(?P<joint>{OPTIONAL_GAP}-{OPTIONAL_GAP}| ?~ ?| to | through |(?P<and> and ))(?P<high>(?:(?<= )-)?{number})(?!\d|/ ?\d)",
            re.IGNORECASE,
        ),
        pair=re.compile(r"(?: ?/ ?| over )(?P<second>\d{2,3})(?![\d/.,]\d|\d|/)"),
        after=re.compile(rf",?(?: old| of age)? ?(?:\()?(?P<after>{alternation(after)})\b\)?", re.IGNORECASE),
        comparators={_key(phrase): comparator for phrase, comparator in comparators.items()},
        after_comparators={_key(phrase): comparator for phrase, comparator in after.items()},
        limits=limits,
    )


_TITRE = re.compile(r"1 ?: ?(?P<value>\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d:])(?! ?[ap]\.?m)")
_SLASH_TITRE = re.compile(r"1/(?P<value>4[0]|80|160|320|640|1280|2560|5120|10240)(?!\d)")
_DATE_LIKE = re.compile(
    r"\d{1,4}([/.-])\d{1,2}\1\d{2,4}(?!\d)|\d{1,2}:\d{2}(?!\d)|\d{1,2}/\d{4}(?!\d)|\d{1,2}/\d{1,2}(?=[/\d])"
)
_NORMAL_POWER = re.compile(rf"{POWER} ?/")
# What ends every limit before a number ("ULN x 3"): a cheap look before the dear one.
_TIMES_BEFORE = re.compile(r".?[x×*s] ?\Z", re.IGNORECASE)
_REPEATED = re.compile(r" ?\((?:[a-z-]{3,20}|\d{1,4})\)(?= )")
_GAP_BEFORE_UNIT = re.compile(r"(?: |\n|-|  )?")
_PRESSURE = re.compile(r"mm ?(?:of ?)?Hg|kPa|torr|cm ?H2O", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[^\s,;()\[\]]{1,24}")


def find_quantities(text: str, start: int = 0, end: int | None = None, units: UnitTest | None = None) -> list[Quantity]:
    """The quantities of a stretch of normalised text, left to right.

    Digits inside words (C3, CD19, SLEDAI-2K), dates and clock times are none. "L" and "H" after a number are taken for the
    flags low and high unless oxygen or a stroke shows a litre.

    Args:
        text: normalised text.
        start, end: the stretch; nothing outside it is read.
        units: further units besides the built-in shapes: a pattern matched at the end of the number, or a test of a word.

    >>> [(q.comparator, q.value, q.unit) for q in find_quantities("Hgb >= 8.5 g/dL, platelets ≥ 30 × 10^9/L")]
    [('>=', 8.5, 'g/dL'), ('>=', 30.0, '× 10^9/L')]
    """
    grammar = _grammar()
    end = len(text) if end is None else end
    found: list[Quantity] = []
    position = start
    while match := grammar.number.search(text, position, end):
        quantity = _read(text, match, max(start, found[-1].end if found else start), end, units)
        if quantity is None:
            skip = _DATE_LIKE.match(text, match.start(), end)
            position = max(match.end(), skip.end() if skip else 0)
            continue
        found.append(quantity)
        position = max(quantity.end, match.end())
    return _with_bare_limits(text, start, end, found)


def _read(text: str, match: re.Match[str], left: int, end: int, units: UnitTest | None) -> Quantity | None:
    grammar = _grammar()
    begin, stop = match.span(match.lastgroup or 0)
    if match.lastgroup != "words":
        titre = _TITRE.match(text, begin, end) or _SLASH_TITRE.match(text, begin, end)
        if titre:
            value = float(titre["value"].replace(",", ""))
            comparator, first, _ = _comparator_before(text, left, begin)
            return Quantity(first, titre.end(), begin, titre.end(), comparator, value, is_titre=True)
        if _DATE_LIKE.match(text, begin, end):
            return None
        joined = text[stop : stop + 1].isalpha()
        if joined and not (unit_pattern().match(text, stop, end) or grammar.limit_after.match(text, stop, end)):
            return None  # 2nd, 3D, 5HT; but 3xULN
    value_read = parse_number(match[match.lastgroup or 0])
    if value_read is None:
        return None
    value, power, number_end = value_read, 1.0, stop
    if value == 10 and text[stop : stop + 1] in ("^", "⁹", "³", "⁶") and _NORMAL_POWER.match(text, begin, end):
        # "≥ 10^9/L": the power itself is the number's unit.
        value, stop = 1.0, begin
    comparator, first, approx = _comparator_before(text, left, begin)
    negative = text[begin - 1 : begin] == "-" and begin > left and not text[begin - 2 : begin - 1].strip(" (<>=≤≥:")
    if negative and (begin - 1 == left or text[begin - 2 : begin - 1] in " (<>=≤≥:"):
        comparator, first, approx = _comparator_before(text, left, begin - 1)
        value, begin = -value, begin - 1
        first = min(first, begin)
    last = stop
    value_high = second = None
    repeated = _REPEATED.match(text, stop, end)
    if repeated:
        last = stop = repeated.end()
    limit = _limit_after(text, stop, end)
    if limit:
        percent, multiplier, last = limit
        value = value / 100 if percent else value
        return Quantity(first, last, begin, number_end, comparator, value * power, approx=approx, multiplier=multiplier)
    limited = (
        grammar.limit_before.search(text, max(left, begin - _LOOK_BACK), begin)
        if _TIMES_BEFORE.match(text, max(left, begin - 2), begin)
        else None
    )
    if limited:
        comparator = _comparator(limited["phrase"]) if limited["phrase"] else None
        multiplier = grammar.limits[_key(limited["limit"])]
        return Quantity(limited.start(), stop, begin, stop, comparator, value, approx=approx, multiplier=multiplier)
    unit = _unit_at(text, stop, end, units)
    if unit and _is_pressure_pair(text, stop, end, units):
        unit = None  # "140/90 mmHg" is no number of "/90 mmHg"
    after_first = unit[2] if unit else stop
    between = comparator is None and bool(grammar.between.search(text, max(left, begin - 20), begin))
    ranged = grammar.range_end.match(text, after_first, end) if text[after_first - 1] != "%" or unit else None
    if ranged and (not ranged["and"] or between) and ranged["high"] is not None:
        sign = -1.0 if ranged["high"].startswith("-") else 1.0
        high = parse_number(ranged["high"].lstrip("-"))
        high = None if high is None else sign * high
        if high is not None and (high > value or between) and not _DATE_LIKE.match(text, ranged.start("high"), end):
            value_high, number_end, last = high, ranged.end(), ranged.end()
            if between:
                first = grammar.between.search(text, max(left, begin - 20), begin).start()  # type: ignore[union-attr]
            repeated = _REPEATED.match(text, last, end)
            last = repeated.end() if repeated else last
            limit = _limit_after(text, last, end)
            if limit:
                return Quantity(
                    first,
                    limit[2],
                    begin,
                    number_end,
                    comparator,
                    value,
                    value_high,
                    approx=approx,
                    multiplier=limit[1],
                )
            unit = _unit_at(text, last, end, units) or unit
    if value_high is None and unit is None:
        pair = grammar.pair.match(text, stop, end)
        if pair and match.lastgroup != "words":
            second, last, number_end = float(pair["second"]), pair.end(), pair.end()
            unit = _unit_at(text, last, end, units)
    if unit and unit[2] > last:
        last = unit[2]
    if comparator in (None, "=") and value_high is None:
        trailing = grammar.after.match(text, last, end)
        if trailing:
            comparator, last = grammar.after_comparators[_key(trailing["after"])], trailing.end()
    name, unit_start, unit_end = unit if unit else (None, None, None)
    return Quantity(
        first,
        last,
        begin,
        number_end,
        comparator,
        value,
        value_high,
        name,
        unit_start,
        unit_end,
        approx=approx,
        second=second,
    )


def _is_pressure_pair(text: str, stop: int, end: int, units: UnitTest | None) -> bool:
    """Whether a number is the first of two pressures: a second one at a stroke, then a unit of pressure."""
    pair = _grammar().pair.match(text, stop, end)
    unit = _unit_at(text, pair.end(), end, units) if pair else None
    return unit is not None and _PRESSURE.match(unit[0]) is not None


def _comparator(phrase: str) -> Comparator | None:
    """The comparator of a phrase, also of one that repeats itself as a sign: "greater than (>)"."""
    stripped = phrase.strip("() ")
    known = _grammar().comparators
    return known.get(_key(stripped)) or known.get(_key(re.sub(r"[ (]*\\?[<>=≤≥/ ]+\)?$", "", stripped)))


def _comparator_before(text: str, left: int, begin: int) -> tuple[Comparator | None, int, bool]:
    """The comparator that ends at `begin`, the offset where it starts, and whether the number is said to be approximate."""
    grammar = _grammar()
    window = text[max(left, begin - _LOOK_BACK) : begin]
    offset = begin - len(window)
    found = grammar.before.search(window)
    if found:
        comparator = _comparator(found["phrase"])
        if comparator:
            return comparator, offset + found.start(), bool(found["approx"])
    approx = _APPROX_BEFORE.search(window)
    return None, (offset + approx.start() if approx else begin), bool(approx)


def _limit_after(text: str, stop: int, end: int) -> tuple[bool, Multiplier, int] | None:
    found = _grammar().limit_after.match(text, stop, end)
    if not found:
        return None
    if found["limit"] is None:
        return False, "uln", found.end()  # "2 x normal"
    return bool(found["percent"]), _grammar().limits[_key(found["limit"])], found.end()


def _unit_at(text: str, stop: int, end: int, units: UnitTest | None) -> tuple[str, int, int] | None:
    gap = _GAP_BEFORE_UNIT.match(text, stop, end)
    place = gap.end() if gap else stop
    for at in dict.fromkeys((place, stop)):
        found = unit_pattern().match(text, at, end)
        if found and not (text[at - 1] == " " and found[0] in ("K", "k", "M", "T")):
            return found["unit"], found.start(), found.end()
        if isinstance(units, re.Pattern):
            known = units.match(text, at, end)
            if known and known.end() > at:
                return known[0], at, known.end()
        elif units is not None:
            word = _NEXT_WORD.match(text, at, end)
            if word and units(word[0].rstrip(".:")):
                name = word[0].rstrip(".:")
                return name, at, at + len(name)
    return None


def _with_bare_limits(text: str, start: int, end: int, found: list[Quantity]) -> list[Quantity]:
    """Adds limits said without a number: "> ULN", "exceeding the upper limit of normal"."""
    grammar = _grammar()
    taken = [(quantity.start, quantity.end) for quantity in found]
    added: list[Quantity] = []
    for match in grammar.bare_limit.finditer(text, start, end):
        comparator = _comparator(match["phrase"])
        if comparator is None or any(first < match.end() and match.start() < last for first, last in taken):
            continue
        added.append(
            Quantity(
                match.start(),
                match.end(),
                match.start("limit"),
                match.end("limit"),
                comparator,
                1.0,
                multiplier=grammar.limits[_key(match["limit"])],
            )
        )
    return sorted([*found, *added], key=lambda quantity: quantity.start) if added else found

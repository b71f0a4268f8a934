"""The words around a drug: doses, frequencies, routes, times and what was done with it, as a flat list of elements."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from matcher.notes.dosing import counts, doses, frequencies
from matcher.notes.drug_element import TABLES, DrugElement, Kind
from matcher.notes.view import NoteView
from matcher.terms.types import TermMatch
from matcher.text.patterns import alternation
from matcher.text.tables import read_table
from matcher.text.times import TimeExpression


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, tuple[frozenset[str], str]]]:
    kinds: dict[str, set[str]] = {}
    values: dict[str, str] = {}
    for row in read_table(TABLES / "drug_words.tsv"):
        kinds.setdefault(row["words"].lower(), set()).add(row["kind"])
        values.setdefault(row["words"].lower(), row["value"])
    for row in read_table(TABLES / "drug_responses.tsv"):
        kinds.setdefault(row["words"].lower(), set()).add("response")
        values[row["words"].lower()] = row["response"]
    known = {word: (frozenset(named), values[word]) for word, named in kinds.items()}
    words = alternation(word for word in known if word[0].isalnum())
    signs = alternation(word for word in known if not word[0].isalnum())
    pattern = re.compile(
        rf"(?P<cue>(?<![\w'-])(?:{words})(?![\w'])|{signs})|(?P<word>\w[\w'’.-]*\w|\w)|(?P<mark>\S)", re.IGNORECASE
    )
    return pattern, known


_BEFORE_TIME = frozenset({"on", "in", "at", "last", "x"})
_DISCHARGE = re.compile(
    r"d/?c'?\s+(?:med|rx\b|home\b|summar|instruct|vital|diagnos|dx\b|plan|labs?\b|list\b|exam|prescription)",
    re.IGNORECASE,
)
"""Where "d/c" is the discharge, not a drug discontinued."""
_ONLY_CAPITALS = frozenset({"it", "pr", "im", "dc", "sl", "td", "ou"})
"""Routes and the like that are words of English unless in capitals."""

_MARKS: dict[str, Kind] = {
    "(": "open",
    "[": "open",
    ")": "close",
    "]": "close",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "+": "and",
    "&": "and",
    "/": "and",
}


_JOINING = frozenset({"and", "or", "plus", "with", "but"})


def drug_elements(note: NoteView, start: int, end: int, drugs: Sequence[TermMatch]) -> list[DrugElement]:
    """The elements of text[start:end] around the drugs named there."""
    text = note.clean
    named = {drug.start for drug in drugs}
    fixed: list[DrugElement] = []
    for term in note.terms_in(start, end):
        if term.start in named:
            fixed.append(DrugElement("drug", term.start, term.end, term=term))
        elif term.type in ("condition", "procedure", "measurement") and not _is_word(text, term):
            fixed.append(DrugElement("term", term.start, term.end, value=term.type, term=term))
    taken = [(element.start, element.end) for element in fixed]
    # In this order: "mg/day" is a unit before it is a frequency, "every 3 weeks" a frequency before it is a time.
    for found in (
        *doses(text, start, end, note),
        *frequencies(text, start, end),
        *_times(note, start, end),
        *_bare_dates(text, start, end, day_first=note.day_first),
        *counts(text, start, end),
    ):
        at = bisect_left(taken, (found.start, found.start))
        around = taken[max(at - 1, 0) : at + 2]
        if not any(left < found.end and found.start < right for left, right in around):
            taken.insert(at, (found.start, found.end))
            fixed.append(found)
    fixed.sort(key=lambda element: element.start)
    elements: list[DrugElement] = []
    position = start
    for element in fixed:
        _lex(text, position, element.start, elements)
        elements.append(element)
        position = element.end
    _lex(text, position, end, elements)
    return elements


def bracket_speaks(elements: Sequence[DrugElement], index: int) -> bool:
    """Whether a bracket opens with a time, a dose or what was done ("(continuous since 06/2022)", "(2009, 2012)")."""
    ahead = index + 1
    while ahead < len(elements) and elements[ahead].kind == "word" and elements[ahead].value in _BEFORE_TIME:
        ahead += 1
    # "(Euro-Lupus, 6 x 500 mg, …)": a second name first.
    named = ahead
    while named < min(len(elements), ahead + 3) and elements[named].kind == "word":
        named += 1
    if ahead < named < len(elements) and elements[named].kind == "comma":
        ahead = named + 1
    if ahead >= len(elements):
        return False
    element = elements[ahead]
    if element.kind == "cue":
        return element.says("start", "stop", "active", "given", "hold", "plan", "route", "highest") or (
            element.says("response") and element.value != "response"
        )
    return element.kind in ("time", "dose", "frequency", "count")


def _is_word(text: str, term: TermMatch) -> bool:
    """Whether a term is rather a word of this list ("relapse", "infusion", "remission")."""
    return text[term.start : term.end].lower() in _cues()[1]


_MONTH_DAY = re.compile(
    r"(?=\d)(?<![\d/.-])(?P<m1>1[0-2]|0?[1-9])/(?P<d1>3[01]|[12]\d|0?[1-9])"
    r"(?:\s?(?:-|to)\s?(?P<m2>1[0-2]|0?[1-9])/(?P<d2>3[01]|[12]\d|0?[1-9]))?(?![\d/]|\.\d|\s?(?:mg|tab|dose|of)\b)"
)
_FRACTIONS = frozenset({(1, 2), (1, 3), (1, 4), (3, 4), (2, 3)})
_DATE_BEFORE = re.compile(r"(?:[A-Za-z)#]|\d|\(|,|\band|#\s?\d)\s*\Z")


def _bare_dates(text: str, start: int, end: int, *, day_first: bool) -> Iterator[DrugElement]:
    """Month and day beside a drug ("rituximab 9/15", "(8/1-8/5)"), where elsewhere it might be a fraction."""
    for match in _MONTH_DAY.finditer(text, start, end):
        month, day = int(match["m1"]), int(match["d1"])
        framed = text[match.start() - 1] in "(," or text[max(0, match.start() - 2) : match.start()] == ", "
        if ((month, day) in _FRACTIONS and not framed) or not _DATE_BEFORE.search(
            text[max(start, match.start() - 6) : match.start()]
        ):
            continue
        first = _as_date(match.start(), match.end("d1"), month, day, day_first)
        if match["m2"]:
            last = _as_date(match.start("m2"), match.end(), int(match["m2"]), int(match["d2"]), day_first)
            first = TimeExpression(match.start(), match.end(), "range", first=first, last=last)
        yield DrugElement("time", match.start(), match.end(), value=first.kind, time=first)


def _as_date(start: int, end: int, month: int, day: int, day_first: bool) -> TimeExpression:
    if day_first and day <= 12:
        month, day = day, month
    return TimeExpression(start, end, "date", month=month, day=day)


def _times(note: NoteView, start: int, end: int) -> Iterator[DrugElement]:
    for time in note.times_at(start):
        if start <= time.start and time.end <= end and time.kind != "age":
            yield DrugElement("time", time.start, time.end, value=time.kind, time=time)


def _lex(text: str, start: int, end: int, elements: list[DrugElement]) -> None:
    pattern, known = _cues()
    for match in pattern.finditer(text, start, end):
        if match.lastgroup == "cue" and match[0] not in _ONLY_CAPITALS and not _DISCHARGE.match(text, match.start()):
            kinds, value = known[" ".join(match[0].lower().split())]
            elements.append(DrugElement("cue", match.start(), match.end(), kinds, value or match[0].lower()))
        elif match.lastgroup == "mark":
            kind = _MARKS.get(match[0])
            if match[0] == "-" and text[match.start() - 1 : match.end() + 1] == " - ":
                kind = "comma"
            if kind is not None:
                elements.append(DrugElement(kind, match.start(), match.end()))
        else:
            word = match[0].lower()
            kind = "and" if word in _JOINING else "word"
            elements.append(DrugElement(kind, match.start(), match.end(), value=word))

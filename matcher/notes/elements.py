"""The elements of a sentence that reports results: names, numbers, times, and the words between them by what they do.

A sentence becomes a flat list of elements; `matcher.notes.readings` reads results off that list. Words and their kinds
stand in `tables/result_words.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from matcher.notes.element import Element, Kind, result_words
from matcher.notes.result_names import names_in
from matcher.notes.view import NoteView
from matcher.terms import vocabulary
from matcher.text.numbers import parse_number
from matcher.text.patterns import alternation
from matcher.text.quantities import Quantity, find_quantities
from matcher.text.roman import STEPS
from matcher.text.times import TimeExpression

# A look-ahead for what a match begins with spares most places of a text all the rest.
_MASK = re.compile(r"(?=[\[_X])(?:\[\*\*[^\]\n]{0,80}\*\*\]|_{3,}|X{4,})")
_PUNCTUATION: dict[str, Kind] = {
    "(": "open",
    "[": "open",
    "{": "open",
    ")": "close",
    "]": "close",
    "}": "close",
    ",": "comma",
    ";": "semicolon",
    ":": "colon",
    "/": "slash",
    "+": "and",
    "&": "and",
    "=": "equals",
    "-": "dash",
    "|": "semicolon",
    ".": "stop",
}
_ROMAN = re.compile(rf"{STEPS}(?:[A-Ca-c]|[-/]{STEPS})?")
_LETTER_CLASS = re.compile(r"[A-C](?:\d{1,2})?")
_DIGIT = re.compile(r"\d")
_STROKE = re.compile(
    r"(?=\d)(?<![\w/.])(?P<first>\d{1,3}(?:\.\d{1,2})?)(?:'?s)?(?: ?/ ?| out of | over )(?P<second>\d{1,3}(?:\.\d{1,2})?)(?:'?s)?(?![\d/]|\.\d)"
)
GRADED = re.compile(r"(?<![\d.])[1-4]\s?\+(?!\s?\d)|(?<=[\s(])\+{1,4}(?![\w+])|(?<!\w)trace\b", re.IGNORECASE)
_PER_FIELD = re.compile(r"(?P<low>\d{1,4})\s?-\s?(?P<high>\d{1,4})\s?(?P<unit>/\s?[HL]PF)\b", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(
    r"(?=[<>\d])(?:(?P<sign>[<>])\s?)?(?<![\w.,/])(?P<number>\d{1,3},(?P<last>\d{1,2}))(?![\w,/-]|\.\d)(?=\s*(?:[a-zA-Zµ%×x;)(]|/|\Z|\n))"
)
_COMMA_RANGE = re.compile(
    r"(?=\d)(?<![\w.,/-])(?P<number>\d{1,3}(?:,\d{1,2})?) ?(?:-|bis|to) ?(?P<high>\d{1,3}(?:,\d{1,2})?)(?![\w/-]|[.,]\d)"
)
_FEET = re.compile(
    r"(?=[2-8])(?<![\w.])(?P<feet>[2-8]) ?(?:'|ft\.?|feet|foot) ?(?P<inches>\d{1,2}(?:\.\d)?)?(?: ?(?:\"|''|in\.?|inch(?:es)?)(?![A-Za-z]))?"
)
_FLAG = re.compile(r"\(?\*?(?P<flag>HH|LL|H|L|N|A|↑|↓)\*?\)?(?![\w'/%-])|\*(?!\w)")
_LITRES = (
    r"\d{1,2}(?:\.\d)? ?(?:- ?\d{1,2} ?)?(?:L|l|lit(?:er|re)s?|LPM|lpm)(?![A-Za-z])(?: ?/ ?min(?:ute)?| per minute)?"
)
_OXYGEN = r"(?:(?: of| by| via| on)? (?:O2|oxygen|NC|nasal cannula|n/c|face ?mask|NRB|HFNC)(?![A-Za-z]))"
_OXYGEN_FLOW = re.compile(
    rf"(?=[\doawvbnrf])(?:(?:on|at|with|via|by|needing|requiring) {_LITRES}{_OXYGEN}?|{_LITRES}{_OXYGEN}|(?:on )?FiO2 ?(?:of )?\d{{1,3}}(?:\.\d+)? ?%?)",
    re.IGNORECASE,
)


@cache
def _lexer() -> re.Pattern[str]:
    words = alternation(word for word in result_words() if word[0].isalnum())
    signs = alternation(word for word in result_words() if not word[0].isalnum())
    return re.compile(
        rf"(?P<phrase>(?<![\w])(?:{words})(?![\w])|{signs})|(?P<word>\w[\w'’.-]*\w|\w)|(?P<mark>\S)", re.IGNORECASE
    )


def elements(note: NoteView, start: int, end: int) -> list[Element]:
    """The elements of text[start:end], in order, not overlapping."""
    text = note.clean
    terms = note.terms_in(start, end)
    fixed = names_in(note, terms, start, end)
    fixed += _times(note, start, end, fixed)
    fixed += _masks(text, start, end, fixed)
    fixed.sort(key=lambda element: element.start)
    found: list[Element] = []
    at = start
    for element in fixed:
        if element.start < at:
            continue
        _between(text, at, element.start, found)
        found.append(element)
        at = element.end
    _between(text, at, end, found)
    return _with_dates(found)


def _with_dates(found: list[Element]) -> list[Element]:
    """Two numbers at a stroke behind a name that has one number are month and day ("Cr trend: 1/5 0.9, 3/2 1.4")."""
    name: Element | None = None
    joined = False
    for number, element in enumerate(found):
        if element.kind == "name":
            joined = number > 1 and found[number - 1].kind in ("slash", "and") and found[number - 2].kind == "name"
            name = element
            continue
        quantity = element.quantity
        if name is None or joined or quantity is None or quantity.second is None or quantity.unit:
            continue
        month, day = quantity.value, quantity.second
        analyte = vocabulary().analyte(name.concepts[0])
        paired = analyte is None or analyte.kind in ("score", "other", "vital")
        if paired or not (month.is_integer() and day.is_integer() and 1 <= month <= 12 and 1 <= day <= 31):
            continue
        time = TimeExpression(element.start, element.end, "date", month=int(month), day=int(day))
        found[number] = Element("time", element.start, element.end, "date", time=time)
    return found


def _masks(text: str, start: int, end: int, fixed: list[Element]) -> Iterator[Element]:
    """What de-identification left ("[**12**]", "___"): no results. A shifted date in a mask stays a date."""
    times = {element.start for element in fixed if element.kind == "time"}
    for match in _MASK.finditer(text, start, end):
        if times.isdisjoint(range(match.start(), match.end())):
            yield Element("word", match.start(), match.end(), "masked")


def _times(note: NoteView, start: int, end: int, names: list[Element]) -> list[Element]:
    """Times, except what is a score in the shape of a date ("pain 3/10") and what overlaps a name."""
    found = []
    for time in note.times_at(start):
        if time.start < start or time.end > end:
            continue
        if any(name.start < time.end and time.start < name.end for name in names if name.kind == "name"):
            continue
        if time.kind == "duration" and note.clean[time.end - 1] == "H":
            continue  # "CK 450 H": a flag
        if _STROKE.fullmatch(note.clean, time.start, time.end) and _after_score(note, time.start, names):
            continue
        found.append(Element("time", time.start, time.end, time.kind, time=time))
    return found


def _after_score(note: NoteView, position: int, names: list[Element]) -> bool:
    for name in names:
        between = note.clean[name.end : position]
        if (
            name.kind == "name"
            and 0 <= position - name.end <= 12
            and re.fullmatch(r"\W*(?:score|scale|is|was|of|at|level|rated)?\W*", between)
        ):
            analyte = vocabulary().analyte(name.concepts[0])
            return analyte is not None and analyte.kind in ("score", "vital", "other")
    return False


def _between(text: str, start: int, end: int, found: list[Element]) -> None:
    """Adds the elements of a stretch without names and times."""
    at = start
    if 0 < start < end and text[start].isdigit() and text[start - 1].isalnum():
        # "BP118/66": the number is read apart from the name it is glued to.
        stop = min(end, start + 24)
        for quantity in _quantities(text[start:stop], 0, stop - start):
            if quantity.start == 0:
                found.append(Element("number", start, start + quantity.end, quantity=_moved(quantity, start)))
                at = start + quantity.end
            break
    for match in GRADED.finditer(text, start, end):
        if match[0][0] == "+" and text[match.end() : match.end() + 2].strip()[:1] not in ("", ",", ".", ";", ")"):
            continue  # it joins two names
        _numbers(text, at, match.start(), found)
        found.append(Element("quality", match.start(), match.end(), "positive"))
        at = match.end()
    _numbers(text, at, end, found)


def _moved(quantity: Quantity, by: int) -> Quantity:
    unit_start = None if quantity.unit_start is None else quantity.unit_start + by
    unit_end = None if quantity.unit_end is None else quantity.unit_end + by
    return replace(
        quantity,
        start=quantity.start + by,
        end=quantity.end + by,
        number_start=quantity.number_start + by,
        number_end=quantity.number_end + by,
        unit_start=unit_start,
        unit_end=unit_end,
    )


def _numbers(text: str, start: int, end: int, found: list[Element]) -> None:
    at = start
    for match in _OXYGEN_FLOW.finditer(text, start, end):
        if at <= match.start() and not text[match.start() - 1 : match.start()].isalnum():
            _plain(text, at, match.start(), found)
            found.append(Element("oxygen", match.start(), match.end(), "on oxygen"))
            at = match.end()
    _plain(text, at, end, found)


_RUN_OF_NUMBERS = re.compile(r"\s*:?\s*(?P<run>\d{1,4}(?:\.\d{1,3})?(?:/\d{1,4}(?:\.\d{1,3})?){2,5})(?![\w/]|\.\d)")


def _run_of_numbers(text: str, start: int, end: int, found: list[Element]) -> int:
    """Numbers at strokes behind as many names at strokes ("AST/ALT/ALP 24/31/88"); where they end, or `start`."""
    if [element.kind for element in found[-5:]] != ["name", "slash", "name", "slash", "name"]:
        return start
    match = _RUN_OF_NUMBERS.match(text, start, end)
    if match is None:
        return start
    at = match.start("run")
    for part in match["run"].split("/"):
        stop = at + len(part)
        found.append(Element("number", at, stop, quantity=Quantity(at, stop, at, stop, None, float(part))))
        if stop < match.end("run"):
            found.append(Element("slash", stop, stop + 1, "/"))
        at = stop + 1
    return match.end("run")


def _plain(text: str, start: int, end: int, found: list[Element]) -> None:
    start = at = _run_of_numbers(text, start, end, found)
    for quantity in _quantities(text, start, end):
        if quantity.start < at:
            continue
        begin = quantity.start
        while text[begin] in "([" and begin < quantity.number_start:
            begin += 1  # a bracket before a comparator is a bracket
        if quantity.comparator == ">" and text[begin - 1 : begin] == "-":
            _lex(text, at, begin - 1, found)
            found.append(Element("to", begin - 1, begin + 1))
            begin, quantity = quantity.number_start, replace(quantity, comparator=None, start=quantity.number_start)
        else:
            _lex(text, at, begin, found)
        if (
            quantity.value_high is not None
            and (to := text.find(" to ", quantity.number_start, quantity.number_end)) >= 0
            and found
            and found[-1].kind == "from"
        ):
            # "rose from 1.1 to 2.4" is no range.
            first, second = (
                replace(quantity, value_high=None, end=to),
                replace(quantity, value=quantity.value_high, value_high=None),
            )
            found.append(Element("number", begin, to, quantity=first))
            found.append(Element("to", to + 1, to + 3))
            found.append(Element("number", to + 4, quantity.end, quantity=second))
        else:
            found.append(Element("number", begin, quantity.end, quantity=quantity))
        at = quantity.end
    _lex(text, at, end, found)


def _quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The quantities of a stretch, with counts for each field of view ("3-5/hpf"), two numbers at a stroke ("90/60", "3/10"), feet and inches and decimal commas ("9,1 g/dl")."""
    at = start
    if not _DIGIT.search(text, start, end):
        yield from find_quantities(text, start, end)
        return
    special = [(match.start(), match) for match in _PER_FIELD.finditer(text, start, end)]
    special += [(match.start(), match) for match in _STROKE.finditer(text, start, end)]
    special += [(match.start(), match) for match in _DECIMAL_COMMA.finditer(text, start, end)]
    special += [(m.start(), m) for m in _COMMA_RANGE.finditer(text, start, end) if "," in m[0]]
    special += [(match.start(), match) for match in _FEET.finditer(text, start, end)]
    for begin, match in sorted(special, key=lambda pair: pair[0]):
        if begin < at:
            continue
        yield from find_quantities(text, at, begin)
        at = match.end()
        if match.re is _PER_FIELD:
            low, high = float(match["low"]), float(match["high"])
            yield Quantity(begin, at, begin, match.end("high"), None, low, high, match["unit"], match.start("unit"), at)
            continue
        if match.re is _COMMA_RANGE:
            limits = [parse_number(match[group], decimal_comma=True) for group in ("number", "high")]
            if limits[0] is not None and limits[1] is not None and limits[0] <= limits[1]:
                yield Quantity(begin, at, begin, match.end("high"), None, limits[0], limits[1])
            continue
        if match.re is _FEET:
            inches = 12 * float(match["feet"]) + float(match["inches"] or 0)
            yield Quantity(begin, at, begin, at, None, inches, unit="in")
            continue
        if match.re is _STROKE:
            first, second = float(match["first"]), float(match["second"])
            last = next(iter(find_quantities(text, match.start("second"), min(end, at + 12))), None)
            named = last.unit if last is not None and last.number_end == at else None
            if named and named[0] == "/" and named[1:].lstrip()[:1].isdigit():
                named = None  # one more number at a stroke: "118/74 / 95 %"
            at = last.end if named and last is not None else at
            yield Quantity(begin, at, begin, match.end("second"), None, first, unit=named, second=second)
            continue
        value = parse_number(match["number"], decimal_comma=True)
        sign = match["sign"]
        tail = next(iter(find_quantities(text, match.start("last"), min(end, at + 30))), None)
        unit = tail.unit if tail is not None and tail.start == match.start("last") and tail.value_high is None else None
        if value is None:
            continue
        at = tail.end if unit and tail is not None else at
        yield Quantity(begin, at, match.start("number"), match.end("number"), sign, value, unit=unit)  # type: ignore[arg-type]
    yield from find_quantities(text, at, end)


def _lex(text: str, start: int, end: int, found: list[Element]) -> None:
    words = result_words()
    at = start
    while at < end:
        if found and found[-1].kind == "number" and (flag := _flag_at(text, found[-1], at, end)):
            found.append(flag)
            at = flag.end
            continue
        match = _lexer().search(text, at, end)
        if match is None:
            return
        begin, stop = match.span()
        if match.lastgroup == "phrase":
            kind, value, leads = words[" ".join(match[0].lower().split())]
            if kind == "quality" and text[stop : stop + 1] == "-" and text[stop + 1 : stop + 2].isalpha():
                kind, value, leads = "word", match[0].lower(), False  # "high-power field", "low-angle branching"
            found.append(Element(kind, begin, stop, value, leads))
        elif match.lastgroup == "mark":
            kind = "colon" if match[0] == "|" and _ends_label(text, begin) else _PUNCTUATION.get(match[0], "word")
            found.append(Element(kind, begin, stop, match[0]))
        elif _ROMAN.fullmatch(match[0]) or _LETTER_CLASS.fullmatch(match[0]):
            found.append(Element("class", begin, stop, match[0]))
        elif match[0].lower() in ("and", "or", "plus", "but"):
            found.append(Element("and", begin, stop, match[0].lower()))
        else:
            found.append(Element("word", begin, stop, match[0].lower()))
        at = stop


def _ends_label(text: str, bar: int) -> bool:
    """Whether a bar ends the first cell of its row, which names what the others say."""
    line = text[text.rfind("\n", 0, bar) + 1 : bar]
    return line.strip() != "" and "|" not in line.strip().removeprefix("|")


def _flag_at(text: str, number: Element, at: int, end: int) -> Element | None:
    """A flag beside a number: "3.1 L", "64 IU/mL (H)", "7.9*"."""
    if at - number.end > 3 or text[number.end : at].strip(" (["):
        return None
    left = at
    while left < end and text[left] == " ":
        left += 1
    match = _FLAG.match(text, left, end)
    if match is None or left - number.end > 3:
        return None
    if match[0].startswith("(") != match[0].endswith(")"):
        return None
    flag = {"↑": "H", "↓": "L", "HH": "H", "LL": "L", None: "A"}.get(match["flag"], match["flag"])
    return Element("flag", left, match.end(), flag or "A")

"""Ages and birth dates of the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matcher.notes.persons import is_patient, nouns, person_after
from matcher.notes.view import FactDraft, NoteView
from matcher.text.expressions import time_units
from matcher.text.numbers import parse_number, words_pattern
from matcher.text.times import find_times, resolve

BIRTH_DATE = "date of birth"
_OLDEST = 120
_UNIT = {"y": "year", "m": "month", "w": "week", "d": "day"}

_AGE_UNIT = r"(?P<unit>y(?:ea)?rs?|yrs?|y|months?|mos?|mths?|weeks?|wks?|days?)\.?"
_OLD = rf"(?:[ -]*{_AGE_UNIT}[ -]*(?:old\b|of age\b)|[ -]?(?:y\.?\s?/?\s?o\b\.?|yo\b|y\.o\.|y/o\b))"
_LETTER_SEX = r"(?P<sex>[FM])(?![A-Za-z0-9'-])"
# A thing, a time or a graft may be "12-year-old" too.
_BEFORE_OLD = re.compile(
    r"\b(?:at|since|until|when|from|after|before|by|until|aged?)(?: the)?(?: age(?: of)?)?\W*\Z|\bwhen (?:he|she|they|the patient) (?:was|turned)\s+\Z|\bborn to an?\s+\Z|\b(?:his|her|their)\s+\Z",
    re.IGNORECASE,
)
_SINCE_AGE = re.compile(
    r"\b(?:since|from|at|by|until|before|after|around|through|to)(?: the| an?| her| his)?\W*\Z", re.IGNORECASE
)
_THEN = re.compile(r"[\s,]*(?:when|at the time|at diagnosis|at onset|he|she)\b", re.IGNORECASE)
_OF_A_DISEASE = re.compile(
    r"\b(?:diagnosed|died|dead|deceased|onset|started|began|menarche|menopause|married|quit|born|retired|hysterectomy|surgery|first|passed away)\b[^.;\n]{0,30}\Z",
    re.IGNORECASE,
)
_LABELLED_AGE = re.compile(
    r"(?<![A-Za-z])age(?:d|\s*\(\s*(?:years?|yrs?)\s*\))?(?:\s*(?:::?|[=|])\s*|\s+(?:is\s+|of\s+)?)(?P<over>[<>]\s*)?(?P<number>\d{1,3})(?!\d|\s*[-/]\s*\d|-[A-Za-z]|\.\d|\s*%)(?:\s*(?P<unit>years?|yrs?|y|months?|mos?|weeks?|days?)\b)?",
    re.IGNORECASE,
)
_TERSE = re.compile(rf"(?<![\w./-])(?P<number>\d{{1,2}})\s?(?:y\.?o?\.?|yr)?\s?[/|,-]?\s?{_LETTER_SEX}")
_SEX_FIRST = re.compile(
    r"(?<![\w./-])(?P<sex>[FM])\s?[/|,]?\s?(?P<number>\d{1,2})(?:\s?(?:y|yo|yrs?|years?)\b)?(?![\w.%/:-])"
)
# A pattern that begins with a digit is looked for much faster; what must not stand before it stands behind it therefore.
_YEARS_COMMA = re.compile(
    r"(?P<number>\d(?<![\w./-]\d)\d{0,2})\s?(?:years?|yrs?|y)\b\.?(?=\s*[,|/;]|\s+[FM]\b|\s+(?:fe)?male\b|\s*\n|\s*$)",
    re.IGNORECASE,
)
_YEARS_AND = re.compile(r"(?<![\w./-])(?P<years>\d{1,2})[ -]?y(?:ea)?rs?\.?,?(?: and)?[ -]*\Z", re.IGNORECASE)
_LETTER_AFTER = re.compile(r"\s*[,|/]?\s*[FM](?![A-Za-z])")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?(?: [A-Z][\w.'-]*){1,3},\s*\Z")
_GLUED_CONTEXT = re.compile(r"(?:\A|[\n|(,;:.]|\b(?:ID|Pt|pt|is|a|an|this|this is|for|of|patient|HPI|CC|y))\s*\Z")
_GLUED_FOLLOWS = re.compile(
    r"\s*(?:$|[|,.;:)\n/]|w/|(?:with|who|s/p|c/o|p/w|presents?|presenting|h/o|PMH|pmh|admitted|here|has|is|was|hx|in|and|referred|seen|known)\b)"
)
_BIRTH = re.compile(
    r"\b(?:DOB|D\.O\.B\.?|date of birth|birth ?date|born(?: on)?)(?:\s*[/,(]\s*age\b\)?)?\s*(?:::?|\|)?\s*",
    re.IGNORECASE,
)
_SHE_IS = re.compile(
    rf"\b(?:he|she|patient|pt)\s+is\s+(?:now\s+|currently\s+)?(?P<number>\d{{1,3}}|{words_pattern()})(?=\s*(?:[.,;)]|\Z|\band\b|\bnow\b|\byears\b(?!\s*(?:post|after|out|since|into))))",
    re.IGNORECASE,
)
_SEX_THEN_AGE = re.compile(
    r"(?:\(|,|^|\bis\s)[ \t]{0,8}(?P<sex>female|male|woman|man|f|m|w)\s*[,/]\s*(?P<number>\d{1,3})(?=\s*(?:[);,.\n]|\Z|y(?:rs?|ears?)?\b))",
    re.IGNORECASE | re.MULTILINE,
)
_NOUN_THEN_AGE = re.compile(
    r"\s*(?:\((?P<framed>\d{1,3})(?:\s?(?:y|yrs?|years?))?\)|,?\s+(?:of|aged)\s+(?P<of>\d{1,3})\b(?!\s*(?:%|mg|kg|weeks?|months?|days?|children))|,\s*(?P<comma>\d{1,3})\s?(?:y|yrs?|years?)\b)",
    re.IGNORECASE,
)
_FRAMED_YEARS = re.compile(r"\(\s*(?P<number>\d{1,3})\s?(?:y|yo|yrs?|years?)(?:\s?old)?\s*\)", re.IGNORECASE)


@cache
def _old() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w./])(?<!\d[-–])(?P<number>\d{{1,3}}(?:-1/2| 1/2|½)?|{words_pattern()}){_OLD}(?P<glued>[FM]\b)?",
        re.IGNORECASE,
    )


def ages(note: NoteView) -> Iterator[FactDraft]:
    """The ages of the patient a note says, each with the noun that belongs to it."""
    yield from _said_old(note)
    yield from _labelled(note)
    yield from _before_a_noun(note)
    yield from _after_a_noun(note)


@cache
def _old_words() -> frozenset[str]:
    return frozenset({"old", "age", "yo", "o", *(f"{unit}old" for unit in time_units())})


_OLD_REACH, _OLD_END = 60, 12


def _olds(note: NoteView) -> Iterator[re.Match[str]]:
    """The numbers that "old", "of age", "y/o" follow, looked for only before these words."""
    pattern, position = _old(), 0
    for place, _ in note.words.places(_old_words()):
        if place < position:
            continue
        near = pattern.search(note.clean, max(position, place - _OLD_REACH), place + _OLD_END)
        match = pattern.match(note.clean, near.start()) if near else None
        if match is not None:
            position = match.end()
            yield match


def _said_old(note: NoteView) -> Iterator[FactDraft]:
    """ "34-year-old woman", "17 y.o.", "sixty-five years of age"."""
    text = note.clean
    for match in _olds(note):
        number = parse_number(match["number"].replace("-1/2", " 1/2"))
        if number is None or _BEFORE_OLD.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        then = _THEN.match(text, match.end())
        if then and not re.match(r"[\s,]*(?:he|she)\b", then[0], re.IGNORECASE):
            continue
        end, noun = person_after(note, match.end())
        if (noun is not None or _stands_alone(text, match.end())) and is_patient(note, match.start(), match.end()):
            years = _YEARS_AND.search(text, max(0, match.start() - 16), match.start())
            if years and (match["unit"] or "")[:1].lower() == "m":
                yield _age(years.start(), end, float(years["years"]), "year")
            else:
                yield _age(match.start(), end, number, match["unit"])


def _labelled(note: NoteView) -> Iterator[FactDraft]:
    """ "Age: 34", "aged 65", "age > 89"."""
    text = note.clean
    for match in note.words.finditer(_LABELLED_AGE, _AGE_WORDS):
        before = text[max(0, match.start() - 40) : match.start()]
        if not any(mark in match[0] for mark in ":=|"):
            if _SINCE_AGE.search(before) or _OF_A_DISEASE.search(before) or _THEN.match(text, match.end()):
                continue
            opens = re.search(r"(?:\A|[\n,(|;.:]|patient|sex \w+,?)\s*\Z", before)
            if match[0].lower().startswith("age ") and not opens:
                continue
        if is_patient(note, match.start(), match.end()):
            draft = _age(match.start(), match.end(), float(match["number"]), match["unit"])
            draft.comparator = match["over"].strip() if match["over"] else None
            yield draft


def _before_a_noun(note: NoteView) -> Iterator[FactDraft]:
    """ "51 years, male", "J.O., 39 y F"."""
    text = note.clean
    for match in _YEARS_COMMA.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if not re.search(r"(?:\A|[\n|(]|(?:[A-Z]\.|[A-Za-z]+),|\bpatient,?|:)\s*\Z", before):
            continue
        end, noun = person_after(note, match.end())
        near = noun is not None and end - match.end() <= 14
        letter = _LETTER_AFTER.match(text, match.end())
        titled = _TITLED.search(before) is not None
        if (near or letter or titled) and is_patient(note, match.start(), match.end()):
            last = end if near else letter.end() if letter else match.end()
            yield _age(match.start(), last, float(match["number"]), None)


_SHE_WORDS, _AGE_WORDS = frozenset({"he", "she", "patient", "pt"}), frozenset({"age", "aged"})
_SEX_WORDS, _THEN_NUMBER = frozenset({"female", "male", "woman", "man", "f", "m", "w"}), re.compile(r"\s*[,/]\s*\d")


def _after_a_noun(note: NoteView) -> Iterator[FactDraft]:
    """ "a gentleman of 71", "young woman (26)", "Patient (male, 44)", "she is 41"."""
    text = note.clean
    she_is = note.words.finditer(_SHE_IS, _SHE_WORDS)
    numbered = any(_THEN_NUMBER.match(text, place + len(word)) for place, word in note.words.places(_SEX_WORDS))
    sex_first = _SEX_THEN_AGE.finditer(text) if numbered else ()
    for matches in (she_is, sex_first, _FRAMED_YEARS.finditer(text)):
        for match in matches:
            number = parse_number(match["number"])
            if number is not None and is_patient(note, match.start(), match.end()):
                yield _age(match.start() + len(match[0]) - len(match[0].lstrip(" (,")), match.end(), number, None)
    for noun in nouns().finditer(note.words):
        found = _NOUN_THEN_AGE.match(text, noun.end())
        if found and is_patient(note, noun.start(), found.end()):
            yield _age(noun.start(), found.end(), float(found["framed"] or found["of"] or found["comma"]), None)


def _age(start: int, end: int, number: float, unit: str | None) -> FactDraft:
    letter = (unit or "y")[0].lower()
    return FactDraft("age", "age", start, end, value=number, unit=_UNIT.get(letter, "year"))


def _stands_alone(text: str, position: int) -> bool:
    """Whether nothing follows an age that could make it the age of a thing."""
    return (
        re.match(
            r"\s*(?:$|[.,;:|()\n/]|[FM]\b|(?:with|who|w/|s/p|presents|presenting|here|and|has|is|was|h/o|p/w|c/o|G\d\w*|right|left|white|black|african|caucasian|asian|hispanic)\b|P\d)",
            text[position:],
            re.IGNORECASE,
        )
        is not None
    )


BIRTH_WORDS = frozenset({"dob", "d", "date", "birth", "birthdate", "born"})
"""Words that what names a date of birth begins with."""


def birth_dates(note: NoteView) -> Iterator[FactDraft]:
    """The patient's dates of birth, as facts on their age."""
    text = note.clean
    for match in note.words.finditer(_BIRTH, BIRTH_WORDS):
        for time in find_times(text, match.end(), min(len(text), match.end() + 24), day_first=note.day_first):
            resolved = resolve(time, None)
            if (
                time.kind == "date"
                and time.start - match.end() <= 1
                and resolved.date is not None
                and is_patient(note, match.start(), time.end)
            ):
                precision = resolved.precision
                yield FactDraft(
                    "age", BIRTH_DATE, match.start(), time.end, date=resolved.date, date_precision=precision
                )
            break


_SEX_LETTERS = frozenset(f"{unit}{sex}" for unit in ("", "y", "yo", "yr") for sex in "fm")


def terse(note: NoteView) -> Iterator[FactDraft]:
    """ "45F", "28 M", "39 y F", "F/45": an age and a letter."""
    text = note.clean
    letters_last = _TERSE.finditer(text) if note.words.has(_SEX_LETTERS) else ()
    for matches in (letters_last, note.words.finditer(_SEX_FIRST, _SEX_LETTERS)):
        for match in matches:
            number = float(match["number"])
            before = text[max(0, match.start() - 24) : match.start()]
            if (
                not 0 < number < _OLDEST
                or not _GLUED_CONTEXT.search(before)
                or not (_GLUED_FOLLOWS.match(text, match.end()) or _opens_line(text, match))
            ):
                continue
            if match.re is _SEX_FIRST and not re.search(r"(?:\A|[\n|(,;:]|\b(?:Sex|sex|Re))\s*\Z", before):
                continue
            if _temperature(text, match) or not is_patient(note, match.start(), match.end()):
                continue
            sex = "female" if match["sex"] == "F" else "male"
            yield FactDraft("sex", sex, match.start(), match.end())
            yield _age(match.start(), match.end(), number, None)


_FEVER = 94


def _opens_line(text: str, match: re.Match[str]) -> bool:
    """Whether an age and its letter, written as one word, open a line that goes on in words ("76F septic shock"); what is as high as a
    temperature is left to plainer marks."""
    alone = match.start() == 0 or text[match.start() - 1] == "\n"
    return alone and match[0].isalnum() and match[0][-1] in "FM" and float(match["number"]) < _FEVER


def _temperature(text: str, match: re.Match[str]) -> bool:
    """Whether "98 F" is a temperature or "14 F" a catheter."""
    around = text[max(0, match.start() - 20) : match.end() + 8].lower()
    return (
        re.search(r"\bt(?:emp\w*|max)?\b[\s:=]*\d|foley|catheter|sheath|stent|tube|french|degree", around) is not None
    )

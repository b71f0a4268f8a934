"""Pregnancies and births as notes count them ("G2P1", "G3P2012", "nulliparous"), and contraception that was stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.notes.persons import is_patient
from matcher.notes.view import FactDraft, NoteView

_COUNTED = re.compile(
    r"(?<![A-Za-z0-9])G\s?(?P<gravida>\d{1,2})\s?[,/-]?\s?P\s?(?P<para>\d{1,2}(?:\s?-\s?\d\s?-\s?\d\s?-\s?\d|\d{3}|\d{2}(?=\D|\Z))?|\d)"
    r"(?:\s?(?:A|Ab|AB|SAB|TAB|L)\s?\d{1,2}){0,3}(?![A-Za-z0-9])"
)
_WORDS = {
    "nulliparous": (None, 0),
    "nulliparity": (None, 0),
    "nulligravid": (0, 0),
    "nulligravida": (0, 0),
    "primigravida": (1, None),
}
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_FIRST = frozenset({"g"})
_GESTATION = re.compile(r"gestation|pregnancy\b", re.IGNORECASE)
_BORN_BEFORE = re.compile(
    r"\b(?:born|delivered|birth|premature|preterm|prematurity|infant|newborn|neonate|baby|twins?)\b[^.;\n]{0,50}\b(?:at|of|after|weeks?|w|wks?)\W[^.;\n]{0,30}\Z",
    re.IGNORECASE,
)
_BORN_BEHIND = re.compile(
    r"\W+(?:age\W+)?(?:(?:old|term|preterm|premature|female|male|viable|live)\W+)*(?:infant|newborn|neonate|baby|boy|girl)\b",
    re.IGNORECASE,
)
_WEEKS_DAYS = re.compile(
    r"(?<![\w./])(?P<weeks>\d{1,2})(?:\s?(?:w|wk|wks|weeks)\s?(?P<days>[0-6])\s?(?:d|days?)|\s(?P<sevenths>[0-6])/7\s?(?:w|wk|wks|weeks))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:gestation(?:al age)?|gest|ga)\b\.?(?:\s+(?:today|now|by (?:scan|dates|lmp|us)))?\s*[:=]?\s*(?P<weeks>\d{1,2})\s?\+\s?(?P<days>[0-6])(?![\w/])",
    re.IGNORECASE,
)
_LABELS = frozenset({"gestation", "gestational", "gest", "ga"})
_WEEKS = frozenset({"w", "wk", "wks", "weeks"})
_BIRTH = re.compile(
    r"\b(?:born|birth|deliver\w*|del|nsvd|svd|vd|c/?s|ex|former|preterm|premature|prematurity|infant|newborn|neonate|baby|apgars?|loss|miscarr\w*|sab|tab|stillb\w*|demise)\b",
    re.IGNORECASE,
)
_WEEK, _EARLIEST, _LATEST, _NEAR_BEHIND = 7, 4, 43, 40
_NEAR = 100
"""Characters before "gestation" in which a birth may be told of."""
_TPAL = 4
"""Digits of the long form after P: term and preterm births, abortions, living children."""


def extract(note: NoteView) -> list[FactDraft]:
    """Gravidity and parity of the patient as `measurement` facts, from short forms and words.

    "G3P2012" counts term and preterm births (2 + 0) as the parity. What "gravida 2 para 1" says in words is read with the other
    results.
    """
    return [*_counted(note), *_in_words(note), *_weeks_and_days(note), *_labelled_gestation(note)]


def _weeks_and_days(note: NoteView) -> Iterator[FactDraft]:
    """ "33w4d", "28 3/7 weeks": only pregnancies are counted so. They are the patient's where nothing tells of a birth."""
    for place, _ in note.words.places(_WEEKS):
        match = _WEEKS_DAYS.search(note.clean, max(0, place - 8), place + 10)
        if match is None or not match.start() < place < match.end():
            continue
        start, end = match.span()
        weeks = int(match["weeks"]) + int(match["days"] or match["sevenths"]) / _WEEK
        first, last = note.sentence_at(start)
        told = _BIRTH.search(note.clean, max(first, start - _NEAR), min(last, end + _NEAR_BEHIND))
        if not _EARLIEST <= weeks <= _LATEST or told or not is_patient(note, start, end):
            continue
        assertion = note.assertion(start, end, "reproductive")
        if assertion.historical or assertion.negated:
            continue
        yield FactDraft("measurement", "gestational age", start, end, value=round(weeks, 2), unit="week")
        yield FactDraft("reproductive", "pregnancy", start, end)


def _labelled_gestation(note: NoteView) -> Iterator[FactDraft]:
    """ "Gestation today 9+2", "GA 31+4": weeks and days with a plus between them, behind their label."""
    for match in note.words.finditer(_LABELLED, _LABELS):
        start, end = match.span()
        weeks = int(match["weeks"]) + int(match["days"]) / _WEEK
        first, _ = note.sentence_at(start)
        if not _EARLIEST <= weeks <= _LATEST or _BIRTH.search(note.clean, max(first, start - _NEAR), start):
            continue
        assertion = note.assertion(start, end, "reproductive")
        if is_patient(note, start, end) and not (assertion.historical or assertion.negated):
            yield FactDraft("measurement", "gestational age", start, end, value=round(weeks, 2), unit="week")


def tells_of_birth(note: NoteView, start: int, end: int) -> bool:
    """Whether words on a gestation tell of a birth, the patient's own or her child's, and of no pregnancy now: "born at 34 weeks of
    gestation"."""
    if not _GESTATION.search(note.clean, start, end):
        return False
    first, last = note.sentence_at(start)
    return bool(
        _BORN_BEFORE.search(note.clean, max(first, start - _NEAR), start) or _BORN_BEHIND.match(note.clean, end, last)
    )


def _counted(note: NoteView) -> Iterator[FactDraft]:
    for match in note.words.finditer(_COUNTED, _FIRST):
        start, end = match.span()
        digits = re.sub(r"\D", "", match["para"])
        births = int(digits[0]) + int(digits[1]) if len(digits) == _TPAL else int(digits)
        if births > int(match["gravida"]) * 3 or not is_patient(note, start, end):
            continue
        yield _counts(note, "gravidity", float(match["gravida"]), start, end)
        yield _counts(note, "parity", float(births), start, end)


def _in_words(note: NoteView) -> Iterator[FactDraft]:
    for match in note.words.finditer(_IN_WORDS, frozenset(_WORDS)):
        start, end = match.span()
        if not is_patient(note, start, end):
            continue
        for concept, value in zip(("gravidity", "parity"), _WORDS[match[0].lower()], strict=True):
            if value is not None:
                yield _counts(note, concept, float(value), start, end)


def _counts(note: NoteView, concept: str, value: float, start: int, end: int) -> FactDraft:
    return FactDraft("measurement", concept, start, end, value=value).assert_as(
        note.assertion(start, end, "measurement")
    )


_NEAR_STOP = 40
_STOPPED_BEFORE = re.compile(
    r"\b(?:discontinued|stopped|quit|came off|went off|is off|taken off|been off|off of)\s+(?:(?:her|the|using|taking|all|\w+)\s+){0,2}\Z",
    re.IGNORECASE,
)
_STOPPED_AFTER = re.compile(
    r"(?:\s+pills?)?\s+(?:was|were|has been|have been|is)\s+(?:stopped|discontinued)\b", re.IGNORECASE
)


def is_stopped(note: NoteView, start: int, end: int) -> bool:
    """Whether contraception at [start, end) is said to have been stopped."""
    first, last = note.sentence_at(start)
    before = _STOPPED_BEFORE.search(note.clean, max(first, start - _NEAR_STOP), start)
    return before is not None or _STOPPED_AFTER.match(note.clean, end, last) is not None

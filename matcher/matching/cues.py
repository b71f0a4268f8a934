"""Words beside a fact that tell more of it than its own fields do."""

from __future__ import annotations

import re
from functools import cache

from matcher.matching.index import FactIndex
from matcher.matching.knowledge import rows
from matcher.notes.types import Fact

_NEAR = 30


@cache
def _pattern(subject: str) -> re.Pattern[str]:
    words = [word for row in rows("word_cues") if row["subject"] == subject for word in row["words"].split("|")]
    ordered = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(ordered)})(?![a-z])")


def says(text: str, subject: str) -> bool:
    """Whether some words have one of those `tables/word_cues.tsv` lists for a subject."""
    return _pattern(subject).search(text.casefold()) is not None


def said_beside(fact: Fact, index: FactIndex, subject: str) -> bool:
    """Whether the sentence of a fact has one of the words `tables/word_cues.tsv` lists for a subject."""
    return says(index.sentence(fact), subject)


def says_before(fact: Fact, index: FactIndex, subject: str) -> bool:
    """The same of the words just before a fact, in its sentence or its own."""
    note = index.notes.get(fact.note_id)
    if note is None:
        return False
    return says(note.text[max(fact.sentence[0], fact.start - _NEAR) : fact.end], subject)


def said_after(fact: Fact, index: FactIndex, subject: str, before: int) -> bool:
    """The same, between the fact and a later place of its note."""
    note = index.notes.get(fact.note_id)
    if note is None or before <= fact.end:
        return False
    return _pattern(subject).search(note.text[fact.end : before].casefold()) is not None


@cache
def _anew() -> re.Pattern[str]:
    results = [re.escape(row["quality"]) for row in rows("qualities")]
    time = r"(?:now|today|currently|at present|presently|most recently|latest|lately|since then|meanwhile|again)"
    number = r"(?:[<>≤≥]\s*)?\d[\d.,]*(?!\s*(?:week|month|year|day|wk|mo|yr)s?\b)"
    result = rf"(?:{number}|{'|'.join(sorted(results, key=len, reverse=True))})"
    link = r"(?:,|;|\band\b|\bbut\b|\bthen\b|\bto\b|→|->)"
    verb = r"(?:it |which )?(?:is |was |has been |became |turned |rose to |fell to |came to )?"
    return re.compile(
        rf"{time}\b[^.;,\d]{{0,25}}?(?P<first>{result})|{link}\s+{verb}(?P<second>{result})\b[^.;]{{0,30}}?(?:{time}|\bin\b|\bon\b)"
        rf"|{link}\s+{verb}(?P<third>{result})\s+{time}\b",
        re.IGNORECASE,
    )


def told_anew(fact: Fact, index: FactIndex) -> bool:
    """Whether the sentence goes on with a later result of the same thing that was not read ("12 in January; today it is 4").

    An older value must not decide while a newer one stands unread beside it.
    """
    note = index.notes.get(fact.note_id)
    if note is None:
        return False
    end = fact.sentence[1]
    others = [other for other in index.beside(fact) if other.type == "measurement" and other.start >= fact.end]
    stop = min((other.start for other in others), default=end)
    return _anew().search(note.text, fact.end, max(stop, fact.end)) is not None

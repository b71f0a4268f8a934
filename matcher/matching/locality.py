"""How far a denial reaches: "no tumor in the bladder" is said of the bladder, "no sign of infection" of the day."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from matcher.matching.knowledge import rows
from matcher.notes.types import Fact

Today = Literal["no", "all kinds", "some kinds"]
"""Whether a denial is of the day it was said, and of which kinds of the finding."""

_NEAR = 40
_ANY_DRUG = "drug"
_PURPOSE = re.compile(
    r"\s+for\s+(?:the\s+|his\s+|her\s+|this\s+)?(?!past|last|previous|at least|now|over|about|many|several|years|months|\d)[a-z]+",
    re.I,
)
"""For what a drug is denied: "no medication for pain"."""
_SEEN = re.compile(r"abnormalit|deficit|finding|change|irregularit", re.IGNORECASE)
"""What an examination calls a thing it did not see: no disease."""
_WORD_BEFORE = re.compile(r"(?P<word>[A-Za-z][A-Za-z-]*)\s+\Z")
_EXAMINED = frozenset(
    {
        "physical examination",
        "general exam system",
        "operative details",
        "procedures",
        "anesthesia",
        "findings",
        "imaging",
        "pathology",
        "laboratory",
    }
)
"""Sections that tell of what was looked at on one day."""


@cache
def _local() -> dict[str, str]:
    return {row["concept"]: row["today"] for row in rows("local_findings")}


def is_of_a_place(concept: str) -> bool:
    """Whether a condition may sit in any part of the body (`tables/local_findings.tsv`)."""
    return concept in _local()


@cache
def _words(subject: str) -> str:
    words = [word for row in rows("word_cues") if row["subject"] == subject for word in row["words"].split("|")]
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _place() -> re.Pattern[str]:
    item = r"(?:\s*(?:,|/|\band\b|\bor\b|\bnor\b)\s*(?:or\s+|and\s+)?(?!not?\b|on\b|off\b)[a-z-]+(?:\s[a-z-]+)?){0,3}?"
    return re.compile(
        rf"{item}\s*(?:{_words('seen there')})?\s+(?:{_words('place')})\s+"
        rf"(?:(?:{_words('article')})\s+)?(?!(?:{_words('no place')})\b)[a-z]",
        re.IGNORECASE,
    )


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:the\s+|his\s+|her\s+)?(?:[a-z-]+\s+){{0,3}}?(?P<place>{_words('place looked at')})\b", re.IGNORECASE
    )


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(_words("no place before"), re.IGNORECASE)


@cache
def _limited() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('looked for')})\b", re.IGNORECASE)


@cache
def _unlimited() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('history')}|{_words('of the whole patient')})\b", re.IGNORECASE)


def place_denied(fact: Fact, text: str) -> str:
    """The words for the place a denied finding is denied of, "" where the denial names none or the finding is of no one place.

    Args:
        text: of the note the fact is in.
    """
    if not fact.negated:
        return ""
    if fact.type == "exposure":
        purpose = _PURPOSE.match(text, fact.end) if fact.concept == _ANY_DRUG else None
        return "" if purpose is None else purpose[0].casefold()
    if fact.type != "condition" or fact.concept not in _local():
        return ""
    before = _WORD_BEFORE.search(text, max(fact.sentence[0], fact.start - _NEAR), fact.start)
    if before is not None and not _plain().fullmatch(before["word"]):
        return before["word"].casefold()  # "no bowel injury"
    first = max(fact.sentence[0], fact.start - 2 * _NEAR)
    subject = _subject().match(text, first, fact.start) if first == fact.sentence[0] else None
    if subject is not None:
        return subject["place"].casefold()  # "The incision shows no bleeding"
    match = _place().match(text, fact.end, min(fact.sentence[1], fact.end + 2 * _NEAR))
    return "" if match is None else text[match.start() : min(match.end() + _NEAR, fact.sentence[1])].casefold()


def is_of_the_day(fact: Fact, text: str) -> Today:
    """Whether a denial is of one day only, and then whether of some kinds of the finding only (`tables/local_findings.tsv`)."""
    if fact.type != "condition" or not fact.negated or fact.historical:
        return "no"
    seen = _SEEN.search(fact.text) is not None
    rule = _local().get(fact.concept, "no")
    if rule == "no" and not seen:
        return "no"
    before = text[max(fact.sentence[0], fact.start - _NEAR) : fact.end]
    if _unlimited().search(before):
        return "no"
    if fact.section in _EXAMINED or seen:
        return "some kinds"
    if _limited().search(before) is None:
        return "no"
    return "some kinds" if rule == "yes" else "all kinds"

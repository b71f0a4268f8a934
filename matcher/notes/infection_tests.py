"""Names of infections that stand for the test of them: "HCV Ab", "HIV/HBV sent", "PCR for adenovirus was negative"."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.notes.phrases import TABLES
from matcher.notes.result_names import stands_for_test
from matcher.notes.view import NoteView
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.patterns import alternation
from matcher.text.tables import read_table

_POSITIVE = re.compile(r"\s*(?:-| )?\s*(?:positive|infected|\+)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_infection(concept: str) -> bool:
    """Whether a concept is an infection."""
    v = vocabulary()
    return v.concept(concept) is not None and v.is_a(concept, "infection")


@lru_cache(maxsize=1)
def _test_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = [word.strip() for row in read_table(TABLES / "test_words.tsv") for word in row["words"].split(" | ")]
    return (
        re.compile(
            rf"[\s:(-]{{0,4}}(?:[12]/2|-?[12]\b|total|was|were|is|are|came back|all|both)?[\s:/(-]{{0,4}}{alternation(words)}(?!\w)(?! post\b)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?:\banti-?|\btest(?:s|ed|ing)? for|\bscreen(?:s|ed|ing)? for|\bimmune to|\bvaccinat\w+ (?:against|for))[\s-]*$",
            re.IGNORECASE,
        ),
    )


def has_minus(note: NoteView, term: TermMatch) -> bool:
    """Whether the sign of a negative result stands at the name of an infection: "HIV-, HCV-"."""
    return _MINUS.match(note.clean, term.end) is not None and is_infection(term.concept)


def is_ruled_out(note: NoteView, term: TermMatch) -> bool:
    """Whether a test that has no name of its own came back negative: "PCR for adenovirus was negative" denies the infection."""
    if stands_for_test(term.concept):
        return False
    said = note.assertion(term.start, term.end, "condition")
    return any(category == "NEGATIVE" for *_, category in said.cues)


_DETECTED = re.compile(
    r"(?:\s+virus)?\s+(?:by\s+)?(?:rapid\s+)?(?:(?:RT-?)?PCR|NAAT|NAT|antigen|ag|RNA|DNA|cultures?|swab)(?:\s+(?:tests?|assay|swab))?[\s:(,=-]{1,3}"
    r"(?:(?:was|is|were|has|came|come|back|returned|been|found|reported|again|also)\s+)*(?:positive|pos\b|detected|\+)",
    re.IGNORECASE,
)
"""A test for the germ itself that found it; antibodies tell of an infection of any time."""


def is_detected(note: NoteView, term: TermMatch) -> bool:
    """Whether a test that has no name of its own found the germ: "influenza A PCR positive" is the infection."""
    return not stands_for_test(term.concept) and _DETECTED.match(note.clean, term.end) is not None


_MINUS = re.compile(r"-(?=[,;.)/]|\s*$|\s+(?:and|or)\b)")
_LISTED = re.compile(r"(?:[\s,/&+()-]|\band\b|\bor\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?|\bbefore \w+)*", re.IGNORECASE)


_SENT_LIST = re.compile(
    r"\b(?:bloods?|labs?|serolog(?:y|ies)|tests?|samples?|investigations|screening|swabs?|virology)(?:\s+[\w-]+){0,3}\s*:[^.;\n]*\Z",
    re.IGNORECASE,
)
_AWAITED = re.compile(
    r"[^.;\n]*\b(?:awaited|awaiting|pending|to follow|outstanding|not back|in progress)\b", re.IGNORECASE
)


def _is_sent(note: NoteView, term: TermMatch) -> bool:
    """Whether an infection stands in a list of tests whose results are awaited: "Bloods today: FBC, HIV, … - results awaited"."""
    first, last = note.sentence_at(term.start)
    if _AWAITED.match(note.clean, term.end, last) is None:
        return False
    return _SENT_LIST.search(note.clean[first : term.start]) is not None


def is_test(note: NoteView, term: TermMatch) -> bool:
    """Whether the name of an infection is that of a test for it: "HCV Ab", or in a list "HIV/HBV/HCV sent", "anti-HBc, HIV: all negative"."""
    after, before = _test_words()
    text = note.clean
    _, last = note.sentence_at(term.start)
    if before.search(text, max(term.start - 24, 0), term.start):
        return True
    if _POSITIVE.match(text, term.end):
        return False
    if _is_sent(note, term):
        return True
    end, listed = term.end, False
    while True:
        if after.match(text, end, last):
            return True
        gap = _LISTED.match(text, end, last)
        end = gap.end() if gap else end
        following = note.terms_in(end, min(end + 6, last))
        named = next((other for other in following if other.type in ("measurement", "condition")), None)
        if named is None or (named.type == "condition" and not is_infection(named.concept)):
            # "Pneumonia, culture sent": behind a comma the words are of a list of tests only.
            joined = listed or stands_for_test(term.concept) or "," not in text[term.end : end]
            return joined and end > term.end and bool(after.match(text, end, last))
        end, listed = named.end, True

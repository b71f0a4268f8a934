"""Sentences of clinical text: prose, terse notes, lists, tables, headers and run-on transcriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.text.lines import stretches
from matcher.text.stops import ends_sentence, is_opener

_LONGEST_ROW = 200
"""Characters: a longer line with column gaps is prose with careless blanks."""

_LONGEST = 1_200
"""Characters: what runs on beyond that is no sentence but text without stops (a list in one line, a damaged file)."""
_CUTS = tuple(re.compile(mark) for mark in (r"[;•|]\s|\s[-*]\s", r",\s", r"\s"))
"""Where such a text is cut, the best first."""

_MARK = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]++[\"')\]]*+(?=\s))"
    r"|(?P<glued>(?<=[a-z]{3})[.?!](?=[A-Z][a-z]++[ ,]))"  # no blank after the stop: "no fever.She"
    r"|(?P<comma>(?<=[.!?]),(?=\S)|(?<=[.!?] ),(?=\S)|(?<=[.!?]  ),(?=\S)"  # the comma that stands for a line break in transcriptions
    r"|(?<=[A-Z)]:),|(?<=[A-Z)]: ),|(?<=[A-Z)]:  ),"  # "MEDICATIONS: , 1. Aspirin"
    r"|,(?=[A-Z][A-Z /&()-]{2,60}:))"  # "lesions,PLAN: , Observe"
    r"|(?P<opener>(?<=\S),(?=[A-Z][a-z]{0,9}\s))"  # "98.6,The patient"
    r"|(?P<number>(?<=[,;:])\s(?=\d{1,2}\.\s{1,3}[A-Z]))"  # a numbered list run on in a line
)
# Where a mark can begin, a numbered list behind it; looking only there is what keeps the search cheap.
_BEGINS = re.compile(r"[.!?…,;:]")
_BLANKS = re.compile(r"\s*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a normalised text, as (start, end) without surrounding blanks, in order and without overlap.

    List items, table rows, headers and "Label: value" lines are sentences of their own; a wrapped line goes on. No
    sentence crosses a blank line. Every character that is not blank belongs to a sentence. None has more than 1,200
    characters, unless it is one word: what is asked of a sentence costs the square of its length.

    >>> text = "S: slept ok. CP better w/ ibuprofen. no SOB"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['S: slept ok.', 'CP better w/ ibuprofen.', 'no SOB']
    """
    return [part for start, end in _between_stops(text) for part in _short(text, start, end)]


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, in parts where it is too long."""
    while end - start > _LONGEST:
        half, far = start + _LONGEST // 2, start + _LONGEST
        cuts = (max((mark.end() for mark in cut.finditer(text, half, far)), default=0) for cut in _CUTS)
        place = next(filter(None, cuts), 0)
        if not place:  # a word without end
            blank = _CUTS[-1].search(text, far, end)
            if blank is None:
                break
            place = blank.end()
        yield start, start + len(text[start:place].rstrip())
        start = _BLANKS.match(text, place).end()  # type: ignore[union-attr]
    yield start, end


def _between_stops(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end, kind in stretches(text):
        if kind == "row" and end - start <= _LONGEST_ROW:
            spans.append((start, end))
            continue
        read = start
        for place in _BEGINS.finditer(text, start, end):
            at = place.start()
            if at < read:
                continue
            mark = _MARK.match(text, at, end)
            if mark is None and text[at] in ",;:":
                mark = _MARK.match(text, at + 1, end)
            if mark is None:
                continue
            read = mark.end()
            if mark.start() < start:
                continue
            after = _BLANKS.match(text, mark.end()).end()  # type: ignore[union-attr]
            if after >= end:
                break
            if mark.lastgroup == "stop" and not ends_sentence(text, start, mark.start(), after):
                continue
            if mark.lastgroup == "opener" and not is_opener(text, after):
                continue
            close = mark.start() if mark.lastgroup == "number" else mark.end()
            spans.append((start, close))
            start = after
        spans.append((start, end))
    return spans

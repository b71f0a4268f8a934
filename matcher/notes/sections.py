"""Where the sections of a note begin and end, and what standing in one implies.

medspaCy's sectionizer matches the header wordings of `tables/sections.tsv`. It is given only the places where a header
can stand (line starts, words before a colon), so that its cost is that of the headers and "history of asthma" in a
sentence is no header.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from medspacy.section_detection import Sectionizer, SectionRule
from spacy.language import Language

from matcher.notes.findings import Component, Findings
from matcher.notes.view import Section
from matcher.records import checked
from matcher.text.characters import letter_counts
from matcher.text.patterns import alternation
from matcher.text.tables import read_table

TABLE = Path(__file__).parent / "tables" / "sections.tsv"

# Every repeat of blanks is bounded, so that a page of blanks costs no more than a page of words.
_MARK = r"[ \t]{0,60}(?:(?:[-*•>#=~|]{1,8}|\(?\d{1,2}[.)])[ \t]{0,8})?"
_LINE = re.compile(rf"^{_MARK}(?P<label>[A-Za-z][^\n]{{0,100}})", re.MULTILINE)
# The look ahead says at once that no colon ends the words, which most capitals begin.
_INLINE = re.compile(
    r"(?<![A-Za-z])(?=[A-Z][A-Za-z/&' \t-]{0,190}+:)(?P<label>[A-Z][A-Za-z/&'-]{0,30}(?:[ /][A-Za-z&/'-]{1,30}){0,5})[ \t]{0,3}:(?!\d)"
)
_BEFORE_INLINE = re.compile(r"(?:[.,;)\]][ \t]{0,4},?[ \t]{0,4}|\s\s,?[ \t]?)\Z")
_COLON = re.compile(r"[ \t]{0,8}:+(?!\d|//)[ \t]{0,40},?[ \t]{0,40}")
_STOP = re.compile(r"[ \t]{0,3}\.[ \t]{1,8}(?=[A-Z])")
_DASH = re.compile(r"[ \t]{1,8}-+[ \t]{1,8}")
_BLANK_LINE = re.compile(r"\n[ \t]{0,80}\n")
_CONTINUATION = re.compile(r"\n(?:[ \t]{2,}|[ \t]?(?:[-*•]|\d{1,2}[.)])[ \t])[^\n]*")
_SPACES = re.compile(r"\s*")
_LINE_LEAD = " \t-*•>#=~|.()0123456789"
_UNKNOWN_LABEL = re.compile(r"^[ \t]{0,40}[A-Z][A-Za-z/&' -]{1,40}:(?!\d)", re.MULTILINE)
_CAPITALS_LINE = re.compile(r"^[ \t]{0,40}[A-Z][A-Z/&' -]{3,50}(?::|[ \t]*$)", re.MULTILINE)
# What may follow the wording in a header: a bracket, a date, the words of a table's head row.
_RESIDUE = re.compile(
    r"(?:\s|\([^()\n]{0,80}\)|\[[^\[\]\n]{0,80}\]|[\d/.,-]+|[|:=]"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b"
    r"|\b(?:on|at|from|of|for|as|today|yesterday|admission|discharge|ref|reference|unit|units|range|ranges|result|results"
    r"|value|values|flag|normal|interval|limits|test|component|date"
    r"|dose|doses|frequency|freq|route|start|started|start date|stop|stopped|stop date|end date|sig|indication|last given|status)\b)*",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"\b(?:copied|carried|pasted|imported|pulled)\s+(?:forward|over|from|in)\b|\bcopy[- ]forward\b|\bnot updated\b",
    re.IGNORECASE,
)
_CARRIED_LINE = re.compile(
    r"\s*[(\[]?\s*(?:copied|carried|pasted|imported|pulled)\s+(?:forward|over|from|in)\b[^\n:.;]{0,60}[)\]:.]?[ \t]*(?=\n)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A row of the section table."""

    kind: str
    headers: tuple[str, ...]
    alone: frozenset[str]
    implies: frozenset[str]
    extent: Literal["block", "narrow", "parent"]


class _Title(NamedTuple):
    """The kind of section that a label begins with, None for none, and how many characters of it name the kind."""

    kind: SectionKind | None
    length: int


@checked(frozen=True, slots=True)
class _Header:
    kind: SectionKind
    start: int
    body: int
    alone: bool
    colon: bool


@lru_cache(maxsize=1)
def section_kinds() -> dict[str, SectionKind]:
    """The section table by kind."""
    return {
        row["kind"]: SectionKind(
            row["kind"],
            tuple(part.strip().rstrip("!") for part in row["headers"].split("|") if part.strip()),
            frozenset(part.strip().rstrip("!") for part in row["headers"].split("|") if part.strip().endswith("!")),
            frozenset(part.strip() for part in row["implies"].split(",") if part.strip()),
            row["extent"],  # type: ignore[arg-type]
        )
        for row in read_table(TABLE)
    }


class Sections(Component):
    """Finds headers with medspaCy's sectionizer and lays the sections of the note between them."""

    finds = "sections"

    def __init__(self, nlp: Language) -> None:
        self.tokenizer = nlp.tokenizer
        self.kinds = section_kinds()
        self.sectionizer = Sectionizer(nlp, rules=None, span_attrs=None)
        rules = [SectionRule(wording, kind.kind) for kind in self.kinds.values() for wording in kind.headers]
        self.alone_only = {wording for kind in self.kinds.values() for wording in kind.alone}
        self.sectionizer.add(rules)
        wordings = alternation(rule.literal for rule in rules)
        self.wording = re.compile(rf"{wordings}(?!\w)", re.IGNORECASE)
        # What the sectionizer answers to each wording, None until it has been asked. No other label is kept.
        self.answers: dict[str, _Title | None] = dict.fromkeys(
            wording.lower() for kind in self.kinds.values() for wording in kind.headers
        )

    def read(self, found: Findings) -> None:
        found.sections = tuple(_lay(found.text, self._headers(found.text), found.sentences))

    def _headers(self, text: str) -> list[_Header]:
        headers: list[_Header] = []
        for start, end in self._places(text):
            title = self._title(text[start:end])
            if title.kind is None:
                continue
            wording = start + title.length
            header = self._header(text, title.kind, start, wording)
            if header is not None and (header.alone or text[start:wording].lower() not in self.alone_only):
                headers.append(header)
        return headers

    def _title(self, label: str) -> _Title:
        """What medspaCy's sectionizer says of a label; of a wording of the table it is asked once."""
        wording = label.lower()
        title = self.answers.get(wording)
        if title is None:
            title = self._asked(label)
            if wording in self.answers:
                self.answers[wording] = title
        return title

    def _asked(self, label: str) -> _Title:
        words = self.tokenizer(label)
        for found in self.sectionizer(words)._.sections:
            if found.category is not None and found.title_start == 0:
                return _Title(self.kinds[found.category], words[: found.title_end].end_char)
        return _Title(None, 0)

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Where a header could stand: [start, end) of its wording."""
        places: dict[int, int] = {}
        for match in _LINE.finditer(text):
            start, end = match.span("label")
            if (wording := self.wording.match(text, start, end)) is not None:
                places[start] = wording.end()
        for match in _INLINE.finditer(text):
            start, end = match.span("label")
            wording = self.wording.match(text, start, end)
            if wording is not None and _BEFORE_INLINE.search(text, max(start - 10, 0), start):
                places.setdefault(start, wording.end())
        return sorted(places.items())

    def _header(self, text: str, kind: SectionKind, start: int, wording: int) -> _Header | None:
        """The header whose wording is text[start:wording], if what follows allows it."""
        line_end = text.find("\n", wording)
        line_end = len(text) if line_end < 0 else line_end
        residue = _RESIDUE.match(text, wording, min(line_end, wording + 160))
        after = residue.end() if residue else wording
        # The residue may have eaten the colon of a label; look for the first one in it.
        colon = _COLON.search(text, wording, min(after + 3, line_end))
        if colon is not None and colon.start() <= after:
            return _Header(kind, start, colon.end(), not text[colon.end() : line_end].strip(), True)
        at_line_start = not text[text.rfind("\n", 0, start) + 1 : start].strip(_LINE_LEAD)
        if not at_line_start or wording - start < 3:
            return None
        if after >= line_end and (text[start].isupper() or not text[after:line_end].strip()):
            return _Header(kind, start, line_end, True, False)
        stop = _STOP.match(text, wording)
        if stop and " " in text[start:wording]:
            return _Header(kind, start, stop.end(), False, False)
        dash = _DASH.match(text, wording)
        if dash and text[start:wording].isupper():
            return _Header(kind, start, dash.end(), False, True)
        return None


def _lay(text: str, headers: list[_Header], sentences: tuple[tuple[int, int], ...]) -> Iterator[Section]:
    """Sections that cover the whole text: each header's, and unnamed ones where a narrow section has ended."""
    _, upper, letters = letter_counts(text[:4000])
    shouting = upper > 0.5 * letters
    enclosing: _Header | None = None
    around: _Header | None = None
    position = 0
    bounds = [header for header in headers if header.kind.extent != "parent" or header.alone]
    if not bounds or bounds[0].start > 0:
        yield Section(None, 0, 0, bounds[0].start if bounds else len(text))
    for number, header in enumerate(bounds):
        position = header.start
        limit = bounds[number + 1].start if number + 1 < len(bounds) else len(text)
        kind = header.kind
        if kind.extent == "parent" and enclosing is not None:
            kind = enclosing.kind
        body = header.body
        carried_line = _CARRIED_LINE.match(text, body, min(limit, body + 160))
        if carried_line:
            body = carried_line.end()
        end = _end(text, header, kind, body, limit, shouting, sentences)
        carried = bool(_CARRIED.search(text, position, body)) or "old" in kind.implies
        yield Section(kind.kind, position, body, end, kind.implies, copied=carried)
        enclosing = header if kind.extent == "block" else None
        if header.kind.extent == "block":
            around = header
        if end < limit:
            # After a line of its own within a block ("VITALS: …" in an examination) the block goes on, up to a blank line.
            block = around if around is not None and not _BLANK_LINE.match(text, end) else None
            if block is None:
                yield Section(None, end, end, limit)
            else:
                close = _end(text, block, block.kind, end, limit, shouting, sentences)
                blank = _BLANK_LINE.search(text, end, close)
                close = blank.start() if blank else close
                yield Section(block.kind.kind, end, end, close, block.kind.implies)
                if close < limit:
                    yield Section(None, close, close, limit)


def _end(
    text: str,
    header: _Header,
    kind: SectionKind,
    body: int,
    limit: int,
    shouting: bool,
    sentences: tuple[tuple[int, int], ...],
) -> int:
    """Where a section ends before the next known header."""
    if kind.extent == "block":
        if not header.colon and not header.alone:
            blank = _BLANK_LINE.search(text, body, limit)
            limit = blank.start() if blank else limit
        if not kind.implies & {"historical", "hypothetical", "planned", "old"} or shouting:
            return limit
        return _first(_CAPITALS_LINE, text, body, limit)
    inline = not text[header.start - 1 : header.start].isspace() if header.start else False
    at_line_start = not text[text.rfind("\n", 0, header.start) + 1 : header.start].strip(_LINE_LEAD)
    if not header.alone and (inline or not at_line_start):
        return min(limit, _sentence_end(sentences, body, limit))
    if not header.alone:
        limit = min(limit, _line_end(text, sentences, body, limit))
    else:
        opening = _SPACES.match(text, body, limit)
        blank = _BLANK_LINE.search(text, opening.end() if opening else body, limit)
        limit = blank.start() if blank else limit
    return _first(_UNKNOWN_LABEL if not shouting else _CAPITALS_LINE, text, body, limit)


def _first(pattern: re.Pattern[str], text: str, start: int, limit: int) -> int:
    """Start of the first line in (start, limit) that the pattern matches, else the limit."""
    for match in pattern.finditer(text, start, limit):
        if text.rfind("\n", start, match.start() + 1) >= 0 and match.start() > start:
            return match.start()
    return limit


def _sentence_end(sentences: tuple[tuple[int, int], ...], position: int, limit: int) -> int:
    """End of the sentence at a position."""
    index = bisect_right(sentences, (position, limit + 1)) - 1
    return max(sentences[index][1], position) if index >= 0 else limit


def _line_end(text: str, sentences: tuple[tuple[int, int], ...], body: int, limit: int) -> int:
    """End of the header's line with what belongs to it: a sentence that runs over it, list items and indented lines."""
    end = text.find("\n", body, limit)
    if end < 0:
        return limit
    end = max(end, min(_sentence_end(sentences, max(end - 1, body), limit), limit))
    while (more := _CONTINUATION.match(text, end, limit)) is not None:
        end = more.end()
    return end

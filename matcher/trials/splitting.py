"""An eligibility section taken apart into criteria.

Every character that is neither white space, bullet nor heading belongs to exactly one criterion. A line with the lines
nested below it is one criterion, because the lead line carries the logic ("any of the following:").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from matcher.text.characters import normalise
from matcher.text.sentences import sentence_spans
from matcher.trials.headings import Role, heading_role, inline_headings
from matcher.trials.markers import Marker, leading_marker
from matcher.trials.study_groups import group_in_heading, group_of_heading
from matcher.trials.types import Kind


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a criterion stands: `text[start:end]`, trimmed, without a bullet sign but with its number."""

    start: int
    end: int
    kind: Kind
    kind_guessed: bool
    group: str | None = None
    """The group of participants it is asked of, where a heading names one ("Cohort B:")."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    marker: Marker | None
    after_blank: bool

    @property
    def bulleted(self) -> bool:
        return self.marker is not None


@dataclass(slots=True)
class _Open:
    """A criterion being collected."""

    first: _Line
    last: _Line
    kind: Kind
    guessed: bool
    leads: bool
    """An unbulleted line that the bulleted lines below belong to."""
    group: str | None


def split(text: str, start: int = 0, end: int | None = None) -> list[Stretch]:
    """The criteria of an eligibility section, in order.

    Args:
        text: the whole text.
        start, end: the section within it.

    Returns:
        Stretches with offsets in `text`. The kind is that of the heading above; where there is none, or the line's own
        words say otherwise ("Must have minimum age of 18 Years" under "Exclusion Criteria"), it is guessed and marked.
    """
    plain = normalise(text)
    lines = _lines(plain, start, len(text) if end is None else end)
    collected: list[Stretch] = []
    kind: Role = "neutral"
    current: _Open | None = None
    section: list[_Open] = []
    groups = _Groups()

    def close_section() -> None:
        collected.extend(_stretches(plain, section))
        section.clear()

    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        content = plain[_content_start(line) : line.end]
        leads_list = following is not None and following.bulleted and not line.bulleted
        nested = (
            current is not None
            and line.bulleted
            and (_is_nested(current, line, plain) or _NOTE.match(content) is not None)
        )
        role = None if nested else heading_role(content, bulleted=line.bulleted, leads_list=leads_list)
        group = None if nested or (line.bulleted and not content.endswith(":")) else group_of_heading(content)
        leads_deeper = following is not None and following.bulleted and following.indent > line.indent
        if group is not None and role in (None, "neutral") and leads_deeper:
            group, role = None, None  # the lines below belong to it as to any lead line
        if group is not None and role is None:
            role = "neutral"
        if role is not None and not (role == "neutral" and nested):
            close_section()
            current = None
            kind = role if role != "neutral" else kind
            groups.heading(content, role, group or group_in_heading(content), line.indent)
            continue
        if current is not None and (nested or _continues(current, line, plain)):
            current.last = line
            continue
        own, guessed = _kind_of(content, kind)
        ends_open = content.rstrip().endswith(":")
        groups.criterion(line)
        leads = not line.bulleted and (ends_open or (leads_deeper and group_of_heading(content) is not None))
        asked_of = None if appended_kind(content) else groups.current
        current = _Open(line, line, own, guessed, leads, asked_of)
        section.append(current)
    close_section()
    return collected


_FOR_ALL = re.compile(r"\b(?:all|both|every|each|common|general|overall|shared|any)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Groups:
    """Whom the lists below the headings so far are for.

    "Part B" above "Inclusion criteria" holds for the exclusion criteria of part B too; below it, only for that list.
    """

    current: str | None = None
    outer: bool = False
    _fresh: bool = False
    _indent: int = 0

    def heading(self, content: str, role: Role, group: str | None, indent: int) -> None:
        if group is not None:
            self.current, self.outer, self._fresh, self._indent = group, False, role == "neutral", indent
        elif _FOR_ALL.search(content) or (role == "neutral" and content.isupper()):
            self.current, self.outer, self._fresh = None, False, False
        elif role != "neutral":
            self.outer = self.outer or self._fresh
            self.current = self.current if self.outer else None
            self._fresh = False

    def criterion(self, line: _Line) -> None:
        self._fresh = False
        if line.indent < self._indent and not self.outer:
            self.current, self._indent = None, 0


def _content_start(line: _Line) -> int:
    return line.marker.end if line.marker else line.start


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """Lines with content; a line that holds a heading of its own in the middle is cut there."""
    lines: list[_Line] = []
    position, blank = start, True
    for raw in text[start:end].splitlines(keepends=True):
        begin, position = position, position + len(raw)
        trimmed = raw.strip()
        if not trimmed:
            blank = True
            continue
        first = begin + raw.index(trimmed)
        last = first + len(trimmed)
        indent = len(raw[: first - begin].expandtabs(4))
        cuts = sorted({first, last, *(edge for place in inline_headings(text, first, last) for edge in place[:2])})
        for piece_start, piece_end in pairwise(cuts):
            piece = text[piece_start:piece_end]
            if not piece.strip():
                continue
            piece_start += len(piece) - len(piece.lstrip())
            piece_end -= len(piece) - len(piece.rstrip())
            lines.append(_Line(piece_start, piece_end, indent, leading_marker(text, piece_start, piece_end), blank))
            blank = False
    return lines


def _is_nested(current: _Open, line: _Line, text: str) -> bool:
    """Whether a bulleted line belongs to the criterion above it."""
    head = current.first
    if not head.bulleted:
        return current.leads
    assert head.marker is not None
    assert line.marker is not None
    if line.indent >= head.indent + 2:
        return True
    if line.indent < head.indent:
        return False
    if line.marker.style == head.marker.style:
        return False
    if line.marker.follows(head.marker):
        return False
    outer_is_number = head.marker.style == "number"
    lead = text[head.start : head.end].rstrip().endswith(":") or current.last is not head
    return lead or (outer_is_number and line.marker.style in ("letter", "roman"))


_NOTE = re.compile(r"(?:\*+\s*)?(?:note|nb|n\.b\.|nota|comment|exceptions?|remark)s?\s*[:.(-]", re.IGNORECASE)
_OPEN_END = re.compile(
    r"(?:[,(/-]|\b(?:and|or|and/or|of|the|a|an|to|with|for|in|by|than|not|no|are|is|be|from|at))$", re.IGNORECASE
)
_WRAP_WIDTH = 66
"""Characters: a line at least this long without an end mark, followed by one in lower case, was wrapped."""


def _continues(current: _Open, line: _Line, text: str) -> bool:
    """Whether a line without bullet goes on with the criterion above it."""
    if line.bulleted:
        return False
    content = text[line.start : line.end]
    if appended_kind(content):
        return False
    if _NOTE.match(content):
        return True
    head, last = current.first, current.last
    if head.bulleted and line.indent > head.indent and (not line.after_blank or line.indent >= head.indent + 2):
        return True
    above = text[last.start : last.end]
    if _OPEN_END.search(above):
        return True
    if above[-1] in ".;:":
        return False
    lower = content[0].islower() or content[0] in "(<>=≤≥"
    return lower and not line.after_blank and last.end - last.start >= _WRAP_WIDTH


_APPENDED = re.compile(
    r"(?:must have (?:minimum|maximum) age of .{1,20}|must be (?:fe)?male|(?:no )?healthy volunteers(?: are)?(?: not)? (?:allowed|accepted))\W*",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"\b(?:excluded|exclude|exclusion|not eligible|ineligible|not be (?:eligible|included|enrolled))\b", re.IGNORECASE
)


def appended_kind(content: str) -> Kind | None:
    """The kind of a line that a registry appended from structured fields, whatever heading it stands under."""
    return "inclusion" if _APPENDED.fullmatch(content) else None


def _kind_of(content: str, under: Role) -> tuple[Kind, bool]:
    appended = appended_kind(content)
    if appended is not None:
        return appended, under != appended
    if under != "neutral":
        return under, False
    return ("exclusion" if _EXCLUDES.search(content) else "inclusion"), True


def _stretches(text: str, section: list[_Open]) -> list[Stretch]:
    """The criteria of one section; a section of one paragraph is cut into its sentences or numbered parts."""
    found = [
        Stretch(_criterion_start(item.first, text), item.last.end, item.kind, item.guessed, item.group)
        for item in section
    ]
    if len(section) != 1:
        return found
    marker = section[0].first.marker
    if marker is None or (marker.style == "number" and len(_numbered(text, found[0])) >= 2):
        return _prose(text, found[0])
    return found


def _criterion_start(line: _Line, text: str) -> int:
    """A bullet sign is no part of the criterion, a number is: it says nothing less than the text."""
    if line.marker is None or line.marker.style != "symbol" or text[line.start].isalnum():
        return line.start
    return line.marker.end


_ENUMERATOR = re.compile(r"(?:(?<=^)|(?<=[\s;:,.(]))\(?(?P<number>\d{1,2})[.)]\)?\s+(?=\S)")


def _prose(text: str, whole: Stretch) -> list[Stretch]:
    """The statements of a paragraph: its numbered parts if it numbers them in order, else its clauses or sentences."""
    starts = _numbered(text, whole)
    if len(starts) >= 2:
        edges = [whole.start, *starts[1:], whole.end]
        spans = list(pairwise(edges))
    else:
        spans = []
        for start, end in sentence_spans(text[whole.start : whole.end]):
            spans.extend(_clauses(text, whole.start + start, whole.start + end))
        # What the sentences leave out (stray marks between them) still belongs to a criterion.
        spans = [(start, spans[n + 1][0] if n + 1 < len(spans) else whole.end) for n, (start, _) in enumerate(spans)]
        spans = [(whole.start, spans[0][1]), *spans[1:]] if spans else [(whole.start, whole.end)]
    pieces: list[Stretch] = []
    for start, end in spans:
        piece = text[start:end]
        if piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            stop = end - (len(piece) - len(piece.rstrip()))
            pieces.append(_judged_again(text, replace(whole, start=begin, end=stop)))
    return pieces


def _numbered(text: str, whole: Stretch) -> list[int]:
    """Where the parts of a paragraph begin that numbers them from 1."""
    starts: list[int] = []
    for match in _ENUMERATOR.finditer(text, whole.start, whole.end):
        if int(match["number"]) == len(starts) + 1:
            starts.append(match.start())
    return starts


def _judged_again(text: str, piece: Stretch) -> Stretch:
    """A guessed kind is guessed for each sentence on its own."""
    if not piece.kind_guessed:
        return piece
    kind, guessed = _kind_of(text[piece.start : piece.end], "neutral")
    return replace(piece, kind=kind, kind_guessed=guessed)


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence cut at its semicolons, outside brackets."""
    depth, edges = 0, [start]
    for position in range(start, end):
        char = text[position]
        depth += (char in "([") - (char in ")]" and depth > 0)
        if char == ";" and depth == 0:
            edges.append(position + 1)
    edges.append(end)
    return [(a, b) for a, b in pairwise(edges) if text[a:b].strip()]

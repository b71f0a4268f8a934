"""A trial as a person pastes it from a trial site: eligibility among menus, forms and questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from matcher.errors import InputError
from matcher.text.characters import normalise
from matcher.text.tables import read_table
from matcher.trials.fields import age_limits, phases, sexes
from matcher.trials.headings import heading_role, inline_headings
from matcher.trials.markers import leading_marker

_TABLES = Path(__file__).parent / "tables"
NCT_ID = re.compile(r"\bNCT\d{8}\b", re.IGNORECASE)
_PAGE_LINES_AT_LEAST = 3
"""So many different lines that only a web page has tell a page from an eligibility text."""
_TITLE_WORDS_AT_LEAST = 4


@dataclass(frozen=True, slots=True)
class Page:
    """What a pasted text says: where its eligibility section stands, and the fields around it."""

    start: int
    end: int
    nct_id: str | None = None
    title: str | None = None
    conditions: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    sex: str = "all"
    min_age: tuple[float, str] | None = None
    max_age: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    key: str


@cache
def _roles() -> dict[str, str]:
    return {row["phrase"]: row["role"] for row in read_table(_TABLES / "page_lines.tsv")}


@cache
def _telling() -> frozenset[str]:
    """Lines that only a web page has; others ("Age", "Print") stand in eligibility texts too."""
    return frozenset(row["phrase"] for row in read_table(_TABLES / "page_lines.tsv") if row["tells_page"] == "yes")


@cache
def _fields() -> dict[str, str]:
    return {row["label"]: row["field"] for row in read_table(_TABLES / "page_fields.tsv")}


def read_page(text: str, source: str) -> Page:
    """Find the eligibility section of a pasted text and read the fields around it.

    A text without the marks of a web page is taken as eligibility text as a whole.

    Raises:
        InputError: the text is a web page, and no eligibility section stands in it.
    """
    lines = _lines(text)
    first = _first_criteria_heading(lines)
    telling = {line.key for line in lines if line.key in _telling()}
    outside = [line for line in lines if first is None or line.start < first.start]
    if len(telling) < _PAGE_LINES_AT_LEAST:
        match = NCT_ID.search(text)
        return Page(0, len(text), nct_id=match[0].upper() if match else None)
    if first is None:
        raise InputError(
            source,
            None,
            "no eligibility section was found in this page; paste it with its inclusion and exclusion criteria",
        )
    start = first.start
    end = next((line.start for line in lines if line.start > start and _stops(line)), len(text))
    ages = _field(lines, "ages") or next((line.text for line in outside if age_limits(line.text) != (None, None)), "")
    low, high = age_limits(ages)
    return Page(
        start,
        end,
        nct_id=_nct_id(text),
        title=_title(lines, outside),
        conditions=_conditions(lines),
        phase=_phase(lines, outside),
        sex=_sex(lines, outside),
        min_age=low,
        max_age=high,
    )


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    position = 0
    for raw in normalise(text).splitlines(keepends=True):
        trimmed = raw.strip()
        if trimmed:
            start = position + raw.index(trimmed)
            key = " ".join(trimmed.lower().split()).rstrip(" :")
            found.append(_Line(start, start + len(trimmed), trimmed, key))
        position += len(raw)
    return found


def _first_criteria_heading(lines: list[_Line]) -> _Line | None:
    """The first line that announces criteria of one kind; a bare "Eligibility" only names the section."""
    for line, below in pairwise([*lines, _Line(0, 0, "", "")]):
        marker = leading_marker(line.text, 0, len(line.text))
        content = line.text[marker.end :] if marker else line.text
        leads = leading_marker(below.text, 0, len(below.text)) is not None
        named = heading_role(content, bulleted=marker is not None, leads_list=leads) in ("inclusion", "exclusion")
        if named or inline_headings(line.text, 0, len(line.text)):
            return line
    return None


def _stops(line: _Line) -> bool:
    return _roles().get(line.key) == "stop" or bool(NCT_ID.fullmatch(line.text))


def _nct_id(text: str) -> str | None:
    match = NCT_ID.search(text)
    return match[0].upper() if match else None


def _field(lines: list[_Line], field: str) -> str | None:
    """What stands below or behind a label."""
    for line, below in pairwise(lines):
        if _fields().get(line.key) == field and below.key not in _roles() and below.key not in _fields():
            return below.text
        label, colon, value = line.text.partition(":")
        if colon and value.strip() and _fields().get(label.strip().lower()) == field:
            return value.strip()
    return None


def _title(lines: list[_Line], outside: list[_Line]) -> str | None:
    named = _field(lines, "title")
    if named:
        return named
    for line in outside:
        if (
            line.key not in _roles()
            and len(line.text.split()) >= _TITLE_WORDS_AT_LEAST
            and not NCT_ID.search(line.text)
        ):
            return line.text
    return None


def _conditions(lines: list[_Line]) -> tuple[str, ...]:
    """The lines below the label of the conditions, up to the next label, id or long line."""
    for position, line in enumerate(lines):
        if _fields().get(line.key) != "conditions":
            continue
        found: list[str] = []
        for below in lines[position + 1 :]:
            other = below.key in _roles() or below.key in _fields() or NCT_ID.search(below.text)
            if other or len(below.text.split()) > 10 or re.search(r"\d{4}", below.text):
                break
            found.append(below.text)
        if found:
            return tuple(found)
    return ()


def _phase(lines: list[_Line], outside: list[_Line]) -> tuple[str, ...]:
    named = _field(lines, "phase")
    if named and phases(named):
        return phases(named)
    return next((phases(line.text) for line in outside if len(line.text) < 24 and phases(line.text)), ())


def _sex(lines: list[_Line], outside: list[_Line]) -> str:
    named = _field(lines, "sex")
    if named:
        return sexes(named)
    return next(
        (sexes(line.key) for line in outside if line.key in ("all", "female", "male", "females", "males")), "all"
    )

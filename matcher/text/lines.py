"""Lines of a note: which stand alone, and which are one sentence wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from matcher.text.characters import letter_counts
from matcher.text.stops import connectors, never_final

Kind = Literal["rule", "item", "row", "label", "header", "prose"]

_BULLET = r"(?:[-+*•>]{1,3}|o(?=[ \t]+[A-Z])|[☐☑☒□■✓✔#])[ \t]*(?=\S)"
_NUMBER = r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)][ \t]+(?=\S)|\(?\d{1,2}[.)](?=[A-Z])|#[ \t]?\d{1,2}\b"
_LIST_ITEM = re.compile(rf"(?:{_NUMBER}|{_BULLET})")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]")
_WORD = r"[\w/&#'()+.-]{1,25}"
_LABEL = re.compile(rf"[A-Z0-9]{_WORD}(?: {_WORD}){{0,6}} ?::?(?=\s|$)|[A-Z] ?::?(?=\s|$)")
_RULE = re.compile(r"[-=_*~.#+ ]{3,}$")
# A column gap follows a word, not the end of a sentence (dictated prose has two blanks there).
_GAP = re.compile(r"(?: (?<=[^\s.?!,;:] ) +|\t(?<=[^\s.?!,;:]\t)\t*| (?<=[:,;] )  +|\t(?<=[:,;]\t)\t*)(?=\S)")
# The same where there are no tabs: what begins with two blanks is found much faster.
_BLANK_GAP = re.compile(r"  (?:(?<=[^\s.?!,;:]  ) *| (?<=[:,;]   ) *)(?=\S)")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.'-]{0,20})\.?$")
_FIRST_WORD = re.compile(r"[a-z][a-z-]{0,30}(?![\w-])")
_WIDEST_WRAP = 140
_NARROWEST_WRAP = 40
_MOST_JOINED = 60
"""Lines in one sentence: more is not a sentence but a text without marks."""


class Line(NamedTuple):
    """A line without its surrounding blanks. `indent` counts the blanks before it."""

    start: int
    end: int
    indent: int
    kind: Kind


class Stretch(NamedTuple):
    """Text whose line breaks, if any, are wraps. A row holds no sentence ends of its own."""

    start: int
    end: int
    kind: Kind


def stretches(text: str) -> Iterator[Stretch]:
    """The text as stretches in order: whole paragraphs of wrapped prose, single rows, items, headers, labelled lines."""
    shouting = _is_shouting(text)
    paragraph: list[Line] = []
    position = 0
    for raw in text.replace("\f", "\n").split("\n"):
        stripped = raw.strip()
        if not stripped:
            yield from _joined(text, paragraph, shouting)
            paragraph = []
        else:
            start = position + raw.index(stripped[0])
            indent = start - position
            paragraph.append(Line(start, start + len(stripped), indent, _kind(stripped, shouting)))
        position += len(raw) + 1
    yield from _joined(text, paragraph, shouting)


def _is_shouting(text: str) -> bool:
    lower, _, letters = letter_counts(text[:4000])
    return lower < 0.1 * letters


def _kind(line: str, shouting: bool) -> Kind:
    if _is_row(line):
        return "row"
    if _LIST_ITEM.match(line):
        return "rule" if _RULE.match(line) else "item"
    if line[-1] == ":":
        return "header"
    if (
        not shouting
        and len(line) <= 70
        and line[-1] not in ".,;"
        and line.isupper()
        and sum(map(str.isalpha, line)) > 2
    ):
        return "header"
    if ":" in line and _LABEL.match(line):
        return "label"
    if not line[0].isalnum() and _RULE.match(line):
        return "rule"
    return "prose"


def _is_row(line: str) -> bool:
    if "|" in line and line.count("|") > 1:
        return True
    if "  " not in line and "\t" not in line:
        return False
    gaps = (_GAP if "\t" in line else _BLANK_GAP).findall(line)
    return len(gaps) > 1 or any(len(gap) > 2 or "\t" in gap for gap in gaps)


def _joined(text: str, lines: list[Line], shouting: bool) -> Iterator[Stretch]:
    if not lines:
        return
    width = max(line.indent + line.end - line.start for line in lines)
    flowing = shouting or any(_flows(text, before, line, width) for before, line in pairwise(lines))
    first = last = lines[0]
    joined = 1
    for line in lines[1:]:
        if joined < _MOST_JOINED and _continues(text, first, last, line, width, flowing):
            joined += 1
        else:
            yield Stretch(first.start, last.end, first.kind)
            first, joined = line, 1
        last = line
    yield Stretch(first.start, last.end, first.kind)


def _flows(text: str, before: Line, line: Line, width: int) -> bool:
    """Whether a line begins with a word in lower case that would not have fitted on the line before."""
    found = _FIRST_WORD.match(text, line.start)
    return found is not None and before.indent + before.end - before.start + 1 + len(found[0]) > width


def _continues(text: str, first: Line, last: Line, line: Line, width: int, flowing: bool) -> bool:
    """Whether a line goes on with the sentence of the line before it.

    Evidence of a wrap: the line before ends on a word that cannot end a sentence, a comma or a hyphen; or the first word of
    this line would not have fitted there, and it starts in lower case or stands in a paragraph that has such lines.
    """
    if last.kind in ("row", "header", "rule") or line.kind in ("row", "rule"):
        return False
    ending = text[last.end - 1]
    word = _last_word(text, last)
    hanging = ending in ",-(/&+" or word in connectors()
    if line.kind == "item":
        # "ejection fraction of / 55. She" wraps before a number that only looks like the mark of a list.
        return word in connectors() and bool(_NUMBERED.match(text, line.start))
    if line.kind in ("header", "label"):
        return word in connectors() and text[line.start].islower()
    if ending in ".!?" or text[max(last.end - 2, 0) : last.end] in ('."', ".'", ".)"):
        return ending == "." and word in never_final()
    if hanging:
        return True
    lower = text[line.start].islower()
    if lower and line.indent > first.indent and first.kind == "item":
        return True
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    space = text.find(" ", line.start, min(line.end, line.start + 40))
    next_word = (space if space > 0 else line.end) - line.start
    used = last.indent + last.end - last.start + 1 + next_word
    if lower:
        return used > 0.85 * width
    return flowing and used > width and text[line.start] not in "-*•"


def _last_word(text: str, line: Line) -> str:
    found = _LAST_WORD.search(text, max(line.start, line.end - 22), line.end)
    return found[1].lower().rstrip(".") if found else ""

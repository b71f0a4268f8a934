"""Forms within notes: fields with their answers, and boxes that are ticked or not.

"Hemodialysis | never", "Surgery planned: none" and "[ ] epilepsy" say by their layout what prose says with a cue; here they
become cues like those of ConText, and speak of the words of their field. The answers stand in `tables/answers.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matcher.notes.phrases import TABLES
from matcher.notes.view import Cue
from matcher.text.patterns import alternation, squeezed
from matcher.text.tables import read_table

_CATEGORY = {"negated": "NEGATED", "open": "HYPOTHETICAL"}
_CELL_END = re.compile(r" {2,}|[\t|;\n]|(?<=[a-z0-9)])\.(?= |$)")
_BOX = re.compile(r"(?P<empty>\[[ _]?\]|[☐□○])|(?P<ticked>\[[xX✓✔]\]|[☑☒■✓✔])")
_YES = frozenset({"yes", "y", "fulfilled", "met", "present", "given"})
_NO = frozenset({"no", "n", "not", "none", "never", "absent"})
_LEGEND = re.compile(
    r"\b(?:unticked|unchecked|not ticked|not checked|empty(?: box(?:es)?)?|blank)\b[^.\n]{0,20}(?:=|means?|:|\bis\b|\bare\b)[^.\n]{0,20}"
    r"\b(?:absent|no|none|negative|denied|not present)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _answers() -> tuple[re.Pattern[str], dict[str, str]]:
    says = {row["answer"]: row["says"] for row in read_table(TABLES / "answers.tsv")}
    pattern = re.compile(
        rf"(?P<mark>::?|\||\t|=)[ \t]{{0,40}}(?P<answer>{alternation(says)})(?=[ \t]{{0,3}}(?:$|[|;,.()/\n\t]| {{2,}}| {{1,}}(?-i:[A-Z])))",
        re.IGNORECASE,
    )
    return pattern, says


def unticked_is_absent(text: str) -> bool:
    """Whether a note's own legend says what an empty box means ("unticked = absent")."""
    lower = text.lower()
    return any(word in lower for word in ("tick", "check", "empty", "blank")) and _LEGEND.search(text) is not None


def has_boxes(text: str) -> bool:
    """Whether a text has boxes, ticked or not."""
    return ("[" in text or not text.isascii()) and _BOX.search(text) is not None


def with_form_cues(
    prose: tuple[Cue, ...], text: str, start: int, end: int, *, empty_is_absent: bool, boxes: bool = True
) -> tuple[Cue, ...]:
    """The cues of a sentence together with those that its fields and boxes are.

    What a form offers as an answer beside a box ("[ ] no") is no cue of its own: only the tick says something.

    Args:
        prose: the cues of ConText in the sentence.
        text: the normalised note.
        start, end: the sentence.
        empty_is_absent: an empty box denies; otherwise it says nothing either way (hypothetical).
        boxes: whether the note has any.

    >>> cues = with_form_cues((), "Dialysis: never", 0, 15, empty_is_absent=False)
    >>> [(cue.category, cue.scope_start, cue.scope_end) for cue in cues]
    [('NEGATED', 0, 8)]
    """
    options = _options(text, start, end) if boxes else []
    offered = [(o.start, o.stop) for o in options if o.answer in _YES | _NO]
    if offered:
        prose = tuple(c for c in prose if not any(s <= c.start < e for s, e in offered))
    asked = (*_field_cues(text, start, end), *_box_cues(text, start, options, empty_is_absent=empty_is_absent))
    return (*prose, *asked) if asked else prose


@dataclass(frozen=True, slots=True)
class Field:
    """A field whose whole answer is one of the table: its label at [start, end), and what the answer says."""

    start: int
    end: int
    answer_start: int
    answer_end: int
    says: str


def fields(text: str, start: int, end: int) -> Iterator[Field]:
    """The answered fields in text[start:end], in order.

    >>> [field.says for field in fields("Dialysis: never   Cancer: breast", 0, 32)]
    ['negated']
    """
    pattern, says = _answers()
    for match in pattern.finditer(text, start, end):
        label = _label_start(text, start, match.start())
        if label < match.start():
            said = says[squeezed(match["answer"])]
            yield Field(label, match.start(), match.start("answer"), match.end("answer"), said)


def _field_cues(text: str, start: int, end: int) -> list[Cue]:
    return [
        Cue(field.answer_start, field.answer_end, _CATEGORY[field.says], "BACKWARD", field.start, field.end)
        for field in fields(text, start, end)
    ]


def _label_start(text: str, start: int, mark: int) -> int:
    """Where the label before a field's mark begins: after the cell before it."""
    low = max(start, mark - 120)
    trimmed = text[low:mark].rstrip()
    cells = [found.end() for found in _CELL_END.finditer(trimmed)]
    return low + (cells[-1] if cells else 0)


@dataclass(frozen=True, slots=True)
class _Option:
    """A box and what is offered beside it, up to the next box."""

    start: int
    end: int
    stop: int
    ticked: bool
    answer: str


def _options(text: str, start: int, end: int) -> list[_Option]:
    boxes = list(_BOX.finditer(text, start, end))
    stops = [*(box.start() for box in boxes[1:]), end][: len(boxes)]
    return [
        _Option(
            box.start(),
            box.end(),
            stop,
            box["ticked"] is not None,
            (text[box.end() : stop].lower().split() or [""])[0].strip("(,.;:"),
        )
        for box, stop in zip(boxes, stops, strict=True)
    ]


def _box_cues(text: str, start: int, options: list[_Option], *, empty_is_absent: bool) -> list[Cue]:
    if not options:
        return []
    cues = []
    field = (_label_start(text, start, options[0].start), options[0].start)
    for option in options:
        if option.answer in _YES | _NO:
            # "[ ] yes [x] no": the ticked option answers the field.
            if option.ticked and option.answer in _NO:
                cues.append(Cue(option.start, option.end, "NEGATED", "BACKWARD", *field))
        elif not option.ticked:
            category = "NEGATED" if empty_is_absent else "HYPOTHETICAL"
            cues.append(Cue(option.start, option.end, category, "FORWARD", option.end, option.stop))
    return cues

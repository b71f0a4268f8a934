"""Which lines of an eligibility section are headings, and what kind of criteria they announce."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from matcher.text.characters import normalise
from matcher.text.tables import read_table

Role = Literal["inclusion", "exclusion", "neutral"]

_TABLE = Path(__file__).parent / "tables" / "headings.tsv"
_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"[A-Z][A-Z ,/&()-]{7,}")
_LONGEST_HEADING = 70
"""Characters: a longer line that names the kind of list is read as a sentence, unless it ends with a colon."""
_LONGEST_SUBHEADING_WORDS = 7
_WORDS_BEFORE = 5
"""Words: so many may stand before "exclusion criteria" in a heading ("Additional key eligibility and")."""
_LIMIT = re.compile(r"[<>≥≤]|\d\s*%")


@dataclass(frozen=True, slots=True)
class _Cue:
    phrase: str
    role: Role
    form: str


@cache
def _cues() -> tuple[_Cue, ...]:
    cues = [
        _Cue(f" {_words(row['phrase'])} ", row["role"], row["form"])  # type: ignore[arg-type]
        for row in read_table(_TABLE)
    ]
    # A sentence that excludes also speaks of eligibility: "patients must not have" is no "patients must".
    return tuple(sorted(cues, key=lambda cue: (cue.form == "lead" and cue.role != "exclusion", -len(cue.phrase))))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def heading_role(line: str, *, bulleted: bool, leads_list: bool) -> Role | None:
    """What a line announces as a heading, or None where it is a statement.

    Args:
        line: the line without its bullet, trimmed.
        bulleted: it stands behind a bullet or number. Only lines that name the list itself ("Inclusion criteria:") are
            then headings.
        leads_list: bulleted lines follow directly below it.
    """
    words = f" {_words(line)} "
    if not words.strip():
        return "neutral" if not bulleted else None
    colon = line.rstrip("* _").endswith(":")
    for cue in _cues():
        if cue.form == "whole" and words == cue.phrase and (colon or not bulleted):
            return cue.role if cue.role != "neutral" or colon or leads_list else None
    short = len(line) < _LONGEST_HEADING
    if short or colon:
        for cue in _cues():
            if cue.form != "part" or cue.phrase not in words:
                continue
            before = words.index(cue.phrase)
            if len(words[:before].split()) <= _WORDS_BEFORE and (colon or _names_a_list(words, cue.phrase)):
                return cue.role
    if bulleted:
        return None
    if colon and not _LIMIT.search(line):
        for cue in _cues():
            if cue.form == "lead" and cue.phrase in words and (short or leads_list):
                return cue.role
        if short and len(words.split()) <= _LONGEST_SUBHEADING_WORDS and leads_list:
            return "neutral"
    return "neutral" if _CAPITALS.fullmatch(line) and leads_list else None


def _names_a_list(words: str, cue: str) -> bool:
    """A line without colon is a heading when hardly more than the name of the list stands in it."""
    return len(words.split()) - len(cue.split()) <= 4 and not re.search(
        r" (is|are|was|were|the|has|have|meets?|applies|apply) ", words
    )


_INLINE = re.compile(
    r"(?<![\w-])(?<!other )(?<!additional )(?<!this )(?<!these )(?<!following )(?:(?:key|main|major|general|specific)\s+)?"
    r"(?P<negated>non[\s-]?)?(?P<kind>in|ex)clusion(?:s)?\s+criteri(?:a|on)(?:\s+(?:are|is|include|includes|were|will be))?\s*[:：]",
    re.IGNORECASE,
)


def inline_headings(text: str, start: int, end: int) -> list[tuple[int, int, Role]]:
    """Headings inside a line ("… over 18. Exclusion criteria: …"): their start, end and kind."""
    found: list[tuple[int, int, Role]] = []
    for match in _INLINE.finditer(text, start, end):
        kind: Role = "inclusion" if match["kind"].lower() == "in" and not match["negated"] else "exclusion"
        found.append((match.start(), match.end(), kind))
    return found


def names_criteria(text: str) -> bool:
    """Whether a text has a heading of inclusion or exclusion criteria, on a line of its own or inside one."""
    return bool(inline_headings(text, 0, len(text))) or any(
        heading_role(line, bulleted=False, leads_list=False) in ("inclusion", "exclusion")
        for line in (line.strip() for line in normalise(text).splitlines())
        if line
    )

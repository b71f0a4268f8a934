"""Sentences with the gold marked inside them: "No <f negated>stroke</f> or <f negated>seizure</f>."

A mark carries what the fact there must say: flags by name (negated, uncertain, hypothetical, historical, family), and
`name=value` for other fields, blanks written "_"; `qualifier=` and `not_qualifier=` look into the qualifiers. Flags that
are not named must be false (history alone may be either). A mark `<x>` must carry no fact of the type given (`type=`),
or none at all.
"""

from __future__ import annotations

import re
from typing import Any

import matcher

_MARK = re.compile(r"<(f|x)((?: [^<>]*)?)>(.*?)</\1>", re.DOTALL)
_FLAGS = ("negated", "uncertain", "hypothetical", "family")


def parse(marked: str) -> tuple[str, list[tuple[str, int, int, dict[str, str]]]]:
    """The plain text and the marks in it: (kind, start, end, what must hold)."""
    plain, marks, last = "", [], 0
    for found in _MARK.finditer(marked):
        plain += marked[last : found.start()]
        start = len(plain)
        plain += found[3]
        asked = dict(([*part.split("=", 1), "True"])[:2] for part in found[2].split())
        marks.append((found[1], start, len(plain), asked))
        last = found.end()
    return plain + marked[last:], marks


def check(marked: str, **how: Any) -> matcher.Patient:
    """Reads a marked note and fails with a readable message where a mark does not hold."""
    text, marks = parse(marked)
    patient = matcher.read_notes(matcher.Note(text, **how) if how else text)
    for kind, start, end, asked in marks:
        touching = [fact for fact in patient.facts if fact.start < end and start < fact.end]
        if "type" in asked:
            touching = [fact for fact in touching if fact.type == asked["type"]]
        if kind == "x":
            assert not touching, f"{text[start:end]!r} should carry no fact, has {[_short(f) for f in touching]}"
            continue
        right = [fact for fact in touching if not _wrong(fact, asked)]
        assert right, (
            f"{text[start:end]!r} in {text!r}: asked {asked}, found {[(_short(f), _wrong(f, asked)) for f in touching]}"
        )
    return patient


def _wrong(fact: matcher.Fact, asked: dict[str, str]) -> list[str]:
    wrong = [flag for flag in _FLAGS if getattr(fact, flag) != (flag in asked)]
    if "historical" in asked and not fact.historical:
        wrong.append("historical")
    for name, value in asked.items():
        value = value.replace("_", " ")
        if name in ("type", "historical", *_FLAGS):
            continue
        if name == "qualifier":
            if value not in fact.qualifiers:
                wrong.append(f"qualifiers {fact.qualifiers}")
        elif name == "not_qualifier":
            if value in fact.qualifiers:
                wrong.append(f"qualifiers {fact.qualifiers}")
        elif str(getattr(fact, name)) != value:
            wrong.append(f"{name}={getattr(fact, name)}")
    return wrong


def _short(fact: matcher.Fact) -> str:
    flags = [flag for flag in (*_FLAGS, "historical") if getattr(fact, flag)]
    return f"{fact.type}:{fact.concept}:{fact.text}:{'/'.join(flags)}"

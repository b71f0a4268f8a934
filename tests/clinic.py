"""Patients and criteria written by hand for the tests of matching: a sentence with the fact it holds, an atom with what it asks."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from matcher.matching.judge import judge
from matcher.matching.types import Judgement
from matcher.notes.types import Fact, Note, Patient
from matcher.trials.types import (
    AllOf,
    AnyOf,
    AtLeast,
    Atom,
    Bounds,
    Criterion,
    Duration,
    Expression,
    IfThen,
    Not,
    Window,
)

AS_OF = "2025-06-02"
NOTE_DAY = "2025-05-27"
LUPUS = "systemic lupus erythematosus"


@dataclass(frozen=True)
class Said:
    """One sentence of a note with one fact in it; the fact's words stand in [brackets]."""

    type: str
    concept: str
    sentence: str
    on: str = NOTE_DAY
    more: dict[str, Any] = field(default_factory=dict)


def said(type_: str, concept: str, sentence: str, on: str = NOTE_DAY, **more: Any) -> Said:
    for name in ("date", "date_end", "started", "stopped"):
        if isinstance(more.get(name), str):
            text = more[name]
            more[name] = dt.date.fromisoformat(f"{text}-01-01"[:10])
            if name != "date_end":
                more.setdefault(f"{name}_precision", {4: "year", 7: "month", 10: "day"}[len(text)])
    return Said(type_, concept, sentence, on, more)


def chart(*statements: Said, as_of: str | None = AS_OF) -> Patient:
    """A patient of whom these sentences were written; sentences of one day make one note, equal ones stand in it once."""
    texts: dict[str, str] = {}
    facts = []
    for statement in statements:
        before, words, after = _brackets(statement.sentence)
        text = before + words + after
        note = texts.setdefault(
            statement.on, "Clinic note of a visit; the patient was seen and examined, the chart was reviewed.\n"
        )
        start = note.find(text + "\n")
        if start < 0:
            start = len(note)
            texts[statement.on] = note + text + "\n"
        place = start + len(before), start + len(before) + len(words)
        more = dict(statement.more)
        if more.get("date") is None:
            more |= {"date": dt.date.fromisoformat(statement.on), "date_precision": "note"}
        key = f"{statement.on}{place}{statement.concept}{sorted(more.items(), key=str)}"
        facts.append(
            Fact(
                fact_id=hashlib.sha256(key.encode()).hexdigest()[:12],
                type=statement.type,  # type: ignore[arg-type]
                concept=statement.concept,
                text=words,
                start=place[0],
                end=place[1],
                note_id=f"note of {statement.on}",
                sentence=(start, start + len(text)),
                **more,
            )
        )
    notes = tuple(
        Note(text, note_id=f"note of {day}", date=dt.date.fromisoformat(day)) for day, text in sorted(texts.items())
    )
    for fact in facts:
        text = next(note.text for note in notes if note.note_id == fact.note_id)
        assert text[fact.start : fact.end] == fact.text
    day = None if as_of is None else dt.date.fromisoformat(as_of)
    return Patient("test patient", notes, tuple(facts), day, as_of_assumed=False)


def _brackets(sentence: str) -> tuple[str, str, str]:
    if "[" not in sentence:
        return "", sentence, ""
    before, rest = sentence.split("[", 1)
    words, after = rest.split("]", 1)
    return before, words, after


def woman(age: float = 39, on: str = NOTE_DAY) -> tuple[Said, Said]:
    sentence = f"{age:g}-year-old woman."
    return (
        said("age", "age", f"[{age:g}-year-old] woman.", on, value=age, unit="year"),
        said("sex", "female", sentence.replace("woman", "[woman]"), on),
    )


def man(age: float = 51, on: str = NOTE_DAY) -> tuple[Said, Said]:
    return (
        said("age", "age", f"[{age:g}-year-old] man.", on, value=age, unit="year"),
        said("sex", "male", f"{age:g}-year-old [man].", on),
    )


def lab(
    analyte: str, words: str, value: float | None = None, unit: str | None = None, on: str = NOTE_DAY, **more: Any
) -> Said:
    more.setdefault("date", on)
    return said("measurement", analyte, words, on, value=value, unit=unit, **more)


def atom(type_: str, *concepts: str, **more: Any) -> Atom:
    text = more.pop("text", f"{' '.join(more.get('qualifiers', ()))} {' or '.join(concepts) or type_}".strip())
    if type_ == "measurement":
        more.setdefault("analyte", concepts[0])
    return Atom(type_, text, 0, len(text), concepts=concepts, **more)  # type: ignore[arg-type]


def within(amount: float, unit: str, anchor: str = "screening") -> Window:
    return Window("<=", amount, unit, "before", anchor)  # type: ignore[arg-type]


def at_least(value: float, unit: str | None = None, relative_to: str = "value") -> tuple[Bounds, ...]:
    return (Bounds(lower=value, unit=unit, relative_to=relative_to),)  # type: ignore[arg-type]


def above(value: float, unit: str | None = None, relative_to: str = "value") -> tuple[Bounds, ...]:
    return (Bounds(lower=value, lower_inclusive=False, unit=unit, relative_to=relative_to),)  # type: ignore[arg-type]


def at_most(value: float, unit: str | None = None, relative_to: str = "value") -> tuple[Bounds, ...]:
    return (Bounds(upper=value, unit=unit, relative_to=relative_to),)  # type: ignore[arg-type]


def longer_than(amount: float, unit: str) -> Duration:
    return Duration(">", amount, unit)  # type: ignore[arg-type]


def including(expression: Expression) -> Criterion:
    return Criterion("I1", "inclusion", "an inclusion criterion", expression)


def excluding(expression: Expression) -> Criterion:
    return Criterion("E1", "exclusion", "an exclusion criterion", expression)


def verdict(patient: Patient, criterion: Criterion, absence: str = "unknown") -> str:
    return judge(patient, criterion, absence=absence, trial_conditions=(LUPUS,)).verdict  # type: ignore[arg-type]


def judged(patient: Patient, criterion: Criterion, absence: str = "unknown") -> Judgement:
    return judge(patient, criterion, absence=absence, trial_conditions=(LUPUS,))  # type: ignore[arg-type]


def quotes(judgement: Judgement, role: str = "supports") -> list[str]:
    return [evidence.text for evidence in judgement.evidence if evidence.role == role]


__all__ = [
    "LUPUS",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "IfThen",
    "Not",
    "above",
    "at_least",
    "at_most",
    "atom",
    "chart",
    "excluding",
    "including",
    "judged",
    "lab",
    "longer_than",
    "man",
    "quotes",
    "said",
    "verdict",
    "within",
    "woman",
]

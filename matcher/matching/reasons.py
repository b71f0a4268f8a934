"""Reasons and questions in plain words, put together from `tables/reasons.tsv` when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any

from matcher.matching.case import Case
from matcher.matching.knowledge import rows
from matcher.matching.outcome import Outcome
from matcher.notes.types import Fact
from matcher.trials.types import Atom, Bounds

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_QUOTE = 90
_LONGEST_NAME = 70
_MOST_SENTENCES = 3
_MOST_QUESTIONS = 12
_OLD_DAYS = 180


@cache
def _templates() -> dict[str, str]:
    return {row["key"]: row["sentence"] for row in rows("reasons")}


def template(key: str) -> str:
    """The sentence of a key.

    Raises:
        KeyError: the table has no such key.
    """
    return _templates()[key]


def date_words(date: dt.date | None, precision: str = "day") -> str:
    """A date no one can read two ways: "14 May 2025", "May 2025", "2025".

    >>> date_words(dt.date(2025, 5, 14)), date_words(dt.date(2025, 5, 1), "month")
    ('14 May 2025', 'May 2025')
    """
    if date is None:
        return ""
    if precision == "year":
        return str(date.year)
    month = _MONTHS[date.month - 1]
    return f"{month} {date.year}" if precision == "month" else f"{date.day} {month} {date.year}"


def number_words(value: float) -> str:
    """A number without needless digits.

    >>> number_words(2.0), number_words(1.39499), number_words(0.004)
    ('2', '1.395', '0.004')
    """
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def bounds_words(bounds: tuple[Bounds, ...]) -> str:
    """Bounds as a reader expects them: "≥ 80 g/L", "≤ 2 × ULN", "18 to 65 years"."""
    return " or ".join(_bound_words(bound) for bound in bounds)


def _bound_words(bound: Bounds) -> str:
    unit = {"uln": "× ULN", "lln": "× LLN", "baseline": "× baseline"}.get(bound.relative_to, bound.unit or "")
    tail = f" {unit}" if unit else ""
    if bound.lower is not None and bound.upper is not None:
        return f"{number_words(bound.lower)} to {number_words(bound.upper)}{tail}"
    if bound.lower is not None:
        return f"{'≥' if bound.lower_inclusive else '>'} {number_words(bound.lower)}{tail}"
    if bound.upper is not None:
        return f"{'≤' if bound.upper_inclusive else '<'} {number_words(bound.upper)}{tail}"
    return tail.strip()


def reason_of(outcome: Outcome, case: Case) -> str:
    """One plain sentence (a few, for several deciding parts) on why an outcome is what it is."""
    leaves = list(_deciding_leaves(outcome))
    sentences = list(dict.fromkeys(sentence for leaf in leaves if (sentence := _sentence(leaf, leaf.reason, case))))
    shown = " ".join(sentences[:_MOST_SENTENCES])
    hidden = len(sentences) - _MOST_SENTENCES
    return f"{shown} {template('lead.more').format(count=hidden)}" if hidden > 0 else shown


def missing_of(outcome: Outcome, case: Case) -> tuple[str, ...]:
    """What to look up or order so that an unknown is decided; empty where it is decided."""
    if outcome.truth != "unknown":
        return ()
    asked = (_sentence(leaf, leaf.ask, case) for leaf in _deciding_leaves(outcome) if leaf.ask)
    found = tuple(dict.fromkeys(question for question in asked if question))
    return found[:_MOST_QUESTIONS] or (template("other.ask").format(what=_shortened(_what(outcome), _LONGEST_NAME)),)


def _deciding_leaves(outcome: Outcome) -> Iterator[Outcome]:
    if not outcome.parts:
        yield outcome
        return
    for part in outcome.deciding or outcome.parts:
        yield from _deciding_leaves(part)


def _sentence(leaf: Outcome, key: str, case: Case) -> str:
    if not key:
        return ""
    fields = _Fields(leaf, case)
    return template(key).format_map(fields)


class _Fields(dict[str, str]):
    """The fields of a sentence, each worked out when the sentence has it."""

    def __init__(self, leaf: Outcome, case: Case) -> None:
        super().__init__()
        self._leaf, self._case, self._values = leaf, case, leaf.values

    def __missing__(self, field: str) -> str:
        maker = getattr(self, f"_make_{field.casefold()}", None)
        text = str(maker() if maker is not None else self._values.get(field, ""))
        return text[:1].upper() + text[1:] if field == "What" else text

    def _make_what(self) -> str:
        return _what(self._leaf)

    def _make_quote(self) -> str:
        facts = (*self._leaf.supports, *self._leaf.context)
        quotes = [
            _shortened(" ".join(self._case.index.sentence(f).split()) or f.text, _LONGEST_QUOTE) for f in facts[:2]
        ]
        return ", ".join(f"“{quote}”" for quote in dict.fromkeys(quotes))

    def _make_when(self) -> str:
        fact = next(iter(self._leaf.supports), None)
        if fact is None:
            return ""
        day = self._case.index.day_of(fact)
        words = date_words(day, fact.date_precision if fact.date is not None else "day")
        return f" ({words}{self._age(day)})" if words else ""

    def _age(self, day: dt.date | None) -> str:
        node = self._leaf.node
        measured = isinstance(node, Atom) and node.type == "measurement"
        if not measured or day is None or self._case.as_of is None:
            return ""
        days = (self._case.as_of - day).days
        return template("remark.old").format(days=days) if days > _OLD_DAYS else ""

    def _make_window(self) -> str:
        node = self._leaf.node
        window = node.window if isinstance(node, Atom) else None
        if window is None:
            return ""
        if window.text:
            return f" {window.text}" if not isinstance(node, Atom) or window.text not in _what(self._leaf) else ""
        if window.amount is None:
            return ""
        return f" within {number_words(window.amount)} {window.unit}s of {window.anchor or 'screening'}"

    def _make_detail(self) -> str:
        node = self._leaf.node
        qualifiers = node.qualifiers if isinstance(node, Atom) else ()
        unit = next((bound.unit for bound in self._values.get("bounds") or () if bound.unit), "")
        words = [*qualifiers, *([f"in {unit}"] if unit else [])]
        return f" ({', '.join(words)})" if words else ""

    def _make_value(self) -> str:
        reading = self._values.get("reading")
        if reading is None:
            return self._make_quote()
        fact: Fact = reading.shown
        if fact.value is None:
            return fact.quality or f"“{_shortened(fact.text, _LONGEST_QUOTE)}”"
        high = f"–{number_words(fact.value_high)}" if fact.value_high is not None else ""
        unit = f" {fact.unit}" if fact.unit else ""
        return f"{fact.comparator or ''}{number_words(fact.value)}{high}{unit}"

    def _make_asked(self) -> str:
        bounds = self._values.get("bounds")
        if bounds:
            return bounds_words(bounds)
        return str(self._values.get("quality") or "what is asked")

    def _make_remark(self) -> str:
        reading = self._values.get("reading")
        if reading is not None:
            return _comparison_remark(reading)
        doses = self._values.get("doses") or {}
        used = [doses[fact.fact_id] for fact in self._leaf.supports if fact.fact_id in doses]
        told = [f"{number_words(dose.amount)} {dose.unit}" for dose in used if dose.amount is not None]
        return _remark("dose", dose=", ".join(told)) if told else ""

    def _make_years(self) -> str:
        from matcher.matching.demographics import age_of

        age = age_of(self._case)
        if age is None:
            return ""
        return number_words(age.low) if age.low == age.high else f"{number_words(age.low)}–{number_words(age.high)}"


def _remark(kind: str, **values: str) -> str:
    return " " + template(f"remark.{kind}").format(**values)


def _comparison_remark(reading: Any) -> str:
    if reading.formula:
        return _remark("formula", formula=reading.formula)
    comparison = reading.comparison
    if comparison.why == "converted":
        return _remark("converted", unit=comparison.limit_unit or "")
    if comparison.why in ("note range", "table range") and comparison.limit is not None:
        unit = f" {comparison.limit_unit}" if comparison.limit_unit else ""
        return _remark(comparison.why, limit=f"{number_words(comparison.limit)}{unit}")
    return ""


def _what(outcome: Outcome) -> str:
    """What a node asks about: its own words where they are few, else its concepts."""
    node = outcome.node
    if not isinstance(node, Atom):
        return "this criterion"
    if node.type == "measurement" and node.analyte:
        return node.analyte
    if node.type in ("reproductive", "attestation") and node.value:
        return node.value
    own = " ".join(node.text.split())
    if own and len(own) <= _LONGEST_NAME:
        return own
    if node.concepts:
        named = " or ".join(node.concepts[:3])
        return " ".join((*node.qualifiers[:1], named))
    return _shortened(own, _LONGEST_NAME)


def _shortened(text: str, longest: int) -> str:
    """Text cut at a word, with an ellipsis.

    >>> _shortened("a long sentence", 10)
    'a long …'
    """
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", 0, longest - 1)
    return f"{text[: cut if cut > longest // 3 else longest - 1].rstrip()} …"

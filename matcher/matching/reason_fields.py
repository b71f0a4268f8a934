"""The fields of the sentences of `tables/reasons.tsv`: what is asked, what is said of it, and when."""

from __future__ import annotations

from typing import Any

from matcher.matching.asking import tests_for
from matcher.matching.case import Case
from matcher.matching.evidence import quote_of
from matcher.matching.findings import dose_words, told
from matcher.matching.naming import capitalised, display_name, duration_words, listed, name_of, shortened
from matcher.matching.outcome import Outcome
from matcher.matching.standards import standard_words
from matcher.matching.wording import bounds_words, date_words, number_words, on_day, template, value_words
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_LONGEST_NAME = 70
_LONGEST_SIDE = 60
_OLD_DAYS = 180
"""A deciding value older than this is marked in the reason."""
_TESTABLE = frozenset({"active", "chronic", "current", "known", "untreated"})
"""Qualifiers a test answers as well."""


def deciding_tests(leaf: Outcome) -> list[str]:
    """The tests that decide every disease of a silent part; empty where one has none, or more is asked than whether it is there."""
    node = leaf.node
    if (
        not isinstance(node, Atom)
        or leaf.mentioned
        or node.window is not None
        or not _TESTABLE.issuperset(node.qualifiers)
    ):
        return []
    found = [tests_for().get(concept, "") for concept in node.concepts]
    return list(dict.fromkeys(found)) if all(found) else []


def undated(leaf: Outcome) -> list[Fact]:
    """Drugs the notes say were given, where the day of the last dose leaves a window open."""
    given = [fact for fact in leaf.context if fact.type == "exposure" and not fact.negated and not fact.family]
    return (
        [fact for fact in given if fact.status in (None, "stopped") and not fact.hypothetical] if leaf.mentioned else []
    )


def named(outcome: Outcome) -> str:
    """What an outcome is of, in words short enough for a sentence."""
    node = outcome.node
    return shortened(name_of(node), _LONGEST_NAME) if isinstance(node, Atom) else "this criterion"


class Fields(dict[str, str]):
    """The fields of a sentence, each worked out when the sentence has it."""

    def __init__(self, leaf: Outcome, case: Case) -> None:
        super().__init__()
        self._leaf, self._case, self._values = leaf, case, leaf.values
        self.update(standard_words(leaf))

    def __missing__(self, field_name: str) -> str:
        maker = getattr(self, f"_make_{field_name.casefold()}", None)
        text = str(maker() if maker is not None else self._values.get(field_name, ""))
        return capitalised(text) if field_name == "What" else text

    def _make_what(self) -> str:
        return named(self._leaf)

    def _make_told(self) -> str:
        return told(self._leaf, self._case)

    def _make_given(self) -> str:
        return listed(list(dict.fromkeys(display_name(fact.concept) for fact in undated(self._leaf))))

    def _make_tests(self) -> str:
        return listed(deciding_tests(self._leaf))

    def _make_sides(self) -> str:
        """Both sides of a contradiction in the notes' own words, with their days."""
        facts = self._leaf.context
        against = next((fact for fact in facts if fact.negated or fact.status == "never"), None)
        said = next((fact for fact in facts if not (fact.negated or fact.status == "never")), None)
        if said is None or against is None:
            return ""
        return f" ({self._side(said)} against {self._side(against)})"

    def _side(self, fact: Fact) -> str:
        quote = quote_of(fact, self._case)
        day = date_words(self._case.index.day_of(fact), fact.date_precision if fact.date is not None else "day")
        return f"“{shortened(' '.join(quote.split()), _LONGEST_SIDE)}”{f', {day}' if day else ''}"

    def _make_dose(self) -> str:
        return dose_words(self._leaf)

    def _make_on(self) -> str:
        words = self._date()
        age = self._age()
        return f" {words}{age}{',' if age else ''}" if words else ""

    def _make_paren(self) -> str:
        words = self._date()
        return f" ({words.partition(' ')[2]}{self._age()})" if words else ""

    def _date(self) -> str:
        fact = next(iter(self._leaf.supports), None)
        if fact is None:
            return ""
        return on_day(self._case.index.day_of(fact), fact.date_precision if fact.date is not None else "day")

    def _age(self) -> str:
        node, fact = self._leaf.node, next(iter(self._leaf.supports), None)
        day = self._case.index.day_of(fact) if fact is not None else None
        if not isinstance(node, Atom) or node.type != "measurement" or day is None or self._case.as_of is None:
            return ""
        days = (self._case.as_of - day).days
        return template("remark.old").format(days=days) if days > _OLD_DAYS else ""

    def _make_span(self) -> str:
        node = self._leaf.node
        return f" {duration_words(node.duration)}" if isinstance(node, Atom) and node.duration is not None else ""

    def _make_window(self) -> str:
        return f"{self._make_span()}{self._time_asked()}"

    def _time_asked(self) -> str:
        node = self._leaf.node
        window = node.window if isinstance(node, Atom) else None
        if window is None or (window.amount is None and window.side == "before"):
            return ""
        if window.text:
            return f" {window.text}"
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
            return ""
        fact: Fact = reading.shown
        words = value_words(fact)
        node = self._leaf.node
        panel = isinstance(node, Atom) and fact.concept != node.analyte and fact.value is None
        return f"{words} by {display_name(fact.concept)}" if panel and fact.concept else words

    def _make_asked(self) -> str:
        bounds = self._values.get("bounds")
        if bounds:
            return bounds_words(bounds)
        return str(self._values.get("quality") or "what is asked")

    def _make_limit(self) -> str:
        reading = self._values.get("reading")
        comparison = reading.comparison if reading is not None else None
        if comparison is None or comparison.limit is None or comparison.why not in ("note range", "table range"):
            return ""
        unit = f" {comparison.limit_unit}" if comparison.limit_unit else ""
        return f", limit {number_words(comparison.limit)}{unit}"

    def _make_remark(self) -> str:
        reading = self._values.get("reading")
        return _comparison_remark(reading) if reading is not None else ""

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
    if comparison.why in ("note range", "table range") and comparison.limit is not None:
        unit = f" {comparison.limit_unit}" if comparison.limit_unit else ""
        return _remark(comparison.why, limit=f"{number_words(comparison.limit)}{unit}")
    if comparison.why == "misprint":
        return _remark("misprint", unit=comparison.limit_unit or "")
    return ""

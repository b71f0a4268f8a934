"""Measurements: the newest result that answers decides; older ones that would decide otherwise are shown as overruled."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from matcher.matching.biomarkers import asks_for_biomarker, bearing_on, judge_biomarker
from matcher.matching.case import Case
from matcher.matching.cues import said_beside, told_anew
from matcher.matching.derived import can_be_computed, computed, has_formula, telling
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.logic import any_of
from matcher.matching.outcome import Outcome
from matcher.matching.qualities import quality_is
from matcher.matching.results import is_open_result
from matcher.matching.types import Basis, Truth
from matcher.matching.values import Comparison, analyte_of, compare
from matcher.matching.weighing import open_outcome
from matcher.matching.windows import Position, Span, frame_of, is_future, span_of
from matcher.notes.types import Fact
from matcher.terms.types import Analyte
from matcher.trials.types import Atom, Bounds

OXYGEN = "home oxygen"
"""The vocabulary's concept of oxygen given."""
_EXTREMES = frozenset({"nadir", "peak", "lowest", "highest", "worst", "baseline", "admission"})
_EVER = frozenset({"history", "previous"})
_TRUTH: dict[Position, Truth] = {"in": "true", "out": "false", "open": "unknown"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One result held against an atom: facts it rests on (several when computed), its day, how it compares."""

    facts: tuple[Fact, ...]
    day: dt.date | None
    comparison: Comparison
    shown: Fact
    formula: str = ""

    @property
    def decides(self) -> bool:
        return self.comparison.position != "open"


def judge_measurement(atom: Atom, case: Case) -> Outcome:
    """A measured value, a result in words or a score against what an atom asks.

    The newest result on or before the screening date decides. Where the analyte was not measured but can be computed from others
    (eGFR, neutrophils from a percentage, BMI) it is; a statement about a panel answers for its members.
    """
    values = asked_of(atom)
    name = _analyte_of(atom)
    if asks_for_biomarker(atom):
        return _filled(judge_biomarker(atom, case, values), atom, values)
    candidates = [fact for fact in case.index.values(name) if fact.type == "measurement"]
    usable, unfit = _fit(atom, candidates, case)
    groups: dict[str, list[Fact]] = {}
    for fact in usable:
        groups.setdefault(fact.concept, []).append(fact)
    judge = _comparer(atom, case)
    outcomes = [_group(atom, _readings(facts, analyte_of(concept), judge, case)) for concept, facts in groups.items()]
    decided = [found for found in outcomes if found.truth != "unknown"]
    if not decided:
        found = _from_others(atom, name, case, judge, unfit)
        if found is not None:
            return _filled(found, atom, values)
    if not outcomes:
        key = "measurement.unfit" if unfit else "measurement.silent"
        return open_outcome(atom, tuple(unfit), key, values, "measurement.ask", mentioned=bool(unfit))
    return _filled(_joined(atom, outcomes, unfit), atom, values)


def _analyte_of(atom: Atom) -> str:
    return atom.analyte or (atom.concepts[0] if atom.concepts else "")


def asked_of(atom: Atom) -> dict[str, object]:
    """What the sentences about a measurement are filled with."""
    return {"analyte": _analyte_of(atom), "bounds": atom.bounds, "quality": atom.quality}


def is_unmeasured(atom: Atom, case: Case) -> bool:
    """Whether no result answers an atom: neither its own, nor its panel's, nor one it can be computed from."""
    name, measured = _analyte_of(atom), case.index.measured
    if asks_for_biomarker(atom):
        results, diseases = bearing_on(name)
        return measured.keys().isdisjoint(results) and case.index.under.keys().isdisjoint(diseases)
    if name in measured or can_be_computed(name, case):
        return False
    return not any(panel in measured for panel, _ in _panels().get(name, ()))


class Told(NamedTuple):
    """What answers a measurement: results of some analytes and panels, or findings in words."""

    results: frozenset[str]
    findings: tuple[str, ...]


def told_by(atom: Atom) -> Told | None:
    """What would answer a measurement; None where a formula may, from values that are about something else."""
    name = _analyte_of(atom)
    if asks_for_biomarker(atom):
        return Told(*bearing_on(name))
    if has_formula(name):
        return None
    return Told(frozenset((name, *(panel for panel, _ in _panels().get(name, ())))), telling(name))


def _filled(outcome: Outcome, atom: Atom, values: dict[str, object]) -> Outcome:
    outcome.node = atom
    outcome.values = {**values, **outcome.values}
    return outcome


def _joined(atom: Atom, outcomes: list[Outcome], unfit: Sequence[Fact]) -> Outcome:
    """Results of several kinds of one class ("complement": C3 and C4) together: one that is as asked is enough."""
    truth = any_of([found.truth for found in outcomes])
    deciding = [found for found in outcomes if found.truth == truth]
    if truth == "unknown":
        facts = tuple(fact for found in outcomes for fact in (*found.supports, *found.context))
        first = next(found for found in outcomes if found.truth == "unknown")
        values = dict(first.values)
        return open_outcome(atom, (*facts, *unfit), first.reason, values, first.ask, mentioned=True)
    first = deciding[0]
    return Outcome(
        atom,
        truth,
        max((found.basis for found in deciding), key=("none", "documented", "derived", "assumed").index),
        tuple(fact for found in deciding for fact in found.supports),
        tuple(fact for found in deciding for fact in found.against),
        (*(fact for found in deciding for fact in found.context), *unfit),
        reason=first.reason,
        values=first.values,
    )


def _comparer(atom: Atom, case: Case) -> Callable[[Fact, Analyte | None], Comparison]:
    person, bounds, quality = case.person, atom.bounds, atom.quality
    if bounds:
        guarded = atom.analyte is not None and atom.analyte in _versioned()

        def by_bounds(fact: Fact, analyte: Analyte | None) -> Comparison:
            if guarded and not said_beside(fact, case.index, "version named"):
                return _far_enough(fact, bounds, analyte, atom.analyte or "", case)
            return compare(fact, bounds, analyte, person)

        return by_bounds
    if quality:
        return lambda fact, analyte: quality_is(fact, quality, analyte, person)

    def by_mention(fact: Fact, analyte: Analyte | None) -> Comparison:
        if _is_amount(fact):
            return Comparison("open", why="no limit")
        return Comparison("open" if is_open_result(fact) or fact.negated else "in")

    return by_mention


def _is_amount(fact: Fact) -> bool:
    """Whether a result is a bare number: an atom that names no limit ("creatinine") does not say which numbers it means."""
    return fact.value is not None and not fact.quality


@cache
def _versioned() -> dict[str, float]:
    """Scores of which several versions exist, and how far from a limit a value of unnamed version must be to decide."""
    return {row["score"]: float(row["margin"]) for row in rows("versioned_scores")}


def _far_enough(fact: Fact, bounds: tuple[Bounds, ...], analyte: Analyte | None, score: str, case: Case) -> Comparison:
    margin = _versioned()[score]
    if said_beside(fact, case.index, "serology left out"):
        # The clinical score has some items less: the whole one can only be higher.
        return compare(dataclasses.replace(fact, comparator=">="), bounds, analyte, case.person)
    found = {compare(_moved(fact, by), bounds, analyte, case.person).position for by in (-margin, 0.0, margin)}
    return compare(fact, bounds, analyte, case.person) if len(found) == 1 else Comparison("open", why="version")


def _moved(fact: Fact, by: float) -> Fact:
    return fact if fact.value is None else dataclasses.replace(fact, value=max(0.0, fact.value + by))


def _fit(atom: Atom, facts: Iterable[Fact], case: Case) -> tuple[list[Fact], list[Fact]]:
    """Results that can answer an atom, and those of the wrong specimen, circumstance or time."""
    usable: list[Fact] = []
    unfit: list[Fact] = []
    frame = None
    if (
        atom.window is not None
        and case.as_of is not None
        and atom.window.amount is not None
        and not is_future(atom.window)
    ):
        frame = frame_of(atom.window, case.as_of)
    for fact in facts:
        fits = not (fact.uncertain or fact.family) and _suits(atom, fact, case)
        if fits and frame is not None:
            fits = _day_span(fact, case).position_in(frame) == "in"
        (usable if fits else unfit).append(fact)
    return usable, unfit


def _day_span(fact: Fact, case: Case) -> Span:
    if fact.date is not None and fact.date_precision not in ("note", "none"):
        return span_of(fact.date, fact.date_precision)
    day = case.index.day_of(fact)
    return Span(day, day)


@cache
def _specimens() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    asked = {row["asked"] for row in rows("specimens")}
    return {
        name: (
            frozenset(r["given"] for r in rows("specimens") if r["asked"] == name and r["answers"] == "yes"),
            frozenset(r["given"] for r in rows("specimens") if r["asked"] == name and r["answers"] == "no"),
        )
        for name in asked
    }


def _suits(atom: Atom, fact: Fact, case: Case) -> bool:
    """Whether a result is of the specimen or under the circumstances an atom asks for."""
    given = {qualifier.casefold() for qualifier in fact.qualifiers}
    for qualifier in atom.qualifiers:
        known = _specimens().get(qualifier)
        if known is None:
            continue
        fit, unfit = known
        if not given.isdisjoint(unfit):
            return False
        if qualifier == "room air" and given.isdisjoint(fit) and _on_oxygen(fact, case):
            return False
    if not atom.qualifiers:
        # Unasked, a result is of blood: lavage or cerebrospinal fluid answers only who asks for it.
        return given.isdisjoint(_OTHER_FLUIDS)
    return True


_OTHER_FLUIDS = frozenset({"bal", "csf", "stool", "sputum", "pleural fluid", "synovial fluid", "ascites"})


def _on_oxygen(fact: Fact, case: Case) -> bool:
    """Whether a note speaks of oxygen being given, so that a bare saturation may be with it."""
    given = case.index.under.get(OXYGEN, ())
    return any(claim.says == "yes" and claim.fact.note_id == fact.note_id for claim in given)


def _readings(
    facts: Sequence[Fact], analyte: Analyte | None, judge: Callable[[Fact, Analyte | None], Comparison], case: Case
) -> list[Reading]:
    readings = []
    for number, fact in enumerate(facts):
        comparison = judge(fact, analyte)
        if number == 0 and comparison.position != "open" and _is_past(fact, case) and told_anew(fact, case.index):
            comparison = Comparison("open", why="later value")
        readings.append(Reading((fact,), case.index.measured_on(fact), comparison, fact))
    return readings


def _is_past(fact: Fact, case: Case) -> bool:
    """Whether a result is said to be older than its note."""
    written = case.index.note_day.get(fact.note_id)
    if fact.date is None or fact.date_precision in ("note", "none") or written is None:
        return fact.historical
    return fact.date < written


def _group(atom: Atom, readings: list[Reading]) -> Outcome:
    """The outcome of results of one analyte, newest first."""
    answering = [reading for reading in readings if reading.decides]
    undecided = [reading for reading in readings if not reading.decides]
    if not answering:
        return _open(atom, readings)
    if not _EVER.isdisjoint(atom.qualifiers):
        return _ever(atom, answering, undecided)
    latest = [reading for reading in answering if reading.day == answering[0].day]
    current = [reading for reading in latest if not _is_earlier(reading.shown)] or latest
    positions = {reading.comparison.position for reading in current}
    newer_open = [r for r in undecided if _blocks(r, answering[0])]
    if len(positions) > 1 or newer_open:
        facts = _facts((*newer_open, *current))
        key = "measurement.contradiction" if len(positions) > 1 else "measurement.newer open"
        return open_outcome(atom, facts, key, {"reading": current[0]}, "measurement.ask", mentioned=True)
    position = positions.pop()
    against = [r for r in answering if r not in current and r.comparison.position != position]
    basis = _basis(current)
    return Outcome(
        atom,
        _TRUTH[position],
        basis,
        _facts(current),
        _facts(against),
        _facts(undecided),
        reason=f"measurement.{_TRUTH[position]}",
        values={"reading": current[0]},
    )


def _ever(atom: Atom, answering: list[Reading], undecided: list[Reading]) -> Outcome:
    """ "History of ESR ≥ 50 mm/h": one such result of any day answers; that others are not so says nothing of the rest."""
    met = [reading for reading in answering if reading.comparison.position == "in"]
    if not met:
        return _open(atom, [*answering, *undecided])
    others = [reading for reading in answering if reading not in met]
    values: dict[str, object] = {"reading": met[0]}
    return Outcome(
        atom,
        "true",
        _basis(met),
        _facts(met),
        (),
        _facts((*others, *undecided)),
        reason="measurement.true",
        values=values,
    )


def _is_earlier(fact: Fact) -> bool:
    """Whether a result of the same day is an earlier or extreme one ("8.4 on admission", "nadir 6.8")."""
    return fact.historical or not _EXTREMES.isdisjoint(fact.qualifiers)


def _basis(readings: Iterable[Reading]) -> Basis:
    """Documented where one result says it outright, though others of the day had to be computed."""
    return "documented" if any(reading.comparison.basis == "documented" for reading in readings) else "derived"


def _blocks(reading: Reading, decided: Reading) -> bool:
    """Whether a newer result that decides nothing takes the answer from an older one: a value does, "pending" does not."""
    if reading.day is None or decided.day is None or reading.day <= decided.day:
        return False
    if reading.comparison.why == "later value" or reading.shown.quality in ("indeterminate", "equivocal", "borderline"):
        return True
    return reading.shown.value is not None and reading.comparison.why == "censored"


def _facts(readings: Iterable[Reading]) -> tuple[Fact, ...]:
    return tuple({id(fact): fact for reading in readings for fact in reading.facts}.values())


def _open(atom: Atom, readings: list[Reading]) -> Outcome:
    why = next((reading.comparison.why for reading in readings if reading.comparison.why), "")
    key = {
        "unit": "measurement.unit",
        "implausible": "measurement.implausible",
        "no range": "measurement.no range",
        "version": "measurement.version",
        "later value": "measurement.newer open",
        "no limit": "measurement.no limit",
        "lost sign": "measurement.lost sign",
    }.get(why, "measurement.undecided")
    ask = "measurement.ask limit" if why in ("no limit", "lost sign") else "measurement.ask"
    return open_outcome(atom, _facts(readings), key, {"reading": readings[0]}, ask, mentioned=True)


def _from_others(
    atom: Atom,
    name: str,
    case: Case,
    judge: Callable[[Fact, Analyte | None], Comparison],
    unfit: Sequence[Fact],
) -> Outcome | None:
    """The analyte computed from others, or answered by a statement about its panel."""
    analyte = analyte_of(name)
    readings: list[Reading] = []
    for value in computed(name, case):
        if not (atom.bounds or atom.quality) or not _suits(atom, value.as_fact, case):
            continue
        comparison = judge(value.as_fact, analyte)
        comparison = Comparison(comparison.position, "derived", comparison.why, comparison.limit, comparison.limit_unit)
        readings.append(Reading(value.facts, value.day, comparison, value.as_fact, value.formula))
    for fact in _panel_statements(name, case):
        readings.append(Reading((fact,), case.index.day_of(fact), judge(fact, analyte), fact))
    readings.sort(key=lambda reading: reading.day or dt.date.min, reverse=True)
    if not any(reading.decides for reading in readings):
        return None
    found = _group(atom, readings)
    found.context = (*found.context, *unfit)
    return found


@cache
def _panels() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in rows("panels"):
        found.setdefault(row["member"], []).append((row["panel"], cell_set(row["answers"])))
    return {name: tuple(panels) for name, panels in found.items()}


def _panel_statements(name: str, case: Case) -> list[Fact]:
    found = []
    for panel, answers in _panels().get(name, ()):
        for fact in case.index.measured.get(panel, ()):
            if fact.concept == panel and fact.quality in answers and not (fact.uncertain or fact.negated):
                found.append(fact)
    return found

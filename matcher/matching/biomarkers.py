"""Biomarkers of tumors and genes: a kind that is there meets its class, a class that is absent denies its kinds.

"EGFR exon 19 deletion" meets "EGFR mutation"; "EGFR mutation" leaves "exon 19 deletion" open; "no EGFR mutation" denies it. That one
kind is absent ("T790M negative") leaves the class open, unless all its parts are (`tables/biomarker_parts.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple

from matcher.matching.case import Case
from matcher.matching.knowledge import rows
from matcher.matching.ontology import kinds
from matcher.matching.outcome import Outcome
from matcher.matching.qualities import quality_is
from matcher.matching.results import is_open_result
from matcher.matching.types import Basis
from matcher.matching.values import Comparison, analyte_of, compare
from matcher.matching.weighing import open_outcome
from matcher.notes.types import Fact
from matcher.terms.biomarkers import is_biomarker
from matcher.trials.types import Atom, Bounds

Sign = Literal["+", "-", "?"]
_KNOWN = re.compile(r"\b(?:status|known|tested|testing|available|documented|determined|assessed)\b", re.IGNORECASE)
_CHANGES_WITH_TIME = ("status", "expression", "score")
"""Ends of the names of what a later biopsy can find otherwise; a change of a gene that was there is not undone by a later test."""


class _Told(NamedTuple):
    """A result that bears on a biomarker: its sign for that one, and the fact that it is read from."""

    fact: Fact
    sign: Sign
    basis: Basis
    shown: Fact


def asks_for_biomarker(atom: Atom) -> bool:
    """Whether an atom asks whether a biomarker is positive, negative or known; one with a limit asks for a value."""
    named = is_biomarker(atom.analyte or "")
    return named and not atom.bounds and atom.quality in (None, "positive", "negative")


def bearing_on(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What answers for a biomarker: results of it and of its classes and parts, and diseases whose name tells them."""
    results = kinds(name)
    diseases = tuple(disease for disease, marker, _ in _of_diseases() if marker in results)
    return results, diseases


def judge_biomarker(atom: Atom, case: Case, values: dict[str, object]) -> Outcome:
    """Whether a biomarker is positive or negative, from its results, those of its kinds and those of its classes.

    Results that contradict each other decide nothing, whenever they were found, unless the marker changes with time: then
    the newest counts. Without any result the answer is open: a test that was not done tells nothing.
    """
    name = atom.analyte or ""
    told = [each for each in _told(name, case) if not (each.fact.uncertain or each.fact.family)]
    deciding = [each for each in told if each.sign != "?"]
    if deciding and name.endswith(_CHANGES_WITH_TIME):
        newest = max((day for each in deciding if (day := case.index.day_of(each.fact)) is not None), default=None)
        deciding = [each for each in deciding if case.index.day_of(each.fact) in (None, newest)] or deciding
    signs = {each.sign for each in deciding}
    facts = tuple({id(each.fact): each.fact for each in deciding or told}.values())
    if not told:
        return open_outcome(atom, (), "measurement.silent", values, "measurement.ask", mentioned=False)
    first = (deciding or told)[0]
    shown = _shown(first.shown, first.basis, "in", case)
    if len(signs) != 1:
        key = "measurement.contradiction" if signs else "measurement.undecided"
        return open_outcome(atom, facts, key, {**values, "reading": shown}, "measurement.ask", mentioned=True)
    found = signs.pop()
    if atom.quality is None and not _KNOWN.search(atom.text):
        # The criterion does not say which result it asks for: only that there is none of it is told by a negative one.
        if found == "+":
            return open_outcome(
                atom, facts, "measurement.undecided", {**values, "reading": shown}, "measurement.ask", mentioned=True
            )
        met = False
    else:
        met = atom.quality is None or (found == "+") == (atom.quality == "positive")
    basis: Basis = "documented" if any(each.basis == "documented" for each in deciding) else "derived"
    truth: Literal["true", "false"] = "true" if met else "false"
    return Outcome(
        atom,
        truth,
        basis,
        facts,
        reason=f"measurement.{truth}",
        values={**values, "reading": _shown(first.shown, basis, "in" if met else "out", case)},
    )


def _shown(fact: Fact, basis: Basis, position: Literal["in", "out"], case: Case) -> object:
    from matcher.matching.measurements import Reading

    return Reading((fact,), case.index.day_of(fact), Comparison(position, basis, "words"), fact)


def _told(name: str, case: Case) -> Iterator[_Told]:
    classes = kinds(name)
    for fact in case.index.values(name):
        sign = _sign(fact, case)
        # That a kind is absent says nothing of its class.
        yield _Told(fact, "?" if sign == "-" and fact.concept != name else sign, _basis(fact), fact)
    for above in sorted(classes - {name}):
        for fact in case.index.values(above):
            if fact.concept in classes and fact.concept == above and _sign(fact, case) == "-":
                yield _Told(fact, "-", _basis(fact), fact)
    for disease, marker, result in _of_diseases():
        if marker in classes and (marker == name or result == "-"):
            for claim in case.index.under.get(disease, ()):
                if claim.says == "yes" and not claim.drawn:
                    quality = "positive" if result == "+" else "negative"
                    shown = replace(claim.fact, type="measurement", concept=marker, quality=quality)
                    yield _Told(claim.fact, result, "derived", shown)
    yield from _all_parts(name, case)


def _all_parts(name: str, case: Case) -> Iterator[_Told]:
    """The negative results of all parts of a biomarker, nothing where one is missing or positive."""
    found: list[_Told] = []
    for part in _parts().get(name, ()):
        own = [each for each in _told(part, case) if each.sign != "?"]
        if not own or any(each.sign == "+" for each in own):
            return
        found += [_Told(each.fact, "-", "derived", each.shown) for each in own]
    yield from found


def _sign(fact: Fact, case: Case) -> Sign:
    if is_open_result(fact):
        return "?"
    analyte, least = analyte_of(fact.concept), _positive_from().get(fact.concept)
    if least is not None and fact.value is not None and not fact.quality:
        position = compare(fact, (least,), analyte, case.person).position
    else:
        position = quality_is(fact, "positive", analyte, case.person).position
    return "+" if position == "in" else "-" if position == "out" else "?"


def _basis(fact: Fact) -> Basis:
    return "documented" if fact.quality else "derived"


@cache
def _positive_from() -> dict[str, Bounds]:
    return {
        row["biomarker"]: Bounds(float(row["least"]), unit=row["unit"] or None)
        for row in rows("biomarker_positive_from")
    }


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    return {row["biomarker"]: tuple(row["parts"].split("|")) for row in rows("biomarker_parts")}


@cache
def _of_diseases() -> tuple[tuple[str, str, Sign], ...]:
    return tuple(
        (row["disease"], row["biomarker"], "+" if row["result"] == "positive" else "-")
        for row in rows("biomarker_of_disease")
    )

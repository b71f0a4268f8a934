"""Criteria no word of the notes is about, which most criteria of most trials are: judged once for all patients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.matching.absence import assume_absent, hangs_on_the_patient
from matcher.matching.atoms import FAILING, SPOKEN_OF
from matcher.matching.attestations import answering
from matcher.matching.case import Case
from matcher.matching.definitions import defined_diseases
from matcher.matching.direction import meant
from matcher.matching.expressions import judge_expression
from matcher.matching.index import FactIndex
from matcher.matching.measurements import told_by
from matcher.matching.ontology import kinds
from matcher.matching.outcome import Outcome
from matcher.matching.participation import TRIAL
from matcher.matching.reach import Reach, reach_of
from matcher.matching.reasons import Group
from matcher.matching.remembered import Remembered
from matcher.trials.types import Atom, Criterion, leaves


@dataclass(slots=True, eq=False)
class Silence:
    """What would have to be in the notes for a criterion not to be silent, and what it comes to where it is.

    Attributes:
        reach: a claim that bears on what is asked for breaks the silence.
        measured: analytes and panels whose results do.
        allergies: whether any word on an allergy does.
        clears: whether silence may be taken for absence whatever the words of the notes.
        outcome, cleared: worked out with the first patient it holds for; `cleared` with the silence taken for absence.
        asks, missing: of the outcome, worked out when first asked for.
    """

    reach: Reach
    measured: frozenset[str]
    allergies: bool
    clears: bool
    outcome: Outcome | None = None
    cleared: Outcome | None = None
    asks: list[Group] | None = None
    missing: tuple[str, ...] | None = None

    def holds(self, index: FactIndex) -> bool:
        """Whether the notes of a patient are silent on the criterion."""
        return (
            self.reach.is_silent(index)
            and (not self.measured or index.measured.keys().isdisjoint(self.measured))
            and not (self.allergies and index.allergies)
        )


_SILENCES: Remembered[Criterion, Silence | None] = Remembered(20_000)


def silence_on(criterion: Criterion, case: Case, assume: bool) -> Silence | None:
    """What a criterion comes to that the notes are silent on; `cleared` is None where that must be asked for each patient.

    None where the notes speak of it, or where it must be judged for each patient.
    """
    silence = _SILENCES.of(criterion, _silence_of)
    if silence is None or not silence.holds(case.index):
        return None
    if silence.outcome is None:
        silence.outcome = judge_expression(meant(criterion), case)
    if assume and silence.clears and silence.cleared is None:
        silence.cleared = assume_absent(meant(criterion), case, defined_diseases(criterion))
    return silence


def _silence_of(criterion: Criterion) -> Silence | None:
    concepts: set[str] = set()
    denied: set[str] = set()
    named: set[str] = set()
    measured: set[str] = set()
    atoms = tuple(leaves(meant(criterion)))
    for atom in (*atoms, *defined_diseases(criterion).values()):
        if not _is_the_same_for_all(atom):
            return None
        if atom.type == "measurement":
            told = told_by(atom)
            if told is None:
                return None
            measured |= told.results
            _enter(told.findings, concepts, named)
        elif atom.type == "attestation":
            named |= answering(atom)
        elif atom.type == "participation":
            _enter(atom.concepts or (TRIAL,), concepts, named)
        elif atom.type in SPOKEN_OF:
            own = reach_of(atom)
            concepts |= own.concepts
            denied |= own.denied
            named |= own.named
        elif atom.type != "other":
            _enter((*atom.concepts, *atom.example_of), concepts, named)
    clears = not any(hangs_on_the_patient(atom) for atom in atoms)
    reach = Reach(frozenset(concepts), frozenset(denied), frozenset(named))
    allergies = any(atom.type == "allergy" for atom in atoms)
    return Silence(reach, frozenset(measured), allergies, clears)


def _is_the_same_for_all(atom: Atom) -> bool:
    if atom.type in SPOKEN_OF:
        return FAILING.isdisjoint(atom.qualifiers)
    return atom.type in ("measurement", "other", "attestation", "participation", "allergy")


def _enter(names: Iterable[str], concepts: set[str], named: set[str]) -> None:
    for name in names:
        concepts.add(name)
        named |= kinds(name)

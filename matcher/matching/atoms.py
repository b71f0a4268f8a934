"""Which module judges which type of atom."""

from __future__ import annotations

from collections.abc import Callable

from matcher.matching.allergies import judge_allergy
from matcher.matching.attestations import judge_attestation
from matcher.matching.case import Case
from matcher.matching.classification import judge_classification
from matcher.matching.conditions import judge_condition
from matcher.matching.demographics import judge_age, judge_reproductive, judge_sex
from matcher.matching.exposures import judge_exposure
from matcher.matching.family import FAMILY, judge_family
from matcher.matching.measurements import asked_of, is_unmeasured, judge_measurement
from matcher.matching.outcome import Outcome
from matcher.matching.participation import judge_participation
from matcher.matching.procedures import judge_procedure
from matcher.matching.reach import CLASSIFICATION, reach_of
from matcher.matching.remembered import Remembered
from matcher.matching.weighing import open_outcome
from matcher.trials.types import Atom, AtomType

SPOKEN_OF = frozenset({"condition", "exposure", "procedure"})
FAILING = frozenset({"refractory", "relapsed"})
_SILENT: Remembered[Atom, Outcome] = Remembered(50_000)


def judge_atom(atom: Atom, case: Case) -> Outcome:
    """The outcome of one atom from what the notes say, nothing assumed."""
    if atom.type == "condition" and CLASSIFICATION in atom.qualifiers:
        return judge_classification(atom, case)
    if atom.type == "condition" and FAMILY in atom.qualifiers:
        return judge_family(atom, case)
    return _JUDGES[atom.type](atom, case)


def silent_outcome(atom: Atom, case: Case) -> Outcome | None:
    """The outcome of an atom no word of the notes is about, None where there is one.

    It is the same for all patients, and most atoms of most trials come to it.
    """
    if not _is_silent(atom, case):
        return None
    return _SILENT.of(atom, _silence)


def _is_silent(atom: Atom, case: Case) -> bool:
    if atom.type == "measurement":
        return is_unmeasured(atom, case)
    if atom.type not in SPOKEN_OF:
        return atom.type == "other"
    return FAILING.isdisjoint(atom.qualifiers) and reach_of(atom).is_silent(case.index)


def _silence(atom: Atom) -> Outcome:
    if atom.type == "other" or (atom.type in SPOKEN_OF and not atom.concepts):
        return judge_other(atom)
    values = asked_of(atom) if atom.type == "measurement" else {}
    return open_outcome(atom, (), f"{atom.type}.silent", values, f"{atom.type}.ask", mentioned=False)


def judge_other(atom: Atom, case: Case | None = None) -> Outcome:
    """Text no vocabulary has is never decided, and nothing is assumed of it."""
    return open_outcome(atom, (), "other.silent", {}, "other.ask", mentioned=True)


_JUDGES: dict[AtomType, Callable[[Atom, Case], Outcome]] = {
    "age": judge_age,
    "sex": judge_sex,
    "reproductive": judge_reproductive,
    "condition": judge_condition,
    "exposure": judge_exposure,
    "procedure": judge_procedure,
    "measurement": judge_measurement,
    "allergy": judge_allergy,
    "participation": judge_participation,
    "attestation": judge_attestation,
    "other": judge_other,
}

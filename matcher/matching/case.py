"""One patient on one day, with every distinct atom judged once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from matcher.matching.index import FactIndex, build_index
from matcher.matching.outcome import Outcome
from matcher.matching.values import Person
from matcher.notes.types import Patient
from matcher.trials.types import Atom


@dataclass(slots=True, eq=False)
class Case:
    """A patient as of a day, in the light of what a trial is about.

    Attributes:
        as_of: the screening date; None where neither the caller nor any note gives one.
        trial_conditions: concepts of the disease the trial is about.
    """

    patient: Patient
    as_of: dt.date | None
    index: FactIndex
    trial_conditions: tuple[str, ...] = ()
    _outcomes: dict[int, tuple[Atom, Outcome]] = field(default_factory=dict)
    _equal: dict[Atom, Outcome] = field(default_factory=dict)
    _person: Person | None = None

    def outcome(self, atom: Atom) -> Outcome:
        """The outcome of an atom, worked out the first time it is asked for."""
        known = self._outcomes.get(id(atom))
        if known is not None and known[0] is atom:
            return known[1]
        from matcher.matching.atoms import judge_atom, silent_outcome

        silent = silent_outcome(atom, self)
        if silent is not None:
            return silent
        found = self._equal.get(atom)
        if found is None:
            found = self._equal[atom] = judge_atom(atom, self)
        self._outcomes[id(atom)] = (atom, found)  # holding the atom keeps its id from being given away
        return found

    @property
    def person(self) -> Person:
        """Sex and age, for reference ranges and formulas."""
        if self._person is None:
            from matcher.matching.demographics import person_of

            self._person = person_of(self)
        return self._person

    def without(self, fact_ids: frozenset[str]) -> Case:
        """The same patient without some facts."""
        return make_case(self.patient, self.as_of, self.trial_conditions, fact_ids)


def make_case(
    patient: Patient,
    as_of: dt.date | None,
    trial_conditions: tuple[str, ...] = (),
    without: frozenset[str] = frozenset(),
) -> Case:
    """A case with a new index, implications drawn."""
    from matcher.matching.implications import draw_conclusions

    case = Case(patient, as_of, build_index(patient, as_of, without), trial_conditions)
    draw_conclusions(case)
    return case


def case_of(patient: Patient, as_of: dt.date | None, trial_conditions: tuple[str, ...] = ()) -> Case:
    """The case of a patient as of a day (its own screening date by default), made once and kept with the patient."""
    day = as_of if as_of is not None else patient.as_of
    cases = patient._cache.get("matching")
    if not isinstance(cases, dict):
        cases = patient._cache["matching"] = {}
    known: Case | None = cases.get((day, trial_conditions))
    if known is None:
        known = cases[day, trial_conditions] = make_case(patient, day, trial_conditions)
    return known

"""One patient on one day, with every distinct atom judged once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from matcher.matching.index import FactIndex, build_index
from matcher.matching.outcome import Outcome
from matcher.matching.remembered import Remembered
from matcher.matching.values import Person
from matcher.notes.types import Patient
from matcher.trials.types import Atom

_MOST_ATOMS = 50_000
_MOST_CASES = 50
_FIRST: Remembered[Atom, Atom] = Remembered(_MOST_ATOMS)
_LIKE: Remembered[Atom, Atom] = Remembered(_MOST_ATOMS)
_EQUAL: dict[Atom, Atom] = {}
"""Of equal atoms the first: to compare atoms once is cheaper than to do so for every patient. They hold words of criteria only."""


def _first_of(atom: Atom) -> Atom:
    if len(_EQUAL) >= _MOST_ATOMS:
        _EQUAL.clear()
    return _FIRST.of(atom, lambda new: _EQUAL.setdefault(new, new))


def _first_like(atom: Atom) -> Atom:
    """The first atom that asks the same, wherever it stands and whatever words it has for its concepts."""
    lettered = atom.type == "condition" and any(bound.unit for bound in atom.bounds)  # "stage IIIB"
    borne = atom.type == "allergy" and "toleran" in atom.text.casefold()  # "intolerance to" is more than an allergy
    related = "family history" in atom.qualifiers  # "in a first-degree relative"
    if (
        not atom.concepts or atom.type == "age" or lettered or borne or related
    ):  # what these ask for is read from their words
        return atom
    return _first_of(replace(atom, text="", start=0, end=0))


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
    _outcomes: dict[int, Outcome] = field(default_factory=dict)
    _without: dict[frozenset[str], Case] = field(default_factory=dict)
    _person: Person | None = None

    def outcome(self, atom: Atom) -> Outcome:
        """The outcome of an atom, worked out the first time it is asked for."""
        atom = _FIRST.get(atom) or _first_of(atom)
        known = self._outcomes.get(id(atom))
        if known is not None and known.node is atom:
            return known
        from matcher.matching.atoms import judge_atom, silent_outcome

        found = silent_outcome(atom, self)
        if found is None:
            like = _LIKE.of(atom, _first_like)
            same = self._outcomes.get(id(like))
            if same is None or same.node is not like:
                # Holding the atom, an outcome keeps its id from being given away.
                same = self._outcomes[id(like)] = judge_atom(like, self)
            found = self._outcomes[id(atom)] = same if like is atom else same.at(atom)
        return found

    @property
    def person(self) -> Person:
        """Sex and age, for reference ranges and formulas."""
        if self._person is None:
            from matcher.matching.demographics import person_of

            self._person = person_of(self)
        return self._person

    def without(self, fact_ids: frozenset[str]) -> Case:
        """The same patient without some facts; made once for the same facts."""
        if not fact_ids:
            return self
        known = self._without.get(fact_ids)
        if known is None:
            if len(self._without) >= _MOST_CASES:
                self._without.clear()
            known = self._without[fact_ids] = make_case(self.patient, self.as_of, self.trial_conditions, fact_ids)
        return known.about(self.trial_conditions)

    def about(self, trial_conditions: tuple[str, ...]) -> Case:
        """The same facts in the light of what another trial is about; their index is shared."""
        if trial_conditions == self.trial_conditions:
            return self
        return Case(
            self.patient, self.as_of, self.index, trial_conditions, _person=self._person, _without=self._without
        )


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
        like = next((case for (of_day, _), case in cases.items() if of_day == day), None)
        known = make_case(patient, day, trial_conditions) if like is None else like.about(trial_conditions)
        cases[day, trial_conditions] = known
    return known

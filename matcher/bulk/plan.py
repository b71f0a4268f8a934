"""Trials made ready once for many patients."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.bulk.records import Failed
from matcher.errors import Failure
from matcher.matching.match import conditions_of
from matcher.matching.standing import Standing, standing_of
from matcher.trials.types import Criterion, Trial

_HARD = frozenset({"age", "sex"})


@dataclass(frozen=True, slots=True)
class PlannedTrial:
    """One trial with what is the same for every patient.

    Attributes:
        number: its place among the trials.
        id: its registry number, else the name of its source; no two trials have the same.
        about: concepts of what it is about.
        hard: the criteria on age and sex alone, which decide a pair without more.
    """

    number: int
    id: str
    trial: Trial
    about: tuple[str, ...]
    standing: Standing
    hard: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All trials of a run, grouped so that those about the same are judged one after the other."""

    trials: tuple[PlannedTrial, ...]

    @property
    def groups(self) -> tuple[tuple[PlannedTrial, ...], ...]:
        """The trials by what they are about: one index of a patient's facts serves a group."""
        found: dict[tuple[str, ...], list[PlannedTrial]] = {}
        for planned in self.trials:
            found.setdefault(planned.about, []).append(planned)
        return tuple(tuple(group) for group in found.values())

    @property
    def digest(self) -> str:
        """Changes with any word or structure of any trial."""
        found = hashlib.sha256()
        for planned in self.trials:
            found.update(json.dumps([planned.id, planned.trial.to_dict()], sort_keys=True).encode())
        return found.hexdigest()


def plan_of(trials: Iterable[Trial | Failure]) -> tuple[Plan, tuple[Failed, ...]]:
    """The trials made ready, and those that could not be read."""
    planned: list[PlannedTrial] = []
    failures: list[Failed] = []
    names: Counter[str] = Counter()
    for trial in trials:
        if isinstance(trial, Failure):
            failures.append(Failed("trial", trial.source, trial.record, None, None, None, trial.mend))
            continue
        name = trial.nct_id or trial.source
        names[name] += 1
        about = conditions_of(trial)
        planned.append(
            PlannedTrial(
                number=len(planned),
                id=name if names[name] == 1 else f"{name} ({names[name]})",
                trial=trial,
                about=about,
                standing=standing_of(trial.criteria, about),
                hard=tuple(c for c in trial.criteria if _is_hard(c)),
            )
        )
    return Plan(tuple(planned)), tuple(failures)


def _is_hard(criterion: Criterion) -> bool:
    atoms = tuple(criterion.atoms())
    return bool(atoms) and all(atom.type in _HARD for atom in atoms)


def concerning(trials: Iterable[Trial | Failure], condition: str) -> Iterable[Trial | Failure]:
    """The trials about a condition or a kind of it, by its concept or by the trial's own words; failures pass."""
    from matcher.terms import vocabulary

    words = vocabulary()
    sought = condition.casefold().strip()
    concept = words.concept(condition)
    for trial in trials:
        if isinstance(trial, Failure):
            yield trial
            continue
        named = any(sought in text.casefold() for text in (*trial.conditions, trial.title or ""))
        if named or (concept and any(words.is_a(about, concept.name) for about in conditions_of(trial))):
            yield trial

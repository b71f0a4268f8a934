"""Counts over all pairs, for the summary: who ranks first for a trial, what rules patients out, what is asked most."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa

from matcher.bulk.plan import Plan, PlannedTrial
from matcher.bulk.tables import VERDICTS

RANKED = 25
_OF_THOSE_LEFT = ("trial_id", "status", "patient_id", "score", "unknown", "open_questions")
"""Columns looked at of the pairs that are not ruled out."""
_STATUS_ORDER = {"eligible": 2, "review": 1}


@dataclass(frozen=True, slots=True, order=True)
class Ranked:
    """One patient of a trial's ranking; the greater the better."""

    status_rank: int
    score: float
    patient_key: tuple[int, ...]
    patient_id: str = field(compare=False)
    unknown: int = field(compare=False)

    @property
    def status(self) -> str:
        """ "eligible" or "review"."""
        return "eligible" if self.status_rank == _STATUS_ORDER["eligible"] else "review"


@dataclass(slots=True)
class TrialTally:
    """Counts of one trial.

    Attributes:
        order: the criteria's numbers as the funnel takes them: age and sex first, then as written.
        statuses: pairs by status.
        partial: pairs left at their first violated criterion on age or sex.
        unknown: pairs by number of the criterion that is open.
        stopped_at: pairs by place in `order` of the first violated criterion.
        questions: what is missing for pairs that are not ruled out.
    """

    planned: PlannedTrial
    order: tuple[int, ...]
    statuses: Counter[str] = field(default_factory=Counter)
    partial: int = 0
    unknown: Counter[int] = field(default_factory=Counter)
    stopped_at: Counter[int] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    best: list[Ranked] = field(default_factory=list)

    @property
    def pairs(self) -> int:
        """All pairs of the trial."""
        return self.statuses.total()

    def rank(self, status_rank: int, score: float, patient_id: str, unknown: int) -> None:
        """Enters a patient who is not ruled out, if it is among the best."""
        full = len(self.best) >= RANKED
        if full and (status_rank, score) < (self.best[0].status_rank, self.best[0].score):
            return
        entry = Ranked(status_rank, score, tuple(-ord(char) for char in patient_id), patient_id, unknown)
        if full:
            heapq.heappushpop(self.best, entry)
        else:
            heapq.heappush(self.best, entry)

    def ranking(self) -> list[Ranked]:
        """The patients not ruled out, best first."""
        return sorted(self.best, reverse=True)

    def funnel(self) -> list[tuple[int, int]]:
        """For each criterion in `order`: its number, and how many pairs nothing up to and with it rules out."""
        left, rows = self.pairs, []
        for place, number in enumerate(self.order):
            left -= self.stopped_at[place]
            rows.append((number, left))
        return rows


class Tally:
    """Counts of all trials of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.trials = {planned.id: TrialTally(planned, _funnel_order(planned)) for planned in plan.trials}
        self.questions: Counter[str] = Counter()

    def add(self, pairs: pa.RecordBatch) -> None:
        """Counts some rows of the table of pairs."""
        columns = [pairs.column(name).to_pylist() for name in ("trial_id", "status", "partial", VERDICTS)]
        for trial_id, status, partial, letters in zip(*columns, strict=True):
            self._count(self.trials[trial_id], status, partial, letters)
        # Most pairs are ruled out: what only the others need is not taken out of Arrow's memory for them.
        left = pairs.filter(pa.array([status in _STATUS_ORDER for status in columns[1]], pa.bool_()))
        of_those = (left.column(name).to_pylist() for name in _OF_THOSE_LEFT)
        for trial_id, status, patient_id, score, unknown, questions in zip(*of_those, strict=True):
            trial = self.trials[trial_id]
            trial.questions.update(questions)
            self.questions.update(questions)
            trial.rank(_STATUS_ORDER[status], score, patient_id, unknown)

    def _count(self, trial: TrialTally, status: str, partial: bool, letters: str) -> None:
        trial.statuses[status] += 1
        trial.partial += partial
        open_ = trial.unknown
        number = letters.find("u")
        while number >= 0:
            open_[number] += 1
            number = letters.find("u", number + 1)
        if status == "ineligible":
            place = next((place for place, number in enumerate(trial.order) if letters[number] == "v"), None)
            if place is not None:
                trial.stopped_at[place] += 1


def _funnel_order(planned: PlannedTrial) -> tuple[int, ...]:
    hard = {criterion.id for criterion in planned.hard}
    numbers = range(len(planned.trial.criteria))
    return tuple(sorted(numbers, key=lambda number: planned.trial.criteria[number].id not in hard))

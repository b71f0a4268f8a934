"""What is learnt of a task whose worker was stopped, so that the next one gets past it.

One stop proves nothing: a worker may be killed from outside. A note or a pair is left out when it has stopped two workers.
"""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from matcher.bulk.options import Limits
from matcher.bulk.records import characters
from matcher.bulk.scoring import WHOLE, Task
from matcher.bulk.worker import IDLE, NOTE

DIED = "it ends the process that works on it"
_PROOF = 2
_MOST_RETURNS = 20


@dataclass(slots=True, eq=False)
class Job:
    """A task on its way.

    Attributes:
        number: unique among all jobs of a pool.
        key: of whoever gave the task.
        returns: how often a worker ended that had it.
    """

    number: int
    key: Any
    task: Task
    returns: int = 0
    _stops: Counter[tuple[float, int]] = field(default_factory=Counter)
    _short: bool = False
    _given_up: bool = False

    @property
    def hopeless(self) -> bool:
        """Whether the patient is to be given up."""
        return self._given_up or self.returns > _MOST_RETURNS + len(self.task.patient.notes)

    def message(self) -> bytes:
        """The job as a worker takes it."""
        return pickle.dumps((self.number, self.task), 5)

    def characters(self, note: int) -> int:
        """Length of one note, or of all (`WHOLE`)."""
        patient = self.task.patient
        return characters(patient) if note == WHOLE else len(patient.notes[note].text)

    def first_shortage(self) -> bool:
        """Whether this is the first time it was short of memory."""
        first, self._short = not self._short, True
        return first

    def stopped(self, kind: float, number: int, reason: str, limits: Limits) -> None:
        """A worker ended at a step of this task.

        Args:
            kind, number: the step.
            reason: why it ended.
            limits: how many pairs may do so.
        """
        task = self.task
        self._stops[kind, number] += 1
        proven = self._stops[kind, number] >= _PROOF
        if kind == IDLE:
            self._given_up = proven
        elif kind == NOTE and number == WHOLE:
            # All together, though each alone could be read: no note is to blame.
            self._given_up = proven
            self.task = replace(task, alone=True)
        elif kind == NOTE:
            if proven or self._stops[NOTE, WHOLE]:
                self.task = replace(
                    task, alone=True, alone_from=number + 1, bad_notes={**task.bad_notes, number: reason}
                )
            elif task.alone:
                self.task = replace(task, alone_from=number)
        else:
            bad = {**task.bad_pairs, number: reason} if proven else task.bad_pairs
            self._given_up = len(bad) > limits.pairs_tried
            self.task = replace(task, alone_from=len(task.patient.notes), bad_pairs=bad)

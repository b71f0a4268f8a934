"""Worker processes under supervision: one that dies, hangs or grows too large is replaced, and what it was at is known.

Unlike the pools of the standard library this one survives the death of any worker and neither loses nor repeats a task: a task
is with one worker at a time, and its answer is taken once.
"""

from __future__ import annotations

import multiprocessing
import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, wait
from typing import Any

import psutil

from matcher.bulk.jobs import DIED, Job
from matcher.bulk.options import Running, Scoring
from matcher.bulk.plan import Plan
from matcher.bulk.scoring import MEMORY, TIME, Task, given_up
from matcher.bulk.tables import Counts, packed
from matcher.bulk.worker import IDLE, NOTE, READY, STEP_FIELDS, Answer, work

_LOOK_EVERY = 0.25
_START_SECONDS = 300.0
_MOST_FAILED_STARTS = 3
_HANDED_AHEAD = 32 * 1024
"""A task of at most so many bytes is handed to a worker that is still busy: the pipe takes it without waiting."""
_QUEUE = 2


class PoolError(RuntimeError):
    """The workers cannot be started."""


@dataclass(frozen=True, slots=True)
class Done:
    """The rows of one patient, with the key its task was given."""

    key: Any
    rows: bytes
    counts: Counts


@dataclass(slots=True, eq=False)
class _Worker:
    """One process and the jobs it has, the one it is at first."""

    process: Any
    tasks: Connection
    steps: Any
    started: float
    ready: bool = False
    baseline: int = 0
    retired: bool = False
    jobs: deque[Job] = field(default_factory=deque)

    @property
    def at(self) -> Job | None:
        return self.jobs[0] if self.jobs else None


class Pool:
    """Scores patients in several processes.

    Args:
        plan: the trials, handed to each worker once.
        scoring: what rows to make.
        running: how many workers, and the limits of a record.
    """

    def __init__(self, plan: Plan, scoring: Scoring, running: Running) -> None:
        self._plan, self._scoring, self._running = plan, scoring, running
        self._limits = running.limits
        self._context = multiprocessing.get_context("spawn")
        self._plan_bytes = pickle.dumps(plan, 5)
        self._workers: list[_Worker] = []
        self._again: deque[Job] = deque()
        self._numbers = count(1)
        self._failed_starts = 0
        self._checked = 0.0
        self.replaced = 0
        """How many workers were replaced because a record stopped them or they were killed."""

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def score(self, tasks: Iterable[tuple[Any, Task]]) -> Iterator[Done]:
        """The rows of all tasks, in the order they are finished.

        Args:
            tasks: key and task; taken one by one as workers become free.

        Raises:
            PoolError: no worker can be started.
        """
        fresh = (Job(next(self._numbers), key, task) for key, task in tasks)
        held: Job | None = None
        exhausted = False
        while True:
            while True:
                if held is None and self._again:
                    held = self._again.popleft()
                if held is None and not exhausted:
                    held = next(fresh, None)
                    exhausted = held is None
                if held is None or not self._hand(held):
                    break
                held = None
            if held is None and exhausted and not any(worker.jobs for worker in self._workers):
                return
            yield from self._look()

    def close(self) -> None:
        """Ends all workers at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)
        self._workers.clear()

    # ------------------------------------------------------------ handing out

    def _hand(self, job: Job) -> bool:
        """Gives a job to a worker that has room for it; whether there was one."""
        while len([worker for worker in self._workers if not worker.retired]) < self._running.workers:
            self._start()
        open_ = [worker for worker in self._workers if worker.ready and not worker.retired]
        idle = next((worker for worker in open_ if not worker.jobs), None)
        data = job.message() if open_ else b""
        if idle is None:
            if len(data) > _HANDED_AHEAD:
                return False
            idle = next((worker for worker in open_ if len(worker.jobs) < _QUEUE), None)
        if idle is None:
            return False
        idle.jobs.append(job)
        # A worker that has just died is found out below, and its jobs come back.
        with suppress(OSError):
            idle.tasks.send_bytes(data)
        return True

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        steps = self._context.RawArray("d", STEP_FIELDS)
        arguments = (theirs, self._plan_bytes, self._scoring, self._limits, steps, self._running.before_note)
        process = self._context.Process(target=work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, steps, time.monotonic()))

    # ------------------------------------------------------------ watching

    def _look(self) -> Iterator[Done]:
        """Takes the answers that are there, and replaces workers that ended or ought to."""
        by_connection = {worker.tasks: worker for worker in self._workers}
        for ready in wait(list(by_connection), _LOOK_EVERY):
            worker = by_connection[ready]  # type: ignore[index]
            yield from self._listen(worker)
        check = time.monotonic() - self._checked > _LOOK_EVERY
        self._checked = time.monotonic() if check else self._checked
        for worker in list(self._workers):
            if not worker.process.is_alive():
                yield from self._listen(worker)
                yield from self._ended(worker, DIED)
            elif check and (reason := self._overdue(worker)) is not None:
                worker.process.kill()
                worker.process.join()
                yield from self._listen(worker)
                yield from self._ended(worker, reason)

    def _listen(self, worker: _Worker) -> Iterator[Done]:
        try:
            while worker.tasks.poll():
                said = worker.tasks.recv()
                if said == READY:
                    worker.ready, worker.baseline = True, _memory(worker)
                    self._failed_starts = 0
                else:
                    yield from self._answered(worker, said)
        except (EOFError, OSError, pickle.UnpicklingError):
            # Died, maybe in the middle of an answer: that job is done again.
            worker.process.join()

    def _answered(self, worker: _Worker, answer: Answer) -> Iterator[Done]:
        job = worker.jobs.popleft()
        if job.number != answer.job:
            raise PoolError("an answer to another task than the one given")
        worker.retired = answer.spent
        if answer.short and job.first_shortage():
            # The worker may have been nearly full already: a new one decides.
            self._again.append(job)
            return
        yield Done(job.key, answer.rows, Counts(*answer.counts))

    def _overdue(self, worker: _Worker) -> str | None:
        """Why a worker should not go on; None if it may."""
        if not worker.ready:
            return TIME if time.monotonic() - worker.started > _START_SECONDS else None
        job = worker.at
        if job is None or worker.retired:
            return None
        kind, number, began, at = worker.steps[:]
        if at == job.number and kind != IDLE:
            allowed = self._limits.seconds
            if kind == NOTE:
                allowed = self._limits.seconds_for(job.characters(int(number)))
            if time.monotonic() - began > allowed:
                return TIME
        if self._limits.megabytes and _memory(worker) > worker.baseline + self._limits.megabytes * 2**20:
            return MEMORY
        return None

    def _ended(self, worker: _Worker, reason: str) -> Iterator[Done]:
        """Takes back the jobs of a worker that ended, blaming what it was at."""
        self._workers.remove(worker)
        kind, number, _, at = worker.steps[:]
        self._bury(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise PoolError("worker processes end before they are ready")
            return
        if worker.retired and not worker.jobs:
            return
        if not worker.retired:
            self.replaced += 1
            job = worker.at
            if job is not None and at == job.number:
                job.stopped(kind, int(number), reason, self._limits)
        for job in worker.jobs:
            job.returns += 1
            if job.hopeless:
                lost = given_up(job.task.patient, self._plan, self._scoring, reason)
                yield Done(job.key, packed(lost), lost.counts)
            else:
                self._again.append(job)

    @staticmethod
    def _bury(worker: _Worker) -> None:
        worker.process.join()
        worker.tasks.close()
        worker.process.close()


def _memory(worker: _Worker) -> int:
    """Bytes a worker has in memory now; 0 where that cannot be told."""
    try:
        resident: int = psutil.Process(worker.process.pid).memory_info().rss
    except psutil.Error:
        return 0
    return resident

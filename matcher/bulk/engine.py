"""A run on this machine: intake, scoring in processes, and a merged result; stopped at any moment it goes on where it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyarrow import RecordBatch

from matcher.bulk.fingerprint import changes, fingerprint
from matcher.bulk.options import Running, Scoring
from matcher.bulk.plan import Plan
from matcher.bulk.pool import Pool
from matcher.bulk.safe_files import private_folder, read_json, write_json
from matcher.bulk.scoring import Task
from matcher.bulk.spool import Spool, take_in, taken_in
from matcher.bulk.tables import TABLES, Counts, unpacked
from matcher.bulk.units import ShardWriter, Unit, read_shard, shards_of, units_of
from matcher.errors import Failure, InputError
from matcher.notes.exports.record import NoteRecord

Records = Callable[[], Iterable[NoteRecord | Failure]]
"""Opens the export anew and gives its records."""


class Progress(Protocol):
    """Is told how far a run is."""

    def taking_in(self, records: int) -> None:
        """So many records have been taken in."""

    def scoring(self, done: int, of: int) -> None:
        """So many notes are done."""


class NoProgress:
    """Shows nothing."""

    def taking_in(self, records: int) -> None: ...

    def scoring(self, done: int, of: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """Where a run keeps what it needs to go on: notes sorted by patient, finished shards, the fingerprint."""

    folder: Path

    @property
    def notes(self) -> Path:
        """The sorted notes."""
        return self.folder / "notes"

    @property
    def shards(self) -> Path:
        """The results so far."""
        return self.folder / "shards"

    @property
    def run(self) -> Path:
        """The fingerprint of the run."""
        return self.folder / "run.json"

    def empty(self) -> None:
        """Deletes notes and results."""
        for folder in (self.notes, self.shards):
            shutil.rmtree(folder, ignore_errors=True)

    def discard(self) -> None:
        """Deletes everything; the fingerprint last, so that what is left is known for what it is."""
        self.empty()
        self.run.unlink(missing_ok=True)
        for leftover in self.folder.iterdir() if self.folder.is_dir() else ():
            if leftover.name in _OURS:
                leftover.unlink(missing_ok=True)
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()


_OURS = frozenset({"lock", "run.json.part"})


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has scored everything.

    Attributes:
        spool: the intake.
        counts: what became of all notes and pairs.
        replaced: how many workers had to be replaced because a record stopped them or they were killed.
        rows: gives all rows: the table, and some rows of it.
    """

    spool: Spool
    counts: Counts
    replaced: int
    rows: Callable[[], Iterator[tuple[str, RecordBatch]]]


def _rows(spool: Spool, work: Work) -> Iterator[tuple[str, RecordBatch]]:
    """The rows of all shards, in order of the partitions and of the patients in each."""
    for partition in spool.partitions:
        for shard in shards_of(work.shards, partition):
            for rows in shard.patients():
                yield from zip(TABLES, unpacked(rows), strict=True)


def run(
    records: Records,
    plan: Plan,
    scoring: Scoring,
    running: Running,
    work: Work,
    *,
    notes: str,
    restart: bool = False,
    progress: Progress | None = None,
) -> Finished:
    """Scores an export; goes on with a run that was stopped. The work folder must be `locked`.

    Args:
        records: opens the export.
        plan: the trials.
        scoring: what rows to make.
        running: how to go about it.
        work: where to keep what is done.
        notes: identifies the export, so that another one is noticed.
        restart: discard what an earlier run has done.
        progress: is told how far the run is.

    Raises:
        InputError: an earlier run in `work` was under other conditions.
        PoolError: no worker can be started.
        OSError: the disk is full, or the work folder cannot be written; the run can be gone on with.
    """
    told = progress or NoProgress()
    _settle(work, fingerprint(plan, scoring, running, notes), restart)
    spool = taken_in(work.notes) or take_in(work.notes, _counted(records(), told), running)
    private_folder(work.shards)
    counts, replaced = _score(spool, plan, scoring, running, work, told)
    counts.notes += spool.failed
    counts.failed += spool.failed
    return Finished(spool, counts, replaced, lambda: _rows(spool, work))


def _score(
    spool: Spool, plan: Plan, scoring: Scoring, running: Running, work: Work, progress: Progress
) -> tuple[Counts, int]:
    counts = Counts()
    total = spool.records - spool.failed
    writers: dict[str, ShardWriter] = {}

    def tasks() -> Iterator[tuple[tuple[str, int], Task]]:
        for unit in _open_units(spool, plan, running, work, counts):
            writers[unit.name] = ShardWriter(work.shards, unit)
            for number, patient in enumerate(unit.patients):
                yield (unit.name, number), Task(patient)

    with Pool(plan, scoring, running) as pool:
        for done in pool.score(tasks()):
            name, number = done.key
            counts.add(done.counts)
            if writers[name].add(number, done.rows, done.counts):
                del writers[name]
            progress.scoring(counts.notes, total)
        return counts, pool.replaced


def _open_units(spool: Spool, plan: Plan, running: Running, work: Work, counts: Counts) -> Iterator[Unit]:
    """The units that are still to be done; those that are done are counted."""
    for partition in spool.partitions:
        finished = list(shards_of(work.shards, partition))
        for shard in finished:
            counts.add(shard.counts)
        if finished and finished[-1].last:
            continue
        for unit in units_of(partition, spool.read(partition), len(plan.trials), running.unit_seconds):
            if unit.number < len(finished):
                continue
            done = read_shard(work.shards / unit.name)
            if done is not None:
                counts.add(done.counts)
            else:
                yield unit


def _counted(records: Iterable[NoteRecord | Failure], progress: Progress) -> Iterator[NoteRecord | Failure]:
    for number, record in enumerate(records, 1):
        yield record
        progress.taking_in(number)


def _settle(work: Work, now: dict[str, str], restart: bool) -> None:
    """Makes sure that what is in the work folder belongs to this run."""
    before = read_json(work.run)
    if before is not None and before != now:
        if not restart:
            changed = " and ".join(changes(before, now))
            raise InputError(
                str(work.folder),
                None,
                f"holds an unfinished run, and {changed} changed since; run it as it was, or give --restart to begin anew",
            )
        before = None
    if before is None or restart:
        work.empty()
        write_json(work.run, now)


@contextmanager
def locked(work: Work) -> Iterator[None]:
    """Keeps a second run out of the work folder; the lock ends with the process, however that ends.

    Raises:
        InputError: another run is at work here, or the folder holds something else.
    """
    if work.folder.is_dir() and not work.run.exists() and any(_foreign(work.folder)):
        raise InputError(str(work.folder), None, "is not empty and not of an unfinished run; name another work folder")
    private_folder(work.folder)
    handle = os.open(work.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, work.folder)
        yield
    finally:
        os.close(handle)


def _foreign(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.name not in {*_OURS, "notes", "shards"})


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(
            str(folder), None, "another run is at work here; wait for it, or name another output"
        ) from None

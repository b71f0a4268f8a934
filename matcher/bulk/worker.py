"""A worker process: reads and scores one patient at a time, and says all the while what it is at."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from matcher.bulk.options import Limits, NoteHook, Scoring

IDLE, NOTE, PAIR = 0.0, 1.0, 2.0
_STEPS = {"note": NOTE, "pair": PAIR}
STEP_FIELDS = 4
"""What a worker is at: kind of step, its number, when it began (`time.monotonic`, the same clock in all processes), and
the number of the job."""
READY = "ready"
_COLLECT_EVERY = 50_000
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker sends back for a task.

    Attributes:
        job: its number.
        rows: the packed tables.
        counts: of notes and pairs, as a list.
        spent: whether the worker has ended and is to be replaced.
        short: whether something failed for want of memory.
    """

    job: int
    rows: bytes
    counts: list[int]
    spent: bool
    short: bool


def work(
    tasks: Connection,
    plan_bytes: bytes,
    scoring: Scoring,
    limits: Limits,
    steps: Any,
    before_note: NoteHook | None,
) -> None:
    """Main function of a worker: loads once, then answers tasks until the other end closes.

    Args:
        tasks: gives number and `Task` of each job, takes `READY` and `Answer`s.
        plan_bytes: the pickled plan of trials.
        scoring: what rows to make.
        limits: memory, and after how many notes to stop.
        steps: shared array of `STEP_FIELDS` numbers.
        before_note: see `Running`.
    """
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # There are as many workers as cores: a library that starts threads of its own in each would take them from the others.
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    import pyarrow

    from matcher.bulk.plan import Plan
    from matcher.bulk.scoring import MEMORY, score_patient, warm
    from matcher.bulk.tables import packed

    pyarrow.set_cpu_count(1)
    plan: Plan = pickle.loads(plan_bytes)
    # The limits of a record are not to count what the first one loads.
    warm()
    # What is loaded now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    # A patient against hundreds of trials makes objects that live until its rows are written: looking through them after every
    # seven hundred new ones takes an eighth of the time and finds nothing.
    gc.set_threshold(_COLLECT_EVERY, *gc.get_threshold()[1:])
    _limit_memory(limits.megabytes)

    def announce(what: str, number: int) -> None:
        steps[1], steps[2] = number, time.monotonic()
        steps[0] = _STEPS[what]

    done = 0
    try:
        tasks.send(READY)
        while True:
            job, task = tasks.recv()
            steps[0], steps[3] = IDLE, job
            scored = score_patient(task, plan, scoring, announce=announce, before_note=before_note)
            steps[0] = IDLE
            done += len(task.patient.notes)
            short = MEMORY in scored.reasons
            spent = short or done >= limits.notes
            tasks.send(Answer(job, packed(scored), scored.counts.as_list(), spent, short))
            if spent:
                return
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception:  # noqa: BLE001 - Python would print it, and its message may hold words of a note
        os._exit(1)


def _end_with_parent() -> None:
    """Has this process killed when the one that started it ends, however that ends."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(megabytes: int) -> None:
    """Lets this process take so much memory beyond what it has now; asking for more is then a MemoryError."""
    if not megabytes or sys.platform != "linux":
        return
    import resource

    with open("/proc/self/status", encoding="ascii") as status:
        held = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = held + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))

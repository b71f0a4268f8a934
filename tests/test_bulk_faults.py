"""Runs that go wrong: workers that die, hang and swell, a run killed again and again, a full disk. Nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import bulk_cases
import pytest

import matcher
from matcher.bulk.engine import Work
from matcher.bulk.options import Limits, NoteHook, Running, Scoring

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bulk")]
PATIENTS = 24
TABLES = ("pairs", "judgements", "failures")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of a run that nothing happens to."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    accounts = bulk_cases.run(out, list(bulk_cases.records(PATIENTS)))
    assert (accounts.counts.read, accounts.counts.written, accounts.failures) == (48, 96, 0)
    return out


def same(out: Path, other: Path) -> None:
    """Asserts that two results hold the same rows."""
    for table in TABLES:
        assert bulk_cases.rows(out, table) == bulk_cases.rows(other, table)


def left_over(out: Path) -> list[str]:
    """What else is beside an output."""
    return [path.name for path in out.parent.iterdir() if path != out]


def test_one_worker_and_one_file_give_the_same_rows(undisturbed: Path, tmp_path: Path) -> None:
    shuffled = random.Random(5).sample(list(bulk_cases.records(PATIENTS)), 48)
    bulk_cases.run(tmp_path / "out", shuffled, running=Running(workers=1, partitions=1))
    same(tmp_path / "out", undisturbed)
    assert left_over(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("hook", "limits", "reason"),
    [
        (bulk_cases.ends_worker, Limits(), "it ends the process"),
        (bulk_cases.hangs, Limits(seconds=6), "more time"),
        (bulk_cases.eats_memory, Limits(megabytes=600), "more memory"),
        (bulk_cases.raises, Limits(), "unexpected RuntimeError"),
    ],
)
def test_a_poisoned_note_is_listed_and_all_others_are_done(
    undisturbed: Path, tmp_path: Path, hook: NoteHook, limits: Limits, reason: str
) -> None:
    export = list(bulk_cases.records(PATIENTS))
    beside = bulk_cases.record("P0003", "poison", f"{bulk_cases.SECRET} {'word ' * 50}", "2023-01-01", "row 100")
    alone = bulk_cases.record("Z", "poison", "Nothing else is known of Z.", "2023-01-01", "row 101")
    accounts = bulk_cases.run(tmp_path / "out", [*export[:20], beside, *export[20:], alone], hook=hook, limits=limits)
    counts = accounts.counts
    assert (counts.notes, counts.read, counts.failed) == (50, 48, 2)
    assert (counts.patients, counts.written, counts.pairs_failed) == (PATIENTS + 1, 96, 4)
    listed = [row for row in bulk_cases.rows(tmp_path / "out", "failures") if '"note"' in row]
    assert [("row 100" in row, "row 101" in row, reason in row) for row in listed] == [
        (True, False, True),
        (False, True, True),
    ]
    assert bulk_cases.SECRET not in "".join(listed)
    others = [row for row in bulk_cases.rows(tmp_path / "out", "pairs") if '"P0003"' not in row]
    assert others == [row for row in bulk_cases.rows(undisturbed, "pairs") if '"P0003"' not in row]
    assert len(bulk_cases.rows(tmp_path / "out", "pairs")) == 96


def test_workers_killed_from_outside_lose_nothing(undisturbed: Path, tmp_path: Path) -> None:
    import psutil

    out = tmp_path / "out"
    process = start(out)
    killed = 0
    while process.poll() is None and killed < 3:
        time.sleep(0.3)
        if shards(out):
            workers = [child for child in psutil.Process(process.pid).children() if is_worker(child)]
            if workers:
                random.Random(killed).choice(workers).kill()
                killed += 1
                time.sleep(1.5)
    _, said = process.communicate(timeout=300)
    assert (process.returncode, said) == (0, "")
    assert killed
    same(out, undisturbed)
    assert bulk_cases.rows(out, "failures") == []


def test_a_run_killed_at_five_random_points_and_while_it_writes_goes_on(undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    chance = random.Random(20240310)
    points = [("intake", chance.randrange(48)), *(("scoring", chance.randrange(3)) for _ in range(3)), ("scoring", 7)]
    before = 0
    for point in points:
        process = start(out, killed_at=point)
        workers = children_while_it_runs(process)
        assert process.wait() == -signal.SIGKILL, point
        gone(workers)
        assert not out.exists()
        assert len(shards(out)) >= before
        before = len(shards(out))
    assert before
    kill_when(start(out), lambda: out.with_name(".out.part").exists(), 0)
    assert len(shards(out)) >= before or out.exists()
    finish(out)
    same(out, undisturbed)
    assert left_over(out) == []


def test_a_run_that_was_changed_is_refused_or_begun_anew(tmp_path: Path) -> None:
    out = tmp_path / "out"
    export = list(bulk_cases.records(6))

    def breaks_off() -> Iterator[object]:
        yield from export
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk_cases.run(out, breaks_off())  # type: ignore[arg-type]
    with pytest.raises(matcher.InputError, match="the options changed"):
        bulk_cases.run(out, export, scoring=Scoring(detail="all"))
    accounts = bulk_cases.run(out, export, scoring=Scoring(detail="all"), restart=True)
    assert accounts.counts.read == 12
    with pytest.raises(matcher.InputError, match="is there already"):
        bulk_cases.run(out, export)
    assert bulk_cases.run(out, export, overwrite=True).counts.read == 12
    assert left_over(out) == []


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on the size of files")
def test_a_full_disk_leaves_no_output_and_the_run_goes_on_when_there_is_room(undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for most in (600, 3_000, 20_000):
        limited = start(out, most)
        assert limited.wait(timeout=300) == 3, most
        assert not out.exists()
    finish(out)
    same(out, undisturbed)


def test_a_worker_that_cannot_start_is_no_endless_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.bulk import pool

    monkeypatch.setattr(pool, "work", os._exit)
    with pytest.raises(pool.PoolError):
        bulk_cases.run(tmp_path / "out", list(bulk_cases.records(2)))
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------ runs in a process of their own


def start(out: Path, file_size: int | None = None, killed_at: tuple[str, int] | None = None) -> subprocess.Popen[str]:
    """A run, or the rest of one.

    Args:
        file_size: with files of at most so many bytes it ends with 3 where they are too small.
        killed_at: stage and count at which it kills itself.
    """

    def limit() -> None:
        if file_size is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    command = [sys.executable, bulk_cases.__file__, str(out), str(PATIENTS), *map(str, killed_at or ())]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        command, env=environment, preexec_fn=limit, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def kill_when(process: subprocess.Popen[str], due: Callable[[], bool], seconds: float) -> None:
    """Kills a run some seconds after something has come about; its workers end by themselves."""
    while process.poll() is None and not due():
        time.sleep(0.005)
    time.sleep(seconds)
    workers = children(process.pid)
    process.kill()
    process.wait()
    gone(workers)


def children_while_it_runs(process: subprocess.Popen[str]) -> list[object]:
    """All processes that a run has started when it ends."""
    seen: dict[int, object] = {}
    while process.poll() is None:
        seen |= {child.pid: child for child in children(process.pid)}  # type: ignore[attr-defined]
        time.sleep(0.02)
    return list(seen.values())


def finish(out: Path) -> None:
    """The rest of a run, with nothing to say; none if it was finished when it was killed."""
    if not out.exists():
        process = start(out)
        _, said = process.communicate(timeout=300)
        assert (process.returncode, said) == (0, "")


def shards(out: Path) -> list[Path]:
    """The shards finished so far."""
    folder = Work(out.with_name(f".{out.name}.work")).shards
    return [path for path in folder.glob("p*") if path.suffix != ".part"] if folder.is_dir() else []


def children(pid: int) -> list[object]:
    import psutil

    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def is_worker(process: object) -> bool:
    import psutil

    try:
        return "spawn_main" in " ".join(process.cmdline())  # type: ignore[attr-defined]
    except psutil.Error:
        return False


def gone(processes: list[object]) -> None:
    """Asserts that processes end by themselves."""
    import psutil

    _, alive = psutil.wait_procs(processes, timeout=120)
    assert alive == []

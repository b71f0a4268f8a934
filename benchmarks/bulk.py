"""What bulk scoring costs: processes, memory, a plain loop over medspaCy beside it, and a large run.

    python benchmarks/bulk.py cores    --trials TRIALS [--patients 300]
    python benchmarks/bulk.py medspacy [--patients 400] [--notes NOTES]
    python benchmarks/bulk.py memory   --trials TRIALS [--sizes 1000,10000,100000] [--length 300]
    python benchmarks/bulk.py large    --trials TRIALS [--patients 10000] [--most-trials 200] [--folder FOLDER]

Notes are made up (`bulk_notes.py`), or those of NOTES, anything `matcher score` takes; TRIALS is anything `read_trials` takes.
Both stay where they are. Rates are of the clock: they count from the first patient done to the last, and leave out intake, the
start of processes and the writing of the output, whose seconds are given apart ("whole run"). What compares between machines is
a ratio within one run; it means something only where nothing else is running. "processor" are seconds of processor time, of the
main process and of all workers together: they hardly depend on what else is running.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import bulk_notes
import psutil

import matcher
from matcher.bulk.engine import Records
from matcher.bulk.job import Accounts, score
from matcher.bulk.merge import output_of
from matcher.bulk.options import Running, Scoring
from matcher.notes.exports.reader import read_records
from matcher.notes.exports.record import NoteRecord
from matcher.trials.types import Trial

_MEDSPACY_SECONDS = 60.0
"""The plain loop goes over as many of the notes as fit in this time."""

TARGETS = [
    "hypertension",
    "diabetes",
    "asthma",
    "pneumonia",
    "cancer",
    "infection",
    "edema",
    "pain",
    "fever",
    "nausea",
    "vomiting",
    "stroke",
    "depression",
    "anemia",
    "bleeding",
    "arthritis",
    "fracture",
    "obesity",
    "cough",
    "rash",
]


@dataclass
class Watch:
    """Notes a second from the first patient done to the last, and the most memory on the way."""

    marks: list[tuple[float, int]] = field(default_factory=list)
    peak_mb: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)
    _began: float = 0.0
    _before: os.times_result = field(default_factory=os.times)
    _stop: threading.Event = field(default_factory=threading.Event)

    def taking_in(self, records: int) -> None: ...

    def scoring(self, done: int, of: int) -> None:
        self.marks.append((time.perf_counter(), done))

    @property
    def rate(self) -> float:
        (start, first), (end, last) = self.marks[0], self.marks[-1]
        return (last - first) / (end - start)

    def stages(self) -> dict[str, float]:
        """Seconds of the whole run and of its stages."""
        first, last = self.marks[0][0] - self._began, self.marks[-1][0] - self._began
        return {
            "whole run": round(self.seconds, 1),
            "intake and start": round(first, 1),
            "scoring": round(last - first, 1),
            "writing": round(self.seconds - last, 1),
        }

    def __enter__(self) -> Watch:
        self._began, self._before = time.perf_counter(), os.times()
        threading.Thread(target=self._sample, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, now = time.perf_counter() - self._began, os.times()
        main = now.user + now.system - self._before.user - self._before.system
        ended = (now.children_user, now.children_system, -self._before.children_user, -self._before.children_system)
        self.processor = {"main": round(main, 1), "workers": round(sum(ended), 1)}
        self._stop.set()

    def _sample(self) -> None:
        own = psutil.Process()
        while not self._stop.wait(0.25):
            try:
                workers = [
                    child.memory_info().rss for child in own.children() if "spawn_main" in " ".join(child.cmdline())
                ]
            except psutil.Error:
                continue
            main = own.memory_info().rss
            found = {"main": main, "largest worker": max(workers, default=0), "all": main + sum(workers)}
            for name, size in found.items():
                self.peak_mb[name] = max(self.peak_mb.get(name, 0), size / 1e6)


def run(
    trials: list[Trial],
    patients: int,
    workers: int,
    *,
    notes: int = 1,
    length: int = 2500,
    records: Records | None = None,
    folder: Path | None = None,
    **options: object,
) -> tuple[Watch, Accounts]:
    """One run in a folder of its own, deleted afterwards; of made-up patients, if no records are given.

    In a folder that is named a run that was stopped is gone on with, and its output stays.
    """
    kept = folder is not None
    folder = folder or Path(tempfile.mkdtemp(prefix="matcher-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with Watch() as watch:
            accounts = score(
                trials,
                records or (lambda: bulk_notes.records(patients, notes, length)),
                output_of(folder / "out", None, True),
                notes="made up",
                scoring=Scoring(),
                running=Running(workers=workers, **options),  # type: ignore[arg-type]
                progress=watch,
            )
            sizes = {path.name: path.stat().st_size for path in (folder / "out").iterdir()}
        watch.peak_mb |= {f"{name} on disk": size / 1e6 for name, size in sizes.items() if size > 1e5}
        return watch, accounts
    finally:
        if not kept:
            shutil.rmtree(folder)


def cores(trials: list[Trial], patients: int) -> Iterator[dict[str, object]]:
    """One and two processes, in turn."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for workers in (1, 2, 2, 1):
        watch, _ = run(trials, patients, workers)
        rates[workers].append(watch.rate)
        yield {"workers": workers, "patients": patients, "trials": len(trials), "notes a second": round(watch.rate, 2)}
    yield {"two over one": round(sum(rates[2]) / sum(rates[1]), 3)}


def medspacy(patients: int, notes: Path | None) -> Iterator[dict[str, object]]:
    """A plain loop over medspaCy's default pipeline, between two runs with two processes, on the same notes.

    Each note is a patient of its own, scored against one trial of two criteria.
    """
    import loguru
    import medspacy as library
    from medspacy.ner import TargetRule

    loguru.logger.disable("PyRuSH")  # it writes every token to a debug log otherwise
    nlp = library.load()
    nlp.add_pipe("medspacy_sectionizer")
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(word, "CONDITION") for word in TARGETS])
    trial = matcher.read_trial("Inclusion Criteria:\n* Age 18 years or older\n* Type 2 diabetes mellitus")
    given = (
        bulk_notes.records(patients) if notes is None else (r for r in read_records(notes) if isinstance(r, NoteRecord))
    )
    export = [replace(r, patient_id=f"N{n:06d}") for n, r in enumerate(itertools.islice(given, patients))]

    def ours() -> Watch:
        return run([trial], len(export), 2, records=lambda: export)[0]

    runs = [ours()]
    nlp(export[0].text)
    start, done = time.perf_counter(), 0
    for record in export:
        nlp(record.text)
        done += 1
        if time.perf_counter() - start > _MEDSPACY_SECONDS:
            break
    theirs = done / (time.perf_counter() - start)
    runs.append(ours())
    mean = sum(watch.rate for watch in runs) / len(runs)
    whole = len(export) / (sum(watch.seconds for watch in runs) / len(runs))
    yield {
        "notes": len(export),
        "characters a note": round(sum(len(r.text) for r in export) / len(export)),
        "medspaCy notes": done,
        "medspaCy notes a second": round(theirs, 2),
        "two processes": round(mean, 2),
        "ratio": round(mean / theirs, 1),
        "ratio with intake, start and writing": round(whole / theirs, 1),
        "seconds": runs[-1].stages(),
        "processor": runs[-1].processor,
    }


def memory(trials: list[Trial], sizes: list[int], length: int) -> Iterator[dict[str, object]]:
    """The most memory that main process and workers take, by number of notes.

    Of several sizes each has a main process of its own: one that has freed memory does not give all of it back.
    """
    if len(sizes) > 1:
        for size in sizes:
            again = [sys.executable, *sys.argv, "--sizes", str(size)]
            printed = subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True).stdout
            yield from map(json.loads, printed.splitlines())
        return
    for size in sizes:
        watch, _ = run(trials, size // 2, 2, notes=2, length=length)
        yield {
            "notes": size,
            "MB": {name: round(mb) for name, mb in watch.peak_mb.items()},
            "rate": round(watch.rate, 1),
            "seconds": watch.stages(),
            "processor": watch.processor,
        }


def large(trials: list[Trial], patients: int, folder: Path | None) -> Iterator[dict[str, object]]:
    """One large run with two processes; in a folder that is named it can be stopped and gone on with."""
    watch, accounts = run(trials, patients, 2, folder=folder)
    yield accounts.to_dict()
    yield {
        "notes a second": round(watch.rate, 2),
        "pairs a second": round(watch.rate * len(trials), 1),
        "MB": {name: round(mb) for name, mb in watch.peak_mb.items()},
        "seconds": watch.stages(),
        "processor": watch.processor,
    }


def main() -> None:
    """Prints a line of JSON for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["cores", "medspacy", "memory", "large"])
    parser.add_argument("--trials", type=Path)
    parser.add_argument("--notes", type=Path)
    parser.add_argument("--most-trials", type=int, default=200)
    parser.add_argument("--patients", type=int)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--length", type=int, default=300)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    trials: list[Trial] = []
    if given.trials:
        read = (trial for trial in matcher.read_trials(given.trials) if isinstance(trial, Trial))
        trials = list(itertools.islice(read, given.most_trials))
    figures: dict[str, Callable[[], Iterator[dict[str, object]]]] = {
        "cores": lambda: cores(trials, given.patients or 300),
        "medspacy": lambda: medspacy(given.patients or 400, given.notes),
        "memory": lambda: memory(trials, [int(size) for size in given.sizes.split(",")], given.length),
        "large": lambda: large(trials, given.patients or 10_000, given.folder),
    }
    for figure in figures[given.what]():
        print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()

"""What bulk scoring costs: processes, memory, a plain loop over medspaCy beside it, and a large run.

    python benchmarks/bulk.py cores    --trials TRIALS [--patients 300]
    python benchmarks/bulk.py medspacy [--patients 200]
    python benchmarks/bulk.py memory   --trials TRIALS [--sizes 1000,10000,100000] [--length 300]
    python benchmarks/bulk.py large    --trials TRIALS [--patients 10000] [--most-trials 200]

Notes are made up (`bulk_notes.py`); TRIALS is anything `read_trials` takes, and stays where it is. Rates leave out the time in
which processes start: they count from the first patient done to the last. What compares between machines is a ratio within
one run.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import bulk_notes
import psutil

import matcher
from matcher.bulk.job import Accounts, score
from matcher.bulk.merge import output_of
from matcher.bulk.options import Running, Scoring
from matcher.trials.types import Trial

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
    _stop: threading.Event = field(default_factory=threading.Event)

    def taking_in(self, records: int) -> None: ...

    def scoring(self, done: int, of: int) -> None:
        self.marks.append((time.perf_counter(), done))

    @property
    def rate(self) -> float:
        (start, first), (end, last) = self.marks[0], self.marks[-1]
        return (last - first) / (end - start)

    def __enter__(self) -> Watch:
        threading.Thread(target=self._sample, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
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
            for name, size in (("main", own.memory_info().rss), ("largest worker", max(workers, default=0))):
                self.peak_mb[name] = max(self.peak_mb.get(name, 0), size / 1e6)


def run(
    trials: list[Trial], patients: int, workers: int, *, notes: int = 1, length: int = 2500, **options: object
) -> tuple[Watch, Accounts]:
    """One run in a folder of its own, deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="matcher-bench-"))
    try:
        with Watch() as watch:
            accounts = score(
                trials,
                lambda: bulk_notes.records(patients, notes, length),
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
        shutil.rmtree(folder)


def cores(trials: list[Trial], patients: int) -> Iterator[dict[str, object]]:
    """One and two processes, in turn."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for workers in (1, 2, 2, 1):
        watch, _ = run(trials, patients, workers)
        rates[workers].append(watch.rate)
        yield {"workers": workers, "patients": patients, "trials": len(trials), "notes a second": round(watch.rate, 2)}
    yield {"two over one": round(sum(rates[2]) / sum(rates[1]), 3)}


def medspacy(patients: int) -> Iterator[dict[str, object]]:
    """A plain loop over medspaCy's default pipeline, between two runs with two processes, on the same notes."""
    import loguru
    import medspacy as library
    from medspacy.ner import TargetRule

    loguru.logger.disable("PyRuSH")  # it writes every token to a debug log otherwise
    nlp = library.load()
    nlp.add_pipe("medspacy_sectionizer")
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(word, "CONDITION") for word in TARGETS])
    trial = matcher.read_trial("Inclusion Criteria:\n* Age 18 years or older\n* Type 2 diabetes mellitus")
    ours = [run([trial], patients, 2)[0].rate]
    texts = [record.text for record in itertools.islice(bulk_notes.records(patients), 60)]
    nlp(texts[0])
    start = time.perf_counter()
    for text in texts:
        nlp(text)
    theirs = len(texts) / (time.perf_counter() - start)
    ours.append(run([trial], patients, 2)[0].rate)
    mean = sum(ours) / 2
    yield {
        "medspaCy notes a second": round(theirs, 2),
        "two processes": round(mean, 2),
        "ratio": round(mean / theirs, 1),
    }


def memory(trials: list[Trial], sizes: list[int], length: int) -> Iterator[dict[str, object]]:
    """The most memory that main process and workers take, by number of notes."""
    for size in sizes:
        watch, _ = run(trials, size // 2, 2, notes=2, length=length)
        yield {
            "notes": size,
            "MB": {name: round(mb) for name, mb in watch.peak_mb.items()},
            "rate": round(watch.rate, 1),
        }


def large(trials: list[Trial], patients: int) -> Iterator[dict[str, object]]:
    """One large run with two processes."""
    watch, accounts = run(trials, patients, 2)
    yield accounts.to_dict()
    yield {
        "notes a second": round(watch.rate, 2),
        "pairs a second": round(watch.rate * len(trials), 1),
        "MB": watch.peak_mb,
    }


def main() -> None:
    """Prints a line of JSON for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["cores", "medspacy", "memory", "large"])
    parser.add_argument("--trials", type=Path)
    parser.add_argument("--most-trials", type=int, default=200)
    parser.add_argument("--patients", type=int)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--length", type=int, default=300)
    given = parser.parse_args()
    trials: list[Trial] = []
    if given.trials:
        read = (trial for trial in matcher.read_trials(given.trials) if isinstance(trial, Trial))
        trials = list(itertools.islice(read, given.most_trials))
    figures: dict[str, Callable[[], Iterator[dict[str, object]]]] = {
        "cores": lambda: cores(trials, given.patients or 300),
        "medspacy": lambda: medspacy(given.patients or 200),
        "memory": lambda: memory(trials, [int(size) for size in given.sizes.split(",")], given.length),
        "large": lambda: large(trials, given.patients or 10_000),
    }
    for figure in figures[given.what]():
        print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()

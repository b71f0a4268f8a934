"""Small trials, notes and hooks for the tests of bulk scoring; run as a script it is one whole run, to be killed."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import matcher
from matcher.bulk.engine import Progress
from matcher.bulk.job import Accounts, score
from matcher.bulk.merge import output_of
from matcher.bulk.options import Limits, NoteHook, Running, Scoring
from matcher.bulk.plan import Plan, plan_of
from matcher.notes.exports.record import NoteRecord

SECRET = "Qworblatine"
"""A word of a note that must not come out."""

TRIALS = (
    (
        "NCT90000001",
        "Inclusion Criteria:\n* Age 18 to 65 years\n* Type 2 diabetes mellitus\n* HbA1c between 7.0 and 10.0 %\n"
        "Exclusion Criteria:\n* Pregnancy\n* Serum creatinine > 2.0 mg/dL\n* Treatment with insulin within 4 weeks",
    ),
    (
        "NCT90000002",
        "Inclusion Criteria:\n* Female\n* Age 40 years or older\n* Breast cancer\nExclusion Criteria:\n* Heart failure\n* Prior chemotherapy",
    ),
    (
        "NCT90000003",
        "Inclusion Criteria:\n* Rheumatoid arthritis\n* Methotrexate for at least 3 months\nExclusion Criteria:\n* Active tuberculosis",
    ),
    ("NCT90000004", "Inclusion Criteria:\n* Men aged 50 to 70 years\n* Hypertension\nExclusion Criteria:\n* Stroke"),
)
_SENTENCES = (
    "Type 2 diabetes mellitus, HbA1c 8.1 %.",
    "No history of heart failure.",
    "Breast cancer diagnosed in 2019, chemotherapy completed.",
    "Hypertension, on lisinopril 10 mg daily.",
    "Rheumatoid arthritis, on methotrexate 15 mg weekly since 2021.",
    "Creatinine 2.6 mg/dL.",
    "Denies stroke or tuberculosis.",
    f"Takes {SECRET} for headaches.",
)


def trials() -> list[matcher.Trial]:
    """The trials, read."""
    return [matcher.read_trial({"nct_id": name, "title": None, "eligibility": text}) for name, text in TRIALS]


def plan() -> Plan:
    """The trials, made ready."""
    return plan_of(trials())[0]


def record(
    patient: str, note: str | None, text: str, day: str | None = "2024-03-01", place: str = "row 1"
) -> NoteRecord:
    """One record of an export."""
    return NoteRecord(patient, note, dt.date.fromisoformat(day) if day else None, None, text, "notes.csv", place)


def records(patients: int, notes: int = 2) -> Iterator[NoteRecord]:
    """An export of made-up patients, their notes not next to each other."""
    for turn in range(notes):
        for n in range(patients):
            sex, age = ("man", "woman")[n % 2], 30 + 7 * n % 50
            said = [_SENTENCES[(n * 3 + turn * 5 + k) % len(_SENTENCES)] for k in range(3)]
            text = f"{age}-year-old {sex}. {' '.join(said)}"
            yield record(
                f"P{n:04d}", f"P{n:04d}-{turn}", text, f"2024-0{turn + 1}-10", f"row {turn * patients + n + 1}"
            )


def run(
    out: Path,
    export: Sequence[NoteRecord | matcher.Failure],
    *,
    scoring: Scoring | None = None,
    running: Running | None = None,
    hook: NoteHook | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    **options: bool,
) -> Accounts:
    """A whole run with small units, so that much is made safe on the way."""
    how = running or Running(workers=2, partitions=3, unit_seconds=0.01, limits=limits or Limits(), before_note=hook)
    output = output_of(out, None, (scoring or Scoring()).detail != "none")
    return score(
        trials(), lambda: export, output, notes="made up", scoring=scoring, running=how, progress=progress, **options
    )


def rows(out: Path, table: str) -> list[str]:
    """The rows of a Parquet table as sorted JSON, so that two results can be held against each other."""
    import pyarrow.parquet as pq

    return sorted(json.dumps(row, default=str) for row in pq.read_table(out / f"{table}.parquet").to_pylist())


# ------------------------------------------------------------ what a poisoned note does to its worker


def ends_worker(_patient: str, note: matcher.Note) -> None:
    """Ends the process at a note called poison."""
    if note.note_id == "poison":
        os._exit(9)


def hangs(_patient: str, note: matcher.Note) -> None:
    """Never comes back from a note called poison."""
    if note.note_id == "poison":
        time.sleep(3600)


def eats_memory(_patient: str, note: matcher.Note) -> None:
    """Takes memory without end at a note called poison."""
    if note.note_id == "poison":
        held = []
        while True:
            held.append(bytearray(16_000_000))


def raises(_patient: str, note: matcher.Note) -> None:
    """Fails at a note called poison, and says a word of it."""
    if note.note_id == "poison":
        raise RuntimeError(f"cannot read {note.text}")


def slow(_patient: str, _note: matcher.Note) -> None:
    """Gives whoever kills the run some time to do it."""
    time.sleep(0.15)


class Killed:
    """Kills its own process, as `kill -9` does, when so many records are taken in or so many patients of this run scored.

    Where a run is killed so does not hang on how fast the machine is.
    """

    def __init__(self, stage: str, left: int) -> None:
        self._stage, self._left = stage, left

    def taking_in(self, records: int) -> None:
        self._count("intake")

    def scoring(self, done: int, of: int) -> None:
        self._count("scoring")

    def _count(self, stage: str) -> None:
        if stage == self._stage:
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """`python bulk_cases.py OUT PATIENTS [STAGE COUNT]`: one run, or the rest of one; 3 where something cannot be written.

    With a stage ("intake", "scoring") it is killed after so many records or patients.
    """
    out, patients = Path(sys.argv[1]), int(sys.argv[2])
    killed = Killed(sys.argv[3], int(sys.argv[4])) if len(sys.argv) > 3 else None
    try:
        run(out, list(records(patients)), hook=slow, progress=killed)
    except OSError:
        sys.exit(3)


if __name__ == "__main__":
    main()

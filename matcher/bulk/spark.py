"""The same scoring on Spark: the function of a local worker through `mapInArrow`.

>>> from matcher.bulk.spark import score                                     # doctest: +SKIP
>>> scored = score(spark.read.parquet("notes.parquet"), trials)              # doctest: +SKIP
>>> scored.pairs.where("status = 'review'").orderBy("score").show()          # doctest: +SKIP

Executors need this package, which carries its models; each of their Python processes loads it once. A note or pair that takes
too long is interrupted and listed; one that ends its process makes Spark try the task again, and in the end fail it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from matcher.bulk.options import Limits, Scoring
from matcher.bulk.plan import Plan, plan_of
from matcher.bulk.records import by_patient, characters
from matcher.bulk.scoring import WHOLE, Announce, Task, score_patient
from matcher.bulk.tables import TABLES, VERDICTS, Counts, schema
from matcher.errors import Failure, InputError
from matcher.notes.exports.grouping import PatientNotes
from matcher.notes.exports.record import NoteRecord
from matcher.trials.types import Trial

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_COLUMNS = ("patient_id", "note_id", "date", "title", "text", "source", "record")
COUNTS = "counts"
KIND = "kind"
_SOURCE = "notes"


@dataclass(frozen=True, slots=True)
class SparkScored:
    """The result as DataFrames.

    Attributes:
        pairs, judgements, failures: the tables that `matcher score` writes.
        counts: one row with what became of notes and pairs.
        everything: all of it in one frame, kept on the executors' disks so that it is worked out once; `unpersist()` it at
            the end.
    """

    pairs: DataFrame
    judgements: DataFrame
    failures: DataFrame
    counts: DataFrame
    everything: DataFrame


def score(
    df: DataFrame,
    trials: Iterable[Trial | Failure] | Plan,
    *,
    scoring: Scoring | None = None,
    limits: Limits | None = None,
) -> SparkScored:
    """Scores the notes of a DataFrame against trials.

    Args:
        df: one row a note: `patient_id` and `text`, and if there are such columns `note_id`, `date`, `title`, `source`, `record`;
            a date that is none counts as not given.
        trials: the trials.
        scoring: what rows to make.
        limits: seconds that a note or a pair may take; memory is Spark's to limit.

    Raises:
        InputError: a column is missing, or there is no trial.
    """
    from pyspark import StorageLevel

    missing = {"patient_id", "text"} - set(df.columns)
    if missing:
        raise InputError("notes", None, f"there is no column {' and '.join(sorted(missing))} in the DataFrame")
    plan = trials if isinstance(trials, Plan) else plan_of(trials)[0]
    if not plan.trials:
        raise InputError("trials", None, "there is no trial in it")
    asked = scoring or Scoring()
    everything = rows_of(df, plan, asked, limits or Limits()).persist(StorageLevel.DISK_ONLY)
    pairs, judgements, failures = (everything.where(f"{KIND} = '{table}'").select(f"{table}.*") for table in TABLES)
    counted = everything.where(f"{KIND} = '{COUNTS}'").select(f"{COUNTS}.*")
    total = counted.agg(dict.fromkeys(counted.columns, "sum"))
    for name in counted.columns:
        total = total.withColumnRenamed(f"sum({name})", name)
    return SparkScored(pairs.drop(VERDICTS), judgements, failures, total.select(*counted.columns), everything)


def rows_of(df: DataFrame, plan: Plan, scoring: Scoring, limits: Limits) -> DataFrame:
    """All rows in one frame: `kind` says which of the columns "pairs", "judgements", "failures" and "counts" is filled."""
    from pyspark.sql import functions as sql
    from pyspark.sql.pandas.types import from_arrow_schema

    types = dict.fromkeys(_COLUMNS, "string") | {"date": "date"}
    notes = df.select(
        *(
            (sql.col(name) if name in df.columns else sql.lit(None).cast("string")).try_cast(type_).alias(name)
            for name, type_ in types.items()
        )
    )
    sent = df.sparkSession.sparkContext.broadcast(plan)

    def scored(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from scored_batches(batches, sent.value, scoring, limits)

    together = notes.repartition("patient_id").sortWithinPartitions("patient_id")
    return together.mapInArrow(scored, from_arrow_schema(row_schema(scoring.quotes)))


def row_schema(quotes: bool) -> pa.Schema:
    """Columns of the frame that holds all rows."""
    parts = [(table, pa.struct(list(schema(table, quotes)))) for table in TABLES]
    counts = pa.struct([(field.name, pa.int64()) for field in fields(Counts)])
    return pa.schema([(KIND, pa.string()), *parts, (COUNTS, counts)])


def scored_batches(
    batches: Iterable[pa.RecordBatch], plan: Plan, scoring: Scoring, limits: Limits
) -> Iterator[pa.RecordBatch]:
    """The rows of one Spark partition, whose notes are sorted by patient."""
    columns = row_schema(scoring.quotes)
    with _alarm() as due:
        for patient in _patients(batches):
            scored = score_patient(Task(patient), plan, scoring, announce=_announcing(patient, limits, due))
            due(0)
            for table, batch in zip(TABLES, scored.batches(), strict=True):
                if batch.num_rows:
                    filled = pa.StructArray.from_arrays(batch.columns, fields=list(batch.schema))
                    yield _only(table, filled, columns)
            yield _only(COUNTS, pa.array([dict(_named(scored.counts))], columns.field(COUNTS).type), columns)


def _named(counts: Counts) -> Iterator[tuple[str, int]]:
    return ((field.name, getattr(counts, field.name)) for field in fields(counts))


def _only(kind: str, filled: pa.Array, columns: pa.Schema) -> pa.RecordBatch:
    """Rows of one kind, the columns of the others empty."""
    rows = len(filled)
    arrays = [
        pa.array([kind] * rows) if field.name == KIND else filled if field.name == kind else pa.nulls(rows, field.type)
        for field in columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=columns)


def _patients(batches: Iterable[pa.RecordBatch]) -> Iterator[PatientNotes]:
    records = (_record(row) for batch in batches for row in batch.to_pylist())
    for _, of_one in groupby(records, key=lambda record: record.patient_id):
        # Rows without a patient stand together, each a patient of its own.
        yield from by_patient(of_one)


def _record(row: dict[str, Any]) -> NoteRecord:
    place = row["record"] or row["note_id"] or ""
    return NoteRecord(
        patient_id=row["patient_id"] or None,
        note_id=row["note_id"] or None,
        date=row["date"],
        title=row["title"],
        text=row["text"] or "",
        source=row["source"] or _SOURCE,
        record=place,
    )


def _announcing(patient: PatientNotes, limits: Limits, due: Callable[[float], None]) -> Announce:
    def announce(what: str, number: int) -> None:
        if what == "note":
            due(limits.seconds_for(characters(patient) if number == WHOLE else len(patient.notes[number].text)))
        else:
            due(limits.seconds)

    return announce


@contextmanager
def _alarm() -> Iterator[Callable[[float], None]]:
    """Gives a function that sets after how many seconds what runs is interrupted by a TimeoutError (0: never).

    Where there is no such alarm (Windows, or another thread than the first) nothing is interrupted.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield lambda _seconds: None
        return

    def ring(_signal: int, _frame: object) -> None:
        raise TimeoutError

    def due(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, ring)
    try:
        yield due
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""Spark gives the rows of the local engine, and interrupts what takes too long."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import bulk_cases
import pyarrow as pa
import pytest

import matcher
from matcher.bulk import scoring as bulk_scoring
from matcher.bulk.merge import output_of
from matcher.bulk.options import Limits, Scoring, Spark
from matcher.bulk.spark import COUNTS, KIND, row_schema, scored_batches
from matcher.bulk.tables import TABLES

COLUMNS = ("patient_id", "note_id", "date", "title", "text", "source", "record")


def partition(patients: int) -> Iterator[pa.RecordBatch]:
    """What Spark hands over: rows sorted by patient, in batches that cut patients in two."""
    rows = sorted(bulk_cases.records(patients), key=lambda record: record.patient_id or "")
    for at in range(0, len(rows), 3):
        yield pa.RecordBatch.from_pylist([{name: getattr(r, name) for name in COLUMNS} for r in rows[at : at + 3]])


def rows_of(kind: str, batches: list[pa.RecordBatch]) -> list[Any]:
    return [row[kind] for batch in batches for row in batch.to_pylist() if row[KIND] == kind]


def test_a_partition_gives_every_patient_once() -> None:
    batches = list(scored_batches(partition(7), bulk_cases.plan(), Scoring(), Limits()))
    assert {batch.schema for batch in batches} == {row_schema(quotes=False)}
    pairs = rows_of("pairs", batches)
    assert [(row["patient_id"], row["trial_id"]) for row in pairs] == [
        (f"P{n:04d}", name) for n in range(7) for name, _ in bulk_cases.TRIALS
    ]
    assert [(row["notes"], row["read"], row["written"]) for row in rows_of(COUNTS, batches)] == [(2, 2, 4)] * 7


def test_a_note_that_takes_too_long_is_interrupted_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    read = bulk_scoring.read_notes

    def reads(notes: list[matcher.Note], **options: Any) -> matcher.Patient:
        if any(note.note_id == "P0001-1" for note in notes):
            time.sleep(30)
        return read(notes, **options)

    monkeypatch.setattr(bulk_scoring, "read_notes", reads)
    began = time.monotonic()
    batches = list(scored_batches(partition(3), bulk_cases.plan(), Scoring(), Limits(seconds=2)))
    assert time.monotonic() - began < 25
    assert len(rows_of("pairs", batches)) == 12
    assert [(row["note_id"], row["reason"]) for row in rows_of("failures", batches)] == [("P0001-1", bulk_scoring.TIME)]


needs_spark = pytest.mark.skipif(
    shutil.which("java") is None or find_spec("pyspark") is None, reason="needs Java and PySpark (make spark)"
)


@pytest.fixture(scope="module")
def on_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("local") / "out"
    bulk_cases.run(out, list(bulk_cases.records(12)))
    return out


@needs_spark
@pytest.mark.slow
@pytest.mark.xdist_group("bulk")
def test_a_cluster_of_two_gives_the_rows_of_the_local_engine(on_this_machine: Path, tmp_path: Path) -> None:
    from matcher.bulk.job import score

    export = [*bulk_cases.records(12), matcher.Failure("notes.csv", "row 99", "the row has no text")]
    out = tmp_path / "out"
    accounts = score(
        bulk_cases.trials(),
        lambda: export,
        output_of(out, None, True),
        notes="made up",
        spark=Spark("local-cluster[2,1,1024]"),
    )
    assert (accounts.counts.notes, accounts.counts.read, accounts.counts.failed) == (25, 24, 1)
    for table in ("pairs", "judgements"):
        assert bulk_cases.rows(out, table) == bulk_cases.rows(on_this_machine, table)
    assert len(bulk_cases.rows(out, "failures")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@needs_spark
@pytest.mark.slow
@pytest.mark.xdist_group("bulk")
def test_a_frame_is_scored_from_python(on_this_machine: Path) -> None:
    from matcher.bulk.spark import score
    from matcher.bulk.spark_job import session_of

    session = session_of("local[1]")
    try:
        session.conf.set("spark.sql.shuffle.partitions", "2")
        rows = [
            (r.patient_id, r.note_id, r.date.isoformat() if r.date else None, r.text) for r in bulk_cases.records(12)
        ]
        frame = session.createDataFrame(rows, "patient_id string, note_id string, date string, text string")
        scored = score(frame.repartition(3), bulk_cases.trials())
        found = {(row.patient_id, row.trial_id, row.status, row.score) for row in scored.pairs.collect()}
        (counts,) = scored.counts.collect()
        tables = {table: getattr(scored, table).count() for table in TABLES}
    finally:
        session.stop()
    import pyarrow.parquet as pq

    local = {table: pq.read_table(on_this_machine / f"{table}.parquet") for table in TABLES}
    names = ("patient_id", "trial_id", "status", "score")
    assert found == {tuple(row[name] for name in names) for row in local["pairs"].to_pylist()}
    assert tables == {table: rows.num_rows for table, rows in local.items()}
    assert (counts.notes, counts.read, counts.patients, counts.written) == (24, 24, 12, 48)

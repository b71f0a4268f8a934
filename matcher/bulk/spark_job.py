"""A whole job on Spark: intake, scoring on the cluster, and the output of a local run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from matcher.bulk.engine import Finished, Records, Work
from matcher.bulk.options import Running, Scoring, Spark
from matcher.bulk.plan import Plan
from matcher.bulk.safe_files import open_private, private_folder, read_json, write_json
from matcher.bulk.spark import COUNTS, KIND, rows_of
from matcher.bulk.spool import Spool, take_in
from matcher.bulk.tables import TABLES, Counts
from matcher.errors import InputError
from matcher.text.batches import in_batches

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_NOTES = pa.schema(
    [(name, pa.string()) for name in ("patient_id", "note_id", "title", "text", "source", "record")]
    + [("date", pa.date32())]
)
_BATCH = 2000
_RUN = {"engine": "spark"}


def scored_on(
    spark: Spark, records: Records, plan: Plan, scoring: Scoring, running: Running, work: Work, *, restart: bool
) -> Finished:
    """Intake and scoring; the work folder must be `locked`, and on a cluster be one that all machines see.

    Raises:
        InputError: PySpark or Java is missing, or the work folder holds an unfinished run of this machine and `restart` is
            not asked for.
    """
    if read_json(work.run) not in (None, _RUN) and not restart:
        raise InputError(str(work.folder), None, "holds an unfinished run without Spark; finish it, or give --restart")
    work.empty()
    session = session_of(spark.master)
    try:
        write_json(work.run, _RUN)
        spool = take_in(work.notes, records(), running)
        export = work.notes / "export.parquet"
        _write_notes(spool, export)
        rows = rows_of(session.read.parquet(str(export)), plan, scoring, running.limits)
        private_folder(work.shards)
        scored = work.shards / "scored.parquet"
        rows.write.mode("overwrite").parquet(str(scored))
    finally:
        session.stop()
    counts = Counts(notes=spool.failed, failed=spool.failed)
    for _, batch in _rows(scored, (COUNTS,)):
        for row in batch.to_pylist():
            counts.add(Counts(**row))
    return Finished(spool, counts, 0, lambda: _rows(scored, TABLES))


def session_of(master: str | None) -> SparkSession:
    """A session on a cluster, or one whose executors run this very Python.

    Args:
        master: its address; by default what the Spark configuration says, else this machine.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("Spark", None, "PySpark is missing: pip install 'trial-matcher[spark]'") from None
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise InputError("Spark", None, "Spark needs Java 17 or newer; install it, or set JAVA_HOME")
    builder: Any = SparkSession.builder.appName("trial-matcher").config("spark.ui.enabled", "false")
    if master is not None:
        builder = builder.master(master)
    if (master or "local").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        paths = os.pathsep.join(path for path in sys.path if path)
        builder = builder.config("spark.executorEnv.PYTHONPATH", paths)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _write_notes(spool: Spool, path: Path) -> None:
    import pyarrow.parquet as pq

    with open_private(path) as file, pq.ParquetWriter(file, _NOTES, compression="zstd") as writer:
        records = (record for name in spool.partitions for record in spool.read(name))
        for batch in in_batches(records, _BATCH):
            rows = [{name: getattr(record, name) for name in _NOTES.names} for record in batch]
            writer.write_table(pa.Table.from_pylist(rows, _NOTES))


def _rows(folder: Path, kinds: tuple[str, ...]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The rows that Spark wrote, of some kinds."""
    import pyarrow.dataset as ds

    written = ds.dataset(folder, format="parquet")
    for kind in kinds:
        for batch in written.to_batches(columns=[kind], filter=ds.field(KIND) == kind):
            if batch.num_rows:
                yield kind, pa.RecordBatch.from_struct_array(batch.column(0))

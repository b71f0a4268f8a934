"""Notes a second that an export is read at, before anything of them is understood, and grouped by patient; with peak memory.

    python benchmarks/exports.py --notes 60000

Each kind runs in a process of its own, so that the memory of one does not count for another.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

KINDS = ("csv", "jsonl", "parquet", "csv, grouped")
BODY = 'Seen in clinic. No fever, "chills" or cough.\n' * 58


def rows(count: int) -> Iterator[dict[str, str]]:
    """Notes of 2.6 KB of a tenth as many patients, in random order."""
    chance = random.Random(1)
    for number in range(count):
        patient = f"P{chance.randrange(count // 10 + 1)}"
        yield {"patient_id": patient, "note_id": f"n{number}", "date": "2025-05-14", "text": BODY}


def write(file: Path, count: int) -> None:
    if file.suffix == ".csv":
        with file.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, ["patient_id", "note_id", "date", "text"])
            writer.writeheader()
            writer.writerows(rows(count))
    elif file.suffix == ".jsonl":
        with file.open("w") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in rows(count))
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = ["patient_id", "note_id", "date", "text"]
        schema = pa.schema([(name, pa.string()) for name in names])
        with pq.ParquetWriter(file, schema) as writer:
            batch: list[dict[str, str]] = []
            for row in rows(count):
                batch.append(row)
                if len(batch) == 1000:
                    writer.write_table(pa.Table.from_pylist(batch, schema))
                    batch.clear()
            writer.write_table(pa.Table.from_pylist(batch, schema))


def measure(file: Path, grouped: bool) -> None:
    from matcher.notes.exports.grouping import PatientNotes, group_notes
    from matcher.notes.exports.reader import read_records

    start = time.process_time()
    if grouped:
        count = sum(len(one.notes) for one in group_notes(read_records(file)) if isinstance(one, PatientNotes))
    else:
        count = sum(1 for _ in read_records(file))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{count:>9,} notes  {count / seconds:>9,.0f} notes/s  {count * len(BODY) / seconds / 1e6:>6.0f} MB/s  peak {peak} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--notes", type=int, default=60_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--grouped", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(Path(options.measure), options.grouped)
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            suffix, _, grouped = kind.partition(", ")
            file = Path(folder) / f"notes.{suffix}"
            if not file.exists():
                # In a process of its own too: what writing needs must not count as what reading needs.
                code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import exports; from pathlib import Path; exports.write(Path({str(file)!r}), {options.notes})"
                subprocess.run([sys.executable, "-c", code], check=True)
            print(f"{kind:<14}", end="", flush=True)
            subprocess.run(
                [sys.executable, __file__, "--measure", str(file), *(["--grouped"] if grouped else [])], check=True
            )


if __name__ == "__main__":
    main()

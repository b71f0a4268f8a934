"""What bulk scoring keeps on disk: notes sorted by patient, shards, and the output."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import bulk_cases
import pyarrow as pa
import pytest

import matcher
from matcher.bulk.engine import Work, locked
from matcher.bulk.fingerprint import changes, fingerprint, identity
from matcher.bulk.formats import WRITERS
from matcher.bulk.merge import Draft, drafted, output_of
from matcher.bulk.options import Limits, Running, Scoring
from matcher.bulk.records import Failed, characters
from matcher.bulk.spool import take_in, taken_in
from matcher.bulk.tables import TABLES, Counts, Scored, gathered, packed, schema, unpacked
from matcher.bulk.units import ShardWriter, read_shard, shards_of, units_of

ODD = "NUL \x00, half a pair \udc80, newline \n, form feed \x0c, \u2028 and \U0001f600"


def test_every_record_taken_in_comes_out_once_and_patients_stay_together(tmp_path: Path) -> None:
    export = [*bulk_cases.records(40, 3), bulk_cases.record("P9999", None, ODD, None)]
    failure = matcher.Failure("notes.csv", "row 7", "the row has no text")
    spool = take_in(tmp_path / "notes", [failure, *export], Running(partitions=4))
    assert (spool.records, spool.failed) == (122, 1)
    assert [failed.reason for failed in spool.failures()] == ["the row has no text"]
    read = {name: list(spool.read(name)) for name in spool.partitions}
    assert sorted(map(repr, export)) == sorted(repr(record) for records in read.values() for record in records)
    homes: dict[str | None, set[str]] = {}
    for name, records in read.items():
        for record in records:
            homes.setdefault(record.patient_id, set()).add(name)
    assert all(len(names) == 1 for names in homes.values())
    assert taken_in(tmp_path / "notes") == spool


def test_files_of_notes_are_for_their_owner_alone(tmp_path: Path) -> None:
    take_in(tmp_path / "notes", bulk_cases.records(5), Running(partitions=2))
    assert (tmp_path / "notes").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "notes").iterdir()} == {0o600}


def test_a_file_too_large_for_memory_is_divided(tmp_path: Path) -> None:
    export = list(bulk_cases.records(60, 2))
    spool = take_in(tmp_path / "notes", export, Running(partitions=2, partition_bytes=4000))
    assert len(spool.partitions) > 4
    assert sorted(map(repr, export)) == sorted(repr(r) for name in spool.partitions for r in spool.read(name))
    whole = {r.patient_id for name in spool.partitions[:1] for r in spool.read(name)}
    others = {r.patient_id for name in spool.partitions[1:] for r in spool.read(name)}
    assert whole
    assert not whole & others


def test_an_intake_that_was_cut_off_has_not_happened(tmp_path: Path) -> None:
    def breaks_off():
        yield from bulk_cases.records(10)
        raise OSError("cut off")

    with pytest.raises(OSError, match="cut off"):
        take_in(tmp_path / "notes", breaks_off(), Running(partitions=2))
    assert taken_in(tmp_path / "notes") is None
    spool = take_in(tmp_path / "notes", bulk_cases.records(10), Running(partitions=2))
    assert sum(1 for name in spool.partitions for _ in spool.read(name)) == 20


def test_units_are_the_same_each_time_and_hold_every_patient_once() -> None:
    export = list(bulk_cases.records(30, 2))
    units = list(units_of("p001", export, 4, 0.02))
    assert [unit.name for unit in units] == [f"p001.{n:05d}" for n in range(len(units))]
    assert len(units) > 3
    assert [unit.last for unit in units] == [False] * (len(units) - 1) + [True]
    patients = [patient.patient_id for unit in units for patient in unit.patients]
    assert patients == sorted({record.patient_id for record in export})
    assert list(units_of("p001", reversed(export), 4, 0.02)) == units


def test_a_shard_appears_when_its_last_patient_comes(tmp_path: Path) -> None:
    (unit,) = units_of("p000", bulk_cases.records(3, 1), 4, 1000)
    writer = ShardWriter(tmp_path, unit)
    assert not writer.add(2, b"third", Counts(notes=1))
    assert not writer.add(0, b"first", Counts(notes=2))
    assert read_shard(tmp_path / unit.name) is None
    with pytest.raises(ValueError, match="twice"):
        writer.add(0, b"again", Counts())
    assert writer.add(1, b"second", Counts(notes=3))
    (shard,) = shards_of(tmp_path, "p000")
    assert list(shard.patients()) == [b"first", b"second", b"third"]
    assert (shard.counts.notes, shard.last) == (6, True)
    assert [path.name for path in tmp_path.iterdir()] == [unit.name]


def batch() -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [
            {
                "id": "=1+1",
                "words": ["-a", "b"],
                "places": [{"note_id": "n", "start": 1}],
                "score": 0.5,
                "partial": True,
            },
            {"id": "P1", "words": [], "places": [], "score": None, "partial": False},
        ]
    )


def written(format_: str) -> bytes:
    file = io.BytesIO()
    writer = WRITERS[format_](file, batch().schema)  # type: ignore[index]
    writer.write(batch())
    writer.close()
    return file.getvalue()


def test_csv_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(written("csv").decode(), newline="")))
    assert rows[0] == ["id", "words", "places", "score", "partial"]
    assert rows[1] == ["'=1+1", "'-a | b", '[{"note_id": "n", "start": 1}]', "0.5", "true"]
    assert rows[2] == ["P1", "", "", "", "false"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_escaped(start: str) -> None:
    from matcher.text.spreadsheet import harmless

    assert harmless(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


def test_json_lines_and_parquet_say_the_same() -> None:
    import pyarrow.parquet as pq

    lines = [json.loads(line) for line in written("jsonl").splitlines()]
    assert lines == batch().to_pylist()
    assert pq.read_table(io.BytesIO(written("parquet"))).to_pylist() == batch().to_pylist()


@pytest.mark.parametrize("name", ["result", "result.csv"])
def test_an_output_appears_complete_or_not_at_all(tmp_path: Path, name: str) -> None:
    output = output_of(tmp_path / name, None, True)

    def write(draft: Draft) -> None:
        for part in output.names():
            draft.path(part).write_text("x")
        assert not output.path.exists()

    def write_until_full() -> None:
        with drafted(output) as draft:
            write(draft)
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_until_full()
    assert list(tmp_path.iterdir()) == []
    with drafted(output) as draft:
        write(draft)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    if name == "result":
        assert found == {
            f"result/{part}"
            for part in ("pairs.parquet", "judgements.parquet", "failures.parquet", "summary.html", "run.json")
        }
    else:
        assert found == {
            "result.csv",
            "result.judgements.csv",
            "result.failures.csv",
            "result.summary.html",
            "result.run.json",
        }


def test_a_name_that_says_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(matcher.InputError, match=r"\.csv"):
        output_of(tmp_path / "result.csv", "parquet", True)
    with pytest.raises(matcher.InputError, match="no such folder"):
        output_of(tmp_path / "missing" / "result", None, True)


def test_what_a_run_depends_on_is_noticed(tmp_path: Path) -> None:
    plan, scoring, running = bulk_cases.plan(), Scoring(), Running()
    before = fingerprint(plan, scoring, running, "a")
    assert changes(before, fingerprint(bulk_cases.plan(), scoring, Running(workers=7), "a")) == []
    assert changes(before, fingerprint(plan, Scoring(detail="all"), running, "a")) == ["the options"]
    assert changes(before, fingerprint(plan, scoring, running, "b")) == ["the notes"]
    fewer = type(plan)(plan.trials[1:])
    assert changes(before, fingerprint(fewer, scoring, running, "a")) == ["the trials"]
    assert changes({**before, "vocabulary": "another"}, before) == ["the vocabulary"]
    export = tmp_path / "notes.csv"
    export.write_text("a")
    first = identity(export)
    export.write_text("ab")
    assert identity(export) != first


def test_two_runs_do_not_share_a_work_folder(tmp_path: Path) -> None:
    work = Work(tmp_path / "work")
    with locked(work), pytest.raises(matcher.InputError, match="another run"), locked(work):
        pass
    with locked(work):
        pass


def test_a_folder_of_something_else_is_no_work_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(matcher.InputError, match="not empty"), locked(Work(tmp_path)):
        pass
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_long_note_may_take_longer() -> None:
    limits = Limits(seconds=10)
    assert (limits.seconds_for(0), limits.seconds_for(100_000), limits.seconds_for(5_000_000)) == (10, 10, 500)
    (unit,) = units_of("p", bulk_cases.records(1, 2), 1, 1)
    assert characters(unit.patients[0]) == sum(len(record.text) for record in bulk_cases.records(1, 2))


def test_rows_of_many_patients_are_gathered_in_their_order() -> None:
    def rows() -> Iterator[tuple[str, pa.RecordBatch]]:
        for number in range(1000):
            yield "pairs", pa.RecordBatch.from_pydict({"patient": [f"P{number}"] * (number % 3)})
            yield "failures", pa.RecordBatch.from_pydict({"reason": [f"R{number}"] * (number % 100 == 7)})

    found: dict[str, list[pa.RecordBatch]] = {}
    for table, batch in gathered(rows()):
        found.setdefault(table, []).append(batch)
    given = [f"P{number}" for number in range(1000) for _ in range(number % 3)]
    assert [patient for batch in found["pairs"] for patient in batch.column("patient").to_pylist()] == given
    assert [batch.column("reason").to_pylist() for batch in found["failures"]] == [
        [f"R{n}" for n in range(7, 1000, 100)]
    ]
    assert len(found["pairs"]) < 10


def test_rows_that_wait_to_be_written_take_little_more_than_they_say(tmp_path: Path) -> None:
    scored = Scored.empty(quotes=False)
    scored.fail(Failed("pair", None, None, "P1", None, "T1", "no reason", pairs=1))
    patient = packed(scored)
    one = unpacked(patient)[TABLES.index("failures")]
    before, most, patients = pa.total_allocated_bytes(), 0, 6000
    with (tmp_path / "failures.parquet").open("wb") as file:
        writer = WRITERS["parquet"](file, schema("failures", quotes=False))
        rows = (pair for _ in range(patients) for pair in zip(TABLES, unpacked(patient), strict=True))
        for _, batch in gathered(rows):
            writer.write(batch)
            most = max(most, pa.total_allocated_bytes() - before)
        writer.close()
    assert most < 3 * patients * one.nbytes

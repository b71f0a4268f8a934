"""`matcher score`: what it refuses, and (slow) a whole run from a file on disk."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import bulk_cases
import pytest

from matcher import cli


def run(*arguments: str) -> int:
    """Exit code of `matcher ARGUMENTS` in this process."""
    return cli._guarded(lambda: cli.app(list(arguments)))


@pytest.fixture
def trials(tmp_path: Path) -> str:
    file = tmp_path / "trials.jsonl"
    rows = [{"nct_id": name, "title": None, "eligibility": text} for name, text in bulk_cases.TRIALS]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(file)


@pytest.fixture
def notes(tmp_path: Path) -> str:
    file = tmp_path / "notes.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["patient_id", "note_id", "date", "text"])
        for record in bulk_cases.records(3):
            rows.writerow([record.patient_id, record.note_id, record.date, record.text])
    return str(file)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.jsonl", "NOTES", "-o", "out"), "missing.jsonl: no such file"),
        (("TRIALS", "missing.csv", "-o", "out"), "missing.csv: no such file"),
        (("TRIALS", "NOTES", "-o", "out.csv", "--format", "jsonl"), "ends in .csv"),
        (("TRIALS", "NOTES", "-o", "nowhere/out"), "no such folder"),
        (("TRIALS", "NOTES", "-o", "out", "--as-of", "05/20/2025"), "YYYY-MM-DD"),
        (("TRIALS", "NOTES", "-o", "there"), "--overwrite"),
        (("TRIALS", "NOTES", "-o", "out", "--condition", "leprosy"), "no trial"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_mend(
    arguments: tuple[str, ...],
    message: str,
    trials: str,
    notes: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    before = set(tmp_path.iterdir())
    assert run("score", *(argument.replace("TRIALS", trials).replace("NOTES", notes) for argument in arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert set(tmp_path.iterdir()) == before


@pytest.mark.slow
def test_a_run_says_its_accounts_and_lists_what_failed(
    trials: str, notes: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with open(notes, "ab") as file:
        file.write(f"P9,a,2024-01-05,{bulk_cases.SECRET} \xe9t\xe9 \x00 in Latin-1\n".encode("latin-1"))
        file.write(b",b,2024-01-05,Nobody's note.\n")
        file.write(b"P9,c,not a day,A note without a date.\n")
        file.write(f"P9,d,2024-01-05,{'word ' * 1_000_000}\n".encode())
    out = tmp_path / "result.csv"
    assert run("score", trials, notes, "-o", str(out), "--workers", "1") == 1
    said, err = capfd.readouterr()
    assert "notes in    10 = 7 read + 0 duplicate + 3 failed" in said
    assert "4 patients × 4 trials = 16 written + 0 failed" in said
    assert "3 failures" in err
    rows = list(csv.DictReader(out.open(newline="", encoding="utf-8")))
    assert len(rows) == 16
    failures = list(csv.DictReader((tmp_path / "result.failures.csv").open(newline="", encoding="utf-8")))
    assert [(row["stage"], row["record"]) for row in failures] == [
        ("intake", "row 8, line 9"),
        ("intake", "row 9, line 10"),
        ("intake", "row 10, line 11"),
    ]
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("result*"))
    assert bulk_cases.SECRET not in written + said + err
    page = (tmp_path / "result.summary.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<script" not in page


@pytest.mark.slow
def test_quiet_says_nothing_when_all_went_well(
    trials: str, notes: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("score", trials, notes, "-o", str(tmp_path / "out"), "--quiet", "--detail", "none") == 0
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "out" / "judgements.parquet").exists()

"""`matcher trials` and the other commands on the trials of a library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher import cli

TEXT = "Inclusion Criteria:\n* Adults with asthma\nExclusion Criteria:\n* Smoking\n"


def run(*arguments: str | Path) -> int:
    return cli._guarded(lambda: cli.app([str(argument) for argument in arguments]))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHER_LIBRARY", str(tmp_path / "library.sqlite"))
    (tmp_path / "trials").mkdir()
    for number, condition in ((1, "Asthma"), (2, "Gout")):
        record = {"nct_id": f"NCT0000000{number}", "title": f"\x1b[31m{condition} study", "conditions": [condition], "eligibility": TEXT}  # fmt: skip
        (tmp_path / "trials" / f"{number}.jsonl").write_text(json.dumps(record))
    return tmp_path / "trials"


def test_add_tells_what_became_of_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.json").write_text("{")
    assert run("trials", "add", folder) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "added      NCT00000001  ␛[31mAsthma study",
        "added      NCT00000002  ␛[31mGout study",
        "2 added, 0 updated, 0 unchanged, 1 failed",
    ]
    assert "bad.json, line 1: this is not valid JSON" in err
    assert run("trials", "add", folder / "1.jsonl", folder / "2.jsonl", "--quiet") == 0
    assert capsys.readouterr().out == "0 added, 0 updated, 2 unchanged, 0 failed\n"
    assert run("trials", "add", folder / "none.json") == 2
    assert "none.json: no such file" in capsys.readouterr().err


def test_records_without_criteria_are_pointed_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cut.json").write_text('{"protocolSection": {"identificationModule": {"nctId": "NCT00000003"}}}')
    assert run("trials", "add", folder / "cut.json") == 0
    assert "1 of them came without eligibility criteria" in capsys.readouterr().err


def test_list_search_show_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("trials", "add", folder)
    capsys.readouterr()
    assert run("trials", "list") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["trial", "version", "updated", "conditions", "title"]
    assert [row.split()[0] for row in rows] == ["NCT00000001", "NCT00000002"]
    assert run("trials", "search", "gou", "--format", "json") == 0
    assert [entry["key"] for entry in json.loads(capsys.readouterr().out)] == ["NCT00000002"]
    assert run("trials", "show", "nct00000001") == 0
    assert "Adults with asthma" in capsys.readouterr().out
    assert run("trials", "show", "NCT00000001", "--format", "text") == 0
    assert capsys.readouterr().out == TEXT
    assert run("trials", "show", "NCT00000001", "--history") == 0
    assert "1.jsonl" in capsys.readouterr().out
    assert run("trials", "remove", "NCT00000001", "NCT00000009") == 1
    out, err = capsys.readouterr()
    assert out == "removed    NCT00000001\n"
    assert "NCT00000009: there is no such trial" in err
    assert run("trials", "show", "NCT00000001") == 2
    assert run("trials", "show", "NCT00000001", "--history") == 2


def test_a_reviewed_yaml_goes_in_and_comes_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("trials", "add", folder / "1.jsonl")
    capsys.readouterr()
    run("trials", "show", "NCT00000001", "--format", "yaml")
    reviewed = capsys.readouterr().out.replace("Smoking", "Vaping")
    (folder / "reviewed.yaml").write_text(reviewed)
    assert run("trials", "add", folder / "reviewed.yaml") == 0
    assert capsys.readouterr().out.startswith("updated")
    run("trials", "show", "NCT00000001", "--format", "yaml")
    assert "Vaping" in capsys.readouterr().out


def test_nothing_there_is_said(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run("trials", "list") == 2
    assert "add trials first: matcher trials add SOURCE" in capsys.readouterr().err
    run("trials", "add", folder / "1.jsonl")
    capsys.readouterr()
    assert run("trials", "search", "zebra") == 0
    assert "No trial has these words." in capsys.readouterr().err


def test_match_and_parse_take_a_trial_of_the_library(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("trials", "add", folder)
    (folder / "note.txt").write_text("40-year-old man with asthma. Never smoked.")
    capsys.readouterr()
    assert run("match", "NCT00000001", folder / "note.txt", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["trial_id"] == "NCT00000001"
    assert run("parse", "nct00000002") == 0
    assert "Adults with asthma" in capsys.readouterr().out
    assert run("parse", "NCT00000077") == 2
    assert "NCT00000077: there is no such trial in the library" in capsys.readouterr().err
    assert run("parse", "NCT00000001", "--library", folder / "other.sqlite") == 2


def test_the_commands_load_nothing_heavy_before_they_run() -> None:
    code = (
        "import sys; from matcher import cli; cli._guarded(lambda: cli.app(['trials', '--help'])); "
        "print(*sorted({'spacy', 'sqlalchemy', 'alembic', 'httpx', 'platformdirs', 'yaml'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""

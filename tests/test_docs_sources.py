"""Every source that docs/sources.md names is read by the very lines it gives."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import sqlite3
import zipfile
from pathlib import Path

import pytest
from test_exports_documents import document, word
from test_trials_reader import XML
from test_trials_registry_api import Registry, registry, study

from matcher import cli
from matcher.trials.reader import read_trial
from matcher.trials.yaml_form import to_yaml

__all__ = ["registry"]
PAGE = (Path(__file__).resolve().parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
TEXT = "Inclusion Criteria:\n* Lupus nephritis\nExclusion Criteria:\n* Pregnancy\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small file of every name that the page uses."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHER_LIBRARY", str(tmp_path / "library.sqlite"))
    write = lambda name, text: (tmp_path / name).write_text(text, encoding="utf-8")  # noqa: E731
    write("note.txt", "40-year-old woman with gout.")
    (tmp_path / "letter.docx").write_bytes(word())
    write("notes.csv", "patient_id,date,text\nP1,2025-05-14,Has gout.\nP2,2025-05-14,Has asthma.\n")
    write("odd.csv", "Who,No,Seen,Kind,Body\nP7,1,14/05/2025,visit,Has gout.\n")
    (tmp_path / "charts" / "P1").mkdir(parents=True)
    write("charts/P1/2025-05-14_visit.txt", "Has gout.")
    write("charts/P1/2025-05-15_call.txt", "No fever.")
    write("bundle.json", json.dumps({"resourceType": "Bundle", "entry": [{"resource": document()}]}))
    write("documents.ndjson", json.dumps(document()) + "\n")
    with sqlite3.connect("clinic.sqlite") as database:
        database.execute("CREATE TABLE visits (patient, body, day)")
        database.execute("INSERT INTO visits VALUES ('P1', 'Has gout.', '2025-05-14')")
    database.close()
    write("study.json", study("NCT00000001").decode())
    write("old-record.xml", XML)
    write("search-page.json", json.dumps({"studies": [json.loads(study("NCT00000002"))], "nextPageToken": "x"}))
    with zipfile.ZipFile("download.zip", "w") as archive:
        archive.writestr("NCT00000003.json", study("NCT00000003"))
    (tmp_path / "studies.jsonl.gz").write_bytes(gzip.compress(study("NCT00000004")))
    write("eligibility.csv", f'NCT Number,Conditions,Eligibility Criteria\nNCT00000005,Lupus Nephritis,"{TEXT}"\n')
    write("page.txt", TEXT)
    write("reviewed.yaml", to_yaml(read_trial(TEXT)))
    (tmp_path / "registry").mkdir()
    write("registry/a.xml", XML)
    return tmp_path


def test_the_page_has_examples() -> None:
    assert len(PYTHON) >= 6
    assert len(COMMANDS) >= 18
    assert all(command.startswith("matcher ") for command in COMMANDS)


def test_commands_run_as_they_stand(folder: Path, registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    registry.answer(body=study("NCT00000001"))
    for command in COMMANDS:
        code = cli._guarded(lambda command=command: cli.app(shlex.split(command)[1:]))
        out, err = capsys.readouterr()
        assert (code, err) == (0, ""), command
        assert out, command
        assert "No trial has these words" not in out
    assert (folder / "record.json").exists()


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_lines_of_python_run_as_they_stand(folder: Path, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    code = PYTHON[number]
    if "FROM 'notes.csv'" in code:
        pytest.importorskip("duckdb")
    exec(compile(code, "docs/sources.md", "exec"), {})
    out, _ = capsys.readouterr()
    assert out
    assert "Failure" not in out
    assert "not read" not in out

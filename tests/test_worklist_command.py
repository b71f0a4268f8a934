"""`matcher worklist`: a result in, a list to walk, a spreadsheet out; nothing of it unasked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from work_cases import SECRET, write_result

from matcher.cli import _guarded, app
from matcher.store.worklist import WorkStore


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "library.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(path))
    return path


def run(*arguments: str) -> int:
    return _guarded(lambda: app(list(arguments)))


def test_a_result_becomes_a_list(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_result(tmp_path / "march", 20)
    assert (
        run(
            "worklist", "import", str(tmp_path / "march"), "--by", "A. B.", "--status", "review", "--status", "eligible"
        )
        == 0
    )
    assert capsys.readouterr().out == "12 rows in the work list march; walk it on the page: matcher app\n"
    assert run("worklist", "list") == 0
    listed = capsys.readouterr().out.splitlines()[1].split()
    assert (listed[0], listed[-3:]) == ("12", ["A.", "B.", "march"])
    with WorkStore(library) as store:
        assert [(one.name, one.rows, one.imported_by) for one in store.lists()] == [("march", 12, "A. B.")]
    assert run("worklist", "remove", "march") == 0
    with WorkStore(library) as store:
        assert store.lists() == ()


def test_the_rows_are_written_with_their_states(library: Path, tmp_path: Path) -> None:
    write_result(tmp_path / "march", 20, quotes=True)
    assert run("worklist", "import", str(tmp_path / "march"), "--by", "=cmd") == 0
    with WorkStore(library) as store:
        first = store.rows(store.lists()[0].id)[0]
        store.set_state(first.id, "contacted", by="=cmd", version=0)
    out = tmp_path / "march.csv"
    assert run("worklist", "export", "march", "-o", str(out)) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert (rows[0]["patient_id"], rows[0]["state"], rows[0]["changed_by"]) == (first.patient_id, "contacted", "'=cmd")
    assert {row["state"] for row in rows[1:]} == {"new"}
    assert SECRET not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "{tmp}/none"), "no such file or folder"),
        (("import", "{tmp}"), "no table of pairs"),
        (("import", "{tmp}/march", "--by", " "), "must have 1 to 200 characters"),
        (("export", "april", "-o", "{tmp}/x.csv"), "there is no such list"),
        (("remove", "april"), "there is no such list"),
    ],
)
def test_what_is_wrong_is_said(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    write_result(tmp_path / "march", 3)
    WorkStore(library).close()
    assert run("worklist", *(one.format(tmp=tmp_path) for one in arguments)) == 2
    assert message in capsys.readouterr().err


def test_nothing_is_made_only_to_look(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("worklist", "list") == 2
    assert not library.exists()

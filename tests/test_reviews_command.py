"""`matcher reviews`: what is kept can be seen, taken away and deleted, and for how long is a setting."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import cli
from matcher.matching.review import Review
from matcher.store.reviews import ReviewStore


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with three reviews, the one of T2 last saved years ago."""
    file = tmp_path / "library.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(file))
    with ReviewStore(file) as store:
        store.save("P1", "T1", Review(), state="flagged", by="R. Viewer")
        store.save("P1", "T2", Review(), state="not eligible", by="R. Viewer")
        store.save("P2", "T1", Review(), state="new", by="S. Else")
        with store.database.writing() as connection:
            connection.execute(
                sa.text("UPDATE reviews SET updated_at = '2020-01-01 00:00:00.000000' WHERE trial_key = 'T2'")
            )
    return file


def run(*arguments: str) -> int:
    return cli._guarded(lambda: cli.app(["reviews", *arguments]))


def test_list(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["patient", "trial", "state", "version", "kept", "(UTC)", "by"]
    assert [line.split()[:2] for line in lines[1:]] == [["P2", "T1"], ["P1", "T1"], ["P1", "T2"]]
    assert run("list", "--state", "not eligible", "--patient", "P1", "--format", "json") == 0
    assert [one["trial_key"] for one in json.loads(capsys.readouterr().out)] == ["T2"]
    assert run("list", "--limit", "1", "--offset", "1") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].startswith("P1       T1")
    assert "1 of 3 reviews shown" in shown.err


def test_export_is_for_its_owner_alone(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p1.json"
    assert run("export", "P1", "--to", str(file)) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one["trial_key"] for one in json.loads(file.read_text())["reviews"]] == ["T1", "T2"]
    assert run("export", "P9") == 2
    assert "Nothing is kept of this patient" in capsys.readouterr().err


def test_deleting_is_asked_about_and_then_done(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("delete", "P1") == 2
    assert (
        "Delete 2 entries of this patient for good, from reviews and work lists? Add --yes." in capsys.readouterr().err
    )
    assert run("delete", "P1", "--yes") == 0
    assert capsys.readouterr().out == "2 entries deleted\n"
    assert run("delete", "P1", "--yes") == 2
    with ReviewStore(kept) as store:
        assert [one.patient_id for one in store.list()] == ["P2"]


def test_retention(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("retention") == 0
    assert capsys.readouterr().out == "Reviews and work lists are kept until they are deleted.\n"
    assert run("retention", "30") == 2
    assert "deletes 1 entry of reviews and work lists at once" in capsys.readouterr().err
    with ReviewStore(kept) as store:
        assert (store.retention, store.count()) == (None, 3)
    assert run("retention", "30", "--yes") == 0
    assert capsys.readouterr().out.startswith("Reviews are deleted 30 days after they were last saved, ")
    with ReviewStore(kept) as store:
        assert (store.retention, store.count()) == (30, 2)
    assert run("retention", "never") == 0
    with ReviewStore(kept) as store:
        assert store.retention is None


@pytest.mark.parametrize("days", ["0", "-1", "soon", "1.5", "100000", "²"])
def test_what_is_no_number_of_days_is_refused(kept: Path, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("retention", "--", days) == 2
    assert "from 1 to 99999" in capsys.readouterr().err


def test_where_nothing_is_kept_no_file_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.sqlite"
    assert run("list", "--library", str(file)) == 2
    assert "there is no library yet" in capsys.readouterr().err
    assert not file.exists()

"""The command line: what it prints, its exit codes, and that it never says more than it should."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import report_cases

import matcher
from matcher import cli

SECRET = "Qworblatine"
"""A word that stands in a note and must not come out on stderr."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Replaces reading and matching by the case made by hand; holds what the command asked for."""
    asked: dict[str, Any] = {}

    def read_trial(source: object) -> matcher.Trial:
        asked["trial"] = source
        return report_cases.trial()

    def read_notes(notes: list[matcher.Note], as_of: dt.date | None = None) -> matcher.Patient:
        asked["notes"] = notes
        return report_cases.patient()

    def match(patient: object, trial: object, *, absence: str, as_of: dt.date | None) -> matcher.TrialMatch:
        asked.update(absence=absence, as_of=as_of)
        return report_cases.match(absence=absence, as_of=as_of)

    for name, replacement in (("read_trial", read_trial), ("read_notes", read_notes), ("match", match)):
        monkeypatch.setitem(matcher.__dict__, name, replacement)
    return asked


@pytest.fixture
def note(tmp_path: Path) -> str:
    file = tmp_path / "note.txt"
    file.write_text("Hgb 7.6 g/dL", encoding="utf-8")
    return str(file)


def run(*arguments: str) -> int:
    """Exit code of `matcher ARGUMENTS` in this process."""
    return cli._guarded(lambda: cli.app(list(arguments)))


def test_match_prints_a_table(seen: dict[str, Any], note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", "trial.txt", note) == 0
    out, err = capsys.readouterr()
    assert "Not eligible" in out
    assert err == ""
    assert seen["trial"] == Path("trial.txt")
    assert (seen["notes"][0].text, seen["absence"], seen["as_of"]) == ("Hgb 7.6 g/dL", "unknown", None)


def test_match_passes_date_policy_and_note_dates(seen: dict[str, Any], note: str) -> None:
    options = ("--as-of", "2025-06-01", "--absence", "assume", "--note-date", f"{note}=2025-05-30", "--format", "json")
    assert run("match", "trial.txt", note, *options) == 0
    assert seen["as_of"] == dt.date(2025, 6, 1)
    assert seen["absence"] == "assume"
    assert seen["notes"][0].date == dt.date(2025, 5, 30)


def test_match_writes_json_and_html(seen: dict[str, Any], note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", "trial.txt", note, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "ineligible"
    assert run("match", "trial.txt", note, "--format", "html") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


def test_match_writes_for_a_study_centre(seen: dict[str, Any], note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", "trial.txt", note, "--format", "letter") == 0
    assert "What stands in the way" in capsys.readouterr().out
    assert run("match", "trial.txt", note, "--format", "fhir") == 0
    assert '"data"' not in capsys.readouterr().out
    assert run("match", "trial.txt", note, "--format", "fhir", "--with-notes") == 0
    assert '"data"' in capsys.readouterr().out
    assert run("match", "trial.txt", note, "--with-notes") == 2


def test_a_dash_reads_stdin(seen: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("SLE für 3 Jahre".encode())))
    assert run("match", "trial.txt", "-") == 0
    assert seen["notes"][0].text == "SLE für 3 Jahre"


@pytest.mark.parametrize("format_", ["tree", "json"])
def test_parse_shows_the_criteria(seen: dict[str, Any], format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("parse", "trial.txt", "--format", format_) == 0
    assert "b-cell-targeted therapy" in capsys.readouterr().out


@pytest.mark.parametrize("format_", ["table", "json", "html"])
def test_extract_shows_the_facts(
    seen: dict[str, Any], note: str, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("extract", note, "--format", format_) == 0
    assert "hemoglobin" in capsys.readouterr().out


def test_extract_goes_on_after_a_note_that_cannot_be_read(
    seen: dict[str, Any], note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_bytes(b"\x00\x01\x02\xff" * 100)
    assert run("extract", str(scan), note) == 1
    out, err = capsys.readouterr()
    assert "hemoglobin" in out
    assert "scan.txt" in err
    assert run("extract", str(scan)) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("match", "trial.txt", "missing.txt"), "missing.txt: no such file"),
        (("match", "-", "-"), "one input only"),
        (("match", "trial.txt", "NOTE", "--as-of", "05/20/2025"), "--as-of"),
        (("match", "trial.txt", "NOTE", "--note-date", "NOTE"), "FILE=YYYY-MM-DD"),
        (("match", "trial.txt", "NOTE", "--note-date", "other.txt=2025-01-01"), "other.txt is not among"),
        (("match", "trial.txt", "NOTE", "--absence", "maybe"), "absence"),
        (("match", "trial.txt"), "NOTE"),
        (("nonsense",), "nonsense"),
        (("extract", "."), "folder"),
    ],
)
def test_bad_usage_is_said_and_ends_with_2(
    seen: dict[str, Any], note: str, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*(argument.replace("NOTE", note) for argument in arguments)) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""
    assert "Traceback" not in err


def test_a_binary_note_is_named_with_its_mend(
    seen: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7 ...")
    assert run("match", "trial.txt", str(file)) == 2
    assert "letter.pdf: the PDF is damaged or locked; save it anew, or as plain text" in capsys.readouterr().err
    file = tmp_path / "letter.rtf"
    file.write_bytes(b"{\\rtf1 ...}")
    assert run("match", "trial.txt", str(file)) == 2
    assert "letter.rtf: this is an RTF file, not text; save it as plain text" in capsys.readouterr().err


def test_an_unexpected_error_gives_type_and_place_and_no_word_of_the_note(
    seen: dict[str, Any], note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setitem(matcher.__dict__, "match", broken)
    assert run("match", "trial.txt", note) == 1
    out, err = capsys.readouterr()
    assert "Unexpected KeyError in matcher.cli, match, line" in err
    assert SECRET not in out + err
    assert "Traceback" not in err


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m matcher.cli --help | head -c 1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from matcher import cli; cli._guarded(lambda: cli.app(['match', '--help'])); "
        "print(*sorted({'spacy', 'medspacy', 'streamlit', 'numpy', 'rich', 'pint'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def test_open_takes_a_protected_report_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from matcher.report.sealed import sealed

    box = tmp_path / "report.html.age"
    box.write_bytes(sealed(b"<p>report</p>", "four random words here"))

    def say(passphrase: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(passphrase)))

    say(b"four random words there\n")
    assert run("open", str(box)) == 2
    assert "another passphrase" in capsys.readouterr().err
    say(b"four random words here\n")
    assert run("open", str(box)) == 0
    assert (tmp_path / "report.html").read_bytes() == b"<p>report</p>"
    assert (tmp_path / "report.html").stat().st_mode & 0o077 == 0
    assert run("open", str(box)) == 2
    assert "is there already" in capsys.readouterr().err
    assert run("open", str(tmp_path / "none.age")) == 2

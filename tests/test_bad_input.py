"""Bad input gets a clear message or an honest result, never a traceback, and never gives away a word of a note."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from gold import CORPORA, PAGE

import matcher

SECRET = "Zyxwvutine"
"""A word that stands in notes here and must come out nowhere."""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "matcher.cli", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_an_empty_note_is_a_patient_without_facts_and_needs_review() -> None:
    patient = matcher.read_notes("")
    assert patient.facts == ()
    result = matcher.match(patient, matcher.read_trial(PAGE), absence="assume")
    assert result.status == "review"
    assert {j.verdict for j in result.judgements} == {"unknown"}


def test_a_binary_note_names_the_file_and_the_mend(tmp_path: Path) -> None:
    file = tmp_path / "scan.txt"
    file.write_bytes(b"%PDF-1.7\x00\xff\xfe\x80\x00binary" * 20)
    with pytest.raises(matcher.InputError, match=r"scan\.txt"):
        matcher.read_notes(file)
    done = run("match", PAGE, file)
    assert done.returncode == 2
    assert "scan.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_without_eligibility_section_says_so() -> None:
    with pytest.raises(matcher.InputError) as raised:
        matcher.read_trial("Sign up for our newsletter.\n\nContact us\n\nFirst name*\nLast name*\n")
    assert raised.value.mend


def test_a_trial_of_only_free_prose_is_read_honestly() -> None:
    trial = matcher.read_trial(
        "Adults with rheumatoid arthritis may take part if they have failed methotrexate. "
        "People who are pregnant or have active tuberculosis cannot join."
    )
    assert trial.criteria
    assert all(trial.text[c.start : c.end] == c.text for c in trial.criteria)


def test_a_missing_file_is_bad_usage() -> None:
    done = run("match", PAGE, "no-such-note.txt")
    assert done.returncode == 2
    assert "no-such-note.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_note_is_read_whole() -> None:
    block = (CORPORA / "lupus" / "notes" / "C02-1.txt").read_text(encoding="utf-8")
    text = (block * (200_000 // len(block) + 1))[:200_000]
    patient = matcher.read_notes(text)
    assert all(text[f.start : f.end] == f.text for f in patient.facts)
    assert max(f.start for f in patient.facts) > 190_000


def test_characters_without_a_space_do_no_harm() -> None:
    for text in ("a" * 100_000, "a:" * 16_000, "1" * 50_000, "." * 50_000, "(" * 20_000):
        assert matcher.read_notes(text).notes[0].text == text


def test_no_word_of_a_note_reaches_stderr_or_a_log(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"Patient takes {SECRET} 5 mg daily for {SECRET}itis.\nHgb 9.1 g/dL. No diabetes.\n")
    for arguments in (("match", PAGE, note), ("extract", note), ("match", PAGE, note, "--as-of", "nonsense")):
        assert SECRET not in run(*arguments).stderr
    assert SECRET not in run("match", PAGE, note, "--format", "table").stdout


def test_no_word_of_a_note_is_logged_in_process(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture) -> None:
    with caplog.at_level(0):
        patient = matcher.read_notes(f"{SECRET} was stopped. Allergies: {SECRET} - rash.")
        matcher.match(patient, matcher.read_trial(PAGE))
    out, err = capfd.readouterr()
    assert SECRET not in out + err + caplog.text

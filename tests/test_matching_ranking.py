"""One patient against many trials: the order, the reason in a line, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import matcher
from matcher import cli
from matcher.errors import Failure, InputError
from matcher.matching import ranking
from matcher.matching.ranking import rank
from matcher.store.library import TrialLibrary

NOTE = "Visit 05/12/2025. 50-year-old man with gout, flares twice a year. Creatinine 1.0 mg/dL."
FITS = {"nct_id": "NCT00000001", "title": "Gout flares", "conditions": ["Gout"], "eligibility": "Inclusion Criteria:\n- Gout\n- Age 18 years or older"}  # fmt: skip
OTHER = {"nct_id": "NCT00000002", "title": "Asthma", "conditions": ["Asthma"], "eligibility": "Inclusion Criteria:\n- Asthma\n- Age 18 years or older"}  # fmt: skip
RULED_OUT = {"nct_id": "NCT00000003", "title": "Gout in the young", "conditions": ["Gout"], "eligibility": "Inclusion Criteria:\n- Gout\n- Age 30 years or younger"}  # fmt: skip
EMPTY = {"nct_id": "NCT00000004", "title": "Gout, no criteria", "conditions": ["Gout"], "eligibility": ""}


@pytest.fixture(scope="module")
def patient() -> matcher.Patient:
    return matcher.read_notes(NOTE)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite"
    with TrialLibrary(path) as opened:
        for one in (OTHER, RULED_OUT, FITS):
            list(opened.add(one))
    return path


def _run(*arguments: str) -> int:
    return cli._guarded(lambda: cli.app(list(arguments)))


def test_what_fits_comes_first_and_what_is_ruled_out_last(patient: matcher.Patient) -> None:
    given = [matcher.read_trial(one) for one in (RULED_OUT, OTHER, FITS)]
    found = rank(patient, given)
    assert [one.key for one in found.trials] == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert [one.key for one in rank(patient, reversed(given)).trials] == [one.key for one in found.trials]


def test_the_result_is_the_one_of_a_single_match(patient: matcher.Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_CASES", 1)
    trials = [matcher.read_trial(one) for one in (FITS, OTHER, RULED_OUT)]
    for one in rank(patient, trials, absence="assume").trials:
        alone = matcher.match(matcher.read_notes(NOTE), one.trial, absence="assume")
        assert (one.result.status, one.result.score) == (alone.status, alone.score)
        assert [j.reason for j in one.result.judgements] == [j.reason for j in alone.judgements]


def test_each_reason_names_what_decides_in_one_line(patient: matcher.Patient) -> None:
    found = {
        one.key: one for one in rank(patient, [matcher.read_trial(one) for one in (FITS, OTHER, RULED_OUT)]).trials
    }
    assert found["NCT00000001"].reason == "Nothing stands in the way and nothing is open."
    assert "Ruled out by I2: " in found["NCT00000003"].reason
    assert "30" in found["NCT00000003"].reason
    assert "asthma" in found["NCT00000002"].reason.lower()
    assert not any("\n" in one.reason for one in found.values())


def test_a_trial_without_criteria_says_so_and_failures_are_passed_on(patient: matcher.Patient) -> None:
    broken = Failure("library", "NCT00000009", "it cannot be read")
    found = rank(patient, [matcher.read_trial(EMPTY), broken])
    assert found.failures == (broken,)
    assert found.trials[0].reason


def test_a_policy_that_is_none_is_refused_before_anything_is_judged(patient: matcher.Patient) -> None:
    with pytest.raises(InputError):
        rank(patient, [], absence="maybe")  # type: ignore[arg-type]


def test_the_command_ranks_the_library(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    assert _run("rank", str(note), "--library", str(library)) == 0
    out = capsys.readouterr().out
    assert out.index("NCT00000001") < out.index("NCT00000002") < out.index("NCT00000003")
    assert _run("rank", str(note), "--library", str(library), "--condition", "gout", "--format", "json") == 0
    records = json.loads(capsys.readouterr().out)
    assert [(one["rank"], one["trial"]) for one in records] == [(1, "NCT00000001"), (2, "NCT00000003")]
    assert _run("rank", str(note), "--library", str(library), "--limit", "1") == 0
    assert "2 more" in capsys.readouterr().out


def test_the_command_says_where_nothing_is_found(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    assert _run("rank", str(note), "--library", str(library), "--condition", "zzzz") == 0
    assert "No trial of the library" in capsys.readouterr().err
    assert _run("rank", str(note), "--library", str(tmp_path / "none.sqlite")) == 2

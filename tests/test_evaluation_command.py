"""`matcher evaluate` on labelled data of every kind, on data of one's own, and on data that is wrong."""

from __future__ import annotations

import csv
import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from gold import CORPORA
from typer.testing import CliRunner

from matcher.cli import app
from matcher.errors import InputError
from matcher.evaluation.assertions import evaluate_assertions
from matcher.evaluation.criteria import evaluate_criteria
from matcher.evaluation.facts import evaluate_notes
from matcher.evaluation.judgements import evaluate_judgements
from matcher.evaluation.show import errors_html, metrics_table, write_errors

NOTE = "A 54-year-old woman with known psoriasis. She denies diabetes. Hemoglobin 7.1 g/dL today."


def lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def judgement(number: int, criterion: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "patient_id": "P1", "criterion": criterion, "kind": kind, "label": label} | more


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    ends = [0, *(n + 1 for n, char in enumerate(NOTE) if char == ".")]
    sentences = [[a, b] for a, b in pairwise(ends) if b - a > 5]
    lines(tmp_path / "patients.jsonl", {"patient_id": "P1", "note": NOTE, "sentences": sentences})
    lines(
        tmp_path / "judgements.jsonl",
        judgement(1, "Psoriasis", "inclusion", "included", evidence_sentences=[0]),
        judgement(2, "Diabetes", "exclusion", "not excluded", evidence_sentences=[1]),
        judgement(3, "Hemoglobin >= 8 g/dL", "inclusion", "not included"),
        judgement(4, "Known glaucoma", "inclusion", "included"),  # a label the note does not bear out
        judgement(5, "Platelets >= 100 x 10^9/L", "inclusion", "not enough information"),
    )
    return tmp_path


def test_verdicts_against_experts_words(labelled: Path) -> None:
    done = evaluate_judgements(labelled, ["unknown"])
    found = done.metrics["absence unknown"]
    assert (found["labels"], found["accuracy"], found["unsafe (violated, called satisfied)"]) == (5, 0.8, 0)
    assert found["confusion (rows: label)"]["satisfied"] == {
        "satisfied": 2,
        "violated": 0,
        "unknown": 1,
        "not_applicable": 0,
    }
    assert (found["evidence"].hits, found["evidence"].predicted, found["evidence"].gold) == (2, 2, 2)
    (error,) = done.errors
    assert (error["criterion"], error["label"], error["verdict"]) == ("Known glaucoma", "satisfied", "unknown")


def test_a_gzipped_file_is_read_as_well(labelled: Path) -> None:
    plain = (labelled / "judgements.jsonl").read_bytes()
    (labelled / "judgements.jsonl").unlink()
    (labelled / "judgements.jsonl.gz").write_bytes(gzip.compress(plain))
    assert evaluate_judgements(labelled, ["unknown"]).metrics["absence unknown"]["labels"] == 5


def test_whole_trials_are_ranked(tmp_path: Path) -> None:
    note = (
        "A 60-year-old man came to the clinic with gout of the right foot. He was seen by his doctor in the past and is "
        "otherwise healthy. He takes no medication and is not known to have any allergy."
    )
    gout = "Inclusion Criteria:\n* Gout\n* Age 18 or older\nExclusion Criteria:\n* Dialysis"
    asthma = gout.replace("Gout", "Asthma")
    data = lines(
        tmp_path / "pairs.jsonl",
        {"id": "a", "topic": "P1", "patient_note": note, "nct_id": "N1", "eligibility": gout, "label": 2},
        {
            "id": "b",
            "topic": "P1",
            "patient_note": note,
            "nct_id": "N2",
            "eligibility": asthma,
            "label": "not relevant",
        },
    )
    found = evaluate_judgements(data, ["assume"]).metrics["absence assume"]["whole trials"]
    assert found["AUC eligible against the rest"].value == 1.0
    assert found["status (rows: label)"]["eligible"]["eligible"] == 1
    assert sum(each.pairs for each in found["reliability"]) == 2


def test_errors_go_to_a_file_only_when_it_is_named(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "errors.csv"
    run = CliRunner().invoke(
        app, ["evaluate", "judgements", str(labelled), "--absence", "unknown", "--errors", str(out)]
    )
    assert run.exit_code == 0
    assert "psoriasis" not in run.output.lower()
    assert "accuracy" in run.output
    (row,) = csv.DictReader(out.open(encoding="utf-8-sig"))
    assert row["criterion"] == "Known glaucoma"


def test_the_table_of_errors_escapes_what_it_shows(labelled: Path, tmp_path: Path) -> None:
    done = evaluate_judgements(labelled, ["unknown"])
    done.errors[0]["reason"] = "<script>alert(1)</script>"
    assert "<script>" not in errors_html(done, list(done.errors[0]))
    done.errors[0]["reason"] = "=HYPERLINK(1)"
    write_errors(done, tmp_path / "e.csv")
    assert "'=HYPERLINK" in (tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="ends in"):
        write_errors(done, tmp_path / "e.xls")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"patient_id": "P1", "criterion": "Gout", "label": "perhaps", "note": "Gout."}', "label"),
        ('{"patient_id": "P1", "criterion": "Gout", "note": "Gout."}', "verdict"),
        ('{"patient_id": "P1", "criterion": "Gout", "label": "included"}', "note"),
        ('{"patient_id": ', "JSON"),
        ("[1, 2]", "object"),
    ],
)
def test_wrong_data_is_named_by_line_and_exits_with_two(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "judgements.jsonl"
    path.write_text("\n" + text + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2") as caught:
        evaluate_judgements(path)
    assert named in str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such"):
        evaluate_notes(tmp_path / "none.jsonl")


def test_a_failure_of_the_matcher_is_counted_and_tells_no_words(
    labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matcher

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(NOTE)

    monkeypatch.setattr(matcher, "judge", fail)
    run = CliRunner().invoke(app, ["evaluate", "judgements", str(labelled), "--absence", "unknown"])
    assert run.exit_code == 1
    assert "RuntimeError" in run.output
    assert "psoriasis" not in run.output
    assert "failed 1" in run.output


def test_criteria_by_entities_limits_windows_and_tree(tmp_path: Path) -> None:
    text = "Hemoglobin >= 8 g/dL within 4 weeks"
    data = lines(
        tmp_path / "criteria.jsonl",
        {
            "text": text,
            "kind": "inclusion",
            "entities": [{"type": "Measurement", "start": 0, "end": 10}, {"type": "Condition", "start": 24, "end": 35}],
            "bounds": [[">=", 8, "g/dL"]],
            "windows": [["<=", 28, "day"]],
            "has_neg": False,
        },
    )
    found = evaluate_criteria(data).metrics
    assert (found["entities: measurement"].f1, found["entities: condition"].recall) == (1.0, 0.0)
    assert (found["limits: number and unit"].f1, found["windows"].f1) == (1.0, 1.0)
    assert found["operators: negation"].predicted == 0


def test_the_projects_own_labels() -> None:
    """Floors below which no change may fall; each label is right by the rules of the data card."""
    golden = evaluate_criteria(CORPORA / "NCT06421701.golden.yaml").metrics
    assert golden["trees equal"] == 1
    meant = evaluate_assertions(CORPORA / "assertions.jsonl").metrics
    assert meant["finding not found"] == 0
    assert meant["negated"].f1 >= 0.85
    assert min(meant[flag].f1 for flag in ("uncertain", "family", "historical")) >= 0.95
    facts = evaluate_notes(CORPORA / "notes.jsonl").metrics
    assert facts["facts not at their offsets"] == 0
    assert facts["field (found)"]["right"] == 1
    assert facts["field value"]["right"] == 1


def test_the_lupus_gold_is_read_whole_with_its_trial() -> None:
    done = evaluate_judgements(CORPORA / "lupus", ["unknown"], limit=34)
    found = done.metrics["absence unknown"]
    assert found["labels"] + found["debatable labels left out"] == 34
    assert found["unsafe (violated, called satisfied)"] == 0
    assert found["whole trials"]["pairs"] == 1
    assert "whole trials" in metrics_table(done)

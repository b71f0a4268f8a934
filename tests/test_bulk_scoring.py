"""One patient against many trials: the rows are those of `match`, and nothing a note does stops the rest."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import bulk_cases
import pytest

import matcher
from matcher.bulk.options import Scoring
from matcher.bulk.plan import concerning, plan_of
from matcher.bulk.records import by_patient
from matcher.bulk.scoring import Task, score_patient
from matcher.bulk.tables import packed, unpacked


def scored(*records: Any, scoring: Scoring | None = None, **options: Any) -> tuple[list[dict[str, Any]], ...]:
    """Pairs, judgements and failures of the one patient whose records these are."""
    (patient,) = by_patient(records)
    done = score_patient(Task(patient), bulk_cases.plan(), scoring or Scoring(), **options)
    assert done.counts.notes == done.counts.read + done.counts.duplicates + done.counts.failed
    assert done.counts.written + done.counts.pairs_failed == len(bulk_cases.TRIALS)
    return tuple(batch.to_pylist() for batch in unpacked(packed(done)))


NOTES = (
    bulk_cases.record("P1", "a", "52-year-old woman with type 2 diabetes. HbA1c 8.4 %. Creatinine 0.9 mg/dL."),
    bulk_cases.record("P1", "b", "Rheumatoid arthritis on methotrexate since 2020. No tuberculosis.", "2024-05-02"),
)


def test_pairs_are_those_of_match() -> None:
    notes = [matcher.Note(r.text, note_id=r.note_id, date=r.date) for r in NOTES]
    patient = matcher.read_notes(notes, patient_id="P1")
    pairs, judgements, failures = scored(*NOTES, scoring=Scoring(detail="all"))
    assert failures == []
    for trial, pair in zip(bulk_cases.trials(), pairs, strict=True):
        result = matcher.match(patient, trial)
        assert (pair["trial_id"], pair["status"], pair["score"]) == (trial.nct_id, result.status, result.score)
        assert pair["open_questions"] == list(result.missing)
        assert pair["as_of"] == result.as_of
        assert pair["criteria"] == len(trial.criteria)
        counted = [pair[v] for v in ("satisfied", "violated", "unknown", "not_applicable")]
        verdicts = [j.verdict for j in result.judgements]
        assert counted == [verdicts.count(v) for v in ("satisfied", "violated", "unknown", "not_applicable")]
        own = [row for row in judgements if row["trial_id"] == trial.nct_id]
        assert [(row["criterion_id"], row["verdict"], row["basis"]) for row in own] == [
            (j.criterion_id, j.verdict, j.basis) for j in result.judgements
        ]
        assert [[(e["note_id"], e["start"], e["end"], e["role"]) for e in row["evidence"]] for row in own] == [
            [(e.note_id, e.start, e.end, e.role) for e in j.evidence] for j in result.judgements
        ]


@pytest.mark.parametrize("absence", ["unknown", "assume"])
def test_a_pair_left_early_has_the_status_of_one_judged_whole(absence: Any) -> None:
    left = 0
    for patient in by_patient(bulk_cases.records(24)):
        plan = bulk_cases.plan()
        early, whole = (
            unpacked(packed(score_patient(Task(patient), plan, Scoring(absence=absence, stop_early=stop))))[
                0
            ].to_pylist()
            for stop in (True, False)
        )
        assert [pair["status"] for pair in early] == [pair["status"] for pair in whole]
        for pair, full in zip(early, whole, strict=True):
            left += pair["partial"]
            if pair["partial"]:
                assert (pair["status"], pair["score"]) == ("ineligible", None)
                assert set(pair["deciding"]) <= set(full["deciding"])
            else:
                assert pair == full
    assert left >= 10


def test_no_pair_is_left_early_when_all_judgements_are_asked_for() -> None:
    pairs, judgements, _ = scored(*NOTES, scoring=Scoring(detail="all"))
    assert not any(pair["partial"] for pair in pairs)
    assert len(judgements) == sum(pair["criteria"] for pair in pairs)


def test_deciding_judgements_are_those_violated_or_open() -> None:
    pairs, judgements, _ = scored(*NOTES, scoring=Scoring(stop_early=False))
    assert {row["verdict"] for row in judgements} == {"violated", "unknown"}
    assert len(judgements) == sum(pair["violated"] + pair["unknown"] for pair in pairs)
    assert scored(*NOTES, scoring=Scoring(detail="none"))[1] == []


def test_words_of_the_notes_come_out_only_when_asked_for() -> None:
    note = bulk_cases.record("P1", "a", "40-year-old man. Creatinine 3.77 mg/dL. Rheumatoid arthritis flaring.")
    plain = scored(note, scoring=Scoring(detail="all"))
    assert "3.77" not in str(plain)
    assert "flaring" not in str(plain)
    quoted = scored(note, scoring=Scoring(detail="all", quotes=True))
    assert "3.77" in str(quoted)
    evidence = [e for row in quoted[1] for e in row["evidence"]]
    assert evidence
    assert all(note.text[e["start"] : e["end"]] == e["text"] for e in evidence)


def test_the_order_of_the_records_changes_nothing() -> None:
    several = [
        dataclasses.replace(NOTES[0], note_id=None),
        dataclasses.replace(NOTES[1], note_id=None, date=NOTES[0].date),
        *NOTES,
    ]
    expected = scored(*several)
    for seed in range(4):
        shuffled = random.Random(seed).sample(several, len(several))
        assert scored(*shuffled) == expected


def test_a_duplicate_is_counted_and_read_once() -> None:
    (patient,) = by_patient([*NOTES, NOTES[0]])
    counts = score_patient(Task(patient), bulk_cases.plan(), Scoring()).counts
    assert (counts.notes, counts.read, counts.duplicates, counts.failed) == (3, 2, 1, 0)


def test_a_note_that_fails_is_listed_and_the_others_are_read() -> None:
    bad = bulk_cases.record("P1", "poison", f"{bulk_cases.SECRET} and more", place="row 7")
    pairs, judgements, failures = scored(*NOTES, bad, before_note=bulk_cases.raises)
    without = scored(*NOTES)
    (failure,) = failures
    assert (failure["stage"], failure["note_id"], failure["record"]) == ("note", "poison", "row 7")
    assert "RuntimeError" in failure["reason"]
    assert bulk_cases.SECRET not in failure["reason"]
    assert {pair["notes_failed"] for pair in pairs} == {1}
    assert [{**pair, "notes_failed": 0} for pair in pairs] == without[0]
    assert judgements == without[1]


def test_a_patient_without_a_readable_note_fails_with_all_pairs() -> None:
    bad = bulk_cases.record("P1", "poison", "text")
    pairs, _, failures = scored(bad, before_note=bulk_cases.raises)
    assert pairs == []
    assert [(f["stage"], f["notes"], f["pairs"]) for f in failures] == [("note", 1, 0), ("patient", 0, 4)]


def test_pairs_found_out_before_are_left_out() -> None:
    (patient,) = by_patient(NOTES)
    done = score_patient(Task(patient, bad_pairs={1: "it hangs"}), bulk_cases.plan(), Scoring())
    pairs, _, failures = (batch.to_pylist() for batch in unpacked(packed(done)))
    assert [pair["trial_id"] for pair in pairs] == ["NCT90000001", "NCT90000003", "NCT90000004"]
    assert [(f["stage"], f["trial_id"], f["reason"]) for f in failures] == [("pair", "NCT90000002", "it hangs")]


def test_trials_of_one_number_are_told_apart_and_unreadable_ones_listed() -> None:
    twice = bulk_cases.trials()[:1] * 2
    plan, failures = plan_of([*twice, matcher.Failure("trials.csv", "line 4", "no criteria")])
    assert [planned.id for planned in plan.trials] == ["NCT90000001", "NCT90000001 (2)"]
    assert [(f.stage, f.record, f.reason) for f in failures] == [("trial", "line 4", "no criteria")]


def test_trials_are_chosen_by_condition_or_a_kind_of_it() -> None:
    chosen = list(concerning(bulk_cases.trials(), "diabetes mellitus"))
    assert [trial.nct_id for trial in chosen if isinstance(trial, matcher.Trial)] == ["NCT90000001"]

"""A patient against a whole trial: status, score, open questions, overrides; and when nothing may be assumed."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from clinic import LUPUS, AnyOf, at_least, atom, chart, excluding, including, lab, said, woman

import matcher
from matcher.trials.types import Bounds, Trial

CRITERIA = (
    dataclasses.replace(including(atom("age", bounds=(Bounds(18, True, 65, True, "years"),))), id="I1"),
    dataclasses.replace(including(atom("condition", LUPUS)), id="I2"),
    dataclasses.replace(including(atom("measurement", "hemoglobin", bounds=at_least(80, "g/L"))), id="I3"),
    dataclasses.replace(excluding(atom("condition", "malignancy", qualifiers=("history",))), id="E1"),
    dataclasses.replace(excluding(atom("attestation", value="investigator opinion")), id="E2"),
)
TRIAL = Trial(
    "NCT00000000", "A study in lupus", ("Lupus",), ("PHASE1",), "all", None, None, "text", "test", CRITERIA, (LUPUS,)
)
LUPUS_KNOWN = said(
    "condition", LUPUS, "She has had [lupus] since 2016 and is seen for the yearly visit.", section="history"
)
HEMOGLOBIN = lab("hemoglobin", "[Hgb 9.1 g/dL]", 9.1, "g/dL")
NO_CANCER = said("condition", "malignancy", "No history of [cancer].", negated=True)


def verdicts(result: matcher.TrialMatch) -> dict[str, str]:
    return {judgement.criterion_id: judgement.verdict for judgement in result.judgements}


def test_all_answered_but_the_attestation_is_eligible() -> None:
    result = matcher.match(chart(*woman(), LUPUS_KNOWN, HEMOGLOBIN, NO_CANCER), TRIAL)
    assert verdicts(result) == dict.fromkeys(("I1", "I2", "I3", "E1"), "satisfied") | {"E2": "unknown"}
    assert result.status == "eligible"
    assert result.score > 0.95
    assert result.missing == ("Investigator's opinion.",)


def test_one_violation_is_ineligible_and_below_one_half() -> None:
    patient = chart(*woman(), LUPUS_KNOWN, lab("hemoglobin", "[Hgb 7 g/dL]", 7, "g/dL"))
    result = matcher.match(patient, TRIAL)
    assert (result.status, result.score < 0.5) == ("ineligible", True)


def test_an_open_criterion_is_for_review_and_asks_what_weighs_most_first() -> None:
    result = matcher.match(chart(*woman()), TRIAL)
    assert (result.status, 0.5 < result.score < 0.8) == ("review", True)
    assert result.missing[0] == "Clarify systemic lupus erythematosus."
    assert "Ask for hemoglobin (in g/L)." in result.missing


def test_a_trial_without_criteria_is_for_review() -> None:
    result = matcher.match(chart(*woman()), dataclasses.replace(TRIAL, criteria=()))
    assert (result.status, result.score) == ("review", 0.5)


def test_an_override_keeps_both_verdicts_and_counts() -> None:
    result = matcher.match(chart(*woman(), LUPUS_KNOWN, lab("hemoglobin", "[Hgb 7 g/dL]", 7, "g/dL"), NO_CANCER), TRIAL)
    changed = result.override("I3", "satisfied", "Transfused this morning, now 9.", by="Dr. A")
    assert (result.status, changed.status) == ("ineligible", "eligible")
    (mark,) = changed.overrides
    assert (mark.matcher_verdict, mark.verdict, mark.by) == ("violated", "satisfied", "Dr. A")
    again = changed.override("I3", "unknown", "Not sure.", by="Dr. B")
    assert [(o.matcher_verdict, o.verdict) for o in again.overrides] == [("violated", "unknown")]
    with pytest.raises(KeyError):
        result.override("I9", "satisfied", "", by="x")
    with pytest.raises(ValueError, match="no such verdict"):
        result.override("I3", "fine", "", by="x")  # type: ignore[arg-type]


def test_versions_tell_what_a_result_was_made_with() -> None:
    versions = matcher.match(chart(*woman()), TRIAL).versions
    tables = {"cue tables", "criteria tables", "matching tables"}
    assert set(versions) == {"matcher", "vocabulary", "trial sha256", "notes sha256"} | tables
    assert len({versions[name] for name in tables}) == 3
    other = matcher.match(chart(*woman(40)), TRIAL).versions
    assert versions["notes sha256"] != other["notes sha256"]
    assert versions["trial sha256"] == other["trial sha256"]


def test_a_result_is_plain_data_and_survives_pickling() -> None:
    result = matcher.match(chart(*woman(), LUPUS_KNOWN), TRIAL, absence="assume")
    assert pickle.loads(pickle.dumps(result)) == result
    data = result.to_dict()
    assert (data["as_of"], data["absence"], len(data["judgements"])) == ("2025-06-02", "assume", 5)


def test_as_of_can_be_given_anew_without_reading_again() -> None:
    patient = chart(*woman(64))
    assert verdicts(matcher.match(patient, TRIAL))["I1"] == "satisfied"
    assert verdicts(matcher.match(patient, TRIAL, as_of="2028-06-02"))["I1"] == "violated"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hgb 9.1 g/dL\nWBC 4.0 K/uL\nPlt 210 K/uL\n",
        "Die Patientin leidet seit 2016 an Lupus und klagt über Schmerzen.",
    ],
)
def test_nothing_is_assumed_from_notes_too_thin(text: str) -> None:
    patient = matcher.read_notes(text, as_of="2025-06-02") if text else matcher.read_notes("")
    result = matcher.match(patient, TRIAL, absence="assume")
    assert verdicts(result)["E1"] == "unknown"
    assert result.warnings == (
        "Nothing was assumed: the notes hold no narrative, history, problem or medication list.",
    )


def test_an_assumption_clears_and_never_breaks() -> None:
    patient = chart(*woman(), LUPUS_KNOWN)
    needed = including(atom("condition", "psoriasis"))
    barred = excluding(AnyOf((atom("condition", "psoriasis"), atom("exposure", "rituximab"))))
    assert matcher.judge(patient, needed, absence="assume").verdict == "unknown"
    cleared = matcher.judge(patient, barred, absence="assume")
    assert (cleared.verdict, cleared.basis) == ("satisfied", "assumed")
    assert "taken as absent" in cleared.reason


def test_what_is_not_understood_is_never_decided() -> None:
    patient = chart(*woman(), LUPUS_KNOWN)
    for criterion in (
        excluding(atom("other", text="anything else")),
        excluding(atom("condition", text="unmapped words")),
    ):
        got = matcher.judge(patient, criterion)
        assert (got.verdict, bool(got.missing)) == ("unknown", True)
    nothing_noted = matcher.judge(patient, excluding(atom("other", text="anything else")), absence="assume")
    assert nothing_noted.verdict == "unknown"
    a_disease = matcher.judge(patient, excluding(atom("condition", text="unmapped words")), absence="assume")
    assert (a_disease.verdict, a_disease.basis) == ("satisfied", "assumed")

"""The result as one paragraph for the chart."""

from __future__ import annotations

import json

import pytest
from clinic import LUPUS, at_least, atom, chart, excluding, including, lab, said, woman

import matcher
from matcher.report import summary
from matcher.report.html import document
from matcher.report.json import match_json
from matcher.report.plain import chart_paragraph
from matcher.report.table import match_table
from matcher.trials.types import Trial

TRIAL = Trial(
    "NCT00000000", "A study in lupus", (), (), "all", None, None, "text", "test",
    tuple(
        matcher.Criterion(id=id_, kind=c.kind, text=c.text, expression=c.expression)
        for id_, c in (
            ("I1", including(atom("condition", LUPUS))),
            ("I2", including(atom("measurement", "hemoglobin", bounds=at_least(80, "g/L")))),
            ("E1", excluding(atom("condition", "asthma"))),
            ("E2", excluding(atom("measurement", "iga", quality="low"))),
        )
    ),
    (LUPUS,),
)  # fmt: skip
KNOWN = said("condition", LUPUS, "She has had [lupus] since 2016 and is seen for the yearly visit.", section="history")


def paragraph(*facts: object, absence: str = "unknown") -> str:
    patient = chart(*woman(), *facts)  # type: ignore[arg-type]
    return chart_paragraph(summary.view(TRIAL, patient, matcher.match(patient, TRIAL, absence=absence)))  # type: ignore[arg-type]


def test_who_may_qualify_is_told_what_is_open_and_what_to_ask_for() -> None:
    assert paragraph(KNOWN, said("condition", "asthma", "No [asthma].", negated=True)) == (
        "As of 2 Jun 2025, the patient may qualify for the trial NCT00000000 (A study in lupus). The trial is about systemic lupus "
        "erythematosus, which the notes document. Of 4 criteria, 2 open and 2 met or not in the way. "
        "Ask for: hemoglobin (in g/L); IgA."
    )


def test_who_does_not_qualify_is_told_why_and_asked_nothing() -> None:
    told = paragraph(KNOWN, lab("hemoglobin", "[Hgb 7 g/dL]", 7, "g/dL"))
    assert "does not qualify" in told
    assert "Against it: I2: Hemoglobin 7 g/dL" in told
    assert "Ask for" not in told


def test_what_the_trial_is_about_and_the_notes_do_not_mention_is_said() -> None:
    assert "of which the notes say nothing" in paragraph()


def test_assumptions_and_contradictions_are_named() -> None:
    assert "taken as absent for E1" in paragraph(KNOWN, absence="assume")
    told = paragraph(
        said("condition", "asthma", "History of [asthma]."),
        said("condition", "asthma", "Denies [asthma].", negated=True),
    )
    assert "“History of asthma.”, 27 May 2025 against “Denies asthma.”, 27 May 2025" in told


@pytest.mark.parametrize("write", [match_table, document, match_json])
def test_every_report_has_it(write) -> None:
    patient = chart(*woman(), KNOWN)
    view = summary.view(TRIAL, patient, matcher.match(patient, TRIAL))
    words = chart_paragraph(view).split()[:6]
    assert " ".join(words) in " ".join(write(view).split())
    assert json.loads(match_json(view))["summary"] == chart_paragraph(view)

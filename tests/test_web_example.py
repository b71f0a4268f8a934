"""The example a first visitor sees, read and matched for real, and hostile words on the whole way."""

from __future__ import annotations

from pathlib import Path

import pytest
import report_cases
from streamlit.testing.v1 import AppTest

import matcher
from matcher.report import html, summary

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "matcher" / "web" / "examples"


@pytest.fixture(scope="module")
def trial() -> matcher.Trial:
    return matcher.read_trial(EXAMPLES / "NCT06421701.txt")


@pytest.mark.parametrize(
    ("criterion", "verdict"),
    [
        ("I5", "satisfied"),
        ("I7", "violated"),
        ("I9", "not_applicable"),
        ("E7", "unknown"),
        ("E14", "satisfied"),
        ("E21", "violated"),
    ],
)
def test_the_example_shows_every_verdict(trial: matcher.Trial, criterion: str, verdict: str) -> None:
    result = matcher.match(matcher.read_notes(EXAMPLES / "note.txt"), trial)
    assert {judged.criterion_id: judged.verdict for judged in result.judgements}[criterion] == verdict


def test_the_first_visit_runs_for_real() -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    shown = "\n".join(element.proto.body for element in page.get("html"))
    assert not page.exception
    assert "Something went wrong" not in shown
    assert "Not eligible" in shown
    assert shown.count('<article class="tm-card') == 34


def test_hostile_words_pass_the_whole_way_as_text(trial: matcher.Trial) -> None:
    text = f"{report_cases.HOSTILE} SLE since 2014. Hemoglobin <b>7.6</b> g/dL. Allergies: <script>x</script> - rash. {report_cases.HOSTILE}"
    patient = matcher.read_notes(matcher.Note(text, title="<i>title</i>"))
    page = html.document(summary.view(trial, patient, matcher.match(patient, trial)))
    for tag in ("<script", "<img", "<b>7.6", "<i>"):
        assert tag not in page
    assert page.count("&lt;img src=x onerror=alert(2)&gt;") >= 2
    assert not {"\x1b", "\x07", "\u202e", "\u200b"} & set(page)

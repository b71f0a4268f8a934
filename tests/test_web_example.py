"""The example a first visitor sees, read and matched for real, and hostile words on the whole way."""

from __future__ import annotations

from pathlib import Path

import pytest
import report_cases
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

import matcher
from matcher.report import html, summary

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "matcher" / "web" / "examples"


@pytest.fixture(autouse=True)
def no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own library stays out of it."""
    monkeypatch.setenv("MATCHER_LIBRARY", str(tmp_path / "none.sqlite"))


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


def _press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def _trial_box(page: AppTest) -> Selectbox:
    return next(box for box in page.selectbox if box.label == "Trial")


def _html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with two trials, in place of the user's own."""
    from matcher.store.library import TrialLibrary

    path = tmp_path / "library.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(path))
    with TrialLibrary() as trials:
        for number, title, condition, text in (
            ("NCT00000001", "Colchicine at <b>dawn</b>", "Gout", "Inclusion Criteria:\n- Adults with gout\n"),
            ("NCT00000002", "Walking for the heart", "Heart failure", "Inclusion Criteria:\n- LVEF <= 40 %\n"),
        ):
            given = {"nct_id": number, "title": title, "conditions": [condition], "eligibility": text}
            assert [getattr(one, "change", None) for one in trials.add(given)] == ["added"]
    return path


@pytest.mark.parametrize("words", ["NCT00000002", "walking", "heart failure"])
def test_a_trial_is_chosen_from_the_library(library: Path, words: str) -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    _press(page, "Change trial")
    next(field for field in page.text_input if "2 trials in the library" in field.label).set_value(words).run()
    assert _trial_box(page).options == ["NCT00000002 – Walking for the heart (Heart failure)"]
    _press(page, "Use this trial")
    assert "Walking for the heart" in _html(page)
    assert _html(page).count('<article class="tm-card') == 1
    assert "LVEF" in _html(page)


def test_words_that_fit_no_trial_are_said(library: Path) -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    _press(page, "Change trial")
    assert [option.split(" ")[0] for option in _trial_box(page).options] == ["NCT00000001", "NCT00000002"]
    next(field for field in page.text_input if "in the library" in field.label).set_value("zoster").run()
    assert "No trial of the library fits" in _html(page)
    assert next(button for button in page.button if button.label == "Use this trial").disabled


def test_verdicts_of_a_person_wait_for_their_trial(library: Path) -> None:
    from matcher.web.actions import act

    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    now = page.session_state["matcher_session"]
    act(now, {"do": "accept", "id": "I7"})
    first = now.trial
    from matcher.store.library import TrialLibrary

    with TrialLibrary() as trials:
        other = trials.get("NCT00000001")
    now.take_trial(other, other.text)
    assert "Accepted by" not in _html(page.run())
    now.take_trial(first, first.text)
    assert "Accepted by" in _html(page.run())

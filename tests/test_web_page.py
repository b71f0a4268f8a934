"""The page as a script: what a clinician sees and does, without a browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import report_cases
from streamlit.testing.v1 import AppTest

import matcher

ROOT = Path(__file__).parents[1]
SECRET = "Qworblatine"


@pytest.fixture(autouse=True)
def made_by_hand(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Replaces reading and matching by the case made by hand; counts the readings."""
    count = {"notes": 0, "match": 0}

    def read_notes(notes: list[matcher.Note], **_: object) -> matcher.Patient:
        count["notes"] += 1
        if notes[0].text == "broken":
            raise KeyError(SECRET)
        if notes[0].text == "bad":
            raise matcher.InputError("pasted <note>", None, "cannot be read **at all**")
        return report_cases.patient(notes[0].text if "RHEUMATOLOGY" not in notes[0].text else report_cases.NOTE)

    def match(patient: matcher.Patient, trial: matcher.Trial, **options: object) -> matcher.TrialMatch:
        count["match"] += 1
        return report_cases.match(patient, trial, **options)  # type: ignore[arg-type]

    for name, replacement in (
        ("read_trial", lambda _: report_cases.trial()),
        ("read_notes", read_notes),
        ("match", match),
    ):
        monkeypatch.setitem(matcher.__dict__, name, replacement)
    return count


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()


def shown(page: AppTest) -> str:
    """All HTML of the page but the style sheet."""
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_the_first_visit_shows_the_example_with_its_result(page: AppTest) -> None:
    html = shown(page)
    assert not page.exception
    assert "Supports a decision, does not make it" in html
    assert "Not eligible" in html
    assert html.count('<article class="tm-card') == 5
    assert '<mark class="tm-mark' in html


def test_screening_date_and_policy_change_the_result_without_reading_again(
    page: AppTest, made_by_hand: dict[str, int]
) -> None:
    assert page.date_input[0].value == dt.date(2025, 5, 14)
    page.date_input[0].set_value(dt.date(2025, 5, 20)).run()
    assert "8 days before" in shown(page)
    page.get("button_group")[0].set_value("assume").run()
    assert "assumed absent" in shown(page)
    assert made_by_hand == {"notes": 1, "match": 3}


def test_a_run_with_nothing_changed_does_not_match_again(page: AppTest, made_by_hand: dict[str, int]) -> None:
    page.run()
    assert made_by_hand == {"notes": 1, "match": 1}


@pytest.mark.parametrize(
    ("group", "value", "expected"), [(1, ["violated"], 2), (1, ["unknown", "satisfied"], 2), (2, ["inclusion"], 2)]
)
def test_cards_are_filtered_by_verdict_and_kind(page: AppTest, group: int, value: list[str], expected: int) -> None:
    page.get("button_group")[group].set_value(value).run()
    assert shown(page).count('<article class="tm-card') == expected


def test_a_filter_that_leaves_nothing_says_so(page: AppTest) -> None:
    page.get("button_group")[1].set_value(["not_applicable"]).run()
    page.get("button_group")[2].set_value(["inclusion"]).run()
    assert "No criterion is left with this filter" in shown(page)


def test_a_pasted_note_is_read_and_shown_as_text(page: AppTest, made_by_hand: dict[str, int]) -> None:
    press(page, "Paste or edit notes")
    page.text_area[0].set_value(report_cases.HOSTILE)
    press(page, "Match these notes")
    html = shown(page)
    assert made_by_hand["notes"] == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;img src=x onerror=alert(2)&gt; **bold**" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert not page.text_area


def test_several_notes_can_be_given(page: AppTest) -> None:
    press(page, "Paste or edit notes")
    press(page, "Add another note")
    assert [area.label for area in page.text_area] == ["Note 1", "Note 2"]
    press(page, "Cancel")
    assert not page.text_area


def test_no_note_at_all_is_asked_for(page: AppTest) -> None:
    press(page, "Paste or edit notes")
    page.text_area[0].set_value("   ")
    press(page, "Match these notes")
    assert "There is no note yet" in shown(page)


def test_bad_input_is_said_as_text_and_the_old_result_stays(page: AppTest) -> None:
    press(page, "Paste or edit notes")
    page.text_area[0].set_value("bad")
    press(page, "Match these notes")
    html = shown(page)
    assert "pasted &lt;note&gt;: cannot be read **at all**" in html
    assert html.count('<article class="tm-card') == 5
    press(page, "Cancel")
    assert "cannot be read" not in shown(page)


def test_an_unexpected_error_shows_its_type_only(page: AppTest, capfd: pytest.CaptureFixture[str]) -> None:
    press(page, "Paste or edit notes")
    page.text_area[0].set_value("broken")
    press(page, "Match these notes")
    assert "Something went wrong (KeyError)" in shown(page)
    assert not page.exception
    out, err = capfd.readouterr()
    assert SECRET not in out + err + shown(page)
    assert "Traceback" not in err


def test_another_trial_can_be_pasted(page: AppTest) -> None:
    press(page, "Change trial")
    page.text_area[0].set_value("Inclusion Criteria: adults")
    press(page, "Use this trial")
    assert not page.text_area
    assert not page.exception


def test_clear_patient_wipes_the_session(page: AppTest) -> None:
    page.date_input[0].set_value(dt.date(2025, 5, 20)).run()
    press(page, "Paste or edit notes")
    page.text_area[0].set_value(f"takes {SECRET}")
    press(page, "Match these notes")
    assert SECRET in shown(page)
    press(page, "Clear patient")
    assert SECRET not in shown(page)
    assert "No result yet" in shown(page)
    assert [area.value for area in page.text_area] == [""]
    assert page.date_input[0].value is None
    state = page.session_state._state
    assert SECRET not in repr(state)
    assert "RHEUMATOLOGY" not in repr(state)
    page.run()
    assert "RHEUMATOLOGY" not in repr(page.session_state._state)


def test_two_sessions_do_not_see_each_other(page: AppTest) -> None:
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    press(other, "Paste or edit notes")
    other.text_area[0].set_value(f"takes {SECRET}")
    press(other, "Match these notes")
    assert SECRET in shown(other)
    assert SECRET not in shown(page.run())


def test_a_failed_reading_at_the_first_run_can_be_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setitem(matcher.__dict__, "read_notes", broken)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert "Something went wrong (RuntimeError)" in shown(page)
    assert SECRET not in shown(page)

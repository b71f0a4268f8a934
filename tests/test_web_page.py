"""The page as a script: what a clinician sees and does, without a browser."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
import report_cases
from streamlit.testing.v1 import AppTest

import matcher
from matcher.report.visible import visible
from matcher.web.actions import act, span_of
from matcher.web.dialogs import _DIALOGS
from matcher.web.exports import file_name
from matcher.web.failures import guarded
from matcher.web.files import notes_of_files
from matcher.web.idle import expired, idle_seconds
from matcher.web.inputs import reading
from matcher.web.state import Draft, Session

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

    monkeypatch.setenv("MATCHER_LIBRARY", "/nowhere/none.sqlite")
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


def _session(page: AppTest) -> Session:
    now: Session = page.session_state["matcher_session"]
    return now


def choice(page: AppTest, label: str) -> Any:
    """The choice of this name."""
    return next(one for one in page.get("button_group") if one.proto.label == label)


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
    choice(page, "What no note mentions").set_value("assume").run()
    assert "assumed absent" in shown(page)
    assert made_by_hand == {"notes": 1, "match": 3}


def test_a_run_with_nothing_changed_does_not_match_again(page: AppTest, made_by_hand: dict[str, int]) -> None:
    page.run()
    assert made_by_hand == {"notes": 1, "match": 1}


@pytest.mark.parametrize(
    ("group", "value", "expected"),
    [
        ("Show verdicts", ["violated"], 2),
        ("Show verdicts", ["unknown", "satisfied"], 2),
        ("Show kinds", ["inclusion"], 2),
    ],
)
def test_cards_are_filtered_by_verdict_and_kind(page: AppTest, group: str, value: list[str], expected: int) -> None:
    choice(page, group).set_value(value).run()
    assert shown(page).count('<article class="tm-card') == expected


def test_a_filter_that_leaves_nothing_says_so(page: AppTest) -> None:
    choice(page, "Show verdicts").set_value(["not_applicable"]).run()
    choice(page, "Show kinds").set_value(["inclusion"]).run()
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


def _html(page: AppTest, part: str) -> str:
    return next(text for text in (e.proto.body for e in page.get("html")) if part in text)


def test_filters_show_how_many_there_are(page: AppTest) -> None:
    labels = [option.content for option in choice(page, "Show verdicts").proto.options]
    assert labels == ["✕ Violated 2", "? Unknown 1", "✓ Satisfied 1", "– Not applicable 1"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        "accept",
        {},
        {"do": "nothing"},
        {"do": "accept", "id": "X1"},
        {"do": "fact", "note": 7, "start": 0, "end": 3},
        {"do": "remark", "note": 0, "start": 9, "end": 4},
        {"do": "wrong", "id": "x"},
        {"do": "unremark", "id": "-1"},
    ],
)
def test_a_message_that_does_not_fit_changes_nothing(page: AppTest, message: object) -> None:
    now = _session(page)
    before = now.review
    act(now, message)
    assert now.review == before
    assert now.asking is None or now.asking.about == {}


def test_an_accepted_verdict_is_shown_and_can_be_taken_back(page: AppTest) -> None:
    now = _session(page)
    act(now, {"do": "accept", "id": "I1"})
    assert [(d.criterion_id, d.verdict) for d in now.review.decisions] == [("I1", "violated")]
    assert "Accepted by reviewer" in shown(page.run())
    act(_session(page), {"do": "undecide", "id": "I1"})
    assert "Accepted by" not in shown(page.run())


def test_an_override_asks_for_verdict_and_reason(page: AppTest) -> None:
    act(_session(page), {"do": "override", "id": "E2"})
    page.run()
    assert [area.label for area in page.text_area] == ["Reason"]
    press(page, "Save")
    assert "Choose a verdict and say why." in shown(page)
    page.radio[0].set_value("unknown")
    page.text_area[0].set_value("dose not given")
    next(field for field in page.text_input if field.label == "Your name or initials").set_value("AB")
    press(page, "Save")
    card = _html(page, "tm-cards").partition('id="card-E2"')[2].partition("</article>")[0]
    assert "Changed by AB" in card
    assert "dose not given" in card
    assert not page.text_area


def test_words_selected_in_the_page_are_found_in_the_note(page: AppTest) -> None:
    now = _session(page)
    shown_note = visible(report_cases.NOTE)
    start = shown_note.index("Belimumab last given")
    message = {"note": 0, "start": start - 1, "end": start + len("Belimumab last given ") + 10, "shown": True}
    place = span_of(now, message)
    assert place is not None
    assert report_cases.NOTE[place["start"] : place["end"]] == "Belimumab last given 05/10/2025"


def test_a_private_note_is_listed_and_marked(page: AppTest) -> None:
    start = report_cases.NOTE.index("Belimumab")
    act(_session(page), {"do": "remark", "note": 0, "start": start, "end": start + 9})
    page.run()
    page.text_area[0].set_value("ask <the> ward")
    press(page, "Save")
    html = shown(page)
    assert "ask &lt;the&gt; ward" in html
    assert "tm-is-remark" in html
    act(_session(page), {"do": "unremark", "id": "0"})
    assert "tm-is-remark" not in shown(page.run())


def test_files_are_named_after_trial_and_day_only(page: AppTest) -> None:
    view = _session(page).view()
    assert view is not None
    assert file_name(view, "pdf") == "match-NCT00000001-2025-05-20.pdf"


def test_another_patients_file_beside_is_refused() -> None:
    rows = '{"patient_id": "P1", "text": "Has gout."}\n{"patient_id": "P2", "text": "Has SLE."}\n'
    with pytest.raises(matcher.InputError, match="several patients"):
        notes_of_files([("list.jsonl", rows.encode())])


def test_dropped_files_become_notes_with_their_names() -> None:
    drafts, warnings = notes_of_files([("a.txt", b"Has gout."), ("../../b.md", "Größe 180 cm".encode())])
    assert [(draft.text, draft.name) for draft in drafts] == [("Has gout.", "a.txt"), ("Größe 180 cm", "../../b.md")]
    assert warnings == []


@pytest.mark.parametrize(
    ("name", "data"), [("x.png", b"\x89PNG\r\n\x1a\n"), ("empty.txt", b"  \n"), ("x.pdf", b"%PDF-1.4 broken")]
)
def test_a_file_that_holds_no_note_is_named(name: str, data: bytes) -> None:
    with pytest.raises(matcher.InputError, match=name):
        notes_of_files([(name, data)])


def test_a_bundle_of_one_patient_is_read() -> None:
    import base64
    import json

    attachment = {"contentType": "text/plain", "data": base64.b64encode(b"Hemoglobin 7.1 g/dL").decode()}
    report = {
        "resourceType": "DocumentReference",
        "id": "d1",
        "subject": {"reference": "Patient/p1"},
        "date": "2025-05-01T00:00:00Z",
        "content": [{"attachment": attachment}],
    }
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": report}]}
    drafts, _ = notes_of_files([("bundle.json", json.dumps(bundle).encode())])
    assert [(draft.text, draft.date) for draft in drafts] == [("Hemoglobin 7.1 g/dL", dt.date(2025, 5, 1))]


@pytest.mark.parametrize(
    ("said", "seconds"), [("", 1800), ("5", 300), ("0.1", 6), ("0", 1800), ("-3", 1800), ("soon", 1800)]
)
def test_the_idle_setting(monkeypatch: pytest.MonkeyPatch, said: str, seconds: float) -> None:
    monkeypatch.setenv("MATCHER_IDLE_MINUTES", said)
    assert idle_seconds() == seconds


def test_a_session_is_idle_only_after_its_time(page: AppTest) -> None:
    now = _session(page)
    assert not expired(now, 60)
    now.touched -= 61
    assert expired(now, 60)


def test_what_streamlit_calls_by_itself_is_guarded(capsys: pytest.CaptureFixture[str]) -> None:
    @guarded
    def broken(words: str) -> None:
        raise ValueError(words)

    broken(SECRET)
    out, err = capsys.readouterr()
    assert "ValueError" in err
    assert SECRET not in out + err
    assert [name for name, dialog in _DIALOGS.items() if not hasattr(dialog.__wrapped__, "__wrapped__")] == []


def test_words_typed_and_not_handed_in_are_wiped_too() -> None:
    fresh = Session(editing_notes=True)
    fresh.touched = time.monotonic() - 61
    assert expired(fresh, 60)


@pytest.mark.parametrize(("size", "timed"), [(500, False), (30_000, True)])
def test_reading_says_how_much_there_is_and_for_how_long(
    monkeypatch: pytest.MonkeyPatch, size: int, timed: bool
) -> None:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr("streamlit.spinner", lambda text, show_time: said.append((text, show_time)))
    reading([Draft("x" * size)])
    assert said == [(f"Reading 1 note, {size:,} characters …", timed)]

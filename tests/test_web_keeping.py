"""Reviews kept from the page: only when asked, found again by another session, told to the second of two."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from report_cases import match, patient, trial
from streamlit.testing.v1 import AppTest

import matcher
from matcher.matching.review import Decision, Remark, Review
from matcher.store.reviews import ReviewStore
from matcher.web.keeping import delete, export, join, joined, keep, listing, take_up
from matcher.web.state import Draft, Session

AT = dt.datetime(2025, 5, 21, 9, 30, tzinfo=dt.UTC)


def _said(criterion: str, by: str, verdict: str = "satisfied") -> Decision:
    return Decision(criterion, verdict, "seen in the chart", by, AT)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(path))
    monkeypatch.setitem(matcher.__dict__, "match", lambda *_, **__: match())
    return path


def _session(by: str, *decisions: Decision) -> Session:
    return Session(trial=trial(), patient=patient(), review=Review(decisions=decisions), reviewer=by)


def test_nothing_is_stored_unasked(store: Path) -> None:
    assert _session("A", _said("I1", "A")).view() is not None
    assert not store.exists()


def test_what_was_kept_is_there_in_another_session(store: Path) -> None:
    assert "version 1" in keep(_session("A", _said("I1", "A")), "P1", "flagged")
    later = _session("B")
    told = take_up(later, "P1")
    assert "Kept by A" in told
    assert "flagged" in told
    assert [d.criterion_id for d in later.review.decisions] == ["I1"]
    view = later.view()
    assert view is not None
    assert view.rows[0].verdict == "satisfied"
    with ReviewStore(store) as opened:
        saved = opened.load("P1", "NCT00000001")
    assert saved is not None
    assert saved.verdicts["I1"] == "violated"
    assert saved.versions == {"matcher": "0.1.0"}


def test_the_second_of_two_is_told_and_loses_nothing(store: Path) -> None:
    first, second = _session("A", _said("I1", "A")), _session("B", _said("E2", "B"), _said("I1", "B", "unknown"))
    keep(first, "P1", "new")
    assert "A saved this review" in keep(second, "P1", "new")
    assert [d.criterion_id for d in second.review.decisions] == ["E2", "I1"]
    join(second)
    assert "version 2" in keep(second, "P1", "new")
    with ReviewStore(store) as opened:
        versions = opened.history("P1", "NCT00000001")
    assert {d.criterion_id: d.verdict for d in versions[0].review.decisions} == {"E2": "satisfied", "I1": "unknown"}
    assert [d.by for d in versions[1].review.decisions] == ["A"]
    assert "B saved this review" in keep(first, "P1", "new")


def test_one_who_kept_it_may_keep_it_again(store: Path) -> None:
    one = _session("A", _said("I1", "A"))
    keep(one, "P1", "new")
    assert "version 2" in keep(one, "P1", "contacted")


def test_listed_exported_and_deleted_by_patient(store: Path) -> None:
    one = _session("A", _said("I1", "A"))
    keep(one, "P1", "new")
    keep(_session("A", _said("I1", "A")), "P2", "new")
    assert listing(one, "P1").startswith("1 review ")
    assert one.listed[0].startswith("NCT00000001: new, version 1, A")
    export(one, "P1")
    assert one.download is not None
    assert json.loads(one.download.data)["reviews"][0]["review"]["decisions"][0]["criterion_id"] == "I1"
    assert delete(one, "P1").startswith("1 entry ")
    assert take_up(one, "P1") == "Nothing is kept of this patient and this trial."
    assert "version 1" in keep(one, "P1", "new")
    assert "Kept by A" in take_up(_session("B"), "P2")


def test_other_notes_are_not_kept_under_the_id_of_the_ones_before(store: Path) -> None:
    one = Session(trial=trial(), reviewer="A")
    first = "Woman, 46.\nHas gout.\nTook colchicine."
    one.read_notes((Draft(first),))
    one.review = Review(decisions=(_said("I1", "A"),))
    keep(one, "P1", "new")
    one.read_notes((Draft(f"{first}\nCalled today."),))
    assert one.kept is not None
    assert one.notice == ""
    one.read_notes((Draft("Man, 71.\nHas asthma.\nSmokes."),))
    assert (one.kept, one.listed) == (None, ())
    assert "your verdicts (1) were given on the ones before" in one.notice


def test_for_how_long_it_is_kept_is_said(store: Path) -> None:
    with ReviewStore(store) as opened:
        opened.retention = 90
    one = _session("A", _said("I1", "A"))
    assert "deleted after 90 days without a change" in keep(one, "P1", "new")
    assert "after 90 days" in listing(one, "P1")


def test_two_reviews_in_one_keep_each_remark_once() -> None:
    remark = Remark("n1", 0, 3, "Hgb", "ask", "A", AT)
    theirs, mine = Review(remarks=(remark,)), Review(remarks=(remark, Remark("n1", 0, 3, "Hgb", "asked", "B", AT)))
    assert [one.text for one in joined(theirs, mine).remarks] == ["ask", "asked"]


def test_the_page_keeps_it_only_when_the_button_is_pressed(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(matcher.__dict__, "read_trial", lambda _: trial())
    monkeypatch.setitem(matcher.__dict__, "read_notes", lambda *_, **__: patient())

    def opened() -> AppTest:
        return AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60).run()

    def press(page: AppTest, label: str) -> None:
        next(one for one in page.button if one.label == label).click().run()
        assert not page.exception

    def fill(page: AppTest) -> None:
        next(one for one in page.text_input if one.label.startswith("Patient's id")).set_value("P9").run()

    page = opened()
    fill(page)
    assert not store.exists()
    page.session_state["matcher_session"].review = Review(decisions=(_said("I1", "A"),))
    next(one for one in page.selectbox if one.label == "State").set_value("flagged").run()
    press(page, "Keep this review")
    assert "Kept as version 1" in "".join(one.proto.body for one in page.get("html"))
    again = opened()
    fill(again)
    press(again, "Take up the kept one")
    assert next(one for one in again.selectbox if one.label == "State").value == "flagged"
    press(again, "Keep this review")
    with ReviewStore(store) as reviews:
        assert [(one.version, one.state) for one in reviews.history("P9", "NCT00000001")] == [
            (2, "flagged"),
            (1, "flagged"),
        ]
    assert [d.criterion_id for d in again.session_state["matcher_session"].review.decisions] == ["I1"]

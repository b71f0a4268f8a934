"""From a row of a work list into its pair and back: what is taken up, kept and never thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from list_pages import NOTE, field, go, opened, session_of, shown, stocked_library, work_list
from streamlit.testing.v1 import AppTest
from work_cases import TRIALS

from matcher.matching.review import Decision, Review
from matcher.store.worklist import Filters, WorkStore
from matcher.web import page as web_page
from matcher.web.work import act


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkStore]:
    with work_list(stocked_library(tmp_path, monkeypatch), tmp_path) as opened_store:
        yield opened_store


def opened_row(page: AppTest, store: WorkStore, trial: str = TRIALS[0]) -> Any:
    row = store.rows(store.lists()[0].id, Filters(trial=trial))[0]
    act(session_of(page), store, {"do": "open", "id": str(row.id)})
    return row


def test_a_row_is_opened_and_what_is_kept_of_it_is_taken_up(store: WorkStore, monkeypatch: pytest.MonkeyPatch) -> None:
    page = go(opened(), "list")
    row = store.rows(store.lists()[0].id, Filters(trial=TRIALS[0]))[0]
    kept = Review(decisions=(Decision("I1", "violated", "seen in the chart", "C. D."),))
    store.reviews.save(row.patient_id, row.trial_key, kept, state="flagged", by="C. D.")
    session_of(page).reviewer = "A. B."
    # A browser's message is acted on within a run of the page; here the run is lent.
    with monkeypatch.context() as lent:
        lent.setattr(web_page, "take_up_opened", lambda now: act(now, store, {"do": "open", "id": str(row.id)}))
        page.run()
    html = shown(page.run())
    assert f"Paste the notes of patient {row.patient_id}" in html
    assert "Colchicine" in html
    assert "gout since 2019" not in html
    assert session_of(page).patient is None
    page.text_area[0].set_value(NOTE)
    next(one for one in page.button if one.label == "Match these notes").click().run()
    html = shown(page)
    assert "seen in the chart" in html
    assert "Kept by C. D." in html
    assert session_of(page).reviewer == "A. B."
    assert field(page, "Patient's id or pseudonym").value == row.patient_id
    assert next(one for one in page.selectbox if one.label == "State").value == "flagged"
    session_of(page).review = Review(decisions=(Decision("I1", "satisfied", "asked again", "A. B."),))
    next(one for one in page.button if one.label == "Keep this review").click().run()
    history = store.reviews.history(row.patient_id, row.trial_key)
    assert [(one.state, one.saved_by, one.version) for one in history] == [
        ("flagged", "A. B.", 2),
        ("flagged", "C. D.", 1),
    ]
    next(one for one in page.button if one.label == "Back to the work list").click().run()
    assert "1–50 of 400 rows" in shown(page)


def test_changes_that_are_not_kept_are_not_thrown_away(store: WorkStore) -> None:
    page = opened()
    session_of(page).review = Review(decisions=(Decision("I1", "violated", "seen", "A"),))
    go(page, "list")
    opened_row(page, store)
    html = shown(page.run())
    assert "has changes that are not kept" in html
    assert session_of(page).place == "list"
    assert session_of(page).patient is not None


def test_a_trial_that_is_not_in_the_library_is_said(store: WorkStore) -> None:
    page = go(opened(), "list")
    opened_row(page, store, TRIALS[3])
    assert "this trial is not in the library" in shown(page.run())
    assert session_of(page).patient is not None

"""The work list on the page: rows, filters, states and keys, and how a result is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from list_pages import field, go, keys, opened, session_of, shown, stocked_library, work_list
from work_cases import QUESTIONS, SECRET, TRIALS, write_result

import matcher
from matcher.store.worklist import Filters, WorkStore
from matcher.store.worklist_import import question_key
from matcher.web.state import Session
from matcher.web.walking import Walk, heard
from matcher.web.work import Taking, Work, act, page_of


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stocked_library(tmp_path, monkeypatch)


@pytest.fixture
def store(library: Path, tmp_path: Path) -> Iterator[WorkStore]:
    with work_list(library, tmp_path) as opened_store:
        yield opened_store


def user(store: WorkStore, name: str, **filters: Any) -> Session:
    """Somebody who looks at the list."""
    work = Work(Filters(**filters), list_id=store.lists()[0].id)
    now = Session(reviewer=name, work=work, place="list")
    page_of(work, store, store.count(work.list_id, work.filters))  # type: ignore[arg-type]
    return now


def test_the_page_holds_one_page_of_rows(store: WorkStore) -> None:
    page = go(opened(), "list")
    html = shown(page)
    assert len(keys(page)) == 50
    assert "1–50 of 400 rows" in html
    everybody = {row.patient_id for row in store.all_rows(store.lists()[0].id)}
    here = {row.patient_id for row in store.rows(store.lists()[0].id)}
    assert {name for name in everybody if name in html} == here != everybody
    assert len(html) < 60_000
    assert "Colchicine &lt;b&gt;at dawn&lt;/b&gt;" in html
    assert SECRET not in html


def test_filters_are_the_databases(store: WorkStore) -> None:
    page = go(opened(), "list")

    def choose(label: str, value: str) -> None:
        next(one for one in page.selectbox if one.label == label).set_value(value).run()

    assert next(one for one in page.selectbox if one.label == "Decided by").disabled
    choose("Trial", TRIALS[1])
    assert "1–50 of 100 rows" in shown(page)
    choose("Status", "ineligible")
    number = store.count(store.lists()[0].id, Filters(trial=TRIALS[1], status="ineligible"))
    assert f"1–{number} of {number} rows" in shown(page)
    choose("Decided by", "E1")
    work = session_of(page).work
    assert work is not None
    assert work.filters == Filters(trial=TRIALS[1], status="ineligible", criterion="E1")
    assert len(keys(page)) == store.count(work.list_id, work.filters)  # type: ignore[arg-type]
    next(one for one in page.button if one.label == "All rows").click().run()
    assert "1–50 of 400 rows" in shown(page)
    choose("Open question", question_key(QUESTIONS[3]))
    assert work.filters == Filters(question=question_key(QUESTIONS[3]))
    field(page, "Patient's id begins").set_value("P0000").run()
    assert work.filters == Filters(question=question_key(QUESTIONS[3]), patient="P0000")
    assert all(row.patient_id.startswith("P0000") for row in page_of(work, store, 99))


def test_the_chosen_row_stands_beside_the_list(store: WorkStore) -> None:
    page = go(opened(), "list")
    now = session_of(page)
    assert now.work is not None
    row = store.rows(store.lists()[0].id, Filters(trial=TRIALS[2], status="review"))[0]
    now.work.look_at(row.list_id, Filters(trial=TRIALS[2], status="review"))
    act(now, store, {"do": "choose", "id": str(row.id)})
    html = shown(page.run())
    beside = html.split('<section class="tm-detail"')[1]
    assert f"{row.patient_id} · {TRIALS[2]}" in beside
    assert "Nobody has set a state yet" in beside
    assert all(question in beside for question in row.questions)
    assert "ask &lt;b&gt;her&lt;/b&gt;" in beside
    assert f"note {row.patient_id}-0, characters 10–21" in beside


def test_the_words_of_a_criterion_are_shown_only_where_the_trial_is_as_it_was(store: WorkStore) -> None:
    from matcher.web.list_html import detail, words_of_criteria

    row = next(row for row in store.rows(store.lists()[0].id) if row.status == "review")
    judged = store.judgements(row.id)
    as_it_was = matcher.read_trial(
        "Inclusion Criteria:\n" + "".join(f"- Condition {n}\n" for n in range(5)) + "Exclusion Criteria:\n- Gout\n"
    )
    assert len(as_it_was.criteria) == row.criteria == 6
    assert "Condition 2" in detail(row, judged, (), (), as_it_was)
    changed = matcher.read_trial("Inclusion Criteria:\n- Condition 0\n- Condition 1\n- Condition 2\n")
    assert "Condition 2" not in detail(row, judged, (), (), changed)
    assert words_of_criteria(changed, row) == {}
    assert words_of_criteria(as_it_was, row)["I3"] == "Condition 2"


def test_a_state_is_set_with_who_and_the_second_is_told(store: WorkStore) -> None:
    first, second = user(store, "First"), user(store, "Second")
    row = store.rows(store.lists()[0].id)[0]
    said = {"do": "state", "id": str(row.id), "version": 0}
    act(first, store, {**said, "state": "contacted"})
    assert first.work is not None
    assert first.work.problem == ""
    act(second, store, {**said, "state": "enrolled"})
    assert second.work is not None
    assert "Not set to enrolled: First set it to contacted on" in second.work.problem
    now = store.row(row.id)
    assert now is not None
    assert (now.state, now.changed_by) == ("contacted", "First")
    act(second, store, {**said, "version": 1, "state": "enrolled"})
    assert [one.saved_by for one in store.reviews.history(row.patient_id, row.trial_key)] == ["Second", "First"]


def test_two_keys_in_a_row_are_no_conflict(store: WorkStore) -> None:
    now = user(store, "A")
    row = store.rows(store.lists()[0].id)[0]
    for state in ("flagged", "contacted"):
        act(now, store, {"do": "state", "id": str(row.id), "version": 0, "state": state})
    after = store.row(row.id)
    assert after is not None
    assert (after.state, after.version) == ("contacted", 2)


def test_who_is_signed_in_needs_no_name(store: WorkStore) -> None:
    now = user(store, "")
    now.signed_in = "Nurse (n@example.org)"
    row = store.rows(store.lists()[0].id)[0]
    act(now, store, {"do": "state", "id": str(row.id), "version": 0, "state": "flagged"})
    after = store.row(row.id)
    assert after is not None
    assert after.changed_by == "Nurse (n@example.org)"


def test_without_a_name_no_state_is_set(store: WorkStore) -> None:
    now = user(store, " ")
    row = store.rows(store.lists()[0].id)[0]
    act(now, store, {"do": "state", "id": str(row.id), "version": 0, "state": "flagged"})
    assert now.work is not None
    assert "Say who you are first" in now.work.problem
    assert store.reviews.count() == 0


@pytest.mark.parametrize(
    "message",
    [
        {"do": "state", "id": "1 OR 1=1", "state": "new", "version": 0},
        {"do": "state", "id": "999999", "state": "new", "version": 0},
        {"do": "state", "id": "1", "state": "gone", "version": 0},
        {"do": "state", "id": "1", "state": "new", "version": "0"},
        {"do": "page", "by": 7},
        {"do": "drop"},
        {},
    ],
)
def test_what_does_not_fit_is_passed_over(store: WorkStore, message: dict[str, Any]) -> None:
    now = user(store, "A")
    act(now, store, message)
    assert store.reviews.count() == 0
    assert now.work is not None
    assert now.work.walk.page == 0


def test_a_row_that_leaves_the_list_gives_its_place_to_the_next(store: WorkStore) -> None:
    now = user(store, "A", state="new")
    work = now.work
    assert work is not None
    rows = store.rows(work.list_id, work.filters)  # type: ignore[arg-type]
    act(now, store, {"do": "choose", "id": str(rows[3].id)})
    act(now, store, {"do": "state", "id": str(rows[3].id), "version": 0, "state": "flagged"})
    page = page_of(work, store, store.count(work.list_id, work.filters))  # type: ignore[arg-type]
    assert rows[3].id not in [row.id for row in page]
    assert work.walk.chosen == str(rows[4].id) == str(page[3].id)


def test_pages_are_turned_to_the_ends_and_no_further(store: WorkStore) -> None:
    now = user(store, "A")
    work = now.work
    assert work is not None
    act(now, store, {"do": "page", "by": -1})
    assert (work.walk.page, work.walk.chosen) == (0, None)
    for _ in range(10):
        act(now, store, {"do": "page", "by": 1})
    last = store.rows(work.list_id, offset=350)  # type: ignore[arg-type]
    assert (work.walk.page, work.walk.chosen) == (7, str(last[0].id))
    act(now, store, {"do": "page", "by": -1})
    before = store.rows(work.list_id, offset=300)  # type: ignore[arg-type]
    assert (work.walk.page, work.walk.chosen) == (6, str(before[-1].id))


def test_a_message_is_heard_once_and_in_its_order() -> None:
    walk = Walk(name="w")

    def sent(*numbers: int, name: str = "w") -> list[int]:
        return [one["n"] for one in heard(walk, {"list": name, "messages": [{"n": n} for n in numbers]})]

    assert sent(1, 2) == [1, 2]
    assert sent(1, 2, 3) == [3]
    assert sent(2) == []
    assert sent(9, name="other") == []
    for strange in (
        None,
        [],
        {"list": "w"},
        {"list": "w", "messages": 3},
        {"list": "w", "messages": [None, {"n": "4"}]},
    ):
        assert heard(walk, strange) == []


def test_clearing_the_patient_leaves_the_list_where_it_was(store: WorkStore) -> None:
    page = go(opened(), "list")
    work = session_of(page).work
    assert work is not None
    work.walk.page = 3
    next(one for one in page.button if one.label == "Clear patient").click().run()
    assert session_of(page).patient is None
    assert "151–200 of 400 rows" in shown(page)


def test_a_session_nobody_uses_shows_no_list_any_more(store: WorkStore) -> None:
    now = user(store, "A")
    assert now.work is not None
    fresh = Session()
    assert (fresh.place, fresh.work, fresh.ranking, fresh.opened, fresh.back) == ("pair", None, None, None, None)


def test_a_result_is_taken_in_on_the_page_only_when_asked(library: Path, tmp_path: Path) -> None:
    folder = write_result(tmp_path / "april", 60, quotes=True)
    page = go(opened(), "list")
    assert "There is no work list yet" in shown(page)
    now = session_of(page)
    assert now.work is not None
    files = tuple((f"../{path.name}", path.read_bytes()) for path in sorted(folder.iterdir()))
    now.reviewer, now.work.taking = "A. B.", Taking(files, "April", True)
    html = shown(page.run())
    assert "36 rows taken in as the work list “April”" in html
    assert "1–36 of 36 rows" in html
    with WorkStore(library) as store:
        (one,) = store.lists()
        assert (one.name, one.imported_by, one.made_with["versions"]) == ("April", "A. B.", {"matcher": "0.1.0"})
    now.work.taking = Taking((("notes.csv", b"a,b\n1,2\n"),), "", False)
    assert "there is no table of pairs" in shown(page.run())

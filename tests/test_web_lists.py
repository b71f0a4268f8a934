"""The ranking and the work list as scripts: what is judged, shown, stored and told, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from work_cases import QUESTIONS, SECRET, TRIALS, write_result

import matcher
from matcher.matching.review import Decision, Review
from matcher.store.library import TrialLibrary
from matcher.store.result_files import result_at
from matcher.store.worklist import Filters, WorkStore
from matcher.store.worklist_import import import_result, question_key
from matcher.web import page as web_page
from matcher.web import ranked
from matcher.web.state import Draft, Session
from matcher.web.walking import Walk, heard
from matcher.web.work import Taking, Work, act, page_of

ROOT = Path(__file__).parents[1]
NOTE = "Visit 05/12/2025. 61-year-old man with gout since 2019. Hypertension. No asthma."
KNOWN = (
    (TRIALS[0], "Colchicine <b>at dawn</b>", "Gout", "Inclusion Criteria:\n- Gout\n- Age 18 years or older"),
    (TRIALS[1], "An inhaler", "Asthma", "Inclusion Criteria:\n- Asthma\n- Serum urate above 6 mg/dL"),
    (TRIALS[2], "Gout and its comorbidities", "Gout", "Inclusion Criteria:\n- Gout\n- HbA1c below 7 %\n- LVEF <= 40 %"),
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "library.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(path))
    with TrialLibrary() as trials:
        for key, title, condition, text in KNOWN:
            given = {"nct_id": key, "title": title, "conditions": [condition], "eligibility": text}
            assert [getattr(one, "change", None) for one in trials.add(given)] == ["added"]
    return path


def opened() -> AppTest:
    """The page of somebody who has pasted the note."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    now = Session(drafts=(Draft(NOTE),), trial_text="Inclusion Criteria:\n- Gout\n")
    page.session_state["matcher_session"] = now
    return page.run()


def session_of(page: AppTest) -> Session:
    now: Session = page.session_state["matcher_session"]
    return now


def go(page: AppTest, place: str) -> AppTest:
    session_of(page).place = place  # type: ignore[assignment]
    return page.run()


def field(page: AppTest, label: str) -> Any:
    """The field whose name begins so."""
    return next(one for one in page.text_input if one.label.startswith(label))


def shown(page: AppTest) -> str:
    assert not page.exception
    html = "\n".join(one.proto.body for one in page.get("html") if not one.proto.body.startswith("<style"))
    assert "Something went wrong" not in html
    return html


def keys(page: AppTest) -> list[str]:
    """The rows of the table, in their order."""
    return [part.split('"')[0] for part in shown(page).split('<tr data-row="')[1:]]


# ------------------------------------------------------------ ranking


def test_the_trials_are_ranked_and_the_notes_read_once(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened()
    monkeypatch.setitem(matcher.__dict__, "read_notes", None)
    go(page, "trials")
    assert keys(page) == [TRIALS[0], TRIALS[2], TRIALS[1]]
    html = shown(page)
    assert "2 of 3 trials are open to this patient" in html
    assert "Colchicine &lt;b&gt;at dawn&lt;/b&gt;" in html
    assert "Ruled out by I1" in html
    assert "Nothing stands in the way" in html
    session = session_of(page)
    assert session.ranking is not None
    from matcher.web.places import open_trial

    open_trial(session, TRIALS[2])
    html = shown(page.run())
    assert "Gout and its comorbidities" in html
    assert html.count('<article class="tm-card') == 3
    back = next(one for one in page.button if one.label == "Back to the ranking")
    assert keys(back.click().run()) == [TRIALS[0], TRIALS[2], TRIALS[1]]


def test_the_ranking_says_what_rank_says(library: Path) -> None:
    page = go(opened(), "trials")
    patient = matcher.read_notes(matcher.Note(NOTE, note_id="1"))
    from matcher.matching.ranking import rank

    with TrialLibrary() as trials:
        expected = rank(patient, trials.named())
    ranking = session_of(page).ranking
    assert ranking is not None
    got = [(row.key, row.status, row.score, row.reason) for row in ranking.shown()]
    assert got == [(one.key, one.result.status, one.result.score, one.reason) for one in expected.trials]


def test_words_and_statuses_narrow_the_ranking(library: Path) -> None:
    page = go(opened(), "trials")
    field(page, "Only trials with").set_value("inhaler").run()
    assert keys(page) == [TRIALS[1]]
    field(page, "Only trials with").set_value("zoster").run()
    assert keys(page) == []
    assert "No trials" in shown(page)
    field(page, "Only trials with").set_value("").run()
    pills = next(one for one in page.get("button_group") if one.proto.label == "Show statuses")
    pills.set_value("review").run()
    assert keys(page) == [TRIALS[2]]


def test_only_what_was_not_judged_yet_is_judged(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    read = ranked.ParsedTrials.trial

    def counted(self: ranked.ParsedTrials, trials: TrialLibrary, key: str) -> matcher.Trial:
        judged.append(key)
        return read(self, trials, key)

    monkeypatch.setattr(ranked.ParsedTrials, "trial", counted)
    page = opened()
    session_of(page).place = "trials"
    ranking = ranked.ranking_of(session_of(page))
    ranking.look_for("inhaler")
    page.run()
    assert judged == [TRIALS[1]]
    ranking.look_for("")
    page.run()
    assert sorted(judged) == sorted(TRIALS[:3])
    page.run()
    assert len(judged) == 3
    session_of(page).absence = "assume"
    page.run()
    assert len(judged) == 6


def test_judging_that_is_broken_off_keeps_what_it_has(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranked, "_AT_ONCE", 1)

    class Stop(BaseException):
        pass

    def told(done: int, _of: int) -> None:
        if done == 2:
            raise Stop

    now = Session(patient=matcher.read_notes(NOTE))
    ranking = ranked.ranking_of(now)
    with TrialLibrary() as trials:
        ranked.find(ranking, trials)
        with pytest.raises(Stop):
            ranked.judge(now, ranking, trials, told)
        assert len(ranking.rows) == 2
        heard_: list[tuple[int, int]] = []
        ranked.judge(now, ranking, trials, lambda done, of: heard_.append((done, of)))
    assert heard_ == [(0, 1), (1, 1)]
    assert len(ranking.shown()) == 3


def test_a_trial_that_cannot_be_read_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = ranked.ParsedTrials.trial

    def broken(self: ranked.ParsedTrials, trials: TrialLibrary, key: str) -> matcher.Trial:
        if key == TRIALS[1]:
            raise matcher.InputError("library", key, "it is <broken>")
        return read(self, trials, key)

    monkeypatch.setattr(ranked.ParsedTrials, "trial", broken)
    page = go(opened(), "trials")
    assert keys(page) == [TRIALS[0], TRIALS[2]]
    assert f"1 could not be judged</summary><ul><li>{TRIALS[1]}: it is &lt;broken&gt;" in shown(page)


def test_a_fact_taken_away_counts_in_the_ranking(library: Path) -> None:
    from matcher.matching.review import Correction

    page = go(opened(), "trials")
    now = session_of(page)
    assert now.patient is not None
    gout = next(fact for fact in now.patient.facts if fact.concept == "gout")
    now.review = now.review.correct(Correction("removed", gout, "", "A"))
    page.run()
    assert "Nothing stands in the way" not in shown(page)


@pytest.mark.parametrize("place", ["trials", "list"])
def test_without_a_library_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setenv("MATCHER_LIBRARY", str(tmp_path / "none.sqlite"))
    page = go(opened(), place)
    assert "There is no" in shown(page)
    assert not (tmp_path / "none.sqlite").exists()


def test_parsed_trials_are_kept_up_to_a_number_and_read_anew_when_they_change(library: Path) -> None:
    parsed = ranked.ParsedTrials(2)
    with TrialLibrary() as trials:
        first = parsed.trial(trials, TRIALS[0])
        assert parsed.trial(trials, TRIALS[0]) is first
        parsed.trial(trials, TRIALS[1])
        parsed.trial(trials, TRIALS[2])
        assert parsed.trial(trials, TRIALS[0]) is not first
        list(
            trials.add(
                {"nct_id": TRIALS[0], "title": "New", "conditions": [], "eligibility": "Inclusion Criteria:\n- Asthma"}
            )
        )
        assert parsed.trial(trials, TRIALS[0]).title == "New"


# ------------------------------------------------------------ work list


@pytest.fixture
def store(library: Path, tmp_path: Path) -> Iterator[WorkStore]:
    with WorkStore(library) as opened_store:
        import_result(opened_store, result_at(write_result(tmp_path / "march", 400)), by="A. B.")
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


# ------------------------------------------------------------ from a list into a pair


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
    from matcher.web.state import Session as Fresh

    assert (Fresh().place, Fresh().work, Fresh().ranking, Fresh().opened, Fresh().back) == (
        "pair",
        None,
        None,
        None,
        None,
    )


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

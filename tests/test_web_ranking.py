"""The ranking of the library's trials on the page: what is judged, shown and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from list_pages import NOTE, field, go, keys, opened, session_of, shown, stocked_library
from work_cases import TRIALS

import matcher
from matcher.store.library import TrialLibrary
from matcher.web import ranked
from matcher.web.state import Session


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stocked_library(tmp_path, monkeypatch)


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

"""Reviews that stay, in real browsers: there after the server was started anew, and told to the second of two who keep them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import postgres
import pytest
from browser import Server, Visit, chromium, override, said, settle, verdict, verdict_is

from matcher.store.reviews import ReviewStore

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

TRIAL = "NCT06421701"
Open = Callable[[], Visit]


class Team:
    """A page on a library of its own that can be started anew, and the browsers that visit it."""

    def __init__(self, engine: Any, folder: Path, library: str) -> None:
        self.engine, self.folder, self.library = engine, folder, library
        self.server: Server | None = None
        self.visits: list[Visit] = []
        self.restart()

    def restart(self) -> None:
        """Kill the server, as a power cut would, and start another one."""
        self._leave()
        self.server = Server(self.folder, MATCHER_LIBRARY=self.library)

    def open(self) -> Any:
        """The page in a browser that has never been there."""
        assert self.server is not None
        self.visits.append(Visit(self.engine, self.server.url))
        return self.visits[-1].open()

    def _leave(self) -> None:
        for visit in self.visits:
            visit.context.close()
        self.visits.clear()
        if self.server is not None:
            self.server.stop()

    def close(self) -> None:
        wrong = [visit.errors + visit.strangers() for visit in self.visits]
        self._leave()
        assert not any(wrong)


@contextmanager
def _library(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield str(folder / "library.sqlite")
    else:
        with postgres.server() as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def team(request: pytest.FixtureRequest, engine: Any, tmp_path: Path) -> Iterator[Team]:
    chromium()
    with ExitStack() as stack:
        library = stack.enter_context(_library(request.param, tmp_path))
        yield stack.enter_context(closing(Team(engine, tmp_path, library)))


def menu(page: Any, patient: str, by: str | None = None) -> None:
    """Open the menu and say whose review it is, and who keeps it."""
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_label("Patient's id or pseudonym").fill(patient)
    if by is not None:
        page.get_by_label("Who keeps it").fill(by)
        page.get_by_label("Who keeps it").press("Tab")
        settle(page)


def press(page: Any, name: str, told: str) -> None:
    """Press a button of the menu and wait for what it says."""
    page.get_by_role("button", name=name, exact=True).click()
    said(page, told)


def test_a_kept_review_is_there_after_a_restart_and_the_second_of_two_is_told(team: Team) -> None:
    first, second = team.open(), team.open()
    override(first, "I7", "Satisfied", "Transfused; 8.4 g/dL on repeat", "R. Viewer")
    override(second, "E21", "Not applicable", "Last dose was given earlier", "S. Else")
    menu(first, "P-17")
    first.get_by_label("State").click()
    first.get_by_role("option", name="contacted").click()
    press(first, "Keep this review", "Kept as version 1 of this review.")
    menu(second, "P-17")
    press(second, "Keep this review", "Not kept yet: R. Viewer saved this review at")
    verdict_is(second, "E21", "Not applicable")

    press(second, "Put mine on top of theirs", "Yours now lies on top of theirs")
    verdict_is(second, "I7", "Satisfied")
    verdict_is(second, "E21", "Not applicable")
    press(second, "Keep this review", "Kept as version 2 of this review.")
    press(first, "Keep this review", "Not kept yet: S. Else saved this review at")
    verdict_is(first, "I7", "Satisfied")
    before = dt.datetime.now(dt.UTC)

    team.restart()
    page = team.open()
    assert verdict(page, "I7") == "Violated"
    menu(page, "P-17")
    press(page, "Take up the kept one", "Kept by S. Else on")
    verdict_is(page, "I7", "Satisfied")
    verdict_is(page, "E21", "Not applicable")
    sides = page.locator("#card-I7 .tm-sides")
    sides.get_by_text("Changed by R. Viewer").wait_for()
    assert "Transfused; 8.4 g/dL on repeat" in sides.inner_text()
    assert "Violated" in sides.inner_text()
    page.locator("#card-E21 .tm-sides").get_by_text("Changed by S. Else").wait_for()
    page.locator("[data-testid=stPopoverBody] .tm-small", has_text="kept by S. Else on").wait_for()

    with ReviewStore(team.library) as store:
        history = store.history("P-17", TRIAL)
    assert [(one.version, one.saved_by) for one in history] == [(2, "S. Else"), (1, "R. Viewer")]
    assert [one.state for one in history] == ["contacted", "contacted"], "joining the two does not set the patient back"
    assert [d.criterion_id for d in history[1].review.decisions] == ["I7"]
    assert {d.criterion_id: d.by for d in history[0].review.decisions} == {"I7": "R. Viewer", "E21": "S. Else"}
    assert history[0].verdicts["I7"] == history[0].verdicts["E21"] == "violated"
    assert {"matcher", "vocabulary", "trial sha256", "notes sha256"} <= set(history[0].versions)
    assert abs(before - history[0].saved_at.replace(tzinfo=dt.UTC)) < dt.timedelta(minutes=10)


def test_what_is_kept_is_listed_exported_and_deleted_and_nothing_is_kept_unasked(engine: Any, tmp_path: Path) -> None:
    chromium()
    file = tmp_path / "library.sqlite"
    with closing(Team(engine, tmp_path, str(file))) as team:
        page = team.open()
        override(page, "I7", "Satisfied", "Transfused", "R. Viewer")
        assert not file.exists()
        menu(page, "P-17")
        press(page, "Show what is kept", "there is no library yet")
        assert not file.exists()
        press(page, "Keep this review", "Kept as version 1 of this review.")
        press(page, "Show what is kept", "1 review of this patient kept.")
        page.get_by_text(f"{TRIAL}: new, version 1, R. Viewer, ").wait_for()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Export what is kept").click()
        waiting.value.save_as(tmp_path / "reviews.json")
        record = json.loads((tmp_path / "reviews.json").read_text(encoding="utf-8"))
        assert [one["criterion_id"] for one in record["reviews"][0]["review"]["decisions"]] == ["I7"]
        settle(page)
        page.get_by_text("Delete all that is kept of this patient, for good").click()
        page.locator("button:not([disabled])", has_text="Delete").filter(has_not_text="all").first.wait_for()
        press(page, "Delete", "1 entry of this patient deleted")
        press(page, "Take up the kept one", "Nothing is kept of this patient and this trial.")
        verdict_is(page, "I7", "Satisfied")
        with ReviewStore(file) as store:
            assert store.count() == 0

"""The ranking and the work list in a real browser: walked by keys, set, found again after a restart, told to the second of two."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Server, Visit, chromium, paste, settle
from test_page_access import LAYOUT, violations
from work_cases import TRIALS, write_result

from matcher.store.library import TrialLibrary
from matcher.store.result_files import result_at
from matcher.store.worklist import Filters, WorkStore
from matcher.store.worklist_import import import_result

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

ROWS = 10_000
COLD = 300_000
"""Milliseconds for a server that has read nothing yet: on a busy machine the first note takes minutes."""
NOTE = "Visit 05/12/2025. 61-year-old man with gout since 2019. Hypertension. No asthma."
KNOWN = (
    (TRIALS[0], "Colchicine at dawn", "Gout", "Inclusion Criteria:\n- Gout\n- Age 18 years or older"),
    (TRIALS[1], "An inhaler", "Asthma", "Inclusion Criteria:\n- Asthma\n- Serum urate above 6 mg/dL"),
    (TRIALS[2], "Gout and more", "Gout", "Inclusion Criteria:\n- Gout\n- HbA1c below 7 %\n- LVEF <= 40 %"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with three trials and a work list of ten thousand rows."""
    folder = tmp_path_factory.mktemp("lists")
    path = folder / "library.sqlite"
    with TrialLibrary(path) as trials:
        for key, title, condition, text in KNOWN:
            list(trials.add({"nct_id": key, "title": title, "conditions": [condition], "eligibility": text}))
    with WorkStore(path) as store:
        import_result(store, result_at(write_result(folder / "march", ROWS)), by="A. B.")
    return path


@pytest.fixture(scope="module")
def lists_server(library: Path) -> Iterator[Server]:
    chromium()
    running = Server(library.parent, MATCHER_LIBRARY=str(library))
    yield running
    running.stop()


@pytest.fixture
def on_lists(engine: Any, lists_server: Server) -> Iterator[Visit]:
    one = Visit(engine, lists_server.url)
    one.context.set_default_timeout(COLD)
    yield one
    one.context.close()
    assert one.errors == []
    assert one.strangers() == []


def go(page: Any, place: str) -> None:
    """Another place of the page, once its rows are there."""
    page.get_by_test_id("stButtonGroup").get_by_text(place, exact=True).click()
    page.locator(".tm-rows tr[data-row]").first.wait_for()
    settle(page)


def named(page: Any, name: str) -> None:
    """Say who sets the states."""
    field = page.get_by_label("Your name or initials", exact=True)
    field.fill(name)
    field.press("Enter")
    settle(page)
    page.evaluate("document.activeElement.blur()")


def picked(page: Any, row_id: int | str) -> None:
    """Wait until a row is the chosen one, beside the list too."""
    page.locator(f'.tm-rows tr.tm-picked[data-row="{row_id}"]').wait_for()
    page.locator(f'.tm-detail[data-row="{row_id}"]').wait_for()


def state_of(page: Any, row_id: int | str, state: str) -> None:
    """Wait until a row of the list and what stands beside it show a state."""
    page.locator(f'.tm-rows tr[data-row="{row_id}"] .tm-state', has_text=re.compile(f"^{state}$")).wait_for()
    page.locator(f'.tm-detail[data-row="{row_id}"] [aria-pressed="true"]', has_text=state).wait_for()


def rows_shown(page: Any, words: str) -> None:
    """Wait until the list says which rows of how many it shows."""
    page.locator(".tm-pager", has_text=words).wait_for()
    settle(page)


def ids(page: Any) -> list[str]:
    return list(page.locator(".tm-rows tr[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)"))


def test_the_trials_are_ranked_and_one_is_opened_by_keys(on_lists: Visit) -> None:
    page = on_lists.open()
    paste(page, NOTE)
    go(page, "Rank trials")
    page.locator(".tm-band", has_text="2 of 3 trials are open to this patient").wait_for()
    assert ids(page) == [TRIALS[0], TRIALS[2], TRIALS[1]]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.locator(f'.tm-rows tr.tm-picked[data-row="{TRIALS[2]}"]').wait_for()
    page.keyboard.press("Enter")
    page.locator(".tm-trial", has_text="Gout and more").wait_for()
    page.locator(".tm-card").nth(2).wait_for()
    page.locator(".tm-notetext", has_text="gout since 2019").wait_for()
    settle(page)
    page.get_by_role("button", name="Back to the ranking").click()
    page.locator(f'.tm-rows tr.tm-picked[data-row="{TRIALS[2]}"]').wait_for()
    page.get_by_label("Only trials with these words", exact=False).fill("inhaler")
    page.keyboard.press("Enter")
    rows_shown(page, "1–1 of 1 trials")
    page.get_by_role("button", name=TRIALS[1]).click()
    page.locator(".tm-trial", has_text="An inhaler").wait_for()


def test_ten_thousand_rows_are_walked_a_page_at_a_time(on_lists: Visit, library: Path) -> None:
    page = on_lists.open()
    go(page, "Work list")
    rows_shown(page, "1–50 of 10,000 rows")
    with WorkStore(library) as store:
        list_id = store.lists()[0].id
        first, second = (store.rows(list_id, offset=offset) for offset in (0, 50))
        filtered = Filters(trial=TRIALS[1], status="review")
        number, best = store.count(list_id, filtered), store.rows(list_id, filtered)
    assert ids(page) == [str(row.id) for row in first]
    assert len(page.content()) < 200_000
    page.keyboard.press("j")
    picked(page, first[0].id)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    picked(page, first[1].id)
    page.keyboard.press("n")
    picked(page, second[0].id)
    rows_shown(page, "51–100 of 10,000 rows")
    assert len(ids(page)) == 50
    page.keyboard.press("k")
    picked(page, first[-1].id)
    page.keyboard.press("j")
    picked(page, second[0].id)
    page.get_by_label("Trial", exact=True).click()
    page.get_by_role("option", name=TRIALS[1]).click()
    rows_shown(page, "1–50 of 2,500 rows")
    page.get_by_label("Status", exact=True).click()
    page.get_by_role("option", name="Needs review").click()
    rows_shown(page, f"1–50 of {number:,} rows")
    assert ids(page) == [str(row.id) for row in best]
    assert len(page.content()) < 200_000


def test_what_is_set_is_there_after_a_restart(engine: Any, library: Path) -> None:
    with WorkStore(library) as store:
        rows = store.rows(store.lists()[0].id, offset=9)
    chosen = str(rows[0].id)
    for visit_number in (1, 2):
        server = Server(library.parent, MATCHER_LIBRARY=str(library))
        visit = Visit(engine, server.url)
        visit.context.set_default_timeout(COLD)
        try:
            page = visit.open()
            go(page, "Work list")
            page.locator(f'tr[data-row="{chosen}"] .tm-name').click()
            picked(page, chosen)
            if visit_number == 1:
                page.keyboard.press("3")
                page.locator(".tm-warning", has_text="Say who you are first").wait_for()
                named(page, "N. N.")
                page.keyboard.press("2")
                state_of(page, chosen, "Flagged")
                page.keyboard.press("3")
            state_of(page, chosen, "Contacted")
            page.locator(".tm-detail", has_text="Contacted: N. N., 20").wait_for()
            page.locator(".tm-detail", has_text="Flagged: N. N., 20").wait_for()
            assert visit.errors == []
        finally:
            visit.context.close()
            server.stop()
    with WorkStore(library) as store:
        kept = store.reviews.history(rows[0].patient_id, rows[0].trial_key)
    assert [(one.state, one.saved_by) for one in kept] == [("contacted", "N. N."), ("flagged", "N. N.")]


def test_of_two_people_the_second_is_told(engine: Any, lists_server: Server, library: Path) -> None:
    with WorkStore(library) as store:
        row = store.rows(store.lists()[0].id, offset=20)[0]
    visits = [Visit(engine, lists_server.url) for _ in range(2)]
    for visit in visits:
        visit.context.set_default_timeout(COLD)
    pages = [visit.open() for visit in visits]
    for page, name in zip(pages, ("First", "Second"), strict=True):
        go(page, "Work list")
        named(page, name)
        page.locator(f'tr[data-row="{row.id}"]').click()
        picked(page, row.id)
    pages[0].keyboard.press("3")
    state_of(pages[0], row.id, "Contacted")
    pages[1].locator(".tm-detail").get_by_role("button", name="Enrolled").click()
    pages[1].locator(".tm-warning", has_text="Not set to enrolled: First set it to contacted").wait_for()
    state_of(pages[1], row.id, "Contacted")
    pages[1].keyboard.press("6")
    state_of(pages[1], row.id, "Enrolled")
    for visit in visits:
        assert visit.errors == []
        visit.context.close()
    with WorkStore(library) as store:
        assert [one.saved_by for one in store.reviews.history(row.patient_id, row.trial_key)] == ["Second", "First"]


def test_a_row_is_opened_as_a_pair_and_the_list_is_where_it_was(on_lists: Visit, library: Path) -> None:
    page = on_lists.open()
    go(page, "Work list")
    page.get_by_label("Trial", exact=True).click()
    page.get_by_role("option", name=TRIALS[0]).click()
    rows_shown(page, "1–50 of 2,500 rows")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    rows_shown(page, "51–100 of 2,500 rows")
    with WorkStore(library) as store:
        row = store.rows(store.lists()[0].id, Filters(trial=TRIALS[0]), offset=51)[0]
    page.get_by_role("button", name=row.patient_id).click()
    picked(page, row.id)
    page.keyboard.press("Enter")
    page.locator(".tm-warning", has_text=f"Paste the notes of patient {row.patient_id}").wait_for()
    page.get_by_label("Note", exact=True).fill(NOTE)
    page.get_by_role("button", name="Match these notes").click()
    page.locator(".tm-band", has_text="Eligible as documented").wait_for()
    settle(page)
    page.get_by_role("button", name="Back to the work list").click()
    rows_shown(page, "51–100 of 2,500 rows")
    picked(page, row.id)


def test_typing_in_a_field_sets_nothing(on_lists: Visit, library: Path) -> None:
    page = on_lists.open()
    go(page, "Work list")
    page.keyboard.press("j")
    page.locator(".tm-rows tr.tm-picked").wait_for()
    chosen = page.locator(".tm-rows tr.tm-picked").get_attribute("data-row")
    picked(page, chosen)
    named(page, "jkn 3 6")
    assert page.locator(".tm-rows tr.tm-picked").get_attribute("data-row") == chosen
    page.locator(f'.tm-detail[data-row="{chosen}"] [aria-pressed="true"]', has_text="New").wait_for()
    page.keyboard.press("?")
    dialog = page.locator("dialog.tm-keys")
    dialog.wait_for()
    assert "state: contacted" in dialog.inner_text()
    page.keyboard.press("3")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    with WorkStore(library) as store:
        row = store.row(int(chosen))
    assert row is not None
    assert row.version == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900)])
def test_the_lists_can_be_read_by_everyone(
    engine: Any, lists_server: Server, tmp_path: Path, width: int, height: int
) -> None:
    visit = Visit(engine, lists_server.url, width, height)
    visit.context.set_default_timeout(COLD)
    page = visit.open()
    for place in ("Rank trials", "Work list"):
        go(page, place)
        page.keyboard.press("j")
        page.locator(".tm-rows tr.tm-picked").wait_for()
        if place == "Work list":
            page.locator(".tm-detail[data-row]").wait_for()
        settle(page)
        assert violations(page, ".tm-rows", ".tm-detail", ".tm-pager", ".tm-band") == []
        assert page.evaluate(LAYOUT) == []
        assert page.evaluate(PANES) == []
        folder = Path(os.environ.get("MATCHER_PICTURES", tmp_path))
        page.screenshot(path=folder / f"{place.replace(' ', '-').lower()}-{width}.png")
    assert visit.errors == []
    visit.context.close()


PANES = """() => [...document.querySelectorAll('.tm-rows, .tm-detail')].flatMap(pane => {
  const box = pane.getBoundingClientRect(), said = [];
  if (pane.scrollWidth > pane.clientWidth + 1) said.push(pane.className + ' scrolls sideways');
  if (box.bottom > innerHeight + 1) said.push(pane.className + ' ends below the window');
  return said;
})"""

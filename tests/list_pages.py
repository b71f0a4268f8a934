"""The page of somebody who ranks trials or walks a work list, run as a script without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from work_cases import TRIALS, write_result

from matcher.store.library import TrialLibrary
from matcher.store.result_files import result_at
from matcher.store.worklist import WorkStore
from matcher.store.worklist_import import import_result
from matcher.web.state import Draft, Session

ROOT = Path(__file__).parents[1]
NOTE = "Visit 05/12/2025. 61-year-old man with gout since 2019. Hypertension. No asthma."
KNOWN = (
    (TRIALS[0], "Colchicine <b>at dawn</b>", "Gout", "Inclusion Criteria:\n- Gout\n- Age 18 years or older"),
    (TRIALS[1], "An inhaler", "Asthma", "Inclusion Criteria:\n- Asthma\n- Serum urate above 6 mg/dL"),
    (TRIALS[2], "Gout and its comorbidities", "Gout", "Inclusion Criteria:\n- Gout\n- HbA1c below 7 %\n- LVEF <= 40 %"),
)


def stocked_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three trials, from now on the one the page uses."""
    path = folder / "library.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(path))
    with TrialLibrary() as trials:
        for key, title, condition, text in KNOWN:
            given = {"nct_id": key, "title": title, "conditions": [condition], "eligibility": text}
            assert [getattr(one, "change", None) for one in trials.add(given)] == ["added"]
    return path


@contextmanager
def work_list(library: Path, folder: Path) -> Iterator[WorkStore]:
    """A library with a work list of 400 rows."""
    with WorkStore(library) as store:
        import_result(store, result_at(write_result(folder / "march", 400)), by="A. B.")
        yield store


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

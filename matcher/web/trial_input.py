"""Where a trial is chosen from the library, pasted or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from matcher.errors import InputError
from matcher.report.visible import one_line
from matcher.web.failures import message
from matcher.web.inputs import problem
from matcher.web.state import Session, session

if TYPE_CHECKING:
    from matcher.store.library import LibraryEntry

_LIBRARY, _PASTE, _FILE = "Library", "Paste", "Upload a file"
_SHOWN = 50


def edit_trial(now: Session) -> None:
    """Ways to name a trial."""
    problem(now)
    known = library_size()
    ways = [*([_LIBRARY] if known else []), _PASTE, _FILE]
    way = st.segmented_control("Trial from", ways, default=ways[0], required=True, key=now.key("trial-way"))
    ready = True
    if way == _LIBRARY:
        ready = _from_library(now, known)
    elif way == _FILE:
        st.file_uploader(
            "Text, ClinicalTrials.gov JSON or XML, or reviewed YAML",
            type=["txt", "json", "xml", "yaml", "yml"],
            key=now.key("trial-file"),
        )
    else:
        st.text_area(
            "Trial: a page from a registry or trial site, or the eligibility text alone",
            placeholder="Paste the page or the text here.",
            height=280,
            key=now.key("trial-text"),
        )
    with st.container(horizontal=True, gap="small"):
        st.button("Use this trial", type="primary", key=now.key("use-trial"), on_click=_use, disabled=not ready)
        if now.trial is not None:
            st.button("Cancel", key=now.key("cancel-trial"), on_click=_cancel)


def library_size() -> int:
    """How many trials the library holds; 0 where there is none, or it cannot be opened."""
    from matcher.store.library import TrialLibrary

    try:
        with TrialLibrary(create=False) as library:
            return len(library)
    except InputError:
        return 0


def found(words: str) -> tuple[LibraryEntry, ...]:
    """The trials of the library that fit some words (NCT id, title, condition), the best first; without words, by id."""
    from matcher.store.library import TrialLibrary

    with TrialLibrary(create=False) as library:
        return library.search(words, limit=_SHOWN) if words.strip() else library.list(limit=_SHOWN)


def _from_library(now: Session, known: int) -> bool:
    words = st.text_input(
        f"NCT id, title or condition ({known:,} trial{'' if known == 1 else 's'} in the library)",
        placeholder="lupus",
        key=now.key("trial-words"),
    )
    try:
        entries = found(words)
    except InputError as error:
        message("The library cannot be read.", bad=True)
        now.problem = str(error)
        return False
    if not entries:
        message("No trial of the library fits these words.")
        return False
    st.selectbox(
        "Trial",
        [entry.key for entry in entries],
        format_func={entry.key: _label(entry) for entry in entries}.get,
        key=now.key(f"trial-key-{words}"),
        help=f"The first {_SHOWN} that fit are listed." if len(entries) == _SHOWN else None,
    )
    return True


def _label(entry: LibraryEntry) -> str:
    about = f" ({', '.join(entry.conditions[:3])})" if entry.conditions else ""
    return one_line(f"{entry.key} – {entry.title or 'without a title'}{about}")


def _cancel() -> None:
    now = session()
    now.editing_trial, now.problem = False, ""


def _use() -> None:
    now = session()
    now.problem = ""
    try:
        _take(now, st.session_state[now.key("trial-way")])
    except InputError as error:
        now.problem = str(error)
    except Exception as error:  # noqa: BLE001 - Streamlit would write the traceback to its log
        now.problem = f"This trial cannot be read ({type(error).__name__})."
    else:
        now.editing_trial = False


def _take(now: Session, way: str) -> None:
    typed = st.session_state
    if way == _LIBRARY:
        from matcher.store.library import TrialLibrary

        words = typed.get(now.key("trial-words")) or ""
        with TrialLibrary(create=False) as library:
            trial = library.get(typed[now.key(f"trial-key-{words}")])
        now.take_trial(trial, trial.text)
    elif way == _FILE:
        file = typed.get(now.key("trial-file"))
        if file is None:
            raise InputError("trial", None, "there is no file yet; drop one.")
        now.read_trial_file(file.name, file.getvalue())
    else:
        now.read_trial(typed.get(now.key("trial-text")) or "")

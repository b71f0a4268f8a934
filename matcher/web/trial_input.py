"""Where a trial is chosen from the library, pasted or dropped."""

from __future__ import annotations

import streamlit as st

from matcher.errors import InputError
from matcher.web.inputs import problem
from matcher.web.state import Session, session

_PASTE, _FILE = "Paste", "Upload a file"


def edit_trial(now: Session) -> None:
    """Ways to name a trial."""
    problem(now)
    ways = [_PASTE, _FILE]
    way = st.segmented_control("Trial from", ways, default=ways[0], required=True, key=now.key("trial-way"))
    if way == _FILE:
        st.file_uploader(
            "Text, ClinicalTrials.gov JSON or XML, or reviewed YAML",
            type=["txt", "json", "xml", "yaml", "yml"],
            key=now.key("trial-file"),
        )
    else:
        st.text_area(
            "Trial: a page from a registry or trial site, or the eligibility text alone",
            value="",
            placeholder="Paste the page or the text here.",
            height=280,
            key=now.key("trial-text"),
        )
    with st.container(horizontal=True, gap="small"):
        st.button("Use this trial", type="primary", key=now.key("use-trial"), on_click=_use)
        if now.trial is not None:
            st.button("Cancel", key=now.key("cancel-trial"), on_click=_cancel)


def _cancel() -> None:
    now = session()
    now.editing_trial, now.problem = False, ""


def _use() -> None:
    now, typed = session(), st.session_state
    file = typed.get(now.key("trial-file"))
    text = typed.get(now.key("trial-text")) or ""
    now.problem = ""
    try:
        if typed.get(now.key("trial-way")) == _FILE:
            if file is None:
                now.problem = "There is no file yet: drop one."
                return
            now.read_trial_file(file.name, file.getvalue())
        else:
            now.read_trial(text)
    except InputError as error:
        now.problem = str(error)
    except Exception as error:  # noqa: BLE001 - Streamlit would write the traceback to its log
        now.problem = f"This trial cannot be read ({type(error).__name__})."
    else:
        now.editing_trial = False

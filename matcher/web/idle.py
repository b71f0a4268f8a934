"""A session nobody uses ends: whoever comes to an open screen finds no patient on it.

The browser says now and then that someone is there; the server counts from the last time it heard so. A closed tab ends its
session by itself (`server.disconnectedSessionTTL`).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import streamlit as st

from matcher.web.failures import guarded
from matcher.web.sign_in import end_session
from matcher.web.state import Session, session

VARIABLE = "MATCHER_IDLE_MINUTES"
DEFAULT = 30.0
_SCRIPT = Path(__file__).with_name("idle.js").read_text(encoding="utf-8")
_mount = st.components.v2.component("trial_matcher.idle", js=_SCRIPT, isolate_styles=False)


def idle_seconds() -> float:
    """After how many seconds without use a session ends: the setting in minutes, else 30; never less than a second."""
    try:
        minutes = float(os.environ.get(VARIABLE, ""))
    except ValueError:
        minutes = DEFAULT
    return max(minutes * 60, 1.0) if minutes > 0 else DEFAULT * 60


def watch(now: Session) -> None:
    """Note that the session is in use, and look after it from now on."""
    used(now)
    limit = idle_seconds()

    @st.fragment(run_every=min(limit / 3, 20.0))
    @guarded
    def pulse() -> None:
        here = session()
        heard = _mount(key="tm-idle", data={"every": limit / 4}, on_used_change=lambda: None)
        if heard.get("used"):
            used(here)
        if expired(here, limit):
            end_session(here, f"The session ended after {_words(limit)} without use. Nothing of the notes is kept.")
            st.rerun()

    pulse()


def used(now: Session) -> None:
    """Note that the session is in use: somebody is there, or it has just been busy."""
    now.touched = time.monotonic()


def expired(now: Session, limit: float) -> bool:
    """Whether a session was not used for longer than the limit. What was typed and not yet handed in counts as much as notes that were."""
    return time.monotonic() - now.touched > limit


def _words(seconds: float) -> str:
    number, unit = (seconds / 60, "minute") if seconds >= 60 else (seconds, "second")
    return f"{number:g} {unit}{'' if number == 1 else 's'}"

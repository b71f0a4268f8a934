"""What a result depends on beside notes and trial: the screening date, and what is made of silence. Beside them stands the answer."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from matcher.web.state import Session, session

_ABSENCE = {"unknown": "Unknown", "assume": "Assumed absent"}


def settings(now: Session, answer: str) -> None:
    """The answer (HTML), and the settings beside it."""
    with st.container(key="tm-settings", horizontal=True, gap="small"):
        st.html(answer)
        with st.container(key="tm-controls", width=430, horizontal=True, vertical_alignment="top", gap="small"):
            _screening_date(now)
            st.segmented_control(
                "What no note mentions",
                options=list(_ABSENCE),
                format_func=lambda name: _ABSENCE[name],
                default=now.absence,
                required=True,
                key=now.key("absence"),
                help="“Assumed absent” may clear a criterion and never breaks one; labs, pregnancy and consent are never assumed.",
                width="content",
                on_change=_policy,
            )


def _policy() -> None:
    now = session()
    now.absence = st.session_state[now.key("absence")] or now.absence


def _day(key: str) -> None:
    session().as_of = st.session_state[key]


def _screening_date(now: Session) -> None:
    assumed = now.patient.as_of if now.patient else None
    shown = now.as_of or assumed
    label = "Screening date"
    if not now.as_of and now.patient:
        label += " (newest note)" if shown else " (please set)"
    key = now.key(f"as-of-{shown}")
    st.date_input(
        label,
        value=shown,
        min_value=dt.date(1950, 1, 1),
        max_value=dt.date(2100, 12, 31),
        format="YYYY-MM-DD",
        key=key,
        width=170,
        on_change=_day,
        args=(key,),
    )

"""Signing in, where it was asked for: nothing of a patient is drawn before the provider has said who is there."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import Any

import streamlit as st

from matcher.report.markup import escape
from matcher.web.failures import guarded
from matcher.web.providers import VARIABLE, SignIn, name_in, read_settings
from matcher.web.state import Session, begun, session


def admitted() -> bool:
    """Whether the page may be drawn; where it may not, this draws what there is to do instead.

    Raises:
        InputError: sign-in was asked for, and its settings cannot be read.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return True
    settings, claims = _settings(path), _claims()
    if begun() and session().leaving:
        # In every run until the browser has left: what is told it in a run that another one cuts short is lost.
        st.logout()
        _ask("You are signed out.")
        return False
    name = name_in(claims) if claims.get("is_logged_in") is True else ""
    if not name:
        _ask("Sign in to see patients and keep reviews.")
        return False
    if not settings.admits(claims):
        _ask(f"{name} is not among those who may use this page. Ask whoever runs it, or sign in as somebody else.")
        st.button("Sign out", key="sign-out", on_click=_leave)
        return False
    before = session().signed_in if begun() else ""
    if before != name:
        if not settings.fresh(claims, time.time()):
            _ask(f"You signed in more than {settings.hours:g} hours ago. Please sign in again.")
            return False
        if before:
            session().clear_patient()
        session().signed_in = name
    return True


def sign_out(now: Session) -> None:
    """The button that signs out, where somebody is signed in."""
    if now.signed_in:
        st.button(
            "Sign out", key="sign-out", width="content", help=_plain(f"Signed in as {now.signed_in}"), on_click=_leave
        )


def end_session(now: Session, notice: str) -> None:
    """Forget the patient of a session that nobody uses, and sign out: the next person at this screen has to say who they are."""
    leaving = bool(now.signed_in)
    now.clear_patient(notice)
    session().leaving = leaving


def _claims() -> dict[str, Any]:
    """What the provider says of who is there; nothing where nobody is signed in."""
    return dict(st.user.to_dict())


@cache
def _settings(path: str) -> SignIn:
    return read_settings(path)


def _ask(why: str) -> None:
    st.html(f'<h1 class="tm-title">Trial matcher</h1><p>{escape(why)}</p>')
    st.button("Sign in", key="sign-in", type="primary", on_click=_enter)


@guarded
def _enter() -> None:
    if begun():
        session().leaving = False
    st.login()


@guarded
def _leave() -> None:
    session().clear_patient()
    session().leaving = True


def _plain(text: str) -> str:
    """Text for a place where Streamlit reads Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|<>~$:&" else sign for sign in text)

"""Signing in: off unless asked for; then nothing of a patient is drawn before somebody who is let in has signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import matcher
from matcher import cli
from matcher.errors import InputError
from matcher.web import sign_in
from matcher.web.actions import name_of
from matcher.web.providers import VARIABLE, SignIn, name_in, read_settings
from matcher.web.server import command
from matcher.web.state import Session

FORM = """
[auth]
redirect_uri = "https://trials.clinic.example/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "matcher"
client_secret = "xyz"
server_metadata_url = "https://login.clinic.example/.well-known/openid-configuration"

[sign_in]
allowed = ["@Clinic.example", "guest@elsewhere.example"]
hours = 8
"""
CLINIC = SignIn(("@clinic.example", "guest@elsewhere.example"), 8.0)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "secrets.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_the_settings_are_read(written: Callable[[str], Path]) -> None:
    assert read_settings(written(FORM)) == CLINIC


@pytest.mark.parametrize(
    ("old", "new", "about"),
    [
        ("[auth]", "[other]", r"\[auth\]: this section is missing"),
        ('client_id = "matcher"', "", r"client_id: it is missing"),
        ('client_secret = "xyz"', 'client_secret = ""', r"client_secret: it is missing"),
        ("0123456789abcdef0123456789abcdef", "short", "at least 32 random characters"),
        ("https://trials", "http://trials", "redirect_uri: give an https address"),
        ("https://login", "http://login", "server_metadata_url: give an https address"),
        ("https://login.clinic.example", "login", "server_metadata_url: give an https address"),
        ("/oauth2callback", "/", "redirect_uri: it is the page's address"),
        ("[sign_in]", "[people]", "say who is let in"),
        ('["@Clinic.example", "guest@elsewhere.example"]', "[]", "say who is let in"),
        ('["@Clinic.example", "guest@elsewhere.example"]', '["clinic.example"]', "neither an address"),
        ('"@Clinic.example"', '"*@clinic@example"', "neither an address"),
        ("hours = 8", "hours = 0", "a number of hours"),
        ("hours = 8", "hours = true", "a number of hours"),
        ("hours = 8", "hours =", "this is no TOML"),
    ],
)
def test_what_would_let_in_others_is_refused(written: Callable[[str], Path], old: str, new: str, about: str) -> None:
    assert old in FORM
    with pytest.raises(InputError, match=about):
        read_settings(written(FORM.replace(old, new)))


@pytest.mark.parametrize(
    ("claims", "in_"),
    [
        ({"email": "a.b@clinic.example"}, True),
        ({"email": "A.B@Clinic.Example", "email_verified": True}, True),
        ({"email": "guest@elsewhere.example"}, True),
        ({"email": "a.b@clinic.example", "email_verified": False}, False),
        ({"email": "a.b@clinic.example", "email_verified": "false"}, False),
        ({"email": "other@elsewhere.example"}, False),
        ({"email": "a@evil-clinic.example"}, False),
        ({"email": "a@ward.clinic.example"}, False),
        ({"email": "evil@elsewhere.example@clinic.example"}, False),
        ({"email": "@clinic.example"}, False),
        ({"name": "a.b@clinic.example", "sub": "1"}, False),
        ({"email": None}, False),
    ],
)
def test_who_is_let_in(claims: dict[str, Any], in_: bool) -> None:
    assert CLINIC.admits(claims) is in_
    assert SignIn(("*",)).admits(claims)


def test_names_and_ages_of_sign_ins() -> None:
    assert name_in({"name": "Rita  Viewer", "email": "r@clinic.example"}) == "Rita Viewer (r@clinic.example)"
    assert name_in({"email": "r@clinic.example"}) == "r@clinic.example"
    assert name_in({"preferred_username": "rita", "sub": "u-1"}) == "rita"
    assert name_in({"sub": "u-1"}) == "u-1"
    assert len(name_in({"name": "R" * 300})) == 200
    assert CLINIC.fresh({"iat": 1000}, 1000 + 8 * 3600)
    assert not CLINIC.fresh({"iat": 1000}, 1001 + 8 * 3600)
    assert not CLINIC.fresh({}, 0)


def test_who_is_signed_in_is_the_reviewer_whatever_was_typed() -> None:
    assert name_of(Session(reviewer="Somebody Else", signed_in="Rita")) == "Rita"


def _page() -> AppTest:
    page = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60).run()
    assert not page.exception
    return page


def _shown(page: AppTest) -> str:
    return "".join(one.proto.body for one in page.get("html"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes and trials that the page reads, made quick: what is drawn of them does not matter here."""
    from report_cases import match, patient, trial

    done: list[str] = []
    monkeypatch.setitem(matcher.__dict__, "match", lambda *_, **__: match())
    monkeypatch.setitem(matcher.__dict__, "read_trial", lambda _: (done.append("trial"), trial())[1])
    monkeypatch.setitem(matcher.__dict__, "read_notes", lambda *_, **__: (done.append("notes"), patient())[1])
    return done


def test_it_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch, read: list[str]) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("sign-in was not asked for")

    monkeypatch.delenv(VARIABLE, raising=False)
    for name in ("login", "logout"):
        monkeypatch.setattr(st, name, never)
    for name in ("_claims", "_settings", "_ask"):
        monkeypatch.setattr(sign_in, name, never)
    page = _page()
    assert read == ["trial", "notes"]
    assert 'class="tm-notetext' in _shown(page)
    assert not [button for button in page.button if button.label.startswith("Sign")]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, written: Callable[[str], Path], read: list[str]) -> dict[str, Any]:
    """A page that asks to sign in, and the claims of who is there."""
    claims: dict[str, Any] = {}
    monkeypatch.setenv(VARIABLE, str(written(FORM)))
    monkeypatch.setattr(sign_in, "_claims", lambda: claims)
    return claims


RITA = {"is_logged_in": True, "email": "rita@clinic.example", "name": "Rita"}


@pytest.mark.parametrize(
    ("claims", "told", "buttons"),
    [
        ({}, "Sign in to see patients", ["Sign in"]),
        ({**RITA, "iat": 4e9, "is_logged_in": False}, "Sign in to see patients", ["Sign in"]),
        ({**RITA, "iat": 4e9, "email": "m@elsewhere.example"}, "not among those", ["Sign in", "Sign out"]),
        ({**RITA, "iat": 1}, "more than 8 hours ago", ["Sign in"]),
    ],
)
def test_before_that_nothing_of_a_patient_is_read_or_drawn(
    asked: dict[str, Any], read: list[str], claims: dict[str, Any], told: str, buttons: list[str]
) -> None:
    asked.update(claims)
    page = _page()
    assert told in _shown(page)
    assert read == []
    assert "matcher_session" not in page.session_state
    assert 'class="tm-notetext' not in _shown(page)
    assert [button.label for button in page.button] == buttons
    assert not page.text_input
    assert not page.text_area


def test_who_was_let_in_works_under_their_name_until_somebody_else_comes(asked: dict[str, Any]) -> None:
    asked.update(RITA, iat=time.time())
    page = _page()
    assert 'class="tm-notetext' in _shown(page)
    now = page.session_state["matcher_session"]
    assert now.signed_in == "Rita (rita@clinic.example)"
    assert not [field for field in page.text_input if "Who keeps it" in field.label]
    assert "Kept as Rita (rita@clinic.example)." in _shown(page)
    asked["iat"] = 1
    page.run()
    assert 'class="tm-notetext' in _shown(page), "a sign-in that grows old ends no work"
    asked.update(email="sam@clinic.example", name="Sam", iat=time.time())
    page.run()
    now = page.session_state["matcher_session"]
    assert now.signed_in == "Sam (sam@clinic.example)"
    assert now.patient is None


def test_clearing_the_patient_keeps_who_is_there(asked: dict[str, Any]) -> None:
    asked.update(RITA, iat=time.time())
    page = _page()
    next(button for button in page.button if button.label == "Clear patient").click().run()
    assert not page.exception
    assert page.session_state["matcher_session"].signed_in == "Rita (rita@clinic.example)"


def test_who_leaves_is_led_away_in_every_run_until_they_are_gone(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[str] = []
    monkeypatch.setattr(st, "logout", lambda: led.append("out"))
    monkeypatch.setattr(st, "login", lambda: led.append("in"))
    asked.update(RITA, iat=time.time())
    page = _page()
    next(button for button in page.button if button.label == "Sign out").click().run()
    assert led == ["out"]
    assert 'class="tm-notetext' not in _shown(page)
    page.run()
    assert led == ["out", "out"], "a redirect that a second run swallowed is told again"
    assert page.session_state["matcher_session"].patient is None
    next(button for button in page.button if button.label == "Sign in").click()
    asked.clear()
    page.run()
    assert led == ["out", "out", "in"]


def test_a_settings_file_that_is_gone_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.toml"))
    page = _page()
    assert "cannot be read" in _shown(page)
    assert read == []


def test_the_command_reads_the_settings_before_it_starts(
    written: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(FORM.replace("[sign_in]", "[people]"))
    assert cli._guarded(lambda: cli.app(["app", "--port", "8777", "--sign-in", str(file)])) == 2
    assert "say who is let in" in capsys.readouterr().err


def test_the_server_is_told_where_the_settings_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "/somewhere/else.toml")
    arguments, environment = command(8777)
    assert VARIABLE not in environment
    assert not [one for one in arguments if one.startswith("--secrets")]
    arguments, environment = command(8777, names=("trials.clinic.example",), sign_in=tmp_path / "secrets.toml")
    assert environment[VARIABLE] == str(tmp_path / "secrets.toml")
    assert f"--secrets.files={tmp_path / 'secrets.toml'}" in arguments
    assert "--server.allowedHosts=trials.clinic.example" in arguments

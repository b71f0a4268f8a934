"""Signing in, in a real browser and with a provider on this machine: first who is there, then the patient."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import Server, Visit, chromium, free_port, override, said, settle
from provider import Provider, provider, settings

from matcher.store.reviews import ReviewStore

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def directory() -> Iterator[Provider]:
    chromium()
    with provider() as running:
        yield running


@contextmanager
def page_that_asks(directory: Provider, folder: Path, *options: str) -> Iterator[Server]:
    """A page that asks to sign in, on a library of its own."""
    port = free_port()
    file = folder / "secrets.toml"
    file.write_text(settings(directory.url, port, ["@clinic.example"]), encoding="utf-8")
    library = str(folder / "library.sqlite")
    running = Server(folder, "--sign-in", str(file), *options, port=port, MATCHER_LIBRARY=library)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def guarded(directory: Provider, tmp_path: Path) -> Iterator[Server]:
    with page_that_asks(directory, tmp_path) as running:
        yield running


def arrive(visit: Visit) -> Any:
    """The page as somebody sees it who is not signed in; nothing of a patient or a trial is on it."""
    visit.page.goto(visit.url)
    visit.page.get_by_role("button", name="Sign in").wait_for()
    settle(visit.page)
    assert visit.page.locator(".tm-card, .tm-notetext, .tm-band, textarea, input").count() == 0
    assert "lupus" not in visit.page.content().lower()
    return visit.page


def signed_out(page: Any, directory: Provider) -> None:
    """Wait until the provider was told, and the browser is back: the cookie is gone then."""
    end = time.monotonic() + 120
    while "/end" not in directory.asked:
        assert time.monotonic() < end, "the provider was not told"
        page.wait_for_timeout(100)
    page.wait_for_url("http://127.0.0.1:*/")
    page.get_by_role("button", name="Sign in").wait_for()


def test_who_signs_in_is_who_keeps_the_review(
    engine: Any, guarded: Server, directory: Provider, tmp_path: Path
) -> None:
    directory.user = {"name": "Rita Viewer", "email": "rita@clinic.example", "email_verified": True}
    visit = Visit(engine, guarded.url)
    page = arrive(visit)
    assert "/authorize" not in directory.asked
    page.get_by_role("button", name="Sign in").click()
    page.locator(".tm-card").first.wait_for()
    page.locator(".tm-notetext").first.wait_for()
    settle(page)
    override(page, "I7", "Satisfied", "Transfused", None)
    page.locator("#card-I7 .tm-sides").get_by_text("Changed by Rita Viewer (rita@clinic.example)").wait_for()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_label("Patient's id or pseudonym").fill("P-17")
    assert page.get_by_label("Who keeps it").count() == 0
    page.get_by_role("button", name="Keep this review").click()
    said(page, "Kept as version 1 of this review.")
    with ReviewStore(tmp_path / "library.sqlite") as store:
        (entry,) = store.list()
    assert entry.saved_by == "Rita Viewer (rita@clinic.example)"

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sign out").click()
    signed_out(page, directory)
    settle(page)
    assert page.locator(".tm-card, .tm-notetext").count() == 0
    page.reload()
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.locator(".tm-card, .tm-notetext").count() == 0
    assert visit.errors == []
    assert visit.strangers() == []
    visit.context.close()
    log = guarded.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "rita" not in log.lower()


def test_a_session_nobody_uses_is_signed_out(engine: Any, directory: Provider, tmp_path: Path) -> None:
    directory.user = {"email": "rita@clinic.example"}
    with page_that_asks(directory, tmp_path, "--idle-minutes", "0.3") as running:
        visit = Visit(engine, running.url)
        page = arrive(visit)
        page.get_by_role("button", name="Sign in").click()
        page.locator(".tm-card").first.wait_for()
        page.get_by_role("button", name="Sign in").wait_for()
        signed_out(page, directory)
        page.reload()
        page.get_by_role("button", name="Sign in").wait_for()
        assert page.locator(".tm-card, .tm-notetext").count() == 0
        assert directory.asked.count("/token") == 1, "the cookie was still good"
        visit.context.close()


@pytest.mark.parametrize(
    "user",
    [
        {"name": "Mallory", "email": "mallory@elsewhere.example", "email_verified": True},
        {"name": "Mallory", "email": "rita@clinic.example", "email_verified": False},
        {"name": "Mallory"},
    ],
    ids=["another domain", "not verified", "no address"],
)
def test_others_are_signed_in_and_see_nothing(
    engine: Any, guarded: Server, directory: Provider, user: dict[str, Any]
) -> None:
    directory.user = user
    visit = Visit(engine, guarded.url)
    page = arrive(visit)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("is not among those who may use this page").wait_for()
    settle(page)
    assert page.locator(".tm-card, .tm-notetext, .tm-band, textarea, input").count() == 0
    assert "lupus" not in page.content().lower()
    visit.context.close()


def test_only_a_cookie_under_the_pages_own_secret_signs_in(engine: Any, guarded: Server, tmp_path: Path) -> None:
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    claims = {"is_logged_in": True, "email": "rita@clinic.example", "name": "Rita", "provider": "default"}
    claims |= {"origin": guarded.url, "iat": int(time.time())}
    own = tomllib.loads((tmp_path / "secrets.toml").read_text(encoding="utf-8"))["auth"]["cookie_secret"]

    def holding(secret: str) -> Visit:
        visit = Visit(engine, guarded.url)
        value = create_signed_value(secret, USER_COOKIE_NAME, json.dumps(claims)).decode()
        visit.context.add_cookies([{"name": USER_COOKIE_NAME, "value": value, "url": guarded.url}])
        return visit

    forged = holding(own[::-1])
    arrive(forged)
    forged.context.close()
    true = holding(own)
    true.open()
    true.context.close()

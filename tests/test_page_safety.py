"""What must not happen on the page: notes seen by others, words that run, requests to elsewhere, a patient left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Server, Visit, paste, settle, verdict

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

SECRET = "Qworblatine"
HOSTILE = """<script>window.ran = 'script'</script> <img src=x onerror="window.ran = 'onerror'"> <svg onload="window.ran='svg'">
<a href="javascript:window.ran='link'">click</a> <iframe srcdoc="<script>parent.ran='frame'</script>"></iframe>
"></mark><script>window.ran='attribute'</script> <style>* { display: none }</style> </textarea><b>
# heading **bold** [link](javascript:window.ran='markdown') ![image](http://example.org/x.png) $x^2$ :smile: :red[red] `code`
| a | b |
\u202eevil\u202c \u2066iso\u2069 \u200bzero {{ constructor.constructor('window.ran=1')() }} ${7*7} <!-- --> &lt;entity&gt;
Systemic lupus erythematosus since 2014 <b>x</b>. Hemoglobin 7.4 g/dL. Took belimumab <i>y</i> on 09/08/2025. Visit 09/18/2025."""


def test_two_sessions_never_see_each_others_notes(engine: Any, server: Server) -> None:
    first, second = Visit(engine, server.url), Visit(engine, server.url)
    first.open()
    second.open()
    paste(first.page, f"Takes {SECRET} one. Hemoglobin 7.1 g/dL on 05/10/2025.")
    paste(second.page, "Takes nothing. Hemoglobin 12.1 g/dL on 05/10/2025.")
    first.page.locator("#card-I7 .tm-pick").click()
    settle(first.page)
    assert SECRET in first.page.content()
    assert (verdict(first.page, "I7"), verdict(second.page, "I7")) != ("Violated", "Violated")
    assert SECRET not in second.page.content()
    second.page.reload()
    second.page.locator(".tm-card").first.wait_for()
    assert SECRET not in second.page.content()
    for visit in (first, second):
        visit.context.close()


def test_a_hostile_note_shows_as_text_and_runs_nothing(visit: Visit) -> None:
    page = visit.open()
    paste(page, HOSTILE)
    shown = page.locator(".tm-notetext").inner_text()
    for expected in (
        "<script>window.ran = 'script'</script>",
        """<img src=x onerror="window.ran = 'onerror'">""",
        "**bold** [link](javascript:window.ran='markdown')",
        ":smile: :red[red] `code`",
        "<U+202E>evil<U+202C>",
        "&lt;entity&gt;",
    ):
        assert expected in shown
    for mark in page.locator(".tm-notes mark").all()[:6]:
        mark.click()
    page.locator(".tm-pick").first.click()
    assert page.evaluate("window.ran") is None
    assert (
        page.locator(".tm-notes, .tm-cards, .tm-bar")
        .locator("script, img, iframe, svg, style, a[href^=javascript]")
        .count()
        == 0
    )
    page.get_by_role("button", name="Paste or edit notes").click()
    settle(page)
    assert page.get_by_label("Note", exact=True).input_value().startswith("<script>")
    assert page.evaluate("window.ran") is None
    assert page.locator("h1").count() == 1


def test_a_hostile_trial_shows_as_text_and_runs_nothing(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="Change trial").click()
    page.get_by_label("Trial:", exact=False).fill(
        "Inclusion Criteria:\n- Hemoglobin ≥ 8 g/dL <script>window.ran=1</script>\n- <img src=x onerror=window.ran=2> lupus **nephritis**\n"
    )
    page.get_by_role("button", name="Use this trial").click()
    page.locator(".tm-card", has_text="**nephritis**").wait_for()
    settle(page)
    assert "<script>window.ran=1</script>" in page.locator(".tm-cards").inner_text()
    assert page.evaluate("window.ran") is None


def test_nobody_else_is_asked_for_anything(engine: Any, server: Server) -> None:
    visit = Visit(engine, server.url)
    page = visit.open()
    paste(page, HOSTILE)
    page.get_by_role("button", name="Export").click()
    page.wait_for_timeout(500)
    assert len(visit.requests) > 10
    assert visit.strangers() == []
    assert not [url for url in visit.requests if "fonts.googleapis" in url or "example.org" in url]
    visit.context.close()


def test_clearing_the_patient_leaves_no_word_on_the_page(visit: Visit) -> None:
    page = visit.open()
    paste(page, f"Takes {SECRET}. Hemoglobin 7.1 g/dL.")
    assert SECRET in page.content()
    page.get_by_role("button", name="Clear patient").click()
    page.get_by_text("Patient cleared").wait_for()
    settle(page)
    assert SECRET not in page.content()
    assert page.locator(".tm-notes").count() == 0
    assert page.locator(".tm-bar").count() == 0 or SECRET not in page.locator(".tm-bar").inner_text()


def test_no_word_of_a_note_is_in_the_servers_log(visit: Visit, server: Server) -> None:
    page = visit.open()
    paste(page, f"Takes {SECRET}. Hemoglobin 7.1 g/dL.")
    page.keyboard.press("j")
    settle(page)
    log = server.log.read_text(encoding="utf-8")
    assert SECRET not in log
    assert "Traceback" not in log


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Server]:
    """A page whose sessions end after 24 seconds without use."""
    running = Server(tmp_path, MATCHER_IDLE_MINUTES="0.4")
    yield running
    running.stop()


def test_an_idle_session_ends_and_one_in_use_goes_on(engine: Any, hasty: Server) -> None:
    visit = Visit(engine, hasty.url)
    page = visit.open()
    paste(page, f"Takes {SECRET}. Hemoglobin 7.1 g/dL.")
    for _ in range(30):
        page.mouse.move(300, 300 + _)
        page.wait_for_timeout(1000)
    assert SECRET in page.content()
    page.get_by_text("The session ended after 24 seconds without use").wait_for(timeout=45_000)
    settle(page)
    assert SECRET not in page.content()
    assert page.locator(".tm-card").count() == 0
    visit.context.close()


def test_other_names_of_this_machine_are_not_served(server: Server) -> None:
    """A foreign site that makes its name point here (DNS rebinding) is refused by the page's connection."""
    import socket

    def handshake(host: str) -> bytes:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
            wire.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Origin: http://{host}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            return wire.recv(200)

    assert handshake(f"127.0.0.1:{server.port}").startswith(b"HTTP/1.1 101")
    assert not handshake("evil.example").startswith(b"HTTP/1.1 101")

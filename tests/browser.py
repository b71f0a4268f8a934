"""A real browser before a real page: Debian's Chromium, driven by Playwright, and `matcher app` on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium is installed (Debian: apt-get install chromium), and these tests need one"


def chromium() -> str:
    """The browser's path. Without one the test is skipped, but fails where CI is set: there it must run."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`matcher app` in a folder of its own."""

    def __init__(self, folder: Path, *options: str, port: int | None = None, **environment: str) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "page.log"
        self._out = self.log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "matcher.cli", "app", "--port", str(self.port), *options],
            cwd=folder,
            env={**os.environ, "HOME": str(folder), **environment},
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 90
        while not self._healthy():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, "the page did not answer within 90 s"
            time.sleep(0.2)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.read() == b"ok")
        except OSError:
            return False

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._out.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One page for all tests of a process; every test has a session of its own on it."""
    chromium()
    running = Server(tmp_path_factory.mktemp("page"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    """The browser."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visit:
    """One browser window on the page, with what it asked for and what went wrong in it."""

    def __init__(self, engine: Any, url: str, width: int = 1440, height: int = 900, scale: float = 1) -> None:
        self.url = url
        self.context = engine.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, reduced_motion="reduce"
        )
        # Two busy cores may need a minute where an idle machine needs a second; what is slow is measured in benchmarks.
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket_: self.requests.append(socket_.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append("a dialog was opened"), dialog.dismiss()))

    def open(self) -> Any:
        self.page.goto(self.url)
        self.page.locator(".tm-card").first.wait_for()
        self.page.locator(".tm-notetext").first.wait_for()
        settle(self.page)
        return self.page

    def strangers(self) -> list[str]:
        """Requests to anywhere but the page's own address; data and blob addresses ask nobody."""
        local = [urlsplit(url) for url in self.requests]
        return [url.geturl() for url in local if url.scheme not in ("data", "blob") and url.hostname != "127.0.0.1"]


@pytest.fixture
def visit(engine: Any, server: Server) -> Iterator[Visit]:
    """A window on the page; afterwards: nothing went wrong in it, and nobody else was asked for anything."""
    one = Visit(engine, server.url)
    yield one
    one.context.close()
    assert one.errors == []
    assert one.strangers() == []


def settle(page: Any) -> None:
    """Wait until the server has drawn the page again, and nothing of what was there before is left on it."""
    page.evaluate(
        """() => new Promise((done, fail) => {
          const app = document.querySelector('[data-testid="stApp"]');
          const end = Date.now() + 120000;
          let calm = 0;
          const look = () => {
            const stale = document.querySelector('[data-stale="true"]') || document.querySelectorAll('.tm-cards').length > 1;
            calm = app.dataset.testScriptState === 'notRunning' && !stale ? calm + 1 : 0;
            if (calm >= 10) done();
            else if (Date.now() > end) fail(new Error('the page is not drawn within 120 s'));
            else setTimeout(look, 50);
          };
          setTimeout(look, 100);
        })"""
    )


def paste(page: Any, *notes: str) -> None:
    """Put notes in place of those that are there, and have them matched."""
    page.get_by_role("button", name="Paste or edit notes").click()
    for number, note in enumerate(notes):
        if number:
            page.get_by_role("button", name="Add another note").click()
        name = f"Note {number + 1}" if len(notes) > 1 and number else "Note"
        settle(page)
        page.get_by_label(name, exact=True).last.fill(note)
    page.get_by_role("button", name="Match these notes").click()
    page.locator(".tm-notetext").first.wait_for()
    settle(page)


def status(page: Any) -> str:
    """The line on top."""
    return str(page.locator(".tm-band").inner_text())


def verdict(page: Any, criterion: str) -> str:
    """The verdict on a criterion's card, as word."""
    return str(page.locator(f"#card-{criterion} header .tm-verdict").inner_text()).split(maxsplit=1)[-1]


def verdict_is(page: Any, criterion: str, word: str) -> None:
    """Wait until a criterion's card has the verdict."""
    page.locator(f"#card-{criterion} header .tm-verdict", has_text=word).wait_for()


def said(page: Any, words: str) -> None:
    """Wait for a line that the page says, and until it is drawn."""
    page.locator(".tm-warning", has_text=words).first.wait_for()
    settle(page)


def override(page: Any, criterion: str, word: str, reason: str, by: str | None) -> None:
    """Put a verdict of one's own in place of the matcher's."""
    page.locator(f"#card-{criterion}").hover()
    page.locator(f"#card-{criterion}").get_by_role("button", name="Override").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(f"{word} –").click()
    dialog.get_by_label("Reason").fill(reason)
    if by is not None:
        dialog.get_by_label("Your name or initials").fill(by)
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    verdict_is(page, criterion, word)
    settle(page)


def lit(page: Any) -> list[str]:
    """The words lit up in the notes."""
    return [" ".join(words.split()) for words in page.locator(".tm-notes mark.tm-lit").all_inner_texts()]


def in_view(page: Any, selector: str) -> bool:
    """Whether an element lies within the window and within the pane that scrolls it."""
    return bool(
        page.locator(selector).first.evaluate(
            """element => {
              const box = element.getBoundingClientRect();
              if (box.top < 0 || box.bottom > innerHeight) return false;
              const pane = element.closest('.tm-notes');
              if (!pane) return document.elementFromPoint(box.left + 12, box.top + 6)?.closest('.tm-card') === element;
              const frame = pane.getBoundingClientRect();
              return box.top >= frame.top && box.bottom <= frame.bottom;
            }"""
        )
    )

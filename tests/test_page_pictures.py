"""The README's pictures, taken of the page as it is. `make screenshots` writes them; otherwise they are only compared in size."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from browser import Visit, settle

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

ROOT = Path(__file__).parents[1]


def _take(visit: Visit, name: str, folder: Path) -> Path:
    """A picture of the window, in docs/ where that was asked for."""
    path = (ROOT / "docs" if os.environ.get("MATCHER_SCREENSHOTS") else folder) / name
    visit.page.screenshot(path=path)
    return path


def _size(picture: Path) -> tuple[int, int]:
    return struct.unpack(">II", picture.read_bytes()[16:24])


def _held(picture: Path) -> None:
    """The README shows this picture, and the one it shows is no other in size."""
    shown = ROOT / "docs" / picture.name
    assert f"docs/{picture.name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert _size(shown) == _size(picture) == (1440, 900)
    assert picture.stat().st_size > 60_000, "the picture is empty"


def test_the_first_visit_is_pictured(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    page.keyboard.press("j")
    page.evaluate("document.activeElement.blur()")
    _held(_take(visit, "page.png", tmp_path))


def test_an_override_is_pictured(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    page.locator("#card-I7").hover()
    page.locator("#card-I7").get_by_role("button", name="Override").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Unknown –").click()
    dialog.get_by_label("Reason").fill("Transfused on 17 September; a repeat value is ordered.")
    dialog.get_by_label("Your name or initials").fill("Reviewer A")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    settle(page)
    page.locator("#card-I7 .tm-pick").click()
    page.wait_for_timeout(300)
    _held(_take(visit, "page-override.png", tmp_path))

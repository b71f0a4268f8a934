"""For every pair of hands and eyes: keys alone, a screen reader's rules, a small window, a large zoom."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Server, Visit, in_view, lit, settle, status, verdict

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

OWN = [
    "header",
    ".tm-bandbox",
    ".tm-trial",
    ".tm-cards",
    ".tm-notes",
    ".tm-bar",
    ".tm-changes",
    ".tm-title",
    ".tm-plain",
    ".tm-legend",
    ".tm-support",
]


def violations(page: Any, *within: str) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    present = [[selector] for selector in within if page.locator(selector).count()]
    found = Axe().run(page, context={"include": present}).response["violations"]
    return [
        f"{item['id']}: {node['target']}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def test_axe_finds_nothing_serious(visit: Visit) -> None:
    page = visit.open()
    assert violations(page, *OWN) == []
    page.keyboard.press("j")
    page.keyboard.press("a")
    settle(page)
    page.locator(".tm-changes summary").click()
    page.locator("mark.tm-several").first.click()
    assert violations(page, *OWN) == []
    page.get_by_role("button", name="Keys").click()
    assert violations(page, ".tm-keys") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Keep this review").wait_for()
    assert violations(page, "[data-testid=stPopoverBody]") == []


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    """The rule itself can fail: a button without a name is found."""
    page = visit.open()
    page.evaluate("document.querySelector('.tm-bar').append(document.createElement('button'))")
    assert [item for item in violations(page, ".tm-bar") if item.startswith("button-name")]


def test_the_keys_do_it_all(visit: Visit) -> None:
    page = visit.open()
    keys = page.keyboard
    keys.press("j")
    assert page.evaluate("document.activeElement.dataset.c") == "I7"
    assert lit(page) == ["Hemoglobin 7.6"]
    assert in_view(page, "#card-I7")
    keys.press("j")
    assert page.evaluate("document.activeElement.dataset.c") == "E21"
    assert len(lit(page)) == 2
    keys.press("e")
    assert in_view(page, "mark.tm-here")
    keys.press("k")
    assert page.evaluate("document.activeElement.dataset.c") == "I7"
    keys.press("u")
    assert page.evaluate("document.activeElement.dataset.v") == "unknown"
    first = page.evaluate("document.activeElement.dataset.c")
    keys.press("u")
    assert page.evaluate("document.activeElement.dataset.c") != first
    assert in_view(page, ".tm-picked")
    keys.press("k")
    keys.press("a")
    card = page.locator(f"#card-{first}")
    card.get_by_text("Accepted by").wait_for()
    assert page.evaluate("document.activeElement.dataset.c") == first
    keys.press("z")
    card.get_by_text("Accepted by").wait_for(state="detached")
    keys.press("m")
    assert page.locator(".tm-bar .tm-jump").count() > 0
    keys.press("Escape")
    assert lit(page) == []


def test_an_override_by_keys_alone(visit: Visit) -> None:
    page = visit.open()
    keys = page.keyboard
    keys.press("j")
    keys.press("o")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").wait_for()
    for _ in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Space")
    keys.press("Tab")
    keys.type("jkuao: just a reason")
    keys.press("Tab")
    keys.type("me")
    keys.press("Tab")
    keys.press("Enter")
    dialog.wait_for(state="detached")
    settle(page)
    assert "jkuao: just a reason" in page.locator("#card-I7 .tm-sides").inner_text()
    assert verdict(page, "I7") != "Violated"
    assert "1 violated" in status(page)


def test_a_note_is_pasted_by_keys_alone(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="Paste or edit notes").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Note", exact=True)
    field.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("Hemoglobin 7.2 g/dL on 05/10/2025. juke box")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Match these notes":
            break
    page.keyboard.press("Enter")
    page.locator(".tm-notetext", has_text="juke box").wait_for()


def test_typing_is_never_taken_for_a_key(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="Change trial").click()
    field = page.get_by_label("Trial:", exact=False)
    field.wait_for()
    field.fill("")
    field.press_sequentially("jkuaofnw?")
    assert field.input_value() == "jkuaofnw?"
    assert page.locator(".tm-picked").count() == 0
    assert page.get_by_role("dialog").count() == 0
    page.locator(".tm-title").click()
    page.keyboard.press("Control+j")
    assert page.locator(".tm-picked").count() == 0


def test_the_keys_are_explained_and_can_be_switched_off(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("?")
    help_ = page.locator("dialog.tm-keys")
    assert "next criterion" in help_.inner_text()
    help_.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    help_.wait_for(state="detached")
    page.keyboard.press("j")
    assert page.locator(".tm-picked").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 800)])
def test_the_answer_stays_on_top(engine: Any, server: Server, width: int, height: int) -> None:
    visit = Visit(engine, server.url, width, height)
    page = visit.open()
    for _ in range(20):
        page.keyboard.press("j")
    card, band, notes = (page.locator(name).bounding_box() for name in (".tm-picked", ".tm-band", ".tm-notes"))
    assert 0 <= band["y"] < 20
    assert band["y"] + band["height"] <= card["y"]
    assert band["y"] + band["height"] <= notes["y"]
    assert card["y"] + card["height"] <= height
    assert notes["y"] + notes["height"] <= height
    visit.context.close()


def test_what_is_not_in_the_way_is_short_until_it_is_chosen(visit: Visit) -> None:
    page = visit.open()
    card = page.locator("#card-I6")
    short = card.bounding_box()["height"]
    card.locator(".tm-pick").click()
    assert card.bounding_box()["height"] > short + 20
    assert card.locator("details").first.is_visible()


LAYOUT = """() => {
  // What stays on top lies over what is scrolled under it.
  document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
  const shown = [...document.querySelectorAll('.tm-band, .st-key-tm-controls, .tm-trial, .st-key-tm-filter, .tm-bar, .tm-cards, .tm-notes, .st-key-tm-head button')]
    .filter(element => element.offsetParent && !element.closest('dialog'));
  const boxes = shown.map(element => [element.className, element, element.getBoundingClientRect()]);
  const over = [];
  boxes.forEach(([name, element, box], n) => {
    if (box.right > innerWidth + 1 || box.left < -1) over.push(name + ' is wider than the window');
    boxes.slice(n + 1).forEach(([other, second, b]) => {
      if (element.contains(second) || second.contains(element)) return;
      if (Math.min(box.right, b.right) - Math.max(box.left, b.left) > 2 && Math.min(box.bottom, b.bottom) - Math.max(box.top, b.top) > 2)
        over.push(name + ' over ' + other);
    });
  });
  document.querySelectorAll('.tm-card, .tm-band, .tm-bar, .tm-trial').forEach(element => {
    if (element.scrollWidth > element.clientWidth + 1) over.push(element.className + ' ' + element.id + ' is cut off');
  });
  const root = document.documentElement, main = document.querySelector('[data-testid="stMain"]');
  if (root.scrollWidth > root.clientWidth || main.scrollWidth > main.clientWidth) over.push('the page scrolls sideways');
  return over;
}"""


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(1440, 900, 1), (1280, 800, 1), (640, 400, 2), (1024, 768, 1)],
    ids=["1440", "1280", "zoom 200 %", "1024"],
)
def test_nothing_overlaps_and_nothing_scrolls_sideways(
    engine: Any, server: Server, width: int, height: int, scale: float
) -> None:
    visit = Visit(engine, server.url, width, height, scale)
    page = visit.open()
    settle(page)
    assert page.evaluate(LAYOUT) == []
    page.locator("mark.tm-several").first.click()
    page.keyboard.press("j")
    page.keyboard.press("a")
    settle(page)
    assert page.evaluate(LAYOUT) == []
    page.get_by_role("button", name="Paste or edit notes").click()
    settle(page)
    assert page.evaluate(LAYOUT) == []
    visit.context.close()

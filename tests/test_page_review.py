"""What a clinician does on the page, in a real browser: read, see, disagree, take away."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from browser import Visit, in_view, lit, override, paste, settle, status, verdict, verdict_is

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

NOTE = (
    """Visit 05/12/2025. 46-year-old woman with systemic lupus erythematosus since 2014, SLEDAI-2K 11.
Anti-dsDNA 210 IU/mL. Hemoglobin 7.4 g/dL on 05/10/2025. WBC 4.1, neutrophils 2.9, platelets 180 10^9/L.
Belimumab was stopped in 2021. No pregnancy. She signed the informed consent.
"""
    + "\n".join(f"Paragraph {n}: nothing to report." for n in range(80))
    + "\nHistory of breast cancer in 2022, treated with surgery.\n"
)


def test_pasted_notes_are_judged_and_a_card_lights_its_words(visit: Visit) -> None:
    page = visit.open()
    paste(page, NOTE)
    assert "Not eligible" in status(page)
    assert verdict(page, "I7") == "Violated"
    page.locator("#card-I7").get_by_role("button", name="Show the evidence").click()
    assert [words[:19] for words in lit(page)] == ["Hemoglobin 7.4 g/dL"]
    assert in_view(page, "mark.tm-lit")
    cancer = page.locator(".tm-card", has=page.locator(".tm-quote", has_text="breast cancer")).first
    cancer.locator(".tm-quote", has_text="breast cancer").first.click()
    assert "breast cancer" in " ".join(lit(page))
    assert in_view(page, "mark.tm-lit")


def test_a_part_of_the_criterion_lights_its_own_words_only(visit: Visit) -> None:
    page = visit.open()
    page.locator("#card-I7 .tm-atom", has_text="platelets").click()
    assert lit(page) == ["Platelets 141"]
    assert in_view(page, "mark.tm-lit")
    page.locator("#card-I7 .tm-atom", has_text="Hemoglobin").click()
    assert lit(page) == ["Hemoglobin 7.6"]


def test_a_mark_shows_its_criteria_and_the_part_it_speaks_to(visit: Visit) -> None:
    page = visit.open()
    page.locator("mark", has_text="last injection 09/08/2025").click()
    picked = page.locator(".tm-card.tm-picked")
    assert "E21" in picked.evaluate_all("cards => cards.map(card => card.dataset.c)")
    assert in_view(page, ".tm-card.tm-picked")
    assert page.locator("#card-E21 .tm-atom.tm-lit").inner_text() == "B-cell targeted therapy"
    assert "belimumab" in page.locator(".tm-read").inner_text()


def test_marks_that_overlap_are_told_apart(visit: Visit) -> None:
    page = visit.open()
    several = page.locator("mark.tm-several").first
    ids = (several.get_attribute("data-c") or "").split()
    assert len(ids) > 1
    several.click()
    assert page.locator(".tm-bar .tm-jump").all_inner_texts() == ids


def _export(visit: Visit, name: str, folder: Path) -> bytes:
    page = visit.page
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=name).wait_for(state="hidden")
    return target.read_bytes()


def test_an_override_changes_the_summary_and_stands_in_every_export(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    assert "2 violated" in status(page)
    override(page, "I7", "Satisfied", "Transfused; 8.4 g/dL on repeat, <b>see chart</b>", "R. Viewer")
    assert "1 violated" in status(page)
    assert verdict(page, "I7") == "Satisfied"
    sides = page.locator("#card-I7 .tm-sides").inner_text()
    assert "Violated" in sides
    assert "Changed by R. Viewer" in sides
    assert "<b>see chart</b>" in sides
    override(page, "E21", "Not applicable", "Last dose was given earlier", "R. Viewer")
    assert "Needs review" in status(page)

    record = json.loads(_export(visit, "JSON record –", tmp_path))
    assert [d["criterion_id"] for d in record["review"]["decisions"]] == ["I7", "E21"]
    assert record["status"] == "review"
    assert record["machine"]["status"] == "ineligible"
    rows = {
        row["id"]: row
        for row in csv.DictReader(io.StringIO(_export(visit, "CSV table –", tmp_path).decode("utf-8-sig")))
    }
    assert (rows["I7"]["verdict"], rows["I7"]["matcher_verdict"], rows["I7"]["reviewer"]) == (
        "satisfied",
        "violated",
        "R. Viewer",
    )
    html = _export(visit, "HTML report –", tmp_path).decode()
    assert "Transfused; 8.4 g/dL on repeat, &lt;b&gt;see chart&lt;/b&gt;" in html
    assert _export(visit, "PDF report –", tmp_path).startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"match-NCT06421701-2025-09-18.{e}" for e in ("csv", "html", "json", "pdf")
    ]

    page.locator("#card-I7").hover()
    page.locator("#card-I7").get_by_role("button", name="Take back").click()
    verdict_is(page, "I7", "Violated")
    settle(page)
    assert "1 violated" in status(page)


def test_a_protected_report_opens_with_its_passphrase(visit: Visit, tmp_path: Path) -> None:
    from matcher.report.sealed import unsealed

    page = visit.open()
    page.get_by_role("button", name="Export").click()
    page.locator("input[type=password]").fill("short")
    page.get_by_role("button", name="Protected report").click()
    page.get_by_text("use at least 12 characters").wait_for()
    page.locator("input[type=password]").fill("four random words here")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Protected report").click()
    waiting.value.save_as(tmp_path / "box.age")
    assert b"Not eligible" in unsealed((tmp_path / "box.age").read_bytes(), "four random words here")


def test_a_fact_called_wrong_is_no_longer_counted(visit: Visit) -> None:
    page = visit.open()
    page.locator("mark", has_text="Hemoglobin").first.click()
    page.locator(".tm-read").get_by_role("button", name="Wrong").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("hemoglobin 7.6 g/dL").wait_for()
    dialog.get_by_role("button", name="Do not count it").click()
    dialog.wait_for(state="detached")
    verdict_is(page, "I7", "Unknown")
    settle(page)
    assert "1 violated" in status(page)
    assert "Violated" in page.locator("#card-I7 .tm-sides").inner_text()
    page.locator(".tm-changes summary").click()
    page.locator(".tm-changes").get_by_role("button", name="Take back").click()
    verdict_is(page, "I7", "Violated")


SELECT = """words => {
  const walk = document.createTreeWalker(document.querySelector('.tm-notetext'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) return void getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
  throw new Error('these words are not in the note');
}"""


def test_a_fact_is_added_from_selected_words(visit: Visit) -> None:
    page = visit.open()
    paste(
        page,
        "Café visit \U0001f600 05/12/2025.\r\nWoman, 46, with systemic lupus erythematosus.\r\nHer white cells were 2.1 G/l yesterday.",
    )
    page.evaluate(SELECT, "white cells were 2.1 G/l")
    page.locator(".tm-told", has_text="Selected").wait_for()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.locator("q").wait_for()
    assert dialog.locator("q").inner_text() == "white cells were 2.1 G/l"
    dialog.get_by_label("Kind").click()
    page.get_by_role("option", name="Measurement or score").click()
    settle(page)
    dialog.get_by_label("Meaning").fill("white blood cell count")
    page.keyboard.press("Enter")
    settle(page)
    dialog.get_by_label("Value").fill("2.1")
    dialog.get_by_label("Unit").fill("10^9/L")
    page.keyboard.press("Enter")
    settle(page)
    dialog.get_by_role("button", name="Add the fact").click()
    dialog.wait_for(state="detached")
    verdict_is(page, "I7", "Violated")
    settle(page)
    assert page.locator("#card-I7 .tm-quote").first.inner_text().strip("“”").startswith("white cells were 2.1 G/l")
    assert "".join(page.locator("mark.tm-is-added").all_inner_texts()) == "white cells were 2.1 G/l"


def test_a_private_note_stays_on_its_words(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    page.evaluate(SELECT, "Rituximab was discussed")
    page.locator(".tm-told", has_text="Selected").wait_for()
    page.get_by_role("button", name="Private note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Private note").fill("ask why <i>not</i>")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.locator("mark.tm-is-remark").first.wait_for()
    settle(page)
    assert "".join(page.locator("mark.tm-is-remark").all_inner_texts()) == "Rituximab was discussed"
    assert json.loads(_export(visit, "JSON record –", tmp_path))["review"]["remarks"][0]["text"] == "ask why <i>not</i>"


def test_the_absence_policy_changes_the_verdicts(visit: Visit) -> None:
    page = visit.open()
    assert "assumed absent" not in page.locator(".tm-cards").inner_text()
    page.get_by_text("Assumed absent").click()
    page.locator(".tm-cards").get_by_text("assumed absent").first.wait_for()

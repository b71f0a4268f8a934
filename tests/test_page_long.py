"""A note of a hundred thousand characters, as records are pasted in one piece."""

from __future__ import annotations

import time

import pytest
from browser import Visit, in_view, lit, settle, verdict

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

DAY = """Progress note 0{month}/1{day}/2025. Woman with systemic lupus erythematosus, SLEDAI-2K 8. Ferritin 12{day} ng/mL.
WBC 4.{day} 10^9/L, neutrophils 2.9 10^9/L, platelets 18{day} 10^9/L. Creatinine 0.{day} mg/dL. Prednisone 7.5 mg daily.
No fever, no cough, no new rash. Denies seizures. Blood pressure 12{day}/80 mmHg. Plan unchanged, return in four weeks.

"""


def _long(characters: int) -> str:
    days = [DAY.format(month=n % 9 + 1, day=n % 10) for n in range(characters // 300)]
    text = "Date of visit: 12/30/2025\n\n" + "".join(days)
    return text[: characters - 36] + "\nHemoglobin 7.1 g/dL on 12/30/2025.\n"


def test_a_very_long_note_stays_usable(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="Paste or edit notes").click()
    settle(page)
    text = _long(100_000)
    page.get_by_label("Note", exact=True).fill(text)
    page.get_by_role("button", name="Match these notes").click()
    page.locator(".tm-notetext").wait_for(timeout=120_000)
    settle(page)
    assert len(page.locator(".tm-notetext").inner_text()) >= 99_000
    assert verdict(page, "I7") == "Violated"
    start = time.monotonic()
    page.locator("#card-I7 .tm-pick").click()
    assert "Hemoglobin 7.1 g/dL" in " ".join(lit(page))
    assert in_view(page, "mark.tm-lit")
    for _ in range(5):
        page.keyboard.press("j")
    page.get_by_text("Assumed absent").click()
    settle(page)
    assert time.monotonic() - start < 60

"""Files dropped into the page, and uploads nobody at the page asked for."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request

import pytest
from browser import Server, Visit, settle, verdict

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

WORDS = "Date of visit: 05/12/2025. Hemoglobin 7.2 g/dL on 05/10/2025."


def _docx(text: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, text)
    canvas.save()
    return out.getvalue()


def _drop(visit: Visit, *files: tuple[str, bytes]) -> None:
    page = visit.page
    page.get_by_role("button", name="Paste or edit notes").click()
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )
    page.get_by_text(files[-1][0]).first.wait_for()
    settle(page)
    page.get_by_role("button", name="Match these notes").click()
    settle(page)


@pytest.mark.parametrize("kind", ["docx", "pdf", "txt"])
def test_a_dropped_file_is_read(visit: Visit, kind: str) -> None:
    visit.open()
    data = {"docx": _docx(WORDS), "pdf": _pdf(WORDS), "txt": WORDS.encode()}[kind]
    _drop(visit, (f"letter.{kind}", data))
    assert "Hemoglobin 7.2 g/dL" in visit.page.locator(".tm-notetext").inner_text()
    assert verdict(visit.page, "I7") == "Violated"
    assert f"letter.{kind}" in visit.page.locator(".tm-notehead").inner_text()


def test_several_files_stand_one_below_the_other_with_their_dates(visit: Visit) -> None:
    visit.open()
    _drop(visit, ("a.txt", WORDS.encode()), ("b.txt", b"Date of visit: 06/01/2025\nHemoglobin 9.9 g/dL on 06/01/2025."))
    heads = visit.page.locator(".tm-notehead").all_inner_texts()
    assert [head.split() for head in heads] == [
        ["Note", "1", "of", "2", "a.txt", "12", "May", "2025"],
        ["Note", "2", "of", "2", "b.txt", "1", "Jun", "2025"],
    ]
    assert "Hemoglobin 9.9 g/dL" in " ".join(visit.page.locator("#card-I7 .tm-quote").all_inner_texts())


def test_a_picture_is_refused_with_a_reason_and_the_old_result_stays(visit: Visit) -> None:
    page = visit.open()
    _drop(visit, ("scan.pdf", b"%PDF-1.4 not really"))
    assert "scan.pdf" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Cancel").click()
    page.locator(".tm-notetext", has_text="RHEUMATOLOGY").wait_for()


def test_a_trial_is_uploaded(visit: Visit) -> None:
    page = visit.open()
    record = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000003", "briefTitle": "Blood in lupus"},
            "conditionsModule": {"conditions": ["Lupus"]},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* Hemoglobin < 9 g/dL\n",
                "sex": "ALL",
            },
        }
    }
    page.get_by_role("button", name="Change trial").click()
    page.get_by_text("Upload a file", exact=True).click()
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(
        [{"name": "trial.json", "mimeType": "application/json", "buffer": json.dumps(record).encode()}]
    )
    page.get_by_text("trial.json").first.wait_for()
    settle(page)
    page.get_by_role("button", name="Use this trial").click()
    page.locator(".tm-trial", has_text="Blood in lupus").wait_for()
    settle(page)
    assert page.locator(".tm-card", has_text="Hemoglobin < 9 g/dL").first.inner_text()


def test_an_upload_from_another_site_is_refused(server: Server) -> None:
    """Without the token that only the page has, and from another origin."""
    request = urllib.request.Request(
        f"{server.url}/_stcore/upload_file/0/0", data=b"x", method="PUT", headers={"Origin": "http://evil.example"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code in (400, 403)

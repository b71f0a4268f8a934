"""What is taken away: the table, the printed report, the protected file, and the reviewer's word in all of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
import report_cases
from report_cases import HEMOGLOBIN, NOTE, match, patient, trial

from matcher.errors import InputError
from matcher.matching.review import Correction, Decision, Remark, Review
from matcher.report.csv import cell, match_csv
from matcher.report.html import document
from matcher.report.json import match_json
from matcher.report.pdf import match_pdf
from matcher.report.sealed import sealed, unsealed
from matcher.report.summary import View, view

AT = dt.datetime(2025, 5, 21, 9, 30, tzinfo=dt.UTC)
WORDS = "Belimumab last given 05/10/2025"
REVIEW = (
    Review()
    .decide(Decision("I1", "satisfied", "=transfused on 19 May, <b>8.4</b>", "A. Reviewer", AT))
    .decide(Decision("E3", "not_applicable", "", "A. Reviewer", AT))
    .correct(Correction("removed", HEMOGLOBIN, "a copy of the old value", "A. Reviewer", AT))
    .remark(Remark("n1", NOTE.index(WORDS), NOTE.index(WORDS) + len(WORDS), WORDS, "ask the ward", "A. Reviewer", AT))
)


@pytest.fixture
def reviewed() -> View:
    return view(trial(), patient(), REVIEW.decided(match()), machine=match(), review=REVIEW)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_has_a_row_for_every_criterion() -> None:
    rows = _rows(match_csv(view(trial(), patient(), match())))
    assert [row["id"] for row in rows] == ["I1", "I2", "E1", "E2", "E3"]
    assert rows[0]["verdict"] == rows[0]["matcher_verdict"] == "violated"
    assert rows[0]["evidence"] == "“Hgb 7.6 g/dL” (12 May 2025, 8 days before)"
    assert rows[4]["verdict"] == "not applicable"


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_both_verdicts_stand_in_the_table(reviewed: View) -> None:
    rows = {row["id"]: row for row in _rows(match_csv(reviewed)) if row["record"] == "criterion"}
    low = rows["I1"]
    assert (low["verdict"], low["matcher_verdict"], low["reviewer_verdict"]) == ("satisfied", "violated", "satisfied")
    assert low["matcher_reason"] == "Hemoglobin 7.6 g/dL is 76 g/L, below 80 g/L."
    assert low["reviewer_reason"] == "'=transfused on 19 May, <b>8.4</b>"
    assert low["reviewed_at"] == "2025-05-21T09:30:00+00:00"
    others = [row for row in _rows(match_csv(reviewed)) if row["record"] != "criterion"]
    assert [(row["record"], row["text"]) for row in others][1] == ("private note", "ask the ward")
    assert others[0]["record"] == "fact removed"
    assert others[0]["reviewer_reason"] == "a copy of the old value"


def test_the_record_holds_the_review_and_the_matchers_own_verdicts(reviewed: View) -> None:
    record = json.loads(match_json(reviewed))
    assert record["status"] == "ineligible"
    assert [d["criterion_id"] for d in record["review"]["decisions"]] == ["I1", "E3"]
    assert record["review"]["corrections"][0]["fact"]["text"] == "Hgb 7.6 g/dL"
    assert record["review"]["remarks"][0]["text"] == "ask the ward"
    assert next(j["verdict"] for j in record["machine"]["judgements"]) == "violated"
    assert next(j["verdict"] for j in record["judgements"]) == "satisfied"
    assert "review" not in json.loads(match_json(view(trial(), patient(), match())))


def test_the_page_shows_both_side_by_side(reviewed: View) -> None:
    html = document(reviewed)
    card = html.partition('id="card-I1"')[2].partition("</article>")[0]
    for expected in (
        "Matcher",
        "Violated",
        "below 80 g/L",
        "Changed by A. Reviewer",
        "Satisfied",
        "=transfused on 19 May, &lt;b&gt;8.4&lt;/b&gt;",
    ):
        assert expected in card
    assert "Accepted by A. Reviewer, 21 May 2025" in html.partition('id="card-E3"')[2].partition("</article>")[0]
    assert "What the reviewer changed (4)" in html
    assert "ask the ward" in html
    assert "tm-is-removed" in html
    assert "<button" not in html


def _pages(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_printed_report_says_everything_in_signs_that_print(reviewed: View) -> None:
    text = _pages(match_pdf(reviewed))
    for expected in (
        "A trial & more",
        "Not eligible",
        "Hemoglobin ≥ 80 g/L",
        "Matcher: ✕ Violated",
        "Changed by A. Reviewer, 21 May 2025: ✓ Satisfied",
        "“Hgb 7.6 g/dL” 12 May 2025, 8 days before",
        "signed <consent>",
        "ask the ward",
        "Supports a decision, does not make it",
        "tabs stay.",
        "<script>alert(1)</script>",
        "<U+202E>abc<U+202C>",
    ):
        assert expected in text, expected


def test_what_the_fonts_do_not_have_is_written_as_its_code() -> None:
    said = report_cases.patient("≤ 5 µmol/L ≥ α → ² ½ 狼 \U0001f600")
    text = _pages(match_pdf(view(trial(), said, match(said))))
    assert "≤ 5 µmol/L ≥ α → ² ½ <U+72FC> <U+1F600>" in text


def test_a_long_note_goes_on_over_pages_without_losing_a_line() -> None:
    note = "\n".join(f"line {number} of the note " + "word " * 30 for number in range(300))
    said = report_cases.patient(note)
    text = _pages(match_pdf(view(trial(), said, match(said))))
    assert [number for number in range(300) if f"line {number} of" not in text] == []


def test_a_long_word_is_broken_and_kept() -> None:
    said = report_cases.patient("x" * 1000)
    assert _pages(match_pdf(view(trial(), said, match(said)))).count("x") >= 1000


def test_a_protected_file_opens_with_its_passphrase_only() -> None:
    box = sealed(b"report", "four random words here")
    assert box.startswith(b"age-encryption.org/v1\n")
    assert b"report" not in box
    assert unsealed(box, "four random words here") == b"report"
    with pytest.raises(InputError, match="another passphrase"):
        unsealed(box, "four random words there")
    with pytest.raises(InputError, match="no file in the age format"):
        unsealed(b"%PDF", "four random words here")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(InputError, match="at least 12 characters"):
        sealed(b"report", "short")

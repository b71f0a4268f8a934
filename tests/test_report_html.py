"""The HTML report: everything in it, nothing of it runs, nothing of it comes from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from report_cases import NOTE, match, patient, trial

from matcher.matching.types import Judgement
from matcher.notes.types import Note
from matcher.report.cards import cards
from matcher.report.facts_html import facts_document
from matcher.report.html import document
from matcher.report.marked_notes import marked_note
from matcher.report.summary import View, view
from matcher.report.visible import visible

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Reader(HTMLParser):
    """Elements with their text, and a check that every one is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.words.setdefault(tag, []).append(data)

    def text_of(self, tag: str) -> str:
        return "".join(self.words.get(tag, []))


@pytest.fixture
def shown() -> View:
    return view(trial(), patient(), match())


def test_the_page_is_well_formed_and_runs_nothing(shown: View) -> None:
    for text in (document(shown), facts_document(patient())):
        page = Reader(text)
        assert page.open == []
        names = {tag for tag, _ in page.tags}
        assert not names & {"script", "img", "iframe", "link", "object", "embed", "form"}
        attributes = [(name, value or "") for _, found in page.tags for name, value in found.items()]
        assert not [name for name, _ in attributes if name.startswith("on")]
        assert all(value.startswith("#") for name, value in attributes if name in ("href", "src"))
        assert "url(" not in text
        assert "http" not in re.sub(r"http-equiv", "", text)


def test_hostile_words_show_as_text(shown: View) -> None:
    page = Reader(document(shown))
    words = page.text_of("article")
    for expected in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "**bold** [x](javascript:1)",
        "␛[31mred␇",
        "<U+202E>abc<U+202C>",
    ):
        assert words.count(expected) >= 2, expected
    assert "Clinic <note>" in words
    assert "signed <consent>" in words


def test_the_note_keeps_its_layout_and_its_words() -> None:
    text = marked_note(patient().notes[0], 0, match().judgements)
    body = text.partition('class="tm-notetext"')[2].partition(">")[2]
    assert Reader("<div>" + body.removesuffix("</article>")).text_of("div") == visible(NOTE)
    assert "No  " in text
    assert ";\ttabs stay.\n" in text


def test_marks_carry_criteria_and_the_look_of_the_worst() -> None:
    marks = [
        found for tag, found in Reader(marked_note(patient().notes[0], 0, match().judgements)).tags if tag == "mark"
    ]
    by_start = {int(found["data-start"] or -1): found for found in marks}
    low = by_start[NOTE.index("Hgb")]
    assert (low["data-c"], low["title"]) == ("I1 E2", "I1 violated; E2 violated")
    assert "tm-violated" in (low["class"] or "").split()
    assert "tm-several" in (low["class"] or "").split()
    assert "tm-unknown" in (by_start[NOTE.index("<script>")]["class"] or "").split()
    assert by_start[NOTE.index("No  ")]["data-c"] == "E1"


def test_every_quote_leads_to_a_mark(shown: View) -> None:
    page = Reader(document(shown))
    anchors = [found.get("id") for _, found in page.tags if found.get("id")]
    assert len(anchors) == len(set(anchors))
    for tag, found in page.tags:
        if tag == "a":
            assert (found["href"] or "")[1:] in anchors


def test_a_card_says_everything(shown: View) -> None:
    cut = {part.split('"')[0]: part for part in cards(shown).split('id="card-')[1:]}
    low, open_, denied = cut["I1"], cut["I2"], cut["E1"]
    for expected in (
        "Violated",
        "✕",
        "Inclusion not met",
        "derived",
        "Hemoglobin ≥ 80 g/L;",
        "below 80 g/L",
        "Hgb 7.6 g/dL",
        "12 May 2025, 8 days before",
    ):
        assert expected in low
    for expected in ("Unknown", "Inclusion open", "Missing", "signed &lt;consent&gt;"):
        assert expected in open_
    for expected in ("Exclusion absent", "documented", "note of 14 May 2025", "Parts (2)", "HbA1c", "overruled"):
        assert expected in denied
    assert "does not decide" not in open_
    assert "does not decide" in cut["E2"].partition("1 more")[2]
    assert "Exclusion does not apply" in cut["E3"]


def test_deciding_criteria_come_first(shown: View) -> None:
    assert re.findall(r'id="card-(\w+)"', cards(shown)) == ["I1", "E2", "I2", "E1", "E3"]
    assert "Ruled out by" in document(shown)


def test_a_trial_without_criteria_says_so() -> None:
    from dataclasses import replace

    empty = view(replace(trial(), criteria=()), patient(), replace(match(), judgements=(), status="review"))
    assert "No criterion was found" in document(empty)


def test_a_judgement_without_criterion_is_refused() -> None:
    from dataclasses import replace

    stray = replace(match(), judgements=(Judgement("X9", "unknown", "none", (), "", (), ()),))
    with pytest.raises(ValueError, match="X9"):
        view(trial(), patient(), stray)


@pytest.mark.parametrize("text", ["", "\n\n", "no evidence here"])
def test_notes_without_evidence_are_shown_plain(text: str) -> None:
    assert "<mark" not in marked_note(Note(text, "n9"), 0, match().judgements)

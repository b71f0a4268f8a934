"""Sections: where they begin and end, and what standing in one means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from marked import check

from matcher.notes.pipeline import load_pipeline
from matcher.notes.reader import view_of
from matcher.notes.sections import section_kinds
from matcher.notes.types import Note


def kinds(text: str) -> list[tuple[str | None, str]]:
    view = view_of(Note(text, note_id="n"))
    assert [s.start for s in view.sections[1:]] == [s.end for s in view.sections[:-1]]
    assert view.sections[0].start == 0
    assert view.sections[-1].end == len(text)
    return [(s.kind, text[s.body_start : s.end].strip()) for s in view.sections if text[s.start : s.end].strip()]


def test_there_are_forty_kinds_and_each_wording_stands_once() -> None:
    wordings = [wording for kind in section_kinds().values() for wording in kind.headers]
    assert len(section_kinds()) >= 40
    assert len(wordings) == len(set(wordings))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMH: HTN\nMeds: aspirin", [("past medical history", "HTN"), ("medications", "aspirin")]),
        ("PAST MEDICAL HISTORY\nGout\n\nPLAN\nRest", [("past medical history", "Gout"), ("plan", "Rest")]),
        (
            "stable,MEDICATIONS: , 1. Aspirin,PLAN: , Observe",
            [(None, "stable,"), ("medications", "1. Aspirin,"), ("plan", "Observe")],
        ),
        (
            "Medications: aspirin. Allergies: none. Seen today.",
            [("medications", "aspirin."), ("allergies", "none."), (None, "Seen today.")],
        ),
        (
            "Past history. In 2016 gout.\n\nShe was cheerful.",
            [("past medical history", "In 2016 gout."), (None, "She was cheerful.")],
        ),
        ("She has a history of asthma: no attacks.", [(None, "She has a history of asthma: no attacks.")]),
        ("Assessment:: stable", [("impression", "stable")]),
    ],
)
def test_sections_of_a_text(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize("written", [str, str.upper, str.title])
def test_medspacy_gives_each_wording_its_kind_in_any_case(written: Callable[[str], str]) -> None:
    # Its answer to a wording is kept, so that it must not hang on the case in which a note has it first.
    component = load_pipeline().get_pipe("clinical_sections")
    kinds = {wording: kind.kind for kind in section_kinds().values() for wording in kind.headers}
    doc = component.tokenizer("\n".join(map(written, kinds)))
    found = {
        doc[section.title_start : section.title_end].text: section.category
        for section in component.sectionizer(doc)._.sections
    }
    assert found == {written(wording): kind for wording, kind in kinds.items()}


def test_a_narrow_section_ends_at_an_unknown_label() -> None:
    check("Family history: mother with <f family>diabetes</f>.\nWeekend plans: none\n<f>Psoriasis</f> on the elbows.")


def test_family_section_runs_over_a_wrapped_line() -> None:
    check(
        "FAMILY HISTORY: mother has a long-standing diagnosis of lupus and had a\n<f family type=procedure>kidney transplant</f> in 2019."
    )


@pytest.mark.parametrize(
    ("header", "date", "precision", "copied"),
    [
        ("LABORATORY (05/12/2025)", dt.date(2025, 5, 12), "day", False),
        ("Labs 01/13:", dt.date(2025, 1, 13), "day", False),
        ("LABS AT DISCHARGE (02/19)", dt.date(2025, 2, 19), "day", False),
        ("HISTORY OF PRESENT ILLNESS (copied from visit of 03/12/2025)", dt.date(2025, 3, 12), "note", True),
        ("PROBLEM LIST (carried forward, last reviewed 02/2023)", dt.date(2023, 2, 1), "note", True),
        ("HEMATOLOGY   07/17   06/12   Ref", None, "none", False),
    ],
)
def test_dates_in_headers(header: str, date: dt.date | None, precision: str, copied: bool) -> None:
    view = view_of(Note(f"{header}\nSLE, active", note_id="n", date=dt.date(2025, 7, 18)))
    section = view.section_at(len(header) + 3)
    assert (section.date, section.date_precision, section.copied) == (date, precision, copied)


def test_facts_of_copied_text_say_so_and_carry_its_date() -> None:
    patient = check(
        "PROBLEM LIST (carried forward, last reviewed 02/2023)\n1. <f qualifier=copied_forward date=2023-02-01 date_precision=note>Cellulitis</f>",
        date="2025-10-01",
    )
    assert patient.facts[0].section == "problem list"


def test_instructions_are_no_findings() -> None:
    check("DISCHARGE INSTRUCTIONS:\nCall for <f hypothetical>fever</f> or <f hypothetical>bleeding</f>.")

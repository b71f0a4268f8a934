"""What a note's words around a finding say of it: plans, ends, ownership of dates, errors of entry, answers behind their name."""

from __future__ import annotations

import datetime as dt

import pytest

import matcher
from matcher.notes.types import Fact


def fact(text: str, concept: str, date: str | None = "2025-06-01") -> Fact:
    return next(f for f in matcher.read_notes([matcher.Note(text, date=date)]).facts if f.concept == concept)


@pytest.mark.parametrize(
    "text",
    [
        "Gout: no (urate 300). On allopurinol 2015.",
        "Gout no (urate 300).",
        "Gout no.",
    ],
)
def test_an_answer_behind_the_name_denies_it(text: str) -> None:
    assert fact(text, "gout").negated


def test_a_number_behind_no_is_no_answer() -> None:
    assert not fact("Gout, seen in room no. 5.", "gout").negated


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Meds: lisinopril, metformin 500 mg to start after the scan", "metformin"),
        ("Metformin to start tomorrow.", "metformin"),
        ("Metformin to start", "metformin"),
    ],
)
def test_a_drug_that_is_to_start_is_planned(text: str, concept: str) -> None:
    assert fact(text, concept).status == "planned"


def test_the_drug_before_a_plan_for_another_is_in_use() -> None:
    assert fact("Meds: lisinopril 10 mg daily. To start metformin.", "lisinopril").status != "planned"


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("We discussed bleeding, infection and scarring.", "infection"),
        ("Counselled on options including infection and blood clots.", "infection"),
        ("Discussed risks: bleeding, infection, cataract.", "cataract"),
    ],
)
def test_harms_talked_over_are_no_findings(text: str, concept: str) -> None:
    assert fact(text, concept).hypothetical


@pytest.mark.parametrize(
    ("text", "concept"),
    [("We discussed her infection at length.", "infection"), ("He has bleeding and infection.", "infection")],
)
def test_a_disease_talked_over_is_there(text: str, concept: str) -> None:
    assert not fact(text, concept).hypothetical


def test_a_date_is_of_the_thing_it_stands_behind() -> None:
    text = "Vaccines: influenza 10/2024, MMR, zoster vaccine 2022"
    assert fact(text, "influenza vaccine").date == dt.date(2024, 10, 1)
    assert fact(text, "measles, mumps and rubella vaccine").date_precision == "note"
    history = "PMH: gout 2017, asthma, pneumonia 2012"
    assert fact(history, "gout").date == dt.date(2017, 1, 1)
    assert fact(history, "asthma").date_precision == "note"


def test_a_date_is_shared_where_no_comma_parts() -> None:
    text = "PMH: gout and asthma since 2017"
    assert fact(text, "asthma").date == dt.date(2017, 1, 1)


def test_a_denial_takes_no_date_behind_a_semicolon() -> None:
    assert fact("Diabetes: no; pneumonia 2018.", "diabetes mellitus").date_precision == "note"


def test_a_disease_has_the_date_of_the_operation_done_for_it() -> None:
    assert fact("Hip fracture s/p hemiarthroplasty 6/2022", "hip fracture").date == dt.date(2022, 6, 1)
    assert fact("Hip fracture. Hemiarthroplasty 6/2022", "hip fracture").date_precision == "note"


def test_a_disease_of_childhood_only_is_over() -> None:
    told = fact("Asthma as a child only (none since age 12).", "asthma")
    assert told.historical
    assert "resolved" in told.qualifiers
    assert not told.ongoing


def test_a_list_of_tests_whose_results_are_awaited_names_no_infection() -> None:
    facts = matcher.read_notes("Bloods today: FBC, HIV, syphilis, HbA1c - results awaited.").facts
    assert not [f for f in facts if f.concept in ("hiv infection", "syphilis")]


def test_a_later_saturation_on_oxygen_is_not_on_room_air() -> None:
    values = {
        f.value: f.qualifiers for f in matcher.read_notes("SpO2 88% RA -> 96% 2L NC").facts if f.type == "measurement"
    }
    assert values == {88.0: ("room air",), 96.0: ("on oxygen",)}


def test_an_extreme_may_stand_behind_its_value() -> None:
    assert fact("plt 31 nadir 5/12", "platelet count").qualifiers == ("nadir",)
    assert fact("plt 31", "platelet count").qualifiers == ()


def test_the_result_of_a_dated_study_has_its_date() -> None:
    values = {
        f.value: f.date
        for f in matcher.read_notes([matcher.Note("TTE 5/10 EF 35%, rpt 5/18 EF 50%.", date="2025-06-01")]).facts
        if f.type == "measurement"
    }
    assert values == {35.0: dt.date(2025, 5, 10), 50.0: dt.date(2025, 5, 18)}


def test_results_of_that_time_are_earlier_ones() -> None:
    assert fact("ESR was 88 and CRP 9.4 mg/dL at that time.", "erythrocyte sedimentation rate").historical
    assert not fact("ESR was 88 and CRP 9.4 mg/dL.", "erythrocyte sedimentation rate").historical


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("No rejection since kidney transplant.", "kidney transplantation"),
        ("No fever since the operation.", "surgery"),
        ("She has had no seizures since her craniotomy.", "craniotomy"),
    ],
)
def test_what_nothing_has_been_since_is_not_denied(text: str, concept: str) -> None:
    assert not fact(text, concept).negated


def test_a_denial_before_since_holds() -> None:
    assert fact("No fever since the operation.", "fever").negated


@pytest.mark.parametrize(
    ("text", "concept", "year"),
    [
        ("35-year-old woman. Type 1 diabetes since age 11.", "type 1 diabetes", 2001),
        ("35-year-old woman. Type 1 diabetes (age at dx 11).", "type 1 diabetes", 2001),
        ("35-year-old woman. Pneumonia at age 5, asthma.", "pneumonia", 1995),
    ],
)
def test_an_event_at_an_age_has_its_year(text: str, concept: str, year: int) -> None:
    told = fact(text, concept)
    assert (told.date, told.date_precision) == (dt.date(year, 1, 1), "year")


@pytest.mark.parametrize(
    "text",
    [
        "Pneumonia at age 5.",
        "35-year-old woman. Pneumonia at age 34.",
        "35-year-old woman. Pneumonia. Stroke at age 5.",
    ],
)
def test_an_age_that_tells_no_year_dates_nothing(text: str) -> None:
    assert fact(text, "pneumonia").date_precision == "note"


@pytest.mark.parametrize(
    "title",
    [
        "KIDNEY TRANSPLANT F/U  2025-05-03",
        "Kidney transplant follow-up 5/3/2025",
        "Kidney transplant recipient, seen 5/3/2025",
    ],
)
def test_a_visit_after_an_operation_does_not_date_it(title: str) -> None:
    told = fact(title, "kidney transplantation")
    assert told.historical
    assert told.date_precision == "note"


def test_an_operation_of_a_day_has_its_day() -> None:
    assert fact("Kidney transplant 5/3/2025", "kidney transplantation").date == dt.date(2025, 5, 3)


def test_an_operation_that_something_has_been_since_is_not_of_the_day_of_the_results() -> None:
    told = fact("LABS 5/20/2025\nCreatinine 1.2. No fever since kidney transplant.", "kidney transplantation")
    assert told.historical
    assert told.date_precision == "note"

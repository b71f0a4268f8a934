"""Tables: rows and columns in aligned text, tabs and pipes, with dates, limits and units where they stand."""

from __future__ import annotations

import datetime as dt

import matcher
from matcher.notes.layout import find_tables

ALIGNED = """HEMATOLOGY          03/17      02/12      Ref            Unit
WBC                 2.9 L      3.9        4.0-10.5       K/uL
  Neutrophils %     41         58         40-75          %
Plt                 66 L       -          150-400        K/uL

INFECTION           03/17
HBsAg  non-reactive   anti-HBc  non-reactive
CMV DNA, plasma     not detected
"""
SI_UNITS = """Investigations
                          13 Jan      10 Mar
Creatinine (umol/L)        131         189
Haemoglobin (g/L)          108         99
"""
PIPES = """| Test | 01/02/2025 | 02/03/2025 | Ref | Unit |
|------|------------|------------|-----|------|
| Hgb | 9.1 | 8.8 | 12-16 | g/dL |
| Plt | 45 (L) | - | 150-400 | K/uL |
"""
TABS = "Test\tResult\tFlag\tReference Range\tUnits\nHemoglobin\t9.8\tL\t12.0 - 15.5\tg/dL\nHBsAg\tNonreactive\t\tNonreactive\t\n"
BY_ROW = "Date        WBC    Hgb\n03/01/24    3.1    8.1\n03/08/24    3.9    8.8\n"
NO_HEADER = "WBC      4.5       4.0 - 11.0 K/uL\nHgb      9.1 L     12.0 - 16.0 g/dL\n"
VISITS = "Lab              Baseline     Week 4     Week 8\nCRP (mg/L)       45           12         4\n"


def values(text: str, concept: str) -> list[matcher.Fact]:
    patient = matcher.read_notes(matcher.Note(text, date="2025-06-15"))
    return [fact for fact in patient.facts if fact.concept == concept]


def test_each_cell_has_the_date_of_its_column_and_the_row_its_unit_and_limits() -> None:
    newest, older = values(ALIGNED, "white blood cell count")
    assert (newest.value, newest.unit, newest.flag, newest.date) == (2.9, "K/uL", "L", dt.date(2025, 3, 17))
    assert (newest.reference_low, newest.reference_high) == (4.0, 10.5)
    assert (older.value, older.flag, older.date) == (3.9, None, dt.date(2025, 2, 12))
    assert [fact.value for fact in values(ALIGNED, "neutrophil percentage")] == [41.0, 58.0]
    assert [fact.value for fact in values(ALIGNED, "platelet count")] == [66.0]


def test_a_row_with_several_names_is_a_list_with_the_date_of_the_table() -> None:
    for concept in ("hbsag", "anti-hbc"):
        (fact,) = values(ALIGNED, concept)
        assert (fact.quality, fact.date) == ("negative", dt.date(2025, 3, 17))
    (cmv,) = values(ALIGNED, "cmv dna")
    assert (cmv.quality, cmv.qualifiers) == ("not detected", ("peripheral blood",))


def test_the_unit_may_stand_in_the_label() -> None:
    assert [(f.value, f.unit, f.date) for f in values(SI_UNITS, "creatinine")] == [
        (131.0, "umol/L", dt.date(2025, 1, 13)),
        (189.0, "umol/L", dt.date(2025, 3, 10)),
    ]


def test_pipes_and_tabs() -> None:
    assert [(f.value, f.unit, f.date) for f in values(PIPES, "hemoglobin")] == [
        (9.1, "g/dL", dt.date(2025, 1, 2)),
        (8.8, "g/dL", dt.date(2025, 2, 3)),
    ]
    assert [(f.value, f.flag) for f in values(PIPES, "platelet count")] == [(45.0, "L")]
    (hemoglobin,) = values(TABS, "hemoglobin")
    assert (hemoglobin.value, hemoglobin.flag, hemoglobin.reference_low) == (9.8, "L", 12.0)
    (antigen,) = values(TABS, "hbsag")
    assert antigen.quality == "negative"


def test_dates_in_rows_and_names_in_columns() -> None:
    assert [(f.value, f.date) for f in values(BY_ROW, "hemoglobin")] == [
        (8.1, dt.date(2024, 3, 1)),
        (8.8, dt.date(2024, 3, 8)),
    ]


def test_without_a_header_the_looks_of_the_cells_decide() -> None:
    (hemoglobin,) = values(NO_HEADER, "hemoglobin")
    assert (hemoglobin.value, hemoglobin.unit, hemoglobin.reference_high) == (9.1, "g/dL", 16.0)


def test_of_a_series_of_visits_the_last_is_the_present_one() -> None:
    assert [(f.value, f.historical) for f in values(VISITS, "c-reactive protein")] == [
        (45.0, True),
        (12.0, True),
        (4.0, False),
    ]


def test_prose_with_two_blanks_after_a_stop_is_no_table() -> None:
    text = "She feels better.  Her creatinine is 0.9.  No fever.\n"
    assert find_tables(text, lambda start, end: "creatinine" in text[start:end]) == []


def test_all_facts_of_tables_stand_at_their_offsets() -> None:
    for text in (ALIGNED, SI_UNITS, PIPES, TABS, BY_ROW, NO_HEADER, VISITS):
        for fact in matcher.read_notes(text).facts:
            assert text[fact.start : fact.end] == fact.text

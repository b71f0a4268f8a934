"""Results joined at strokes, several results of one name, limits in European decimals, and the dates they take."""

from __future__ import annotations

import datetime as dt

import pytest
from marked import check

import matcher

TODAY = dt.date(2025, 6, 15)

STROKES = [
    "Vitals, HR / BP / SpO2: <f concept=heart_rate value=64.0>64</f> / <f concept=systolic_blood_pressure value=118.0>118/74</f> / <f concept=oxygen_saturation value=95.0 unit=% qualifier=room_air>95% on room air</f>",
    "<f concept=diastolic_blood_pressure value=66.0>BP / RR: 104/66 / 18</f>",
    "<f concept=platelet_count value=71.0>WBC/Hgb/Plt 4.4/10.2/71</f>",
    "<f concept=alkaline_phosphatase value=92.0>AST/ALT/ALP 41/36/92</f>",
    "IgG / IgA | <f concept=igg quality=normal>both</f> <f concept=iga quality=normal>normal</f>",
    "Anti-HCV / HIV Ab: <f concept=hcv_antibody quality=positive>pos</f> / <f concept=hiv_antibody quality=negative>neg</f>",
    "<f concept=alanine_aminotransferase value=1.4 unit=x_ULN>ALT</f> / AST: 1.4 x ULN / <f concept=aspartate_aminotransferase value=0.8 unit=x_ULN>0.8 x ULN</f>",
]
WORDS = [
    "<f concept=anti-hbc quality=negative>HBcAb</f> / <f concept=hcv_antibody quality=negative>HCV Ab NR</f>",
    "<f concept=hbsag quality=negative>HBsAg</f> and HIV Ab all NR.",
    "<f concept=creatinine value=0.8 reference_low=0.5 reference_high=1.1 quality=None>Creatinine 0.8 (NR 0.5-1.1)</f>",
    "<f concept=igm value=1.3 unit=g/l reference_low=0.4 reference_high=2.3>IgM 1,3 g/l (0,4-2,3)</f>",
    "Hb 10.1 g/dL, <f concept=platelet_count value=187.0 unit=x10^9/L>platelets 187 (x10^9/L)</f>",
]


@pytest.mark.parametrize("marked", STROKES + WORDS)
def test_joined_results(marked: str) -> None:
    check(marked)


def results(text: str, concept: str) -> list[tuple[object, dt.date | None]]:
    patient = matcher.read_notes(matcher.Note(text, date=TODAY))
    facts = [fact for fact in patient.facts if fact.concept == concept]
    return [(fact.quality if fact.value is None else fact.value, fact.date) for fact in facts]


SERIES = [
    ("SLEDAI was 14 in February; now it is 6.", "sledai-2k", [(14.0, dt.date(2025, 2, 1)), (6.0, TODAY)]),
    (
        "Anti-dsDNA was positive in 2022 and negative in May 2025.",
        "anti-dsdna antibody",
        [("positive", dt.date(2022, 1, 1)), ("negative", dt.date(2025, 5, 1))],
    ),
    (
        "Platelets 38 in April, then 120 in May.",
        "platelet count",
        [(38.0, dt.date(2025, 4, 1)), (120.0, dt.date(2025, 5, 1))],
    ),
    ("Platelets 120; 3 units of red cells today.", "platelet count", [(120.0, TODAY)]),
    ("HBsAg negative in May; today positive for influenza.", "hbsag", [("negative", dt.date(2025, 5, 1))]),
    ("Hgb 9.9; today 61 kg.", "hemoglobin", [(9.9, TODAY)]),
    ("Ferritin 300 in May and 2 doses of iron since.", "ferritin", [(300.0, dt.date(2025, 5, 1))]),
]


@pytest.mark.parametrize(("text", "concept", "expected"), SERIES)
def test_each_result_of_one_name_keeps_its_date(
    text: str, concept: str, expected: list[tuple[object, dt.date]]
) -> None:
    assert sorted(results(text, concept), key=str) == sorted(expected, key=str)


def test_the_reason_for_a_past_treatment_is_of_that_time() -> None:
    text = "IVIG 1 g/kg x 2 d, 8/2022, for plt 9; recovered.\n\nLabs 5/30/25: plt 140"
    assert sorted(results(text, "platelet count"), key=str) == [
        (140.0, dt.date(2025, 5, 30)),
        (9.0, dt.date(2022, 8, 1)),
    ]


WORKSHEET = """ITEM                     | FINDING      | SRC
SLEDAI-2K, 3-Feb-2025    | 15           | chart
SLEDAI-2K, 2-Jun-2025    | 7            | MD
Creatinine, umol/L       | 70           | lab 02-Jun
SpO2, room air           | 96%          | vitals
"""


def test_a_worksheet_dates_rows_by_their_labels_and_sources() -> None:
    assert results(WORKSHEET, "sledai-2k") == [(15.0, dt.date(2025, 2, 3)), (7.0, dt.date(2025, 6, 2))]
    assert results(WORKSHEET, "creatinine") == [(70.0, dt.date(2025, 6, 2))]
    (saturation,) = [f for f in matcher.read_notes(WORKSHEET).facts if f.concept == "oxygen saturation"]
    assert (saturation.value, saturation.qualifiers) == (96.0, ("room air",))

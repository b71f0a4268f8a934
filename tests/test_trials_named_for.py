"""What names a disease and does not ask for it, and other statements that must not be met by what they forbid."""

from __future__ import annotations

import pytest
from trees import lines, tree

import matcher


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exposed to a person with measles", "condition measles (contact)"),
        ("Exposure to hepatitis B or hepatitis C", "condition hepatitis b | hepatitis c (contact)"),
        ("HIV exposure", "condition hiv infection (contact)"),
        ("On prophylaxis for gout", "condition gout (prevention)"),
        ("Screened for osteoporosis", "condition osteoporosis (screening)"),
        ("Prior exposure to methotrexate", "exposure methotrexate (history)"),
    ],
)  # fmt: skip
def test_a_disease_named_is_not_always_asked_for(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("note", "kind", "criterion"),
    [
        ("Pulmonary tuberculosis.", "inclusion", "Household member exposed to tuberculosis"),
        ("No tuberculosis.", "exclusion", "Exposure to tuberculosis"),
        ("Gout.", "exclusion", "On prophylaxis for gout"),
        ("No stroke.", "exclusion", "At risk of stroke"),
        ("Osteoporosis.", "inclusion", "Screened for osteoporosis"),
    ],
)
def test_neither_the_disease_nor_its_denial_tells_of_contact_or_prevention(
    note: str, kind: str, criterion: str
) -> None:
    patient = matcher.read_notes(matcher.Note(note, date="2025-03-01"))
    judged = matcher.judge(patient, matcher.parse_criterion(criterion, kind))  # type: ignore[arg-type]
    assert judged.verdict == "unknown", judged.reason


def test_naive_denies_what_stands_before_it() -> None:
    assert tree("Statin-naive hyperlipidemia") == lines(
        "AllOf", "  Not", "    exposure statin", "  condition hyperlipidemia"
    )
    assert tree("Treatment-naive psoriasis") == "condition psoriasis (untreated)"


def test_not_treated_with_a_drug_denies_the_drug() -> None:
    assert tree("Asthma not treated with omalizumab or prednisone") == lines(
        "AllOf", "  condition asthma", "  Not", "    exposure omalizumab", "  Not", "    exposure prednisone"
    )


def test_events_denied_for_a_time_stay_denied() -> None:
    assert tree("COPD without exacerbation in the past 6 months") == lines(
        "AllOf",
        "  condition chronic obstructive pulmonary disease",
        "  Not",
        '    condition "exacerbation" [<= 6 month before]',
    )


def test_who_abstains_does_not_drink() -> None:
    assert tree("Abstinent from alcohol for at least 1 year") == lines("Not", "  exposure alcohol [< 1 year before]")


def test_never_ends_before_those_who_once_did() -> None:
    assert tree("Never smoker or former smoker") == lines(
        "AnyOf", "  Not", "    exposure tobacco", "  exposure tobacco (history)"
    )


def test_ruled_out_denies_what_stands_behind_it_too() -> None:
    assert tree("Ruled out pulmonary embolism") == lines("Not", "  condition pulmonary embolism")


def test_outside_a_range_is_below_or_above_it() -> None:
    assert tree("Heart rate outside 50-100 bpm", "exclusion") == lines(
        "AnyOf", "  measurement heart rate: < 50 bpm", "  measurement heart rate: > 100 bpm"
    )


def test_a_sex_in_brackets_says_whose_limit_it_is() -> None:
    assert tree("Hemoglobin ≥ 12 g/dL (women)") == lines(
        "IfThen", "  if", "    sex female", "  then", "    measurement hemoglobin: >= 12 g/dL"
    )


def test_a_range_denied_is_below_or_above_it() -> None:
    assert tree("Serum creatinine not within 0.6 to 1.3 mg/dL", "exclusion") == lines(
        "AnyOf", "  measurement creatinine: < 0.6 mg/dL", "  measurement creatinine: > 1.3 mg/dL"
    )

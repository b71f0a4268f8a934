"""Stages, grades and scores behind a comma, values of one score, and doses counted in another drug."""

from __future__ import annotations

import pytest
from trees import lines, tree


@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Melanoma, stage III or IV", ("condition melanoma: >= 3 and <= 4 stage",)),
        (
            "Gastric cancer, stage III or IV, not amenable to surgery or radiotherapy",
            ("condition gastric cancer: >= 3 and <= 4 stage (unresectable)",),
        ),
        (
            "Heart failure, NYHA class III or IV, unstable angina, or stroke",
            (
                "AnyOf",
                "  AllOf",
                "    condition heart failure",
                "    measurement nyha class: >= 3 and <= 4",
                "  condition unstable angina",
                "  condition stroke",
            ),
        ),
        (
            "Neuropathy, grade 2 or higher, or hearing loss",
            ("AnyOf", "  condition peripheral neuropathy: >= 2 grade", "  condition hearing loss"),
        ),
        (
            "Stroke, with residual aphasia, or dementia",
            ("AnyOf", "  AllOf", "    condition stroke", "    condition aphasia (residual)", "  condition dementia"),
        ),
    ],
)
def test_what_grades_a_disease_is_no_member_of_the_list(text: str, expected: tuple[str, ...], kind: str) -> None:
    assert tree(text, kind) == lines(*expected)  # type: ignore[arg-type]


def test_a_scale_of_another_disease_is_a_member() -> None:
    assert tree("Asthma, NYHA class III or IV, or stroke", "exclusion").splitlines()[:2] == [
        "AnyOf",
        "  condition asthma",
    ]


def test_two_values_of_one_score_are_joined_before_anything_else() -> None:
    assert tree("MMSE score 20-26 and CDR global score of 0.5 or 1") == lines(
        "AllOf",
        "  measurement mini-mental state examination: >= 20 and <= 26",
        "  AnyOf",
        "    measurement clinical dementia rating: = 0.5",
        "    measurement clinical dementia rating: = 1",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prednisone > 10 mg/day or equivalent", "exposure prednisone: > 10 mg/day"),
        ("Glucocorticoids > 10 mg/day of prednisone or equivalent", "exposure glucocorticoid: > 10 mg/day"),
        ("Glucocorticoids (> 10 mg prednisone or equivalent daily)", "exposure glucocorticoid: > 10 mg"),
        ("Glucocorticoids equivalent to prednisone > 10 mg/day", "exposure glucocorticoid: > 10 mg/day"),
        ("Opioids > 60 mg morphine equivalents per day", "exposure opioid: > 60 mg"),
        ("Use of oral glucocorticoids", "exposure glucocorticoid route oral"),
    ],
)
def test_a_drug_that_a_dose_is_counted_in_is_not_asked_for(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_number_behind_a_drug_is_its_dose() -> None:
    assert tree("HbA1c between 7% and 10% on metformin ≥ 1500 mg/day") == lines(
        "AllOf", "  measurement hba1c: >= 7 and <= 10 %", "  exposure metformin: >= 1500 mg/day"
    )

"""Stages and grades of a disease against the limits a criterion puts on them."""

from __future__ import annotations

import pytest
from clinic import chart, judged, said, verdict, woman

from matcher.trials.grammar import parse_criterion
from matcher.trials.types import Criterion


def asked(text: str, kind: str = "inclusion") -> Criterion:
    return parse_criterion(text, kind)  # type: ignore[arg-type]


def melanoma(stage: str | None) -> object:
    return said("condition", "melanoma", "She has [melanoma].", stage=stage)


@pytest.mark.parametrize(
    ("stage", "criterion", "expected"),
    [
        ("stage IV", "Melanoma, stage III or IV", "satisfied"),
        ("Stage IIIA", "Melanoma, stage III or IV", "satisfied"),
        ("stage II", "Melanoma, stage III or IV", "violated"),
        ("stage IIIA", "Melanoma, stage IIIB or IV", "unknown"),
        ("stage II", "Melanoma, stage IIIB or IV", "violated"),
        ("stage III or IV", "Melanoma, stage III or IV", "unknown"),
        ("grade 3", "Melanoma, stage III or IV", "unknown"),
        (None, "Melanoma, stage III or IV", "unknown"),
    ],
)
def test_a_stage_is_compared_by_its_number(stage: str | None, criterion: str, expected: str) -> None:
    assert verdict(chart(*woman(), melanoma(stage)), asked(criterion)) == expected  # type: ignore[arg-type]


def test_a_lower_grade_than_asked_for_is_said_with_the_grade() -> None:
    mild = said("condition", "peripheral neuropathy", "She has [neuropathy].", stage="Grade 1")
    got = judged(chart(*woman(), mild), asked("Grade ≥ 2 peripheral neuropathy", "exclusion"))
    assert (got.verdict, got.basis) == ("satisfied", "documented")
    assert got.reason.startswith("No peripheral neuropathy of grade 2 or higher: ")

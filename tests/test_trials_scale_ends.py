"""The ends of a scale limit nothing: every patient lies between them."""

from __future__ import annotations

import pytest
from clinic import chart, said, woman
from trees import lines, tree, unparsed

import matcher
from matcher.matching.judge import judge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MMSE (0-30) > 24", "measurement mini-mental state examination: > 24"),
        ("HAM-D score > 17 (range 0 - 52)", "measurement hamilton depression rating scale: > 17"),
        ("PHQ-9 ( range 0 - 27 ) ≥ 10", "measurement phq-9: >= 10"),
        ("PHQ-9 score ≥ 10 (possible range: 0 to 27)", "measurement phq-9: >= 10"),
        ("Karnofsky (0-100%) ≥ 60", "measurement karnofsky performance status: >= 60"),
        ("ECOG performance status (0-5 scale) of 0 or 1", "measurement ecog performance status: >= 0 and <= 1"),
        ("Pain score of at least 4 on a scale of 0 to 10", "measurement visual analogue scale for pain: >= 4"),
        ("Pain VAS ≥ 40 mm on a 100 mm scale", "measurement visual analogue scale for pain: >= 40 mm"),
        ("Numeric rating scale (0 = no pain, 10 = worst pain) ≥ 4", "measurement visual analogue scale for pain: >= 4"),
        ("Itch of 7 or more on a 0-10 scale", "condition pruritus: >= 7"),
    ],
)
def test_the_ends_of_a_scale_are_no_limit(text: str, expected: str) -> None:
    assert tree(text) == expected
    assert unparsed(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MMSE (20-26)", "measurement mini-mental state examination: >= 20 and <= 26"),
        ("MMSE (range 20-26)", "measurement mini-mental state examination: >= 20 and <= 26"),
        ("ECOG (0-1)", "measurement ecog performance status: >= 0 and <= 1"),
        ("EDSS between 0 and 5.5", "measurement expanded disability status scale: >= 0 and <= 5.5"),
        (
            "ECOG (0-1) and hemoglobin > 9 g/dL",
            lines("AllOf", "  measurement ecog performance status: >= 0 and <= 1", "  measurement hemoglobin: > 9 g/dL"),
        ),
        (
            "LVEF (40-49%) or BMI > 30",
            lines("AnyOf", "  measurement left ventricular ejection fraction: >= 40 and <= 49 %", "  measurement body mass index: > 30"),
        ),
    ],
)  # fmt: skip
def test_a_range_that_stands_alone_is_the_limit(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_score_below_the_limit_does_not_meet_it() -> None:
    criterion = matcher.parse_criterion("MMSE (0-30) > 24")
    score = said("measurement", "mini-mental state examination", "MMSE [18].", value=18.0)
    assert judge(chart(*woman(), score), criterion).verdict == "violated"

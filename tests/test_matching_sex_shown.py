"""A woman's sex may be said by her history alone; a newborn's is not hers."""

from __future__ import annotations

import pytest

import matcher

WOMEN = matcher.parse_criterion("Female patients", kind="inclusion")


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("31 yo, postpartum day 3. Delivery: SVD, male 2910 g, Apgars 8/9.", "satisfied"),
        ("28 yo, delivered a healthy male infant last week, breastfeeding.", "satisfied"),
        ("31-year-old man. His wife is pregnant.", "violated"),
        ("Tired, no fever.", "unknown"),
    ],
)
def test_sex(note: str, verdict: str) -> None:
    assert matcher.judge(matcher.read_notes(note), WOMEN).verdict == verdict

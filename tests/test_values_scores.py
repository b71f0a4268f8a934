"""Scores: totals apart from their items, classes, ratings."""

from __future__ import annotations

import pytest
from marked import check

SCORES = [
    "<f concept=sledai-2k value=18.0>SLEDAI-2K 18</f> (arthritis 4, nephritis 12, rash 2).",
    "<f concept=sledai-2k value=11.0>SLEDAI-2K: arthritis 4, proteinuria 4, fever 1, leukopenia 1, platelets 1 = 11</f>",
    "<f concept=sledai-2k value=9.0>SLEDAI by our fellow last week: 9</f>",
    "The <f concept=sledai-2k value=22.0>SLEDAI was scored as 22</f>.",
    "<f concept=nyha_class value=2.0 value_high=3.0>NYHA class II-III</f>",
    "<f concept=child-pugh_score value=7.0 stage=B7>Child-Pugh B7</f>",
    "<f concept=mini-mental_state_examination value=24.0>MMSE 24/30</f>",
    "<f concept=gleason_score value=7.0>Gleason 3+4=7</f>",
    "<f value=3.0 type=measurement>Pain 3/10</f> at rest.",
    "<f concept=phq-9 value=12.0>PHQ-9 score of 12</f>",
]


@pytest.mark.parametrize("sentence", SCORES)
def test_scores(sentence: str) -> None:
    check(sentence, date="2025-06-15")


def test_the_items_of_a_score_are_no_results() -> None:
    patient = check("SLEDAI-2K 8 (arthritis 4, low complement 2, anti-dsDNA 2).", date="2025-06-15")
    values = [(fact.concept, fact.value) for fact in patient.facts if fact.type == "measurement"]
    assert values == [("sledai-2k", 8.0)]

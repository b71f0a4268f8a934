"""Fields with their answers and boxes, ticked or not."""

from __future__ import annotations

import pytest

import matcher


def said(text: str) -> list[tuple[str, bool, bool]]:
    return [(f.concept, f.negated, f.hypothetical) for f in matcher.read_notes(text).facts if f.type != "sex"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Hemodialysis | never | chart", [("hemodialysis", True, False)]),
        ("Breast feeding :: no", [("lactation", True, False)]),
        ("Asthma: none     Epilepsy: yes", [("asthma", True, False), ("epilepsy", False, False)]),
        ("Severe allergies | none | interview", [("any allergen", True, False)]),
        ("Asthma: mild", [("asthma", False, False)]),
        # Whatever blanks stand in the answer.
        ("Asthma: none  known", [("asthma", True, False)]),
        ("Asthma: none\tknown", [("asthma", True, False)]),
        # An empty box alone says nothing; with a legend it denies.
        ("[ ] epilepsy [x] asthma", [("epilepsy", False, True), ("asthma", False, False)]),
        ("unticked = absent\n[ ] epilepsy [x] asthma", [("epilepsy", True, False), ("asthma", False, False)]),
        ("Epilepsy :: [ ] yes [x] no", [("epilepsy", True, False)]),
        ("Epilepsy :: [x] yes [ ] no", [("epilepsy", False, False)]),
    ],
)
def test_forms(text: str, facts: list[tuple[str, bool, bool]]) -> None:
    assert said(text) == facts

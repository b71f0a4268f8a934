"""A class and the examples it holds are looked for one by one; what is found is shown as what it is."""

from __future__ import annotations

import pytest
from clinic import chart, said, woman

import matcher
from matcher.matching.judge import judge

TEXT = "Heart disease, such as angina pectoris or myocarditis"
ANGINA = said("condition", "angina pectoris", "Known [angina pectoris].")
FREE = said("condition", "heart disease", "No [heart disease].", negated=True)
OTHER = said("condition", "mitral regurgitation", "Known [mitral regurgitation].")


@pytest.mark.parametrize(
    ("facts", "verdict"), [((ANGINA,), "violated"), ((OTHER,), "violated"), ((FREE,), "satisfied"), ((), "unknown")]
)
def test_either_of_a_class_and_its_examples_decides(facts, verdict) -> None:
    criterion = matcher.parse_criterion(TEXT, "exclusion")
    assert judge(chart(*woman(), *facts), criterion).verdict == verdict


def test_each_example_is_a_part_with_its_own_evidence() -> None:
    criterion = matcher.parse_criterion(TEXT, "exclusion")
    judged = judge(chart(*woman(), ANGINA), criterion)
    (whole,) = judged.parts
    assert [part.text for part in whole.parts] == [atom.text for atom in criterion.atoms()]
    assert [part.truth for part in whole.parts] == ["true", "true", "unknown"]
    assert [evidence.text for evidence in whole.parts[1].evidence] == ["Known angina pectoris."]

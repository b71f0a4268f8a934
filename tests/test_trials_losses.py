"""What stands in a criterion stands in its tree: classes beside their examples, diseases beside their limits, members behind others."""

from __future__ import annotations

import pytest

import matcher
from matcher.trials.types import AllOf, AnyOf, Atom, Expression, IfThen, Not, children


def _said(node: Expression) -> str:
    """A tree in one line: concepts (or words), examples in angles."""
    if isinstance(node, Not):
        return f"no {_said(node.item)}"
    if isinstance(node, IfThen):
        return f"if {_said(node.condition)}: {_said(node.then)}"
    if isinstance(node, AllOf | AnyOf):
        joint = " & " if isinstance(node, AllOf) else " | "
        return "(" + joint.join(_said(child) for child in children(node)) + ")"
    assert isinstance(node, Atom)
    name = "/".join(node.concepts) or node.value or node.text
    return name + (f"<{', '.join(_said(example) for example in node.examples)}>" if node.examples else "")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Gout (urate 6-9 mg/dL)", "(gout & uric acid)"),
        ("Type 1 diabetes defined as HbA1c of 6.5-10%", "(type 1 diabetes & hba1c)"),
        ("Psoriasis (PASI >= 12)", "(psoriasis & psoriasis area and severity index)"),
        ("Ischemic cardiomyopathy (LVEF < 35%)", "(ischemic cardiomyopathy & left ventricular ejection fraction)"),
        ("Anemia (hemoglobin < 10 g/dL)", "hemoglobin"),
        ("Obesity (BMI >= 30 kg/m2)", "body mass index"),
        ("No gout (urate > 6 mg/dL)", "no uric acid"),
    ],
)
def test_an_inclusion_asks_for_the_disease_beside_its_limit_unless_the_value_makes_it(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text).expression) == tree


def test_the_limit_of_another_diabetes_does_not_satisfy() -> None:
    patient = matcher.read_notes("48-year-old woman with type 2 diabetes. HbA1c 8.0%.")
    criterion = matcher.parse_criterion("Type 1 diabetes (HbA1c 7-10%)")
    assert matcher.judge(patient, criterion).verdict != "satisfied"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Any of the following: epilepsy, strong CYP3A4 inhibitors including ketoconazole and clarithromycin",
         "(epilepsy | strong cyp3a4 inhibitor<ketoconazole, clarithromycin>)"),
        ("One of the following: gout; skin disease (e.g. eczema or psoriasis)", "(gout | skin disease<eczema, psoriasis>)"),
        ("Serious heart disease, including an ejection fraction < 30%", "heart disease<left ventricular ejection fraction>"),
    ],
)  # fmt: skip
def test_a_class_stands_beside_its_examples_in_a_list(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text, "exclusion").expression) == tree

"""Drugs by the number of their class, and what is no class of drugs."""

from __future__ import annotations

import pytest

from matcher import judge, parse_criterion, read_notes


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Needs a class I or III antiarrhythmic drug", {"class i antiarrhythmic", "class iii antiarrhythmic"}),
        (
            "Class 1C, or class 3 antiarrhythmics in the last week",
            {"class ic antiarrhythmic", "class iii antiarrhythmic"},
        ),
        ("Class IA anti-arrhythmic agents", {"class ia antiarrhythmic"}),
        ("NYHA class I or III", {"nyha class"}),
        ("Class III obesity", {"class iii obesity"}),
    ],
)
def test_the_number_of_a_class_belongs_to_the_drugs(text: str, concepts: set[str]) -> None:
    atoms = list(parse_criterion(text, kind="exclusion").atoms())
    assert {name for atom in atoms for name in atom.concepts} == concepts


@pytest.mark.parametrize(
    ("drug", "verdict"),
    [("flecainide 50 mg twice a day", "violated"), ("dofetilide", "violated"), ("mexiletine", "unknown")],
)
def test_a_drug_is_of_its_class_alone(drug: str, verdict: str) -> None:
    criterion = parse_criterion("Use of class IC or III antiarrhythmic drugs", kind="exclusion")
    assert judge(read_notes(f"Paroxysmal atrial fibrillation. She takes {drug}."), criterion).verdict == verdict

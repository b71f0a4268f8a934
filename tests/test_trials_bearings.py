"""Diseases and drugs "that may affect" a function: the classes that bear on it, and no other disease or drug."""

from __future__ import annotations

import pytest

from matcher import judge, parse_criterion, read_notes

NOTE = "PMH: hypertension, diabetes. Takes metformin 500 mg daily."


@pytest.mark.parametrize(
    ("note", "criterion", "verdict"),
    [
        (NOTE, "Any condition that may interfere with absorption of oral medication", "satisfied"),
        (NOTE, "Conditions which compromise the ability to take or absorb oral drugs", "satisfied"),
        ("PMH: celiac disease.", "Any condition that may interfere with drug absorption", "unknown"),
        ("He had a gastric bypass in 2019.", "Any condition that may interfere with drug absorption", "unknown"),
        (NOTE, "Use of any medication known to interfere with blood coagulation", "satisfied"),
        ("He takes warfarin 5 mg daily.", "Drugs that may interfere with blood coagulation", "violated"),
        ("She takes alendronate weekly.", "Use of drugs that affect bone metabolism", "violated"),
        ("He takes sotalol.", "Medications known to cause QT prolongation", "violated"),
        (NOTE, "Any disease that affects gait or balance", "satisfied"),
        ("PMH: stroke, hypertension.", "Any disease that affects gait or balance", "unknown"),
    ],
)
def test_only_what_bears_on_the_function_counts(note: str, criterion: str, verdict: str) -> None:
    assert judge(read_notes(note), parse_criterion(criterion, kind="exclusion"), absence="assume").verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Any condition that may affect the outcome or the absorption of the drug",
        "Any condition that may interfere with healing or the interpretation of results",
        "Any condition that may affect absorption and the safety of the patient",
    ],
)
def test_a_clause_that_names_more_than_functions_narrows_nothing(text: str) -> None:
    (weighed,) = parse_criterion(text, kind="exclusion").atoms()
    assert (weighed.type, weighed.value, weighed.text) == ("attestation", "investigator opinion", text)


def test_the_function_a_drug_undergoes_is_no_drug() -> None:
    criterion = parse_criterion(
        "Disease that may alter absorption, metabolism or excretion of the drug", kind="exclusion"
    )
    assert [atom.type for atom in criterion.atoms()] == ["condition"]
    assert criterion.unparsed == ()

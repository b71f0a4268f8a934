"""How far a consequence or a reason reaches: over commas and conjunctions, and not into the next criterion."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed


@pytest.mark.parametrize(
    "text",
    [
        "Lung disease that may alter breathing pattern, chest shape, or mucus clearance",
        "Lung disease which could affect assessment of asthma, interpretation of results, or safety",
        "Lung disease that might impair healing, confound the outcome, or limit survival to less than 6 months",
        "Lung disease which impacts sleep and mobility",
        "Lung disease that may have compromised compliance",
        "Lung disease, suggesting the use of oxygen during exercise and afterwards",
        "Lung disease, because of the potential for drug interactions, or unknown effects on healing",
    ],
)
def test_a_consequence_goes_on_behind_its_commas(text: str) -> None:
    assert tree(text, "exclusion").split(" (")[0] == "condition lung disease"


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Lung disease that may alter cough, mucus clearance, or gout", "condition gout"),
        ("Lung disease that could affect sleep, or pregnancy", "reproductive pregnancy"),
        ("Lung disease that could affect sleep, severe asthma, or gout", "condition gout"),
        ("Lung disease that could affect sleep, or use of prednisone", "exposure prednisone"),
        ("Use of heparin due to the risk of bleeding, aspirin, or prednisone", "exposure prednisone"),
    ],
)
def test_a_condition_behind_a_consequence_is_a_member_of_its_own(text: str, second: str) -> None:
    assert tree(text, "exclusion").startswith("AnyOf")
    assert second in tree(text, "exclusion")


def test_in_an_inclusion_a_promise_behind_a_consequence_is_asked_for() -> None:
    said = tree("No speech disorder affecting communication, and agreeing to participate in the research")
    assert "attestation" in said


def test_the_words_of_a_long_consequence_stay_unparsed() -> None:
    text = "Lung disease that may alter breathing pattern, chest shape, or mucus clearance"
    assert " ".join(unparsed(text, "exclusion")) == "alter breathing pattern chest shape mucus clearance"


@pytest.mark.parametrize(
    "reason",
    ["due to the risk of bleeding", "because of a possible interaction with warfarin", "(due to concerns about gout)"],
)
def test_why_an_exclusion_is_one_is_no_condition(reason: str) -> None:
    assert tree(f"Use of ibuprofen {reason}", "exclusion") == "exposure ibuprofen"


def test_of_an_inclusion_the_risk_is_asked_for_and_a_cause_of_disease_always() -> None:
    assert "breast cancer (at risk)" in tree("Women seen because of an increased risk of breast cancer", "inclusion")
    assert "alcohol" in tree("Dementia due to the effects of alcohol", "exclusion")
    assert "adverse drug reaction" in tree("Statin stopped due to side effects", "exclusion")


def test_what_hinders_the_study_goes_on_with_its_objects() -> None:
    text = "Any illness that would interfere with the study schedule or evaluation of hay fever"
    assert tree(text, "exclusion").startswith("attestation")


def test_statements_of_interest_are_opinions() -> None:
    assert tree("Taking part is not in the best interest of the patient", "exclusion") == lines(
        "attestation investigator opinion"
    )

"""What is contraindicated for a reason, what is risky, the modifiers of what a word governs, and words that only tell how."""

from __future__ import annotations

import pytest
from trees import lines, tree

import matcher


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Any disorder for which running, aspirin or fasting is contraindicated",
            lines(
                "allergy aspirin (contraindication)",
                "  any kind of",
                '    allergy "running" (contraindication)',
                "    allergy aspirin (contraindication)",
                '    allergy "fasting is contraindicated" (contraindication)',
            ),
        ),
        ("Diseases in which aspirin or heparin is contraindicated", "allergy aspirin | heparin (contraindication)"),
        (
            "Gout and patients for whom aspirin is contraindicated",
            lines("AnyOf", "  condition gout", "  allergy aspirin (contraindication)"),
        ),
        (
            "Pregnancy, stroke, or aspirin contraindicated",
            lines("AnyOf", "  reproductive pregnancy", "  condition stroke", "  allergy aspirin (contraindication)"),
        ),
    ],
)
def test_what_is_contraindicated_is_all_that_stands_behind_for_which(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_modifiers_of_what_is_contraindicated_share_its_noun() -> None:
    said = tree("Contraindications to laser-guided or robot-assisted cataract surgery", "exclusion")
    assert said.startswith("allergy cataract surgery (contraindication)")
    assert "AnyOf" not in said


@pytest.mark.parametrize(
    "text",
    [
        "Unacceptable anesthetic or operative risk",
        "High anaesthesia/surgery risk",
        "Diseases that raise the surgical risk",
    ],
)
def test_a_risk_of_an_operation_is_no_operation(text: str) -> None:
    criterion = matcher.parse_criterion(text, "exclusion")
    assert {atom.type for atom in criterion.atoms()}.isdisjoint({"procedure", "exposure"})
    notes = matcher.read_notes("She had a cholecystectomy under general anesthesia.")
    assert matcher.judge(notes, criterion).verdict == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Histologically or cytologically proven melanoma", "condition melanoma"),
        ("Miscarriage either spontaneously or surgically", "condition miscarriage"),
        (
            "Melanoma proven histologically and/or cytologically, with at least one ulcer",
            lines("AllOf", "  condition melanoma", "  condition ulcer [count >= 1]"),
        ),
        ("Asthma, clinically or radiologically, or gout", lines("AnyOf", "  condition asthma", "  condition gout")),
    ],
)
def test_adverbs_are_no_members_of_a_list(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_noun_that_ends_like_an_adverb_is_a_member() -> None:
    assert "family" in tree("Stroke or the family", "exclusion").lower()


def test_sites_before_one_place_are_one_place() -> None:
    assert tree("Thrombosis of the iliac, femoral or popliteal veins", "exclusion") == "condition thrombosis"

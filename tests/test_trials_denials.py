"""What a negation reaches: exceptions, things that were not done, lists."""

from __future__ import annotations

import pytest
from trees import lines, tree


@pytest.mark.parametrize(
    "text",
    [
        "Lung cancer unless treated, stable and not requiring opioids",
        "Lung cancer unless treated and stable (not requiring opioids)",
    ],
)
def test_a_negation_inside_an_exception_is_part_of_it(text: str) -> None:
    """Who is treated and still takes opioids is not let off."""
    assert tree(text, "exclusion") == lines(
        "AllOf",
        "  condition lung cancer",
        "  Not",
        "    AllOf",
        "      condition lung cancer (treated, stable)",
        "      Not",
        "        exposure opioid",
    )


def test_what_is_excepted_may_be_narrowed_by_a_negation() -> None:
    assert tree("Cancer except skin cancer not requiring chemotherapy", "exclusion") == lines(
        "AllOf",
        "  condition malignancy",
        "  Not",
        "    AllOf",
        "      condition skin cancer",
        "      Not",
        "        exposure chemotherapy",
    )


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("Colonoscopy not performed", "procedure colonoscopy"),
        ("Colonoscopy has not been done within 5 years", "procedure colonoscopy [<= 5 year before]"),
        ("Chemotherapy not yet started", "exposure chemotherapy"),
    ],
)
def test_what_was_not_done_is_denied(text: str, atom: str) -> None:
    assert tree(text) == lines("Not", f"  {atom}")


def test_what_was_not_done_is_the_last_thing_before_it() -> None:
    assert tree("Asthma, colonoscopy not performed", "exclusion") == lines(
        "AnyOf", "  condition asthma", "  Not", "    procedure colonoscopy"
    )


def test_a_denied_member_of_an_exclusion_is_one_reason_of_several() -> None:
    assert tree("Deafness, no caregiver, and dementia", "exclusion").startswith(
        lines("AnyOf", "  condition deafness", "  Not")
    )


@pytest.mark.parametrize(
    "text",
    ["No warfarin allowed", "No warfarin is permitted", "None of the following are allowed: warfarin", "Warfarin is not allowed"],
)  # fmt: skip
def test_what_is_not_allowed_is_denied_by_an_inclusion_and_named_by_an_exclusion(text: str) -> None:
    assert tree(text) == lines("Not", "  exposure warfarin")
    assert tree(text, "exclusion") == "exposure warfarin"


def test_methods_of_contraception_are_examples_of_it() -> None:
    assert tree("Must use effective contraception (condom or oral contraceptives)").startswith(
        lines("reproductive contraception", "  such as", "    reproductive condom")
    )

"""What a negation reaches: exceptions, things that were not done, lists."""

from __future__ import annotations

import pytest
from clinic import Said, chart, said, woman
from trees import lines, tree

import matcher
from matcher.matching.judge import judge


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


@pytest.mark.parametrize(
    "text", ["No asthma or gout", "Neither asthma nor gout", "Free of asthma or gout", "Without asthma or gout"]
)
def test_a_denied_list_denies_each(text: str) -> None:
    assert tree(text) == lines("AllOf", "  Not", "    condition asthma", "  Not", "    condition gout")


def test_what_is_excepted_is_each_of_a_list_beside_what_is_asked() -> None:
    assert tree("Malignancy except melanoma or basal cell carcinoma", "exclusion") == lines(
        "AllOf",
        "  condition malignancy",
        "  Not",
        "    condition melanoma",
        "  Not",
        "    condition basal cell carcinoma",
    )


GOUT = said("condition", "gout", "She has [gout].")
NO_ASTHMA = said("condition", "asthma", "No [asthma].", negated=True)
NO_GOUT = said("condition", "gout", "No [gout].", negated=True)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ((NO_ASTHMA, NO_GOUT), "satisfied"),
        ((NO_ASTHMA, GOUT), "violated"),
        ((GOUT,), "violated"),
        ((NO_ASTHMA,), "unknown"),
    ],
)
def test_a_denied_list_is_judged_member_by_member(told: tuple[Said, ...], verdict: str) -> None:
    judged = judge(chart(*woman(), *told), matcher.parse_criterion("No asthma or gout"))
    assert judged.verdict == verdict
    if verdict == "violated":
        assert [quote.text for quote in judged.evidence if quote.role == "supports"] == ["She has gout."]


@pytest.mark.parametrize(("told", "verdict"), [((GOUT,), "violated"), ((NO_ASTHMA, NO_GOUT), "satisfied")])
def test_what_patients_of_an_exclusion_must_not_have_shuts_out(told: tuple[Said, ...], verdict: str) -> None:
    criterion = matcher.parse_criterion("Patients must not have asthma or gout", "exclusion")
    assert judge(chart(*woman(), *told), criterion).verdict == verdict

"""What treatments are for, what comes of what, and infections by their germs."""

from __future__ import annotations

import pytest
from trees import lines, tree

import matcher


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drugs that act on tremor", "condition tremor (treated)"),
        ("Start of a medicine acting on tremor or gout", "condition tremor | gout (treated)"),
        ("Medications used to treat gout, tremor or acne", "condition gout | tremor | acne (treated)"),
        ("Drugs indicated for osteoporosis", "condition osteoporosis (treated)"),
        ("Medications that are used for the management of gout", "condition gout (treated)"),
        ("Treatment (of any kind) for tremor", "condition tremor (treated)"),
        ("Any treatment for a new severe acne", "condition acne (treated, severe)"),
        ("On treatment for gout or tremor", "condition gout | tremor (treated)"),
        ("Used drugs for weight loss", "exposure weight-loss drug"),
        ("Medication to control blood pressure", "exposure antihypertensive"),
        ("Drugs for sleep or tremor", lines("AnyOf", "  exposure sedative", "  condition tremor (treated)")),
        ("No prior therapy for advanced gout", lines("Not", "  condition gout (treated, history, advanced)")),
    ],
)
def test_what_a_treatment_is_for_is_treated_and_not_asked_for_itself(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("notes", "verdict"),
    [
        ("She has gout.", "unknown"),
        ("Treated gout.", "violated"),
        ("No tremor. No gout.", "satisfied"),
    ],
)
def test_having_a_disease_is_not_being_treated_for_it(notes: str, verdict: str) -> None:
    criterion = matcher.parse_criterion("Any drug acting on tremor or gout", "exclusion")
    assert matcher.judge(matcher.read_notes(notes), criterion).verdict == verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Infection with measles, hepatitis B or HIV", "condition measles | hepatitis b | hiv infection"),
        ("Infection with measles", "condition measles"),
        (
            "Active infection caused by measles or mumps within 4 weeks",
            "condition measles | mumps (active) [<= 4 week before]",
        ),
        ("Infected with HIV-1/2 or HTLV", "condition hiv infection | htlv infection"),
        (
            "Infection with measles, asthma or stroke",
            lines("AnyOf", "  condition measles", "  condition asthma", "  condition stroke"),
        ),
    ],
)
def test_infections_by_their_germs_are_one_leaf(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_an_infection_of_the_list_decides_by_itself() -> None:
    criterion = matcher.parse_criterion("Infection with measles, hepatitis B or HIV", "exclusion")
    assert matcher.judge(matcher.read_notes("He is HIV positive."), criterion).verdict == "violated"
    assert matcher.judge(matcher.read_notes("Wound infection. No measles."), criterion).verdict == "unknown"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Paralysis due to stroke, tumor or infection", "condition paralysis"),
        ("Corticosteroids for stroke, tumor or infection", "exposure glucocorticoid"),
    ],
)
def test_a_list_of_bare_names_is_of_causes_and_purposes(text: str, head: str) -> None:
    causes = ("    condition stroke", "    condition neoplasm", "    condition infection")
    assert tree(text, "exclusion") == lines("AllOf", f"  {head}", "  AnyOf", *causes)


def test_a_member_with_a_history_of_its_own_is_no_cause() -> None:
    assert tree("Paralysis due to stroke, prior fracture or infection", "exclusion").startswith("AnyOf")

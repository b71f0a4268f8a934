"""How far a word reaches: whom a predicate is said of, what a time belongs to, which causes a disease may have."""

from __future__ import annotations

import pytest
from trees import lines, tree

from matcher.trials.types import Kind


def test_who_refuses_contraception_is_not_who_uses_it() -> None:
    assert tree("Women unwilling to use contraception", "exclusion") == lines(
        "AllOf", "  sex female", "  Not", "    reproductive contraception"
    )


def test_a_refusal_is_said_of_the_last_member_alone() -> None:
    text = "Pregnant women, or women of childbearing potential not using effective contraception"
    assert tree(text, "exclusion") == lines(
        "AnyOf",
        "  AllOf",
        "    reproductive pregnancy",
        "    reproductive childbearing potential",
        "  AllOf",
        "    sex female",
        "    reproductive childbearing potential",
        "    Not",
        "      reproductive contraception",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Negative pregnancy test for women of childbearing potential",
        "A negative pregnancy test must be available for women of childbearing potential",
        "For women of childbearing potential: negative pregnancy test",
        "Negative pregnancy test (women of childbearing potential only)",
        "Women of childbearing potential must have a negative pregnancy test",
    ],
)
def test_a_pregnancy_test_is_asked_of_women_only(text: str) -> None:
    assert tree(text) == lines(
        "IfThen",
        "  if",
        "    AllOf",
        "      sex female",
        "      reproductive childbearing potential",
        "  then",
        "    measurement pregnancy test: negative",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Men and non-pregnant women",
            lines("AnyOf", "  sex male", "  AllOf", "    sex female", "    Not", "      reproductive pregnancy"),
        ),
        (
            "Male and nonpregnant, non-lactating female subjects aged 18-55",
            lines(
                "AllOf",
                "  AnyOf",
                "    sex male",
                "    AllOf",
                "      sex female",
                "      Not",
                "        reproductive pregnancy",
                "      Not",
                "        reproductive lactation",
                "  age: >= 18 and <= 55",
            ),
        ),
    ],
)
def test_nobody_is_of_both_sexes(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_the_choice_is_among_the_causes() -> None:
    assert tree("Pneumonia due to influenza or measles", "exclusion") == lines(
        "AllOf", "  condition pneumonia", "  AnyOf", "    condition influenza", "    condition measles"
    )


def test_behind_a_comma_another_reason_begins() -> None:
    assert tree("Pneumonia due to influenza, or stroke", "exclusion") == lines(
        "AnyOf", "  AllOf", "    condition pneumonia", "    condition influenza", "  condition stroke"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Persistent and severe pain", "condition pain (persistent, severe)"),
        ("Unstable, clinically significant arrhythmia", "condition arrhythmia (unstable, clinically significant)"),
        ("Active and treated epilepsy", "condition epilepsy (active, treated)"),
        (
            "Treated and untreated epilepsy",
            lines("AnyOf", "  condition epilepsy (treated)", "  condition epilepsy (untreated)"),
        ),
    ],
)
def test_qualifiers_of_one_noun_hold_together_unless_they_are_opposites(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_contraindication_is_to_both_methods() -> None:
    assert tree("Contraindications to MRI and CT", "exclusion") == lines(
        "AnyOf",
        "  allergy magnetic resonance imaging (contraindication)",
        "  allergy computed tomography (contraindication)",
    )


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "No drugs affecting bleeding in the previous 2 weeks",
            "inclusion",
            lines("Not", "  exposure drug (limiting) [<= 2 week before]"),
        ),
        (
            "Stroke, with or without treatment (thrombolysis), within the previous 6 months",
            "exclusion",
            "condition stroke [<= 6 month before]",
        ),
        (
            "Antibiotics 2 to 4 weeks before enrollment",
            "exclusion",
            "exposure antibiotic [<= 4 week before enrollment]",
        ),
        (
            "Immunosuppressants at screening or in the 30 days before",
            "exclusion",
            "exposure immunosuppressant [<= 30 day before]",
        ),
        (
            "Diagnosed within 5 years of enrollment with type 2 diabetes",
            "inclusion",
            "condition type 2 diabetes [<= 5 year around enrollment]",
        ),
        ("Free of seizures for at least 6 months", "inclusion", lines("Not", "  condition seizure [< 6 month before]")),
        ("Seizure-free for less than 6 months", "exclusion", "condition seizure [< 6 month before]"),
        (
            "Participated in a drug or device research study within 30 days of enrollment",
            "exclusion",
            "participation clinical trial [<= 30 day around enrollment]",
        ),
    ],
)
def test_a_time_belongs_to_what_happened_in_it(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


def test_a_journey_is_no_window() -> None:
    assert "[" not in tree("Living within one hour driving distance of the hospital")


def test_contraception_that_goes_on_is_a_duration() -> None:
    assert tree("Contraception for at least 6 months after the last dose") == (
        "reproductive contraception [after last dose] [lasting >= 6 month]"
    )


def test_a_proviso_is_asked_for_too() -> None:
    assert tree("Platelets ≥ 50 × 10^9/L, provided that no transfusion was given within 7 days") == lines(
        "AllOf",
        "  measurement platelet count: >= 50 × 10^9/L",
        "  Not",
        "    procedure blood transfusion [<= 7 day before]",
    )


def test_what_is_allowed_is_allowed_on_its_terms() -> None:
    assert tree("Brain metastases. Treated brain metastases are allowed if stable for 4 weeks", "exclusion") == lines(
        "AllOf",
        "  condition brain metastasis",
        "  Not",
        "    condition brain metastasis (treated, stable) [lasting >= 4 week]",
    )


def test_unless_narrows_what_stands_before_it() -> None:
    assert tree("Hypertension, unless controlled", "exclusion") == lines(
        "AllOf", "  condition hypertension", "  Not", "    condition hypertension (controlled)"
    )


def test_a_limit_is_not_lost_beside_a_promise() -> None:
    assert "life expectancy: >= 3 month" in tree("Life expectancy of at least 3 months with adequate follow-up")


@pytest.mark.parametrize(
    "text", ["Unable to use amiodarone", "Not able to use amiodarone", "Could not take amiodarone"]
)
def test_who_cannot_have_a_drug_has_a_contraindication(text: str) -> None:
    assert tree(text, "exclusion") == "allergy amiodarone (contraindication)"


def test_users_of_tobacco_are_denied_with_the_prefix() -> None:
    assert tree("Non-users of nicotine") == lines("Not", "  exposure tobacco")

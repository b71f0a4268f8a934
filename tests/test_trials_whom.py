"""For whom a statement is: sexes, ages, women who can bear children, and who may not take part."""

from __future__ import annotations

import pytest
from trees import lines, tree


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "For adults over 50 years: at least one of the following: asthma, gout",
            lines("IfThen", "  if", "    AllOf", "      age adult", "      age: > 50 years", "  then", "    AnyOf", "      condition asthma", "      condition gout"),
        ),
        (
            "Lansky ≥ 60 for patients < 14 years and ECOG ≤ 1 for patients ≥ 14 years",
            lines(
                "AllOf", "  IfThen", "    if", "      age: < 14 years", "    then", "      measurement lansky performance status: >= 60",
                "  IfThen", "    if", "      age: >= 14 years", "    then", "      measurement ecog performance status: <= 1",
            ),
        ),
        (
            "Contraception for premenopausal women",
            lines("IfThen", "  if", "    reproductive reproductive age", "  then", "    reproductive contraception"),
        ),
        (
            "Iron overload (men ferritin > 300 ng/mL, women > 200 ng/mL)",
            lines(
                "AllOf", "  IfThen", "    if", "      sex male", "    then", "      measurement ferritin: > 300 ng/mL",
                "  IfThen", "    if", "      sex female", "    then", "      measurement ferritin: > 200 ng/mL",
            ),
        ),
    ],
)  # fmt: skip
def test_whom_a_statement_is_for_is_no_demand(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Males or non-nursing, non-pregnant females",
            lines("AnyOf", "  sex male", "  AllOf", "    sex female", "    Not", "      reproductive lactation", "    Not", "      reproductive pregnancy"),
        ),
        (
            "Females, pre- or post-menopausal",
            lines("AllOf", "  sex female", "  AnyOf", "    reproductive reproductive age", "    reproductive menopause"),
        ),
    ],
)  # fmt: skip
def test_what_women_are_or_are_not_is_asked_of_women(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Onset of gout before the age of 40 years", "Gout first diagnosed at age 40 or older", "Gout with onset after 40 years of age"],
)  # fmt: skip
def test_the_age_at_onset_is_no_age_of_today(text: str) -> None:
    assert tree(text) == "condition gout (at a certain age)"


def test_an_age_beside_a_disease_is_of_today() -> None:
    assert tree("Adults with gout, at least 40 years of age") == lines(
        "AllOf", "  age adult", "  condition gout", "  age: >= 40 years"
    )


@pytest.mark.parametrize("text", ["Pregnant women may not participate", "Pregnant women cannot be enrolled"])
def test_who_may_not_take_part_is_excluded_in_an_inclusion_too(text: str) -> None:
    assert tree(text) == lines("Not", "  reproductive pregnancy")


def test_a_demand_of_women_in_an_exclusion_is_broken_where_it_is_not_met() -> None:
    assert tree("Women of childbearing potential must be willing to use contraception", "exclusion") == lines(
        "Not", "  IfThen", "    if", "      AllOf", "        sex female", "        reproductive childbearing potential",
        "    then", "      reproductive contraception",
    )  # fmt: skip
    assert tree(
        "Men of reproductive potential may not participate unless they use contraception", "exclusion"
    ) == lines(
        "AllOf", "  sex male", "  reproductive childbearing potential", "  Not", "    reproductive contraception"
    )


def test_a_choice_behind_women_with_is_among_what_they_have() -> None:
    assert tree("Women with cervical or ovarian cancer", "inclusion") == lines(
        "AllOf", "  sex female", "  condition cervical cancer | ovarian cancer"
    )
    assert tree("Women with breast cancer or men with prostate cancer", "inclusion").startswith("AnyOf")


def test_sentences_for_each_sex_are_alternatives() -> None:
    assert tree("Females with gout. Male participants with female partners agree to use contraception") == lines(
        "AnyOf",
        "  AllOf",
        "    sex female",
        "    condition gout",
        "  AllOf",
        "    sex male",
        "    reproductive contraception",
    )


def test_what_women_must_not_be_is_asked_of_women() -> None:
    assert tree("Women must not be pregnant") == lines(
        "IfThen", "  if", "    sex female", "  then", "    Not", "      reproductive pregnancy"
    )


def test_a_group_of_whom_nothing_is_asked_is_no_demand() -> None:
    assert tree("For patients over 50 years of age: any of the following:").startswith("other ")


def test_children_one_has_are_no_age_of_the_patient() -> None:
    assert "age" not in tree("At least one child")


def test_gout_as_defined_with_an_age_at_onset_stays_gout() -> None:
    assert "condition gout (at a certain age)" in tree(
        "Gout as defined by national criteria with onset before the age of 30 years"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Women of childbearing potential, who plan to become pregnant",
         "AllOf\n  sex female\n  reproductive childbearing potential\n  reproductive planned pregnancy"),
        ("Female subjects, who are pregnant or nursing",
         "AllOf\n  sex female\n  AnyOf\n    reproductive pregnancy\n    reproductive lactation"),
        ("Gout, stroke, who smoke", "AnyOf\n  condition gout\n  condition stroke\n  exposure tobacco"),
    ],
)  # fmt: skip
def test_what_stands_behind_who_narrows_the_persons_before_it(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected

"""What stands once before alternatives holds for all of them, and alternatives are of one sort."""

from __future__ import annotations

import pytest
from trees import lines, tree

_ASTHMA_OR_ECZEMA = ("  AnyOf", "    condition asthma", "    condition eczema")


@pytest.mark.parametrize(
    "text",
    [
        "Aged 12 years or older with asthma or eczema",
        "≥ 12 years of age and diagnosed with asthma or eczema",
        "Patients who are 12 years or older, with asthma or eczema",
        "Aged 12 years or older having asthma or eczema",
    ],
)
def test_an_age_is_asked_of_whoever_has_either(text: str) -> None:
    found = tree(text).splitlines()
    assert found[0] == "AllOf"
    assert found[1].startswith("  age")
    assert "12" in found[1]
    assert tuple(found[2:]) == _ASTHMA_OR_ECZEMA


def test_neither_sex_is_an_alternative_to_a_disease() -> None:
    assert tree("Male or female, 12 years or older, with asthma or eczema") == lines(
        "AllOf",
        "  AnyOf",
        "    sex female",
        "    sex male",
        "  age: >= 12 years",
        *_ASTHMA_OR_ECZEMA,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Type 2 diabetes treated with metformin or insulin",
            ("AllOf", "  condition type 2 diabetes", "  AnyOf", "    exposure metformin", "    exposure insulin"),
        ),
        (
            "Hospitalized for pneumonia or heart failure",
            (
                "AllOf",
                "  procedure hospitalization",
                "  AnyOf",
                "    condition pneumonia",
                "    condition heart failure",
            ),
        ),
        (
            "Women who are pregnant or nursing",
            ("AllOf", "  sex female", "  AnyOf", "    reproductive pregnancy", "    reproductive lactation"),
        ),
    ],
)
def test_the_or_is_between_the_two_that_are_alike(text: str, expected: tuple[str, ...]) -> None:
    found = [line.split(" (")[0] for line in tree(text).splitlines()]
    assert [line.split(":")[0] for line in found] == list(expected)


def test_a_list_with_commas_goes_on_from_its_first_member() -> None:
    found = tree("Heart failure with LVEF < 40%, creatinine > 2 mg/dL, or platelets < 100 x 10^9/L", "exclusion")
    assert found.splitlines()[0] == "AnyOf"
    assert "  measurement creatinine: > 2 mg/dL" in found.splitlines()


def test_an_alternative_that_names_its_own_persons_is_one_of_its_own() -> None:
    found = tree("Men with gout or women with lupus").splitlines()
    assert found[0] == "AnyOf"
    assert [line for line in found if line.startswith("  AllOf")] == ["  AllOf", "  AllOf"]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Patients aged 18-65", "age: >= 18 and <= 65"),
        ("Age: 18-65", "age: >= 18 and <= 65"),
        ("Men over 50", "age: > 50"),
        ("Women between 40 and 70", "age: >= 40 and <= 70"),
    ],
)
def test_a_bare_number_beside_a_person_is_an_age(text: str, age: str) -> None:
    found = [line.strip() for line in tree(text).splitlines()]
    assert age in found


def test_the_number_of_the_next_point_is_no_age() -> None:
    ages = [line for line in tree("1. Age: 18 or older 2. BMI: 20-30").splitlines() if "age:" in line]
    assert len(ages) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clinical or genetic diagnosis of asthma", "condition asthma"),
        ("Clinical, radiological or laboratory diagnosis of tuberculosis", "condition tuberculosis"),
        ("Cytological or histological diagnosis of lung cancer", "condition lung cancer (confirmed)"),
        ("Histological or clinical diagnosis of lung cancer", "condition lung cancer"),
        ("Confirmed or suspected diagnosis of malaria", "condition malaria"),
    ],
)
def test_ways_to_one_diagnosis_are_no_alternatives_to_it(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_other_than_what_is_not_said_in_a_statement_alone() -> None:
    assert tree("Second malignancy within 3 years", "exclusion") == "condition malignancy (other) [<= 3 year before]"
    known = tree("Second malignancy within 3 years", "exclusion", ("lung cancer",))
    assert "(other)" not in known


def test_outside_the_normal_range_is_not_normal() -> None:
    assert tree("TSH outside normal range", "exclusion") == "measurement thyroid-stimulating hormone: abnormal"

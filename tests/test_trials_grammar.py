"""Statements of eligibility criteria and the tree each is read as."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import lines, tree

from matcher.trials.grammar import parse_criterion
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import AnyOf, Kind

LUPUS = ("systemic lupus erythematosus",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hemoglobin ≥ 90 g/L", "measurement hemoglobin: >= 90 g/L"),
        ("Platelets at least 100,000/µL", "measurement platelet count: >= 100000 /µL"),
        ("Serum creatinine no more than 1.5 times the ULN", "measurement creatinine: <= 1.5 x ULN"),
        ("INR ≤ 1.5 x ULN", "measurement international normalized ratio: <= 1.5 x ULN"),
        ("BMI between 18 and 30 kg/m2", "measurement body mass index: >= 18 and <= 30 kg/m2"),
        ("Age \\>= 18 years", "age: >= 18 years"),
        ("Older than 18 and younger than 60 years of age", "age: > 18 and < 60 years"),
        ("Children 2 to < 12 years old", lines("AllOf", "  age child", "  age: >= 2 and < 12 years")),
        ("ECOG 0-1", "measurement ecog performance status: >= 0 and <= 1"),
        ("ECOG performance status of 0 or 1", "measurement ecog performance status: >= 0 and <= 1"),
        ("ASA II or III", "measurement asa physical status: >= 2 and <= 3"),
        ("Child-Pugh class B or C", "measurement child-pugh class: >= 2 and <= 3"),
        ("Life expectancy > 3 months", "measurement life expectancy: > 3 month"),
        ("C-reactive protein > 10 mg/L at screening", "measurement c-reactive protein: > 10 mg/L [around screening]"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_limit_said_in_two_units_is_one_limit() -> None:
    assert (
        tree("Creatinine > 2 mg/dL or 177 µmol/L", "exclusion") == "measurement creatinine: > 2 mg/dL or > 177 µmol/L"
    )


def test_a_limit_said_once_holds_for_both() -> None:
    assert tree("AST and ALT ≤ 3 × ULN") == lines(
        "AllOf",
        "  measurement aspartate aminotransferase: <= 3 x ULN",
        "  measurement alanine aminotransferase: <= 3 x ULN",
    )


def test_two_limits_of_one_analyte_share_its_name_and_unit() -> None:
    assert tree("BMI < 18.5 or ≥ 35 kg/m2", "exclusion") == lines(
        "AnyOf", "  measurement body mass index: < 18.5 kg/m2", "  measurement body mass index: >= 35 kg/m2"
    )


def test_blood_pressure_is_two_limits() -> None:
    assert tree("BP > 150/95 mmHg", "exclusion") == lines(
        "AnyOf",
        "  measurement systolic blood pressure: > 150 mmHg",
        "  measurement diastolic blood pressure: > 95 mmHg",
    )


def test_another_limit_for_a_subgroup() -> None:
    assert tree("ALT ≤ 2.5 × ULN (≤ 5 × ULN if liver metastases)") == lines(
        "AllOf",
        "  IfThen",
        "    if",
        "      Not",
        "        condition liver metastasis",
        "    then",
        "      measurement alanine aminotransferase: <= 2.5 x ULN",
        "  IfThen",
        "    if",
        "      condition liver metastasis",
        "    then",
        "      measurement alanine aminotransferase: <= 5 x ULN",
    )


def test_a_limit_by_sex_is_conditional() -> None:
    assert tree("Hemoglobin: men ≥ 13 g/dL; women ≥ 12 g/dL") == lines(
        "AllOf",
        "  IfThen",
        "    if",
        "      sex male",
        "    then",
        "      measurement hemoglobin: >= 13 g/dL",
        "  IfThen",
        "    if",
        "      sex female",
        "    then",
        "      measurement hemoglobin: >= 12 g/dL",
    )


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Stroke or myocardial infarction within 6 months before enrollment",
            "exclusion",
            lines(
                "AnyOf",
                "  condition stroke [<= 6 month before enrollment]",
                "  condition myocardial infarction [<= 6 month before enrollment]",
            ),
        ),
        ("No history of stroke", "inclusion", lines("Not", "  condition stroke (history)")),
        (
            "No asthma, epilepsy or diabetes mellitus",
            "inclusion",
            lines(
                "AllOf",
                "  Not",
                "    condition asthma",
                "  Not",
                "    condition epilepsy",
                "  Not",
                "    condition diabetes mellitus",
            ),
        ),
        (
            "Women of childbearing potential who are not using contraception",
            "exclusion",
            lines(
                "AllOf",
                "  sex female",
                "  reproductive childbearing potential",
                "  Not",
                "    reproductive contraception",
            ),
        ),
        (
            "Non-smoker",
            "inclusion",
            lines("Not", "  exposure tobacco"),
        ),
        (
            "Malignancy, except basal cell carcinoma or cervical carcinoma in situ",
            "exclusion",
            lines(
                "AllOf",
                "  condition malignancy",
                "  Not",
                "    condition basal cell carcinoma",
                "  Not",
                "    condition cervical carcinoma in situ",
            ),
        ),
        (
            "If diabetic, HbA1c < 9%",
            "inclusion",
            lines("IfThen", "  if", "    condition diabetes mellitus", "  then", "    measurement hba1c: < 9 %"),
        ),
        (
            "At least two of the following: fever, cough, dyspnea",
            "inclusion",
            lines("AtLeast 2", "  condition fever", "  condition cough", "  condition dyspnea"),
        ),
    ],
)
def test_logic(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


def test_lists_of_exclusions_are_alternatives_and_of_inclusions_are_not() -> None:
    assert tree("Asthma and epilepsy", "exclusion").startswith("AnyOf")
    assert tree("Asthma and epilepsy", "inclusion").startswith("AllOf")


def test_two_findings_joined_by_and_are_both_meant() -> None:
    assert tree("Positive hepatitis C antibody and detectable HCV RNA", "exclusion") == lines(
        "AllOf", "  measurement hcv antibody: positive", "  measurement hcv rna: positive"
    )


def test_other_diseases_of_a_class_leave_the_trials_own_out() -> None:
    assert tree("Other autoimmune diseases", "exclusion", LUPUS) == (
        "condition autoimmune disease not counting systemic lupus erythematosus"
    )


def test_a_qualifier_before_a_shortened_member_holds_for_the_whole_list() -> None:
    expected = "condition bacterial infection | viral infection (severe)"
    assert tree("Severe bacterial or viral infection", "exclusion") == expected


def test_nested_lines_carry_the_members_of_the_lead_line() -> None:
    text = "Adequate organ function, defined as:\n  * Neutrophils ≥ 1.5 × 10^9/L\n  * Albumin ≥ 30 g/L"
    assert tree(text) == lines(
        "AllOf", "  measurement neutrophil count: >= 1.5 × 10^9/L", "  measurement serum albumin: >= 30 g/L"
    )


def test_a_class_holds_its_examples() -> None:
    said = lines("condition heart disease", "  such as", "    condition angina pectoris")
    assert tree("Heart disease, including angina pectoris", "exclusion") == said
    assert tree("Heart disease (e.g. angina pectoris)", "exclusion") == said


@pytest.mark.parametrize("sign", ["e.g.", "e.g.,", "eg.", "e. g.", "i.e.", "such as"])
def test_the_stop_of_an_abbreviation_ends_no_sentence(sign: str) -> None:
    said = lines("condition heart disease", "  such as", "    condition angina pectoris", "    condition myocarditis")
    assert tree(f"Heart disease {sign} angina pectoris, myocarditis", "exclusion") == said


def test_a_class_that_counts_for_its_consequences_says_more_than_its_examples() -> None:
    assert tree("Use of drugs that may affect the gut, e.g. aspirin", "exclusion") == lines(
        "exposure drug (limiting)", "  such as", "    exposure aspirin"
    )


def test_what_is_listed_behind_a_contraindication_are_its_examples() -> None:
    assert tree("Contraindications to MRI: pacemaker, claustrophobia", "exclusion") == lines(
        "allergy magnetic resonance imaging (contraindication)",
        "  such as",
        "    procedure pacemaker implantation",
        "    condition claustrophobia",
    )


def test_examples_are_no_alternatives_to_their_class() -> None:
    assert tree("Asthma or heart disease (e.g. angina pectoris)", "exclusion") == lines(
        "AnyOf", "  condition asthma", "  condition heart disease", "    such as", "      condition angina pectoris"
    )


def test_examples_of_an_example_stand_below_it() -> None:
    assert tree("Chronic disease such as heart disease (e.g. angina pectoris) or asthma", "exclusion") == lines(
        "condition disease (chronic)",
        "  such as",
        "    condition heart disease",
        "      such as",
        "        condition angina pectoris",
        "    condition asthma",
    )


def test_a_class_and_its_examples_are_all_leaves() -> None:
    criterion = parse_criterion("Heart disease, including angina pectoris within 6 months", "exclusion")
    disease, angina = criterion.atoms()
    assert (disease.concepts, angina.concepts) == (("heart disease",), ("angina pectoris",))
    assert angina.window is not None
    assert criterion.text[angina.start : angina.end] == angina.text
    assert spelled_out(criterion.expression) == AnyOf(
        (replace(disease, examples=()), replace(angina, example_of=("heart disease",)))
    )


def test_a_demand_of_a_subgroup_is_conditional() -> None:
    assert tree("Women must have a negative pregnancy test") == lines(
        "IfThen", "  if", "    sex female", "  then", "    measurement pregnancy test: negative"
    )


def test_what_names_nothing_known_keeps_its_words() -> None:
    criterion = parse_criterion("Owns a zorblax")
    assert [atom.type for atom in criterion.atoms()] == ["other"]
    assert "zorblax" in next(criterion.atoms()).text


def test_text_is_left_as_it_is() -> None:
    text = "  -  Age \\>= 18 years;\r\n"
    assert parse_criterion(text).text == text


@settings(max_examples=150)
@given(st.text(alphabet="aAbB no or and, ;:()[]≥<>=.-/%0123456789\n*\tif of with not", max_size=160))
def test_any_text_is_read_and_its_atoms_stand_in_it(text: str) -> None:
    for kind in ("inclusion", "exclusion"):
        criterion = parse_criterion(text, kind)  # type: ignore[arg-type]
        assert criterion.text == text
        for atom in criterion.atoms():
            assert text[atom.start : atom.end] == atom.text
        for start, end in criterion.unparsed:
            assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "text", ["(" * 3000, "no " * 2000, "if " * 2000, "- a\n" * 1500, "except " * 2000, "a:" * 3000, "≥ 5 " * 1500]
)
def test_long_and_senseless_text_is_read_in_time(text: str) -> None:
    assert parse_criterion(text, "exclusion").text == text


def test_a_washout_asks_for_none_in_the_time() -> None:
    assert tree("At least 4 weeks since prior radiotherapy") == lines(
        "Not", "  procedure radiotherapy (history) [< 4 week before]"
    )


def test_a_time_ahead_of_a_list_holds_for_all_of_it() -> None:
    assert tree("Within 30 days prior to enrollment, received rituximab or belimumab", "exclusion") == lines(
        "AnyOf",
        "  exposure rituximab [<= 30 day before enrollment]",
        "  exposure belimumab [<= 30 day before enrollment]",
    )


def test_a_time_at_the_head_is_counted_from_what_it_names() -> None:
    assert tree("Within 3 months of stroke", "exclusion") == "condition stroke [<= 3 month before]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grade 3 or higher neuropathy", "condition peripheral neuropathy: >= 3 grade"),
        ("≥ Grade 3 neuropathy", "condition peripheral neuropathy: >= 3 grade"),
        ("ALT within 2 times the upper limit of normal", "measurement alanine aminotransferase: <= 2 x ULN"),
        (
            "NYHA class III or IV heart failure",
            "AllOf\n  measurement nyha class: >= 3 and <= 4\n  condition heart failure",
        ),
        ("Cancer screening within the last year", 'procedure "Cancer screening" [<= 1 year before]'),
        ("Not fluent in English", "Not\n  attestation language"),
    ],
)
def test_comparators_apart_and_head_nouns(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected

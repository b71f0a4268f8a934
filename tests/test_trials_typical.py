"""Statements as registries have them by the hundred: receptors, genes, counts, kinds behind a comma, tails of a list."""

from __future__ import annotations

import pytest
from trees import tree

import matcher
from matcher.trials.types import Kind


def said(text: str, kind: Kind = "inclusion") -> str:
    """The tree in one line."""
    return " ".join(tree(text, kind).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "HR+/HER2- breast cancer",
            "AllOf measurement hormone receptor status: positive measurement her2 status: negative condition breast cancer",
        ),
        (
            "Hormone receptor negative",
            "measurement hormone receptor status: negative",
        ),
        (
            "ER positive or PR positive",
            "AnyOf measurement estrogen receptor status: positive measurement progesterone receptor status: positive",
        ),
        ("HR > 100 bpm", "measurement heart rate: > 100 bpm"),
        ("Potassium above 5.5 mmol/L", "measurement serum potassium: > 5.5 mmol/L"),
        ("Calcium below 8 mg/dL", "measurement serum calcium: < 8 mg/dL"),
        ("KRAS wild-type", "measurement kras mutation: negative"),
        (
            "EGFR mutation or ALK rearrangement",
            "AnyOf measurement egfr mutation: positive measurement alk rearrangement: positive",
        ),
        ("EGFR > 60 mL/min", "measurement egfr: > 60 mL/min"),
        ("germline BRCA1/2 mutation", "measurement germline brca mutation: positive"),
    ],
)
def test_receptors_and_genes_are_results_of_their_own(text: str, expected: str) -> None:
    assert said(text) == expected


def test_a_receptor_of_a_kind_meets_the_class() -> None:
    criterion = matcher.parse_criterion("Hormone receptor positive breast cancer")
    meets = matcher.judge(matcher.read_notes("Invasive breast cancer. ER-positive and PR-negative."), criterion)
    lacks = matcher.judge(matcher.read_notes("Breast cancer, HER2-positive."), criterion)
    assert (meets.verdict, lacks.verdict) == ("satisfied", "unknown")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferritin < 45 ng/mL on two occasions", "measurement ferritin: < 45 ng/mL"),
        ("Itch NRS ≥ 5 on an 11-point scale", "measurement itch numeric rating scale: >= 5"),
        (
            "Uric acid > 7 mg/dL and at least three flares in the past year",
            'AllOf measurement uric acid: > 7 mg/dL condition "at least three flares" [<= 1 year before] [count >= 3 flare]',
        ),
        (
            "Ferritin < 30 ng/mL, or 30-100 ng/mL with transferrin saturation < 15%",
            "AnyOf measurement ferritin: < 30 ng/mL AllOf measurement ferritin: >= 30 and <= 100 ng/mL measurement transferrin saturation: < 15 %",
        ),
        (
            "BNP > 100 pg/mL in sinus rhythm or > 300 pg/mL in atrial flutter",
            "AnyOf AllOf measurement b-type natriuretic peptide: > 100 pg/mL condition sinus rhythm "
            "AllOf measurement b-type natriuretic peptide: > 300 pg/mL condition atrial flutter",
        ),
        (
            "At least one prior line of taxane, but no more than two prior lines",
            "exposure taxane [count >= 1 and <= 2 line]",
        ),
        ("≥ 20 eosinophils per high-power field", "measurement esophageal eosinophil count: >= 20"),
        ("Post-bronchodilator FEV1/FVC < 0.65", "measurement fev1/fvc ratio: < 0.65"),
    ],
)
def test_a_number_limits_what_it_is_said_of(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Atrial fibrillation, paroxysmal or persistent",
            "AnyOf condition paroxysmal atrial fibrillation condition persistent atrial fibrillation",
        ),
        (
            "Current or former smoker with ≥ 15 pack-years",
            'AllOf exposure tobacco any kind of exposure tobacco (current) exposure tobacco (history) measurement "≥ 15 pack-years": >= 15 pack-years',
        ),
        (
            "Mitral stenosis with valve area < 1.5 cm2 or pulmonary artery pressure > 50 mmHg",
            "AllOf condition mitral stenosis AnyOf",
        ),
        (
            "Inadequate response, loss of response or intolerance to azathioprine or infliximab",
            "AnyOf exposure azathioprine response refractory allergy azathioprine "
            "exposure infliximab response refractory allergy infliximab",
        ),
        (
            "Seronegative for HIV and HCV",
            "AllOf measurement hiv antibody: negative measurement hcv antibody: negative",
        ),
    ],
)
def test_what_is_said_once_holds_for_all_of_a_list(text: str, expected: str) -> None:
    assert said(text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Personal or family history of melanoma",
            "AnyOf condition melanoma (history) condition melanoma (family history)",
        ),
        (
            "Live vaccine within 6 weeks or planned during the study",
            "AnyOf exposure live vaccine [<= 6 week before] exposure live vaccine (planned) [around study]",
        ),
        (
            "Bronchitis requiring prednisone or antibiotics",
            "AllOf condition bronchitis AnyOf exposure prednisone exposure antibiotic",
        ),
        (
            "Alcohol or opioid use disorder",
            "condition alcohol use disorder | opioid use disorder",
        ),
        (
            "Arthritis other than osteoarthritis (e.g., gout, reactive arthritis)",
            "AllOf condition arthritis such as condition gout condition reactive arthritis Not condition osteoarthritis",
        ),
        (
            "Cancer except skin cancer (e.g., basal cell carcinoma)",
            "AllOf condition malignancy Not condition skin cancer such as condition basal cell carcinoma",
        ),
    ],
)
def test_exclusions_lose_nothing_of_what_they_name(text: str, expected: str) -> None:
    assert said(text, "exclusion") == expected


def test_criteria_named_by_year_are_of_their_own_disease() -> None:
    assert (
        said("Fulfils the 2010 ACR/EULAR classification criteria")
        == "condition rheumatoid arthritis (classification criteria)"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "EDSS 2-6 and at least one relapse in the past 2 years",
            "AllOf measurement expanded disability status scale: >= 2 and <= 6 "
            'condition "at least one relapse" [<= 2 year before] [count >= 1 relapse]',
        ),
        (
            "Relapsed or refractory follicular lymphoma after at least 3 prior therapies including rituximab and an alkylating agent",
            "AllOf condition follicular lymphoma any kind of condition follicular lymphoma (relapsed) condition follicular lymphoma (refractory) "
            'exposure "at least 3 prior therapies" [count >= 3 line] exposure rituximab exposure alkylating agent',
        ),
        (
            "At least 4 tender and 3 swollen joints",
            "AllOf condition joint tenderness [count >= 4] condition joint swelling [count >= 3]",
        ),
        ("Positive for at least one islet autoantibody", "measurement islet autoantibody: positive"),
        ("Stable body weight (change < 3 kg)", "measurement body weight (stable)"),
        ("Girls 7-15 years with asthma", "AllOf sex female age: >= 7 and <= 15 years condition asthma"),
        ("Platelets 20,000-80,000/µL", "measurement platelet count: >= 20000 and <= 80000 /µL"),
        (
            "Current smoker or ex-smoker",
            "AnyOf exposure tobacco (current) exposure tobacco (history)",
        ),
    ],
)
def test_numbers_are_counts_and_ages_where_they_are(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Revision surgery", 'procedure "Revision surgery"'),
        ("Major surgery", "procedure major surgery"),
        ("Men with a pregnant partner", 'AllOf sex male other "pregnant partner"'),
        (
            "Immunosuppressants for kidney disease, including tacrolimus and azathioprine",
            "AllOf condition kidney disease exposure immunosuppressant such as exposure tacrolimus exposure azathioprine",
        ),
    ],
)
def test_a_kind_is_not_its_class_and_an_example_is_of_its_like(text: str, expected: str) -> None:
    assert said(text, "exclusion") == expected


def test_a_need_behind_or_is_an_alternative() -> None:
    expected = "AnyOf condition septic shock procedure mechanical ventilation procedure dialysis"
    assert said("Septic shock or need for mechanical ventilation or dialysis", "exclusion") == expected


def test_a_count_of_mutations_takes_no_limit_of_its_neighbour() -> None:
    mutated, measured = said("At least one G551D mutation and FEV1 > 60%").split("measurement")[1:]
    assert "60" in measured
    assert "60" not in mutated

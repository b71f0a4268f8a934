"""Small words that turn a reading round: prefixes, leeway, told ranges, steps, and limits for some."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Non-vascular surgery within 3 weeks", "procedure surgery [<= 3 week before] not counting vascular surgery"),
        ("Non-study medication in the past month", 'exposure "Non-study medication" [<= 1 month before]'),
        ("Non-hormonal contraception", "reproductive contraception not counting hormonal contraception"),
    ],
)
def test_a_prefix_takes_a_kind_out_of_a_class_and_denies_nothing(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("More than mild tricuspid regurgitation", "condition tricuspid regurgitation (moderate or severe)"),
        ("Moderate or worse mitral stenosis", "condition mitral stenosis (moderate or severe)"),
        ("No more than moderate psoriasis", "condition psoriasis (mild or moderate)"),
    ],
)
def test_a_degree_said_by_comparison(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_normal_range_told_beside_a_limit_limits_nothing() -> None:
    assert (
        tree("Sodium 130 to 150 mmol/L (normal range 135-145)") == "measurement serum sodium: >= 130 and <= 150 mmol/L"
    )
    assert tree("Serum sodium (normal range is 135-145 mmol/L)") == "measurement serum sodium: >= 135 and <= 145 mmol/L"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hip pain > 6/10", "condition hip pain: > 6"),
        ("Grip strength below 4/5", "measurement grip strength: < 4"),
        ("Diastolic pressure 80 ± 5 mmHg", "measurement diastolic blood pressure: >= 75 and <= 85 mmHg"),
        ("Astigmatism > 2.50 D", "condition astigmatism: > 2.5 D"),
        ("IOP > 25 mmHg at baseline or day 2", "measurement intraocular pressure: > 25 mmHg [around baseline]"),
        ("Aspirin at a maximum single dose of 500 mg", "exposure aspirin: <= 500 mg"),
        ("Enrolled before the 9th birthday", "age: < 9 years"),
        ("Rise of bilirubin above 3 mg/dL", "measurement total bilirubin: > 3 mg/dL"),
    ],
)
def test_what_a_number_limits(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_how_far_a_value_may_stray_is_no_value_and_stays_unparsed() -> None:
    text = "Body weight unstable (± 4 kg in 2 months)"
    assert tree(text, "exclusion") == "measurement body weight (unstable) [<= 2 month before]"
    assert unparsed(text, "exclusion") == ["± 4 kg"]


def test_a_change_keeps_its_number() -> None:
    assert tree("Rise of bilirubin of 1 mg/dL or more").endswith("(change)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ovarian cancer, stage III or IV", "condition ovarian cancer: >= 3 and <= 4 stage"),
        ("Gastric cancer, stage < IIIB", "condition gastric cancer: <= 3 stage"),
        ("NYHA class I or IV", lines("AnyOf", "  measurement nyha class: = 1", "  measurement nyha class: = 4")),
        ("NYHA class I-III", "measurement nyha class: >= 1 and <= 3"),
    ],
)
def test_steps_of_a_disease(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_stage_alone_is_of_the_disease_the_trial_is_about() -> None:
    assert tree("Stage IV patients", conditions=("ovarian cancer",)) == "condition ovarian cancer: = 4 stage"


def test_a_list_is_no_name_in_turned_order() -> None:
    read = tree("Asthma, cardiac or hepatic disease", "exclusion")
    assert read.startswith(lines("AnyOf", "  condition asthma", "  condition heart disease"))
    assert "liver disease" in read
    assert tree("Arthritis, rheumatoid", "exclusion") == "condition rheumatoid arthritis"


def test_what_is_meant_and_what_is_not() -> None:
    assert tree("Gout (i.e., not pseudogout)").startswith(lines("AllOf", "  condition gout", "  Not"))


def test_what_a_block_is_for_is_no_drug() -> None:
    assert tree("Nerve block for sedation", "exclusion") == "procedure nerve block"


def test_nothing_was_ever_given_before() -> None:
    assert tree("Never treated before with azathioprine") == lines("Not", "  exposure azathioprine")


@pytest.mark.parametrize(
    "text",
    [
        "ALT ≤ 3 × ULN. Patients with hepatitis B may have ALT ≤ 6 × ULN",
        "ALT ≤ 3 × ULN; patients with hepatitis B may have up to 6 × ULN",
        "ALT ≤ 3 × ULN, those with hepatitis B may have ALT ≤ 6 × ULN",
        "ALT ≤ 3 × ULN (patients with hepatitis B may have ALT ≤ 6 × ULN)",
        "ALT ≤ 3 × ULN. For patients with hepatitis B, ALT ≤ 6 × ULN",
        "Liver:\n- ALT ≤ 3 × ULN\n- Patients with hepatitis B: ALT ≤ 6 × ULN",
    ],
)
def test_those_with_another_limit_are_let_off_the_first(text: str) -> None:
    limit = "measurement alanine aminotransferase: <= {} x ULN"
    assert tree(text) == lines(
        "AllOf",
        "  IfThen",
        "    if",
        "      Not",
        "        condition hepatitis b",
        "    then",
        f"      {limit.format(3)}",
        "  IfThen",
        "    if",
        "      condition hepatitis b",
        "    then",
        f"      {limit.format(6)}",
    )

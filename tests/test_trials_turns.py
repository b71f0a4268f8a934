"""Small words that turn a reading round: prefixes, leeway, told ranges, steps, and limits for some."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed

from matcher.trials.types import Kind


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Recovered from prior major surgery", lines("Not", "  procedure major surgery (history, not recovered)")),
        (
            "All toxicities resolved to grade 1 or less",
            lines("Not", "  condition adverse drug reaction: > 1 grade"),
        ),
        ("Platelets recovered to ≥ 100 x 10^9/L", "measurement platelet count: >= 100 x 10^9/L"),
        ("Recovered from measles", "condition measles"),
    ],
)
def test_who_must_have_recovered_need_not_have_had_it(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_what_was_not_recovered_from_was_there() -> None:
    read = tree("Radiotherapy within 3 weeks or who has not recovered from its toxicity", "exclusion")
    assert read.startswith("AnyOf")
    assert "Not" not in read.replace("(not", "")
    assert tree("Not fully recovered from surgery", "exclusion") == "procedure surgery (not recovered)"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Non-covered by health insurance", "exclusion", lines("Not", "  attestation social situation")),
        ("Received a statin, with no restrictions on the brand of statin", "inclusion", "exposure statin"),
        ("Gastritis with/without peptic ulcers", "inclusion", "condition gastritis"),
        ("Receiving chemotherapy treatment with or without radiotherapy", "inclusion", "exposure chemotherapy"),
        (
            "A solid tumor, excluding lymphoma, that is metastatic",
            "inclusion",
            lines(
                "AllOf", "  condition solid tumor", "  condition metastatic cancer", "  Not", "    condition lymphoma"
            ),
        ),
        (
            "Systolic/diastolic blood pressure > 150/95",
            "exclusion",
            lines(
                "AnyOf", "  measurement systolic blood pressure: > 150", "  measurement diastolic blood pressure: > 95"
            ),
        ),
        (
            "Gout as follows: arthritis or nephrolithiasis",
            "inclusion",
            lines("AllOf", "  condition gout", "  AnyOf", "    condition arthritis", "    condition nephrolithiasis"),
        ),
        (
            "Meets the following criteria: gout, male or female",
            "inclusion",
            "condition gout",
        ),
    ],
)
def test_how_far_small_words_reach(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


def test_what_shares_a_noun_is_joined_first() -> None:
    assert tree("Type I or II diabetes and gout").startswith("AllOf")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ECOG performance status of 2 or better", "measurement ecog performance status: <= 2"),
        ("ECOG performance status worse than 2", "measurement ecog performance status: > 2"),
        ("Karnofsky score of 60 or worse", "measurement karnofsky performance status: <= 60"),
        ("Karnofsky score of 60 or better", "measurement karnofsky performance status: >= 60"),
        ("NYHA class II or better", "measurement nyha class: <= 2"),
        ("Neuropathy of grade 2 or worse", "condition peripheral neuropathy: >= 2 grade"),
    ],
)
def test_better_and_worse_are_said_of_a_scale(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_who_is_not_willing_refuses() -> None:
    text = "Parents are not willing to undergo training"
    assert tree(text, "exclusion") == "Not\n  attestation compliance"
    assert tree("Refused surgery", "exclusion") == "procedure surgery (refused)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gestational age 25 0/7 to 32 5/7 weeks", "measurement gestational age: >= 25 and <= 32.714 weeks"),
        ("Gestational age less than 35 weeks and 3 days", "measurement gestational age: < 35.429 weeks"),
        ("Gestational age 23+0 to 31+6 weeks", "measurement gestational age: >= 23 and <= 31.857 weeks"),
        ("Gestational age between 26w0d and 30w1d", "measurement gestational age: >= 26 and <= 30.143 weeks"),
    ],
)
def test_weeks_and_days_are_one_number(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
def test_what_patients_are_excluded_for_is_a_list(kind: Kind) -> None:
    named = ("condition gout", "condition asthma", "condition stroke")
    read = tree("Patients are excluded if they have gout, asthma or stroke", kind)
    denied = lines("AllOf", *(f"  Not\n    {name}" for name in named))
    assert read == (lines("AnyOf", *(f"  {name}" for name in named)) if kind == "exclusion" else denied)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "No prior treatment: surgery, chemotherapy",
            lines("AllOf", "  Not", "    procedure surgery (history)", "  Not", "    exposure chemotherapy (history)"),
        ),
        ("Asthma, whether on inhaled steroids or not", "condition asthma"),
        ("Non-severe asthma", "condition asthma (mild or moderate)"),
        (
            "Surgically sterile, or not pregnant",
            lines("AnyOf", "  reproductive sterility", "  Not", "    reproductive pregnancy"),
        ),
        (
            "Not pregnant and on effective contraception",
            lines("AllOf", "  Not", "    reproductive pregnancy", "  reproductive contraception"),
        ),
    ],
)
def test_what_is_denied_and_what_matters_not(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hemoglobin ≥ 9 g/dL (may receive transfusions)", "measurement hemoglobin: >= 9 g/dL"),
        (
            "Inclusion criteria include: gout, age > 60 years",
            lines("AllOf", "  condition gout", "  age: > 60 years"),
        ),
        (
            "At least 3 weeks after prior radiotherapy",
            lines("Not", "  procedure radiotherapy (history) [< 3 week before]"),
        ),
    ],
)
def test_what_is_asked_and_what_only_allowed(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_limit_of_those_with_a_disease_in_brackets() -> None:
    read = tree("Bilirubin ≤ 1.5 × ULN (patients with Gilbert syndrome bilirubin ≤ 3 × ULN)")
    assert read.count("IfThen") == 2


def test_why_patients_leave_a_study_excludes_nobody() -> None:
    text = "Gout. The withdrawal criteria were non-compliance with the protocol and worsening asthma."
    assert tree(text, "exclusion") == "condition gout"

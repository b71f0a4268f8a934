"""What follows from values, drugs, procedures, findings in words and the age, though no one says it."""

from __future__ import annotations

import pytest
from clinic import (
    above,
    at_least,
    at_most,
    atom,
    chart,
    excluding,
    including,
    judged,
    lab,
    man,
    quotes,
    said,
    verdict,
    woman,
)

ADULT = woman(52)


@pytest.mark.parametrize(
    ("statements", "disease", "expected"),
    [
        ([lab("hba1c", "[HbA1c 8.1 %]", 8.1, "%")], "diabetes mellitus", ("satisfied", "derived")),
        ([lab("hba1c", "[HbA1c 5.9 %]", 5.9, "%")], "prediabetes", ("satisfied", "derived")),
        ([lab("hba1c", "[HbA1c 5.2 %]", 5.2, "%")], "prediabetes", ("unknown", "none")),
        ([lab("fasting glucose", "[fasting glucose 131 mg/dL]", 131, "mg/dL")], "diabetes mellitus", ("unknown", "none")),
        ([said("exposure", "insulin", "Injects [insulin] at night.")], "diabetes mellitus", ("satisfied", "derived")),
        ([said("exposure", "metformin", "Takes [metformin].")], "diabetes mellitus", ("unknown", "none")),
        ([said("exposure", "levothyroxine", "On [levothyroxine].")], "hypothyroidism", ("satisfied", "derived")),
        ([lab("systolic blood pressure", "[BP 190/105]", 190, "mmHg")], "hypertension", ("satisfied", "derived")),
        ([lab("systolic blood pressure", "[BP 150/80]", 150, "mmHg")], "hypertension", ("unknown", "none")),
        ([lab("systolic blood pressure", "[BP 82/50]", 82, "mmHg")], "hypotension", ("satisfied", "derived")),
        ([lab("hemoglobin", "[Hb 7.2 g/dL]", 7.2, "g/dL")], "anemia", ("satisfied", "derived")),
        ([lab("hemoglobin", "[Hb 13.4 g/dL]", 13.4, "g/dL")], "anemia", ("unknown", "none")),
        ([lab("creatinine", "[creatinine 2.9 mg/dL]", 2.9, "mg/dL")], "kidney impairment", ("satisfied", "derived")),
        ([lab("body mass index", "[BMI 33]", 33, "kg/m2")], "obesity", ("satisfied", "derived")),
        ([lab("body temperature", "[T 38.9]", 38.9, "C")], "fever", ("satisfied", "derived")),
        ([said("procedure", "coronary artery bypass grafting", "[CABG] 2014.", date="2014")], "coronary artery disease", ("satisfied", "derived")),
        ([said("procedure", "splenectomy", "[Splenectomy] as a child.")], "asplenia", ("satisfied", "derived")),
    ],
)  # fmt: skip
def test_a_finding_decides_a_disease_no_one_names(statements, disease, expected) -> None:
    got = judged(chart(*ADULT, *statements), including(atom("condition", disease)))
    assert (got.verdict, got.basis) == expected
    if got.verdict == "satisfied":
        assert len(quotes(got)) == 1


def test_a_drug_that_may_be_given_for_it_forbids_to_assume_its_absence() -> None:
    diabetes = excluding(atom("condition", "diabetes mellitus"))
    told = said(
        "condition", "asthma", "Has had [asthma] since she was a child and is well with her inhaler at present."
    )
    assert verdict(chart(*ADULT, told), diabetes, "assume") == "satisfied"
    metformin = said("exposure", "metformin", "Takes [metformin].")
    assert verdict(chart(*ADULT, told, metformin), diabetes, "assume") == "unknown"


def test_only_the_word_chemotherapy_hints_at_a_tumor() -> None:
    tumor = excluding(atom("condition", "malignancy"))
    told = said(
        "condition", "asthma", "Has had [asthma] since she was a child and is well with her inhaler at present."
    )
    steroid = said("exposure", "methotrexate", "On [methotrexate] for her joints.")
    assert verdict(chart(*ADULT, told, steroid), tumor, "assume") == "satisfied"
    chemotherapy = said("exposure", "chemotherapy", "Had [chemotherapy] in 2015.", date="2015")
    assert verdict(chart(*ADULT, told, chemotherapy), tumor, "assume") == "unknown"


@pytest.mark.parametrize(
    ("finding", "sentence", "analyte", "bounds", "expected"),
    [
        ("tachycardia", "She is [tachycardic].", "heart rate", at_least(90, "/min"), "satisfied"),
        ("tachycardia", "She is [tachycardic].", "heart rate", at_most(90, "/min"), "violated"),
        ("tachycardia", "She is [tachycardic].", "heart rate", at_least(120, "/min"), "unknown"),
        ("tachypnea", "She is [tachypneic].", "respiratory rate", at_least(20, "/min"), "satisfied"),
        ("fever", "She is [febrile].", "body temperature", above(37.5, "C"), "satisfied"),
        ("obesity", "She is [obese].", "body mass index", above(25, "kg/m2"), "satisfied"),
        ("obesity", "She is [obese].", "body mass index", above(35, "kg/m2"), "unknown"),
        ("coma", "She is [comatose].", "glasgow coma scale", at_most(8), "satisfied"),
    ],
)
def test_a_finding_in_words_tells_of_a_value(finding, sentence, analyte, bounds, expected) -> None:
    patient = chart(*ADULT, said("condition", finding, sentence))
    got = judged(patient, including(atom("measurement", analyte, bounds=bounds)))
    assert got.verdict == expected
    assert got.basis == ("none" if expected == "unknown" else "derived")


def test_a_number_goes_before_a_word_and_a_child_has_limits_of_its_own() -> None:
    quick = said("condition", "tachycardia", "She is [tachycardic].")
    fast = including(atom("measurement", "heart rate", bounds=at_least(90, "/min")))
    assert verdict(chart(*ADULT, quick, lab("heart rate", "[HR 84]", 84, "/min")), fast) == "violated"
    assert verdict(chart(*woman(2), quick), fast) == "unknown"


@pytest.mark.parametrize(
    ("age", "limit", "expected"),
    [(3, 5, "satisfied"), (3, 15, "unknown"), (0.2, 20, "violated"), (40, 15, "satisfied")],
)
def test_a_weight_far_from_every_one_of_the_age(age: float, limit: float, expected: str) -> None:
    got = judged(chart(*man(age)), including(atom("measurement", "body weight", bounds=at_least(limit, "kg"))))
    assert got.verdict == expected
    assert ("range for the age" in got.reason) == (expected != "unknown")


def test_a_hospital_stay_is_not_good_health() -> None:
    stay = said("procedure", "hospitalization", "He was [admitted to hospital].")
    assert verdict(chart(stay), including(atom("condition", "good health"))) == "violated"


def test_who_has_just_given_birth_is_not_pregnant() -> None:
    birth = said("reproductive", "postpartum", "Three weeks [postpartum].")
    assert verdict(chart(*woman(30), birth), including(atom("reproductive", value="pregnancy"))) == "violated"
    assert verdict(chart(*woman(30), birth), excluding(atom("reproductive", value="lactation")), "assume") == "unknown"


def test_an_infant_s_kidneys() -> None:
    infant = [*woman(0.5), lab("creatinine", "[creatinine 1.2 mg/dL]", 1.2, "mg/dL")]
    kidneys = excluding(atom("condition", "kidney disease"))
    assert verdict(chart(*infant), kidneys) == "violated"
    assert verdict(chart(*man(50), infant[-1]), kidneys) == "unknown"
    dry = lab("urine output", "[urine output 0.3 mL/kg/h]", 0.3, "mL/kg/h")
    assert verdict(chart(*woman(0.5), dry), excluding(atom("condition", "oliguria"))) == "violated"


def test_a_value_that_gives_a_disease_away_does_not_clear_one_out_of_control() -> None:
    high = lab("hba1c", "[HbA1c 11.2 %]", 11.2, "%")
    known = said("condition", "diabetes mellitus", "Known [diabetes].")
    uncontrolled = excluding(atom("condition", "diabetes mellitus", qualifiers=("uncontrolled",)))
    for absence in ("unknown", "assume"):
        assert verdict(chart(*ADULT, high), uncontrolled, absence) == "unknown"
        assert verdict(chart(*ADULT, known, high), uncontrolled, absence) == "unknown"
    assert verdict(chart(*ADULT, high), excluding(atom("condition", "diabetes mellitus"))) == "violated"

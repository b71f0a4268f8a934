"""Measurements: units, limits of normal, censored values, newest first, computed values."""

from __future__ import annotations

import pytest
from clinic import (
    AllOf,
    AnyOf,
    Not,
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
    within,
    woman,
)

import matcher
from matcher.trials.types import Bounds

HEMOGLOBIN = including(atom("measurement", "hemoglobin", bounds=at_least(80, "g/L")))
COUNTS = including(
    AllOf(
        (
            atom("measurement", "hemoglobin", bounds=at_least(80, "g/L")),
            atom("measurement", "white blood cell count", bounds=at_least(3, "× 10^9/L")),
            atom("measurement", "neutrophil count", bounds=at_least(1.5, "× 10^9/L")),
            atom("measurement", "platelet count", bounds=at_least(30, "× 10^9/L")),
        )
    )
)
AST = including(atom("measurement", "aspartate aminotransferase", bounds=at_most(2, None, "uln")))
EGFR = including(atom("measurement", "egfr", bounds=at_least(30, "ml/min/1.73m2")))
SATURATION = including(atom("measurement", "oxygen saturation", qualifiers=("room air",), bounds=above(94, "%")))
CREATININE = excluding(
    atom(
        "measurement",
        "creatinine",
        bounds=(
            Bounds(lower=2.5, lower_inclusive=False, unit="mg/dL"),
            Bounds(lower=221, lower_inclusive=False, unit="μmol/L"),
        ),
    )
)
SEROLOGY = including(
    AnyOf(
        (
            atom("measurement", "anti-dsdna antibody", quality="positive"),
            atom("measurement", "complement c3", quality="low"),
            atom("measurement", "complement c4", quality="low"),
        )
    )
)
SLEDAI = including(atom("measurement", "sledai-2k", bounds=at_least(8)))


@pytest.mark.parametrize(
    ("value", "unit", "expected", "basis"),
    [
        (7.9, "g/dL", "violated", "derived"),
        (8.0, "g/dL", "satisfied", "derived"),
        (92, "g/L", "satisfied", "documented"),
        (9.1, None, "satisfied", "derived"),
        (91, None, "satisfied", "documented"),
        (91, "g/dL", "unknown", "none"),
    ],
)
def test_hemoglobin_in_any_unit(value, unit, expected, basis) -> None:
    got = judged(chart(lab("hemoglobin", f"[Hgb {value} {unit}]", value, unit)), HEMOGLOBIN)
    assert (got.verdict, got.basis) == (expected, basis)


def test_counts_need_all_and_fall_with_one() -> None:
    given = [
        lab("hemoglobin", "[Hgb 10.2 g/dL]", 10.2, "g/dL"),
        lab("white blood cell count", "[WBC 4.1 K/uL]", 4.1, "K/uL"),
        lab("neutrophil count", "[ANC 2.9]", 2.9),
    ]
    assert verdict(chart(*given), COUNTS) == "unknown"
    assert verdict(chart(*given, lab("platelet count", "[plt 45k]", 45, "k")), COUNTS) == "satisfied"
    low = judged(chart(*given, lab("platelet count", "[plt 29 K/uL]", 29, "K/uL")), COUNTS)
    assert (low.verdict, quotes(low)) == ("violated", ["plt 29 K/uL"])
    assert "Hgb 10.2 g/dL" in quotes(low, "context")


def test_neutrophils_from_their_percentage() -> None:
    patient = chart(
        lab("white blood cell count", "[WBC 3.1]", 3.1, "K/uL"),
        lab("neutrophil percentage", "[Neutrophils 45 %]", 45, "%"),
    )
    got = judged(patient, including(atom("measurement", "neutrophil count", bounds=at_least(1.5, "× 10^9/L"))))
    assert (got.verdict, got.basis, sorted(quotes(got))) == ("violated", "derived", ["Neutrophils 45 %", "WBC 3.1"])


def test_the_newest_value_decides_and_the_old_one_is_shown_as_overruled() -> None:
    patient = chart(
        lab("hemoglobin", "[Hgb nadir 6.8]", 6.8, "g/dL", date="2025-02-06"),
        lab("hemoglobin", "[Hgb 8.6 g/dL]", 8.6, "g/dL"),
    )
    got = judged(patient, HEMOGLOBIN)
    assert (got.verdict, quotes(got), quotes(got, "contradicts")) == ("satisfied", ["Hgb 8.6 g/dL"], ["Hgb nadir 6.8"])


def test_an_old_value_decides_and_is_marked() -> None:
    got = judged(chart(lab("hemoglobin", "[Hgb 9 g/dL]", 9, "g/dL", on="2024-06-01")), HEMOGLOBIN)
    assert got.verdict == "satisfied"
    assert "1 Jun 2024, 366 days old" in got.reason


def test_values_after_the_screening_date_are_not_used() -> None:
    assert verdict(chart(lab("hemoglobin", "[Hgb 9]", 9, "g/dL", on="2025-07-01")), HEMOGLOBIN) == "unknown"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"value": 96, "unit": "U/L", "reference_low": 13, "reference_high": 35}, "violated"),
        ({"value": 70, "unit": "U/L", "reference_low": 13, "reference_high": 35}, "satisfied"),
        ({"value": 24, "unit": None}, "satisfied"),
        ({"quality": "normal"}, "satisfied"),
        ({"quality": "elevated"}, "unknown"),
        ({"quality": "pending"}, "unknown"),
    ],
)
def test_multiples_of_the_upper_limit_of_normal(more, expected) -> None:
    assert verdict(chart(*woman(), said("measurement", "aspartate aminotransferase", "[AST]", **more)), AST) == expected


def test_the_reason_names_the_range_it_used() -> None:
    own = lab("aspartate aminotransferase", "[AST 96]", 96, "U/L", reference_high=35)
    assert "limit 70 U/L from the note's own reference range" in judged(chart(own), AST).reason
    none = lab("aspartate aminotransferase", "[AST 24]", 24, "U/L")
    got = judged(chart(*woman(), none), AST)
    assert (got.basis, "table of reference ranges" in got.reason) == ("derived", True)


def test_a_normal_panel_answers_for_its_members() -> None:
    patient = chart(*woman(), said("measurement", "liver function tests", "[Liver tests normal].", quality="normal"))
    got = judged(patient, AST)
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "documented", ["Liver tests normal"])
    raised = chart(said("measurement", "liver function tests", "[Liver tests raised].", quality="elevated"))
    assert verdict(raised, AST) == "unknown"


def test_egfr_from_creatinine_age_and_sex() -> None:
    high = lab("creatinine", "[Creatinine 248 umol/L]", 248, "umol/L")
    got = judged(chart(*man(51), high), EGFR)
    assert (got.verdict, got.basis) == ("violated", "derived")
    assert {"Creatinine 248 umol/L", "51-year-old"} <= set(quotes(got))
    assert verdict(chart(*woman(39), lab("creatinine", "[Cr 0.7]", 0.7, "mg/dL")), EGFR) == "satisfied"
    assert verdict(chart(lab("creatinine", "[Cr 0.7]", 0.7, "mg/dL")), EGFR) == "unknown"
    assert (
        judged(chart(*man(), high, lab("egfr", "[eGFR >90]", 90, "mL/min/1.73m2", comparator=">")), EGFR).basis
        == "documented"
    )


def test_creatinine_against_a_limit_in_two_units() -> None:
    si = judged(chart(lab("creatinine", "[Cr 248 umol/L]", 248, "umol/L")), CREATININE)
    assert (si.verdict, si.basis) == ("violated", "documented")
    assert verdict(chart(lab("creatinine", "[Cr 2.5 mg/dL]", 2.5, "mg/dL")), CREATININE) == "satisfied"


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        (97, {"qualifiers": ("room air",)}, "satisfied"),
        (94, {"qualifiers": ("room air",)}, "violated"),
        (96, {"qualifiers": ("on oxygen",)}, "unknown"),
        (98, {}, "satisfied"),
    ],
)
def test_saturation_without_oxygen(value, more, expected) -> None:
    assert verdict(chart(lab("oxygen saturation", f"[SpO2 {value}%]", value, "%", **more)), SATURATION) == expected


@pytest.mark.parametrize(
    ("statements", "expected", "basis"),
    [
        ([lab("anti-dsdna antibody", "[dsDNA 312 (<30)]", 312, "IU/mL", reference_high=30)], "satisfied", "derived"),
        ([lab("anti-dsdna antibody", "[dsDNA 64 (H)]", 64, "IU/mL", flag="H")], "satisfied", "documented"),
        (
            [
                lab(
                    "complement c4",
                    "[C4 <0.08 g/L [0.1-0.4]]".replace("[0", "(0").replace("4]", "4)", 1),
                    0.08,
                    "g/L",
                    comparator="<",
                    reference_low=0.1,
                    reference_high=0.4,
                )
            ],
            "satisfied",
            "derived",
        ),
        ([said("measurement", "complement", "[Complement remains low].", quality="low")], "satisfied", "documented"),
        (
            [
                lab("anti-dsdna antibody", "[dsDNA neg]", quality="negative"),
                lab("complement c3", "[C3 98 (90-180)]", 98, "mg/dL", reference_low=90, reference_high=180),
                lab("complement c4", "[C4 22 (10-40)]", 22, "mg/dL", reference_low=10, reference_high=40),
            ],
            "violated",
            "derived",
        ),
        ([lab("anti-dsdna antibody", "[dsDNA neg]", quality="negative")], "unknown", "none"),
    ],
)
def test_serology_of_lupus(statements, expected, basis) -> None:
    got = judged(chart(*woman(), *statements), SEROLOGY)
    assert (got.verdict, got.basis) == (expected, basis)


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("[SLEDAI-2K 8]", 8, "satisfied"),
        ("[SLEDAI-2K 7]", 7, "violated"),
        ("[SLEDAI 12]", 12, "satisfied"),
        ("[SLEDAI 8]", 8, "unknown"),
        ("[SLEDAI 2]", 2, "violated"),
    ],
)
def test_a_score_of_unnamed_version_counts_only_far_from_the_limit(words, value, expected) -> None:
    assert verdict(chart(lab("sledai-2k", words, value)), SLEDAI) == expected


CMV = excluding(
    atom("measurement", "cmv dna", qualifiers=("peripheral blood",), bounds=above(1, None, "uln")),
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"quality": "not detected", "qualifiers": ("plasma",)}, "satisfied"),
        ({"quality": "negative", "qualifiers": ("BAL",)}, "unknown"),
        ({"quality": "pending"}, "unknown"),
        ({"value": 2400, "unit": "IU/mL", "reference_high": 500}, "violated"),
        ({"quality": "positive"}, "violated"),
    ],
)
def test_cmv_in_the_blood(more, expected) -> None:
    patient = chart(said("measurement", "cmv dna", "[CMV DNA]", **more))
    assert verdict(patient, CMV) == expected
    assert verdict(patient, CMV, "assume") == expected


def _test(name: str, quality: str, **more):
    return said("measurement", name, f"[{name} {quality}]", quality=quality, **more)


HEPATITIS = excluding(
    AllOf(
        (
            AnyOf(
                (
                    atom("measurement", "hbsag", quality="positive"),
                    AllOf(
                        (
                            atom("measurement", "anti-hbc", quality="positive"),
                            atom("measurement", "hbv dna", bounds=above(1, None, "uln")),
                        )
                    ),
                    AllOf(
                        (
                            atom("measurement", "hcv antibody", quality="positive"),
                            atom("measurement", "hcv rna", quality="positive"),
                        )
                    ),
                    AnyOf(
                        (atom("measurement", "hiv antibody", quality="positive"), atom("condition", "hiv infection"))
                    ),
                )
            ),
            Not(
                AllOf(
                    (
                        atom("measurement", "hbsag", quality="positive"),
                        atom("measurement", "hbv dna", bounds=at_most(1, None, "uln")),
                        atom("attestation", value="antiviral therapy"),
                    )
                )
            ),
        )
    )
)
NEGATIVE = [_test("hcv antibody", "negative"), _test("hiv antibody", "negative")]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([_test("hbsag", "negative"), _test("anti-hbc", "negative"), *NEGATIVE], "satisfied"),
        ([_test("hbsag", "negative"), _test("anti-hbc", "negative"), _test("hcv antibody", "negative")], "unknown"),
        ([_test("hbsag", "negative"), *NEGATIVE], "unknown"),
        ([_test("hbsag", "negative"), _test("anti-hbc", "positive"), *NEGATIVE], "unknown"),
        (
            [_test("hbsag", "negative"), _test("anti-hbc", "positive"), _test("hbv dna", "not detected"), *NEGATIVE],
            "satisfied",
        ),
        ([_test("hbsag", "positive"), _test("anti-hbc", "positive"), *NEGATIVE], "unknown"),
        ([_test("hbsag", "positive"), _test("hbv dna", "elevated"), *NEGATIVE], "violated"),
        ([_test("hiv antibody", "positive")], "violated"),
        ([said("condition", "hiv infection", "Known [HIV infection].")], "violated"),
        (
            [
                _test("hbsag", "positive"),
                _test("anti-hbc", "positive"),
                _test("hbv dna", "not detected"),
                *NEGATIVE,
                said("attestation", "antiviral therapy", "Will take [the full course of entecavir]."),
            ],
            "satisfied",
        ),
        (
            [
                _test("hbsag", "positive"),
                _test("hbv dna", "not detected"),
                _test("hcv antibody", "positive"),
                _test("hcv rna", "detected"),
                said("attestation", "antiviral therapy", "Will take [the full course of entecavir]."),
            ],
            "violated",
        ),
    ],
)
def test_hepatitis_and_hiv_with_the_exception(statements, expected) -> None:
    assert verdict(chart(*statements), HEPATITIS) == expected
    assert verdict(chart(*statements), HEPATITIS, "assume") == expected


def test_results_outside_the_window_of_a_criterion_do_not_answer() -> None:
    recent = including(atom("measurement", "hemoglobin", bounds=at_least(80, "g/L"), window=within(14, "day")))
    assert verdict(chart(lab("hemoglobin", "[Hgb 10]", 10, "g/dL")), recent) == "satisfied"
    assert verdict(chart(lab("hemoglobin", "[Hgb 10]", 10, "g/dL", on="2025-03-01")), recent) == "unknown"


def test_two_results_of_one_day_that_disagree_decide_nothing() -> None:
    patient = chart(lab("hemoglobin", "[Hgb 7.0]", 7.0, "g/dL"), lab("hemoglobin", "[Hgb 9.0]", 9.0, "g/dL"))
    got = judged(patient, HEMOGLOBIN)
    assert (got.verdict, sorted(quotes(got, "context"))) == ("unknown", ["Hgb 7.0", "Hgb 9.0"])


@pytest.mark.parametrize(
    "sentence", ["[SLEDAI-2K] was 12 in January; today it is 4.", "[SLEDAI-2K 12] in January, now 4."]
)
def test_an_older_value_does_not_decide_beside_a_newer_one_that_was_not_read(sentence) -> None:
    old = said("measurement", "sledai-2k", sentence, value=12.0, date="2025-01")
    assert verdict(chart(old), SLEDAI) == "unknown"
    new = said("measurement", "sledai-2k", sentence.replace("[", "").replace("]", "").replace(" 4", " [4]"), value=4.0)
    assert verdict(chart(old, new), SLEDAI) == "violated"


@pytest.mark.parametrize(("value", "expected"), [(1.9, "satisfied"), (2.1, "violated")])
def test_a_value_given_as_a_multiple_of_the_limit(value, expected) -> None:
    assert verdict(chart(lab("aspartate aminotransferase", f"[AST {value} x ULN]", value, "x ULN")), AST) == expected


def test_a_viral_load_without_range_is_above_normal_when_measured() -> None:
    high = chart(lab("cmv dna", "[CMV DNA 2,400 IU/mL]", 2400, "IU/mL"))
    low = chart(lab("cmv dna", "[CMV DNA <35 IU/mL]", 35, "IU/mL", comparator="<"))
    assert (verdict(high, CMV), verdict(low, CMV)) == ("violated", "satisfied")


@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
def test_a_value_without_a_named_limit_decides_nothing(kind: str) -> None:
    patient = matcher.read_notes("A 54-year-old man. Height 180 cm. Creatinine 1.0 mg/dL.")
    found = matcher.judge(patient, matcher.parse_criterion("Creatinine", kind=kind))
    assert found.verdict == "unknown"
    assert "names no limit" in found.reason

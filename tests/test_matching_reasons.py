"""Reasons and questions as a clinician reads them: names in the field's spelling, one plain sentence, no quotes."""

from __future__ import annotations

import pytest
from clinic import (
    AllOf,
    AnyOf,
    above,
    at_least,
    atom,
    chart,
    excluding,
    including,
    judged,
    lab,
    said,
    within,
    woman,
)

from matcher.matching.naming import display_name
from matcher.matching.types import Part
from matcher.trials.types import Expression

HEMOGLOBIN = including(atom("measurement", "hemoglobin", bounds=at_least(80, "g/L")))
RITUXIMAB = excluding(atom("exposure", "b-cell-targeted therapy", window=within(4, "week")))
SEROLOGIES = ("hbsag", "anti-hbc", "hcv antibody", "hiv antibody")
INFECTED = excluding(AnyOf(tuple(atom("measurement", name, quality="positive") for name in SEROLOGIES)))
PROMISES = including(
    AllOf(tuple(atom("attestation", value=value) for value in ("participation", "consent", "compliance", "follow-up")))
)
NO_B_CELL = said("exposure", "b-cell-targeted therapy", "[B-cell therapy]: never.", negated=True, status="never")


def negative(name: str) -> object:
    return said("measurement", name, f"[{name} negative].", quality="negative")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sledai-2k", "SLEDAI-2K"),
        ("complement c3", "C3"),
        ("anti-dsdna antibody", "anti-dsDNA"),
        ("hbsag", "HBsAg"),
        ("hbv dna", "HBV DNA"),
        ("cmv dna", "CMV DNA"),
        ("egfr", "eGFR"),
        ("egfr inhibitor", "EGFR inhibitor"),
        ("left ventricular ejection fraction", "LVEF"),
        ("iga deficiency", "IgA deficiency"),
        ("b-cell-targeted therapy", "B-cell-targeted therapy"),
        ("cd19 car-t cell therapy", "CD19 CAR-T cell therapy"),
        ("secondary sjogren syndrome", "secondary Sjögren syndrome"),
        ("asthma", "asthma"),
    ],
)
def test_names_are_spelt_as_the_field_spells_them(name: str, shown: str) -> None:
    assert display_name(name) == shown


@pytest.mark.parametrize(
    ("statements", "criterion", "reason"),
    [
        (
            [lab("hemoglobin", "[Hgb 10.4]", 10.4, None, on="2025-05-20")],
            HEMOGLOBIN,
            "Hemoglobin 10.4 g/dL on 20 May 2025 meets ≥ 80 g/L.",
        ),
        ([], HEMOGLOBIN, "Hemoglobin is not reported."),
        (
            [said("exposure", "rituximab", "[Rituximab] on 05/12.", date="2025-05-12")],
            RITUXIMAB,
            "Given within the window: rituximab on 12 May 2025, 21 days before screening.",
        ),
        ([NO_B_CELL], RITUXIMAB, "No B-cell-targeted therapy within 4 weeks of screening: denied on 27 May 2025."),
        (
            [negative(name) for name in SEROLOGIES],
            INFECTED,
            "HBsAg, anti-HBc, HCV antibody and HIV antibody are negative (27 May 2025).",
        ),
        (
            [negative(name) for name in SEROLOGIES[:3]],
            INFECTED,
            "HIV antibody is not reported. HBsAg, anti-HBc and HCV antibody are negative (27 May 2025).",
        ),
        (
            [],
            PROMISES,
            "Nothing is said of participation, consent, compliance and follow-up; these are never assumed.",
        ),
        (
            [said("condition", "breast cancer", "[Breast cancer] in 2018.", date="2018")],
            excluding(atom("condition", "malignancy", qualifiers=("history",))),
            "History of malignancy: breast cancer in 2018.",
        ),
    ],
    ids=lambda value: None,
)
def test_a_reason_is_a_plain_sentence(statements: list, criterion: object, reason: str) -> None:
    assert judged(chart(*woman(), *statements), criterion).reason == reason


def test_a_dose_is_told_per_kilogram_with_its_limit() -> None:
    patient = chart(
        *woman(),
        said(
            "exposure",
            "prednisone",
            "Highest [prednisone] 40 mg.",
            dose=40.0,
            dose_unit="mg",
            daily_dose=40.0,
            qualifiers=("highest",),
        ),
        lab("body weight", "[64 kg]", 64, "kg"),
    )
    asked = including(atom("exposure", "glucocorticoid", bounds=above(1, "mg/kg/d")))
    got = judged(patient, asked)
    assert got.verdict == "violated"
    assert got.reason == "Highest prednisone dose 40 mg/day at 64 kg is 0.63 mg/kg/day; more than 1 is asked."


def test_silence_taken_as_absence_says_so() -> None:
    history = said("condition", "gout", "She has had [gout] since 2016 and is seen every year.", section="history")
    got = judged(chart(*woman(), history), excluding(atom("condition", "psoriasis")), absence="assume")
    assert got.reason == "Not mentioned; taken as absent."


def test_questions_are_what_one_would_do() -> None:
    assert judged(chart(*woman()), PROMISES).missing[:2] == ("Ask for willingness to take part.", "Signed consent.")
    either = excluding(AnyOf((atom("condition", "psoriasis"), atom("condition", "gout"))))
    assert judged(chart(*woman()), either).missing == ("Clarify psoriasis and gout.",)


MANY: tuple[Expression, ...] = tuple(
    atom("condition", name)
    for name in ("asthma", "psoriasis", "gout", "epilepsy", "dementia", "aphasia", "stroke", "dermatomyositis")
)


def test_a_reason_stays_short_and_every_unknown_asks_for_something() -> None:
    got = judged(chart(*woman()), excluding(AnyOf((*MANY, *(atom("procedure", n) for n in ("surgery", "dialysis"))))))
    assert len(got.reason) <= 220
    assert all(name in " ".join(got.missing) for name in ("asthma", "dermatomyositis", "surgery", "dialysis"))
    assert all(part.missing for part in _parts(got.parts) if part.truth == "unknown")


def _parts(parts: tuple[Part, ...]) -> list[Part]:
    return [each for part in parts for each in (part, *_parts(part.parts))]

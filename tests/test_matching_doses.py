"""Routes and doses: what reaches the whole body, and how much of it."""

from __future__ import annotations

import pytest
from clinic import (
    above,
    atom,
    chart,
    excluding,
    judged,
    said,
    verdict,
    woman,
)

STEROIDS = excluding(atom("exposure", "glucocorticoid", route="systemic"))
WALKS = said(
    "condition", "dyspnea", "She walks to the shop and back, and on the stairs she is [short of breath] at the end."
)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (said("exposure", "prednisone", "Takes [prednisone].", status="active"), "violated"),
        (said("exposure", "dexamethasone", "[Dexamethasone 4 mg] daily.", dose=4.0, dose_unit="mg"), "violated"),
        (said("exposure", "dexamethasone", "Takes [dexamethasone]."), "unknown"),
        (said("exposure", "methylprednisolone", "[Methylprednisolone] IV.", route="IV"), "violated"),
        (said("exposure", "hydrocortisone", "[Hydrocortisone] cream.", route="cream"), "satisfied"),
        (said("exposure", "budesonide", "[Budesonide 3 mg] daily.", dose=3.0, dose_unit="mg"), "unknown"),
    ],
)
def test_a_drug_acts_in_the_whole_body_by_its_route_or_its_dose(statement: object, expected: str) -> None:
    assert verdict(chart(*woman(), WALKS, statement), STEROIDS, "assume") == expected  # type: ignore[arg-type]


def test_a_drug_taken_another_way_does_not_meet_a_route() -> None:
    infused = excluding(atom("exposure", "antibiotic", route="intravenous"))
    swallowed = said("exposure", "amoxicillin", "[Amoxicillin] by mouth.", route="by mouth")
    assert verdict(chart(*woman(), WALKS, swallowed), infused, "assume") == "satisfied"
    given = said("exposure", "vancomycin", "[Vancomycin] IV.", route="IV")
    assert verdict(chart(*woman(), given), infused) == "violated"


@pytest.mark.parametrize(
    ("drug", "dose", "expected"),
    [("hydromorphone", 20.0, "violated"), ("tramadol", 200.0, "satisfied"), ("buprenorphine", 200.0, "unknown")],
)
def test_opioids_of_a_class_are_compared_as_morphine(drug: str, dose: float, expected: str) -> None:
    taken = said("exposure", drug, f"Takes [{drug}].", dose=dose, daily_dose=dose, dose_unit="mg")
    opioids = excluding(atom("exposure", "opioid", bounds=above(60, "mg/day")))
    assert verdict(chart(*woman(), WALKS, taken), opioids, "assume") == expected


def test_a_dose_below_the_limit_is_not_called_unmentioned() -> None:
    taken = said("exposure", "prednisone", "[Prednisone 5 mg] daily.", dose=5.0, daily_dose=5.0, dose_unit="mg")
    asked = excluding(atom("exposure", "prednisone", bounds=above(10, "mg/day")))
    got = judged(chart(*woman(), WALKS, taken), asked, "assume")
    assert (got.verdict, got.basis, got.reason) == (
        "satisfied",
        "assumed",
        "None that fits is mentioned; taken as not given.",
    )

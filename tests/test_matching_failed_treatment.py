"""A treatment that failed: what of it was given, how much, for how long, and what it did."""

from __future__ import annotations

import pytest
from clinic import (
    LUPUS,
    AllOf,
    AnyOf,
    AtLeast,
    above,
    atom,
    chart,
    including,
    judged,
    longer_than,
    quotes,
    said,
    verdict,
    woman,
)

LISTED = ("cyclophosphamide", "mycophenolate mofetil", "azathioprine", "methotrexate", "belimumab", "rituximab")
ROUTINE = including(
    AllOf(
        (
            AnyOf(
                (
                    atom("condition", LUPUS, qualifiers=("refractory",)),
                    atom("condition", LUPUS, qualifiers=("relapsed",)),
                )
            ),
            atom("exposure", "glucocorticoid", bounds=above(1, "mg/kg/d")),
            AtLeast(2, tuple(atom("exposure", drug, duration=longer_than(6, "month")) for drug in LISTED)),
        )
    )
)
ACTIVE = said("condition", LUPUS, "Refractory [SLE].", qualifiers=("refractory",))
MMF = said(
    "exposure",
    "mycophenolate mofetil",
    "[MMF] since 3/2024.",
    started="2024-03",
    status="active",
    daily_dose=2000,
    dose_unit="mg",
)
AZATHIOPRINE = said(
    "exposure",
    "azathioprine",
    "[AZA] 2018 to 2022, no effect.",
    started="2018",
    stopped="2022",
    status="stopped",
    response="inadequate response",
)
HIGH = said("exposure", "prednisone", "[Prednisone 80 mg daily] (62 kg).", dose=80, dose_unit="mg", daily_dose=80)
WEIGHT = said("measurement", "body weight", "Prednisone 80 mg daily ([62 kg]).", value=62, unit="kg")
NEVER = {"negated": True, "status": "never"}


def test_routine_treatment_that_failed() -> None:
    got = judged(chart(*woman(), ACTIVE, MMF, AZATHIOPRINE, HIGH, WEIGHT), ROUTINE)
    assert (got.verdict, got.basis) == ("satisfied", "derived")
    assert {"Prednisone 80 mg daily", "62 kg", "MMF", "AZA", "Refractory SLE."} <= set(quotes(got))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ACTIVE, MMF, HIGH, WEIGHT], "unknown"),
        ([MMF, AZATHIOPRINE, HIGH, WEIGHT], "satisfied"),
        (
            [said("condition", LUPUS, "[SLE], active.", qualifiers=("active",)), MMF, AZATHIOPRINE, HIGH, WEIGHT],
            "satisfied",
        ),
        (
            [
                ACTIVE,
                MMF,
                AZATHIOPRINE,
                said(
                    "exposure",
                    "prednisolone",
                    "[Prednisolone 20 mg] was the highest dose ever (70 kg).",
                    daily_dose=20,
                    dose_unit="mg",
                    qualifiers=("highest",),
                ),
                said(
                    "measurement",
                    "body weight",
                    "Prednisolone 20 mg was the highest dose ever ([70 kg]).",
                    value=70,
                    unit="kg",
                ),
            ],
            "violated",
        ),
        (
            [
                ACTIVE,
                MMF,
                AZATHIOPRINE,
                said("exposure", "prednisone", "[Prednisone 62 mg daily] (62 kg).", daily_dose=62, dose_unit="mg"),
                said("measurement", "body weight", "Prednisone 62 mg daily ([62 kg]).", value=62, unit="kg"),
            ],
            "unknown",
        ),
        ([ACTIVE, MMF, AZATHIOPRINE, said("exposure", "glucocorticoid", "No [steroids] ever.", **NEVER)], "violated"),
        (
            [
                ACTIVE,
                HIGH,
                WEIGHT,
                said("exposure", "mycophenolate mofetil", "[MMF] since 03/10.", started="2025-03-10", status="active"),
                said(
                    "exposure",
                    "immunosuppressant",
                    "No other [immunosuppressant] before or since.",
                    negated=True,
                    qualifiers=("other",),
                ),
            ],
            "violated",
        ),
        (
            [
                ACTIVE,
                MMF,
                AZATHIOPRINE,
                said("exposure", "methylprednisolone", "[Methylprednisolone 1 g IV x3].", daily_dose=1, dose_unit="g"),
            ],
            "satisfied",
        ),
        (
            [
                ACTIVE,
                MMF,
                AZATHIOPRINE,
                said(
                    "exposure",
                    "methylprednisolone",
                    "[Pulse] proposed.",
                    daily_dose=1000,
                    dose_unit="mg",
                    hypothetical=True,
                ),
            ],
            "unknown",
        ),
    ],
)
def test_routine_treatment(statements, expected) -> None:
    assert verdict(chart(*woman(), *statements), ROUTINE) == expected

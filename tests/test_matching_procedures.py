"""Procedures and studies: windows, plans, whose they were, what one denial says of another."""

from __future__ import annotations

import pytest
from clinic import (
    LUPUS,
    AnyOf,
    above,
    atom,
    chart,
    excluding,
    judged,
    lab,
    quotes,
    said,
    verdict,
    within,
)

from matcher.trials.types import Window

EXCHANGE = excluding(atom("procedure", "plasmapheresis", window=within(3, "month")))
STUDIES = excluding(atom("participation", "clinical trial", window=within(3, "month")))
SURGERY = excluding(
    AnyOf(
        (
            atom("procedure", "major surgery", window=within(8, "week")),
            atom(
                "procedure", "surgery", qualifiers=("planned",), window=Window("<=", None, None, "after", "the study")
            ),
        )
    )
)
TRANSPLANT = excluding(
    AnyOf((atom("procedure", "organ transplantation"), atom("procedure", "bone marrow transplantation")))
)
HISTORY = said(
    "condition", LUPUS, "She has had [lupus] since 2016 and is seen for the yearly visit.", section="history"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            [
                said(
                    "procedure",
                    "plasmapheresis",
                    "[Plasma exchange x5], 03/06 to 03/14.",
                    date="2025-03-06",
                    date_end="2025-03-14",
                )
            ],
            "violated",
        ),
        ([said("procedure", "plasmapheresis", "No [plasma exchange] ever.", negated=True)], "satisfied"),
        (
            [
                said(
                    "procedure",
                    "plasmapheresis",
                    "[Plasma exchange] is not indicated.",
                    negated=True,
                    hypothetical=True,
                )
            ],
            "unknown",
        ),
        ([said("procedure", "plasmapheresis", "[Plasma exchange] in 2021.", date="2021")], "unknown"),
    ],
)
def test_plasma_exchange(statements, expected) -> None:
    assert verdict(chart(*statements), EXCHANGE) == expected


def test_the_last_of_it_closes_the_question() -> None:
    assert (
        verdict(
            chart(said("procedure", "plasmapheresis", "[Plasma exchange] in 2019, none since.", date="2019")), EXCHANGE
        )
        == "satisfied"
    )
    assert (
        verdict(chart(said("procedure", "plasmapheresis", "Last [plasma exchange] 2019.", date="2019")), EXCHANGE)
        == "satisfied"
    )


@pytest.mark.parametrize(
    ("statements", "unknown", "assume"),
    [
        ([said("procedure", "hysterectomy", "[TAH] 2019.", date="2019")], "unknown", "satisfied"),
        ([said("procedure", "hysterectomy", "[TAH] 05/02.", date="2025-05-02")], "violated", "violated"),
        ([said("procedure", "hysterectomy", "[Hysterectomy].")], "unknown", "unknown"),
        (
            [
                said(
                    "procedure",
                    "hip arthroplasty",
                    "[Hip arthroplasty] scheduled for 07/22.",
                    hypothetical=True,
                    qualifiers=("scheduled",),
                    date="2025-07-22",
                ),
            ],
            "violated",
            "violated",
        ),
        (
            [
                said("procedure", "surgery", "No [surgery] since.", negated=True),
                said("procedure", "surgery", "[None planned].", negated=True, qualifiers=("planned",)),
            ],
            "satisfied",
            "satisfied",
        ),
        ([said("procedure", "surgery", "No [surgery] ever.", negated=True)], "unknown", "satisfied"),
    ],
)
def test_surgery_past_and_planned(statements, unknown, assume) -> None:
    assert verdict(chart(HISTORY, *statements), SURGERY) == unknown
    assert verdict(chart(HISTORY, *statements), SURGERY, "assume") == assume


def test_no_surgery_does_not_deny_a_transplant() -> None:
    assert verdict(chart(said("procedure", "surgery", "No [surgery] ever.", negated=True)), TRANSPLANT) == "unknown"


def test_a_relative_s_transplant_is_not_the_patient_s() -> None:
    patient = chart(
        HISTORY, said("procedure", "kidney transplantation", "His brother had a [kidney transplant].", family=True)
    )
    got = judged(patient, TRANSPLANT)
    assert (got.verdict, quotes(got, "context")) == ("unknown", ["His brother had a kidney transplant."])
    assert verdict(patient, TRANSPLANT, "assume") == "satisfied"
    cornea = chart(HISTORY, said("procedure", "corneal transplantation", "[Corneal graft] in 2010.", date="2010"))
    assert verdict(cornea, TRANSPLANT) == "unknown"


def test_dialysis_or_creatinine_needs_both_to_clear() -> None:
    renal = excluding(
        AnyOf(
            (
                atom("measurement", "creatinine", bounds=above(2.5, "mg/dL")),
                atom("procedure", "hemodialysis", window=within(8, "week")),
            )
        )
    )
    creatinine = lab("creatinine", "[Cr 0.8 mg/dL]", 0.8, "mg/dL")
    assert verdict(chart(creatinine), renal) == "unknown"
    never = chart(creatinine, said("procedure", "dialysis", "[Never dialyzed].", negated=True))
    got = judged(never, renal)
    assert (got.verdict, set(quotes(got))) == ("satisfied", {"Cr 0.8 mg/dL", "Never dialyzed."})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            [
                said(
                    "participation",
                    "clinical trial",
                    "[Took part in a phase 2 study], last dose 04/16.",
                    date="2025-04-16",
                )
            ],
            "violated",
        ),
        ([said("participation", "clinical trial", "[In a study of drug X] at present.", ongoing=True)], "violated"),
        ([said("participation", "clinical trial", "Never in [a clinical trial].", negated=True)], "satisfied"),
        ([said("participation", "clinical trial", "Asks about [the study].", hypothetical=True)], "unknown"),
    ],
)
def test_other_studies(statements, expected) -> None:
    assert verdict(chart(*statements), STUDIES) == expected

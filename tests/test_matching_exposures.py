"""Drugs, vaccines, procedures, studies: windows, doses, durations, classes, plans."""

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
    excluding,
    including,
    judged,
    lab,
    longer_than,
    quotes,
    said,
    verdict,
    within,
    woman,
)

from matcher.trials.types import Window

B_CELL = excluding(atom("exposure", "b-cell-targeted therapy", window=within(4, "week")))
CD19 = excluding(atom("exposure", "cd19-targeted therapy"))
LIVE_VACCINE = excluding(atom("exposure", "live vaccine", window=within(4, "week")))
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
NEVER = {"negated": True, "status": "never"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("exposure", "rituximab", "[Rituximab] on 05/15.", date="2025-05-15")], "violated"),
        ([said("exposure", "rituximab", "[Rituximab] on 05/05.", date="2025-05-05")], "violated"),
        ([said("exposure", "rituximab", "[Rituximab] on 05/04.", date="2025-05-04")], "unknown"),
        (
            [said("exposure", "rituximab", "Last [rituximab] on 01/04.", date="2025-01-04", qualifiers=("last",))],
            "satisfied",
        ),
        ([said("exposure", "rituximab", "[Rituximab] in May.", date="2025-05")], "unknown"),
        ([said("exposure", "rituximab", "[Rituximab] planned.", hypothetical=True, status="planned")], "unknown"),
        ([said("exposure", "belimumab", "[Belimumab] weekly.", status="active")], "violated"),
        (
            [
                said(
                    "exposure",
                    "belimumab",
                    "[Belimumab] 6/2023 - 8/2024.",
                    started="2023-06",
                    stopped="2024-08",
                    status="stopped",
                )
            ],
            "satisfied",
        ),
        ([said("exposure", "b-cell-targeted therapy", "Never any [B-cell drug].", **NEVER)], "satisfied"),
        ([said("exposure", "rituximab", "Never [rituximab].", **NEVER)], "unknown"),
        (
            [
                said(
                    "exposure",
                    "rituximab",
                    "Never received [rituximab].",
                    "2025-03-12",
                    qualifiers=("copied forward",),
                    **NEVER,
                ),
                said("exposure", "rituximab", "[Rituximab 1 g] on 05/20.", date="2025-05-20"),
            ],
            "violated",
        ),
        ([said("exposure", "hydroxychloroquine", "[HCQ] daily.", status="active")], "unknown"),
    ],
)
def test_b_cell_drugs_of_the_last_four_weeks(statements, expected) -> None:
    assert verdict(chart(*statements), B_CELL) == expected


def test_overruled_text_is_shown() -> None:
    patient = chart(
        said(
            "exposure",
            "rituximab",
            "Never received [rituximab].",
            "2025-03-12",
            qualifiers=("copied forward",),
            **NEVER,
        ),
        said("exposure", "rituximab", "[Rituximab 1 g] on 05/20.", date="2025-05-20"),
    )
    got = judged(patient, B_CELL)
    assert (quotes(got), quotes(got, "contradicts")) == (["Rituximab 1 g"], ["Never received rituximab."])


def test_a_class_denied_denies_its_kinds_and_a_member_given_is_no_other_member() -> None:
    denied = chart(said("exposure", "b-cell-targeted therapy", "No [B-cell drug] ever.", **NEVER))
    given = chart(said("exposure", "rituximab", "[Rituximab] in 2020.", date="2020"))
    assert (verdict(denied, CD19), verdict(given, CD19)) == ("satisfied", "unknown")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("exposure", "live vaccine", "No [live vaccine] since childhood.", **NEVER)], "satisfied"),
        (
            [said("exposure", "influenza vaccine", "[Influenza vaccine, inactivated] 05/20.", date="2025-05-20")],
            "unknown",
        ),
        (
            [
                said("exposure", "recombinant zoster vaccine", "[Shingrix] given 05/19.", date="2025-05-19"),
                said(
                    "exposure",
                    "vaccine",
                    "No other [vaccine] this year.",
                    negated=True,
                    qualifiers=("other",),
                    date="2025-01-01",
                ),
            ],
            "satisfied",
        ),
        ([said("exposure", "mmr vaccine", "[MMR] on 05/12.", date="2025-05-12")], "violated"),
        ([said("exposure", "vaccine", "No [vaccine] since 05/20.", negated=True, date="2025-05-20")], "unknown"),
    ],
)
def test_live_vaccines(statements, expected) -> None:
    assert verdict(chart(*statements), LIVE_VACCINE) == expected


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
    history = said(
        "condition", LUPUS, "She has had [lupus] since 2016 and is seen for the yearly visit.", section="history"
    )
    assert verdict(chart(history, *statements), SURGERY) == unknown
    assert verdict(chart(history, *statements), SURGERY, "assume") == assume


def test_a_relative_s_transplant_is_not_the_patient_s() -> None:
    history = said(
        "condition", LUPUS, "She has had [lupus] since 2016 and is seen for the yearly visit.", section="history"
    )
    patient = chart(
        history, said("procedure", "kidney transplantation", "His brother had a [kidney transplant].", family=True)
    )
    got = judged(patient, TRANSPLANT)
    assert (got.verdict, quotes(got, "context")) == ("unknown", ["His brother had a kidney transplant."])
    assert verdict(patient, TRANSPLANT, "assume") == "satisfied"
    cornea = chart(history, said("procedure", "corneal transplantation", "[Corneal graft] in 2010.", date="2010"))
    assert verdict(cornea, TRANSPLANT) == "unknown"


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


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"started": "2024-12", "status": "active"}, "unknown"),
        ({"started": "2024-11", "status": "active"}, "satisfied"),
        ({"started": "2025-01", "status": "active"}, "violated"),
        ({"started": "2023", "stopped": "2024", "status": "stopped"}, "unknown"),
        ({"duration": 540.0}, "satisfied"),
        ({"status": "active"}, "unknown"),
    ],
)
def test_length_of_a_course_with_imprecise_dates(more, expected) -> None:
    drug = including(atom("exposure", "azathioprine", duration=longer_than(6, "month")))
    assert verdict(chart(said("exposure", "azathioprine", "[Azathioprine].", **more)), drug) == expected


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


def test_a_later_stop_ends_what_an_earlier_note_called_current() -> None:
    patient = chart(
        said("exposure", "belimumab", "[Belimumab] weekly.", "2025-01-10", status="active"),
        said("exposure", "belimumab", "[Belimumab] was stopped in February.", stopped="2025-02", status="stopped"),
    )
    assert verdict(patient, B_CELL) == "satisfied"


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


def test_a_mention_without_date_is_of_the_course_that_is_dated() -> None:
    patient = chart(
        said(
            "exposure",
            "belimumab",
            "[Belimumab] 6/2023 - 8/2024.",
            started="2023-06",
            stopped="2024-08",
            status="stopped",
        ),
        said("exposure", "belimumab", "Failed [belimumab].", response="inadequate response"),
    )
    assert verdict(patient, B_CELL) == "satisfied"


def test_a_treatment_that_is_talked_of_is_not_given() -> None:
    prior = excluding(atom("exposure", "cell therapy"))
    asked = said("exposure", "cell therapy", "Asked about [cell therapy].")
    assert verdict(chart(asked), prior) == "unknown"
    given = said("exposure", "car-t cell therapy", "[CAR-T cells] in 2023.", date="2023")
    assert verdict(chart(given), prior) == "violated"
    denied = said("exposure", "cell therapy", "No [cell therapy] so far.", **NEVER)
    assert verdict(chart(asked, denied), prior) == "satisfied"


def test_no_surgery_does_not_deny_a_transplant() -> None:
    assert verdict(chart(said("procedure", "surgery", "No [surgery] ever.", negated=True)), TRANSPLANT) == "unknown"


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

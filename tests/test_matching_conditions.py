"""Conditions as trials exclude them: classes with exceptions, status, windows."""

from __future__ import annotations

import pytest
from clinic import (
    LUPUS,
    AllOf,
    AnyOf,
    Not,
    atom,
    chart,
    excluding,
    said,
    verdict,
)
from lupus_criteria import CRISIS, NO, OTHER, TUBERCULOSIS, UNCONTROLLED

OTHER_AUTOIMMUNE = excluding(
    AllOf(
        (
            atom("condition", "autoimmune disease", qualifiers=("systemic therapy",), excludes=(LUPUS,)),
            Not(atom("condition", "secondary sjogren syndrome")),
        )
    )
)
CANCER = excluding(
    AllOf(
        (
            atom("condition", "malignancy", qualifiers=("history",)),
            Not(
                AnyOf(
                    (
                        atom("condition", "cervical carcinoma in situ", qualifiers=("adequately treated",)),
                        atom("condition", "basal cell carcinoma", qualifiers=("adequately treated",)),
                        atom("condition", "breast cancer", qualifiers=("adequately treated",)),
                    )
                )
            ),
        )
    )
)
BRAIN = excluding(
    AnyOf(
        tuple(
            atom("condition", name, excludes=(LUPUS,), **more)
            for name, more in (
                ("central nervous system disease", {"qualifiers": ("clinically significant",)}),
                ("stroke", {"example_of": ("central nervous system disease",)}),
                ("epilepsy", {"example_of": ("central nervous system disease",)}),
                ("seizure", {"example_of": ("central nervous system disease",)}),
                ("psychosis", {"example_of": ("central nervous system disease",)}),
            )
        )
    )
)
INFECTION = excluding(
    AnyOf(
        tuple(
            atom("condition", name, qualifiers=("uncontrolled", "antibiotic therapy"))
            for name in ("bacterial infection", "fungal infection", "viral infection", "infection")
        )
    )
)


@pytest.mark.parametrize(
    ("statements", "unknown", "assume"),
    [
        (
            [said("condition", "autoimmune disease", "No other [autoimmune disease].", **OTHER)],
            "satisfied",
            "satisfied",
        ),
        (
            [said("condition", "rheumatoid arthritis", "A cousin has [rheumatoid arthritis].", family=True)],
            "unknown",
            "satisfied",
        ),
        ([said("condition", "secondary sjogren syndrome", "Dry eyes: [secondary Sjogren].")], "satisfied", "satisfied"),
        (
            [
                said("condition", "secondary sjogren syndrome", "[Secondary Sjogren] with dry mouth."),
                said("condition", "rheumatoid arthritis", "[Rheumatoid arthritis] on methotrexate 15 mg weekly."),
                said(
                    "exposure", "methotrexate", "Rheumatoid arthritis on [methotrexate 15 mg weekly].", status="active"
                ),
            ],
            "violated",
            "violated",
        ),
        (
            [said("condition", "rheumatoid arthritis", "Possible [rheumatoid arthritis].", uncertain=True)],
            "unknown",
            "unknown",
        ),
        ([said("condition", "lupus nephritis", "Class V [lupus nephritis].")], "unknown", "satisfied"),
        ([said("condition", "discoid lupus", "[Discoid lupus] of the scalp.")], "unknown", "satisfied"),
    ],
)
def test_other_autoimmune_disease(statements, unknown, assume) -> None:
    patient = chart(
        said("condition", LUPUS, "Known [SLE] since 2016, seen for the yearly visit at the clinic."), *statements
    )
    assert verdict(patient, OTHER_AUTOIMMUNE) == unknown
    assert verdict(_narrated(*statements), OTHER_AUTOIMMUNE, "assume") == assume


def _narrated(*statements):
    """With enough of a history that silence may count."""
    return chart(
        said(
            "condition",
            LUPUS,
            "She has had [lupus] since 2016 and is seen for the yearly visit at the clinic.",
            section="history",
        ),
        *statements,
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("condition", "malignancy", "No history of [cancer].", **NO)], "satisfied"),
        ([said("condition", "colon cancer", "[Colon cancer] 2018, resected.")], "violated"),
        (
            [
                said(
                    "condition",
                    "basal cell carcinoma",
                    "[Basal cell carcinoma] of the ear excised in 2020.",
                    historical=True,
                )
            ],
            "satisfied",
        ),
        ([said("condition", "basal cell carcinoma", "[Basal cell carcinoma] of the ear, awaiting Mohs.")], "unknown"),
        (
            [
                said("condition", "basal cell carcinoma", "[Basal cell carcinoma] excised in 2020."),
                said("condition", "melanoma", "[Melanoma] 2019."),
            ],
            "violated",
        ),
        ([said("condition", "colon cancer", "Grandfather had [colon cancer].", family=True)], "unknown"),
        ([said("condition", "malignancy", "[Malignancy] not excluded.", uncertain=True)], "unknown"),
    ],
)
def test_cancer_with_its_exceptions(statements, expected) -> None:
    assert verdict(chart(*statements), CANCER) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("condition", "neurologic disease", "No other [neurologic disease].", **OTHER)], "satisfied"),
        ([said("condition", "stroke", "[Stroke] in 2019.", date="2019")], "violated"),
        (
            [
                said("condition", "stroke", "[Stroke] in 2019.", date="2019"),
                said("condition", "neurologic disease", "No other [neurologic disease].", **OTHER),
            ],
            "violated",
        ),
        (
            [
                said("condition", "seizure", "Two [seizures] due to lupus cerebritis in 2021.", date="2021"),
                said(
                    "condition",
                    "neuropsychiatric lupus",
                    "Two seizures due to [lupus cerebritis] in 2021.",
                    date="2021",
                ),
            ],
            "unknown",
        ),
        ([said("condition", "stroke", "No [stroke].", **NO)], "unknown"),
        (
            [
                said("condition", "seizure", "[Seizure], r/o", "2023-02-01", uncertain=True, section="problem list"),
                said("condition", "neurologic disease", "Seizure ruled out, no [neurologic disease].", **NO),
            ],
            "satisfied",
        ),
        ([said("condition", "migraine", "[Migraine], two attacks a year.")], "unknown"),
    ],
)
def test_diseases_of_the_nervous_system_not_caused_by_lupus(statements, expected) -> None:
    assert verdict(chart(*statements), BRAIN) == expected


@pytest.mark.parametrize(
    ("statements", "unknown", "assume"),
    [
        (
            [said("measurement", "interferon-gamma release assay", "[QuantiFERON negative].", quality="negative")],
            "satisfied",
            "satisfied",
        ),
        (
            [said("measurement", "interferon-gamma release assay", "[QuantiFERON positive].", quality="positive")],
            "violated",
            "violated",
        ),
        ([said("condition", "active tuberculosis", "No evidence of [active TB].", **NO)], "unknown", "satisfied"),
        (
            [
                said("condition", "active tuberculosis", "No evidence of [active TB].", **NO),
                said(
                    "measurement",
                    "interferon-gamma release assay",
                    "[QuantiFERON indeterminate], repeat.",
                    quality="indeterminate",
                ),
            ],
            "unknown",
            "unknown",
        ),
        (
            [
                said(
                    "measurement",
                    "interferon-gamma release assay",
                    "[QuantiFERON positive] in 2016.",
                    quality="positive",
                    date="2016",
                ),
                said("exposure", "isoniazid", "Completed nine months of [isoniazid].", status="stopped"),
            ],
            "unknown",
            "unknown",
        ),
        (
            [
                said(
                    "condition",
                    "tuberculosis",
                    "Rule out [tuberculosis] - active",
                    "2023-02-01",
                    uncertain=True,
                    section="problem list",
                ),
                said("measurement", "interferon-gamma release assay", "[QuantiFERON negative].", quality="negative"),
            ],
            "satisfied",
            "satisfied",
        ),
    ],
)
def test_tuberculosis_from_its_tests(statements, unknown, assume) -> None:
    assert verdict(_narrated(*statements), TUBERCULOSIS) == unknown
    assert verdict(_narrated(*statements), TUBERCULOSIS, "assume") == assume


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("condition", "infection", "No sign of [infection].", **NO)], "satisfied"),
        ([said("condition", "pneumonia", "Current [pneumonia] on ceftriaxone.", qualifiers=("active",))], "unknown"),
        (
            [
                said(
                    "condition",
                    "osteomyelitis",
                    "[Osteomyelitis] not controlled on vancomycin.",
                    qualifiers=("uncontrolled",),
                ),
                said("exposure", "vancomycin", "Osteomyelitis not controlled on [vancomycin].", status="active"),
            ],
            "violated",
        ),
        (
            [
                said(
                    "condition",
                    "cellulitis",
                    "[Cellulitis] - active",
                    "2023-02-01",
                    section="problem list",
                    qualifiers=("active",),
                ),
                said("condition", "cellulitis", "[Cellulitis] in April, resolved.", ongoing=False),
                said("condition", "infection", "No [infection] at present.", **NO),
            ],
            "satisfied",
        ),
    ],
)
def test_infection_out_of_control(statements, expected) -> None:
    assert verdict(_narrated(*statements), INFECTION) == expected


def test_ordinary_diseases_do_not_leave_uncontrolled_disease_open() -> None:
    patient = _narrated(
        said("condition", "hypertension", "[Hypertension], well controlled.", qualifiers=("controlled",))
    )
    assert verdict(patient, UNCONTROLLED) == "unknown"
    assert verdict(patient, UNCONTROLLED, "assume") == "satisfied"
    bad = _narrated(
        said("condition", "type 2 diabetes mellitus", "Poorly controlled [diabetes].", qualifiers=("uncontrolled",))
    )
    assert verdict(bad, UNCONTROLLED) == "violated"
    flare = _narrated(
        said("condition", "lupus nephritis", "Uncontrolled [lupus nephritis].", qualifiers=("uncontrolled",))
    )
    assert verdict(flare, UNCONTROLLED) == "unknown"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("condition", "pulmonary hemorrhage", "[Alveolar hemorrhage] on 04/20.", date="2025-04-20")], "violated"),
        ([said("condition", "pulmonary hemorrhage", "[Alveolar hemorrhage] in 2021.", date="2021")], "unknown"),
        (
            [
                said(
                    "condition",
                    "lupus crisis",
                    "No [organ-threatening crisis] in the past year.",
                    negated=True,
                    date="2024-05-27",
                )
            ],
            "satisfied",
        ),
        ([said("condition", "hemolytic anemia", "[Hemolytic anemia].")], "unknown"),
        ([said("condition", "hemolytic anemia", "Severe [hemolytic anemia].", severity="severe")], "violated"),
    ],
)
def test_crisis_of_the_last_eight_weeks(statements, expected) -> None:
    assert verdict(chart(*statements), CRISIS) == expected

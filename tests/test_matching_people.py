"""Age, sex, childbearing, allergies, consent, classification criteria."""

from __future__ import annotations

import pytest
from clinic import (
    LUPUS,
    AllOf,
    AnyOf,
    IfThen,
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

import matcher
from matcher.trials.types import Bounds

ADULT = including(atom("age", bounds=(Bounds(18, True, 65, True, "years"),)))
CONTRACEPTION = including(
    IfThen(
        AllOf((atom("sex", value="female"), atom("reproductive", value="childbearing potential"))),
        atom("reproductive", value="contraception"),
    )
)
PREGNANT = excluding(AnyOf((atom("reproductive", value="pregnancy"), atom("reproductive", value="lactation"))))
ALLERGY = excluding(
    AnyOf((atom("allergy", qualifiers=("severe",)), atom("allergy", qualifiers=("product ingredient",))))
)
CONTRAINDICATION = excluding(atom("allergy", "cyclophosphamide", qualifiers=("contraindication",)))
CONSENT = including(
    AllOf(tuple(atom("attestation", value=value) for value in ("participation", "consent", "compliance", "follow-up")))
)
OPINION = excluding(atom("attestation", value="investigator opinion"))
CRITERIA = including(atom("condition", LUPUS, qualifiers=("classification criteria",)))


@pytest.mark.parametrize(
    ("age", "expected"), [(18, "satisfied"), (17, "violated"), (65, "satisfied"), (66, "violated"), (39, "satisfied")]
)
def test_age_limits(age, expected) -> None:
    got = judged(chart(*woman(age)), ADULT)
    assert (got.verdict, got.basis, quotes(got)) == (expected, "documented", [f"{age}-year-old"])


def test_age_is_carried_forward_to_the_screening_date() -> None:
    assert verdict(chart(*woman(64, on="2022-05-01")), ADULT) == "violated"
    assert verdict(chart(*woman(64, on="2024-09-01")), ADULT) == "satisfied"
    assert verdict(chart(*woman(65, on="2024-09-01")), ADULT) == "unknown"
    assert verdict(chart(), ADULT) == "unknown"


@pytest.mark.parametrize(
    ("value", "text", "age", "expected"),
    [
        ("child", "children", 8, "satisfied"),
        ("child", "children", 19, "violated"),
        ("child", "infants", 8, "violated"),
        ("child", "neonates", 1, "violated"),
        ("adult", "adults", 18, "satisfied"),
        ("adult", "adult patients", 17, "violated"),
        ("elderly", "elderly people", 64, "violated"),
    ],
)
def test_an_age_group_is_an_age(value: str, text: str, age: int, expected: str) -> None:
    got = judged(chart(*woman(age)), including(atom("age", value=value, text=text)))
    assert got.verdict == expected
    assert f"Age {age}" in got.reason


def test_age_from_the_birth_date() -> None:
    born = said("age", "date of birth", "[DOB 06/03/1959]", date="1959-06-03")
    got = judged(chart(born), ADULT)
    assert (got.verdict, got.basis) == ("satisfied", "derived")
    assert verdict(chart(said("age", "date of birth", "[DOB 06/02/1959]", date="1959-06-02")), ADULT) == "violated"


@pytest.mark.parametrize(
    ("statements", "contraception", "pregnancy"),
    [
        (man(), "not_applicable", "not_applicable"),
        (woman(23), "unknown", "unknown"),
        ([*woman(45), said("procedure", "hysterectomy", "[TAH] 2019.", date="2019")], "not_applicable", "satisfied"),
        ([*woman(55), said("reproductive", "menopause", "[Menopause] at fifty-one.")], "not_applicable", "satisfied"),
        ([*woman(64)], "not_applicable", "satisfied"),
        ([*woman(34), said("reproductive", "contraception", "[Levonorgestrel IUD].")], "satisfied", "unknown"),
        (
            [*woman(34), said("reproductive", "contraception", "Uses no [contraception].", negated=True)],
            "violated",
            "unknown",
        ),
        (
            [
                *woman(34),
                said("measurement", "pregnancy test", "[Urine hCG negative].", quality="negative"),
                said("reproductive", "lactation", "Not [breastfeeding].", negated=True),
            ],
            "unknown",
            "satisfied",
        ),
        (
            [*woman(34), said("measurement", "pregnancy test", "[Urine hCG negative].", quality="negative")],
            "unknown",
            "unknown",
        ),
        ([*woman(34), said("reproductive", "pregnancy", "[Pregnant], 12 weeks.")], "unknown", "violated"),
        ([*woman(34), said("reproductive", "lactation", "Is [breastfeeding].")], "unknown", "violated"),
    ],
)
def test_childbearing(statements, contraception, pregnancy) -> None:
    patient = chart(*statements)
    assert (verdict(patient, CONTRACEPTION), verdict(patient, PREGNANT)) == (contraception, pregnancy)


def test_pregnancy_and_contraception_are_never_assumed() -> None:
    patient = chart(*woman(30), said("condition", LUPUS, "[Lupus] since 2016.", section="history"))
    assert verdict(patient, PREGNANT, "assume") == "unknown"
    assert verdict(patient, CONTRACEPTION, "assume") == "unknown"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("allergy", "any allergen", "[NKDA]", negated=True)], "satisfied"),
        ([said("allergy", "sulfonamide", "[Sulfonamides] - mild rash", severity="mild")], "satisfied"),
        ([said("allergy", "amoxicillin", "[Amoxicillin] - anaphylaxis", severity="severe")], "violated"),
        ([said("allergy", "sulfonamide", "[Sulfa], no details")], "unknown"),
        ([said("allergy", "dimethyl sulfoxide", "[DMSO] - rash", severity="mild")], "violated"),
        ([], "unknown"),
    ],
)
def test_severe_allergies(statements, expected) -> None:
    assert verdict(chart(*statements), ALLERGY) == expected


def test_no_known_allergies_does_not_answer_for_contraindications() -> None:
    assert verdict(chart(said("allergy", "any allergen", "[NKDA]", negated=True)), CONTRAINDICATION) == "unknown"
    allergic = chart(said("allergy", "cyclophosphamide", "[Cyclophosphamide]: hives", severity="mild"))
    assert verdict(allergic, CONTRAINDICATION) == "violated"


def test_an_unknown_severity_is_not_assumed_away() -> None:
    patient = chart(
        said("condition", LUPUS, "[Lupus] since 2016.", section="history"),
        said("allergy", "sulfonamide", "[Sulfa], no details"),
    )
    assert verdict(patient, ALLERGY, "assume") == "unknown"


def test_consent_is_explicit_and_never_assumed() -> None:
    history = said("condition", LUPUS, "[Lupus] since 2016.", section="history")
    interested = chart(history, said("attestation", "consent", "[She will decide].", hypothetical=True))
    assert verdict(interested, CONSENT) == verdict(interested, CONSENT, "assume") == "unknown"
    given = [
        said("attestation", "consent", "[Consent signed]."),
        said("attestation", "compliance", "[Compliance is good]."),
        said("attestation", "follow-up", "[Will attend all visits]."),
    ]
    assert verdict(chart(*given), CONSENT) == "satisfied"
    assert verdict(chart(said("attestation", "refusal", "[Declined the study].")), CONSENT) == "violated"


def test_the_investigator_s_opinion() -> None:
    against = said("attestation", "investigator opinion", "[Not appropriate to enter].", quality="inappropriate")
    assert verdict(chart(against), OPINION) == "violated"
    assert verdict(chart(), OPINION, "assume") == "unknown"


ANA = lab("antinuclear antibody", "[ANA 1:640]", 640, date="2018-01-01")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("condition", LUPUS, "[SLE] since 2018.")], "unknown"),
        (
            [said("condition", "sle classification criteria", "[2019 criteria] met.", qualifiers=("criteria met",))],
            "satisfied",
        ),
        ([said("condition", LUPUS, "[SLE] ruled out.", negated=True)], "violated"),
        (
            [
                said("condition", LUPUS, "[SLE]: malar rash, synovitis."),
                said("condition", "malar rash", "SLE: [malar rash], synovitis."),
                said("condition", "arthritis", "SLE: malar rash, [synovitis]."),
                ANA,
            ],
            "satisfied",
        ),
        (
            [
                said("condition", LUPUS, "[SLE]: malar rash."),
                said("condition", "malar rash", "SLE: [malar rash]."),
                ANA,
            ],
            "unknown",
        ),
        (
            [
                said("condition", LUPUS, "[SLE] with nephritis."),
                said("measurement", "lupus nephritis class", "Biopsy: [ISN/RPS class IV + V].", value=4.0),
                ANA,
            ],
            "satisfied",
        ),
        ([said("condition", "class iv lupus nephritis", "[Class IV lupus nephritis] on biopsy."), ANA], "satisfied"),
        (
            [
                said("condition", LUPUS, "[SLE]", "2023-02-01", section="problem list"),
                said("condition", LUPUS, "r/o [SLE].", uncertain=True),
                said("condition", "arthritis", "[Synovitis]."),
                said("condition", "malar rash", "[Malar rash]."),
                ANA,
            ],
            "unknown",
        ),
    ],
)
def test_classification_criteria(statements, expected) -> None:
    assert verdict(chart(*statements), CRITERIA) == expected


def test_points_are_derived_and_name_what_they_rest_on() -> None:
    patient = chart(
        said("condition", LUPUS, "[SLE]: malar rash, synovitis."),
        said("condition", "malar rash", "SLE: [malar rash], synovitis."),
        said("condition", "arthritis", "SLE: malar rash, [synovitis]."),
        ANA,
    )
    got = judged(patient, CRITERIA)
    assert got.basis == "derived"
    assert "12 points" in got.reason
    assert "ANA 1:640" in quotes(got)


@pytest.mark.parametrize(
    ("sentence", "day", "expected"),
    [
        ("She had her [baby] on the ward.", "2025-05-20", "satisfied"),
        ("She had her [baby] on the ward.", "2025-03-20", "unknown"),
        ("She had her [baby] on the ward.", "2019", "unknown"),
    ],
)
def test_no_pregnancy_in_the_weeks_after_a_birth(sentence: str, day: str, expected: str) -> None:
    patient = chart(*woman(31), said("procedure", "vaginal delivery", sentence, date=day))
    got = judged(patient, excluding(atom("reproductive", "pregnancy", value="pregnancy")))
    assert got.verdict == expected
    assert (got.basis == "derived") == (expected == "satisfied")


@pytest.mark.parametrize(("told", "expected"), [("two weeks ago", "satisfied"), ("two years ago", "unknown")])
def test_a_birth_told_back_from_an_undated_note(told: str, expected: str) -> None:
    patient = matcher.read_notes(f"A 29-year-old woman with a sore breast. She gave birth to twins {told}.")
    criterion = matcher.parse_criterion("Pregnant women", kind="exclusion")
    assert matcher.judge(patient, criterion).verdict == expected

"""Diseases that findings decide together by published criteria, and symptoms told by what they are."""

from __future__ import annotations

import pytest
from clinic import (
    AS_OF,
    Said,
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
from matcher.matching.types import Judgement


def _told(note: str, criterion: str, kind: str = "inclusion", date: str | None = AS_OF) -> Judgement:
    patient = matcher.read_notes(matcher.Note(note, date=date))
    return matcher.judge(patient, matcher.parse_criterion(criterion, kind=kind))


CHILD = "A 4-year-old girl was brought to the hospital by her mother. "
FEVER = "She has had a fever for six days. "
SIGNS = "Both eyes show conjunctival injection, the lips are fissured: cracked lips. There is swelling of the hands and a rash of the trunk. "


def test_enough_of_the_counted_findings_and_all_required_ones_decide() -> None:
    got = _told(CHILD + FEVER + SIGNS, "Kawasaki disease")
    assert (got.verdict, got.basis) == ("satisfied", "derived")
    assert "AHA 2017" in got.reason
    assert "4 of 5" in got.reason
    cited = " ".join(quotes(got))
    assert all(word in cited for word in ("fever", "conjunctival injection", "lips", "swelling", "rash"))
    assert _told(CHILD + FEVER + SIGNS, "Kawasaki disease", "exclusion").verdict == "violated"
    assert _told(CHILD + FEVER + SIGNS, "Vasculitis").verdict == "satisfied"


@pytest.mark.parametrize(
    "note",
    [
        FEVER + SIGNS.replace("There is", "There is no"),
        FEVER.replace("six", "three") + SIGNS,
        "She has had a cough for two weeks and a fever. " + SIGNS,
        FEVER + SIGNS + "It may be scarlet fever.",
        FEVER + SIGNS + "A throat swab showed a streptococcal infection.",
        "Her brother has had a fever for six days. " + SIGNS,
        "Call if she has a fever for six days. " + SIGNS,
    ],
)
def test_what_is_denied_too_short_of_someone_else_or_explained_otherwise_decides_nothing(note: str) -> None:
    assert _told(CHILD + note, "Kawasaki disease").verdict == "unknown"


def test_criteria_for_children_are_not_for_adults() -> None:
    adult = "A 44-year-old woman came to the hospital. "
    assert _told(adult + FEVER + SIGNS, "Kawasaki disease").verdict == "unknown"


@pytest.mark.parametrize(
    "criterion",
    [
        "Severe Kawasaki disease",
        "Confirmed Kawasaki disease",
        "Known Kawasaki disease",
        "Documented diagnosis of Kawasaki disease",
        "Kawasaki disease refractory to immunoglobulins",
        "History of Kawasaki disease",
        "Kawasaki disease proven by a physician",
    ],
)
@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
def test_findings_of_the_day_are_no_diagnosis_that_was_made_and_give_no_degree(criterion: str, kind: str) -> None:
    assert _told(CHILD + FEVER + SIGNS, criterion, kind).verdict == "unknown"


def test_what_the_notes_say_in_words_goes_before_criteria() -> None:
    denied = "Kawasaki disease was ruled out."
    assert _told(CHILD + FEVER + SIGNS + denied, "Kawasaki disease").verdict != "satisfied"


PAIN = said("condition", "epigastric pain", "Severe [epigastric pain] since this morning.", severity="severe")
LIPASE = lab("lipase", "[lipase 1,200 U/L (13-60)]", 1200, "U/L", reference_high=60.0)


def test_multiples_of_the_limit_of_normal() -> None:
    got = judged(chart(*man(), PAIN, LIPASE), including(atom("condition", "acute pancreatitis")))
    assert (got.verdict, got.basis) == ("satisfied", "derived")
    assert len(quotes(got)) == 2
    low = lab("lipase", "[lipase 120 U/L (13-60)]", 120, "U/L", reference_high=60.0)
    assert verdict(chart(*man(), PAIN, low), including(atom("condition", "acute pancreatitis"))) == "unknown"


def test_a_severe_finding_makes_no_severe_disease() -> None:
    severe = including(atom("condition", "acute pancreatitis", qualifiers=("severe",)))
    assert verdict(chart(*man(), PAIN, LIPASE), severe) == "unknown"


def test_findings_must_lie_together_and_not_long_ago() -> None:
    pancreatitis = including(atom("condition", "acute pancreatitis"))
    earlier = said("condition", "epigastric pain", "[Epigastric pain] today.", on="2025-03-01")
    assert verdict(chart(*man(), earlier, LIPASE), pancreatitis) == "unknown"
    long_ago = lab("lipase", "[lipase 1,200 U/L (13-60)]", 1200, "U/L", on="2025-03-01", reference_high=60.0)
    assert verdict(chart(*man(), earlier, long_ago), pancreatitis) == "unknown"


def test_windows_are_counted_from_the_findings() -> None:
    recent = excluding(atom("condition", "acute pancreatitis", window=within(30, "day")))
    assert verdict(chart(*man(), PAIN, LIPASE), recent) == "violated"


def _creatinine(value: float, on: str) -> Said:
    return lab("creatinine", f"[creatinine {value} mg/dL]", value, "mg/dL", on=on)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (_creatinine(0.9, "2025-05-26"), _creatinine(1.3, "2025-05-27"), "satisfied"),
        (_creatinine(0.9, "2025-05-22"), _creatinine(1.4, "2025-05-27"), "satisfied"),
        (_creatinine(0.9, "2025-05-22"), _creatinine(1.2, "2025-05-27"), "unknown"),
        (_creatinine(0.9, "2025-03-22"), _creatinine(2.4, "2025-05-27"), "unknown"),
        (_creatinine(1.3, "2025-05-26"), _creatinine(0.9, "2025-05-27"), "unknown"),
    ],
)
def test_a_rise_within_some_days(first: Said, second: Said, expected: str) -> None:
    assert verdict(chart(*man(), first, second), including(atom("condition", "acute kidney injury"))) == expected


def _egfr(value: float, on: str) -> Said:
    return lab("egfr", f"[eGFR {value}]", value, "mL/min/1.73m2", on=on)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((_egfr(41, "2025-01-10"), _egfr(44, "2025-05-27")), "satisfied"),
        ((_egfr(41, "2025-05-10"), _egfr(44, "2025-05-27")), "unknown"),
        ((_egfr(41, "2025-01-10"), _egfr(75, "2025-03-10"), _egfr(44, "2025-05-27")), "unknown"),
        ((_egfr(41, "2025-01-10"), _egfr(72, "2025-05-27")), "unknown"),
    ],
)
def test_twice_some_time_apart_with_none_between_that_says_otherwise(values: tuple[Said, ...], expected: str) -> None:
    assert verdict(chart(*man(), *values), including(atom("condition", "chronic kidney disease"))) == expected


def test_the_newest_value_decides_in_a_lasting_disease() -> None:
    failing = said("condition", "heart failure", "Has [heart failure].")
    reduced = including(atom("condition", "heart failure with reduced ejection fraction"))

    def fraction(value: float, on: str) -> Said:
        return lab("left ventricular ejection fraction", f"[LVEF {value:g} %]", value, "%", on=on)

    assert verdict(chart(*man(), failing, fraction(30, "2025-05-27")), reduced) == "satisfied"
    assert verdict(chart(*man(), failing, fraction(30, "2023-05-27"), fraction(52, "2025-05-27")), reduced) == "unknown"


def test_one_set_may_rest_on_another() -> None:
    facts = (
        said("condition", "urinary tract infection", "[Urinary tract infection].", on="2025-06-01"),
        lab("body temperature", "[T 39.1 C]", 39.1, "C", on="2025-06-01"),
        lab("heart rate", "[HR 121]", 121, "/min", on="2025-06-01"),
        lab("blood lactate", "[lactate 4.4 mmol/L]", 4.4, "mmol/L", on="2025-06-01"),
    )
    assert verdict(chart(*man(), *facts), including(atom("condition", "sepsis"))) == "satisfied"
    assert verdict(chart(*man(), *facts), including(atom("condition", "septic shock"))) == "unknown"
    pressor = said("exposure", "norepinephrine", "On [norepinephrine].", on="2025-06-01", status="active")
    got = judged(chart(*man(), *facts, pressor), including(atom("condition", "septic shock")))
    assert got.verdict == "satisfied"
    assert len(quotes(got)) == 5


def test_limits_by_sex() -> None:
    facts = (
        said("condition", "obesity", "[Obese]."),
        said("condition", "hypertension", "[Hypertension]."),
        lab("hdl cholesterol", "[HDL 45 mg/dL]", 45, "mg/dL"),
    )
    syndrome = including(atom("condition", "metabolic syndrome"))
    assert verdict(chart(*woman(), *facts), syndrome) == "satisfied"
    assert verdict(chart(*man(), *facts), syndrome) == "unknown"


@pytest.mark.parametrize(
    ("note", "symptom", "expected"),
    [
        ("He has pain in his calf: calf pain whenever he is walking fast.", "claudication", "satisfied"),
        ("He has calf pain, relieved by walking.", "claudication", "unknown"),
        ("He has no calf pain when walking.", "claudication", "unknown"),
        ("He has arm pain when walking the dog.", "claudication", "unknown"),
        ("He is dyspneic when lying down; dyspnea also when climbing.", "orthopnea", "satisfied"),
        ("He has dyspnea but sleeps lying flat.", "orthopnea", "unknown"),
        ("He awakens at night with shortness of breath.", "paroxysmal nocturnal dyspnea", "satisfied"),
    ],
)
def test_a_symptom_is_told_by_what_it_is(note: str, symptom: str, expected: str) -> None:
    assert _told("A 70-year-old man came to the clinic. " + note, symptom).verdict == expected


def test_a_described_symptom_is_not_yet_the_disease_behind_it() -> None:
    note = "A 70-year-old man came to the clinic. He has calf pain when walking."
    assert _told(note, "Peripheral arterial disease").verdict == "unknown"


def test_findings_that_meet_criteria_are_near_the_subject_of_a_trial_not_the_diagnosis() -> None:
    patient = matcher.read_notes(matcher.Note(CHILD + FEVER + SIGNS, date=AS_OF))
    trial = matcher.read_trial(
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT00000000", "briefTitle": "Kawasaki disease"},
                "conditionsModule": {"conditions": ["Kawasaki disease"]},
                "eligibilityModule": {
                    "eligibilityCriteria": "Inclusion Criteria:\n\n* Kawasaki disease\n* Age of 2 to 6 years"
                },
            }
        }
    )
    result = matcher.match(patient, trial)
    assert [(subject.relation, "AHA 2017" in subject.reason) for subject in result.about] == [("akin", True)]


def test_a_value_above_its_limit_once_is_not_the_disease() -> None:
    pressure = excluding(atom("condition", "hypertension"))
    once = lab("systolic blood pressure", "[BP 150/80]", 150, "mmHg")
    again = lab("systolic blood pressure", "[BP 152/84]", 152, "mmHg", on="2025-05-02")
    assert verdict(chart(*man(), once), pressure) == "unknown"
    assert verdict(chart(*man(), once, again), pressure) == "violated"
    uncontrolled = excluding(atom("condition", "hypertension", qualifiers=("uncontrolled",)))
    assert verdict(chart(*man(), once, again), uncontrolled) == "unknown"


def test_what_is_struck_in_a_fall_is_hurt() -> None:
    boy = "A 9-year-old boy fell from a swing, hitting his forehead on a stone. His Glasgow coma scale was 7."
    assert _told(boy, "Injury").basis == "derived"
    assert _told(boy, "Head injury").verdict == "satisfied"
    assert _told(boy, "Severe traumatic brain injury").verdict == "satisfied"
    assert _told(boy, "Severe traumatic brain injury", "exclusion").verdict == "violated"
    assert _told("A 9-year-old boy fell from a swing and laughed.", "Injury").verdict == "unknown"


def test_an_antibody_must_be_found_twice() -> None:
    clot = said("condition", "deep vein thrombosis", "[Deep vein thrombosis] in April.")
    syndrome = including(atom("condition", "antiphospholipid syndrome"))

    def found(on: str) -> Said:
        return lab("lupus anticoagulant", "[lupus anticoagulant positive]", on=on, quality="positive")

    assert verdict(chart(*man(), clot, found("2025-01-07"), found("2025-05-20")), syndrome) == "satisfied"
    assert verdict(chart(*man(), clot, found("2025-05-01"), found("2025-05-20")), syndrome) == "unknown"

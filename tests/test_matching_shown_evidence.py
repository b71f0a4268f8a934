"""What is quoted for a verdict: the report of the examination asked, the value that would tell, the findings a source names in support."""

from __future__ import annotations

import pytest

from matcher import Judgement, judge, parse_criterion, read_notes
from matcher.trials.types import Kind

HISTORY = "PMH: hypertension, diabetes, hypothyroidism."


def judged(note: str, criterion: str, kind: Kind = "exclusion") -> Judgement:
    return judge(read_notes(note), parse_criterion(criterion, kind=kind), absence="assume")


def quotes(judgement: Judgement) -> str:
    return " / ".join(evidence.text for evidence in judgement.evidence if evidence.role == "supports")


@pytest.mark.parametrize(
    ("criterion", "quoted", "unquoted"),
    [
        ("Chest x-ray shows heart failure", "chest x-ray", "diabetes"),
        ("Evidence of pneumonia on chest x-ray", "chest x-ray", "diabetes"),
        ("Heart failure", "diabetes", "chest x-ray"),
    ],
)
def test_the_report_of_the_examination_asked_is_quoted_for_what_it_does_not_name(
    criterion: str, quoted: str, unquoted: str
) -> None:
    judgement = judged(f"{HISTORY} The chest x-ray shows hyperinflation. She coughs.", criterion)
    assert (judgement.verdict, judgement.basis) == ("satisfied", "assumed")
    assert quoted in quotes(judgement)
    assert unquoted not in quotes(judgement)


def test_a_value_that_would_tell_is_quoted_for_a_disease_nobody_names() -> None:
    judgement = judged(f"58-year-old man. {HISTORY} Blood pressure is 155/98. He has a cough.", "Shock")
    assert judgement.basis == "assumed"
    assert "155/98" in quotes(judgement)


def test_oxygen_is_no_list_of_medicines() -> None:
    assert quotes(judged(f"{HISTORY} He uses home oxygen.", "Immunosuppressive drugs")) == ""
    assert "metformin" in quotes(judged(f"{HISTORY} Takes metformin.", "Immunosuppressive drugs"))


def test_findings_named_in_support_are_quoted_and_decide_nothing() -> None:
    signs = "The boy, 3 years old, has had fever for 6 days. He has conjunctivitis, strawberry tongue, rash and cervical lymphadenopathy. "
    labs = "C-reactive protein is 90 mg/L."
    assert "90 mg/L" in quotes(judged(signs + labs, "Kawasaki disease", "inclusion"))
    assert judged("The boy, 3 years old, has a rash. " + labs, "Kawasaki disease", "inclusion").verdict == "unknown"


@pytest.mark.parametrize("sign", ["She is pale and tachycardic", "He is confused"])
def test_low_pressure_with_a_sign_of_poor_perfusion_is_shock(sign: str) -> None:
    judgement = judged(f"A 60-year-old patient. {sign}. Blood pressure is 80/50.", "Shock", "inclusion")
    assert (judgement.verdict, judgement.basis) == ("satisfied", "derived")


def test_thoughts_of_suicide_are_a_symptom_and_no_disease_by_themselves() -> None:
    assert judged("She has suicidal ideation.", "Psychiatric disorder").verdict == "unknown"
    assert judged("She has suicidal ideation.", "Suicide risk").verdict == "violated"


def test_who_worries_about_what_is_there_does_not_doubt_it() -> None:
    note = "His teacher is concerned about his excessive sleepiness."
    assert judged(note, "Sleepiness", "inclusion").verdict == "satisfied"
    assert judged("There is concern for pneumonia.", "Pneumonia", "inclusion").verdict == "unknown"


@pytest.mark.parametrize("text", ["Asthma, COPD, or both", "Diagnosed with asthma, COPD or both"])
def test_one_or_both_is_one_or_the_other(text: str) -> None:
    assert judged("She has asthma.", text, "inclusion").verdict == "satisfied"


def test_a_lasting_increase_is_a_level_and_no_change() -> None:
    assert judged("Creatinine 1.3 mg/dL.", "Chronic increase of creatinine > 2 mg/dL").verdict == "satisfied"
    assert judged("Creatinine 2.6 mg/dL.", "Increase of creatinine > 0.3 mg/dL").verdict == "unknown"

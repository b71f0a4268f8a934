"""Negation, doubt, plans, history and relatives, sentence by sentence."""

from __future__ import annotations

import pytest
from marked import check

NEGATED = [
    "No <f negated>fever</f>, <f negated>chills</f> or <f negated>cough</f>.",
    "He denies <f negated>chest pain</f>, <f negated>dyspnea</f> and <f negated>edema</f>.",
    "The patient is negative for <f negated>stroke</f>.",
    "<f negated>Pneumonia</f> ruled out.",
    "<f negated>Pneumonia</f> has been ruled out by CT.",
    "<f negated>Diabetes</f>: denies.",
    "<f negated>Stroke</f>: none. <f negated>Seizure</f>: no.",
    "No <f negated>stroke</f>, <f negated>seizure</f>, <f negated>psychosis</f> or any other <f negated qualifier=other>neurologic disease</f>.",
    "There is no evidence of <f negated>pulmonary embolism</f> on the scan.",
    "Without <f negated>fever</f> for a week.",
    "She has not had <f negated>pneumonia</f> this winter.",
    "He has never had a <f negated>seizure</f>.",
    "Neither <f negated>nephritis</f> nor <f negated>pericarditis</f> was found.",
    "No history of <f negated>cancer</f>.",
    "<f negated>Pleural effusion</f> was not seen.",
    "CT failed to show any <f negated>pneumonia</f>.",
    "I could find no <f negated>arthritis</f> and no sign of <f negated>infection</f>.",
    "The film of Tuesday was compared with the one before and there was no\n<f negated>pleural\neffusion</f> on either side this time.",
    "<f negated>Chronic granulomatous disease</f>: excluded.",
    "<f negated type=reproductive>Pregnancy</f> excluded (ultrasound).",
    "Not known to have <f negated>epilepsy</f> or <f negated>hepatitis</f>.",
    "On levetiracetam, <f negated>seizure</f>-free for 3 years.",
    "<f negated>Infection</f>: none at present.",
    "There was no history of a <f negated>seizure</f>.",
]
AFFIRMED = [
    "No change in <f>heart failure</f>.",
    "Not only <f>diabetes</f> but also <f>hypertension</f>.",
    "No <f negated>fever</f>; <f>pneumonia</f> on the film.",
    "No <f negated>fever</f> but <f>cough</f> for a week.",
    "No <f negated>fever</f>, has <f>arthritis</f>.",
    "No complaints except <f>headache</f>.",
    "Gram negative <f>sepsis</f>.",
    "<f>Systemic lupus erythematosus</f> with nephritis, ANCA negative.",
    "No <f negated>pneumonia</f>\x0cHas <f>diabetes</f>.",
    "The <f>arthritis</f> did not respond to methotrexate.",
    "<f>Lupus nephritis</f> is not well controlled.",
    "Chest x-ray clear, never treated for <f>latent tuberculosis</f>.",
    "Brain <f>MRI</f>: no <f negated>infarct</f>, no <f negated>demyelination</f>.",
    "<f type=procedure>CXR</f> negative.",
    "No surgery because of <f>heart failure</f>.",
]
UNCERTAIN = [
    "Cannot rule out <f uncertain>pneumonia</f>.",
    "<f uncertain>Pulmonary embolism</f> cannot be excluded.",
    "r/o <f uncertain>sepsis</f>.",
    "<f uncertain>Seizure</f>, r/o",
    "<f uncertain>Vasculitis</f>?",
    "?<f uncertain>endocarditis</f>",
    "Possible <f uncertain>pericarditis</f>.",
    "Concern for <f uncertain>osteomyelitis</f>.",
    "<f uncertain>SLE</f> vs <f uncertain>drug-induced lupus</f>.",
    "<f uncertain>SLE</f> not excluded.",
    "Rule out <f uncertain>tuberculosis</f> - Active",
]
HYPOTHETICAL = [
    "Return if <f hypothetical>fever</f> or <f hypothetical>chest pain</f>.",
    "ED if <f hypothetical>fever</f>, <f hypothetical>chest pain</f> or dark urine.",
    "Risks include <f hypothetical>stroke</f> and <f hypothetical>hemorrhage</f>.",
    "If history of <f hypothetical>migraine</f> returns, call the clinic.",
    "We discussed <f hypothetical type=procedure>kidney transplantation</f> as a later option.",
    "<f hypothetical qualifier=scheduled type=procedure>Left total knee arthroplasty</f> is scheduled for 09/02/2025.",
    "Orthopedics has scheduled a <f hypothetical qualifier=scheduled type=procedure>hip replacement</f> for July.",
    "<f hypothetical qualifier=planned type=procedure>Cholecystectomy</f> planned next month.",
]
RELATIVES = [
    "Her mother has <f family>SLE</f> and a cousin has <f family>rheumatoid arthritis</f>.",
    "His brother received a <f family type=procedure>kidney transplant</f> in 2020.",
    "FHx: sister w/ <f family>SLE</f>, on <f family type=procedure>dialysis</f>. mom <f family>breast cancer</f>.",
    "<f family>Lupus</f> in her mother.",
    "The patient's mother, who also has <f family>lupus</f>, underwent <f family type=procedure>renal transplantation</f> in 2015.",
    "Lives with his wife, who has <f family>epilepsy</f>.",
    "Family: mother <f family>colon cancer</f>; patient had a normal <f type=procedure>colonoscopy</f>.",
    "Her late father had <f family>colon cancer</f>.",
    "FAMILY HISTORY: mother with <f family>diabetes</f>; no <f family negated>multiple sclerosis</f>.",
    "Mother says he has had <f>fever</f> since Monday.",
    "Workup after contact with an uncle, no <f negated>tuberculosis</f> found.",
    "Past history: gout since 2019. Family: his aunt had <f family>psoriasis</f>. <f>Migraine</f> is rare now.",
    "FAMILY HISTORY: aunt with <f family>psoriasis</f>. The patient has <f>gout</f>.",
]
HISTORY = [
    "History of <f historical>pneumonia</f>.",
    "PAST MEDICAL HISTORY:\n<f historical ongoing=True>Hypertension</f>\n<f historical ongoing=None>Pneumonia</f>",
    "S/p <f historical type=procedure>hysterectomy</f>.",
    "3 week history of <f>cough</f>.",
    "<f historical ongoing=False qualifier=resolved>Cellulitis</f> of the calf in August: cephalexin for 10 days, resolved; no <f negated>infection</f> at present.",
    "<f historical ongoing=False>Shingles</f> in December, left T6, treated with valacyclovir, healed.",
    "A <f historical ongoing=False qualifier=excised>basal cell carcinoma</f> was excised from the nose in 2021 with clear margins.",
]


@pytest.mark.parametrize("sentence", [*NEGATED, *AFFIRMED, *UNCERTAIN, *HYPOTHETICAL, *RELATIVES, *HISTORY])
def test_assertion_of_marked_facts(sentence: str) -> None:
    check(sentence)


def test_a_class_denied_with_other_keeps_the_word_other() -> None:
    check(
        "No other <f negated qualifier=other>autoimmune disease</f>. She has no other <f negated qualifier=other>medical problems</f>."
    )


def test_the_only_cancer_denies_others() -> None:
    check(
        "A <f ongoing=False>basal cell carcinoma</f> was excised in 2020, and that is the only <f negated qualifier=other>cancer</f> he has had."
    )


def test_cost_of_context_is_linear_in_the_number_of_cues() -> None:
    """Every cue held against every other would make four times the note sixteen times the work."""
    from matcher.notes.pipeline import load_pipeline

    counts = []
    for size in (50, 200):
        doc = load_pipeline()("No fever, no cough. " * size)
        counts.append(sum(len(cues) for cues in doc._.clinical_cues.values()))
    assert counts[1] == 4 * counts[0]

"""What notes state in set phrases: allergies denied, criteria met, consent, opinions, trials, reproduction."""

from __future__ import annotations

import pytest
from marked import check

ALLERGIES = [
    "Allergies: <f type=allergy concept=any_allergen negated>NKDA</f>",
    "ALLERGIES: <f type=allergy concept=any_allergen negated>none known</f>",
    "Allergies: <f type=allergy concept=any_allergen negated>no known drug, food or latex allergies</f>.",
    "She has <f type=allergy concept=any_allergen negated>no known allergies</f> to medicines.",
    "<f type=allergy concept=any_allergen negated severity=severe>No history of severe allergic reactions</f>.",
    "ALLERGIES: <f type=allergy severity=severe>penicillin</f> - anaphylaxis (2011), <f type=allergy severity=mild>codeine</f> - nausea",
    "Allergies:\n- <f type=allergy severity=mild>Sulfa</f> (rash)\n- <f type=allergy severity=mild>shellfish</f>: hives",
    "ALLERGIES: <f type=allergy severity=severe>amoxicillin</f> - anaphylaxis (2019, <x type=allergy>epinephrine</x> given)",
    "She is allergic to <f type=allergy severity=None>penicillin</f>, details unknown.",
    "Known allergy to <f type=allergy>penicillin</f> and <f type=allergy>aspirin</f>.",
    "No contraindication to <f type=allergy negated qualifier=contraindication>cyclophosphamide</f> or <f type=allergy negated qualifier=contraindication>fludarabine</f>.",
    "<f type=allergy severity=severe>Penicillin</f> caused hives and angioedema.",
]
CRITERIA = [
    "He <f concept=sle_classification_criteria qualifier=criteria_met>meets the 2019 EULAR/ACR classification criteria</f>.",
    "<f concept=sle_classification_criteria>EULAR/ACR criteria 2019 fulfilled</f> (21 points).",
    "By the records she <f concept=sle_classification_criteria>satisfied the 2019 criteria of EULAR and ACR</f>.",
    "<f concept=sle_classification_criteria>2019 ACR/EULAR score 18, classification criteria met</f>",
    "She does not <f concept=sle_classification_criteria negated>meet the EULAR/ACR criteria</f>.",
    "SLE since 2014 in the <x type=attestation>problem list</x>.",
]
ATTESTATIONS = [
    "CAR-NK study: she <f type=attestation concept=consent>signed the informed consent form</f> today.",
    "After <x type=attestation>informed consent was obtained</x> the kidney biopsy was done.",
    "He is <f type=attestation concept=participation uncertain>interested in the study</f> and will call back.",
    "She <f type=attestation concept=refusal>does not want to take part</f> in the trial.",
    "He <f type=attestation concept=participation>agreed to participate in the trial</f> and will <f type=attestation concept=follow-up>attend all study visits</f>.",
    "The investigator reviewed the chart: <f type=attestation concept=investigator_opinion qualifier=inappropriate>not suitable</f> for the protocol now.",
    "Discussed with the principal investigator. She considers him <f type=attestation concept=investigator_opinion qualifier=appropriate>a good candidate</f>.",
    "Spoke with the study physician, who finds her <f type=attestation concept=investigator_opinion qualifier=inappropriate>not appropriate to enter</f> the study.",
    "He will take <f type=attestation concept=antiviral_therapy>entecavir throughout</f> the trial.",
]
TRIALS = [
    "She <f type=participation date=2025-02-01>took part in a phase 2 study</f> in February 2025.",
    "He has never <f type=participation negated>participated in a clinical trial</f>.",
    "<f type=participation date=2024-11-03>Last dose of study drug</f> 11/03/2024.",
    "<f type=participation hypothetical>Refer for the cell therapy study</f>.",
]
REPRODUCTION = [
    "<f type=reproductive concept=lactation negated>Not breastfeeding</f>.",
    "She is <f type=reproductive concept=lactation>breastfeeding</f> her second child.",
    "<f type=reproductive concept=menopause>Postmenopausal</f> since 2016.",
    "Her <f type=reproductive concept=contraception>husband had a vasectomy</f>.",
    "<f type=reproductive concept=contraception>Levonorgestrel IUD</f> since 2022.",
    "<f type=reproductive concept=childbearing_potential qualifier=last_menstrual_period date=2025-04-28>LMP</f> 04/28/2025.",
    "<f type=reproductive concept=pregnancy negated>Not pregnant</f>.",
    "She is 28 years old, at 32 <f type=reproductive concept=pregnancy>weeks of gestation</f>.",
    "He was born at 33 weeks of <x type=reproductive>gestation</x>.",
    "A 35-week <x type=reproductive>gestation</x> male infant.",
    "She <f type=reproductive concept=lactation historical>breastfed</f> both her children.",
    "She is <f type=reproductive concept=contraception qualifier=sexual_abstinence>not sexually active</f>.",
]
HEALTH = [
    "<f type=condition concept=disease negated qualifier=other>Otherwise healthy</f>.",
    "He has <f type=condition concept=disease negated qualifier=other>no other medical problems</f>.",
    "<x type=condition>The disease</x> is hard to judge.",
]


@pytest.mark.parametrize("sentence", [*ALLERGIES, *CRITERIA, *ATTESTATIONS, *TRIALS, *REPRODUCTION, *HEALTH])
def test_statements(sentence: str) -> None:
    check(sentence, date="2025-05-14")


def test_an_allergen_is_no_exposure() -> None:
    patient = check("ALLERGIES: <f type=allergy>penicillin</f> - rash. MEDICATIONS: prednisone 5 mg daily")
    assert "penicillin" not in {fact.concept for fact in patient.facts if fact.type == "exposure"}

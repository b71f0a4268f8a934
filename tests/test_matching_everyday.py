"""Everyday words of notes that decide criteria: one line of note, one criterion, the verdict."""

from __future__ import annotations

import pytest

import matcher

CASES = [
    # ages and sexes, as notes abbreviate them
    ("5 yr 10 mo old girl with wheeze.", "inclusion", "Age 4 to 11 years", "satisfied"),
    ("Mrs. K., 61 yrs, seen for gout.", "inclusion", "Age 50 years or older", "satisfied"),
    ("81F found on floor by neighbour.", "exclusion", "Age > 80 years", "violated"),
    ("Pt: 44 Y  M    Ward 3", "inclusion", "Male", "satisfied"),
    ("38yo MSM w/ HIV", "inclusion", "Male", "satisfied"),
    # allergies to one thing; intolerance is more than an allergy; NKDA is of drugs
    ("Peanut allergy.", "exclusion", "Peanut allergy", "violated"),
    ("Amoxicillin - anaphylaxis.", "exclusion", "Known severe penicillin allergy", "violated"),
    ("Allergies: latex", "exclusion", "Latex allergy", "violated"),
    ("NKDA", "exclusion", "Penicillin allergy", "satisfied"),
    ("NKDA", "exclusion", "Latex allergy", "unknown"),
    ("Theophylline not tolerated, tremor. NKDA", "exclusion", "Intolerance to theophylline", "violated"),
    ("Not taking: simvastatin (muscle pain). Allergies: nickel", "exclusion", "Intolerance to statins", "unknown"),
    # whose disease it is
    ("FH: father bipolar disorder.", "exclusion", "First-degree relative with bipolar disorder", "violated"),
    ("FH: aunt bipolar disorder.", "exclusion", "First-degree relative with bipolar disorder", "unknown"),
    ("No family history of colon cancer.", "exclusion", "Family history of colon cancer", "satisfied"),
    ("Deceased donor kidney transplant 2015.", "exclusion", "Solid organ transplant", "violated"),
    # answers behind a name, and doubts
    ("Splenectomy no; asthma yes.", "exclusion", "Splenectomy", "satisfied"),
    ("2. Sarcoidosis - suspected, biopsy pending", "exclusion", "Sarcoidosis", "unknown"),
    # what is smoked, drunk, injected
    ("SH: 12 cig/d, no alcohol.", "exclusion", "Current smoker", "violated"),
    ("EtOH cirrhosis, sober 3 years.", "exclusion", "Alcohol consumption within 6 months", "unknown"),
    ("Uses cannabis weekly.", "exclusion", "Injection drug use", "unknown"),
    ("No IVDU.", "exclusion", "Injection drug use", "satisfied"),
    # pregnancy
    ("28 yo G2P1 @ 31w2d, singleton.", "exclusion", "Pregnant women", "violated"),
    ("28 yo G2P1, no further pregnancies wanted. hCG neg.", "exclusion", "Pregnant women", "satisfied"),
    ("40 yo woman. Uses a copper coil and is not planning a pregnancy.", "inclusion",
     "Women of childbearing potential must use contraception", "satisfied"),
    # abbreviations
    ("PNC: GDMA1.", "exclusion", "Gestational diabetes", "violated"),
    ("PMH: G6PD def.", "exclusion", "Glucose-6-phosphate dehydrogenase deficiency", "violated"),
    ("No liver dz.", "exclusion", "Liver disease", "satisfied"),
    ("Code status: DNR.", "exclusion", "Do-not-resuscitate order", "violated"),
    ("Home O2 2 L since February.", "exclusion", "Home oxygen therapy", "violated"),
    ("Passive SI, no plan.", "exclusion", "Suicidal ideation", "violated"),
    ("NE weaned, vaso off this morning.", "exclusion", "Current use of vasopressin", "satisfied"),
    ("No chemotherapy in the metastatic setting.", "exclusion", "Brain metastases", "unknown"),
    # the lowest value of all times is no value of today; births counted
    ("HIV, nadir CD4 80. CD4 540 today.", "inclusion", "CD4 count > 350 cells/mm3", "satisfied"),
    ("HIV, nadir CD4 80.", "inclusion", "CD4 count > 350 cells/mm3", "unknown"),
    ("24 yo G2P2002.", "exclusion", "Nulliparous women", "satisfied"),
    # kinds of a thing that do not meet what is asked
    ("Smokes 8 cigarettes a day.", "inclusion", "Former smokers", "unknown"),
    ("Smokes 8 cigarettes a day.", "inclusion", "Current or former smokers", "satisfied"),
    ("Former smoker, quit 2011.", "inclusion", "Former smokers", "satisfied"),
    ("28-year-old woman. Uses condoms.", "inclusion", "Use of highly effective contraception", "unknown"),
    ("28-year-old woman. Has an IUD.", "inclusion", "Use of highly effective contraception", "satisfied"),
    ("Exemestane since 2022 for breast cancer.", "exclusion", "Prior systemic therapy", "violated"),
    # what an allergen cannot have done
    ("Allergies: primaquine (G6PD deficiency)", "exclusion", "G6PD deficiency", "violated"),
    ("Allergies: penicillin (rash)", "exclusion", "Rash", "unknown"),
    ("72 y. Septic shock, on norepinephrine.", "inclusion", "Enrollment within 12 hours of onset of septic shock", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("note", "kind", "criterion", "verdict"), CASES)
def test_everyday_words_decide(note: str, kind: str, criterion: str, verdict: str) -> None:
    patient = matcher.read_notes(matcher.Note(note, date="2025-03-01"))
    judged = matcher.judge(patient, matcher.parse_criterion(criterion, kind))  # type: ignore[arg-type]
    assert judged.verdict == verdict, judged.reason


@pytest.mark.parametrize(
    ("note", "criterion"),
    [
        ("Valproate was stopped in 2018 because of tremor.", "Discontinuation of valproate because of toxicity"),
        ("One overdose at age 19, no plans now.", "Suicide attempt in the lifetime"),
        ("Allergies: sulfa (never took), primaquine (G6PD def)", "G6PD deficiency"),
        ("Born 30 wks, thriving now.", "Prematurity"),
    ],
)
def test_a_hint_at_it_is_not_taken_for_its_absence(note: str, criterion: str) -> None:
    patient = matcher.read_notes(matcher.Note(note, date="2025-03-01"))
    assert (
        matcher.judge(patient, matcher.parse_criterion(criterion, "exclusion"), absence="assume").verdict != "satisfied"
    )

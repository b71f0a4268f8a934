"""Short forms of everyday trials and charts: read where their words tell the sense, left open where nothing does."""

from __future__ import annotations

import pytest

from matcher import judge, parse_criterion, read_notes


def concepts(text: str) -> set[str]:
    criterion = parse_criterion(text, kind="inclusion")
    return {concept for atom in criterion.atoms() for concept in atom.concepts}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Patients with nmCRPC", "non-metastatic castration-resistant prostate cancer"),
        ("Diagnosis of HFmrEF", "heart failure with mildly reduced ejection fraction"),
        ("Treatment-naive nAMD in the study eye", "neovascular age-related macular degeneration"),
        ("CIN 2 or CIN 3 on colposcopic biopsy", "high-grade cervical dysplasia"),
        ("Acute KD treated with IVIG", "kawasaki disease"),
        ("Classic FAP after colectomy", "familial adenomatous polyposis"),
        ("Overt HE despite lactulose", "hepatic encephalopathy"),
        ("Relapsed FL or MZL", "follicular lymphoma"),
        ("ET or PV treated with hydroxyurea", "essential thrombocythemia"),
        ("ET with tremor of the hand despite primidone", "essential tremor"),
        ("PET scan without uptake, and a negative pregnancy test", "positron emission tomography"),
        ("Antenatal care for PET", "preeclampsia"),
        ("Urine ACR above 30 mg/g", "urine albumin-creatinine ratio"),
    ],
)
def test_a_short_form_is_the_disease_its_words_tell(text: str, concept: str) -> None:
    assert concept in concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Allergy to PEG or polysorbate", "feeding tube"),
        ("Tear of the MCL of the knee", "mantle cell lymphoma"),
        ("Stenosis of the SMA or celiac artery", "spinal muscular atrophy"),
        ("Treated with NPH insulin", "normal pressure hydrocephalus"),
        ("HE WAS ADMITTED TO THE WARD", "hepatic encephalopathy"),
        ("Blood pressure of 150 mm HG", "hyperemesis gravidarum"),
        ("Referred by DR MILLER", "diabetic retinopathy"),
    ],
)
def test_another_sense_is_not_taken_for_the_disease(text: str, concept: str) -> None:
    assert concept not in concepts(text)


@pytest.mark.parametrize(
    ("note", "criterion", "verdict"),
    [
        ("She has HFmrEF (LVEF 45%).", "Heart failure", "satisfied"),
        ("He has heart failure.", "HFmrEF", "unknown"),
        ("Biopsy: high-grade serous ovarian carcinoma.", "HGSOC", "satisfied"),
        ("Seminoma of the left testis.", "NSGCT", "unknown"),
        ("Esophageal adenocarcinoma, stage II.", "ESCC", "unknown"),
        ("Low-grade glioma, observed since 2019.", "HGG", "unknown"),
        ("Glioblastoma of the left temporal lobe.", "HGG", "satisfied"),
        ("Depression, on sertraline.", "TRD with a MADRS score above 24", "unknown"),
        ("Temporal lobe epilepsy since childhood.", "Focal epilepsy", "satisfied"),
    ],
)
def test_the_narrower_disease_is_the_wider_and_not_the_other_way_round(note: str, criterion: str, verdict: str) -> None:
    judgement = judge(read_notes(note), parse_criterion(criterion, kind="inclusion"), absence="assume")
    assert judgement.verdict == verdict


def test_criteria_of_a_society_are_no_result_of_urine() -> None:
    assert concepts("Gout by the ACR criteria") == {"gout"}

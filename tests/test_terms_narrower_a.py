"""A kind of a disease is a concept of its own: who has the disease does not meet a criterion that asks for the kind, who has the kind meets both."""

from __future__ import annotations

import pytest

from matcher import judge, match, parse_criterion, read_notes, read_trial

# Patient, criterion, verdict of the criterion as an inclusion while nothing is assumed.
TUMORS = [
    ("Osteosarcoma of the distal femur.", "Soft tissue sarcoma", "unknown"),
    ("Leiomyosarcoma of the thigh.", "Soft tissue sarcoma", "satisfied"),
    ("Osteosarcoma of the distal femur.", "Bone sarcoma", "satisfied"),
    ("He has renal cell carcinoma.", "Clear cell renal cell carcinoma", "unknown"),
    ("Papillary renal cell carcinoma, stage I.", "Clear cell renal cell carcinoma", "unknown"),
    ("Clear cell renal cell carcinoma of the left kidney.", "Renal cell carcinoma", "satisfied"),
    ("She has multiple myeloma.", "RRMM", "unknown"),
    ("She has uveal melanoma of the right eye.", "Cutaneous melanoma", "unknown"),
    ("Cutaneous melanoma of the back.", "Melanoma", "satisfied"),
    ("Sezary syndrome with erythroderma.", "Mycosis fungoides", "unknown"),
    ("Mycosis fungoides of the trunk.", "Cutaneous T-cell lymphoma", "satisfied"),
    ("Brain metastases found on MRI.", "Primary brain tumor", "unknown"),
    ("Glioblastoma of the right frontal lobe.", "Brain cancer", "satisfied"),
    ("Glioblastoma of the right frontal lobe.", "Benign brain tumor", "unknown"),
    ("Leptomeningeal carcinomatosis on MRI.", "Brain metastases", "unknown"),
    ("Leptomeningeal carcinomatosis on MRI.", "CNS metastases", "satisfied"),
    ("Small tumor of the adrenal gland, stable for years.", "Adrenal cancer", "unknown"),
    ("Parotid tumor, not yet biopsied.", "Salivary gland cancer", "unknown"),
    ("Ovarian tumor, pathology pending.", "Ovarian cancer", "unknown"),
    ("Dermoid tumor, mature cystic teratoma removed in 2015.", "Malignancy", "unknown"),
    ("Urticaria pigmentosa since infancy.", "Hematologic malignancy", "unknown"),
    ("Refractory anemia of kidney disease.", "Myelodysplastic syndrome", "unknown"),
    ("Colposcopy with biopsy: CIN III.", "Cervical cancer", "unknown"),
    ("Colposcopy with biopsy: CIN III.", "Cervical intraepithelial neoplasia", "satisfied"),
    ("LSIL on colposcopy.", "HSIL", "unknown"),
    ("Ductal carcinoma in situ of the left breast.", "Invasive breast cancer", "unknown"),
    ("Infiltrating ductal carcinoma of the left breast.", "Invasive breast cancer", "satisfied"),
    ("She has ovarian cancer.", "Epithelial ovarian cancer", "unknown"),
    ("Fallopian tube cancer after surgery.", "Ovarian cancer", "unknown"),
    ("Pancreatic acinar cell carcinoma.", "Pancreatic ductal adenocarcinoma", "unknown"),
    ("Pancreatic ductal adenocarcinoma.", "Pancreatic cancer", "satisfied"),
    ("Transitional cell carcinoma of the bladder.", "Urothelial carcinoma", "satisfied"),
    ("Superficial bladder cancer, stage T1.", "Carcinoma in situ of the bladder", "unknown"),
    ("Diffuse large B-cell lymphoma in 2021.", "B-cell non-Hodgkin lymphoma", "satisfied"),
    ("Primary mediastinal B-cell lymphoma.", "Diffuse large B-cell lymphoma", "unknown"),
    ("Nodular lymphocyte-predominant Hodgkin lymphoma.", "Classical Hodgkin lymphoma", "unknown"),
    ("Follicular lymphoma, biopsy-proven.", "Indolent lymphoma", "satisfied"),
    ("Secondary CNS lymphoma.", "Primary CNS lymphoma", "unknown"),
    ("Adenocarcinoma of the lung.", "Non-squamous NSCLC", "satisfied"),
    ("Neuroendocrine tumor of the ileum.", "Neuroendocrine carcinoma", "unknown"),
    ("Cardiac cachexia.", "Cancer cachexia", "unknown"),
    ("Ganglion cyst of the wrist.", "Baker cyst", "unknown"),
]


@pytest.mark.parametrize(("note", "criterion", "verdict"), TUMORS)
def test_a_kind_is_the_disease_and_the_disease_is_not_the_kind(note: str, criterion: str, verdict: str) -> None:
    assert judge(read_notes(note), parse_criterion(criterion, kind="inclusion")).verdict == verdict


def test_a_wider_name_of_the_trials_own_disease_does_not_shut_out_who_has_it() -> None:
    trial = read_trial(
        "Inclusion Criteria:\n- Invasive breast cancer\nExclusion Criteria:\n- Prior breast cancer diagnosis\n"
    )
    patient = read_notes("Breast cancer found by mammography. Biopsy: infiltrating ductal carcinoma.")
    verdicts = {judgement.criterion_id: judgement.verdict for judgement in match(patient, trial).judgements}
    assert verdicts == {"I1": "satisfied", "E1": "unknown"}

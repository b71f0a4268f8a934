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

NERVES = [
    ("She has migraine.", "Chronic migraine", "unknown"),
    ("Migraine with aura.", "Migraine without aura", "unknown"),
    ("Chronic migraine for ten years.", "Migraine", "satisfied"),
    ("Parkinson disease, Hoehn and Yahr 2.", "Atypical parkinsonism", "unknown"),
    ("Progressive supranuclear palsy.", "Atypical parkinsonism", "satisfied"),
    ("Parkinson disease, Hoehn and Yahr 2.", "Dyskinesia", "unknown"),
    ("Obstructive sleep apnea.", "REM sleep behavior disorder", "unknown"),
    ("Bipolar II disorder.", "Bipolar I disorder", "unknown"),
    ("Bipolar II disorder.", "Bipolar disorder", "satisfied"),
    ("Schizophrenia.", "Brief psychotic disorder", "unknown"),
    ("Schizophrenia.", "Schizophrenia spectrum disorder", "satisfied"),
    ("Duchenne muscular dystrophy.", "Becker muscular dystrophy", "unknown"),
    ("Cervical radiculopathy at C6.", "Lumbar radiculopathy", "unknown"),
    ("Absence epilepsy with absence seizures.", "Tonic-clonic seizures", "unknown"),
    ("Psychogenic nonepileptic seizures.", "Hypochondriasis", "unknown"),
    ("Alcohol withdrawal with status epilepticus.", "Epilepsy", "unknown"),
    ("Traumatic subarachnoid hemorrhage after a fall.", "Aneurysmal subarachnoid hemorrhage", "unknown"),
    ("Lacunar stroke.", "Cardioembolic stroke", "unknown"),
    ("Diabetic neuropathy of the feet.", "Painful diabetic neuropathy", "unknown"),
    ("Neurofibromatosis type 2.", "Neurofibromatosis type 1", "unknown"),
    ("Alzheimer's disease, moderate.", "Cognitive impairment", "satisfied"),
    ("Essential tremor.", "Cervical dystonia", "unknown"),
    ("Suicidal ideation without a plan.", "Suicidal behavior", "unknown"),
]

INFECTIONS = [
    ("Chronic hepatitis C.", "HCV genotype 1", "unknown"),
    ("HCV genotype 3 infection.", "HCV genotype 1", "unknown"),
    ("HCV genotype 3 infection.", "Hepatitis C", "satisfied"),
    ("Plasmodium vivax malaria.", "Falciparum malaria", "unknown"),
    ("Falciparum malaria after travel.", "Malaria", "satisfied"),
    ("MRSA infection of the knee.", "MSSA", "unknown"),
    ("Catheter-related bloodstream infection.", "MRSA bacteremia", "unknown"),
    ("Drug-resistant tuberculosis.", "XDR-TB", "unknown"),
    ("Chronic sinusitis with nasal polyps.", "Infection", "unknown"),
    ("Acute sinusitis.", "Upper respiratory infection", "satisfied"),
    ("Chronic pelvic pain syndrome.", "Infection", "unknown"),
    ("Malaria in 2019.", "Helminth infection", "unknown"),
    ("Strongyloidiasis.", "Helminth infection", "satisfied"),
    ("Allergic bronchopulmonary aspergillosis.", "Aspergilloma", "unknown"),
    ("Invasive aspergillosis of the lung.", "Invasive fungal infection", "satisfied"),
    ("Dengue fever.", "Arbovirus infection", "satisfied"),
    ("Influenza A.", "Influenza B", "unknown"),
    ("Tinea corporis.", "Tinea pedis", "unknown"),
    ("Liver abscess.", "Intra-abdominal infection", "satisfied"),
    ("Sepsis of unknown source.", "Bacterial infection", "unknown"),
]

VESSELS = [
    ("Nonobstructive coronary artery disease on angiography.", "Obstructive coronary artery disease", "unknown"),
    ("Left main coronary artery disease.", "Obstructive coronary artery disease", "satisfied"),
    ("Atherosclerosis of the aorta on CT.", "Atherosclerotic cardiovascular disease", "unknown"),
    ("Coronary artery disease.", "Atherosclerotic cardiovascular disease", "satisfied"),
    ("Right bundle branch block.", "Heart block", "unknown"),
    ("Right bundle branch block.", "Cardiac conduction disorder", "satisfied"),
    ("Tachycardic on arrival.", "Arrhythmia", "unknown"),
    ("Ventricular tachycardia.", "Arrhythmia", "satisfied"),
    ("Cardiogenic shock.", "Shock", "satisfied"),
    ("AL cardiac amyloidosis.", "ATTR cardiomyopathy", "unknown"),
    ("Portal vein thrombosis.", "Mesenteric vein thrombosis", "unknown"),
    ("Mitral regurgitation.", "Mitral valve disease", "satisfied"),
    ("Neurogenic claudication.", "Peripheral arterial disease", "unknown"),
]

DRUGS = [
    ("On insulin aspart.", "Treatment with oral antidiabetic drugs", "unknown"),
    ("Takes metformin.", "Treatment with oral antidiabetic drugs", "satisfied"),
    ("On insulin aspart.", "Treatment with basal insulin", "unknown"),
    ("On insulin glargine.", "Treatment with basal insulin", "satisfied"),
    ("Uses salmeterol twice a day.", "Treatment with short-acting beta agonist", "unknown"),
    ("Uses ipratropium.", "Treatment with long-acting muscarinic antagonist", "unknown"),
    ("Takes haloperidol.", "Treatment with atypical antipsychotics", "unknown"),
    ("Takes quetiapine.", "Treatment with atypical antipsychotics", "satisfied"),
    ("Takes duloxetine.", "Treatment with strong CYP2D6 inhibitors", "unknown"),
    ("Takes tamsulosin.", "Treatment with antihypertensive medication", "unknown"),
    ("Drinks coffee daily.", "Treatment with psychotropic medication", "unknown"),
    ("On ferrous sulfate.", "Treatment with intravenous iron", "unknown"),
    ("On leuprolide.", "Treatment with a GnRH antagonist", "unknown"),
    ("On leuprolide.", "Treatment with a GnRH agonist", "satisfied"),
    ("On enoxaparin.", "Treatment with oral anticoagulants", "unknown"),
    ("On apixaban.", "Treatment with oral anticoagulants", "satisfied"),
    ("On atezolizumab.", "Treatment with a PD-1 inhibitor", "unknown"),
    ("On pembrolizumab.", "Treatment with PD-1/PD-L1 inhibitors", "satisfied"),
    ("On sotorasib.", "Treatment with a kinase inhibitor", "unknown"),
    ("On osimertinib.", "Treatment with a tyrosine kinase inhibitor", "satisfied"),
    ("On risankizumab.", "Treatment with an IL-12/23 inhibitor", "unknown"),
    ("On milrinone.", "Treatment with vasopressors", "unknown"),
    ("On cefazolin.", "Treatment with beta-lactam antibiotics", "satisfied"),
]


@pytest.mark.parametrize(("note", "criterion", "verdict"), [*TUMORS, *NERVES, *INFECTIONS, *VESSELS, *DRUGS])
def test_a_kind_is_the_disease_and_the_disease_is_not_the_kind(note: str, criterion: str, verdict: str) -> None:
    assert judge(read_notes(note), parse_criterion(criterion, kind="inclusion")).verdict == verdict


def test_a_wider_name_of_the_trials_own_disease_does_not_shut_out_who_has_it() -> None:
    trial = read_trial(
        "Inclusion Criteria:\n- Invasive breast cancer\nExclusion Criteria:\n- Prior breast cancer diagnosis\n"
    )
    patient = read_notes("Breast cancer found by mammography. Biopsy: infiltrating ductal carcinoma.")
    verdicts = {judgement.criterion_id: judgement.verdict for judgement in match(patient, trial).judgements}
    assert verdicts == {"I1": "satisfied", "E1": "unknown"}

"""A patient with the wide thing is not one with the narrow thing a trial asks for; one with the narrow thing has the wide one.

General medicine, rheumatology, skin, complaints and signs, women's health and procedures.
"""

from __future__ import annotations

import datetime as dt

import pytest

import matcher

DAY = dt.date(2025, 6, 2)


def _verdict(sentence: str, asked: str) -> str:
    patient = matcher.read_notes(matcher.Note(sentence, date=DAY), as_of=DAY)
    return matcher.judge(patient, matcher.parse_criterion(asked, kind="inclusion")).verdict


# (the wide thing, the narrow thing) as notes and criteria say them.
CONDITIONS = [
    # of all kinds
    ("a metabolic disease", "an inborn error of metabolism"),
    ("an autoimmune disease", "an autoimmune connective tissue disease"),
    ("an inflammatory disease", "an immune-mediated inflammatory disease"),
    ("an autoinflammatory disease", "a periodic fever syndrome"),
    ("a parasitic infection", "a helminth infection"),
    ("an allergic disease", "an atopic disease"),
    ("a genitourinary disease", "a gynecologic disease"),
    ("a substance use disorder", "a drug use disorder"),
    ("transplant rejection", "antibody-mediated rejection"),
    ("a nutritional disorder", "a nutritional deficiency"),
    ("bladder dysfunction", "a neurogenic bladder"),
    ("liver injury", "hepatotoxicity"),
    ("cryoglobulinemia", "mixed cryoglobulinemia"),
    ("an adnexal mass", "an ovarian mass"),
    ("head trauma", "a closed head injury"),
    ("a disorder of consciousness", "a minimally conscious state"),
    # internal medicine
    ("CTD-ILD", "SSc-ILD"),
    ("CTD-ILD", "RA-ILD"),
    ("bronchiectasis", "non-CF bronchiectasis"),
    ("respiratory failure", "hypercapnic respiratory failure"),
    ("respiratory failure", "hypoxemic respiratory failure"),
    ("CKD stage 3", "CKD stage 3b"),
    ("CKD stage 5", "end-stage renal disease"),
    ("C3 glomerulopathy", "dense deposit disease"),
    ("jaundice", "obstructive jaundice"),
    ("Crohn's disease", "fistulizing Crohn's disease"),
    ("ulcerative colitis", "ulcerative pancolitis"),
    ("irritable bowel syndrome", "IBS-D"),
    ("irritable bowel syndrome", "IBS-C"),
    ("microscopic colitis", "lymphocytic colitis"),
    ("dyspepsia", "functional dyspepsia"),
    ("constipation", "opioid-induced constipation"),
    ("liver fibrosis", "bridging fibrosis"),
    ("allergic rhinitis", "hay fever"),
    ("vaginal bleeding", "abnormal vaginal bleeding"),
    ("a bowel obstruction", "a volvulus"),
    ("a gastrointestinal perforation", "a gastric perforation"),
    ("a ventral hernia", "an incisional hernia"),
    ("diabetes", "insulin-dependent diabetes"),
    ("diabetes", "IDDM"),
    ("insulin-dependent diabetes", "type 1 diabetes"),
    ("prediabetes", "impaired glucose tolerance"),
    ("a diabetic foot", "a diabetic foot ulcer"),
    ("thyroid disease", "thyroid dysfunction"),
    ("thyroiditis", "postpartum thyroiditis"),
    ("a goiter", "a multinodular goiter"),
    ("Cushing syndrome", "Cushing disease"),
    ("familial hypercholesterolemia", "homozygous familial hypercholesterolemia"),
    ("hypercalcemia", "hypercalcemia of malignancy"),
    ("autoimmune hemolytic anemia", "warm autoimmune hemolytic anemia"),
    ("eosinophilia", "hypereosinophilia"),
    ("agammaglobulinemia", "X-linked agammaglobulinemia"),
    ("a mitochondrial disease", "MELAS"),
    # rheumatology
    ("axial spondyloarthritis", "non-radiographic axial spondyloarthritis"),
    ("axial spondyloarthritis", "radiographic axial spondyloarthritis"),
    ("spondyloarthritis", "peripheral spondyloarthritis"),
    ("juvenile idiopathic arthritis", "polyarticular JIA"),
    ("chronic cutaneous lupus", "discoid lupus"),
    ("secondary HLH", "macrophage activation syndrome"),
    ("large vessel vasculitis", "giant cell arteritis"),
    ("cryopyrin-associated periodic syndrome", "Muckle-Wells syndrome"),
    ("urticarial vasculitis", "hypocomplementemic urticarial vasculitis"),
    ("morphea", "linear scleroderma"),
    ("a hip fracture", "a femoral neck fracture"),
    ("a herniated disc", "a lumbar disc herniation"),
    ("spinal stenosis", "lumbar spinal stenosis"),
    ("spondylosis", "cervical spondylosis"),
    ("osteomyelitis", "vertebral osteomyelitis"),
    ("tendinitis", "Achilles tendinitis"),
    ("tendinitis", "tennis elbow"),
    # skin, allergy, eye
    ("psoriasis", "scalp psoriasis"),
    ("psoriasis", "nail psoriasis"),
    ("pustular psoriasis", "generalized pustular psoriasis"),
    ("eczema", "hand eczema"),
    ("lichen planus", "oral lichen planus"),
    ("alopecia areata", "alopecia universalis"),
    ("epidermolysis bullosa", "dystrophic epidermolysis bullosa"),
    ("alopecia", "non-scarring alopecia"),
    ("myopia", "high myopia"),
    ("incontinence", "urinary incontinence"),
    ("a joint infection", "septic arthritis"),
    ("macular edema", "cystoid macular edema"),
    ("hearing loss", "presbycusis"),
    ("corneal disease", "a corneal opacity"),
    # women's health
    ("a menstrual disorder", "abnormal uterine bleeding"),
    ("abnormal uterine bleeding", "metrorrhagia"),
    ("uterine bleeding", "postmenopausal bleeding"),
    ("pelvic organ prolapse", "a cystocele"),
    ("premature rupture of membranes", "PPROM"),
    ("a miscarriage", "a missed abortion"),
    # complaints and signs
    ("weight loss", "unintentional weight loss"),
    ("a cough", "a productive cough"),
    ("dyspnea", "exertional dyspnea"),
    ("edema", "peripheral edema"),
    ("swelling", "edema"),
    ("muscle weakness", "proximal muscle weakness"),
    ("a tremor", "a resting tremor"),
    ("hallucinations", "auditory hallucinations"),
    ("agitation", "aggression"),
    ("altered mental status", "confusion"),
    ("an abnormal ECG", "ST elevation"),
    ("albuminuria", "macroalbuminuria"),
    ("purpura", "palpable purpura"),
    ("a skin lesion", "a rash"),
    ("limited mobility", "an inability to walk"),
    ("disability", "wheelchair dependence"),
    ("organ dysfunction", "multiple organ failure"),
    ("an adverse event", "an immune-related adverse event"),
    ("a drug overdose", "an opioid overdose"),
    ("a ligament injury", "an ACL tear"),
    ("an intracardiac shunt", "a right-to-left shunt"),
    ("abnormal semen analysis", "azoospermia"),
    ("anorectal disease", "rectal prolapse"),
    ("tooth loss", "edentulism"),
    ("abdominal tenderness", "right lower quadrant tenderness"),
    ("a facial fracture", "a mandibular fracture"),
]

PROCEDURES = [
    ("endoscopy", "EGD"),
    ("neuraxial anesthesia", "spinal anesthesia"),
    ("neuraxial anesthesia", "epidural anesthesia"),
    ("colectomy", "hemicolectomy"),
    ("bowel surgery", "bowel resection"),
    ("abdominal surgery", "gastrointestinal surgery"),
    ("gastrectomy", "total gastrectomy"),
    ("pancreatectomy", "pancreaticoduodenectomy"),
    ("cholecystectomy", "laparoscopic cholecystectomy"),
    ("hernia repair", "inguinal hernia repair"),
    ("nephrectomy", "partial nephrectomy"),
    ("cystectomy", "radical cystectomy"),
    ("prostate surgery", "prostatectomy"),
    ("prostate surgery", "TURP"),
    ("orchiectomy", "bilateral orchiectomy"),
    ("hysterectomy", "vaginal hysterectomy"),
    ("lymph node dissection", "axillary lymph node dissection"),
    ("head and neck surgery", "laryngectomy"),
    ("knee replacement", "unicompartmental knee arthroplasty"),
    ("hip replacement", "hemiarthroplasty"),
    ("amputation", "above-knee amputation"),
    ("neurosurgery", "brain surgery"),
    ("brain surgery", "craniotomy"),
    ("thyroidectomy", "total thyroidectomy"),
    ("tumor resection", "complete resection"),
    ("tumor resection", "metastasectomy"),
    ("vascular surgery", "peripheral bypass"),
    ("retinal surgery", "vitrectomy"),
    ("eye surgery", "intraocular surgery"),
    ("dental procedure", "tooth extraction"),
    ("coronary stent", "drug-eluting stent"),
    ("central venous catheter", "PICC line"),
    ("ventilatory support", "mechanical ventilation"),
    ("kidney transplantation", "living donor kidney transplant"),
    ("allogeneic stem cell transplantation", "haploidentical transplant"),
    ("radiotherapy", "external beam radiotherapy"),
    ("radiotherapy", "proton therapy"),
    ("chemoradiotherapy", "concurrent chemoradiotherapy"),
    ("phototherapy", "PUVA"),
    ("phototherapy", "narrowband UVB"),
    ("lung biopsy", "surgical lung biopsy"),
    ("joint injection", "intra-articular corticosteroid injection"),
    ("psychotherapy", "cognitive behavioral therapy"),
    ("conditioning regimen", "myeloablative conditioning"),
    ("prosthetic heart valve", "mechanical heart valve"),
    ("polypectomy", "colonic polypectomy"),
    ("castration", "bilateral orchiectomy"),
    ("peritoneal dialysis", "CAPD"),
]

# Neither is a kind of the other.
OTHERS = [
    ("She has an open wound.", "chronic wound"),
    ("She has a clotting disorder.", "bleeding disorder"),
    ("He is in a vegetative state.", "minimally conscious state"),
    ("He has a nerve palsy.", "nerve compression"),
    ("She has ear discharge.", "ear pain"),
    ("She has a runny nose.", "nasal congestion"),
    ("He has urinary urgency.", "urinary frequency"),
    ("He has foamy urine.", "proteinuria"),
    ("He has abdominal distension.", "flatulence"),
    ("She has puffy fingers.", "skin thickening"),
    ("She has dysplasia of the colon.", "intestinal metaplasia"),
    ("He has a pancreatic pseudocyst.", "walled-off pancreatic necrosis"),
    ("He has carbon monoxide poisoning.", "drug overdose"),
    ("She is a fall risk.", "gait disturbance"),
    ("He is cushingoid.", "Cushing syndrome"),
    ("She has Hashimoto thyroiditis.", "hypothyroidism"),
    ("He has a VIPoma.", "gastrinoma"),
    ("She has high cardiovascular risk.", "cardiovascular disease"),
    ("She is in labor.", "obstetric complication"),
    ("He has a tenosynovitis of the wrist.", "arthritis"),
    ("She is hemodynamically unstable.", "cardiovascular disease"),
    ("She has vaginal dryness.", "vaginal atrophy"),
    ("He has parotid swelling.", "sialadenitis"),
    ("He had birth asphyxia.", "congenital abnormality"),
    ("She has irregular menses.", "oligomenorrhea"),
    ("He had an intercostal block.", "brachial plexus block"),
    ("He had a septoplasty.", "sinus surgery"),
    ("She had an adenoidectomy.", "tonsillectomy"),
    ("He had a retinal detachment repair.", "vitrectomy"),
    ("He had an AV graft.", "av fistula creation"),
    ("She had a trigger finger release.", "carpal tunnel release"),
    ("He had a vertebroplasty.", "kyphoplasty"),
    ("She had day surgery.", "minor surgery"),
    ("He had a cystoscopy.", "EGD"),
    ("He had an abdominal wall hernia.", "ventral hernia"),
]

# What follows from being a kind of something that was not filed above it.
KINDS = [
    ("He has cirrhosis.", "liver fibrosis"),
    ("She has thrombophilia.", "coagulation disorder"),
    ("He had a mitral valve replacement.", "prosthetic heart valve"),
    ("He has quadriplegia.", "paralysis"),
    ("He has carpal tunnel syndrome.", "nerve compression"),
    ("She has ulcerative colitis.", "colitis"),
    ("He has a pressure ulcer.", "skin ulcer"),
    ("He has type 2 diabetes and takes insulin glargine.", "insulin-dependent diabetes"),
    ("She has cold agglutinin disease.", "autoimmune hemolytic anemia"),
    ("She has hereditary angioedema.", "angioedema"),
    ("He has pancytopenia.", "anemia"),
    ("She has hematemesis.", "upper gastrointestinal hemorrhage"),
    ("He has SLE.", "immune-mediated disease"),
    ("He has asthma.", "cardiopulmonary disease"),
    ("She has alopecia areata.", "alopecia"),
    ("She has chest pain.", "pain"),
    ("She had a TAHBSO.", "bilateral oophorectomy"),
    ("He has a cochlear implant.", "implanted electronic device"),
    ("He had a knee replacement.", "knee surgery"),
    ("She had a rotator cuff repair.", "shoulder surgery"),
    ("He had ECMO.", "mechanical circulatory support"),
    ("She has nausea and vomiting.", "nausea"),
    ("She has HELLP.", "hypertensive disorder of pregnancy"),
    ("He has an inguinal hernia.", "abdominal wall hernia"),
]


@pytest.mark.parametrize(("wide", "narrow"), CONDITIONS)
def test_conditions(wide: str, narrow: str) -> None:
    assert _verdict(f"The patient has {wide}.", narrow) == "unknown"
    assert _verdict(f"The patient has {narrow}.", wide) == "satisfied"


@pytest.mark.parametrize(("wide", "narrow"), PROCEDURES)
def test_procedures(wide: str, narrow: str) -> None:
    assert _verdict(f"The patient underwent {wide} in 2019.", narrow) == "unknown"
    assert _verdict(f"The patient underwent {narrow} in 2019.", wide) == "satisfied"


@pytest.mark.parametrize(("sentence", "asked"), OTHERS)
def test_another_thing_does_not_answer(sentence: str, asked: str) -> None:
    assert _verdict(sentence, asked) == "unknown"


@pytest.mark.parametrize(("sentence", "asked"), KINDS)
def test_a_kind_answers_for_its_class(sentence: str, asked: str) -> None:
    assert _verdict(sentence, asked) == "satisfied"

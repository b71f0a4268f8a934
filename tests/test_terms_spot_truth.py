"""Spot truths of the vocabulary: a thing is not filed under a neighbour, a narrower form, or a wider class."""

from __future__ import annotations

import pytest

from matcher.terms import vocabulary
from matcher.terms.checking import check_tables
from matcher.terms.rows import TABLES, table_files, table_rows


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("microcephaly", "spina bifida"),
        ("strabismus", "myopia"),
        ("presbyopia", "myopia"),
        ("blepharitis", "conjunctivitis"),
        ("local anesthesia", "general anesthesia"),
        ("epidural", "general anesthesia"),
        ("cholecystitis", "cholelithiasis"),
        ("Exparel", "chlorprocaine"),
        ("corneal scar", "pterygium"),
        ("vitreous hemorrhage", "retinal detachment"),
        ("retinal tear", "retinal detachment"),
        ("metallic implant", "implanted electronic device"),
        ("QT prolongation", "long qt syndrome"),
        ("diastolic dysfunction", "heart failure"),
        ("cardiomegaly", "left ventricular hypertrophy"),
        ("chronic lung disease", "chronic obstructive pulmonary disease"),
        ("presyncope", "syncope"),
        ("sickle cell trait", "sickle cell disease"),
        ("diverticulosis", "diverticulitis"),
        ("carotid dissection", "carotid stenosis"),
        ("liver tumor", "hepatocellular carcinoma"),
        ("renal tumor", "malignancy"),
        ("cyst", "neoplasm"),
        ("multiple endocrine neoplasia", "thyroid cancer"),
        ("scleroderma", "systemic sclerosis"),
        ("cryoglobulinemia", "vasculitis"),
        ("immunosuppressed", "immunodeficiency"),
        ("bacteriuria", "urinary tract infection"),
        ("intravesical BCG", "live vaccine"),
        ("Vimkunya", "live vaccine"),
        ("belimumab", "b-cell-depleting therapy"),
        ("daratumumab", "b-cell-targeted therapy"),
        ("natural killer cell therapy", "car-nk cell therapy"),
        ("MMR", "biological agent"),
        ("blood product", "biological agent"),
        ("IVIG", "biological agent"),
        ("avacopan", "biological agent"),
        ("Lynozyfic", "odronextamab"),
        ("sibeprenlimab", "baff inhibitor"),
        ("keratoplasty", "organ transplantation"),
        ("unilateral oophorectomy", "bilateral oophorectomy"),
        ("nosebleed", "hematologic disease"),
        ("splenomegaly", "hematologic disease"),
    ],
)
def test_is_not(x: str, y: str) -> None:
    v = vocabulary()
    assert v.lookup(x)
    assert not v.is_a(x, y)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("acute myocardial infarction", "myocardial infarction"),
        ("stable angina", "angina pectoris"),
        ("NSVT", "ventricular tachycardia"),
        ("complete heart block", "atrioventricular block"),
        ("LBBB", "bundle branch block"),
        ("chronic hepatitis b", "hepatitis b"),
        ("high-dose steroids", "glucocorticoid"),
        ("oral steroids", "glucocorticoid"),
        ("B-cell depletion", "b-cell-targeted therapy"),
        ("anti-CD19 antibody", "cd19-targeted therapy"),
        ("brain disease", "central nervous system disease"),
        ("bilateral salpingectomy", "salpingectomy"),
        ("extrapulmonary tuberculosis", "active tuberculosis"),
        ("nephritis", "kidney disease"),
        ("head CT", "computed tomography"),
    ],
)
def test_a_denial_of_the_narrow_thing_is_none_of_the_wide_one(narrow: str, wide: str) -> None:
    v = vocabulary()
    assert v.is_a(narrow, wide)
    assert not v.is_a(wide, narrow)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("cerebral aneurysm", "aneurysm"),
        ("hypogammaglobulinemia", "immunodeficiency"),
        ("iga deficiency", "immunodeficiency"),
        ("immunodeficiency", "immunocompromised state"),
        ("myocarditis", "myocardial damage"),
        ("neuromyelitis optica", "central nervous system disease"),
        ("neuromyelitis optica", "autoimmune disease"),
        ("multiple sclerosis", "central nervous system disease"),
        ("multiple sclerosis", "autoimmune disease"),
        ("TIA", "cerebrovascular disease"),
        ("TIA", "central nervous system disease"),
        ("psoriasis", "skin disease"),
        ("keratoplasty", "corneal transplantation"),
        ("bilateral salpingectomy", "tubal ligation"),
        ("pacemaker", "implanted electronic device"),
        ("intracranial hemorrhage", "hemorrhage"),
        ("MMRV", "varicella vaccine"),
        ("Exparel", "bupivacaine"),
        ("prednisone", "oral glucocorticoid"),
        ("lung adenocarcinoma", "non-small cell lung cancer"),
        ("squamous cell carcinoma of the lung", "non-small cell lung cancer"),
    ],
)
def test_is(x: str, y: str) -> None:
    assert vocabulary().is_a(x, y)


@pytest.mark.parametrize(
    "drug",
    [
        "rituximab",
        "Truxima",
        "Ruxience",
        "Riabni",
        "Rixathon",
        "ocrelizumab",
        "ofatumumab",
        "obinutuzumab",
        "ublituximab",
        "veltuzumab",
        "belimumab",
        "telitacicept",
        "atacicept",
        "ianalumab",
        "tabalumab",
        "inebilizumab",
        "tafasitamab",
        "obexelimab",
        "blinatumomab",
        "loncastuximab",
        "epratuzumab",
        "mosunetuzumab",
        "glofitamab",
        "epcoritamab",
        "teclistamab",
        "Kymriah",
        "CD20 CAR-T",
        "BCMA CAR-T",
        "R-CHOP",
    ],
)
def test_targets_b_cells(drug: str) -> None:
    assert vocabulary().is_a(drug, "b-cell-targeted therapy")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hx of yellow fever in 1998.", "yellow fever"),
        ("He had diphtheria as a child.", "diphtheria"),
        ("Admitted with AMS.", "altered mental status"),
        ("DEXA 2021: osteopenia.", "dxa scan"),
        ("Delivered by C/S for breech, pregnancy uneventful.", "cesarean section"),
    ],
)
def test_reads(text: str, name: str) -> None:
    assert name in {match.concept for match in vocabulary().find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Renal C/S appreciated.", "cesarean section"),
        ("Echo with depressed LVEF.", "depression"),
        ("DEXA 2021: osteopenia.", "dexamethasone"),
        ("Follow up at ball game.", "acute lymphoblastic leukemia"),
    ],
)
def test_does_not_read(text: str, name: str) -> None:
    assert name not in {match.concept for match in vocabulary().find(text)}


def test_every_row_has_a_source_and_no_form_twice() -> None:
    check_tables()
    for row in table_rows(table_files(TABLES)):
        assert row.concept.source
        assert row.concept.name not in row.concept.synonyms, row.where

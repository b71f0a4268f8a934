"""Limits of criteria as registries write them: which analyte, which numbers, which unit, and for whom."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Age between 21 and 70 years, inclusive", "age: >= 21 and <= 70 years"),
        ("Aged 18 to 75 years", "age: >= 18 and <= 75 years"),
        ("≥ 18 and ≤ 80 years of age", "age: >= 18 and <= 80 years"),
        ("At least 18 years of age and no older than 60", "age: >= 18 and <= 60 years"),
        ("Ages 12 years and above", "age: >= 12 years"),
        ("must be over the age of 18", "age: > 18"),
        ("Patients between the ages of 40 and 85", "age: >= 40 and <= 85"),
        ("Age 18 or older", "age: >= 18"),
        ("Age > 18 and < 60 years", "age: > 18 and < 60 years"),
        ("18 years or older", "age: >= 18 years"),
        ("60 years of age or younger", "age: <= 60 years"),
        ("BMI of 19.0 to 32.5 kg/m2", "measurement body mass index: >= 19 and <= 32.5 kg/m2"),
        ("Body mass index (BMI) ≥ 18.5 and < 35 kg/m²", "measurement body mass index: >= 18.5 and < 35 kg/m²"),
        ("BMI greater than 25 but less than 40", "measurement body mass index: > 25 and < 40"),
        ("HbA1c between 7.0% and 10.5% inclusive", "measurement hba1c: >= 7 and <= 10.5 %"),
        ("HbA1c ≥ 7 % and ≤ 9.5 %", "measurement hba1c: >= 7 and <= 9.5 %"),
        ("glycosylated hemoglobin of 6.5-9.0%", "measurement hba1c: >= 6.5 and <= 9 %"),
        ("Hemoglobin A1c level above 8%", "measurement hba1c: > 8 %"),
        ("HbA1c <= 86 mmol/mol", "measurement hba1c: <= 86 mmol/mol"),
        ("ECOG performance status 0-2", "measurement ecog performance status: >= 0 and <= 2"),
        ("ECOG PS ≤ 1", "measurement ecog performance status: <= 1"),
        ("ECOG of 0, 1, or 2", "measurement ecog performance status: >= 0 and <= 2"),
        (
            "Eastern Cooperative Oncology Group (ECOG) performance status of 0 or 1",
            "measurement ecog performance status: >= 0 and <= 1",
        ),
        ("WHO performance status 0 to 1", "measurement ecog performance status: >= 0 and <= 1"),
        ("Karnofsky performance status ≥ 70%", "measurement karnofsky performance status: >= 70 %"),
        ("Karnofsky score of at least 60", "measurement karnofsky performance status: >= 60"),
        ("KPS > 70", "measurement karnofsky performance status: > 70"),
        ("platelets ≥ 100 x 10^9/L", "measurement platelet count: >= 100 x 10^9/L"),
        ("Platelet count >= 75,000/mm3", "measurement platelet count: >= 75000 /mm3"),
        ("Platelets ≥ 100 × 10⁹/L", "measurement platelet count: >= 100 × 10⁹/L"),
        (
            "platelet count of 50,000 to 450,000 per microliter",
            "measurement platelet count: >= 50000 and <= 450000 per microliter",
        ),
        ("Absolute neutrophil count (ANC) ≥ 1.5 x 10^9/L", "measurement neutrophil count: >= 1.5 x 10^9/L"),
        ("ANC ≥ 1,000/uL", "measurement neutrophil count: >= 1000 /uL"),
        ("ANC > 1500 cells/mm^3", "measurement neutrophil count: > 1500 cells/mm^3"),
        ("WBC ≥ 3.0 K/uL", "measurement white blood cell count: >= 3 K/uL"),
        ("white blood cells of at least 2000/μL", "measurement white blood cell count: >= 2000 /µL"),
        ("Total bilirubin ≤ 1.5 x ULN", "measurement total bilirubin: <= 1.5 x ULN"),
        ("Bilirubin less than 2 times the upper limit of normal", "measurement total bilirubin: < 2 x ULN"),
        ("serum bilirubin no greater than 1.5 mg/dL", "measurement total bilirubin: <= 1.5 mg/dL"),
        ("liver enzymes > 3xULN", "measurement liver function tests: > 3 x ULN"),
        ("ALT > 3x ULN", "measurement alanine aminotransferase: > 3 x ULN"),
        ("Creatinine ≤ 1.5 mg/dL", "measurement creatinine: <= 1.5 mg/dL"),
        ("Creatinine clearance ≥ 50 mL/min (Cockcroft-Gault)", "measurement creatinine clearance: >= 50 mL/min"),
        ("eGFR ≥ 45 mL/min/1.73 m2", "measurement egfr: >= 45 mL/min/1.73 m2"),
        ("GFR between 30 and 60 ml/min", "measurement egfr: >= 30 and <= 60 ml/min"),
        ("Hemoglobin ≥ 9 g/dL", "measurement hemoglobin: >= 9 g/dL"),
        ("Hgb > 8.0 gm/dl", "measurement hemoglobin: > 8 gm/dl"),
        ("Hemoglobin between 9.5 and 13 g/dL", "measurement hemoglobin: >= 9.5 and <= 13 g/dL"),
        ("SBP between 130 and 180 mm Hg", "measurement systolic blood pressure: >= 130 and <= 180 mmHg"),
        ("fasting glucose 126-200 mg/dl", "measurement fasting glucose: >= 126 and <= 200 mg/dl"),
        ("Fasting plasma glucose of 100 to 125 mg/dL", "measurement fasting glucose: >= 100 and <= 125 mg/dL"),
        ("fasting blood sugar > 270 mg/dL", "measurement fasting glucose: > 270 mg/dL"),
        ("weight 50 to 100 kg", "measurement body weight: >= 50 and <= 100 kg"),
        ("Body weight ≥ 45 kg", "measurement body weight: >= 45 kg"),
        ("weighing at least 40 kg", "measurement body weight: >= 40 kg"),
        ("weight less than 120 kg", "measurement body weight: < 120 kg"),
        ("NYHA class III or IV", "measurement nyha class: >= 3 and <= 4"),
        ("New York Heart Association (NYHA) class > 2", "measurement nyha class: > 2"),
        ("stage IIIb-IV non-small cell lung cancer", "condition non-small cell lung cancer: >= 3 and <= 4 stage"),
        ("stage III or IV disease", "condition disease: >= 3 and <= 4 stage"),
        ("Stage IB to IIIA NSCLC", "condition non-small cell lung cancer: >= 1 and <= 3 stage"),
        ("clinical stage II, III or IV melanoma", "condition melanoma: >= 2 and <= 4 stage"),
        ("Stage 3-4 CKD", "condition chronic kidney disease: >= 3 and <= 4 stage"),
        ("LVEF ≥ 50%", "measurement left ventricular ejection fraction: >= 50 %"),
        ("Left ventricular ejection fraction < 35 %", "measurement left ventricular ejection fraction: < 35 %"),
        ("ejection fraction of 40% or less", "measurement left ventricular ejection fraction: <= 40 %"),
        ("QTc ≤ 470 ms", "measurement corrected qt interval: <= 470 ms"),
        ("Life expectancy of at least 12 weeks", "measurement life expectancy: >= 12 week"),
        ("Life expectancy ≥ 6 months", "measurement life expectancy: >= 6 month"),
        ("INR between 2 and 3", "measurement international normalized ratio: >= 2 and <= 3"),
        ("INR ≤ 1.5", "measurement international normalized ratio: <= 1.5"),
        ("PT/INR < 1.5 x ULN", "measurement international normalized ratio: < 1.5 x ULN"),
        ("albumin ≥ 3.0 g/dL", "measurement serum albumin: >= 3 g/dL"),
        ("LDL cholesterol ≥ 100 mg/dL", "measurement ldl cholesterol: >= 100 mg/dL"),
        ("LDL-C between 70 and 190 mg/dl", "measurement ldl cholesterol: >= 70 and <= 190 mg/dl"),
        ("triglycerides 150-499 mg/dL", "measurement triglycerides: >= 150 and <= 499 mg/dL"),
        ("Triglycerides < 400 mg/dL", "measurement triglycerides: < 400 mg/dL"),
        ("CD4 count > 200 cells/mm3", "measurement cd4 count: > 200 cells/mm3"),
        ("CD4+ T cell count ≥ 350 cells/μl", "measurement cd4 count: >= 350 cells/µl"),
        ("viral load < 50 copies/mL", "measurement viral load: < 50 copies/mL"),
        ("HIV RNA ≥ 1,000 copies/ml", "measurement hiv rna: >= 1000 copies/ml"),
        ("Child-Pugh score ≤ 7", "measurement child-pugh score: <= 7"),
        ("Child-Pugh class A", "measurement child-pugh class: = 1"),
        ("Child-Pugh A or B", "measurement child-pugh class: >= 1 and <= 2"),
        ("MMSE score 10-26", "measurement mini-mental state examination: >= 10 and <= 26"),
        ("MMSE between 14 and 26, inclusive", "measurement mini-mental state examination: >= 14 and <= 26"),
        ("Mini-Mental State Examination ≥ 24", "measurement mini-mental state examination: >= 24"),
        ("HAM-D score of 18 or higher", "measurement hamilton depression rating scale: >= 18"),
        ("Gleason score ≥ 7", "measurement gleason score: >= 7"),
        ("Gleason score of 6 or less", "measurement gleason score: <= 6"),
        ("PSA > 10 ng/ml", "measurement prostate-specific antigen: > 10 ng/ml"),
        ("PSA ≤ 4 ng/mL", "measurement prostate-specific antigen: <= 4 ng/mL"),
        ("testosterone < 50 ng/dL", "measurement testosterone level: < 50 ng/dL"),
        ("proteinuria ≤ 1 g/24 h", "measurement 24-hour urine protein: <= 1 g/24 h"),
        ("urine protein < 2+", "measurement urine protein: < 2"),
        ("FEV1 ≥ 40% predicted", "measurement forced expiratory volume in 1 second: >= 40 %"),
        ("FEV1/FVC < 0.7", "measurement fev1/fvc ratio: < 0.7"),
        (
            "FEV1 between 30% and 80% of predicted",
            "measurement forced expiratory volume in 1 second: >= 30 and <= 80 %",
        ),
        ("heart rate 50 to 100 bpm", "measurement heart rate: >= 50 and <= 100 bpm"),
        ("resting pulse < 45 bpm", "measurement heart rate: < 45 bpm"),
        ("oxygen saturation ≥ 92% on room air", "measurement oxygen saturation: >= 92 % (room air)"),
        ("SpO2 < 90%", "measurement oxygen saturation: < 90 %"),
        ("gestational age 24 to 34 weeks", "measurement gestational age: >= 24 and <= 34 weeks"),
        ("T-score between -2.5 and -1.0", "measurement bone mineral density t-score: >= -2.5 and <= -1"),
        ("T-score ≤ -2.5", "measurement bone mineral density t-score: <= -2.5"),
        ("calcium > 11.5 mg/dL", "measurement serum calcium: > 11.5 mg/dL"),
        ("potassium ≥ 3.5 mmol/L and ≤ 5.5 mmol/L", "measurement serum potassium: >= 3.5 and <= 5.5 mmol/L"),
        ("Serum potassium between 3.5 - 5.0 mEq/L", "measurement serum potassium: >= 3.5 and <= 5 mEq/L"),
        ("ferritin < 30 ng/mL", "measurement ferritin: < 30 ng/mL"),
        ("TSH 0.4-4.0 mIU/L", "measurement thyroid-stimulating hormone: >= 0.4 and <= 4 mIU/L"),
        ("lymphocytes ≥ 0.5 x 10^9/L", "measurement lymphocyte count: >= 0.5 x 10^9/L"),
        ("tumor size ≥ 2 cm", "measurement tumor size: >= 2 cm"),
        ("ASA class I-III", "measurement asa physical status: >= 1 and <= 3"),
        ("ASA I to III", "measurement asa physical status: >= 1 and <= 3"),
        ("EDSS 0 to 5.5", "measurement expanded disability status scale: >= 0 and <= 5.5"),
        ("EDSS score between 2.0 and 6.5", "measurement expanded disability status scale: >= 2 and <= 6.5"),
        ("modified Rankin scale ≤ 2", "measurement modified rankin scale: <= 2"),
        ("Breslow thickness 1-4 mm", 'measurement "Breslow thickness 1-4 mm": >= 1 and <= 4 mm'),
        ("C-peptide < 0.6 nmol/L", "measurement c-peptide: < 0.6 nmol/L"),
        ("height > 150 cm", "measurement height: > 150 cm"),
        ("waist circumference > 102 cm", "measurement waist circumference: > 102 cm"),
        ("LDH ≤ 2 x ULN", "measurement lactate dehydrogenase: <= 2 x ULN"),
        ("alkaline phosphatase < 5 × ULN", "measurement alkaline phosphatase: < 5 x ULN"),
        ("PaO2/FiO2 ≤ 300", "measurement pao2/fio2 ratio: <= 300"),
        ("hematocrit ≥ 30%", "measurement hematocrit: >= 30 %"),
        ("hemoglobin ≥ 9.0 g/dL or ≥ 5.6 mmol/L", "measurement hemoglobin: >= 9 g/dL or >= 5.6 mmol/L"),
        ("≥ 18 year-old", "age: >= 18 year"),
        ("20 y/o", "age: = 20 y/o"),
        ("AST < 1.5 X maximum normal value", "measurement aspartate aminotransferase: < 1.5 x ULN"),
        ("T-score of -3.5 to -1", "measurement bone mineral density t-score: >= -3.5 and <= -1"),
        ("FEV1/FVC ratio of less than 70 %", "measurement fev1/fvc ratio: < 70 %"),
        ("18 ≤ age ≤ 65 years", "age: >= 18 and <= 65 years"),
        ("18 kg/m2 ≤ BMI < 30 kg/m2", "measurement body mass index: >= 18 and < 30 kg/m2"),
        ("-2 ≤ z-score < +1", "measurement bone mineral density z-score: >= -2 and < 1"),
        ("Other criteria are: (1) LVEF 15 - 45 %", "measurement left ventricular ejection fraction: >= 15 and <= 45 %"),
        ("SOFA score of ≥ 2 points above baseline", "measurement sofa score: >= 2 points above baseline"),
        ("More than 3 alcoholic drinks per day", "exposure alcohol: > 3 alcoholic drinks per day"),
        ("> 4 units of alcohol per day", "exposure alcohol: > 4 units"),
        ("consuming > 6 cups of coffee a day", "exposure caffeine: > 6 cups of coffee a day"),
        ("smoking more than 10 cigarettes per day", "exposure tobacco: > 10 cigarettes per day"),
        (
            "Contraindication to a single dose of 10 mg dexamethasone",
            "allergy dexamethasone: = 10 mg (contraindication)",
        ),
        ("at least 2 episodes of gout per year", "condition gout: >= 2 episodes"),
        (
            "≥ 2 exacerbations in the past 12 months",
            'condition "≥ 2 exacerbations" [<= 12 month before] [count >= 2 exacerbation]',
        ),
        ("at least 10 pack-years", 'measurement "at least 10 pack-years": >= 10 pack-years'),
        ("Weight loss > 10% in the past 6 months", "measurement percentage weight loss: > 10 % [<= 6 month before]"),
        (
            "increase in creatinine of > 0.3 mg/dL",
            'measurement "increase in creatinine of > 0.3 mg/dL": > 0.3 mg/dL (change)',
        ),
        ("Reduction in HbA1c of at least 1%", 'measurement "Reduction in HbA1c of at least 1%": >= 1 % (change)'),
        ("decrease in platelets > 50%", 'measurement "decrease in platelets > 50%": > 50 % (change)'),
        (
            "a change in body weight of more than 5 kg within 3 months",
            'measurement "change in body weight of more than 5 kg": > 5 kg (change) [<= 3 month before]',
        ),
        ("HbA1c change of < 0.5%", 'measurement "HbA1c change of < 0.5%": < 0.5 % (change)'),
        ("creatinine increase > 50% from baseline", 'measurement "creatinine increase > 50%": > 50 % (change)'),
        ("PSA doubling time < 6 months", "measurement psa doubling time: < 6 month"),
        ("rise in PSA ≥ 2 ng/mL", 'measurement "rise in PSA ≥ 2 ng/mL": >= 2 ng/mL (change)'),
        ("weight gain of more than 5 kg", "condition weight gain: > 5 kg"),
        ("drop in hemoglobin ≥ 2 g/dL", 'measurement "drop in hemoglobin ≥ 2 g/dL": >= 2 g/dL (change)'),
        (
            "blood pressure variability > 20 mmHg",
            'measurement "blood pressure variability > 20 mmHg": > 20 mmHg (change)',
        ),
        ("decline in FEV1 of ≥ 10%", 'measurement "decline in FEV1 of ≥ 10%": >= 10 % (change)'),
        (
            "rate of eGFR decline > 5 ml/min/year",
            'measurement "eGFR decline > 5 ml/min/year": > 5 ml/min/year (change)',
        ),
        (">10% weight loss", "condition weight loss: > 10 %"),
        ("variation in weight of > 3 kg", 'measurement "variation in weight of > 3 kg": > 3 kg (change)'),
        ("elevated creatinine > 2 mg/dL", "measurement creatinine: > 2 mg/dL, elevated"),
        ("decreased hemoglobin < 8 g/dL", "measurement hemoglobin: < 8 g/dL, low"),
        ("increased bilirubin ≥ 2 x ULN", "measurement total bilirubin: >= 2 x ULN, elevated"),
    ],
)
def test_one_limit(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aged ≥ 21 y / o", "age: >= 21 y/o"),
        ("Over 60 - years - old", "age: > 60 years"),
        ("ASA status III , IV , or V", "measurement asa physical status: >= 3 and <= 5"),
        ("z-score ≤ - 2", "measurement bone mineral density z-score: <= -2"),
    ],
)
def test_a_text_cut_into_tokens(text: str, expected: str) -> None:
    assert tree(text) == expected


def by_sex(male: str, female: str, op: str = "AllOf") -> str:
    return lines(
        op, "  IfThen", "    if", "      sex male", "    then", f"      {male}",
        "  IfThen", "    if", "      sex female", "    then", f"      {female}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ferritin ≥ 30 and ≥ 15 ng/mL in men and women, respectively",
            by_sex("measurement ferritin: >= 30 ng/mL", "measurement ferritin: >= 15 ng/mL"),
        ),
        (
            "Grip strength (> 27 kg in men, > 16 kg in women)",
            by_sex("measurement grip strength: > 27 kg", "measurement grip strength: > 16 kg"),
        ),
        (
            "QTcF ≤ 450 ms in men and ≤ 470 ms in women",
            by_sex("measurement corrected qt interval: <= 450 ms", "measurement corrected qt interval: <= 470 ms"),
        ),
    ],
)
def test_limits_by_sex(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_parallel_lists_pair_analytes_with_numbers() -> None:
    assert tree("Creatinine and total bilirubin below 2 and 3 mg/dL, respectively") == lines(
        "AllOf", "  measurement creatinine: < 2 mg/dL", "  measurement total bilirubin: < 3 mg/dL"
    )


def for_those_without(condition: str, limit: str, other: str) -> str:
    return lines(
        "AllOf", "  IfThen", "    if", "      Not", f"        {condition}", "    then", f"      {limit}",
        "  IfThen", "    if", f"      {condition}", "    then", f"      {other}",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Total bilirubin ≤ 1.5 × ULN (≤ 3 × ULN in patients with Gilbert's syndrome)",
        "Total bilirubin ≤ 1.5 × ULN, except for patients with Gilbert's syndrome (≤ 3 × ULN)",
        "Total bilirubin ≤ 1.5 × ULN (unless Gilbert's syndrome, then ≤ 3 × ULN)",
        "Total bilirubin ≤ 1.5 × ULN (patients with Gilbert's syndrome: ≤ 3 × ULN)",
        "Total bilirubin ≤ 1.5 × ULN, or ≤ 3 × ULN in the presence of Gilbert's syndrome",
        "Total bilirubin ≤ 1.5 × ULN; for subjects with Gilbert's syndrome ≤ 3 × ULN",
    ],
)
def test_another_limit_for_a_subgroup_in_all_its_wordings(text: str) -> None:
    assert tree(text) == for_those_without(
        "condition gilbert syndrome",
        "measurement total bilirubin: <= 1.5 x ULN",
        "measurement total bilirubin: <= 3 x ULN",
    )


def test_a_limit_of_two_analytes_has_its_other_limit_for_both() -> None:
    said = tree("ALT and AST ≤ 3 × ULN or ≤ 5 × ULN for patients with liver metastases")
    assert said.count("<= 3 x ULN") == said.count("<= 5 x ULN") == 2
    assert said.count("alanine aminotransferase") == said.count("aspartate aminotransferase") == 2


def test_what_an_inclusion_excepts_from_a_limit_is_let_off_it() -> None:
    assert tree("Platelets ≥ 100 × 10^9/L, except in patients with hypersplenism") == lines(
        "IfThen", "  if", "    Not", "      condition hypersplenism", "  then", "    measurement platelet count: >= 100 × 10^9/L"
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Increase in creatinine of more than 0.3 mg/dL",
        "A change in body weight of > 4 kg within 2 months",
        "Fall in hemoglobin ≥ 2 g/dL",
        "Heart rate variability > 20 bpm",
    ],
)
def test_a_limit_of_a_change_is_none_of_the_value(text: str) -> None:
    assert "measurement body weight" not in tree(text)
    assert "(change)" in tree(text)
    assert tree(text).startswith('measurement "')


def test_a_difference_from_baseline_is_no_value_either() -> None:
    assert tree("SOFA score at least 3 points above baseline") == "measurement sofa score: >= 3 points above baseline"


def test_the_size_of_a_group_and_the_number_of_a_part_are_no_limits() -> None:
    assert tree("Patients with epilepsy (n = 30) and migraine") == "AllOf\n  condition epilepsy\n  condition migraine"
    assert tree("All of these: (1) ferritin < 30 ng/mL") == "measurement ferritin: < 30 ng/mL"
    assert tree("1. Age ≥ 40 years 2. Psoriasis 3. ECOG 0-1") == lines(
        "AllOf", "  age: >= 40 years", "  condition psoriasis", "  measurement ecog performance status: >= 0 and <= 1"
    )


def test_a_dose_beside_an_allergen_is_kept() -> None:
    assert (
        tree("Contraindication to 40 mg of furosemide", "exclusion") == "allergy furosemide: = 40 mg (contraindication)"
    )


def test_nothing_of_a_limit_is_left_unparsed() -> None:
    assert unparsed("AST < 1.5 x maximum normal value and ALT > 3xULN") == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Age below 20 years or above 70 years", "age: < 20 years", "age: > 70 years"),
        ("Aged under 20 or over 70 years", "age: < 20", "age: > 70 years"),
        ("< 20 or > 70 years of age", "age: < 20 years", "age: > 70 years"),
        (
            "< 17 or > 38 kg/m2 body mass index",
            "measurement body mass index: < 17 kg/m2",
            "measurement body mass index: > 38 kg/m2",
        ),
    ],
)
def test_two_limits_around_a_range_are_both_limits_of_what_is_named_once(text: str, low: str, high: str) -> None:
    assert tree(text, "exclusion") == lines("AnyOf", f"  {low}", f"  {high}")


def test_signs_of_the_symbol_typeface_are_signs() -> None:
    assert tree("Hemoglobin ³ 9.5 g/dL") == "measurement hemoglobin: >= 9.5 g/dL"
    assert tree("Bilirubin £ 1.2 mg/dL") == "measurement total bilirubin: <= 1.2 mg/dL"
    assert tree("Albumin \uf0b3 30 g/L") == "measurement serum albumin: >= 30 g/L"
    assert tree("Platelets ≥ 80 x 10³/µL") == "measurement platelet count: >= 80 x 10³/µL"

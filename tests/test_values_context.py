"""When and where a result was: dates, earlier values, specimens, oxygen, tests not done."""

from __future__ import annotations

import pytest
from marked import check

DATED = [
    "Labs 6/10: <f concept=white_blood_cell_count date=2025-06-10>WBC 3.1</f>, <f date=2025-06-10>Hgb 7.9</f>.",
    "3 Apr: ALT 24, AST 27. <f concept=complement_c3 date=2025-04-03>C3 0.38 g/L</f> in the same sample.",
    "Echo November 2024: <f date=2024-11-01 date_precision=month>LVEF 60%</f>.",
    "The echocardiogram in April showed an <f date=2025-04-01>ejection fraction of 55 per cent</f>.",
    "In 2016 her <f concept=interferon-gamma_release_assay date=2016-01-01 quality=positive>QuantiFERON test was found positive</f>.",
    "<f concept=interferon-gamma_release_assay date=2025-02-04 quality=indeterminate>QuantiFERON 02/04 indeterminate</f>, repeat later.",
    "<f concept=hbsag date=2025-02-03>HBsAg neg</f>, <f date=2025-02-03>anti-HBc neg</f>, HIV Ag/Ab neg (02/03).",
    "<f concept=prostate-specific_antigen value=0.1 date=2025-01-01>PSA 0.1 in January</f>, <f value=0.4 date=2025-06-01>0.4 in June</f>",
    "<f concept=creatinine date=2025-06-15 date_precision=note>Creatinine 0.8</f>, MMF since 3/2024.",
    "prednisone 80 mg daily in March 2024 (<f concept=body_weight value=62.0 date=2024-03-01>weight then 62 kg</f>)",
]
TRENDS = [
    "<f concept=hemoglobin value=7.9>Hgb down from 9.1 to 7.9</f>",
    "<f concept=hemoglobin value=96.0 unit=g/L>Haemoglobin has come up from 78 to 96 g/L</f>",
    "<f concept=creatinine value=2.2>Creatinine peaked at 3.4 in May and is 2.2 today</f>.",
    "<f concept=serum_potassium value=4.8>K 5.9, repeat 4.8</f>",
    "<f concept=anti-dsdna_antibody quality=negative value=None>anti-dsDNA was 1:80 in 2022, negative since 2024</f>",
]
SPECIMENS = [
    "<f concept=cmv_dna quality=negative qualifier=BAL>CMV PCR negative on BAL</f>.",
    "<f concept=cmv_dna quality=not_detected qualifier=peripheral_blood>CMV DNA (plasma) not detected</f>.",
    "UA: <f concept=urine_white_blood_cells value=3.0 value_high=5.0>WBC 3-5/hpf</f>, nitrite neg",
    "<f concept=csf_white_blood_cells value=12.0>CSF WBC 12</f>, <f concept=csf_glucose value=55.0>glucose 55</f>",
    "<f concept=oxygen_saturation value=98.0 qualifier=room_air>SpO2 98% RA</f>",
    "<f concept=oxygen_saturation value=97.0 qualifier=room_air>saturation 97 per cent on air</f>",
    "<f concept=oxygen_saturation value=96.0 qualifier=on_oxygen>SpO2 96% on 2 L NC at rest</f>, <f value=91.0 qualifier=exertion>91% on 2 L with walking</f>",
    "vitals stable, <f concept=oxygen_saturation value=98.0 qualifier=room_air>98% RA</f>",
]
NOT_DONE = [
    "<f concept=cmv_dna quality=not_done>CMV viral load not sent yet</f>.",
    "<f concept=hiv_antibody quality=not_done>HIV test declined</f>.",
    "<f concept=thyroid-stimulating_hormone quality=pending>TSH ordered</f>",
    "The laboratory <f concept=egfr quality=not_done>does not report an eGFR</f>.",
    "<f concept=interferon-gamma_release_assay quality=negative value=None>QuantiFERON Plus   Nil 0.03, TB1-Nil 0.02, Mitogen 9.4   NEGATIVE</f>",
    "<f concept=interferon-gamma_release_assay quality=negative>T-SPOT.TB borderline, repeated: negative</f>.",
]


@pytest.mark.parametrize("sentence", [*DATED, *TRENDS, *SPECIMENS, *NOT_DONE])
def test_context_of_results(sentence: str) -> None:
    check(sentence, date="2025-06-15")


def test_a_value_of_before_is_told_from_the_present_one() -> None:
    patient = check("Hgb 7.9 g/dL (8.4 on adm). Trop 0.04 -> 0.09.", date="2025-06-15")
    said = [(fact.concept, fact.value, fact.historical) for fact in patient.facts]
    assert ("hemoglobin", 7.9, False) in said
    assert ("hemoglobin", 8.4, True) in said
    assert ("troponin", 0.04, True) in said
    assert ("troponin", 0.09, False) in said


def test_the_size_of_a_finding_is_on_the_finding() -> None:
    check("2026-01-05: left renal <f type=condition value=12.0 unit=mm>mass 12 mm</f>.")
    check("A <f type=condition value=6.0 unit=mm>6 mm nodule</f> in the right upper lobe.")


def test_a_series_of_dated_values_of_one_name() -> None:
    patient = check("Creatinine trend: 1/5 0.9, 3/2 1.4. Hgb 4/1: 8.0, 4/15: 8.8.", date="2025-06-15")
    said = [(fact.concept, fact.value, str(fact.date)) for fact in patient.facts]
    assert said == [
        ("creatinine", 0.9, "2025-01-05"),
        ("creatinine", 1.4, "2025-03-02"),
        ("hemoglobin", 8.0, "2025-04-01"),
        ("hemoglobin", 8.8, "2025-04-15"),
    ]

"""Results in prose and terse lists: value, unit, limits, flag, quality, each with the name it belongs to."""

from __future__ import annotations

import pytest
from marked import check

PROSE = [
    "Her <f concept=hemoglobin value=96.0 unit=g/L>haemoglobin was 96 g/L</f>, <f concept=white_blood_cell_count value=2.9>white cells 2.9</f> and <f concept=platelet_count value=143.0 unit=None>platelets 143</f>.",
    "<f concept=creatinine value=104.0 unit=micromol_per_litre>Creatinine 104 micromol per litre</f> with an <f concept=egfr value=55.0>eGFR of 55</f>.",
    "He <f concept=body_weight value=78.0 unit=kg>weighs 78 kg</f> and is <f concept=height value=181.0 unit=cm>181 cm tall</f>.",
    "<f concept=left_ventricular_ejection_fraction value=64.0 unit=per_cent>Ejection fraction of 64 per cent</f> on the echocardiogram.",
    "<f concept=complement quality=low>Complement stays low</f>, <f concept=complement_c3 value=0.61 unit=g/L>a C3 of 0.61 g/L</f>.",
    "<f concept=hba1c value=8.0 quality=elevated>Hemoglobin A1c is elevated at 8</f>.",
    "<f concept=iga quality=normal>IgA was normal</f> and so was <f concept=igg quality=normal>IgG</f>.",
    "The most recent <f concept=complement_c3 value=0.9 quality=normal>C3 is 0.9 g/L</f> and <f concept=complement_c4 value=0.2 quality=normal>C4 0.2 g/L, both normal</f>.",
    "WBC 3.8 with <f concept=neutrophil_percentage value=55.0 unit=%>55 % neutrophils</f>.",
    "LVEF by echo was preserved (<f concept=left_ventricular_ejection_fraction value=55.0 value_high=60.0>55-60%</f>).",
]
LISTS = [
    "<f concept=serum_sodium value=141.0>Na 141</f> <f concept=serum_potassium value=3.9>K 3.9</f> <f concept=serum_chloride value=104.0>Cl 104</f> <f concept=creatinine value=0.8>Cr 0.8</f>",
    "<f concept=white_blood_cell_count value=2.8 unit=K/uL>WBC 2.8 K/uL</f> (<f concept=neutrophil_count value=1.6>ANC 1.6</f>), <f concept=platelet_count value=51.0 unit=k>plt 51k</f>",
    "<f concept=aspartate_aminotransferase value=31.0>AST 31</f> <f concept=alanine_aminotransferase value=27.0>ALT 27</f> <f concept=total_bilirubin value=0.5>Tbili 0.5</f>",
    "<f concept=aspartate_aminotransferase value=112.0 unit=U/L>AST</f>/<f concept=alanine_aminotransferase value=98.0 unit=U/L>ALT 112/98 U/L</f>",
    "<f concept=prothrombin_time value=21.3>PT/INR</f> 21.3/<f concept=international_normalized_ratio value=1.8>1.8</f>",
    "<f concept=aspartate_aminotransferase value=24.0 unit=U/L>AST</f> and <f concept=alanine_aminotransferase value=19.0 unit=U/L>ALT were 24 and 19 U/L</f> respectively.",
    "CBC <f concept=white_blood_cell_count value=3.4>3.4>9.1/27.3<205</f>",
    "<f concept=hemoglobin value=9.8 unit=g/dl>Hb 9,8 g/dl</f>, <f concept=creatinine value=0.9 unit=mg/dl>creatinine 0,9 mg/dl</f>",
    "<f concept=systolic_blood_pressure value=90.0>BP 90/60</f>",
    "<f concept=heart_rate value=83.0>HR83</f>. <f concept=body_temperature value=36.8>T36.8C</f>. RR 20.",
    "Wt: 132 lbs (59.9 kg)  <f concept=height value=64.0 unit=in>Ht: 5'4\"</f>",
]
LIMITS = [
    "<f concept=alanine_aminotransferase value=44.0 reference_high=41.0 reference_low=None>ALT 44 (ULN 41)</f>",
    "<f concept=alanine_aminotransferase value=22.0 reference_low=7.0 reference_high=35.0>ALT 22 U/L (ref 7-35)</f>",
    "<f concept=anti-dsdna_antibody value=320.0 unit=titer reference_high=10.0>anti-dsDNA 1:320 [neg <1:10]</f>",
    "<f concept=anti-dsdna_antibody quality=negative value=6.0 unit=IU/mL reference_high=15.0>dsDNA neg (6 IU/mL, nl <15)</f>",
    "<f concept=thyroid-stimulating_hormone value=2.1 reference_low=0.4 reference_high=4.0>TSH 2.1 (0.4-4.0 mIU/L)</f>",
    "<f concept=serum_potassium value=4.2 reference_low=3.5 reference_high=5.0>Serum potassium (3.5-5.0) 4.2</f>",
    "<f concept=complement_c4 value=8.0 comparator=< flag=L>C4 <8 L</f>",
    "<f concept=ferritin value=412.0 flag=H>Ferritin 412 (H)</f>, <f concept=serum_albumin value=3.1 flag=L unit=None>albumin 3.1 L</f>",
    "<f concept=alanine_aminotransferase value=2.5 unit=x_ULN>ALT 2.5 times the upper limit of normal</f>",
    "<f concept=international_normalized_ratio value=2.3 reference_low=None>INR 2.3 (goal 2-3)</f>",
]
SHARED = [
    "<f concept=hbsag quality=negative>HBsAg</f>, <f concept=anti-hbc quality=negative>anti-HBc</f>, <f concept=hcv_antibody quality=negative>HCV Ab</f>, <f concept=hiv_antibody quality=negative>HIV</f>: all non-reactive",
    "<f concept=hcv_antibody quality=negative>Hepatitis C</f> and <f concept=hiv_antibody quality=negative>HIV serology</f> negative.",
    "<f concept=hiv_antibody quality=pending>HIV</f>/<f concept=hbsag quality=pending>HBV</f>/<f concept=hcv_antibody quality=pending>HCV</f> sent, pend",
    "Hepatitis B surface antigen negative, <f concept=anti-hbc quality=positive>core antibody positive</f>, <f concept=hbv_dna quality=not_detected>HBV DNA undetectable</f>.",
    "<f concept=complement_c3 quality=low>Low C3</f> and <f concept=complement_c4 quality=low>C4</f>, ANA 1:640",
    "<f concept=liver_function_tests quality=normal>Liver tests</f> including <f concept=total_bilirubin quality=normal>bilirubin</f> were normal and so was <f concept=coagulation_tests quality=normal>the clotting screen</f>.",
    "<f concept=anti-ssa_antibody quality=positive>anti-SSA</f>, leukopenia and arthritis since 2019",
    "<f concept=hbv_dna quality=negative>No HBV DNA detected</f>.",
    "<f concept=anti-hbc quality=positive>Anti-HBc IgG reactive</f>",
]
NOT_RESULTS = [
    "CBC <x type=measurement>twice weekly</x>, RTC 1 wk.",
    "Plan: marrow if <f hypothetical value=30.0 concept=platelet_count>plt <30</f>.",
    "<x type=measurement>PT reports nausea</x> today.",
    "Hgb <x type=measurement>___</x>, creatinine <x type=measurement>[**12**]</x>.",
    "VAS <x type=measurement>0-10</x> scale explained.",
    "normal <x type=measurement>systolic</x> function",
]


@pytest.mark.parametrize("sentence", [*PROSE, *LISTS])
def test_values_belong_to_their_names(sentence: str) -> None:
    check(sentence, date="2025-06-15")


@pytest.mark.parametrize("sentence", LIMITS)
def test_limits_flags_and_multiples(sentence: str) -> None:
    check(sentence, date="2025-06-15")


@pytest.mark.parametrize("sentence", SHARED)
def test_one_result_of_several_names(sentence: str) -> None:
    check(sentence, date="2025-06-15")


@pytest.mark.parametrize("sentence", NOT_RESULTS)
def test_no_result_is_made_up(sentence: str) -> None:
    check(sentence, date="2025-06-15")


def test_both_halves_of_a_blood_pressure() -> None:
    patient = check("BP 90/60 mmHg at rest.", date="2025-06-15")
    said = {fact.concept: (fact.value, fact.unit) for fact in patient.facts}
    assert said["systolic blood pressure"] == (90.0, "mmHg")
    assert said["diastolic blood pressure"] == (60.0, "mmHg")

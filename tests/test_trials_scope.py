"""How far a word reaches: whom a predicate is said of, what a time belongs to, which causes a disease may have."""

from __future__ import annotations

import pytest
from trees import lines, tree

from matcher.trials.types import Kind


def test_who_refuses_contraception_is_not_who_uses_it() -> None:
    assert tree("Women unwilling to use contraception", "exclusion") == lines(
        "AllOf", "  sex female", "  Not", "    reproductive contraception"
    )


def test_a_refusal_is_said_of_the_last_member_alone() -> None:
    text = "Pregnant women, or women of childbearing potential not using effective contraception"
    assert tree(text, "exclusion") == lines(
        "AnyOf",
        "  reproductive pregnancy",
        "  AllOf",
        "    sex female",
        "    reproductive childbearing potential",
        "    Not",
        "      reproductive contraception",
    )


def test_the_choice_is_among_the_causes() -> None:
    assert tree("Pneumonia due to influenza or measles", "exclusion") == lines(
        "AllOf", "  condition pneumonia", "  AnyOf", "    condition influenza", "    condition measles"
    )


def test_behind_a_comma_another_reason_begins() -> None:
    assert tree("Pneumonia due to influenza, or stroke", "exclusion") == lines(
        "AnyOf", "  AllOf", "    condition pneumonia", "    condition influenza", "  condition stroke"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Persistent and severe pain", "condition pain (persistent, severe)"),
        ("Unstable, clinically significant arrhythmia", "condition arrhythmia (unstable, clinically significant)"),
        ("Active and treated epilepsy", "condition epilepsy (active, treated)"),
        (
            "Treated and untreated epilepsy",
            lines(
                "condition epilepsy",
                "  any kind of",
                "    condition epilepsy (treated)",
                "    condition epilepsy (untreated)",
            ),
        ),
    ],
)
def test_qualifiers_of_one_noun_hold_together_unless_they_are_opposites(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_contraindication_is_to_both_methods() -> None:
    assert (
        tree("Contraindications to MRI and CT", "exclusion")
        == "allergy magnetic resonance imaging | computed tomography (contraindication)"
    )


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "No drugs affecting bleeding in the previous 2 weeks",
            "inclusion",
            lines(
                "Not",
                "  exposure anticoagulant | antiplatelet | antithrombotic | nsaid | thrombolytic [<= 2 week before]",
            ),
        ),
        (
            "Stroke, with or without treatment (thrombolysis), within the previous 6 months",
            "exclusion",
            "condition stroke [<= 6 month before]",
        ),
        (
            "Antibiotics 2 to 4 weeks before enrollment",
            "exclusion",
            "exposure antibiotic [<= 4 week before enrollment]",
        ),
        (
            "Immunosuppressants at screening or in the 30 days before",
            "exclusion",
            "exposure immunosuppressant [<= 30 day before]",
        ),
        (
            "Diagnosed within 5 years of enrollment with type 2 diabetes",
            "inclusion",
            "condition type 2 diabetes [<= 5 year around enrollment]",
        ),
        ("Free of seizures for at least 6 months", "inclusion", lines("Not", "  condition seizure [< 6 month before]")),
        ("Seizure-free for less than 6 months", "exclusion", "condition seizure [< 6 month before]"),
        (
            "Participated in a drug or device research study within 30 days of enrollment",
            "exclusion",
            "participation clinical trial [<= 30 day around enrollment]",
        ),
    ],
)
def test_a_time_belongs_to_what_happened_in_it(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


def test_a_journey_is_no_window() -> None:
    assert "[" not in tree("Living within one hour driving distance of the hospital")


def test_contraception_that_goes_on_is_a_duration() -> None:
    assert tree("Contraception for at least 6 months after the last dose") == (
        "reproductive contraception [after last dose] [lasting >= 6 month]"
    )


def test_a_proviso_is_asked_for_too() -> None:
    assert tree("Platelets ≥ 50 × 10^9/L, provided that no transfusion was given within 7 days") == lines(
        "AllOf",
        "  measurement platelet count: >= 50 × 10^9/L",
        "  Not",
        "    procedure blood transfusion [<= 7 day before]",
    )


def test_what_is_allowed_is_allowed_on_its_terms() -> None:
    assert tree("Brain metastases. Treated brain metastases are allowed if stable for 4 weeks", "exclusion") == lines(
        "AllOf",
        "  condition brain metastasis",
        "  Not",
        "    condition brain metastasis (treated, stable) [lasting >= 4 week]",
    )


def test_unless_narrows_what_stands_before_it() -> None:
    assert tree("Hypertension, unless controlled", "exclusion") == lines(
        "AllOf", "  condition hypertension", "  Not", "    condition hypertension (controlled)"
    )


def test_a_limit_is_not_lost_beside_a_promise() -> None:
    assert "life expectancy: >= 3 month" in tree("Life expectancy of at least 3 months with adequate follow-up")


@pytest.mark.parametrize(
    "text", ["Unable to use amiodarone", "Not able to use amiodarone", "Could not take amiodarone"]
)
def test_who_cannot_have_a_drug_has_a_contraindication(text: str) -> None:
    assert tree(text, "exclusion") == "allergy amiodarone (contraindication)"


def test_users_of_tobacco_are_denied_with_the_prefix() -> None:
    assert tree("Non-users of nicotine") == lines("Not", "  exposure tobacco")


@pytest.mark.parametrize(
    "text",
    [
        "Must have discontinued methotrexate at least 4 weeks before enrollment",
        "Last methotrexate at least 4 weeks before enrollment",
        "Stopped methotrexate 4 weeks before enrollment",
    ],
)
def test_what_was_stopped_was_not_taken_since(text: str) -> None:
    assert tree(text) == lines("Not", "  exposure methotrexate [< 4 week before enrollment]")


def test_off_a_drug_for_a_time() -> None:
    assert tree("Off steroids for at least 2 weeks") == lines("Not", "  exposure glucocorticoid [< 2 week before]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claustrophobia not amenable to medication", "condition claustrophobia (refractory)"),
        ("Use of a beta blocker that cannot be stopped", "exposure beta blocker (limiting)"),
        ("Patients who cannot discontinue warfarin", lines("Not", "  attestation ability")),
        (
            "Pacemaker, non-MR compatible devices",
            lines("AnyOf", "  procedure pacemaker implantation", '  exposure "non-MR compatible devices"'),
        ),
    ],
)
def test_what_cannot_be_done_denies_nothing_else(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_list_of_limits_below_a_heading_is_asked_for_whole() -> None:
    text = "Adequate organ function (measured within 7 days before enrollment):\n* Platelets > 100,000/µL\n* Hematocrit > 25 %"
    assert tree(text) == lines(
        "AllOf",
        "  measurement platelet count: > 100000 /µL [<= 7 day before enrollment]",
        "  measurement hematocrit: > 25 % [<= 7 day before enrollment]",
    )


def test_what_must_be_available_must_be_so_of_each() -> None:
    assert tree("HER2 and Ki67 status should be available").startswith("AllOf")


def test_a_group_of_the_trial_is_no_reason() -> None:
    assert tree("Healthy volunteers: known heart disease", "exclusion") == lines(
        "IfThen", "  if", "    condition good health", "  then", "    condition heart disease"
    )


def test_how_a_thing_is_known_is_no_thing() -> None:
    assert tree("A clinical or radiological finding of mastoiditis") == "condition mastoiditis"


def test_an_examination_with_a_result_is_not_the_examination() -> None:
    assert tree("Abnormal physical examination or chest X-ray", "exclusion") == lines(
        "AnyOf", "  procedure physical examination (abnormal)", "  procedure chest x-ray (abnormal)"
    )


@pytest.mark.parametrize("text", ["Neither pregnant nor lactating", "Not pregnant nor lactating"])
def test_nor_goes_on_denying(text: str) -> None:
    assert tree(text) == lines("AllOf", "  Not", "    reproductive pregnancy", "  Not", "    reproductive lactation")


def test_a_comma_before_the_or_of_two_ends_a_denial_in_an_exclusion() -> None:
    assert tree("Skin cancer with no evidence of metastasis, or stroke", "exclusion") == lines(
        "AnyOf",
        "  AllOf",
        "    condition skin cancer",
        "    Not",
        "      condition metastatic cancer",
        "  condition stroke",
    )


def test_a_range_behind_persons_is_an_age() -> None:
    assert "age: >= 18 and <= 75" in tree("Male or female patients 18-75")


def test_what_a_donor_has_is_not_asked_of_the_patient() -> None:
    assert tree("Donor is positive for hepatitis B", "exclusion") == 'other "Donor is positive for hepatitis B"'


def test_one_or_both_is_no_choice_of_things() -> None:
    assert tree("Cataract in one or both eyes") == "condition cataract"


def test_the_kinds_of_the_second_thing_do_not_part_the_first() -> None:
    assert tree("Otitis media with total or subtotal tympanic membrane perforation") == lines(
        "AllOf", "  condition otitis media", "  condition tympanic membrane perforation"
    )


def test_a_note_is_a_sentence_of_its_own() -> None:
    assert tree("ECOG 0-1\nNOTE: Patients with ECOG 2 may be enrolled after discussion.") == (
        "measurement ecog performance status: >= 0 and <= 1"
    )


def test_what_is_allowed_of_another_matter_excepts_nothing() -> None:
    text = "Uncontrolled hypertension\nNote: blood pressure medication is permitted"
    assert tree(text, "exclusion") == "condition hypertension (uncontrolled)"


@pytest.mark.parametrize(
    "text",
    [
        "Any of the following within 3 months prior to screening: pneumonia, sepsis",
        "Any of the following conditions (within 3 months prior to screening): pneumonia, sepsis",
        "Within 3 months prior to screening, any of the following: pneumonia, sepsis",
        "Within 3 months prior to screening: pneumonia, sepsis",
        "Any of the following within 3 months prior to screening:\n  - pneumonia\n  - sepsis",
    ],
)
def test_a_time_said_above_a_list_holds_for_each_of_its_members(text: str) -> None:
    assert tree(text, "exclusion") == lines(
        "AnyOf",
        "  condition pneumonia [<= 3 month before screening]",
        "  condition sepsis [<= 3 month before screening]",
    )


def test_a_time_of_its_own_wins_over_that_of_the_list() -> None:
    text = "Any of the following within 3 months prior to screening: pneumonia, sepsis within 1 year prior to screening"
    assert "condition sepsis [<= 1 year before screening]" in tree(text, "exclusion")


def test_a_status_said_above_a_list_holds_for_each_of_its_members() -> None:
    assert tree("History of any of the following: pneumonia, sepsis", "exclusion") == lines(
        "AnyOf", "  condition pneumonia (history)", "  condition sepsis (history)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hip fracture 2 to 9 months before screening",
        "Hip fracture ≥ 2 and ≤ 9 months before screening",
        "Hip fracture at least 2 months and at most 9 months before screening",
        "Hip fracture at least 2 but no more than 9 months before screening",
    ],
)
def test_a_time_between_two_limits_is_two_windows(text: str) -> None:
    assert tree(text) == lines(
        "AllOf",
        "  condition hip fracture [>= 2 month before screening]",
        "  condition hip fracture [<= 9 month before screening]",
    )


def test_what_must_not_have_been_2_to_4_weeks_before_must_not_have_been_since_either() -> None:
    assert tree("Warfarin 2 to 4 weeks before surgery", "exclusion") == "exposure warfarin [<= 4 week before surgery]"
    assert tree("No warfarin 2 to 4 weeks before surgery") == lines(
        "Not", "  exposure warfarin [<= 4 week before surgery]"
    )


def test_within_a_range_reaches_to_its_farther_end() -> None:
    assert tree("Hip fracture within 2 to 9 months before screening") == (
        "condition hip fracture [<= 9 month before screening]"
    )


def test_what_was_stopped_some_weeks_ago_was_not_taken_since_the_nearer_of_them() -> None:
    assert tree("Discontinued warfarin 2 to 4 weeks before surgery") == lines(
        "Not", "  exposure warfarin [< 2 week before surgery]"
    )


@pytest.mark.parametrize("text", ["Opioids (codeine is acceptable)", "Opioids, (codeine is acceptable)"])
def test_a_permission_in_brackets_is_an_exception_also_behind_a_comma(text: str) -> None:
    assert tree(text, "exclusion") == lines("AllOf", "  exposure opioid", "  Not", "    exposure codeine")


def test_a_prefix_takes_its_word_from_the_next_member() -> None:
    assert tree("Hypo- or hyperkalemia", "exclusion") == "condition hypokalemia | hyperkalemia"


@pytest.mark.parametrize(
    "text",
    [
        "None of the following: pneumonia, sepsis",
        "Patients must have none of the following conditions: pneumonia, sepsis",
        "Absence of the following:\n  - pneumonia\n  - sepsis",
        "Without any of the following: pneumonia, sepsis",
        "Neither of the following:\n  - pneumonia\n  - sepsis",
        "Patients with any of the following are excluded:\n  - pneumonia\n  - sepsis",
        "The following will be excluded: pneumonia, sepsis",
    ],
)
def test_a_denied_list_denies_each_of_its_members(text: str) -> None:
    assert tree(text) == lines("AllOf", "  Not", "    condition pneumonia", "  Not", "    condition sepsis")


@pytest.mark.parametrize(
    "text",
    ["No asthma or any of the following: pneumonia, sepsis", "No asthma or one of the following: pneumonia, sepsis"],
)
def test_a_negation_before_a_list_reaches_over_all_of_it(text: str) -> None:
    assert tree(text) == lines(
        "AllOf", "  Not", "    condition asthma", "  Not", "    condition pneumonia", "  Not", "    condition sepsis"
    )


def test_a_denied_class_denies_what_the_list_below_counts_to_it() -> None:
    text = "No evidence of lung disease, including the following:\n  - pneumonia\n  - asthma"
    assert tree(text).startswith(lines("Not", "  condition lung disease", "    such as", "      condition pneumonia"))


def test_no_more_than_two_of_a_list_is_not_three_of_it() -> None:
    members = ("    condition fever", "    condition cough", "    condition dyspnea")
    assert tree("No more than 2 of the following: fever, cough, dyspnea") == lines("Not", "  AtLeast 3", *members)
    assert tree("≥ 2 of the following: fever, cough, dyspnea").startswith("AtLeast 2")


def test_treatment_for_a_disease_is_about_the_treatment() -> None:
    assert tree("No prior treatment for gout") == lines("Not", "  condition gout (treated, history)")
    assert tree("Candidate for treatment of gout") == "condition gout (planned)"


def test_limits_say_what_the_abnormal_values_of_a_label_are() -> None:
    assert tree("Abnormal glucose and lipids: HbA1c > 7 %, LDL > 130 mg/dL") == lines(
        "AllOf", "  measurement hba1c: > 7 %", "  measurement ldl cholesterol: > 130 mg/dL"
    )


def test_a_stroke_joins_closer_than_a_word() -> None:
    assert tree("pancreatic cancer and inoperable/metastatic disease", "inclusion") == lines(
        "AllOf",
        "  condition pancreatic cancer",
        "  condition disease | metastatic cancer",
        "    any kind of",
        "      condition disease (advanced)",
        "      condition metastatic cancer",
    )
    limits = tree("AST/ALT ≤ 3 x ULN and bilirubin ≤ 2 mg/dL", "inclusion")
    assert limits.startswith("AllOf")
    assert "AnyOf" not in limits


def test_a_refusal_said_twice_is_one() -> None:
    text = "Women of childbearing age not willing or unable to use an accepted method"
    assert tree(text, "exclusion") == lines(
        "AllOf", "  sex female", "  reproductive reproductive age", "  Not", "    attestation compliance"
    )


def test_a_substance_takes_its_misuse_from_the_next_member() -> None:
    assert tree("Alcohol or opioid abuse", "exclusion").startswith("condition alcohol use disorder | ")

"""What has no name and counts only as someone weighs it is one attestation; what has a name stays asked for."""

from __future__ import annotations

import pytest
from trees import lines, tree, unparsed

from matcher import judge, parse_criterion, read_notes
from matcher.trials.types import Kind

OPINION = "attestation investigator opinion"
DISEASE = "attestation investigator opinion (limiting)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Any illness or treatment which, in the judgement of the investigator, could endanger the volunteer", DISEASE),
        ("A medical disorder that, as judged by the study doctor, is likely to make follow-up unreliable", DISEASE),
        ("Severe disease(s) that may hinder the interpretation of data or put the patient at undue risk", DISEASE),
        ("Disorders (physical, social or mental) that would limit adherence to the protocol", DISEASE),
        ("Any family, social or geographic circumstance hampering the study visits", OPINION),
        ("Other reasons for which the principal investigator considers the person unsuitable", OPINION),
        ("Medication which might confound the results", OPINION),
        ("Medical, cognitive or other problems that prevent informed consent", OPINION),
        ("Any condition that would preclude safe participation, interfere with study assessments, or is not in the best interest of"
         " the patient, in the opinion of the treating physician", DISEASE),
        ("Abnormal laboratory findings that make taking part unsafe as determined by the study team", OPINION),
    ],
)  # fmt: skip
def test_what_is_weighed_is_one_leaf(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected
    assert not unparsed(text, "exclusion")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heart disease that may hinder the study visits", "condition heart disease (limiting)"),
        ("Any disease that may prevent swimming", "condition disease (limiting)"),
        ("Drugs that alter the absorption of the study drug", "exposure drug (limiting)"),
        ("Cardiac or other problems that preclude informed consent", "condition heart disease (limiting)"),
    ],
)
def test_what_has_a_name_or_hinders_no_study_stays_asked_for(text: str, expected: str) -> None:
    assert tree(text, "exclusion").split("\n")[0] == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Gout, or other conditions that would preclude taking part in the study", "exclusion",
         lines("AnyOf", "  condition gout", "  " + DISEASE)),
        ("Gout, asthma, any illness that may interfere with the study", "exclusion",
         lines("AnyOf", "  condition gout", "  condition asthma", "  " + DISEASE)),
        ("No gout or other illness that would preclude taking part in the study", "inclusion",
         lines("AllOf", "  Not", "    condition gout", "  Not", "    " + DISEASE)),
        ("Any illness that may hinder compliance with the study, or a history of gout", "exclusion",
         lines("AnyOf", "  " + DISEASE, "  condition gout (history)")),
        ("Any illness that may hinder compliance with the study (such as gout or asthma)", "exclusion",
         lines(DISEASE, "  such as", "    condition gout", "    condition asthma")),
    ],
)  # fmt: skip
def test_named_members_of_a_list_are_read_beside_it(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Unable to comply with the requirements of this protocol", "exclusion",
         lines("Not", "  attestation compliance")),
        ("Willing to comply with the protocol, including blood draws and MRI", "inclusion", "attestation compliance"),
        ("Inability to give consent (e.g. dementia)", "exclusion",
         lines("AnyOf", "  Not", "    attestation consent", "  condition dementia")),
    ],
)  # fmt: skip
def test_what_is_complied_with_is_part_of_the_promise(text: str, kind: Kind, expected: str) -> None:
    assert tree(text, kind) == expected


@pytest.mark.parametrize(
    ("note", "absence", "verdict"),
    [
        ("He has stable gout. He takes allopurinol.", "unknown", "unknown"),
        ("The investigator finds it inappropriate that he takes part in the study.", "unknown", "violated"),
        ("Healthy man. He was seen for a check before travel, has no complaints and takes no medication at all. "
         "He works in an office, sleeps well and runs twice a week with his friends.", "assume", "unknown"),
        ("He was seen for a check and has decompensated cirrhosis with ascites. He takes spironolactone and was in the "
         "hospital last month because of it. He lives with his wife.", "assume", "unknown"),
    ],
)  # fmt: skip
def test_only_words_decide_and_silence_never(note: str, absence: str, verdict: str) -> None:
    criterion = parse_criterion("Any illness that would make participation in the study unsafe", kind="exclusion")
    assert judge(read_notes(note), criterion, absence=absence).verdict == verdict  # type: ignore[arg-type]

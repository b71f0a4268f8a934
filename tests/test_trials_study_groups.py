"""Criteria of some of a trial's participants: headings, labels and asides that name a cohort, an arm or a part."""

from __future__ import annotations

import pytest
from trees import lines, tree

from matcher import match, read_notes, read_trial
from matcher.trials.notation import outline
from matcher.trials.study_groups import named_groups
from matcher.trials.types import Trial


def trees(trial: Trial) -> list[str]:
    return [outline(criterion.expression) for criterion in trial.criteria]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Cohort 2: asthma", "Cohort 2"),
        ("Cohort 2 only - asthma", "Cohort 2"),
        ("Part B participants only: asthma", "Part B"),
        ("For arm 1A: asthma", "arm 1A"),
        ("In phase II, patients must have asthma", "phase II"),
        ("Cohorts A1, A2, and B: asthma", "Cohorts A1, A2, and B"),
        ("Group 2 (n = 15): asthma", "Group 2"),
        ("Asthma (part 2 only)", "part 2"),
        ("Asthma (Cohort C)", "Cohort C"),
        ("Asthma (only for substudy 3)", "substudy 3"),
        ("Asthma for cohorts A and B", "cohorts A and B"),
        ("Stratum I only:\n  - Asthma", "Stratum I"),
    ],
)
def test_what_is_asked_of_a_group_is_asked_of_nobody_else(text: str, group: str) -> None:
    assert tree(text) == lines("IfThen", "  if", f"    attestation {group}", "  then", "    condition asthma")


def test_an_exclusion_of_a_group_takes_both() -> None:
    assert tree("Part 3: asthma", "exclusion") == lines("AllOf", "  attestation Part 3", "  condition asthma")
    assert tree("Asthma (cohort 1)", "exclusion") == lines("AllOf", "  attestation cohort 1", "  condition asthma")


def test_each_group_has_its_own() -> None:
    assert tree("Part 1: asthma. Part 2: stroke") == lines(
        "AllOf",
        "  IfThen",
        "    if",
        "      attestation Part 1",
        "    then",
        "      condition asthma",
        "  IfThen",
        "    if",
        "      attestation Part 2",
        "    then",
        "      condition stroke",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Group A streptococcal infection",
        "WHO group 2 pulmonary hypertension",
        "Blood group A",
        "Chronic phase leukemia",
        "Participation in a phase 2 vaccine trial",
        "Weakness of the left arm",
        "Topical steroids (group 3)",
        "Stage II: any T",
    ],
)
def test_groups_of_other_things_are_none_of_the_study(text: str) -> None:
    assert named_groups(text, 0, len(text)) == []


def test_a_heading_holds_for_its_list_and_no_longer() -> None:
    trial = read_trial(
        "Inclusion Criteria:\n\n* Asthma\n\nCohort 1:\n\n* Stroke\n* Gout\n\nAll cohorts:\n\n* Anemia\n\n"
        "Exclusion Criteria:\n\n* Epilepsy\n"
    )
    under = [
        text.startswith(("IfThen\n  if\n    attestation Cohort 1", "AllOf\n  attestation")) for text in trees(trial)
    ]
    assert under == [False, True, True, False, False]


def test_a_heading_above_both_lists_holds_for_both() -> None:
    trial = read_trial(
        "Part A\n\nInclusion Criteria:\n\n* Asthma\n\nExclusion Criteria:\n\n* Stroke\n\nPart B\n\nInclusion Criteria:\n\n* Gout\n"
    )
    assert [text.count("attestation Part A") for text in trees(trial)] == [1, 1, 0]
    assert trees(trial)[1] == lines("AllOf", "  attestation Part A", "  condition stroke")


def test_a_heading_with_the_kind_names_the_group_too() -> None:
    trial = read_trial("Inclusion criteria: Cohort 2a and 2b\n\n* Asthma\n\nExclusion Criteria:\n\n* Stroke\n")
    assert "attestation Cohort 2a and 2b" in trees(trial)[0]
    assert trees(trial)[1] == "condition stroke"


def test_what_the_registry_appended_is_asked_of_everybody() -> None:
    trial = read_trial("Inclusion Criteria:\n\nPart 2\n\n* Asthma\nMust have minimum age of 18 Years\n")
    assert trees(trial)[1].startswith("age:")


@pytest.mark.parametrize("absence", ["unknown", "assume"])
def test_a_criterion_of_a_group_rules_nobody_out_of_the_trial(absence: str) -> None:
    text = "Inclusion Criteria:\n\nPart 1:\n\n* Asthma\n* HbA1c < 7 %\n\nExclusion Criteria:\n\n* Gout (part 1 only)\n"
    patient = read_notes(
        "Problem list: gout. No asthma. HbA1c 9.1 %. She feels well and has no other complaints today."
    )
    result = match(patient, read_trial(text), absence=absence)  # type: ignore[arg-type]
    assert [judgement.verdict for judgement in result.judgements] == ["unknown", "unknown", "unknown"]
    assert result.status == "review"


def test_what_a_group_is_asked_for_and_has_needs_no_group() -> None:
    result = match(
        read_notes("Problem list: asthma. No gout."),
        read_trial("Inclusion Criteria:\n\nPart 1:\n\n* Asthma\n\nExclusion Criteria:\n\n* Gout (part 1 only)\n"),
    )
    assert [judgement.verdict for judgement in result.judgements] == ["satisfied", "satisfied"]


def test_a_reviewed_file_keeps_the_group() -> None:
    from matcher.trials.yaml_form import to_yaml

    trial = read_trial("Inclusion Criteria:\n\nPart 1:\n\n* Asthma\n\nPart 2:\n\n* Stroke (cohort 3)\n")
    assert trees(read_trial(to_yaml(trial))) == trees(trial)

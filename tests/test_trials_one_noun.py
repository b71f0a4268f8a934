"""One thing with several modifiers is one leaf; things that each have a name of their own are alternatives."""

from __future__ import annotations

import pytest
from clinic import chart, said, woman
from trees import lines, tree

import matcher
from matcher.errors import InputError
from matcher.matching.judge import judge
from matcher.report.criterion_text import leaves as shown
from matcher.trials.reader import read_trial
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import AnyOf, Atom
from matcher.trials.yaml_form import from_yaml, to_yaml

KIDNEY = said("condition", "kidney disease", "Known [kidney disease].")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liver or kidney disease", "condition liver disease | kidney disease"),
        ("Type 1 or type 2 diabetes", "condition type 1 diabetes | type 2 diabetes"),
        ("Bacterial, viral or fungal infection", "condition bacterial infection | viral infection | fungal infection"),
        ("Hip or knee replacement within 6 months", "procedure hip replacement | knee replacement [<= 6 month before]"),
        ("Liver or kidney disease that may affect bleeding", "condition liver disease | kidney disease (limiting)"),
        ("Hypertensive urgency or emergency", "condition hypertensive urgency | hypertensive emergency"),
    ],
)
def test_kinds_of_one_noun_are_one_leaf(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asthma or pneumonia", lines("AnyOf", "  condition asthma", "  condition pneumonia")),
        ("Severe asthma or severe pneumonia", lines("AnyOf", "  condition asthma (severe)", "  condition pneumonia (severe)")),
        ("Asthma, liver or kidney disease", lines("AnyOf", "  condition asthma", "  condition liver disease | kidney disease")),
        ("Liver disease or diabetes", lines("AnyOf", "  condition liver disease", "  condition diabetes mellitus")),
        (
            "Melanoma, basal cell or squamous cell carcinoma of the skin",
            lines("AnyOf", "  condition melanoma", "  condition basal cell carcinoma | squamous cell carcinoma of skin"),
        ),
    ],
)  # fmt: skip
def test_things_with_names_of_their_own_stay_apart(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_each_kind_keeps_its_own_words() -> None:
    criterion = matcher.parse_criterion("Severe liver or kidney disease", "exclusion")
    (atom,) = criterion.atoms()
    assert atom.text == "Severe liver or kidney disease"
    assert [criterion.text[kind.start : kind.end] for kind in atom.kinds] == ["Severe liver", "kidney disease"]
    whole = spelled_out(criterion.expression)
    assert isinstance(whole, AnyOf)
    assert [(kind.text, kind.concepts) for kind in whole.items if isinstance(kind, Atom)] == [
        ("Severe liver", ("liver disease",)),
        ("kidney disease", ("kidney disease",)),
    ]


def test_the_kind_that_was_found_is_shown_with_its_evidence() -> None:
    criterion = matcher.parse_criterion("Liver or kidney disease", "exclusion")
    judged = judge(chart(*woman(), KIDNEY), criterion)
    (whole,) = judged.parts
    assert (judged.verdict, [part.truth for part in whole.parts]) == ("violated", ["unknown", "true"])
    assert "idney disease" in judged.reason
    assert "iver" not in judged.reason
    assert [(leaf.atom.text, leaf.part.truth) for leaf in shown(criterion, judged)] == [
        ("Liver", "unknown"),
        ("kidney disease", "true"),
    ]


def test_kinds_survive_the_round_trip_and_a_single_kind_is_named() -> None:
    trial = read_trial("Exclusion Criteria:\n- Acute or severe illness")
    written = to_yaml(trial)
    assert read_trial(written) == trial
    second = written.index("    - type: condition", written.index("    - type: condition") + 1)
    end = written.index("\ntext:", second)
    with pytest.raises(InputError, match=r"expression.kinds.*two or more plain atoms"):
        from_yaml(written[:second].rstrip() + written[end:], "trial.yaml")


@pytest.mark.parametrize(
    ("text", "head", "kinds"),
    [
        ("Untreated or rapidly worsening glaucoma", "glaucoma", ["glaucoma (untreated)", "glaucoma"]),
        ("Active or recent shingles", "herpes zoster", ["herpes zoster (active)", "herpes zoster (recent)"]),
        ("Primary or recurrent bladder cancer", "bladder cancer", ["bladder cancer (primary)", "bladder cancer (recurrent)"]),
        ("Mild or high suicide risk", "suicide risk", ["suicide risk (mild)", "suicide risk"]),
        ("Previous or ongoing sarcoidosis", "sarcoidosis", ["sarcoidosis (history)", "sarcoidosis (current)"]),
    ],
)  # fmt: skip
def test_severities_and_states_of_one_noun_are_one_leaf(text: str, head: str, kinds: list[str]) -> None:
    expected = [f"condition {head}", "  any kind of", *(f"    condition {kind}" for kind in kinds)]
    assert tree(text, "exclusion") == lines(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("History of hepatic or renal insufficiency", "condition liver failure | kidney impairment (history)"),
        ("Thoracic or cardiac surgery within 3 months", "procedure thoracic surgery | cardiac surgery [<= 3 month before]"),
    ],
)  # fmt: skip
def test_modifiers_that_make_concepts_with_their_noun_are_one_leaf(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vasospastic or thermoregulatory syndromes", 'condition "Vasospastic or thermoregulatory syndromes"'),
        ("Plates on thoracic or lumbar spine", 'other "Plates on thoracic or lumbar spine"'),
        ("Intra- or supratentorial findings", 'other "Intra- or supratentorial findings"'),
    ],
)
def test_where_no_kind_has_a_name_the_words_stay_together(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_a_kind_without_a_name_keeps_its_words_beside_the_named_one() -> None:
    assert tree("Lysosomal or inflammatory disorders", "exclusion") == lines(
        "condition inflammatory disease",
        "  any kind of",
        '    condition "Lysosomal"',
        "    condition inflammatory disease",
    )


def test_what_a_kind_without_a_name_asks_is_never_met_by_the_other_things_of_a_note() -> None:
    criterion = matcher.parse_criterion("Previous single or bilateral cataract surgery", "exclusion")
    single_bed = said("condition", "asthma", "Lives in a single room. Known [asthma].")
    assert judge(chart(*woman(), single_bed), criterion).verdict == "unknown"


def test_a_status_said_before_one_thing_does_not_reach_another_that_has_its_own() -> None:
    assert tree("History of pneumonitis or active gout", "exclusion") == lines(
        "AnyOf", "  condition pneumonitis (history)", "  condition gout (active)"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Renal failure or hepatic failure", lines("AnyOf", "  condition renal failure", "  condition liver failure")),
        ("Hyper- or hypothyroidism", "condition hyperthyroidism | hypothyroidism"),
    ],
)
def test_two_heads_stay_two_and_a_prefix_has_its_own_concept(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Acute or severe infection such as pneumonia",
            lines(
                "condition infection", "  any kind of", "    condition infection (acute)", "    condition infection (severe)",
                "  such as", "    condition pneumonia",
            ),
        ),
        (
            "Neurological or psychiatric disorders, including but not limited to: epilepsy, schizophrenia",
            lines(
                "condition neurologic disease | psychiatric disease", "  such as", "    condition epilepsy", "    condition schizophrenia"
            ),
        ),
        (
            "Topical or systemic medication in the last 2 weeks",
            lines(
                "exposure drug | systemic therapy [<= 2 week before]", "  any kind of",
                "    exposure drug [<= 2 week before] route topical", "    exposure systemic therapy [<= 2 week before]",
            ),
        ),
        ("Diabetes type I and II", "condition type 1 diabetes | type 2 diabetes"),
    ],
)  # fmt: skip
def test_examples_and_routes_are_said_of_the_whole(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_events_name_what_stands_before_them() -> None:
    assert tree("Respiratory exacerbations", "exclusion") == 'condition "Respiratory exacerbations"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chronic illness precluding informed consent", "attestation investigator opinion (limiting)"),
        ("Chronic heart disease precluding informed consent", "condition heart disease (chronic, limiting)"),
        ("Dementia that would interfere with cooperation with the requirements of the trial", "condition dementia (limiting)"),
        ("Women with a history that precludes adherence", lines("AllOf", "  sex female", '  other "history" (limiting)')),
    ],
)  # fmt: skip
def test_what_an_illness_hinders_is_no_demand_of_its_own(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pleural or pericardial effusion of grade 3 or higher", "condition pleural effusion | pericardial effusion: >= 3 grade"),
        ("Stage I-III colorectal, lung, or liver cancer", "condition colorectal cancer | lung cancer | liver cancer: >= 1 and <= 3 stage"),
    ],
)  # fmt: skip
def test_a_limit_said_once_holds_for_all_kinds(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


def test_fragments_of_a_phrase_nobody_knows_are_one_open_question() -> None:
    assert tree("Walking or running shoes") == lines(
        'other "Walking or running shoes"', "  any kind of", '    other "Walking"', '    other "running shoes"'
    )


def test_a_stage_beside_a_state_is_a_kind_of_its_own() -> None:
    assert tree("Stage IV or recurrent melanoma", "exclusion") == lines(
        "AnyOf", "  condition melanoma: = 4 stage", "  condition melanoma (recurrent)"
    )

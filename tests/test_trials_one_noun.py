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
    assert [criterion.text[start:end] for start, end in atom.places] == ["Severe liver", "kidney disease"]
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


def test_kinds_survive_the_round_trip_and_a_wrong_place_is_named() -> None:
    trial = read_trial("Exclusion Criteria:\n- Liver or kidney disease")
    written = to_yaml(trial)
    assert read_trial(written) == trial
    with pytest.raises(InputError, match=r"expression.places.*one place for each"):
        from_yaml(written.replace("    - kidney disease\n", ""), "trial.yaml")
    with pytest.raises(InputError, match=r"expression.places.*outside"):
        from_yaml(written.replace("end: 23\n    places", "end: 9\n    places"), "trial.yaml")

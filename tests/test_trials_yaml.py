"""The reviewable YAML of a trial: there and back, corrected by hand, and mistakes named with line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.trials.notation import read_bounds, write_bounds
from matcher.trials.reader import read_trial
from matcher.trials.types import Atom, Bounds
from matcher.trials.yaml_form import from_yaml, to_yaml

CORPORA = Path(__file__).parent.parent / "corpora"
SMALL = """format: matcher-trial/1
nct_id: NCT09999995
criteria:
  - id: I1
    kind: inclusion
    text: Hemoglobin at least 80 g/L
    expression:
      type: measurement
      analyte: hemoglobin
      bounds: [">= 80 g/L"]
      text: at least 80 g/L
"""


def test_the_lupus_trial_survives_the_round_trip() -> None:
    trial = read_trial(CORPORA / "NCT06421701.txt")
    assert read_trial(to_yaml(trial)) == trial


def test_a_file_written_by_hand_needs_only_what_matters(tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    file.write_text(SMALL, encoding="utf-8")
    trial = read_trial(file)
    (criterion,) = trial.criteria
    (atom,) = criterion.atoms()
    assert atom.bounds == (Bounds(lower=80.0, unit="g/L"),)
    assert (atom.start, atom.end, atom.concepts) == (11, 26, ("hemoglobin",))
    assert trial.text == criterion.text


def test_examples_survive_the_round_trip_and_may_be_written_by_hand() -> None:
    said = "Heart disease such as angina pectoris (e.g. unstable angina) or heart failure"
    trial = read_trial(f"Exclusion Criteria:\n- {said}")
    (disease,) = (criterion.expression for criterion in trial.criteria)
    assert isinstance(disease, Atom)
    assert [atom.concepts for atom in disease.examples] == [("angina pectoris",), ("heart failure",)]
    assert read_trial(to_yaml(trial)) == trial
    written = SMALL.replace(
        "      text: at least 80 g/L\n", "      examples:\n        - {type: condition, concepts: [anemia]}\n"
    )
    (hemoglobin,) = (criterion.expression for criterion in read_trial(written).criteria)
    assert [atom.concepts for atom in hemoglobin.examples] == [("anemia",)]


def test_an_example_without_a_type_is_named_with_its_line() -> None:
    wrong = SMALL.replace("      text: at least 80 g/L\n", "      examples:\n        - concepts: [anemia]\n")
    with pytest.raises(InputError, match=r"line 12, criteria\[0\].expression.examples\[0\].type"):
        from_yaml(wrong, "trial.yaml")


@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(lower=18, upper=65, unit="year"),
        Bounds(upper=2.5, upper_inclusive=False, relative_to="uln"),
        Bounds(lower=1, upper=1),
        Bounds(lower=30, unit="× 10^9/L"),
        Bounds(lower=0.1, lower_inclusive=False, upper=1e-3, unit="mg"),
    ],
)
def test_limits_survive_their_notation(bounds: Bounds) -> None:
    assert read_bounds(write_bounds(bounds)) == bounds


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("kind: inclusion", "kind: both", "line 5, criteria[0].kind"),
        ("analyte:", "analite:", "line 9, criteria[0].expression.analite"),
        ('">= 80 g/L"', '"over 80"', "line 10, criteria[0].expression.bounds[0]"),
        ("type: measurement", "type: lab", "line 8, criteria[0].expression.type"),
        (
            '      type: measurement\n      analyte: hemoglobin\n      bounds: [">= 80 g/L"]\n      text: at least 80 g/L',
            "      any: []",
            "line 8, criteria[0].expression.any",
        ),
        ("    text: Hemoglobin at least 80 g/L\n", "", "criteria[0].text"),
        ("matcher-trial/1", "matcher-trial/9", "format"),
        ("criteria:", "criterions:", "criterions"),
        ("nct_id: NCT", "nct_id: [NCT", "line"),
    ],
)
def test_a_mistake_is_named_with_line_and_field(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in SMALL
    file = tmp_path / "trial.yaml"
    file.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_trial(file)
    assert place in str(raised.value)
    assert "trial.yaml" in str(raised.value)


def test_an_id_that_stands_twice_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    file.write_text(SMALL + SMALL[SMALL.index("  - id") :], encoding="utf-8")
    with pytest.raises(InputError, match='"I1" stands twice'):
        read_trial(file)


REVIEWED = to_yaml(
    read_trial(
        "Inclusion criteria:\n- Age ≥ 18 years\n- ECOG 0 or 1\n- If diabetic, HbA1c < 9%\nExclusion criteria:\n"
        "- Stroke within 6 months, except transient ischemic attack\n- At least 2 of the following: fever, cough, dyspnea\n"
    )
)
_LINES = REVIEWED.splitlines(keepends=True)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_with_its_place(data: st.DataObject) -> None:
    """Whatever a slip of the hand does to the file, the answer is a trial or a message that says where and how to mend it."""
    lines = list(_LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "cut", "char", "indent"])):
            case "drop":
                lines[at] = ""
            case "twice":
                lines[at] *= 2
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))] + "\n"
            case "char":
                place = data.draw(st.integers(0, len(lines[at])))
                lines[at] = (
                    lines[at][:place] + data.draw(st.sampled_from(list(":-[]{}'\"#&*! \t0z≥"))) + lines[at][place:]
                )
            case "indent":
                lines[at] = " " + lines[at]
    refused: InputError | None = None
    try:
        trial = from_yaml("".join(lines), "reviewed.yaml")
    except InputError as error:
        refused = error
    if refused is None:
        assert all(criterion.kind in ("inclusion", "exclusion") for criterion in trial.criteria)
    else:
        assert refused.source == "reviewed.yaml"
        assert refused.record, "the place is not named"
        assert refused.mend

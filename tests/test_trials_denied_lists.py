"""A denial before a colon holds for every member, and examples behind an exception are of the class it is taken from."""

from __future__ import annotations

import pytest

from matcher import judge, parse_criterion, read_notes
from matcher.trials.types import Kind


def verdict(note: str, criterion: str, kind: Kind) -> str:
    return judge(read_notes(note), parse_criterion(criterion, kind=kind), absence="assume").verdict


@pytest.mark.parametrize(
    "text",
    [
        "No history of: stroke; diabetes; asthma",
        "No history of: stroke, diabetes, asthma",
        "None of the following: stroke; heart failure without treatment; asthma",
        "Patients must not have: stroke; asthma",
        "Absence of the following: stroke; infection not requiring antibiotics; asthma",
    ],
)
def test_each_member_of_a_denied_list_is_denied(text: str) -> None:
    for note in ("She has had a stroke.", "She has asthma."):
        assert verdict(note, text, "inclusion") == "violated"
    assert verdict("No stroke, diabetes, asthma, infection or heart failure.", text, "inclusion") == "satisfied"


@pytest.mark.parametrize(
    "text",
    [
        "Any illness other than asthma, e.g. malignancy or COPD",
        "Any illness other than asthma (e.g. malignancy, COPD)",
        "Any illness other than asthma (e.g. malignancy, COPD) that could interfere with the study",
        "Psychiatric or other illness other than asthma, such as malignancy or schizophrenia",
    ],
)
def test_an_example_of_the_class_is_not_excepted_with_the_exception(text: str) -> None:
    assert verdict("She has a malignancy.", text, "exclusion") != "satisfied"


def test_examples_of_the_exception_itself_stay_with_it() -> None:
    text = "Any malignancy except non-melanoma skin cancer (e.g. basal cell carcinoma)"
    assert verdict("PMH: basal cell carcinoma of the nose. She takes lisinopril.", text, "exclusion") == "satisfied"


def test_a_time_behind_the_examples_is_that_of_the_class() -> None:
    criterion = parse_criterion(
        "Drugs other than metformin (e.g. insulin, sulfonylureas) within 3 months", kind="exclusion"
    )
    windows = {atom.concepts[0]: atom.window is not None for atom in criterion.atoms()}
    assert windows["insulin"]
    assert not windows["metformin"]

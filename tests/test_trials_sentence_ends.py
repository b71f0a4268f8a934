"""Periods that end no sentence, and texts that were cut into tokens."""

from __future__ import annotations

import pytest
from trees import lines, tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Received i.v. iron", "exposure iron therapy route intravenous"),
        ("S. creatinine < 2 mg/dL", "measurement creatinine: < 2 mg/dL"),
        ("Knee replacement performed by Dr. Example", "procedure knee replacement"),
        ("Weight > 200 lbs. at the first visit", "measurement body weight: > 200 lbs"),
    ],
)
def test_a_period_that_ends_no_sentence(text: str, expected: str) -> None:
    assert tree(text, "exclusion").split(" [")[0] == expected


def test_an_abbreviated_genus_no_vocabulary_has_is_one_name() -> None:
    assert tree("Infection with Q. fictiva", "exclusion") == lines(
        "AllOf", "  condition infection", '  other "Q. fictiva"'
    )


@pytest.mark.parametrize(
    "text",
    ["Known hepatitis B. patients with gout", "Child-Pugh class B. patients with gout", "i. asthma ii. gout"],
)
def test_a_letter_of_a_class_or_of_a_list_ends_its_sentence(text: str) -> None:
    assert tree(text, "exclusion").startswith("AnyOf")


@pytest.mark.parametrize("mark", ["e.g.", "e . g .", "eg.", "eg .", "esp.", "incl."])
def test_examples_behind_any_abbreviation_leave_the_class_one_leaf(mark: str) -> None:
    spaced = " . " in mark or mark.endswith(" .")
    comma, end = (" , ", " .") if spaced else (", ", ".")
    assert tree(f"Lung disease{comma}{mark} asthma{end}", "exclusion") == lines(
        "condition lung disease", "  such as", "    condition asthma"
    )


def test_a_text_cut_into_tokens_reads_as_the_whole_text_does() -> None:
    cut = "-  Vascular disease ( i . e .  stroke , gout , etc . ) in the past year , infection with H .  pylori ."
    whole = "- Vascular disease (i.e. stroke, gout, etc.) in the past year, infection with H. pylori."
    assert tree(cut, "exclusion") == tree(whole, "exclusion")


def test_a_time_behind_etc_is_of_the_list() -> None:
    assert tree("Stroke, gout, etc. within 3 months", "exclusion").count("3 month") == 2

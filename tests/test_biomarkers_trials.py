"""Biomarkers in criteria: which result is asked for, of which marker, and how several are joined."""

from __future__ import annotations

import pytest

import matcher
from matcher.trials.notation import outline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALK negative", "measurement alk rearrangement: negative"),
        ("BRAF V600 mutation", "measurement braf v600 mutation: positive"),
        ("BRCA1/2 mutated", "measurement brca mutation: positive"),
        ("hormone receptor positive (HR+)", "measurement hormone receptor status: positive"),
        ("microsatellite stable", "measurement microsatellite instability: negative"),
        ("EGFR or ALK positive tumor",
         "AllOf\n  AnyOf\n    measurement egfr mutation: positive\n    measurement alk rearrangement: positive\n  condition neoplasm"),
        ("KRAS/NRAS wild-type", "AllOf\n  measurement kras mutation: negative\n  measurement nras mutation: negative"),
        ("HR+/HER2- breast cancer",
         "AllOf\n  measurement hormone receptor status: positive\n  measurement her2 status: negative\n  condition breast cancer"),
        ("HER2-negative breast cancer", "AllOf\n  measurement her2 status: negative\n  condition breast cancer"),
        ("negative for EGFR and ALK",
         "AllOf\n  Not\n    measurement egfr mutation: positive\n  Not\n    measurement alk rearrangement: positive"),
        ("MSI-H or dMMR", "measurement microsatellite instability: positive"),
        ("CLL with del(17p)", "AllOf\n  condition chronic lymphocytic leukemia\n  measurement del(17p): positive"),
        ("triple-negative breast cancer", "condition triple-negative breast cancer"),
        ("prior EGFR TKI", "exposure egfr inhibitor (history)"),
    ],
)  # fmt: skip
def test_inclusion(text: str, expected: str) -> None:
    assert outline(matcher.parse_criterion(text, kind="inclusion").expression) == expected


def test_either_is_enough_to_exclude() -> None:
    read = outline(matcher.parse_criterion("KRAS/NRAS wild-type", kind="exclusion").expression)
    assert read == "AnyOf\n  measurement kras mutation: negative\n  measurement nras mutation: negative"


def test_a_status_asks_for_no_result() -> None:
    (atom,) = matcher.parse_criterion("EGFR mutation status must be known", kind="inclusion").atoms()
    assert (atom.analyte, atom.quality) == ("egfr mutation", None)

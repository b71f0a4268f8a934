"""Judging biomarkers: kinds meet their class, a class denied denies its kinds, and no test tells nothing."""

from __future__ import annotations

import datetime as dt

import pytest

import matcher
from matcher.matching.types import Judgement


def judge(note: str, criterion: str, kind: str = "inclusion", absence: str = "unknown") -> Judgement:
    patient = matcher.read_notes([matcher.Note(note, date=dt.date(2025, 5, 1))], as_of="2025-06-01")
    return matcher.judge(patient, matcher.parse_criterion(criterion, kind=kind), absence=absence)


@pytest.mark.parametrize(
    ("note", "criterion", "verdict"),
    [
        ("EGFR exon 19 deletion.", "EGFR mutation", "satisfied"),
        ("EGFR exon 19 deletion.", "EGFR wild type", "violated"),
        ("EGFR mutation positive.", "EGFR exon 19 deletion", "unknown"),
        ("EGFR wild type.", "EGFR exon 19 deletion", "violated"),
        ("T790M negative.", "EGFR mutation", "unknown"),
        ("T790M negative.", "EGFR wild type", "unknown"),
        ("Cancer of the lung.", "EGFR wild type", "unknown"),
        ("EGFR L858R. EGFR negative in plasma.", "EGFR mutation", "unknown"),
        ("KRAS and NRAS wild type.", "RAS wild-type", "satisfied"),
        ("KRAS wild type.", "RAS wild-type", "unknown"),
        ("BRCA1 negative.", "BRCA1/2 mutated", "unknown"),
        ("BRCA2 mutation.", "germline BRCA mutation", "unknown"),
        ("Germline BRCA2 mutation.", "BRCA1/2 mutated", "satisfied"),
        ("ER 90 %, PR negative.", "hormone receptor positive", "satisfied"),
        ("ER 1 %, PR negative.", "ER positive", "satisfied"),
        ("ER 0 %, PR < 1 %.", "hormone receptor positive", "violated"),
        ("ER 0 %, PR 20 %.", "hormone receptor negative", "violated"),
        ("ER negative.", "hormone receptor negative", "unknown"),
        ("HER2 2+ by IHC.", "HER2-negative", "unknown"),
        ("Triple-negative breast cancer.", "HER2-negative", "satisfied"),
        ("Triple-negative breast cancer.", "ER positive", "violated"),
        ("Breast cancer, ER negative, PR negative, HER2 negative.", "triple-negative breast cancer", "satisfied"),
        ("Breast cancer, ER 40 %, HER2 negative.", "triple-negative breast cancer", "violated"),
        ("ER+/PR+/HER2+ breast cancer.", "HR+/HER2- breast cancer", "violated"),
        ("PD-L1 TPS 10 %.", "PD-L1 positive", "satisfied"),
        ("EGFR and ALK negative.", "No EGFR mutation or ALK rearrangement", "satisfied"),
        ("ALK negative.", "No EGFR mutation or ALK rearrangement", "unknown"),
        ("EGFR mutation testing pending.", "EGFR mutation", "unknown"),
    ],
)
def test_verdicts(note: str, criterion: str, verdict: str) -> None:
    assert judge(note, criterion).verdict == verdict


def test_a_receptor_can_change() -> None:
    notes = [
        matcher.Note("HER2 positive.", note_id="a", date=dt.date(2020, 5, 1)),
        matcher.Note("HER2 negative.", note_id="b", date=dt.date(2025, 5, 1)),
    ]
    patient = matcher.read_notes(notes, as_of="2025-06-01")
    assert matcher.judge(patient, matcher.parse_criterion("HER2-negative", kind="inclusion")).verdict == "satisfied"


def test_silence_is_no_negative_test() -> None:
    note = (
        "58-year-old woman with lung cancer and hypertension, on metformin. No operations. Lungs clear, heart regular."
    )
    assert judge(note, "Known EGFR mutation", kind="exclusion", absence="assume").verdict == "unknown"

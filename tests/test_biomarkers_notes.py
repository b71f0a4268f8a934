"""Results of biomarkers in notes: a change that is named is there unless it is denied, a gene alone says nothing."""

from __future__ import annotations

import pytest

import matcher


def results(text: str) -> dict[str, str | None]:
    facts = [fact for fact in matcher.read_notes(text).facts if fact.type == "measurement"]
    assert all(text[fact.start : fact.end] == fact.text for fact in facts)
    return {fact.concept: fact.quality for fact in facts if not fact.family}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adenocarcinoma with EGFR exon 19 deletion.", {"egfr exon 19 deletion": "positive"}),
        ("ALK and ROS1 negative.", {"alk rearrangement": "negative", "ros1 rearrangement": "negative"}),
        ("Negative for ALK, RET fusion.", {"alk rearrangement": "negative", "ret fusion": "negative"}),
        ("EGFR/ALK negative.", {"egfr mutation": "negative", "alk rearrangement": "negative"}),
        ("No KRAS, NRAS or BRAF mutation was seen.", dict.fromkeys(
            ["kras mutation", "nras mutation", "braf mutation"], "negative")),
        ("KRAS wild type, BRAF V600E.", {"kras mutation": "negative", "braf v600e mutation": "positive"}),
        ("EGFR L858R, ALK negative.", {"egfr l858r mutation": "positive", "alk rearrangement": "negative"}),
        ("No EGFR mutation, ALK positive.", {"egfr mutation": "negative", "alk rearrangement": "positive"}),
        ("ER+/PR+/HER2- carcinoma of the breast.", {
            "estrogen receptor status": "positive", "progesterone receptor status": "positive", "her2 status": "negative"}),
        ("HER2 2+ by IHC, FISH not amplified.", {"her2 status": "negative"}),
        ("HER2 1+ by IHC.", {"her2 status": "negative"}),
        ("HER2 2+ by IHC.", {"her2 status": "indeterminate"}),
        ("HER2 3+ by IHC.", {"her2 status": "positive"}),
        ("TP53 R175H was found.", {"tp53 mutation": "positive"}),
        ("CLL with del(17p).", {"del(17p)": "positive"}),
        ("T790M was not detected.", {"egfr t790m mutation": "negative"}),
        ("The colon tumor was microsatellite stable.", {"microsatellite instability": "negative"}),
        ("Ph+ leukemia, T315I absent.", {"bcr-abl1 fusion": "positive", "abl1 t315i mutation": "negative"}),
        ("EGFR mutation testing is pending.", {"egfr mutation": "pending"}),
        ("ALK-rearranged, KRAS-mutated tumor.", {"alk rearrangement": "positive", "kras mutation": "positive"}),
    ],
)  # fmt: skip
def test_results(text: str, expected: dict[str, str]) -> None:
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tested for EGFR and ALK.",
        "She takes an EGFR inhibitor.",
        "KRAS or NRAS mutation.",
        "If an EGFR mutation is found, start osimertinib.",
        "Her mother has a BRCA1 mutation.",
        "He was seen in the ER and MET with the RET team.",
        "EGFR Q61X was negative.",
    ],
)
def test_what_tells_no_result(text: str) -> None:
    assert results(text) == {}


def test_a_percentage_stays_a_number() -> None:
    facts = {fact.concept: fact for fact in matcher.read_notes("ER 90 %, PR < 1 %, HER2 negative").facts}
    assert (facts["estrogen receptor status"].value, facts["progesterone receptor status"].comparator) == (90.0, "<")
    assert facts["her2 status"].quality == "negative"


def test_a_disease_is_not_made_of_its_opposite() -> None:
    concepts = {fact.concept for fact in matcher.read_notes("HER2- breast cancer").facts if fact.type == "condition"}
    assert concepts == {"breast cancer"}

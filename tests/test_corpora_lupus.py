"""The project's own gold for the lupus trial: floors below which no change may fall."""

from __future__ import annotations

import pytest
from gold import POLICIES, expectations, judged, notes_of

FLOOR = {"unknown": 0.93, "assume": 0.95}
"""Share of undebated verdicts that are right."""
EVIDENCE_FLOOR = 0.85
"""Share of the gold's deciding quotes that the evidence of a rightly decided criterion touches."""


def test_gold_is_whole() -> None:
    expected = expectations()
    assert len({(e.patient_id, e.criterion) for e in expected}) == len(expected) == 16 * 34
    for e in expected:
        notes, _ = notes_of(e.patient_id)
        for role, quote in e.evidence:
            assert role in ("supports", "contradicts", "context")
            assert any(quote in note.text for note in notes), f"{e.patient_id} {e.criterion}: quote is in no note"


@pytest.mark.parametrize("policy", POLICIES)
def test_verdicts(policy: str) -> None:
    scored = [e for e in expectations() if policy not in e.debatable]
    got = judged(policy)
    wrong = [
        f"{e.patient_id} {e.criterion}: {got[e.patient_id, e.criterion].verdict}, gold {e.verdict[policy]} ({e.why})"
        for e in scored
        if not e.accepts(policy, got[e.patient_id, e.criterion].verdict)
    ]
    assert 1 - len(wrong) / len(scored) >= FLOOR[policy], "\n".join(wrong)


@pytest.mark.parametrize("policy", POLICIES)
def test_no_violated_criterion_is_called_satisfied(policy: str) -> None:
    unsafe = [
        (e.patient_id, e.criterion)
        for e in expectations()
        if e.verdict[policy] == "violated" and judged(policy)[e.patient_id, e.criterion].verdict == "satisfied"
    ]
    assert unsafe == []


def test_evidence_points_at_the_deciding_words() -> None:
    touched = []
    for e in expectations():
        judgement = judged("unknown")[e.patient_id, e.criterion]
        if judgement.verdict != e.verdict["unknown"] or judgement.verdict == "unknown":
            continue
        notes = {note.note_id: note.text for note in notes_of(e.patient_id)[0]}
        for role, quote in e.evidence:
            if role == "supports":
                places = [(i, t.find(quote), t.find(quote) + len(quote)) for i, t in notes.items() if quote in t]
                touched.append(
                    any(
                        v.note_id == i and v.start < end and start < v.end
                        for v in judgement.evidence
                        for i, start, end in places
                    )
                )
    assert sum(touched) / len(touched) >= EVIDENCE_FLOOR


def test_every_decided_verdict_has_evidence_or_is_assumed_and_every_unknown_says_what_is_missing() -> None:
    for policy in POLICIES:
        for (patient_id, criterion), judgement in judged(policy).items():
            where = f"{patient_id} {criterion} under {policy}"
            if judgement.verdict == "unknown":
                assert judgement.missing, where
                assert judgement.basis == "none", where
                assert {v.role for v in judgement.evidence} <= {"context"}, where
            else:
                assert judgement.basis == "assumed" or judgement.evidence, where
            assert judgement.reason.strip(), where

"""Everyday notes of many specialties against typical criteria. What is still judged wrong is named in the corpus, and nothing else may be."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import Any

import pytest
from gold import CORPORA

import matcher

FOLDERS = (CORPORA / "scenarios", CORPORA / "scenarios_2")
POLICIES = ("unknown", "assume")
EVIDENCE_FLOOR = 0.9
"""Share of the deciding quotes that the evidence of a rightly decided criterion touches."""

Judged = tuple[dict[str, Any], matcher.Judgement]


def records(name: str) -> list[dict[str, Any]]:
    """The rows of both draws, each with the folder it stands in."""
    return [
        {**json.loads(line), "folder": folder}
        for folder in FOLDERS
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]


@cache
def patients() -> dict[str, matcher.Patient]:
    return {
        row["patient_id"]: matcher.read_notes(
            [
                matcher.Note(
                    (row["folder"] / note["path"]).read_text(encoding="utf-8"),
                    note_id=note["note_id"],
                    date=note.get("date"),
                )
                for note in row["notes"]
            ],
            patient_id=row["patient_id"],
            as_of=dt.date.fromisoformat(row["as_of"]) if "as_of" in row else None,
        )
        for row in records("patients.jsonl")
    }


@cache
def judged(policy: Any) -> list[Judged]:
    return [
        (
            row,
            matcher.judge(
                patients()[row["patient_id"]],
                matcher.parse_criterion(row["criterion"], row["kind"]),
                absence=policy,
            ),
        )
        for row in records("judgements.jsonl")
    ]


def right(row: dict[str, Any], policy: str, verdict: str) -> bool:
    return verdict in (row["verdict"][policy], row.get("also_accepted"))


def shown(row: dict[str, Any], judgement: matcher.Judgement, policy: str) -> str:
    return f"{row['id']} {row['criterion']!r} under {policy}: {judgement.verdict}, label {row['verdict'][policy]}"


def test_every_quote_stands_in_its_note() -> None:
    rows = records("judgements.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) > 900
    for row in rows:
        text = patients()[row["patient_id"]].notes[0].text
        assert all(quote["text"] in text for quote in row.get("evidence", ())), row["id"]


@pytest.mark.parametrize("policy", POLICIES)
def test_only_what_is_known_to_be_wrong_is_wrong(policy: str) -> None:
    broken = [
        shown(row, judgement, policy)
        for row, judgement in judged(policy)
        if policy not in row.get("known", {}) and not right(row, policy, judgement.verdict)
    ]
    assert broken == []


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_violated_is_called_satisfied(policy: str) -> None:
    """No list of known errors excuses these."""
    unsafe = [
        shown(row, judgement, policy)
        for row, judgement in judged(policy)
        if row["verdict"][policy] == "violated" and judgement.verdict == "satisfied"
    ]
    assert unsafe == []


@pytest.mark.parametrize("policy", POLICIES)
def test_what_is_right_is_not_listed_as_wrong(policy: str) -> None:
    mended = [
        shown(row, judgement, policy)
        for row, judgement in judged(policy)
        if policy in row.get("known", {}) and right(row, policy, judgement.verdict)
    ]
    assert mended == [], "take them off the list: remove `known`"


def test_evidence_touches_the_deciding_words() -> None:
    touched = []
    for row, judgement in judged("unknown"):
        if judgement.verdict != row["verdict"]["unknown"] or judgement.verdict == "unknown":
            continue
        text = patients()[row["patient_id"]].notes[0].text
        for quote in (quote["text"] for quote in row.get("evidence", ())):
            starts = [at for at in range(len(text)) if text.startswith(quote, at)]
            touched.append(any(v.start < at + len(quote) and at < v.end for v in judgement.evidence for at in starts))
    assert sum(touched) / len(touched) >= EVIDENCE_FLOOR

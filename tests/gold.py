"""The lupus gold of corpora/: patients with their notes, and the verdicts they should get."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matcher

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
PAGE = CORPORA / "NCT06421701.txt"
POLICIES = ("unknown", "assume")


@dataclass(frozen=True)
class Expected:
    patient_id: str
    criterion: str
    verdict: dict[str, str]
    debatable: frozenset[str]
    also_accepted: str
    evidence: tuple[tuple[str, str], ...]
    why: str

    def accepts(self, policy: str, verdict: str) -> bool:
        return verdict == self.verdict[policy] or (verdict == self.also_accepted != "")


def records(name: str) -> list[dict[str, Any]]:
    lines = (CORPORA / "lupus" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def expectations() -> list[Expected]:
    return [
        Expected(
            row["patient_id"],
            row["criterion_id"],
            row["verdict"],
            frozenset(row.get("debatable", ())),
            row.get("also_accepted", ""),
            tuple((quote["role"], quote["text"]) for quote in row.get("evidence", ())),
            row["why"],
        )
        for row in records("judgements.jsonl")
    ]


def notes_of(patient_id: str) -> tuple[list[matcher.Note], dt.date]:
    (mine,) = (row for row in records("patients.jsonl") if row["patient_id"] == patient_id)
    notes = [
        matcher.Note(
            (CORPORA / "lupus" / note["path"]).read_text(encoding="utf-8"),
            note_id=note["note_id"],
            date=dt.date.fromisoformat(note["date"]),
        )
        for note in mine["notes"]
    ]
    return notes, dt.date.fromisoformat(mine["as_of"])


@cache
def judged(policy: str) -> dict[tuple[str, str], matcher.Judgement]:
    """The matcher's judgement for every (patient, criterion) of the gold."""
    trial = matcher.read_trial(PAGE)
    out = {}
    for patient_id in (row["patient_id"] for row in records("patients.jsonl")):
        notes, as_of = notes_of(patient_id)
        patient = matcher.read_notes(notes, patient_id=patient_id, as_of=as_of)
        for judgement in matcher.match(patient, trial, absence=policy).judgements:
            out[patient_id, judgement.criterion_id] = judgement
    return out

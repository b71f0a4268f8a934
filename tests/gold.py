"""The lupus gold of corpora/: patients with their notes, and the verdicts they should get."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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


def rows(name: str) -> list[dict[str, str]]:
    with (CORPORA / "lupus" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def expectations() -> list[Expected]:
    return [
        Expected(
            row["patient_id"],
            row["criterion"],
            {policy: row[f"verdict_{policy}"] for policy in POLICIES},
            frozenset(filter(None, row["debatable_under"].split("|"))),
            row["also_accepted"],
            tuple(tuple(quote.split(": ", 1)) for quote in row["evidence"].split(" || ") if quote),  # type: ignore[misc]
            row["why"],
        )
        for row in rows("gold.tsv")
    ]


def notes_of(patient_id: str) -> tuple[list[matcher.Note], dt.date]:
    mine = [row for row in rows("notes.tsv") if row["patient_id"] == patient_id]
    notes = [
        matcher.Note(
            (CORPORA / "lupus" / "notes" / f"{row['note_id']}.txt").read_text(encoding="utf-8"),
            note_id=row["note_id"],
            date=dt.date.fromisoformat(row["note_date"]),
        )
        for row in mine
    ]
    return notes, dt.date.fromisoformat(mine[0]["as_of"])


@cache
def judged(policy: str) -> dict[tuple[str, str], matcher.Judgement]:
    """The matcher's judgement for every (patient, criterion) of the gold."""
    trial = matcher.read_trial(PAGE)
    out = {}
    for patient_id in dict.fromkeys(row["patient_id"] for row in rows("notes.tsv")):
        notes, as_of = notes_of(patient_id)
        patient = matcher.read_notes(notes, patient_id=patient_id, as_of=as_of)
        for judgement in matcher.match(patient, trial, absence=policy).judgements:
            out[patient_id, judgement.criterion_id] = judgement
    return out

"""Bulk results made up in any size, in the columns `matcher score` writes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from matcher.bulk.formats import WRITERS
from matcher.bulk.options import Format
from matcher.bulk.tables import VERDICTS, Rows

SECRET = "Qworblatine"
"""A word of a note, where a result is written with words."""
TRIALS = ("NCT90000001", "NCT90000002", "NCT90000003", "NCT90000004")
QUESTIONS = ("HbA1c (no value found)", "Date of the last insulin dose", "Pregnancy test", "Signed consent")
_STATUSES = ("review", "ineligible", "eligible", "review", "ineligible")


def pair(number: int, trials: int = len(TRIALS)) -> dict[str, Any]:
    """The row of one pair: each patient meets each trial once."""
    status = _STATUSES[number % 5]
    partial = status == "ineligible" and number % 2 == 0
    deciding = {"review": ["I3", "E2"], "ineligible": ["E1"] if number % 3 else ["I1"], "eligible": []}[status]
    asked = [] if status == "eligible" or partial else [QUESTIONS[number % 4], QUESTIONS[(number + 1) % 4]]
    return {
        "patient_id": f"P{number // trials:05d}",
        "trial_id": TRIALS[number % trials],
        "status": status,
        "score": None if partial else round((number * 37 % 100) / 100, 2),
        "partial": partial,
        "criteria": 6,
        "satisfied": 3,
        "violated": int(status == "ineligible"),
        "unknown": 2 if status == "review" else 0,
        "not_applicable": 1,
        "deciding": deciding,
        "open_questions": asked,
        "as_of": dt.date(2024, 3, 1),
        "as_of_assumed": True,
        "notes": 2,
        "notes_failed": 0,
        "warnings": [],
        VERDICTS: "",
    }


def judgements(row: dict[str, Any], quotes: bool) -> list[dict[str, Any]]:
    """The judgements of the criteria that decide a pair."""
    verdict = "violated" if row["status"] == "ineligible" else "unknown"
    place = {"note_id": f"{row['patient_id']}-0", "start": 10, "end": 21, "role": "supports"}
    return [
        {
            "patient_id": row["patient_id"],
            "trial_id": row["trial_id"],
            "criterion_id": name,
            "kind": "inclusion" if name[0] == "I" else "exclusion",
            "verdict": verdict,
            "basis": "documented" if verdict == "violated" else "none",
            "evidence": [place | ({"text": SECRET} if quotes else {})],
            "missing": ["ask <b>her</b>"] if verdict == "unknown" else [],
            "reason": f"It says {SECRET}.",
        }
        for name in row["deciding"]
    ]


def write_result(
    folder: Path, pairs: int, *, format_: Format = "parquet", quotes: bool = False, trials: int = len(TRIALS)
) -> Path:
    """A result folder with so many pairs."""
    folder.mkdir()
    tables = {"pairs": Rows("pairs", quotes), "judgements": Rows("judgements", quotes)}
    for number in range(pairs):
        row = pair(number, trials)
        tables["pairs"].add(row)
        for one in judgements(row, quotes):
            tables["judgements"].add(one)
    for name, rows in tables.items():
        batch = rows.batch()
        if name == "pairs":
            batch = batch.drop_columns([VERDICTS])
        with (folder / f"{name}.{format_}").open("wb") as file:
            writer = WRITERS[format_](file, batch.schema)
            writer.write(batch)
            writer.close()
    (folder / "run.json").write_text(json.dumps({"versions": {"matcher": "0.1.0"}, "options": {"absence": "unknown"}}))
    return folder

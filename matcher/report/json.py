"""A result and facts as JSON, with the attribute names of the public types."""

from __future__ import annotations

import json
from typing import Any

from matcher.notes.types import Patient
from matcher.report.plain import chart_paragraph
from matcher.report.summary import View


def match_json(view: View) -> str:
    """The `TrialMatch` as `to_dict()` gives it, and beside it `trial` (number, title), `criteria` (id, kind, text) and `summary`, one
    paragraph in plain words.

    Where a person has said something: `review` (decisions, corrections, remarks), and `machine`, the matcher's own verdicts
    with basis, reason and evidence.
    """
    record = view.result.to_dict()
    record["trial"] = {"nct_id": view.trial.nct_id, "title": view.trial.title}
    record["criteria"] = [
        {"id": criterion.id, "kind": criterion.kind, "text": criterion.text} for criterion in view.trial.criteria
    ]
    if len(view.review):
        record["review"] = view.review.to_dict()
        record["machine"] = {"status": view.machine.status, "score": view.machine.score}
        record["machine"]["judgements"] = [judgement.to_dict() for judgement in view.machine.judgements]
    record["warnings"] = list(view.warnings)
    record["summary"] = chart_paragraph(view)
    return dumps(record)


def facts_json(patient: Patient) -> str:
    """The patient with all facts; of the notes only id, date and title, for the offsets refer to text the reader has."""
    record = patient.to_dict()
    record["notes"] = [{key: note[key] for key in ("note_id", "date", "title")} for note in record["notes"]]
    return dumps(record)


def dumps(record: Any) -> str:
    """JSON for a file or a terminal: indented, and with control and invisible characters as escapes."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    shown = "".join(char if char == "\n" or char.isprintable() else _escaped(char) for char in text)
    return shown + "\n"


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1]

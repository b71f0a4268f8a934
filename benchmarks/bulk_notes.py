"""Made-up patients for the benchmarks of bulk scoring: words of the vocabulary in templates, nothing copied from anywhere.

python benchmarks/bulk_notes.py OUT.jsonl --patients 1000 [--notes 2] [--length 2500] [--seed 1]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from matcher.notes.exports.record import NoteRecord

_COMMON = {
    "condition": (
        "hypertension", "type 2 diabetes mellitus", "asthma", "breast cancer", "rheumatoid arthritis", "heart failure",
        "chronic kidney disease", "depression", "copd", "atrial fibrillation", "hepatitis b", "multiple sclerosis", "obesity",
        "non-small cell lung cancer", "stroke", "osteoarthritis", "hypothyroidism", "psoriasis", "ulcerative colitis", "epilepsy",
    ),
    "exposure": (
        "metformin", "lisinopril", "atorvastatin", "methotrexate", "prednisone", "insulin", "warfarin", "omeprazole", "albuterol",
        "carboplatin", "paclitaxel", "rituximab", "sertraline", "levothyroxine", "amlodipine", "furosemide", "gabapentin",
    ),
    "procedure": ("appendectomy", "cholecystectomy", "colonoscopy", "coronary artery bypass graft", "hip replacement", "radiotherapy"),
}  # fmt: skip
_LABS = (
    ("Hemoglobin", "g/dL", 8.0, 16.5), ("Platelets", "x10^9/L", 60, 420), ("Creatinine", "mg/dL", 0.5, 3.2), ("ALT", "U/L", 10, 160),
    ("AST", "U/L", 10, 150), ("Total bilirubin", "mg/dL", 0.2, 3.0), ("HbA1c", "%", 4.8, 11.5), ("WBC", "x10^9/L", 2.0, 15.0),
    ("Albumin", "g/dL", 2.4, 4.9), ("INR", "", 0.9, 2.8), ("Potassium", "mmol/L", 3.1, 5.6), ("LVEF", "%", 25, 70),
)  # fmt: skip
_NARRATIVE = (
    "The patient reports {symptom} for {n} weeks.",
    "No evidence of {condition}.",
    "There is a history of {condition}, diagnosed in {year}.",
    "She was seen for follow-up of {condition}, which is currently stable.",
    "Denies {symptom}, {symptom} or {symptom}.",
    "{exposure} was started in {year} and stopped {n} months later because of {symptom}.",
    "Family history is notable for {condition} in the mother.",
    "Underwent {procedure} in {year} without complications.",
    "We discussed the results and will continue the present treatment; follow-up in {n} weeks.",
    "Possible {condition}; further work-up is planned.",
    "The examination of heart, lungs and abdomen was unremarkable.",
)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Kind → names: the common ones several times over, and rarer ones of the vocabulary."""
    from matcher.terms import vocabulary

    known = vocabulary()
    chance = random.Random(11)
    found: dict[str, tuple[str, ...]] = {}
    for kind, root in (("condition", "disease"), ("exposure", "drug"), ("procedure", "procedure")):
        rare = sorted(name for name in known.members(root) if 5 <= len(name) <= 28)
        found[kind] = (*_COMMON[kind] * 20, *chance.sample(rare, min(200, len(rare))))
    found["symptom"] = (
        "fatigue",
        "nausea",
        "headache",
        "dyspnea",
        "cough",
        "joint pain",
        "fever",
        "weight loss",
        "rash",
        "dizziness",
    )
    return found


def note(chance: random.Random, age: int, sex: str, day: dt.date, length: int) -> str:
    """One note of about so many characters."""
    words = _words()

    def said(template: str) -> str:
        return template.format_map(_Choice(words, chance))

    parts = [f"{age}-year-old {sex} seen on {day.isoformat()}.\n\nHISTORY OF PRESENT ILLNESS:\n"]
    parts += [said(chance.choice(_NARRATIVE)) + " " for _ in range(4)]
    parts += ["\n\nPAST MEDICAL HISTORY:\n", *(f"- {chance.choice(words['condition'])}\n" for _ in range(4))]
    parts += ["\nMEDICATIONS:\n"]
    parts += [
        f"- {chance.choice(words['exposure'])} {chance.choice((5, 10, 20, 50, 100))} mg daily\n" for _ in range(4)
    ]
    parts += ["\nLABORATORY:\n"]
    parts += [f"{name} {chance.uniform(low, high):.1f} {unit}\n" for name, unit, low, high in chance.sample(_LABS, 6)]
    parts += ["\nASSESSMENT AND PLAN:\n"]
    text = "".join(parts)
    while len(text) < length - 60:
        text += said(chance.choice(_NARRATIVE)) + " "
    return text[: max(length, 200)] if length < 700 else text


class _Choice(dict[str, object]):
    def __init__(self, words: dict[str, tuple[str, ...]], chance: random.Random) -> None:
        super().__init__()
        self._words, self._chance = words, chance

    def __missing__(self, key: str) -> object:
        if key == "n":
            return self._chance.randint(2, 11)
        if key == "year":
            return self._chance.randint(2005, 2023)
        return self._chance.choice(self._words[key])


def records(patients: int, notes: int = 1, length: int = 2500, seed: int = 1) -> Iterator[NoteRecord]:
    """An export of made-up patients, the notes of each one spread over it."""
    for turn in range(notes):
        for number in range(patients):
            chance = random.Random(f"{seed}-{number}-{turn}")
            who = random.Random(f"{seed}-{number}")
            age, sex = who.randint(18, 90), who.choice(("woman", "man"))
            day = dt.date(2024, 1, 1) + dt.timedelta(days=turn * 40 + number % 30)
            text = note(chance, age, sex, day, length)
            name = f"P{number:07d}"
            yield NoteRecord(name, f"{name}-{turn}", day, None, text, "made-up", f"row {turn * patients + number + 1}")


def main() -> None:
    """Writes an export as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--notes", type=int, default=1)
    parser.add_argument("--length", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with given.out.open("w", encoding="utf-8") as out:
        for record in records(given.patients, given.notes, given.length, given.seed):
            row = record.to_dict()
            out.write(json.dumps({name: row[name] for name in ("patient_id", "note_id", "date", "text")}) + "\n")


if __name__ == "__main__":
    main()

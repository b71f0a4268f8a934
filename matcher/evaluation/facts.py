"""The facts of notes against labels: what is named, and what is said of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.evaluation.metrics import rates_of, ratio
from matcher.evaluation.patients import notes_of
from matcher.evaluation.records import Labelled, day, files, read
from matcher.evaluation.types import Evaluation

if TYPE_CHECKING:
    from matcher.notes.types import Fact

_PLACE = ("text", "start", "end", "id")
_FINDINGS = {
    "finding": ("condition", "measurement", "reproductive", "allergy"),
    "condition": ("condition", "reproductive", "allergy"),
}
"""Types of facts that may stand for an entity of a type of its own in a corpus of case reports."""


def evaluate_notes(data: Path, limit: int | None = None) -> Evaluation:
    """Reads every labelled note.

    Args:
        data: JSON Lines with `text` (or `notes`), perhaps `terms` and `as_of`, and `expect`: facts with `start`, `end` and the fields they
            should have ("negated": true, "value": 7.9, "date": "2025-03"); or `entities`: stretches with a `type`. Or a folder of them.
        limit: read so many records of each file.

    Raises:
        InputError: the data cannot be read.
    """
    import matcher

    done = Evaluation("Notes")
    counts: dict[str, Counter[str]] = {}
    fields: dict[str, list[bool]] = {}
    notes = facts_found = misplaced = 0
    for path in files(data, ("notes", "cases", "reports")):
        for number, record in enumerate(read(path)):
            if limit is not None and number >= limit:
                break
            notes += 1
            facts: tuple[Fact, ...] = ()
            text = str(record.get("text") or "")
            with done.catching(record.name):
                as_of = day(record, record.get("as_of"), "as_of")
                given = text if text else notes_of(record)
                patient = matcher.read_notes(given, as_of=as_of, terms=tuple(record.get("terms") or ()))
                facts = patient.facts
                by_id = {note.note_id: note.text for note in patient.notes}
                misplaced += sum(by_id.get(f.note_id, "")[f.start : f.end] != f.text for f in facts)
            facts_found += len(facts)
            _entities(record, facts, counts, done)
            for expected in record.get("expect") or ():
                _expected(record, expected, facts, fields, done)
    done.metrics |= {"notes": notes, "facts": facts_found, "facts not at their offsets": misplaced}
    done.metrics |= {f"entities: {name}": rates_of(found) for name, found in sorted(counts.items())}
    done.metrics |= {
        f"field {name}": {"expected": len(hits), "right": ratio(sum(hits), len(hits))}
        for name, hits in sorted(fields.items())
    }
    return done.finish()


def _entities(record: Labelled, facts: Sequence[Fact], counts: dict[str, Counter[str]], done: Evaluation) -> None:
    """Recall of labelled stretches by type; precision of conditions within the labelled part of the note, any label being right."""
    entities = record.get("entities") or ()
    if not entities:
        return
    places = [(int(e["start"]), int(e["end"]), str(e["type"]).lower()) for e in entities]
    for start, end, type_ in places:
        types = _FINDINGS.get(type_, (type_,))
        if types == (type_,) and type_ in ("factor", "modifier"):
            continue
        hit = any(fact.type in types and fact.start < end and start < fact.end for fact in facts)
        counts.setdefault(type_, Counter()).update(gold=1, hit_gold=int(hit))
        if not hit:
            words = str(next((e.get("text") for e in entities if e["start"] == start and e["end"] == end), ""))
            done.errors.append(_row(record, type_, words, "found", "nothing there"))
    first, last = min(start for start, _, _ in places), max(end for _, end, _ in places)
    for fact in facts:
        if fact.type == "condition" and first <= fact.start and fact.end <= last:
            hit = any(fact.start < end and start < fact.end for start, end, _ in places)
            counts.setdefault("condition", Counter()).update(predicted=1, hits=int(hit), hit_gold=0)


def _expected(
    record: Labelled, expected: dict[str, Any], facts: Sequence[Fact], fields: dict[str, list[bool]], done: Evaluation
) -> None:
    start, end = expected.get("start"), expected.get("end")
    words = str(expected.get("text") or "")
    if not isinstance(start, int) or not isinstance(end, int):
        start = str(record.get("text") or "").find(words)
        end = start + len(words)
    if start < 0 or not words:
        raise record.wrong('an expected fact needs "text" that stands in the note, or "start" and "end"')
    asked = {name: value for name, value in expected.items() if name not in _PLACE}
    touching = [fact for fact in facts if fact.start < end and start < fact.end]
    best = max(touching, key=lambda fact: sum(agrees(fact, n, v) for n, v in asked.items()), default=None)
    fields.setdefault("(found)", []).append(best is not None)
    if best is None:
        done.errors.append(_row(record, words, "a fact", "yes", "none"))
    for name, value in asked.items():
        right = best is not None and agrees(best, name, value)
        fields.setdefault(name, []).append(right)
        if not right and best is not None:
            done.errors.append(_row(record, words, name, str(value), str(getattr(best, name, None))))


def _row(record: Labelled, words: str, what: str, label: str, found: str) -> dict[str, str]:
    return {"record": record.name, "words": words, "what": what, "label": label, "found": found}


def agrees(fact: Fact, name: str, expected: Any) -> bool:
    """Whether a fact's field says what is expected: flags and numbers exactly, dates to the precision asked, words whatever their case
    and spacing."""
    said = getattr(fact, name, None)
    if isinstance(expected, bool):
        return bool(said) == expected
    if said is None:
        return expected is None
    if isinstance(expected, int | float) and isinstance(said, int | float):
        return abs(said - expected) < 1e-9
    if isinstance(said, dt.date):
        return said.isoformat().startswith(str(expected))
    return str(said).lower().replace(" ", "").rstrip("s") == str(expected).lower().replace(" ", "").rstrip("s")

"""A bulk result as `matcher score` writes it, read row by row: Parquet, CSV or JSON Lines.

Whoever opens a result may have moved or renamed its files, so a table is known by its columns.
"""

from __future__ import annotations

import csv
import datetime as dt
import glob
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.matching.enumerations import STATUSES, VERDICTS
from matcher.records import Record
from matcher.text.spreadsheet import unharmed

SUFFIXES = (".parquet", ".pq", ".csv", ".jsonl", ".ndjson")
_PAIR = ("patient_id", "trial_id", "status", "score", "deciding", "open_questions")
_JUDGEMENT = ("patient_id", "trial_id", "criterion_id", "verdict", "basis", "evidence", "missing")
_COUNTS = ("criteria", "satisfied", "violated", "unknown", "not_applicable")
_BATCH = 2_000
_LONGEST_ID, _LONGEST_KEY, _LONGEST_CRITERION = 200, 80, 40
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_MOST_MADE_WITH = 100_000
_EVIDENCE = ("note_id", "start", "end", "role", "text")


@dataclass(frozen=True, slots=True)
class ResultPair:
    """A row of the table of pairs; `score` is None where age or sex alone ruled the patient out."""

    patient_id: str
    trial_key: str
    status: str
    score: float | None
    counts: Mapping[str, int]
    deciding: tuple[str, ...]
    questions: tuple[str, ...]
    as_of: dt.date | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkJudgement(Record):
    """A judgement as the result has it; evidence as `{note_id, start, end, role}`, with `text` where the result has words."""

    criterion_id: str
    kind: str
    verdict: str
    basis: str
    evidence: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class ResultJudgement:
    """A row of the table of judgements: a judgement and the pair it is of."""

    patient_id: str
    trial_key: str
    judgement: WorkJudgement


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """The tables of a result.

    Attributes:
        made_with: versions and options as the run noted them; empty where that file is not there.
    """

    name: str
    pairs: Path
    judgements: Path | None
    made_with: dict[str, Any]

    def digest(self) -> str:
        """sha256 of the table of pairs, by which a result is known again."""
        with self.pairs.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def result_at(path: Path) -> ResultFiles:
    """The result in a folder, or of a file of pairs with its other tables beside it.

    Raises:
        InputError: there is no table of pairs.
    """
    if path.is_dir():
        return result_of([one for one in sorted(path.iterdir()) if one.is_file()], path.name or "result")
    if not path.is_file():
        raise InputError(str(path), None, "no such file or folder; name what `matcher score` wrote")
    beside = [one for one in sorted(path.parent.glob(f"{glob.escape(path.stem)}.*")) if one.is_file() and one != path]
    if path.stem == "pairs":
        beside += [
            one for one in (*sorted(path.parent.glob("judgements.*")), path.parent / "run.json") if one.is_file()
        ]
    return result_of([path, *beside], path.parent.name if path.stem == "pairs" else path.stem)


def result_of(files: Sequence[Path], name: str) -> ResultFiles:
    """The result some files make up, each known by its columns.

    Raises:
        InputError: none of them is a table of pairs, or several are.
    """
    pairs, judgements, made_with = [], None, {}
    for path in files:
        if path.suffix.lower() in SUFFIXES:
            columns = _columns(path)
            if columns.issuperset(_PAIR):
                pairs.append(path)
            elif columns.issuperset(_JUDGEMENT):
                judgements = path
        elif path.name.endswith("run.json"):
            made_with = _made_with(path)
    if len(pairs) != 1:
        mend = (
            "several tables of pairs are here; name one"
            if pairs
            else "there is no table of pairs; name what `matcher score` wrote"
        )
        raise InputError(name, None, mend)
    return ResultFiles(name, pairs[0], judgements, made_with)


def pairs_in(files: ResultFiles) -> Iterator[ResultPair]:
    """The pairs, one after the other.

    Raises:
        InputError: a row is none.
    """
    for number, row in _rows(files.pairs):
        yield _made(files.pairs, number, row, _pair)


def judgements_in(files: ResultFiles) -> Iterator[ResultJudgement]:
    """The judgements, one after the other; none where the result has no such table.

    Raises:
        InputError: a row is none.
    """
    if files.judgements is not None:
        for number, row in _rows(files.judgements):
            yield _made(files.judgements, number, row, _judgement)


def _made(path: Path, number: int, row: dict[str, Any], make: Any) -> Any:
    try:
        return make(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        mend = "this row is not as `matcher score` writes it; import the file as it was written"
        raise InputError(path.name, f"row {number}", mend) from None


def _pair(row: dict[str, Any]) -> ResultPair:
    status, score = row["status"], row["score"]
    if status not in STATUSES:
        raise ValueError(status)
    score = None if score in (None, "") else float(score)
    if score is not None and not 0 <= score <= 1:
        raise ValueError(score)
    as_of = row.get("as_of") or None
    return ResultPair(
        _id(row["patient_id"]),
        _key(row["trial_id"]),
        status,
        score,
        {name: int(row.get(name) or 0) for name in _COUNTS},
        tuple(_text(one)[:_LONGEST_CRITERION] for one in _list(row["deciding"])),
        tuple(map(_text, _list(row["open_questions"]))),
        dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
        tuple(map(_text, _list(row.get("warnings")))),
    )


def _judgement(row: dict[str, Any]) -> ResultJudgement:
    if row["verdict"] not in VERDICTS:
        raise ValueError(row["verdict"])
    evidence = row["evidence"]
    if isinstance(evidence, str):
        evidence = json.loads(evidence) if evidence else []
    reason = row.get("reason")
    return ResultJudgement(
        _id(row["patient_id"]),
        _key(row["trial_id"]),
        WorkJudgement(
            _text(row["criterion_id"])[:_LONGEST_CRITERION],
            _text(row.get("kind") or "")[:10],
            row["verdict"],
            _text(row["basis"])[:12],
            tuple(_place(one) for one in evidence or ()),
            tuple(map(_text, _list(row["missing"]))),
            _text(reason) if reason else None,
        ),
    )


def _place(given: dict[str, Any]) -> dict[str, Any]:
    """Evidence with its own fields alone."""
    kept = {name: given[name] for name in _EVIDENCE if given.get(name) is not None}
    return {name: _text(value) if isinstance(value, str) else int(value) for name, value in kept.items()}


def _id(value: Any) -> str:
    text = _text(value).strip()
    if not 0 < len(text) <= _LONGEST_ID:
        raise ValueError("id")
    return text


def _key(value: Any) -> str:
    """The name the trial's reviews are kept under; one that is too long is cut, and told apart by its sum."""
    text = _text(value).strip()
    if not text:
        raise ValueError("trial")
    if len(text) <= _LONGEST_KEY:
        return text
    return f"{text[: _LONGEST_KEY - 17]}~{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return _UNWRITABLE.sub("�", value)


def _list(value: Any) -> list[str]:
    """A list of words; in a CSV its items are joined."""
    if isinstance(value, str):
        return value.split(" | ") if value else []
    return list(value or ())


def _columns(path: Path) -> set[str]:
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            import pyarrow.parquet as pq

            return set(pq.read_schema(path).names)
        with path.open("rb") as file:
            first = file.readline(_MOST_MADE_WITH).decode("utf-8-sig")
        if path.suffix.lower() == ".csv":
            return set(next(csv.reader([first]), ()))
        record = json.loads(first) if first.strip() else {}
        return set(record) if isinstance(record, dict) else set()
    except (OSError, ValueError, csv.Error):  # what cannot be read is no table
        return set()


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows with their numbers from 1."""
    suffix = path.suffix.lower()
    try:
        read = (
            _parquet(path) if suffix in (".parquet", ".pq") else _csv(path) if suffix == ".csv" else _json_lines(path)
        )
        yield from enumerate(read, 1)
    except InputError:
        raise
    except (OSError, ValueError, csv.Error) as error:  # pyarrow's errors are of these kinds
        raise InputError(path.name, None, f"the file cannot be read ({type(error).__name__})") from None


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            yield from batch.to_pylist()


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: unharmed(cell) if isinstance(cell, str) else cell for name, cell in row.items() if name}


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield dict(json.loads(line))
                except (ValueError, TypeError):
                    raise InputError(path.name, f"line {number}", "this line is no JSON object") from None


def _made_with(path: Path) -> dict[str, Any]:
    """Versions and options of the run; a file that is none of ours is passed over."""
    try:
        if path.stat().st_size > _MOST_MADE_WITH:
            return {}
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {part: read[part] for part in ("versions", "options") if isinstance(read.get(part), dict)}
        if isinstance(read, dict)
        else {}
    )

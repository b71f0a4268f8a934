"""What a run depends on, so that a run that was stopped is not gone on with under other conditions."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from matcher.bulk.options import Running, Scoring
from matcher.bulk.plan import Plan

_MEANING = {
    "program": "the program or its tables",
    "vocabulary": "the vocabulary",
    "trials": "the trials",
    "options": "the options",
    "notes": "the notes",
}
"""Part → what is said when it has changed."""


@cache
def _program() -> str:
    """Digest of the package: code, tables, models."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".tsv", ".yaml") and path.is_file():
            found.update(path.relative_to(package).as_posix().encode() + b"\\0")
            found.update(path.read_bytes())
    return found.hexdigest()


def fingerprint(plan: Plan, scoring: Scoring, running: Running, notes: str) -> dict[str, str]:
    """The parts a result depends on, each as a short text that changes with it.

    Args:
        notes: what identifies the export: names, sizes and times of its files, or its query.
    """
    from matcher.terms import vocabulary

    sorting = [running.partitions, running.partition_bytes, running.unit_seconds]
    return {
        "program": _program(),
        "vocabulary": vocabulary().version,
        "trials": plan.digest,
        "options": json.dumps([scoring.to_dict(), sorting], sort_keys=True),
        "notes": notes,
    }


def changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """In words, what is not as it was; empty if all is."""
    return [meaning for part, meaning in _MEANING.items() if before.get(part) != now.get(part)]


def identity(source: Path | str) -> str:
    """What identifies an export: the names, sizes and times of all its files; a query by its words."""
    path = Path(source)
    if not path.exists():
        return str(source)
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    found = hashlib.sha256()
    for file in files:
        about = file.stat()
        found.update(f"{file}\\0{about.st_size}\\0{about.st_mtime_ns}\\n".encode("utf-8", "surrogateescape"))
    return f"{len(files)} files, {found.hexdigest()}"

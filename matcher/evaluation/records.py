"""Labelled data: JSON Lines, gzipped or not, alone or several sets in a folder. `docs/evaluation.md` has the fields."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.text.files import decode, opening, read_text
from matcher.text.streams import DAMAGED

_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of labelled data: its fields, and where it stands, for messages."""

    fields: dict[str, Any]
    path: Path
    line: int

    @property
    def name(self) -> str:
        """What to call the record: its id, else its line."""
        return str(self.fields.get("id", f"{self.path.name}:{self.line}"))

    def get(self, *names: str) -> Any:
        """The first of some fields that the record has, else None."""
        return next((self.fields[name] for name in names if self.fields.get(name) is not None), None)

    def need(self, *names: str) -> Any:
        """The same, and its absence is an error.

        Raises:
            InputError: the record has none of them.
        """
        found = self.get(*names)
        if found is None:
            raise self.wrong(f'the field "{names[0]}" is missing')
        return found

    def wrong(self, mend: str) -> InputError:
        """An error that names the file and the line."""
        return InputError(str(self.path), f"line {self.line}", mend)

    def one_of(self, value: Any, choices: Sequence[str], field: str) -> str:
        """A value that must be one of some words, in whatever case.

        Raises:
            InputError: it is none of them.
        """
        said = str(value).strip().lower()
        if said not in choices:
            raise self.wrong(f'the field "{field}" must be one of {", ".join(choices)}')
        return said


def read(path: Path) -> Iterator[Labelled]:
    """The records of one file.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            raise InputError(str(path), f"line {number}", "this line is not valid JSON") from None
        if not isinstance(fields, dict):
            raise InputError(str(path), f"line {number}", "a record must be a JSON object")
        yield Labelled(fields, path, number)


def _text(path: Path) -> str:
    if path.suffix != ".gz":
        return read_text(path)
    with opening(path):
        packed = path.read_bytes()
    try:
        return decode(gzip.decompress(packed), str(path))
    except DAMAGED:
        raise InputError(str(path), None, "this gzip file is damaged") from None


def files(data: Path, names: Sequence[str]) -> list[Path]:
    """The files a command reads: the file given, or those of a folder with one of some names ("judgements", "pairs" …); where it
    has none of these, all its JSON Lines.

    Raises:
        InputError: there is no such file, or the folder has none to read.
    """
    if not data.exists():
        raise InputError(str(data), None, "no such file or folder.")
    if not data.is_dir():
        return [data]
    every = sorted(path for path in data.iterdir() if path.name.endswith(_ENDINGS))
    wanted = [path for path in every if stem(path) in names]
    found = wanted or [path for path in every if stem(path) not in ("patients", "trials")]
    if not found:
        raise InputError(str(data), None, f"the folder has no labelled data; name a file {names[0]}.jsonl.")
    return found


def stem(path: Path) -> str:
    """A file's name without its endings."""
    return path.name.split(".", 1)[0]


def beside(path: Path, name: str) -> Path | None:
    """A set of another name in the same folder, None where there is none."""
    return next((file for ending in _ENDINGS if (file := path.parent / f"{name}{ending}").exists()), None)


def day(record: Labelled, value: Any, field: str) -> dt.date | None:
    """A date of a record.

    Raises:
        InputError: it is no ISO date.
    """
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise record.wrong(f'the field "{field}" must be a date written YYYY-MM-DD') from None

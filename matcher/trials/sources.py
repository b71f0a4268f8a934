"""Trials from wherever they are kept: files of every form, gzip and zip of them, folders, search pages, tables."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Any

from matcher.errors import Failure, InputError
from matcher.text.delimited import Row, Table, column_key
from matcher.text.files import decode, suffix_of
from matcher.text.json_stream import elements
from matcher.text.streams import DAMAGED, mended, open_binary, open_text
from matcher.text.tables import read_table
from matcher.trials.fields import age, phases, sexes
from matcher.trials.forms import TrialSource, from_json, from_text, parse_json
from matcher.trials.headings import names_criteria
from matcher.trials.page import NCT_ID
from matcher.trials.registry import TrialRecord, is_search_page

Source = str | Path | Mapping[str, Any] | Iterable[Any]
PASTED = "pasted trial"
_RECORDS = "trial records"
_TABLES = (".csv", ".tsv", ".tab", ".psv")
_LINES = (".jsonl", ".ndjson")
_TEXTS = (".txt", ".md", ".text", "")
_SUFFIXES = (*_TABLES, *_LINES, *_TEXTS, ".json", ".xml", ".yaml", ".yml", ".zip")
_LIMIT = 5_000_000
"""Most characters of a row of a table."""
_MOST_BYTES = 200_000_000
"""Largest file that is one trial, and largest member of a zip."""


def read_sources(source: Source) -> Iterator[TrialSource | Failure]:
    """The trials of a source, not parsed yet; one that cannot be read gives a `Failure`, and the rest goes on.

    Args:
        source: a `Path` of a file or folder, a `str` of text or JSON, a mapping (study or search page), or an iterable of these.

    Raises:
        InputError: the source as a whole cannot be read. Files of a folder give a `Failure` instead.
    """
    if isinstance(source, Path):
        if source.is_dir():
            yield from _folder(source)
        else:
            yield from _file(source, source.name)
    elif isinstance(source, str):
        if source.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            yield from _of_json(parse_json(source, _RECORDS), _RECORDS)
        else:
            yield from_text(source, PASTED)
    elif isinstance(source, Mapping) or not isinstance(source, Iterable):
        yield from _of_json(source, _RECORDS)
    else:
        for number, one in enumerate(source, 1):
            if isinstance(one, Path | str):
                try:
                    yield from read_sources(one)
                except InputError as error:
                    yield Failure(error.source, error.record, error.mend)
            else:
                yield from _each([(number, one)], _RECORDS)


def _of_json(data: Any, name: str) -> Iterator[TrialSource | Failure]:
    if isinstance(data, Mapping):
        held = data["studies"] if is_search_page(data) else [data]
    elif isinstance(data, list):
        held = data
    else:
        mend = "this JSON holds no trial records; give a study or a search page of the ClinicalTrials.gov API v2"
        raise InputError(name, None, mend)
    yield from _each(enumerate(held, 1), name)


def _each(records: Iterable[tuple[int, Any]], name: str) -> Iterator[TrialSource | Failure]:
    """Each JSON record as a trial; a search page among them gives its studies."""
    for number, record in records:
        place = f"{name}, record {number}"
        if isinstance(record, Mapping) and is_search_page(record):
            yield from _each(enumerate(record["studies"], 1), place)
            continue
        try:
            yield from_json(record, place)
        except InputError as error:
            yield Failure(error.source, error.record, error.mend)


def _folder(folder: Path) -> Iterator[TrialSource | Failure]:
    """Every file below a folder that is of a kind trials come in, in the order of their names."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(str(folder), None, f"the folder cannot be opened ({type(error).__name__}).") from None
    for path in inside:
        if path.name.startswith(".") or (path.is_symlink() and path.is_dir()):
            continue
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file() and suffix_of(path.name) in _SUFFIXES:
            try:
                for found in _file(path, path.name):
                    yield _checked(found)
            except InputError as error:
                yield Failure(error.source, error.record, error.mend)


def _checked(found: TrialSource | Failure) -> TrialSource | Failure:
    """A text among other files is a trial only if it says so: a folder may hold a README."""
    if isinstance(found, Failure) or found.form != "text" or names_criteria(found.text):
        return found
    mend = "no heading of inclusion or exclusion criteria was found; if this is eligibility text, name the file itself"
    return Failure(found.name, None, mend)


def _file(path: Path, name: str) -> Iterator[TrialSource | Failure]:
    suffix = suffix_of(name)
    if suffix == ".zip":
        yield from _zip(path, name)
    elif suffix in _TABLES:
        yield from _streamed(_table, path, name)
    elif suffix in _LINES:
        yield from _streamed(_lines, path, name)
    elif suffix == ".json":
        yield from _json(path, name)
    else:
        yield from _one(_whole(path, name), path, name, suffix)


def _one(text: str, path: Path, name: str, suffix: str) -> Iterator[TrialSource | Failure]:
    """A file without a telling suffix: JSON, a table whose header names criteria, or one trial."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) and suffix in _TEXTS:
        yield from _of_json(parse_json(text, name), name)
    elif suffix in _TEXTS and "|" in text[:2000] and _knows_text(text.lstrip("\ufeff").split("\n", 1)[0].split("|")):
        yield from _streamed(_table, path, name)
    else:
        yield from_text(text, name, suffix)


def _whole(path: Path, name: str) -> str:
    try:
        with open_binary(path) as stream:
            data = stream.read(_MOST_BYTES + 1)
    except DAMAGED:
        raise InputError(name, None, "the compressed file is damaged or cut off; download it again") from None
    if len(data) > _MOST_BYTES:
        raise InputError(name, None, "the file is too large for one trial; give many trials as JSON Lines or CSV")
    return decode(data, name)


def _json(path: Path, name: str) -> Iterator[TrialSource | Failure]:
    """A study, a list of studies, or a search page; of many studies one at a time is in memory."""
    stream, _ = open_text(path)
    given = False
    try:
        with stream:
            for found in elements(stream, name, ("studies",)):
                if isinstance(found, tuple):
                    given = True
                    yield from _each([found], name)
                else:
                    yield from_json(found, name)
    except DAMAGED:
        yield Failure(name, None, "the compressed file is damaged or cut off; the records before that were read")
    except InputError as error:
        if given:
            yield Failure(error.source, error.record, error.mend)
        elif "not valid JSON" in error.mend:
            # Read again as a whole, for the line of the mistake.
            parse_json(_whole(path, name), name)
            raise
        else:
            raise


def _streamed(reader: Any, path: Path, name: str) -> Iterator[TrialSource | Failure]:
    stream, certain = open_text(path)
    with stream:
        try:
            yield from reader(stream, name, certain)
        except DAMAGED:
            yield Failure(name, None, "the compressed file is damaged or cut off; the records before that were read")


def _lines(stream: IO[str], name: str, certain: bool) -> Iterator[TrialSource | Failure]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            record = json.loads((mended(line, certain) or "").lstrip("\ufeff"))
        except (ValueError, RecursionError):
            yield Failure(name, f"line {number}", "this line is not valid JSON")
            continue
        yield from _each([(number, record)], name)


@cache
def _columns() -> dict[str, str]:
    """Column, as `_key` has it → field."""
    table = read_table(Path(__file__).parent / "tables" / "record_columns.tsv")
    return {column_key(row["name"]): row["field"] for row in table}


@cache
def _rank() -> dict[str, int]:
    return {name: number for number, name in enumerate(_columns())}


def _knows_text(names: Sequence[str]) -> bool:
    return any(_columns().get(column_key(name)) == "text" for name in names)


def _table(stream: IO[str], name: str, certain: bool) -> Iterator[TrialSource | Failure]:
    """The rows of a CSV. The registry's own CSV export has no criteria: then the file as a whole is refused."""
    table = Table(stream, name, certain, knows=_knows_text, limit=_LIMIT)
    chosen: dict[str, str] = {}
    for column in sorted(table.header, key=lambda column: _rank().get(column_key(column), len(_rank()))):
        field = _columns().get(column_key(column))
        if field and field not in chosen:
            chosen[field] = column
    if "text" not in chosen:
        mend = (
            'no column with eligibility criteria was found; name it "Eligibility Criteria". The CSV that ClinicalTrials.gov offers '
            "for download has none: download the same search as JSON"
        )
        raise InputError(name, "line 1", mend)

    def sound(cells: Mapping[str, str]) -> bool:
        return bool(NCT_ID.fullmatch(cells.get(chosen.get("nct_id", ""), "").strip()))

    for row in table.rows(sound):
        yield row if isinstance(row, Failure) else _of_row(row, chosen, name)


def _of_row(row: Row, columns: Mapping[str, str], name: str) -> TrialSource | Failure:
    if row.size > _LIMIT:
        return Failure(name, row.record, f"the row is longer than {_LIMIT:,} characters")
    cells = {field: row.cells[column].strip() for field, column in columns.items()}
    if not cells["text"]:
        return Failure(name, row.record, "the row has no eligibility criteria")
    record = TrialRecord(
        text=cells["text"],
        nct_id=cells.get("nct_id") or None,
        title=cells.get("title") or None,
        conditions=tuple(part.strip() for part in cells.get("conditions", "").split("|") if part.strip()),
        phase=phases(cells.get("phase", "")),
        sex=sexes(cells.get("sex") or None),
        min_age=age(cells.get("min_age")),
        max_age=age(cells.get("max_age")),
    )
    return TrialSource("record", f"{name}, {row.record}", record.text, record)


def _zip(path: Path, name: str) -> Iterator[TrialSource | Failure]:
    """The files of an archive, as the registry offers searches for download."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile):
        raise InputError(name, None, "the archive is missing or damaged; download it again") from None
    with archive:
        for member in archive.infolist():
            inner = PurePosixPath(member.filename)
            place = f"{name}, {member.filename}"
            if member.is_dir() or inner.name.startswith(".") or inner.suffix.lower() not in (".json", ".xml", *_TEXTS):
                continue
            if member.file_size > _MOST_BYTES:
                yield Failure(place, None, "the file is too large; unpack the archive and name the folder")
                continue
            try:
                text = decode(archive.read(member), place)
                if inner.suffix.lower() == ".json":
                    found = _of_json(parse_json(text, place), place)
                    yield from (replace(one, name=place) if isinstance(one, TrialSource) and one.name == f"{place}, record 1" else one for one in found)  # fmt: skip
                else:
                    yield _checked(from_text(text, place, inner.suffix.lower()))
            except InputError as error:
                yield Failure(error.source, error.record, error.mend)
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, *DAMAGED):
                yield Failure(place, None, "the file in the archive is damaged or locked; download it again")

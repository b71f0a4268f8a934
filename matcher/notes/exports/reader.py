"""Note records from any export, one after the other, with no more than one in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack

from matcher.errors import Failure, InputError
from matcher.notes.exports.database import DUCKDB_SUFFIXES, SQLITE_SUFFIXES, is_url
from matcher.notes.exports.kinds import kind_of
from matcher.notes.exports.names import compiled
from matcher.notes.exports.record import Columns, ExportOptions, NoteOrFailure, NoteRecord
from matcher.text.files import suffix_of

Source = Path | str | Mapping[str, Any] | NoteRecord | Iterable[Any] | None
_ROWS = "rows"
_COLUMNS = ("text", "patient_id", "note_id", "date", "title")


class ReadOptions(TypedDict, total=False):
    """Which columns hold what, and how the files are written; see `Columns` and `ExportOptions`."""

    text: str | None
    patient_id: str | None
    note_id: str | None
    date: str | None
    title: str | None
    encoding: str | None
    delimiter: str | None
    escape: str | None
    date_format: str | None
    pattern: str | None
    limit: int
    query: str | None


def read_records(source: Source, **options: Unpack[ReadOptions]) -> Iterator[NoteOrFailure]:
    """The notes of an export as they stand in it, without reading what they say.

    Streams: no file is ever in memory as a whole, save those that are one note. What cannot be read is a `Failure` with
    its place, and the rest goes on. No failure and no message holds a word of a note.

    Args:
        source: a `Path` of a file (any of `kinds.KINDS`, gzip of these, a DuckDB or SQLite file), of a folder of such files
            (all below it, hidden ones left out), a database URL (a `str`), an iterable of any of these, of mappings (one a
            note) or of `NoteRecord`; or None with a `query` over files that DuckDB reads itself.
        **options: `text`, `patient_id`, `note_id`, `date`, `title` name columns or keys, by default guessed; `encoding`, `delimiter`,
            `escape`, `date_format`, `pattern`, `limit`, `query`: see `ExportOptions`.

    Raises:
        InputError: the source as a whole cannot be read, or its column of text cannot be told. Files of a folder give a
            `Failure` instead.
    """
    given = {name: value for name, value in options.items() if value is not None}
    unknown = set(given) - set(ReadOptions.__annotations__)
    if unknown:
        known = ", ".join(ReadOptions.__annotations__)
        raise TypeError(f"unknown option {min(unknown)!r}; there are {known}")
    columns = {name: value for name, value in given.items() if name in _COLUMNS}
    others = {name: value for name, value in given.items() if name not in _COLUMNS}
    chosen = ExportOptions(Columns(**columns), **others)  # type: ignore[arg-type]
    for name in ("delimiter", "escape"):
        if len(getattr(chosen, name) or "1") != 1:
            raise InputError(name, None, "it must be one character")
    if chosen.limit < 1:
        raise InputError("limit", None, "the limit of a note must be at least one character")
    if chosen.pattern is not None:
        compiled(chosen.pattern)
    return _read(source, chosen)


def _read(source: Source, options: ExportOptions) -> Iterator[NoteOrFailure]:
    if source is None or _is_database(source):
        from matcher.notes.exports.database import read

        assert source is None or isinstance(source, str | Path)
        return read(source, options)
    if isinstance(source, str):
        raise InputError("notes", None, "a str is text or a database URL; give the file or folder as a Path")
    if isinstance(source, Path):
        return _folder(source, options) if source.is_dir() else _file(source, source.name, options)
    if isinstance(source, Mapping | NoteRecord):
        return _several([source], options)
    if isinstance(source, bytes | bytearray) or not isinstance(source, Iterable):
        raise InputError("notes", None, "give a Path, a database URL, or an iterable of Paths or mappings")
    return _several(source, options)


def _is_database(source: Source) -> bool:
    if isinstance(source, str):
        return is_url(source)
    return isinstance(source, Path) and source.suffix.lower() in (*DUCKDB_SUFFIXES, *SQLITE_SUFFIXES)


def _file(path: Path, name: str, options: ExportOptions) -> Iterator[NoteOrFailure]:
    if not path.exists():
        raise InputError(str(path), None, "no such file; check the name and the folder.")
    yield from kind_of(path, name).load()(path, name, options)


def _folder(folder: Path, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """Every file below a folder, in the order of their names."""
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if suffix_of(name) in (*DUCKDB_SUFFIXES, *SQLITE_SUFFIXES):
            yield Failure(name, None, "a database in a folder is not read; name it with a query")
            continue
        try:
            yield from _file(path, name, options)
        except InputError as error:
            yield Failure(error.source, error.record, error.mend)


def _files(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(str(folder), None, f"the folder cannot be opened ({type(error).__name__}).") from None
    for path in inside:
        if path.name.startswith((".", "~$")) or (path.is_symlink() and path.is_dir()):
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _several(sources: Iterable[Any], options: ExportOptions) -> Iterator[NoteOrFailure]:
    from matcher.notes.exports.json_rows import RowReader

    rows = RowReader(_ROWS, options)
    for number, source in enumerate(sources, 1):
        if isinstance(source, NoteRecord | Failure):
            yield source
        elif isinstance(source, Path):
            yield from _read(source, options)
        else:
            yield from rows.read(source, f"row {number}")
    rows.end()

"""Notes from a database by an SQL query: DuckDB files, SQLite files, and any database SQLAlchemy has a driver for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.notes.exports.columns import choose
from matcher.notes.exports.record import ExportOptions, NoteOrFailure
from matcher.notes.exports.rows import note_of
from matcher.text.files import opening

_BATCH = 256
_SQLITE = b"SQLite format 3\x00"
DUCKDB_SUFFIXES = (".duckdb", ".ddb")
SQLITE_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def is_url(source: str) -> bool:
    """Whether a text is a database URL ("postgresql+psycopg://…")."""
    scheme, mark, _ = source.partition("://")
    return bool(mark) and scheme.replace("+", "").replace("_", "").isalnum()


def read(source: Path | str | None, options: ExportOptions) -> Iterator[NoteOrFailure]:
    """The rows of `options.query` as notes, streamed. Nothing is written: files are opened read-only.

    Args:
        source: a DuckDB or SQLite file, a database URL, or None for a query over files that DuckDB reads itself
            ("SELECT … FROM 'notes/*.parquet'").
        options: with the query.

    Raises:
        InputError: there is no query, the database or its driver is missing, or the query fails. The message says what
            kind of error it was and not what the database said, which may quote a note.
    """
    if not options.query or not options.query.strip():
        raise InputError(_name(source), None, "a database needs a query that gives the notes (query=…)")
    if source is None or (isinstance(source, Path) and not _is_sqlite(source)):
        names, batches = _duckdb(source, options.query)
    else:
        url = str(source) if isinstance(source, str) else f"sqlite:///file:{source.resolve()}?mode=ro&uri=true"
        names, batches = _sqlalchemy(url, _name(source), options.query)
    columns = choose(names, options.columns, f"{_name(source)} (query)")
    number = 0
    for batch in batches:
        for row in batch:
            number += 1
            yield note_of(dict(zip(names, row, strict=True)), columns, _name(source), f"row {number}", options)


def _name(source: Path | str | None) -> str:
    """What a database is called in messages: never its URL, which may hold a password."""
    return "query" if source is None else source.name if isinstance(source, Path) else source.partition(":")[0]


def _is_sqlite(path: Path) -> bool:
    with opening(path), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


Batches = Iterator[Sequence[Sequence[Any]]]


def _duckdb(path: Path | None, query: str) -> tuple[list[str], Batches]:
    try:
        import duckdb
    except ImportError:
        mend = "DuckDB is not installed: pip install 'trial-matcher[bulk]'"
        raise InputError(_name(path), None, mend) from None

    try:
        connection = duckdb.connect(str(path), read_only=True) if path else duckdb.connect()
        result = connection.execute(query)
        names = [column[0] for column in result.description or ()]
    except duckdb.Error as error:
        raise _failed(path, error) from None

    def batches() -> Batches:
        with connection:
            while True:
                try:
                    rows = result.fetchmany(_BATCH)
                except duckdb.Error as error:
                    raise _failed(path, error) from None
                if not rows:
                    return
                yield rows

    return names, batches()


def _sqlalchemy(url: str, name: str, query: str) -> tuple[list[str], Batches]:
    import sqlalchemy as sa
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = sa.create_engine(url, hide_parameters=True)
        connection = engine.connect().execution_options(stream_results=True, yield_per=_BATCH)
        result = connection.execute(sa.text(query.replace(":", "\\:")))
        names = list(result.keys())
    except ImportError:
        raise InputError(name, None, "the driver of this database is not installed; install it with pip") from None
    except SQLAlchemyError as error:
        raise _failed(name, error) from None

    def batches() -> Batches:
        try:
            for rows in result.partitions():
                yield [tuple(row) for row in rows]
        except SQLAlchemyError as error:
            raise _failed(name, error) from None
        finally:
            connection.close()
            engine.dispose()

    return names, batches()


def _failed(source: Path | str | None, error: Exception) -> InputError:
    name = source if isinstance(source, str) else _name(source)
    return InputError(
        name, None, f"the query failed ({type(error).__name__}); try it in the database's own program first"
    )

"""Opening the database: private, safe beside other writers, and brought up to the present schema."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from matcher.errors import InputError
from matcher.store.location import Location
from matcher.store.schema import HEAD, VERSION_TABLE

_WAIT = 30
"""Seconds to wait for another writer."""
_PRAGMAS = (
    f"busy_timeout={_WAIT * 1000}",
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",
)
"""WAL lets readers read while one writes; with FULL what was saved survives a power cut; what was deleted is overwritten."""
_MIGRATION_LOCK = 0x6D617463


class Database:
    """A connection to the store. Close it when done.

    Args:
        location: file or URL.
        create: make the file where there is none.

    Raises:
        InputError: there is no such file and `create` is not set, it is no library, was written by a newer version, or
            cannot be opened or written.
    """

    def __init__(self, location: Location, *, create: bool = True) -> None:
        self.name = location.name
        if location.path is not None:
            _prepare(location.path, create)
            url: str | sa.URL = sa.URL.create("sqlite", database=str(location.path))
        else:
            url = location.url or ""
        try:
            self.engine = sa.create_engine(
                url,
                hide_parameters=True,
                connect_args=_connect(location),
                pool_pre_ping=location.path is None,
                json_serializer=partial(json.dumps, ensure_ascii=False),
            )
        except ImportError:
            mend = "its driver is not installed: pip install 'trial-matcher[postgres]'"
            raise InputError(self.name, None, mend) from None
        except SQLAlchemyError:
            raise InputError(
                self.name, None, "this is no database URL; write postgresql://user@host/database"
            ) from None
        self.sqlite = self.engine.dialect.name == "sqlite"
        if self.sqlite:
            sa.event.listen(self.engine, "connect", _set_up)
            sa.event.listen(self.engine, "begin", _begin)
        self._writing = self.engine.execution_options(matcher_write=True)
        with self._guarded():
            self._bring_up_to_date()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the database throughout."""
        with self._guarded(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction: all of it is kept, or nothing. Other writers wait until it ends."""
        with self._guarded(), self._writing.begin() as connection:
            yield connection

    def erase(self, delete: Callable[[sa.Connection], int]) -> int:
        """Delete in one transaction, and leave nothing of what was deleted behind.

        Args:
            delete: deletes, and says how many rows there were; that is given back.
        """
        with self.writing() as connection:
            gone = delete(connection)
        if gone:
            self._forget_deleted()
        return gone

    def _forget_deleted(self) -> None:
        """Take what was deleted out of the write-ahead log too, as soon as no reader stands in the way."""
        if self.sqlite:
            with self._guarded():
                connection = self.engine.raw_connection()
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns what the database says into a message without a word of what it holds."""
        try:
            yield
        except DBAPIError as error:
            raise InputError(self.name, None, _mend(error)) from None

    def _bring_up_to_date(self) -> None:
        with self.engine.connect() as connection:
            if _revision(connection) == HEAD:
                return
        with self._writing.begin() as connection:
            if not self.sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            if _revision(connection) != HEAD:
                from matcher.store.migrations import upgrade

                upgrade(connection, self.name)


class Store:
    """What keeps one kind of thing in a database. Close it when done, or use it in a `with` statement."""

    database: Database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()


def _prepare(path: Path, create: bool) -> None:
    """Make the file, for its owner alone, where there is none."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                start = file.read(16)
            if start and start != b"SQLite format 3\x00":
                raise InputError(str(path), None, "this file is no library; name another (--library)")
            return
        if path.is_dir():
            raise InputError(str(path), None, "this is a folder; name a file in it (--library)")
        if not create:
            mend = "there is no library yet; add trials first: matcher trials add SOURCE, or keep a review"
            raise InputError(str(path), None, mend)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise InputError(str(path), None, f"the library cannot be opened ({type(error).__name__})") from None


def _connect(location: Location) -> dict[str, Any]:
    return {"timeout": _WAIT} if location.path is not None else {"connect_timeout": 10}


def _set_up(connection: Any, _: object) -> None:
    # Transactions are begun by `_begin`, not by the driver, which would begin them late and without the write lock.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("matcher_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _revision(connection: sa.Connection) -> str | None:
    """The newest migration the database has seen; None of an empty one."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return found


def _mend(error: DBAPIError) -> str:
    said = str(error.orig).lower()
    for words, mend in _SAID:
        if words in said:
            return mend
    if isinstance(error, OperationalError):
        return "the database cannot be reached; check that it runs, the address, the user and the password"
    return f"the database refused ({type(error).__name__})"


_SAID = (
    ("not a database", "this file is no library; name another (--library)"),
    ("malformed", "the library is damaged; restore a copy of it"),
    ("readonly", "the library cannot be written; check who may write the file and its folder"),
    ("read-only", "the library cannot be written; check who may write the file and its folder"),
    ("permission denied", "the library cannot be opened; check who may"),
    ("full", "the disk is full; make room and try again"),
    ("locked", f"another program has been writing for {_WAIT} seconds; try again when it is done"),
    ("unable to open", "the library cannot be opened; check that its folder is there and who may write it"),
)

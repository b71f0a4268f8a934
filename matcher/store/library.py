"""The trial library: trials by their id, with every version, and a search over title, condition and id."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import sqlalchemy as sa

from matcher.errors import Failure, InputError
from matcher.records import Record, plain
from matcher.store import trial_search
from matcher.store.database import Database, Store
from matcher.store.location import Location, locate
from matcher.store.schema import trial_versions, trials
from matcher.text.batches import in_batches
from matcher.trials.forms import TrialSource
from matcher.trials.page import read_page
from matcher.trials.reader import parse_source
from matcher.trials.registry import TrialRecord
from matcher.trials.sources import PASTED, Source, read_sources
from matcher.trials.types import Trial

_BATCH = 200
"""Trials a transaction."""
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
Change = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class LibraryEntry(Record):
    """A trial of the library, as far as a list shows it.

    `key` is the NCT id, else the name of the file it came from, else made from its text; `version` counts its texts.
    """

    key: str
    nct_id: str | None
    title: str | None
    conditions: tuple[str, ...]
    version: int
    added_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TrialVersion(Record):
    """One text a trial had: from where, since when, and its sha256."""

    key: str
    version: int
    source: str
    content_hash: str
    added_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Added(Record):
    """What became of a trial that was added; `has_criteria` is False where it came without eligibility text."""

    key: str
    title: str | None
    change: Change
    version: int
    has_criteria: bool


@dataclass(frozen=True, slots=True)
class _Incoming:
    source: TrialSource
    key: str
    nct_id: str | None
    title: str | None
    conditions: tuple[str, ...]
    content_hash: str
    has_criteria: bool


class TrialLibrary(Store):
    """Trials that stay. Several processes may read and write it at the same time.

    Args:
        location: a path or PostgreSQL URL; by default MATCHER_LIBRARY, else a file in the user's data folder.
        create: make the file where there is none.

    Raises:
        InputError: see `Database`. Any method raises it too where the database cannot be reached.

    >>> import tempfile
    >>> library = TrialLibrary(Path(tempfile.mkdtemp()) / "library.sqlite")
    >>> [one.change for one in library.add({"nct_id": "NCT00000001", "title": "Gout study", "eligibility": "Adults with gout"})]
    ['added']
    >>> [entry.key for entry in library.search("gout")]
    ['NCT00000001']
    >>> library.close()
    """

    def __init__(self, location: str | Path | Location | None = None, *, create: bool = True) -> None:
        self.database = Database(locate(location), create=create)

    def add(self, source: Source, *, key: str | None = None) -> Iterator[Added | Failure]:
        """Add the trials of a source. One that is there already gets a new version if its text or fields changed.

        Args:
            source: anything `read_trials` takes. Criteria are not parsed, so ten thousand trials take seconds.
            key: name of the trial, where the source is one trial without an NCT id.

        Yields:
            one for each trial, after it is stored; a Failure for what cannot be read.

        Raises:
            InputError: the source as a whole cannot be read.
        """
        named: dict[str, str] = {}
        for batch in in_batches(read_sources(source), _BATCH):
            done: list[Added | Failure] = []
            incoming: list[_Incoming] = []
            for one in batch:
                read = one if isinstance(one, Failure) else _incoming(one, key)
                if isinstance(read, _Incoming) and read.nct_id is None:
                    first = named.setdefault(read.key, read.content_hash)
                    if first != read.content_hash:
                        mend = f"another trial of this source is called {read.key!r}, and neither has an NCT id; add it alone, with a name"
                        read = Failure(read.source.name, None, mend)
                if isinstance(read, Failure):
                    done.append(read)
                else:
                    incoming.append(read)
            if incoming:
                with self.database.writing() as connection:
                    if not self.database.sqlite:
                        # Two writers may both find that a trial is new: the second waits here for the first.
                        connection.execute(sa.text("LOCK TABLE trials IN SHARE ROW EXCLUSIVE MODE"))
                    done.extend(_put(connection, one) for one in incoming)
            yield from done

    def get(self, key: str, version: int | None = None) -> Trial:
        """A trial, its criteria parsed by the present grammar (a reviewed YAML stays as it was reviewed).

        Args:
            key: as in the list; of an NCT id the case does not matter.
            version: an earlier text.

        Raises:
            InputError: there is no such trial or version.
        """
        return parse_source(self.source(key, version))

    def source(self, key: str, version: int | None = None) -> TrialSource:
        """A trial in the form it came in, not parsed: quick, and plain data that another process can parse."""
        newest = trials.c.version if version is None else sa.literal(version)
        query = (
            sa.select(trial_versions.c.form, trial_versions.c.source, trial_versions.c.text, trial_versions.c.fields)
            .join(trials, trials.c.id == trial_versions.c.trial_id)
            .where(trials.c.key == _normal(key), trial_versions.c.version == newest)
        )
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            what = "there is no such trial" if version is None else f"there is no version {version} of it"
            raise InputError("library", key, f"{what} in the library; see: matcher trials list")
        return _stored(row)

    def trials(self, keys: Iterable[str] | None = None) -> Iterator[Trial | Failure]:
        """The trials of these keys, or all, parsed one after the other."""
        for key in [entry.key for entry in self.list()] if keys is None else keys:
            try:
                yield self.get(key)
            except InputError as error:
                yield Failure(error.source, error.record or key, error.mend)

    def named(self, words: str | None = None, *, limit: int | None = None) -> Iterator[tuple[str, Trial] | Failure]:
        """The trials that some words find (see `search`), or all, each with its key, parsed one after the other."""
        for entry in self.found(words, limit=limit):
            for trial in self.trials([entry.key]):
                yield trial if isinstance(trial, Failure) else (entry.key, trial)

    def found(self, words: str | None = None, *, limit: int | None = None) -> tuple[LibraryEntry, ...]:
        """The trials that some words find, the best first (see `search`); all by key without words."""
        return self.search(words, limit=limit or len(self)) if words and words.strip() else self.list(limit=limit)

    def entry(self, key: str) -> LibraryEntry | None:
        """What the list shows of a trial."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(trials).where(trials.c.key == _normal(key))).one_or_none()
        return None if row is None else _entry(row)

    def list(self, *, limit: int | None = None, offset: int = 0) -> tuple[LibraryEntry, ...]:
        """The trials by key."""
        query = sa.select(trials).order_by(trials.c.key).limit(limit).offset(offset)
        with self.database.reading() as connection:
            return tuple(map(_entry, connection.execute(query)))

    def __len__(self) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(trials)).scalar_one())

    def search(self, words: str, *, limit: int = 50) -> tuple[LibraryEntry, ...]:
        """The trials in whose title, conditions or id the words stand, the best first.

        All words must be there, in any case and as beginnings of words; where no trial has all of them, those that have some.
        """
        with self.database.reading() as connection:
            ids = trial_search.find(connection, words, limit)
            rows = {row.id: row for row in connection.execute(sa.select(trials).where(trials.c.id.in_(ids)))}
        return tuple(_entry(rows[number]) for number in ids if number in rows)

    def history(self, key: str) -> tuple[TrialVersion, ...]:
        """The versions of a trial, the newest first."""
        query = (
            sa.select(trials.c.key, trial_versions)
            .join(trials, trials.c.id == trial_versions.c.trial_id)
            .where(trials.c.key == _normal(key))
            .order_by(trial_versions.c.version.desc())
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(TrialVersion(row.key, row.version, row.source, row.content_hash, row.added_at) for row in rows)

    def remove(self, key: str) -> bool:
        """Remove a trial with all its versions; whether it was there."""
        with self.database.writing() as connection:
            number = connection.execute(sa.select(trials.c.id).where(trials.c.key == _normal(key))).scalar()
            if number is None:
                return False
            trial_search.forget(connection, number)
            connection.execute(sa.delete(trials).where(trials.c.id == number))
        return True


def _put(connection: sa.Connection, new: _Incoming) -> Added:
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    there = connection.execute(
        sa.select(trials.c.id, trials.c.version, trials.c.content_hash).where(trials.c.key == new.key)
    ).one_or_none()
    if there is not None and there.content_hash == new.content_hash:
        return Added(new.key, new.title, "unchanged", there.version, new.has_criteria)
    head: dict[str, Any] = {
        "key": new.key,
        "nct_id": new.nct_id,
        "title": new.title,
        "conditions": list(new.conditions),
        "content_hash": new.content_hash,
        "updated_at": now,
    }
    if there is None:
        version, change = 1, "added"
        inserted = connection.execute(sa.insert(trials).values(**head, version=1, added_at=now)).inserted_primary_key
        assert inserted is not None
        number = inserted[0]
    else:
        number, version, change = there.id, there.version + 1, "updated"
        connection.execute(sa.update(trials).where(trials.c.id == number).values(**head, version=version))
    connection.execute(
        sa.insert(trial_versions).values(
            trial_id=number,
            version=version,
            form=new.source.form,
            text=new.source.text,
            fields=_fields(new.source.record),
            source=new.source.name,
            content_hash=new.content_hash,
            added_at=now,
        )
    )
    trial_search.remember(connection, number, new.key, new.title, new.conditions)
    return Added(new.key, new.title, change, version, new.has_criteria)  # type: ignore[arg-type]


def _incoming(source: TrialSource, key: str | None) -> _Incoming | Failure:
    """What the library notes of a trial beside its text."""
    has_criteria = bool(source.text.strip())
    try:
        if source.record is not None:
            record = source.record
            nct_id, title, conditions = record.nct_id, record.title, record.conditions
        elif source.form == "yaml":
            trial = parse_source(source)
            nct_id, title, conditions = trial.nct_id, trial.title, trial.conditions
            has_criteria = bool(trial.criteria)
        else:
            page = read_page(source.text, source.name)
            nct_id, title, conditions = page.nct_id, page.title, page.conditions
    except InputError as error:
        return Failure(error.source, error.record, error.mend)
    if any(_UNWRITABLE.search(part) for part in (source.text, title or "", nct_id or "", *conditions)):
        mend = "it holds characters that no database can keep (NUL, halves of surrogate pairs); take them out"
        return Failure(source.name, None, mend)
    fields = _fields(source.record)
    told = json.dumps([source.form, fields, source.text], sort_keys=True, ensure_ascii=False)
    content_hash = hashlib.sha256(told.encode()).hexdigest()
    named = _normal(nct_id or key or _name(source, content_hash))
    return _Incoming(source, named, nct_id, title, tuple(conditions), content_hash, has_criteria)


def _name(source: TrialSource, content_hash: str) -> str:
    """What a trial without an NCT id is called."""
    file, _, record = source.name.partition(", ")
    stem = re.sub(r"[^\w.-]+", "-", PurePosixPath(file).name.partition(".")[0]).strip("-")
    if source.name.startswith((PASTED, "trial record")) or not stem:
        return f"trial-{content_hash[:8]}"
    number = re.sub(r"[^\w.-]+", "-", record).strip("-")
    return f"{stem}-{number}" if number else stem


def _normal(key: str) -> str:
    key = key.strip()[:80]
    return key.upper() if re.fullmatch(r"NCT\d{8}", key, re.IGNORECASE) else key


def _fields(record: TrialRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "nct_id": record.nct_id,
        "title": record.title,
        "conditions": plain(record.conditions),
        "phase": plain(record.phase),
        "sex": record.sex,
        "min_age": plain(record.min_age),
        "max_age": plain(record.max_age),
        "structured": record.structured,
    }


def _stored(row: Any) -> TrialSource:
    record = None
    if row.fields is not None:
        fields = dict(row.fields)
        for name in ("conditions", "phase", "min_age", "max_age"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        record = TrialRecord(text=row.text, **fields)
    return TrialSource(row.form, row.source, row.text, record)


def _entry(row: Any) -> LibraryEntry:
    conditions: Sequence[str] = row.conditions
    return LibraryEntry(row.key, row.nct_id, row.title, tuple(conditions), row.version, row.added_at, row.updated_at)

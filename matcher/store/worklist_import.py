"""A bulk result taken into the database as a work list: all of it, or nothing that anybody sees."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from matcher.errors import InputError
from matcher.store import work_kept
from matcher.store.database import Database
from matcher.store.result_files import ResultFiles, ResultJudgement, ResultPair, WorkJudgement, judgements_in, pairs_in
from matcher.store.schema import work_deciding, work_judgements, work_lists, work_questions, work_rows
from matcher.store.worklist import WorkList, WorkStore
from matcher.text.batches import in_batches

_BATCH = 1_000
"""Rows a transaction: others who write wait for one of these, not for the whole."""
_UNFINISHED_HOURS = 24
_LONGEST = 200
_JUDGED = tuple(field.name for field in dataclasses.fields(WorkJudgement))


def import_result(
    store: WorkStore,
    files: ResultFiles,
    *,
    by: str,
    name: str | None = None,
    statuses: Collection[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> WorkList:
    """Take in a result.

    Args:
        by: name or initials of who does so.
        name: of the list; by default the result's own, with a number where that is taken.
        statuses: only pairs of these statuses ("eligible", "review", "ineligible").
        progress: told how many pairs are in.

    Raises:
        InputError: a row cannot be read, the result is there already, the name is taken or no name, or nothing is left to take in.
            Nothing is kept then.
    """
    database, digest = store.database, files.digest()
    by, name = by.strip(), name.strip() if name else None
    for what, value in (("name of who imports", by), ("name", name or files.name)):
        if not 0 < len(value) <= _LONGEST or "\x00" in value:
            raise InputError("work list", what, f"it must have 1 to {_LONGEST} characters")
    chosen = ",".join(sorted(statuses)) if statuses else ""
    content = hashlib.sha256(f"{digest} {chosen}".encode()).hexdigest()
    _discard_unfinished(database, content)
    list_id = _begin(database, files, content, name, by)
    try:
        wanted = (pair for pair in pairs_in(files) if not statuses or pair.status in statuses)
        number = 0
        for batch in in_batches(wanted, _BATCH):
            _put_pairs(database, list_id, batch, files)
            number += len(batch)
            if progress is not None:
                progress(number)
        if not number:
            raise InputError(files.name, None, "there is no pair to take in")
        _put_judgements(database, list_id, judgements_in(files))
        with database.writing() as connection:
            connection.execute(sa.update(work_lists).where(work_lists.c.id == list_id).values(rows=number))
    except BaseException:
        work_kept.erase_lists(database, work_lists.c.id == list_id)
        raise
    return next(one for one in store.lists() if one.id == list_id)


def _begin(database: Database, files: ResultFiles, content: str, name: str | None, by: str) -> int:
    with database.writing() as connection:
        there = connection.execute(sa.select(work_lists.c.name).where(work_lists.c.content_hash == content)).scalar()
        if there is not None:
            raise InputError(files.name, None, f"this result is there already, as the work list {there!r}")
        taken = set(connection.execute(sa.select(work_lists.c.name)).scalars())
        if name is not None and name in taken:
            raise InputError("work list", name, "a list of this name is there already; choose another")
        free = name or next(one for one in _names(files.name) if one not in taken)
        values = {
            "name": free,
            "content_hash": content,
            "made_with": files.made_with,
            "imported_by": by,
            "imported_at": dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0),
        }
        key = connection.execute(sa.insert(work_lists).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])


def _names(name: str) -> Iterator[str]:
    yield name
    number = 1
    while True:
        number += 1
        yield f"{name} ({number})"


def _put_pairs(database: Database, list_id: int, pairs: list[ResultPair], files: ResultFiles) -> None:
    values = [
        {
            "list_id": list_id,
            "patient_id": pair.patient_id,
            "trial_key": pair.trial_key,
            "status": pair.status,
            "score": pair.score,
            "place": _place(pair),
            **pair.counts,
            "as_of": pair.as_of,
            "warnings": list(pair.warnings),
        }
        for pair in pairs
    ]
    with database.writing() as connection:
        patients = {pair.patient_id for pair in pairs}
        named = {(pair.patient_id, pair.trial_key) for pair in pairs}
        if len(named) < len(pairs) or named & _ids(connection, list_id, patients).keys():
            mend = "a patient and a trial stand there twice; import the file as `matcher score` wrote it"
            raise InputError(files.pairs.name, None, mend)
        connection.execute(sa.insert(work_rows), values)
        ids = _ids(connection, list_id, patients)
        deciding, questions = [], []
        for pair in pairs:
            row = {"row_id": ids[pair.patient_id, pair.trial_key], "list_id": list_id}
            deciding += [
                {**row, "number": number, "trial_key": pair.trial_key, "criterion_id": one}
                for number, one in enumerate(pair.deciding)
            ]
            questions += [
                {**row, "number": number, "question_key": question_key(one), "text": one}
                for number, one in enumerate(pair.questions)
            ]
        for table, rows in ((work_deciding, deciding), (work_questions, questions)):
            if rows:
                connection.execute(sa.insert(table), rows)


def _put_judgements(database: Database, list_id: int, judgements: Iterable[ResultJudgement]) -> None:
    """Those of pairs that were taken in; rows of one pair stand next to each other, as the run wrote them."""
    counts: dict[int, int] = {}
    for batch in in_batches(judgements, _BATCH * 10):
        with database.writing() as connection:
            ids = _ids(connection, list_id, {one.patient_id for one in batch})
            rows: list[dict[str, Any]] = []
            for pair, found in groupby(batch, key=lambda one: (one.patient_id, one.trial_key)):
                row_id = ids.get(pair)
                if row_id is None:
                    continue
                first = counts.get(row_id, 0)
                made = [
                    {"row_id": row_id, "number": number, **{name: getattr(one.judgement, name) for name in _JUDGED}}
                    for number, one in enumerate(found, first)
                ]
                counts[row_id] = first + len(made)
                rows += made
            if rows:
                connection.execute(sa.insert(work_judgements), rows)


def _ids(connection: sa.Connection, list_id: int, patients: set[str]) -> dict[tuple[str, str], int]:
    """Of some patients: their rows by patient and trial."""
    query = sa.select(work_rows.c.id, work_rows.c.patient_id, work_rows.c.trial_key)
    found: dict[tuple[str, str], int] = {}
    for some in in_batches(sorted(patients), 500):
        rows = connection.execute(query.where(work_rows.c.list_id == list_id, work_rows.c.patient_id.in_(some)))
        found |= {(row.patient_id, row.trial_key): row.id for row in rows}
    return found


def _place(pair: ResultPair) -> float:
    """Pairs that nothing rules out come first, by score; of those ruled out the ones that were not judged whole last."""
    return (0.0 if pair.status != "ineligible" else 2.0) + (1.0 if pair.score is None else 1.0 - pair.score)


def question_key(text: str) -> str:
    """What an open question is found by."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _discard_unfinished(database: Database, content: str) -> None:
    """What an import that was killed left behind: of the same result at once, of others after a day."""
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=_UNFINISHED_HOURS)
    left = sa.or_(work_lists.c.imported_at < before, work_lists.c.content_hash == content)
    work_kept.erase_lists(database, sa.and_(work_lists.c.rows.is_(None), left))

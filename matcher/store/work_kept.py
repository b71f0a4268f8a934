"""What work lists keep of a patient: to be exported, deleted, and let go with time, together with the reviews."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import sqlalchemy as sa

from matcher.records import plain
from matcher.store.database import Database
from matcher.store.schema import work_deciding, work_judgements, work_lists, work_questions, work_rows


def with_patient(patient_id: str) -> sa.ColumnElement[bool]:
    """The rows of a patient."""
    return work_rows.c.patient_id == patient_id


def taken_in_before(moment: dt.datetime) -> sa.ColumnElement[bool]:
    """The rows of lists taken in before a point in time (UTC)."""
    return work_rows.c.list_id.in_(sa.select(work_lists.c.id).where(work_lists.c.imported_at < moment))


def count(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """How many rows `delete` would delete."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(work_rows).where(which)).scalar_one())


def delete(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Delete rows with all that hangs on them, and the lists nothing is left of; how many rows."""
    gone = connection.execute(sa.delete(work_rows).where(which)).rowcount
    if gone:
        left = sa.select(work_rows.c.list_id)
        whole = work_lists.c.rows.is_not(None)
        delete_lists(connection, sa.and_(whole, work_lists.c.id.not_in(left)))
    return gone


def delete_lists(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Delete whole lists with all their rows; how many lists."""
    return connection.execute(sa.delete(work_lists).where(which)).rowcount


def erase_lists(database: Database, which: sa.ColumnElement[bool]) -> int:
    """Delete whole lists and leave nothing of them behind; how many lists."""
    return database.erase(partial(delete_lists, which=which))


def of_patient(connection: sa.Connection, patient_id: str) -> list[dict[str, Any]]:
    """All that is kept of a patient's rows, as JSON-ready data."""
    query = (
        sa.select(work_lists.c.name.label("work_list"), work_rows)
        .join(work_lists, work_lists.c.id == work_rows.c.list_id)
        .where(with_patient(patient_id))
        .order_by(work_rows.c.id)
    )
    found = []
    for row in connection.execute(query).mappings():
        kept = {name: plain(value) for name, value in row.items() if name not in ("id", "list_id", "place")}
        kept["deciding"] = _of_row(connection, work_deciding, row["id"], "criterion_id")
        kept["open_questions"] = _of_row(connection, work_questions, row["id"], "text")
        judged = sa.select(work_judgements).where(work_judgements.c.row_id == row["id"])
        kept["judgements"] = [
            {name: value for name, value in one.items() if name not in ("row_id", "number")}
            for one in connection.execute(judged.order_by(work_judgements.c.number)).mappings()
        ]
        found.append(kept)
    return found


def _of_row(connection: sa.Connection, table: sa.Table, row_id: int, column: str) -> list[Any]:
    query = sa.select(table.c[column]).where(table.c.row_id == row_id).order_by(table.c.number)
    return list(connection.execute(query).scalars())

"""Work lists: bulk results taken in on request, walked page by page, each row with the state of its review.

A row holds what the result holds and no more: ids, verdicts, counts, places of evidence, and words of notes only where the result
was written with them. How far a patient has come is the state of the review of that patient and trial (`ReviewStore`), so that it is the same on the
page of the pair and in next month's list, has its who and when, and tells the second of two people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.errors import InputError
from matcher.matching.enumerations import State
from matcher.matching.review import Review
from matcher.records import Record
from matcher.store import work_kept
from matcher.store.database import Store
from matcher.store.location import Location
from matcher.store.result_files import WorkJudgement
from matcher.store.reviews import ReviewStore, SavedReview
from matcher.store.schema import (
    review_versions,
    reviews,
    trials,
    work_deciding,
    work_judgements,
    work_lists,
    work_questions,
    work_rows,
)

PAGE = 50
"""Rows a page."""
_MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class WorkList(Record):
    """A result that was taken in: `rows` are those that are still there, `made_with` the versions and options of its run."""

    id: int
    name: str
    rows: int
    imported_by: str
    imported_at: dt.datetime
    made_with: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filters(Record):
    """Which rows are wanted; None for all.

    Attributes:
        criterion: id of a criterion the status rests on.
        question: the key of an open question (`Choice.value`).
        patient: how the patient's id begins.
    """

    trial: str | None = None
    status: str | None = None
    criterion: str | None = None
    question: str | None = None
    state: State | None = None
    patient: str | None = None


@dataclass(frozen=True, slots=True)
class Choice(Record):
    """A value to filter by, in words, and how many rows have it."""

    value: str
    words: str
    rows: int


@dataclass(frozen=True, slots=True)
class Choices(Record):
    """What the rows of a list (and of a trial, where one is chosen) can be filtered by, the most frequent first."""

    trials: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    questions: tuple[Choice, ...]
    states: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WorkRow(Record):
    """A patient and a trial.

    Attributes:
        score: None where age or sex alone ruled the patient out and the rest was not judged.
        state, version, changed_by, changed_at: of the review; version 0 and no name where there is none yet.
    """

    id: int
    list_id: int
    patient_id: str
    trial_key: str
    status: str
    score: float | None
    criteria: int
    satisfied: int
    violated: int
    unknown: int
    not_applicable: int
    as_of: dt.date | None
    deciding: tuple[str, ...]
    questions: tuple[str, ...]
    warnings: tuple[str, ...]
    state: State
    version: int
    changed_by: str | None
    changed_at: dt.datetime | None


class WorkStore(Store):
    """The work lists of a team, in the database of the trial library. Several people may walk one list at the same time.

    Args:
        location: a path or PostgreSQL URL, as for `TrialLibrary`.
        create: make the file where there is none.

    Raises:
        InputError: see `Database`. Any method raises it too where the database cannot be reached.
    """

    def __init__(self, location: str | Path | Location | None = None, *, create: bool = True) -> None:
        self.reviews = ReviewStore(location, create=create)
        self.database = self.reviews.database

    def lists(self) -> tuple[WorkList, ...]:
        """The work lists, the newest first; one that is still being taken in is not among them."""
        here = sa.select(sa.func.count()).where(work_rows.c.list_id == work_lists.c.id).scalar_subquery().label("here")
        query = sa.select(work_lists, here).where(work_lists.c.rows.is_not(None))
        with self.database.reading() as connection:
            found = connection.execute(query.order_by(work_lists.c.imported_at.desc(), work_lists.c.id.desc())).all()
        return tuple(WorkList(r.id, r.name, r.here, r.imported_by, r.imported_at, dict(r.made_with)) for r in found)

    def named(self, name: str) -> WorkList:
        """A list by its name.

        Raises:
            InputError: there is none.
        """
        found = next((one for one in self.lists() if one.name == name), None)
        if found is None:
            raise InputError("work list", name, "there is no such list; see: matcher worklist list")
        return found

    def count(self, list_id: int, filters: Filters = Filters()) -> int:
        """How many rows the filters leave."""
        query = _filtered(sa.select(sa.func.count()), list_id, filters)
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def rows(
        self,
        list_id: int,
        filters: Filters = Filters(),
        *,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[WorkRow, ...]:
        """Rows of a list, the best first: those nothing rules out by score, then the others; filtered and paged by the database."""
        query = _filtered(_joined(), list_id, filters).order_by(work_rows.c.place, work_rows.c.id)
        with self.database.reading() as connection:
            found = connection.execute(query.limit(limit).offset(offset)).all()
            return _made(connection, found)

    def row(self, row_id: int) -> WorkRow | None:
        """One row as it now is."""
        with self.database.reading() as connection:
            found = connection.execute(_joined().where(work_rows.c.id == row_id)).all()
            return next(iter(_made(connection, found)), None)

    def judgements(self, row_id: int) -> tuple[WorkJudgement, ...]:
        """The judgements the result holds of a row, in its order."""
        query = sa.select(work_judgements).where(work_judgements.c.row_id == row_id).order_by(work_judgements.c.number)
        with self.database.reading() as connection:
            return tuple(
                WorkJudgement(r.criterion_id, r.kind, r.verdict, r.basis, tuple(r.evidence), tuple(r.missing), r.reason)
                for r in connection.execute(query)
            )

    def choices(self, list_id: int, trial: str | None = None) -> Choices:
        """What can be filtered by; criteria only of one trial, since every trial has an "I1"."""
        of_list = work_rows.c.list_id == list_id
        within = of_list if trial is None else sa.and_(of_list, work_rows.c.trial_key == trial)
        with self.database.reading() as connection:

            def counted(value: Any, words: Any, query: sa.Select[Any]) -> tuple[Choice, ...]:
                number = sa.func.count()
                query = query.group_by(value).order_by(number.desc(), value).limit(_MOST_CHOICES)
                return tuple(Choice(*row) for row in connection.execute(query.add_columns(value, words, number)))

            rows = sa.select().select_from(work_rows)
            key, status = work_rows.c.trial_key, work_rows.c.status
            asked, of_asked = work_questions.c, work_questions.c.list_id == list_id
            questions = sa.select().select_from(work_questions).where(of_asked)
            if trial is not None:
                questions = questions.join(work_rows, work_rows.c.id == asked.row_id).where(key == trial)
            criterion = work_deciding.c.criterion_id
            deciding = sa.select().where(work_deciding.c.list_id == list_id, work_deciding.c.trial_key == trial)
            return Choices(
                trials=counted(key, key, rows.where(of_list)),
                statuses=counted(status, status, rows.where(within)),
                criteria=() if trial is None else counted(criterion, criterion, deciding),
                questions=counted(asked.question_key, sa.func.min(asked.text), questions),
                states=counted(_state, _state, sa.select().select_from(_WITH_REVIEWS).where(within)),
            )

    def titles(self, keys: Iterable[str]) -> dict[str, str]:
        """The titles of trials, as far as the library has them."""
        wanted = sa.select(trials.c.key, trials.c.title).where(trials.c.key.in_(sorted(set(keys))))
        with self.database.reading() as connection:
            return {row.key: row.title for row in connection.execute(wanted) if row.title}

    def set_state(self, row_id: int, state: State, *, by: str, version: int) -> SavedReview:
        """Say how far the patient of a row has come. What was decided on the page of the pair stays.

        Args:
            by: name or initials of who says so.
            version: of the review as it was shown (`WorkRow.version`).

        Raises:
            Conflict: somebody else saved it meanwhile; nothing was written.
            InputError: the row is gone, or the name or state cannot be stored.
        """
        row = self.row(row_id)
        if row is None:
            raise InputError("work list", None, "this row was deleted meanwhile")
        there = self.reviews.load(row.patient_id, row.trial_key)
        said = there.review if there else Review()
        return self.reviews.save(row.patient_id, row.trial_key, said, state=state, by=by, version=version)

    def all_rows(self, list_id: int, filters: Filters = Filters()) -> Iterator[WorkRow]:
        """Every row the filters leave, read in pages."""
        offset = 0
        while page := self.rows(list_id, filters, limit=1000, offset=offset):
            yield from page
            offset += len(page)

    def remove(self, list_id: int) -> bool:
        """Delete a list with all its rows; whether it was there. Reviews stay until they are deleted themselves."""
        return bool(work_kept.erase_lists(self.database, work_lists.c.id == list_id))


# Written out, not bound: PostgreSQL takes two bound values for two expressions, and grouping by one of them fails.
_state: sa.ColumnElement[str] = sa.func.coalesce(reviews.c.state, sa.literal_column("'new'", sa.String))
_WITH_REVIEWS = work_rows.outerjoin(
    reviews,
    sa.and_(reviews.c.patient_id == work_rows.c.patient_id, reviews.c.trial_key == work_rows.c.trial_key),
)


def _joined() -> sa.Select[Any]:
    """Rows with their reviews and who saved those last."""
    last = sa.and_(review_versions.c.review_id == reviews.c.id, review_versions.c.version == reviews.c.version)
    return sa.select(
        work_rows,
        _state.label("state"),
        sa.func.coalesce(reviews.c.version, 0).label("version"),
        review_versions.c.saved_by,
        review_versions.c.saved_at,
    ).select_from(_WITH_REVIEWS.outerjoin(review_versions, last))


def _filtered(query: sa.Select[Any], list_id: int, filters: Filters) -> sa.Select[Any]:
    if not query.get_final_froms():
        query = query.select_from(_WITH_REVIEWS if filters.state is not None else work_rows)
    query = query.where(work_rows.c.list_id == list_id)
    if filters.trial is not None:
        query = query.where(work_rows.c.trial_key == filters.trial)
    if filters.status is not None:
        query = query.where(work_rows.c.status == filters.status)
    if filters.state is not None:
        query = query.where(_state == filters.state)
    if filters.patient:
        query = query.where(work_rows.c.patient_id.startswith(filters.patient, autoescape=True))
    if filters.criterion is not None:
        decided = sa.select(work_deciding.c.row_id).where(
            work_deciding.c.list_id == list_id, work_deciding.c.criterion_id == filters.criterion
        )
        if filters.trial is not None:
            decided = decided.where(work_deciding.c.trial_key == filters.trial)
        query = query.where(work_rows.c.id.in_(decided))
    if filters.question is not None:
        asked = sa.select(work_questions.c.row_id).where(
            work_questions.c.list_id == list_id, work_questions.c.question_key == filters.question
        )
        query = query.where(work_rows.c.id.in_(asked))
    return query


def _made(connection: sa.Connection, found: Any) -> tuple[WorkRow, ...]:
    """Rows with what decides them and what is open."""
    ids = [row.id for row in found]

    def of_rows(table: sa.Table, column: sa.Column[str]) -> dict[int, list[str]]:
        kept: dict[int, list[str]] = {}
        query = sa.select(table.c.row_id, column).where(table.c.row_id.in_(ids))
        for row_id, value in connection.execute(query.order_by(table.c.row_id, table.c.number)):
            kept.setdefault(row_id, []).append(value)
        return kept

    deciding = of_rows(work_deciding, work_deciding.c.criterion_id)
    questions = of_rows(work_questions, work_questions.c.text)
    return tuple(
        WorkRow(
            r.id, r.list_id, r.patient_id, r.trial_key, r.status, r.score,
            r.criteria, r.satisfied, r.violated, r.unknown, r.not_applicable, r.as_of,
            tuple(deciding.get(r.id, ())), tuple(questions.get(r.id, ())), tuple(r.warnings),
            r.state, r.version, r.saved_by, r.saved_at,
        )
        for r in found
    )  # fmt: skip

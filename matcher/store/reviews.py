"""Reviews that stay: what people decided about a patient and a trial, who, when, and about which versions of everything.

Nothing is kept that nobody saved. What is kept can be listed, exported and deleted by patient, and goes by itself after as many
days as the retention setting says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.errors import InputError
from matcher.matching.enumerations import STATES, State
from matcher.matching.review import Review
from matcher.matching.types import TrialMatch
from matcher.records import Record, plain
from matcher.store import review_form, work_kept
from matcher.store.database import Database, Store
from matcher.store.location import Location, locate
from matcher.store.schema import review_versions, reviews, settings

_RETENTION = "retention_days"
_LONGEST_ID, _LONGEST_KEY = 200, 80


@dataclass(frozen=True, slots=True)
class ReviewEntry(Record):
    """A review as a work list shows it. `version` counts its savings."""

    patient_id: str
    trial_key: str
    state: State
    version: int
    saved_by: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SavedReview(Record):
    """A review as it was saved.

    Attributes:
        version: how often it was saved; give it back when saving again.
        review: what people said: verdicts, corrections, private notes, each with who and when.
        verdicts: the matcher's own verdict for each criterion at that time, by criterion id; beside `review.decisions` both
            stand.
        versions: matcher, vocabulary, tables, sha256 of trial and notes, as `TrialMatch.versions`.
        saved_by, saved_at: who saved it, and when (UTC).
    """

    patient_id: str
    trial_key: str
    state: State
    version: int
    review: Review
    verdicts: dict[str, str]
    versions: dict[str, str]
    saved_by: str
    saved_at: dt.datetime


class Conflict(Exception):
    """Somebody else saved the review after it was loaded; nothing was written.

    `theirs` is what stands now, None where it was deleted. Load it, put one's own on top, and save with its version.
    """

    def __init__(self, theirs: SavedReview | None) -> None:
        self.theirs = theirs
        if theirs is None:
            said = "this review was deleted meanwhile"
        else:
            said = f"{theirs.saved_by} saved this review at {theirs.saved_at:%Y-%m-%d %H:%M} UTC"
        super().__init__(f"{said}; nothing of yours was lost: look at theirs, then save again")


class ReviewStore(Store):
    """The reviews of a team. Several people may read and write it at the same time.

    On opening, reviews and work lists older than the retention setting are deleted.

    Args:
        location: a path or PostgreSQL URL, as for `TrialLibrary`.
        create: make the file where there is none.

    Raises:
        InputError: see `Database`. Any method raises it too where the database cannot be reached.
    """

    def __init__(self, location: str | Path | Location | None = None, *, create: bool = True) -> None:
        self.database = Database(locate(location), create=create)
        self.expire()

    def save(
        self,
        patient_id: str,
        trial_key: str,
        review: Review,
        *,
        state: State,
        by: str,
        version: int = 0,
        result: TrialMatch | None = None,
    ) -> SavedReview:
        """Save a review, all of it or nothing. The earlier savings are kept.

        Args:
            patient_id, trial_key: whose, and for which trial (`Trial.nct_id` or its name in the library).
            review: what was said.
            state: how far the patient has come.
            by: name or initials of who saves.
            version: of the review as it was loaded; 0 where there was none.
            result: what was reviewed, of which the matcher's own verdicts are kept; None keeps those saved before.

        Raises:
            Conflict: somebody saved or deleted it after it was loaded.
            InputError: an id, the name or the state cannot be stored.
        """
        if state not in STATES:
            raise InputError("review", state, f"a review is one of: {', '.join(STATES)}")
        for what, value, longest in (
            ("patient", patient_id, _LONGEST_ID),
            ("trial", trial_key, _LONGEST_KEY),
            ("name of who saves", by, _LONGEST_ID),
        ):
            if not value.strip() or len(value) > longest or "\x00" in value:
                raise InputError("review", what, f"it must have 1 to {longest} characters")
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        with self.database.writing() as connection:
            there = connection.execute(_one(patient_id, trial_key).with_for_update(of=reviews)).one_or_none()
            if (there.version if there is not None else 0) != version:
                raise Conflict(None if there is None else _saved(there))
            new = version + 1
            head = {"version": new, "state": state, "updated_at": now}
            if there is None:
                number = _inserted(
                    connection, {"patient_id": patient_id, "trial_key": trial_key, "created_at": now, **head}
                )
                if number is None:
                    # Another writer was the first between the look and the insert.
                    raise Conflict(_saved(connection.execute(_one(patient_id, trial_key)).one()))
            else:
                number = there.id
                connection.execute(sa.update(reviews).where(reviews.c.id == number).values(**head))
            verdicts, versions = _of_result(result) if result is not None else ({}, {})
            if result is None and there is not None:
                verdicts, versions = dict(there.verdicts), dict(there.versions)
            connection.execute(
                sa.insert(review_versions).values(
                    review_id=number,
                    version=new,
                    state=state,
                    review=review_form.to_json(review),
                    verdicts=verdicts,
                    versions=versions,
                    saved_by=by,
                    saved_at=now,
                )
            )
        return SavedReview(patient_id, trial_key, state, new, review, verdicts, versions, by, now)

    def load(self, patient_id: str, trial_key: str) -> SavedReview | None:
        """The review as it now is."""
        with self.database.reading() as connection:
            row = connection.execute(_one(patient_id, trial_key)).one_or_none()
        return None if row is None else _saved(row)

    def history(self, patient_id: str, trial_key: str) -> tuple[SavedReview, ...]:
        """Every saving of a review, the newest first."""
        query = _savings().where(reviews.c.patient_id == patient_id, reviews.c.trial_key == trial_key)
        with self.database.reading() as connection:
            return tuple(map(_saved, connection.execute(query.order_by(review_versions.c.version.desc()))))

    def list(
        self,
        *,
        patient_id: str | None = None,
        trial_key: str | None = None,
        state: State | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[ReviewEntry, ...]:
        """The reviews, the newest first; paged and filtered by the database."""
        query = _current().order_by(reviews.c.updated_at.desc(), reviews.c.id.desc()).limit(limit).offset(offset)
        query = _filtered(query, patient_id, trial_key, state)
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(ReviewEntry(r.patient_id, r.trial_key, r.state, r.version, r.saved_by, r.saved_at) for r in rows)

    def count(self, *, patient_id: str | None = None, trial_key: str | None = None, state: State | None = None) -> int:
        """How many reviews `list` would give."""
        query = _filtered(sa.select(sa.func.count()).select_from(reviews), patient_id, trial_key, state)
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def export(self, patient_id: str) -> dict[str, Any]:
        """All that is kept of a patient, every saving of every review and every row of a work list, as JSON-ready data."""
        query = _savings().where(reviews.c.patient_id == patient_id)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(reviews.c.trial_key, review_versions.c.version)).all()
            work = work_kept.of_patient(connection, patient_id)
        return {"patient_id": patient_id, "reviews": [plain(_saved(row)) for row in rows], "work_rows": work}

    def delete(self, patient_id: str) -> int:
        """Delete all that is kept of a patient; how many reviews and rows of work lists there were. What was deleted is overwritten."""
        return self._deleted(reviews.c.patient_id == patient_id, work_kept.with_patient(patient_id))

    @property
    def retention(self) -> int | None:
        """Days for which reviews are kept after the last saving, and work lists after they were taken in; None for ever."""
        with self.database.reading() as connection:
            found = connection.execute(sa.select(settings.c.value).where(settings.c.name == _RETENTION)).scalar()
        return None if found is None else int(found)

    @retention.setter
    def retention(self, days: int | None) -> None:
        if days is not None and days < 1:
            raise InputError("retention", None, "give a number of days, at least 1, or None to keep reviews for ever")
        with self.database.writing() as connection:
            connection.execute(sa.delete(settings).where(settings.c.name == _RETENTION))
            if days is not None:
                connection.execute(sa.insert(settings).values(name=_RETENTION, value=days))

    def expire(self, *, now: dt.datetime | None = None) -> int:
        """Delete what is older than the retention setting: reviews last saved, and rows of work lists taken in, before; how many.

        Args:
            now: the point in time to count from (UTC), by default the present.
        """
        days = self.retention
        return 0 if days is None else self._deleted(*_older(days, now))

    def entries(self, patient_id: str) -> int:
        """How many reviews and rows of work lists `delete` would delete."""
        return self._counted(reviews.c.patient_id == patient_id, work_kept.with_patient(patient_id))

    def expiring(self, days: int) -> int:
        """How many reviews and rows of work lists a retention setting of so many days would delete at once."""
        return self._counted(*_older(days))

    def _counted(self, which: sa.ColumnElement[bool], rows: sa.ColumnElement[bool]) -> int:
        with self.database.reading() as connection:
            number = connection.execute(sa.select(sa.func.count()).select_from(reviews).where(which)).scalar_one()
            return int(number) + work_kept.count(connection, rows)

    def _deleted(self, which: sa.ColumnElement[bool], rows: sa.ColumnElement[bool]) -> int:
        def delete(connection: sa.Connection) -> int:
            return connection.execute(sa.delete(reviews).where(which)).rowcount + work_kept.delete(connection, rows)

        return self.database.erase(delete)


def _older(days: int, now: dt.datetime | None = None) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Which reviews and rows of work lists are older than so many days."""
    now = (now or dt.datetime.now(dt.UTC)).replace(tzinfo=None)
    try:
        before = now - dt.timedelta(days=days)
    except OverflowError:  # longer ago than there are dates
        before = dt.datetime.min
    return reviews.c.updated_at < before, work_kept.taken_in_before(before)


def _inserted(connection: sa.Connection, values: dict[str, Any]) -> int | None:
    """The id of the new review, None where there is one of this patient and trial already."""
    if connection.dialect.name == "sqlite":  # the write lock is held: nobody else can have been first
        key = connection.execute(sa.insert(reviews).values(**values)).inserted_primary_key
        return None if key is None else int(key[0])
    from sqlalchemy.dialects.postgresql import insert

    statement = insert(reviews).values(**values).on_conflict_do_nothing().returning(reviews.c.id)
    return connection.execute(statement).scalar()


def _of_result(result: TrialMatch) -> tuple[dict[str, str], dict[str, str]]:
    """The matcher's own verdicts, and the versions they were made with."""
    verdicts: dict[str, str] = {judgement.criterion_id: judgement.verdict for judgement in result.judgements}
    verdicts |= {override.criterion_id: override.matcher_verdict for override in result.overrides}
    return verdicts, dict(result.versions)


def _savings() -> sa.Select[Any]:
    """Every saving with its patient and trial."""
    return sa.select(reviews.c.id, reviews.c.patient_id, reviews.c.trial_key, review_versions).join(
        review_versions, review_versions.c.review_id == reviews.c.id
    )


def _current() -> sa.Select[Any]:
    """The newest saving of each review."""
    return _savings().where(review_versions.c.version == reviews.c.version)


def _one(patient_id: str, trial_key: str) -> sa.Select[Any]:
    return _current().where(reviews.c.patient_id == patient_id, reviews.c.trial_key == trial_key)


def _filtered(
    query: sa.Select[Any], patient_id: str | None, trial_key: str | None, state: State | None
) -> sa.Select[Any]:
    for column, value in (
        (reviews.c.patient_id, patient_id),
        (reviews.c.trial_key, trial_key),
        (reviews.c.state, state),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _saved(row: Any) -> SavedReview:
    try:
        review = review_form.from_json(row.review)
    except (ValueError, TypeError, KeyError):
        mend = "what is stored is no review that this version of matcher knows; update matcher, or restore a copy"
        raise InputError("reviews", f"version {row.version}", mend) from None
    return SavedReview(
        patient_id=row.patient_id,
        trial_key=row.trial_key,
        state=row.state,
        version=row.version,
        review=review,
        verdicts=dict(row.verdicts),
        versions=dict(row.versions),
        saved_by=row.saved_by,
        saved_at=row.saved_at,
    )

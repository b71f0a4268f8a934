"""The tables as they are now. How they came to be so is in `migrations`."""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0003"
"""The newest migration; a database with another one is brought up to it, or refused as newer."""
VERSION_TABLE = "matcher_schema"

metadata = sa.MetaData()

trials = sa.Table(
    "trials",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(80), nullable=False, unique=True),
    sa.Column("nct_id", sa.String(20), index=True),
    sa.Column("title", sa.Text),
    sa.Column("conditions", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("added_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
)
"""A trial as its newest version has it. `key` is the NCT id, else the name it was given."""

trial_versions = sa.Table(
    "trial_versions",
    metadata,
    sa.Column("trial_id", sa.Integer, sa.ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("form", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("added_at", sa.DateTime, nullable=False),
)
"""Every version of a trial in the form it came in, so that it is parsed by the grammar of the day."""

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("patient_id", sa.String(200), nullable=False),
    sa.Column("trial_key", sa.String(80), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False, index=True),
    sa.UniqueConstraint("patient_id", "trial_key"),
)
"""The review of a patient for a trial as it now is. `version` counts its savings, and tells who saved first."""

review_versions = sa.Table(
    "review_versions",
    metadata,
    sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("review", sa.JSON, nullable=False),
    sa.Column("verdicts", sa.JSON, nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("saved_by", sa.String(200), nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False),
)
"""Every saving: what was said, the matcher's verdicts it was said about, and of which versions of matcher, trial and notes."""

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)
"""What holds for the whole database: how long reviews are kept."""

work_lists = sa.Table(
    "work_lists",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("made_with", sa.JSON, nullable=False),
    sa.Column("rows", sa.Integer),
    sa.Column("imported_by", sa.String(200), nullable=False),
    sa.Column("imported_at", sa.DateTime, nullable=False, index=True),
)
"""A bulk result that somebody took in. `rows` counts what was taken in, and is empty until all of it is there."""

work_rows = sa.Table(
    "work_rows",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("list_id", sa.Integer, sa.ForeignKey("work_lists.id", ondelete="CASCADE"), nullable=False),
    sa.Column("patient_id", sa.String(200), nullable=False, index=True),
    sa.Column("trial_key", sa.String(80), nullable=False),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("score", sa.Float),
    sa.Column("place", sa.Float, nullable=False),
    sa.Column("criteria", sa.Integer, nullable=False),
    sa.Column("satisfied", sa.Integer, nullable=False),
    sa.Column("violated", sa.Integer, nullable=False),
    sa.Column("unknown", sa.Integer, nullable=False),
    sa.Column("not_applicable", sa.Integer, nullable=False),
    sa.Column("as_of", sa.Date),
    sa.Column("warnings", sa.JSON, nullable=False),
    sa.UniqueConstraint("list_id", "patient_id", "trial_key"),
    sa.Index("ix_work_rows_place", "list_id", "place", "id"),
    sa.Index("ix_work_rows_trial", "list_id", "trial_key", "place"),
    sa.Index("ix_work_rows_status", "list_id", "status", "place"),
)
"""A patient and a trial of a work list. Its review state is the one of `reviews`; `place` puts the best first."""

work_deciding = sa.Table(
    "work_deciding",
    metadata,
    sa.Column("row_id", sa.Integer, sa.ForeignKey("work_rows.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("list_id", sa.Integer, nullable=False),
    sa.Column("trial_key", sa.String(80), nullable=False),
    sa.Column("criterion_id", sa.String(40), nullable=False),
    sa.Index("ix_work_deciding", "list_id", "trial_key", "criterion_id", "row_id"),
)
"""The criteria a row's status rests on, in the order of the trial."""

work_questions = sa.Table(
    "work_questions",
    metadata,
    sa.Column("row_id", sa.Integer, sa.ForeignKey("work_rows.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("list_id", sa.Integer, nullable=False),
    sa.Column("question_key", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("ix_work_questions", "list_id", "question_key", "row_id"),
)
"""What is still open of a row, the most decisive first; `question_key` is the same for equal words."""

work_judgements = sa.Table(
    "work_judgements",
    metadata,
    sa.Column("row_id", sa.Integer, sa.ForeignKey("work_rows.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("criterion_id", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("basis", sa.String(12), nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("missing", sa.JSON, nullable=False),
    sa.Column("reason", sa.Text),
)
"""The judgements the result holds: evidence as places in the notes, with words only where the result has them."""

"""The tables as they are now. How they came to be so is in `migrations`."""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0002"
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

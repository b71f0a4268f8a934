"""Work lists made of bulk results: rows of patient and trial, what decides them, what is open, and their judgements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "work_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("made_with", sa.JSON, nullable=False),
        sa.Column("rows", sa.Integer),
        sa.Column("imported_by", sa.String(200), nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "work_rows",
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
    op.create_table(
        "work_deciding",
        sa.Column("row_id", sa.Integer, sa.ForeignKey("work_rows.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("trial_key", sa.String(80), nullable=False),
        sa.Column("criterion_id", sa.String(40), nullable=False),
        sa.Index("ix_work_deciding", "list_id", "trial_key", "criterion_id", "row_id"),
    )
    op.create_table(
        "work_questions",
        sa.Column("row_id", sa.Integer, sa.ForeignKey("work_rows.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("question_key", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Index("ix_work_questions", "list_id", "question_key", "row_id"),
    )
    op.create_table(
        "work_judgements",
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

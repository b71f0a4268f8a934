"""Run by Alembic: the migrations on the connection that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from matcher.store.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

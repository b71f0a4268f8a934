"""How the schema grew, one step a file in `versions`; applied when a database is opened (Alembic)."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from matcher.errors import InputError


def upgrade(connection: sa.Connection, name: str) -> None:
    """Bring a database up to the newest schema, within the transaction of the connection.

    Args:
        connection: in a transaction that holds the write lock.
        name: of the database, for messages.

    Raises:
        InputError: the database has seen a migration that this version does not know: a newer one wrote it.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from matcher.store.schema import VERSION_TABLE

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    seen = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if seen is not None and seen not in known:
        mend = f"it was written by a newer version of matcher (schema {seen}); update matcher, or name another file"
        raise InputError(name, None, mend)
    command.upgrade(config, "head")

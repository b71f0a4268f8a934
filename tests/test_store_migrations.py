"""A database of an earlier version is brought up to the present one with all that it holds."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import postgres
import pytest
import sqlalchemy as sa

from matcher.matching.review import Review
from matcher.store import migrations, schema
from matcher.store.library import TrialLibrary
from matcher.store.location import locate
from matcher.store.reviews import ReviewStore

TEXT = "Inclusion Criteria:\n* Gout\nExclusion Criteria:\n* Tophi > 5 mm\n"


def older(url: str) -> None:
    """Make a database as the first version made it, with a trial that had two texts."""
    from alembic import command
    from alembic.config import Config

    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert not sa.inspect(connection).has_table("reviews")
        at = "2025-03-01 08:00:00.000000"
        connection.execute(
            sa.text(
                "INSERT INTO trials (key, nct_id, title, conditions, version, content_hash, added_at, updated_at) "
                "VALUES ('NCT00000001', 'NCT00000001', 'Gout study', :conditions, 2, 'b', :at, :at)"
            ),
            {"conditions": json.dumps(["gout"]), "at": at},
        )
        number = connection.execute(sa.text("SELECT id FROM trials")).scalar_one()
        for version, text in ((1, "Inclusion Criteria:\n* Gout\n"), (2, TEXT)):
            connection.execute(
                sa.text(
                    "INSERT INTO trial_versions (trial_id, version, form, text, source, content_hash, added_at) "
                    "VALUES (:number, :version, 'text', :text, 'gout.txt', :hash, :at)"
                ),
                {"number": number, "version": version, "text": text, "hash": "ab"[version - 1], "at": at},
            )
    engine.dispose()


def brought_up(location: str | Path) -> None:
    """What was in it is there, and the new tables serve."""
    with TrialLibrary(location) as library:
        assert library.get("NCT00000001").text == TEXT
        assert [one.version for one in library.history("NCT00000001")] == [2, 1]
        assert len(library.get("NCT00000001").criteria) == len(library.get("NCT00000001", version=1).criteria) + 1
    with ReviewStore(location) as store:
        assert store.save("P1", "NCT00000001", Review(), state="new", by="A. B.").version == 1
        assert store.count() == 1
    with TrialLibrary(location) as library:
        assert library.entry("NCT00000001").title == "Gout study"


def test_a_file_of_the_first_version_is_brought_up_with_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    older(f"sqlite:///{file}")
    brought_up(file)
    with sqlite3.connect(file) as connection:
        assert connection.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}").fetchone() == (schema.HEAD,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.mark.slow
def test_so_is_a_postgresql_database() -> None:
    with postgres.server() as url:
        older(locate(url).url or "")
        brought_up(url)

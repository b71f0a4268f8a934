"""Where the database is: an option, the environment, else a file in the user's data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError

ENVIRONMENT = "MATCHER_LIBRARY"
_FILE = "library.sqlite"
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Location:
    """A database: a SQLite file, or a URL that SQLAlchemy takes ("postgresql+psycopg://…")."""

    path: Path | None = None
    url: str | None = None

    @property
    def name(self) -> str:
        """What it is called in messages: of a URL neither user nor password."""
        if self.path is not None:
            return str(self.path)
        scheme, _, rest = (self.url or "").partition("://")
        return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def locate(given: str | Path | Location | None = None) -> Location:
    """The database asked for.

    Args:
        given: a path or URL; by default the environment's MATCHER_LIBRARY, else `library.sqlite` in the user's data folder.

    Raises:
        InputError: the URL is of a kind that no database has.
    """
    if isinstance(given, Location):
        return given
    named = given or os.environ.get(ENVIRONMENT) or None
    if named is None:
        import platformdirs

        return Location(path=platformdirs.user_data_path("matcher", appauthor=False) / _FILE)
    if isinstance(named, Path) or "://" not in named:
        return Location(path=Path(named).expanduser())
    if named.startswith(_SQLITE):
        return Location(path=Path(named.removeprefix(_SQLITE)).expanduser())
    if named.partition("://")[0] in ("postgres", "postgresql"):
        return Location(url="postgresql+psycopg://" + named.partition("://")[2])
    if named.startswith("postgresql+"):
        return Location(url=named)
    scheme = named.partition("://")[0]
    raise InputError(scheme, None, "the library is a SQLite file or a PostgreSQL URL (postgresql://user@host/database)")

"""What a result is made with, so that it can be made again: the program, its vocabulary, and its tables."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from matcher.terms import vocabulary

_PACKAGE = Path(__file__).parent.parent
_TABLES = {"cue tables": ("text", "notes"), "criteria tables": ("trials",), "matching tables": ("matching",)}
"""By what they are called in a result, the folders whose `tables/*.tsv` are meant."""


def program_versions() -> dict[str, str]:
    """The version of the matcher, that of its vocabulary, and a short hash (SHA-256) of each group of tables."""
    import matcher

    return {"matcher": matcher.__version__, "vocabulary": vocabulary().version} | {
        name: _hash_of(folders) for name, folders in _TABLES.items()
    }


@cache
def _hash_of(folders: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((_PACKAGE / folder / "tables").glob("*.tsv")):
            digest.update(f"{folder}/{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

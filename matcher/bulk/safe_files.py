"""Files that are there whole or not at all, readable by their owner alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_FILE, _FOLDER = 0o600, 0o700


def open_private(path: Path, mode: str = "wb") -> Any:
    """A binary file that only its owner may read, whatever the umask."""
    flags = os.O_RDWR | os.O_CREAT | (os.O_APPEND if "a" in mode else os.O_TRUNC)
    return os.fdopen(os.open(path, flags, _FILE), mode)


def private_folder(path: Path) -> None:
    """Makes a folder that only its owner may enter; one that is there is closed to others."""
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    path.chmod(_FOLDER)


def flush(file: Any) -> None:
    """Has everything written so far on the disk."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(part: Path, final: Path) -> None:
    """Gives a finished file or folder its name; it is there from now on, also after the power fails."""
    os.replace(part, final)
    flush_folder(final.parent)


def flush_folder(folder: Path) -> None:
    """Has the names in a folder on the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, data: Any) -> None:
    """Writes a small file of JSON in one go."""
    part = path.with_name(f"{path.name}.part")
    with open_private(part) as file:
        file.write(json.dumps(data, sort_keys=True).encode())
        flush(file)
    put_in_place(part, path)


def read_json(path: Path) -> Any:
    """The data of such a file; None if it is not there."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None

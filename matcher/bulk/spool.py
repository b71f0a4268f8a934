"""Intake: the records of an export sorted by patient into files, in one pass and little memory.

A record goes to the file its patient's id hashes to. Files that grow too large to be grouped in memory are divided again by
further bits of the hash. Files are JSON Lines in gzip, hold notes, and are readable by their owner alone.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.bulk.options import Running
from matcher.bulk.records import Failed, key_of
from matcher.bulk.safe_files import flush, flush_folder, open_private, private_folder, read_json, write_json
from matcher.errors import Failure
from matcher.notes.exports.record import NoteRecord

_BUFFER = 256 * 1024
_MOST_DIVISIONS = 4
_LIST, _FAILURES = "intake.json", "failures"


@dataclass(frozen=True, slots=True)
class Spool:
    """A finished intake.

    Attributes:
        folder: where its files are.
        records: how many records the export had, those that could not be read among them.
        failed: how many could not be read.
        partitions: names of the files that hold the rest, in order.
    """

    folder: Path
    records: int
    failed: int
    partitions: tuple[str, ...]

    def read(self, partition: str) -> Iterator[NoteRecord]:
        """The records of one file, in order of the export."""
        for said in _read(self.folder / partition):
            said["date"] = dt.date.fromisoformat(said["date"]) if said["date"] else None
            said["warnings"] = tuple(said["warnings"])
            yield NoteRecord(**said)

    def failures(self) -> Iterator[Failed]:
        """The records that could not be read."""
        for said in _read(self.folder / _FAILURES) if self.failed else ():
            yield Failed(**said)


class _Lines:
    """Appends JSON lines to a file, compressed in pieces; no file is held open, so there can be many."""

    def __init__(self, path: Path) -> None:
        self.path, self.bytes = path, 0
        self._buffer = bytearray()

    def add(self, row: dict[str, Any]) -> None:
        # Escaped to ASCII, so that any character comes back.
        line = json.dumps(row).encode() + b"\n"
        self._buffer += line
        self.bytes += len(line)
        if len(self._buffer) >= _BUFFER:
            self._write()

    def close(self) -> None:
        self._write(last=True)

    def _write(self, last: bool = False) -> None:
        with open_private(self.path, "ab") as file:
            file.write(gzip.compress(self._buffer, 1, mtime=0))
            if last:
                flush(file)
        self._buffer.clear()


class _Division:
    """Sorts records into files by some bits of the hash of their patient."""

    def __init__(self, folder: Path, prefix: str, number: int, ways: int) -> None:
        self._folder, self._prefix, self._number, self._ways = folder, prefix, number, ways
        self._files: dict[int, _Lines] = {}

    def add(self, record: NoteRecord) -> None:
        place = _hash(key_of(record)[1], self._number) % self._ways
        if place not in self._files:
            self._files[place] = _Lines(self._folder / f"{self._prefix}{place:03d}")
        self._files[place].add(record.to_dict())

    def close(self) -> list[_Lines]:
        """The finished files in order."""
        found = [self._files[place] for place in sorted(self._files)]
        for lines in found:
            lines.close()
        return found


def take_in(folder: Path, records: Iterable[NoteRecord | Failure], running: Running) -> Spool:
    """Sorts the records of an export by patient; what an earlier, unfinished intake left is discarded.

    Args:
        folder: where the files go; made if it is not there.
        records: the export.
        running: how many files, and how large one may grow.
    """
    discard(folder)
    private_folder(folder)
    division = _Division(folder, "p", 0, running.partitions)
    refused = _Lines(folder / _FAILURES)
    count = failed = 0
    for record in records:
        count += 1
        if isinstance(record, Failure):
            failed += 1
            refused.add(_plain(Failed("intake", record.source, record.record, None, None, None, record.mend, notes=1)))
        else:
            division.add(record)
    refused.close()
    names = _divided(folder, division, running, 1)
    flush_folder(folder)
    # The list of files comes last: without it the intake has not happened.
    write_json(folder / _LIST, {"records": count, "failed": failed, "partitions": names})
    return Spool(folder, count, failed, tuple(names))


def taken_in(folder: Path) -> Spool | None:
    """The intake finished earlier in a folder; None if there is none."""
    said = read_json(folder / _LIST)
    return None if said is None else Spool(folder, said["records"], said["failed"], tuple(said["partitions"]))


def discard(folder: Path) -> None:
    """Deletes an intake, its list first."""
    (folder / _LIST).unlink(missing_ok=True)
    for path in sorted((*folder.glob("p*"), *folder.glob(_FAILURES))) if folder.is_dir() else ():
        path.unlink()


def _divided(folder: Path, division: _Division, running: Running, number: int) -> list[str]:
    """Names of the files of a division, each that is too large replaced by those it is divided into."""
    names: list[str] = []
    for lines in division.close():
        if lines.bytes <= running.partition_bytes or number > _MOST_DIVISIONS:
            names.append(lines.path.name)
            continue
        ways = min(256, 2 * -(-lines.bytes // running.partition_bytes))
        finer = _Division(folder, f"{lines.path.name}-", number, ways)
        for record in Spool(folder, 0, 0, ()).read(lines.path.name):
            finer.add(record)
        lines.path.unlink()
        names += _divided(folder, finer, running, number + 1)
    return names


def _hash(patient_id: str, division: int) -> int:
    digest = hashlib.blake2b(patient_id.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    return int.from_bytes(digest[4 * division : 4 * division + 4], "big")


def _plain(failed: Failed) -> dict[str, Any]:
    return {name: getattr(failed, name) for name in Failed.__slots__}


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rb") as file:
        for line in file:
            yield json.loads(line)

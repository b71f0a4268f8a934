"""Units of work: a few patients whose results are made safe together.

A unit's results are one shard file: the packed rows of its patients in the order they were finished, an index, and the counts.
The file gets its name when it is whole and on the disk; what has no such file is done again.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from matcher.bulk.records import by_patient, characters
from matcher.bulk.safe_files import flush, open_private, put_in_place
from matcher.bulk.tables import Counts
from matcher.notes.exports.grouping import PatientNotes
from matcher.notes.exports.record import NoteRecord

_SECONDS_A_KILOBYTE, _SECONDS_A_PAIR = 0.02, 0.001
"""Rough cost, to make units of about equal work; the rows do not depend on it."""
_FOOTER = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Unit:
    """Some patients of one partition.

    Attributes:
        partition: its name; `number`: which unit of it, from 0.
        last: whether it is the partition's last.
    """

    partition: str
    number: int
    patients: tuple[PatientNotes, ...]
    last: bool

    @property
    def name(self) -> str:
        """Name of the unit's shard."""
        return shard_name(self.partition, self.number)


def shard_name(partition: str, number: int) -> str:
    """Name of the shard of a unit."""
    return f"{partition}.{number:05d}"


def units_of(partition: str, records: Iterable[NoteRecord], trials: int, seconds: float) -> Iterator[Unit]:
    """The units of a partition, always the same for the same records.

    Args:
        trials: how many trials each patient meets.
        seconds: estimated work of a unit.
    """
    held: list[PatientNotes] = []
    work, number = 0.0, 0
    for patient in by_patient(records):
        if held and work >= seconds:
            yield Unit(partition, number, tuple(held), last=False)
            held, work, number = [], 0.0, number + 1
        held.append(patient)
        work += characters(patient) / 1000 * _SECONDS_A_KILOBYTE + trials * _SECONDS_A_PAIR
    if held:
        yield Unit(partition, number, tuple(held), last=True)


class ShardWriter:
    """Collects the results of one unit in a file that gets its name at the end."""

    def __init__(self, folder: Path, unit: Unit) -> None:
        self.unit, self._folder = unit, folder
        self._places: list[tuple[int, int] | None] = [None] * len(unit.patients)
        self._missing = len(unit.patients)
        self._counts = Counts()
        self._part = folder / f"{unit.name}.part"
        self._file = open_private(self._part)

    def add(self, number: int, rows: bytes, counts: Counts) -> bool:
        """Takes the rows of one patient.

        Args:
            number: the patient's in the unit.
            rows: as `tables.packed` gives them.
            counts: what became of the notes and pairs.

        Returns:
            whether it was the last patient to come, and the shard is in place.
        """
        if self._places[number] is not None:
            raise ValueError("the rows of a patient came twice")
        self._places[number] = (self._file.tell(), len(rows))
        self._file.write(rows)
        self._counts.add(counts)
        self._missing -= 1
        if not self._missing:
            self._finish()
        return not self._missing

    def abandon(self) -> None:
        """Leaves the unit to be done again."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        footer = {"places": self._places, "counts": self._counts.as_list(), "last": self.unit.last}
        data = json.dumps(footer).encode()
        self._file.write(data + _FOOTER.pack(len(data)))
        flush(self._file)
        self._file.close()
        put_in_place(self._part, self._folder / self.unit.name)


@dataclass(frozen=True, slots=True)
class Shard:
    """The results of one unit."""

    path: Path
    places: tuple[tuple[int, int], ...]
    counts: Counts
    last: bool

    def patients(self) -> Iterator[bytes]:
        """The packed rows of each patient, in order of their ids."""
        with self.path.open("rb") as file:
            for start, length in self.places:
                file.seek(start)
                yield file.read(length)


def read_shard(path: Path) -> Shard | None:
    """The shard of a name; None where the unit was not finished."""
    try:
        with path.open("rb") as file:
            file.seek(-_FOOTER.size, 2)
            (length,) = _FOOTER.unpack(file.read(_FOOTER.size))
            file.seek(-_FOOTER.size - length, 2)
            said = json.loads(file.read(length))
    except FileNotFoundError:
        return None
    places = tuple((start, size) for start, size in said["places"])
    return Shard(path, places, Counts(*said["counts"]), said["last"])


def shards_of(folder: Path, partition: str) -> Iterator[Shard]:
    """The finished shards of a partition up to the first that is missing."""
    for number in count():
        shard = read_shard(folder / shard_name(partition, number))
        if shard is None:
            return
        yield shard
        if shard.last:
            return

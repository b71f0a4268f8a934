"""What a run is asked to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from matcher.errors import InputError
from matcher.matching.types import Absence
from matcher.notes.types import Note
from matcher.records import Record

Detail = Literal["none", "deciding", "all"]
Format = Literal["parquet", "csv", "jsonl"]

NoteHook = Callable[[str, Note], None]
"""Called before a note is read, with the patient's id and the note."""


@dataclass(frozen=True, slots=True)
class Scoring(Record):
    """What decides the rows of a result: a run goes on only under the same.

    Attributes:
        absence: what no note mentions is "unknown", or to be assumed absent ("assume").
        as_of: the screening date of all patients; by default each patient's newest note.
        detail: which judgements are written: "none", "deciding" (violated and open) or "all".
        quotes: whether words of the notes are written beside their offsets.
        stop_early: whether a pair that fails on age or sex is left there (never with detail "all").
    """

    absence: Absence = "unknown"
    as_of: dt.date | None = None
    detail: Detail = "deciding"
    quotes: bool = False
    stop_early: bool = True

    def __post_init__(self) -> None:
        for name, allowed in (("absence", ("unknown", "assume")), ("detail", ("none", "deciding", "all"))):
            if getattr(self, name) not in allowed:
                raise InputError(name, None, f"use one of {', '.join(allowed)}")

    @property
    def may_stop(self) -> bool:
        """Whether a pair may be left at its first violated hard criterion."""
        return self.stop_early and self.detail != "all"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one record may take, and when a worker is replaced.

    Attributes:
        seconds: for a note of up to 100,000 characters (as many again for each further 100,000), and for one pair.
        megabytes: memory a worker may take beyond what it needs to start; 0 for no limit.
        notes: after so many notes a worker is replaced, for spaCy keeps every word it has seen.
        pairs_tried: so many pairs of one patient may stop a worker before the rest of the patient is given up.
    """

    seconds: float = 60.0
    megabytes: int = 2048
    notes: int = 10_000
    pairs_tried: int = 5

    def seconds_for(self, characters: int) -> float:
        """Seconds a text may take.

        >>> Limits(seconds=10).seconds_for(250_000)
        30.0
        """
        return self.seconds * max(1, -(-characters // 100_000))


@dataclass(frozen=True, slots=True)
class Running:
    """How a run goes about it; the rows do not depend on it.

    Attributes:
        workers: processes that read and score.
        limits: of one record.
        partitions: into how many files the records are sorted by patient.
        partition_bytes: a file with more text than this is divided again.
        unit_seconds: estimated work after which results are made safe; at most this much is done again after a kill.
        before_note: called in the worker before each note is read; must be importable by name.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    partitions: int = 64
    partition_bytes: int = 48_000_000
    unit_seconds: float = 60.0
    before_note: NoteHook | None = None

    def __post_init__(self) -> None:
        for name in ("workers", "partitions", "partition_bytes"):
            if getattr(self, name) < 1:
                raise InputError(name, None, "give a number of at least 1")


@dataclass(frozen=True, slots=True)
class Spark:
    """That a run goes to Spark.

    Attributes:
        master: address of the cluster; by default what the Spark configuration says, else this machine.
    """

    master: str | None = None

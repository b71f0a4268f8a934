"""What an evaluation gives: metrics to print, and the errors for whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from matcher.errors import InputError, place_of

MOST_FAILURES = 20


@dataclass(slots=True)
class Evaluation:
    """Metrics of one kind of labelled data.

    Attributes:
        title: what was measured.
        metrics: nested by name; values are numbers, `Rates`, intervals, bins or tables of counts. They hold no word of a note.
        errors: one flat row for each answer that is wrong, with the words it rests on. They hold words of notes: they go to a file only
            when one is named.
        failures: records on which the matcher raised (they count as wrong): record, type of error and place, no message.
    """

    title: str
    metrics: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def catching(self, name: str) -> Iterator[None]:
        """Notes a failure of the matcher and goes on; an error in the labelled data itself goes through."""
        try:
            yield
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - one record's failure must not end the run, and is counted and listed
            self.failures.append(f"{name}: {type(error).__name__} in {place_of(error)}")

    def finish(self) -> Evaluation:
        """The same with its failures among the metrics."""
        self.metrics["failed"] = len(self.failures)
        if self.failures:
            self.metrics["failures"] = self.failures[:MOST_FAILURES]
        return self

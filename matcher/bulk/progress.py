"""How far a run is, on stderr."""

from __future__ import annotations

from typing import Any


class ProgressBar:
    """A bar with rate and remaining time, for a person who waits."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def taking_in(self, records: int) -> None:
        """So many records have been taken in; how many there are is not known."""
        self._to("Taking in", None, records)

    def scoring(self, done: int, of: int) -> None:
        """So many notes are done."""
        self._to("Scoring", of, done)

    def close(self) -> None:
        """Leaves the bar as it is."""
        if self._bar is not None:
            self._bar.close()

    def _to(self, stage: str, total: int | None, done: int) -> None:
        if stage != self._stage:
            from tqdm import tqdm

            self.close()
            # What an earlier run has done is no measure of this one's rate.
            # Only on a terminal: a log wants no bar.
            self._bar = tqdm(total=total, initial=done, desc=stage, unit=" notes", dynamic_ncols=True, disable=None)
            self._stage = stage
        self._bar.update(done - self._bar.n)

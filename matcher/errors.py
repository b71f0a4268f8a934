"""What goes wrong with input, said once: where it was, which record, and how to mend it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path


class InputError(ValueError):
    """Input that cannot be read.

    The message names the source, the record and the mend; it never holds a word of a note.

    Args:
        source: file name or kind of input ("NOTE.txt", "pasted trial").
        record: the record within it (line, key, id), or None for the whole.
        mend: what the user can do about it, one sentence.
    """

    def __init__(self, source: str, record: str | None, mend: str) -> None:
        self.source, self.record, self.mend = str(source), record, mend
        where = self.source if record is None else f"{self.source}, {record}"
        super().__init__(f"{where}: {mend}")


@dataclass(frozen=True, slots=True)
class Failure:
    """One record that could not be read while the rest went on."""

    source: str
    record: str | None
    mend: str


def place_of(error: BaseException) -> str:
    """Module, function and line where an unexpected error arose, the innermost of this package.

    This and the error's type may be shown and logged; its message may not, for it may hold words of a note.
    """
    package = Path(__file__).parent
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(package)
    ]
    if not ours:
        return "an unknown place"
    module = Path(ours[-1].filename).relative_to(package).with_suffix("").as_posix().replace("/", ".")
    return f"matcher.{module}, {ours[-1].name}, line {ours[-1].lineno}"

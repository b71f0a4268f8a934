"""What the name of a file says: its kind, and whose note it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from matcher.errors import InputError

_FIELDS = ("patient_id", "note_id", "date", "title")


def from_name(name: str, pattern: str | None) -> dict[str, str]:
    """What a file's name says of its note.

    Without a pattern a file is a patient of its own: to take two patients for one is worse than to take one for two.

    Args:
        name: the path within the folder, with "/" between its parts.
        pattern: with {patient_id}, {note_id}, {date}, {title} and * for anything, such as "{patient_id}/{note_id}". Without "/" it
            is held against the file's own name, else against as many of the last parts of the path as it has.

    Raises:
        ValueError: the name does not fit.

    >>> from_name("2024/P7/visit-2.txt", "{patient_id}/{note_id}")
    {'patient_id': 'P7', 'note_id': 'visit-2'}
    """
    if pattern is None:
        return {}
    expression, depth = compiled(pattern)
    match = expression.fullmatch("/".join(stem_of(name).split("/")[-depth:]))
    if match is None:
        raise ValueError(f"its name does not fit the pattern {pattern!r}")
    return match.groupdict()


@cache
def compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    """A pattern as a regular expression, and how many parts of a path it spans.

    Raises:
        InputError: it has an unknown field, one twice, or no patient.
    """
    stem = stem_of(pattern)
    expression = ""
    for part in re.split(r"(\{\w*\}|\*)", stem):
        if part == "*":
            expression += r"[^/]*?"
        elif part.startswith("{") and part.endswith("}"):
            field = part[1:-1]
            if field not in _FIELDS or f"<{field}>" in expression:
                mend = "use each of {patient_id}, {note_id}, {date}, {title} once, and * for anything else"
                raise InputError(f"pattern {pattern!r}", part, mend)
            expression += rf"(?P<{field}>[^/]+?)"
        else:
            expression += re.escape(part)
    if "<patient_id>" not in expression:
        raise InputError(f"pattern {pattern!r}", None, "it needs {patient_id}, to say whose note a file is")
    return re.compile(expression), stem.count("/") + 1


def stem_of(name: str) -> str:
    """A path without the ends that say the kind of file ("P7/visit.txt.gz" → "P7/visit")."""
    path = PurePosixPath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return (
        str(path.with_suffix("")) if path.suffix and path.suffix[1:].isalnum() and len(path.suffix) <= 6 else str(path)
    )

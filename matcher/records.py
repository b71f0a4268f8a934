"""Plain data of immutable records."""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from dataclasses import dataclass as checked
else:

    def checked(*, frozen: bool, slots: bool) -> Any:
        """A dataclass that mypy holds to be frozen, for the many small values that live as long as a note is read.

        A frozen one is made at twice the cost, since its constructor has to go around the lock of its attributes.
        """
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)


StatementType = Literal[
    "age",
    "sex",
    "reproductive",
    "condition",
    "exposure",
    "procedure",
    "measurement",
    "allergy",
    "participation",
    "attestation",
    "other",
]
"""What kind of statement a fact of a note or an atom of a criterion is: the same words on both sides, so that they meet."""


class Record:
    """Base of all public types: `to_dict()` gives attribute names as keys, enums as strings, ISO dates."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON-ready data."""
        return {
            field.name: plain(getattr(self, field.name))
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
            if not field.name.startswith("_")
        }


def plain(value: Any) -> Any:
    """JSON-ready data of a value: records and mappings become dicts, sequences lists, dates ISO strings."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(item) for item in (sorted(value) if isinstance(value, frozenset | set) else value)]
    return value

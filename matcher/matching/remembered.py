"""What was worked out for a criterion or an atom once, kept for all patients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """Values by the identity of what they were worked out from; emptied when it has grown too large.

    Criteria are compared by what they say, which costs more than what is remembered. Nothing of a patient may be kept here.

    Args:
        most: entries to hold.
    """

    __slots__ = ("_entries", "_most")

    def __init__(self, most: int) -> None:
        self._entries: dict[int, tuple[Key, Value]] = {}
        self._most = most

    def of(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """The value of a thing, made from it the first time it is asked for."""
        known = self._entries.get(id(key))
        if known is not None and known[0] is key:
            return known[1]
        value = make(key)
        if len(self._entries) >= self._most:
            self._entries.clear()
        self._entries[id(key)] = (key, value)  # holding the key keeps its id from being given away
        return value

    def get(self, key: Key) -> Value | None:
        """The value of a thing, None where none was made."""
        known = self._entries.get(id(key))
        return known[1] if known is not None and known[0] is key else None

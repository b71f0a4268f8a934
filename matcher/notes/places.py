"""Things of a note in the order of their beginnings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol, TypeVar


class Placed(Protocol):
    """What stands somewhere in a note."""

    @property
    def start(self) -> int: ...


Thing = TypeVar("Thing", bound=Placed)
_start = attrgetter("start")


def beginning_in(things: Sequence[Thing], start: int, end: int) -> Sequence[Thing]:
    """Of things in order those that begin in [start, end)."""
    return things[bisect_left(things, start, key=_start) : bisect_left(things, end, key=_start)]

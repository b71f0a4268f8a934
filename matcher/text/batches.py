"""Long streams taken in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def in_batches(given: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The items in their order, at most so many at a time; as `itertools.batched`, which comes with Python 3.12.

    >>> list(in_batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    items = iter(given)
    while batch := list(islice(items, size)):
        yield batch

"""How the time of a function grows with its text: an exponent, so that it holds on any machine, busy or not."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable
from time import process_time

# Below this there is nothing to measure.
RESOLUTION = 0.001


def _seconds(function: Callable[[str], object], text: str) -> float:
    """Processor time of a call, the better of two."""
    taken = []
    for _ in range(2):
        begun = process_time()
        function(text)
        taken.append(process_time() - begun)
    return max(min(taken), RESOLUTION)


def exponent(
    function: Callable[[str], object], unit: str, short: int, long: int, *, below: float, tries: int = 4
) -> float:
    """The power of the length with which the time of a text of repeated units grows.

    Neighbours on the machine add to a time and never take from it, so one measurement above `below` says little:
    it is repeated, and the least of all counts. What grows with the square has an exponent near 2 in every one.
    """
    function(unit * 20)
    least = math.inf
    # As the processes that read many notes do: a search for garbage among all that was ever loaded is no cost of the text.
    gc.collect()
    gc.freeze()
    try:
        for _ in range(tries):
            few, many = (_seconds(function, unit * (size // len(unit))) for size in (short, long))
            least = min(least, math.log(many / few) / math.log(long / short))
            if least < below:
                break
    finally:
        gc.unfreeze()
    return least

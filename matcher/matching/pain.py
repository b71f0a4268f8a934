"""Pain said in words against a limit on a scale."""

from __future__ import annotations

from functools import cache

from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.values import Range, place
from matcher.matching.windows import Position
from matcher.trials.types import Bounds

_PAIN = ("pain",)
_TOP = 10


@cache
def _words() -> dict[str, Range]:
    return {row["word"]: Range(float(row["low"]), True, float(row["high"]), True) for row in rows("pain_words")}


def how_painful(claim: Claim, bounds: tuple[Bounds, ...]) -> Position:
    """Where a limit that a criterion puts on a complaint stands to the word a note has for it (`tables/pain_words.tsv`).

    Only pain is told in words that stand for numbers; a limit on anything else, or on another scale than 0 to 10, is open.
    """
    said = _words().get(claim.fact.severity or "")
    if said is None or not is_kind_of(claim.concept, _PAIN):
        return "open"
    if any(bound.unit or (bound.lower or 0) > _TOP or (bound.upper or 0) > _TOP for bound in bounds):
        return "open"
    found = {place(said, bound) for bound in bounds}
    return found.pop() if len(found) == 1 else "open"

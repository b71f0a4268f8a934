"""Results as said in words or flagged by the laboratory: which way a test went, and on which side of normal it lies."""

from __future__ import annotations

from functools import cache

from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.notes.types import Fact
from matcher.terms.types import Analyte


@cache
def _signs() -> dict[str, tuple[str, str]]:
    return {row["quality"]: (row["sign"], row["level"]) for row in rows("qualities")}


@cache
def _flags() -> dict[str, str]:
    return {row["flag"]: row["quality"] for row in rows("flags")}


def sign_of(quality: str | None) -> str:
    """ "+", "-", "?" (decided nothing) or "" for a result said in words."""
    return _signs().get(quality or "", ("", ""))[0]


def level_of(fact: Fact) -> str:
    """ "high", "low", "normal", "outside" or "" as said in words or flagged by the laboratory."""
    level = _signs().get(fact.quality or "", ("", ""))[1]
    return level or _signs().get(_flags().get(fact.flag or "", ""), ("", ""))[1]


def is_open_result(fact: Fact) -> bool:
    """Whether a result is pending, not done or indeterminate."""
    return sign_of(fact.quality) == "?"


def level_of_load(fact: Fact, analyte: Analyte | None) -> str:
    """The level of a viral load without a range: normal is that no genome can be measured."""
    if analyte is None or not is_kind_of(analyte.name, ("viral load",)) or sign_of(fact.quality) in ("-", "?"):
        return ""
    if fact.value is not None and sign_of(fact.quality) != "+":
        return "normal" if fact.comparator in ("<", "<=") or fact.value == 0 else "high"
    return "high" if sign_of(fact.quality) == "+" else ""

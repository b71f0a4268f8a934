"""Harms that were talked over before a treatment, where the word "risks" is not said: "we discussed bleeding and infection"."""

from __future__ import annotations

import re
from functools import cache

from matcher.notes.phrases import TABLES
from matcher.text.patterns import alternation
from matcher.text.tables import read_table

_FEWEST = 2
"""Harms that must be named together: one alone may be what brings the patient ("we discussed her bleeding")."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = read_table(TABLES / "risk_talk.tsv")
    talk, harms = (
        re.compile(
            rf"(?<!\w){alternation([row['words'] for row in table if row['kind'] == kind])}(?!\w)", re.IGNORECASE
        )
        for kind in ("talk", "harm")
    )
    return talk, harms


def risks_talked_over(clean: str, start: int, end: int) -> int | None:
    """Where a sentence begins to name what may go wrong, None where it does not.

    Args:
        clean: normalised text.
        start, end: of the sentence.

    >>> text = "We discussed surgery, bleeding, infection and nerve injury."
    >>> text[risks_talked_over(text, 0, len(text)):]
    ' surgery, bleeding, infection and nerve injury.'
    """
    talk, harms = _patterns()
    said = talk.search(clean, start, end)
    if said is None:
        return None
    named = {match[0].casefold() for match in harms.finditer(clean, said.end(), end)}
    return said.end() if len(named) >= _FEWEST else None

"""Why a drug was stopped: whether for a harm it did."""

from __future__ import annotations

import re
from functools import cache

from matcher.notes.phrases import TABLES, expand
from matcher.text.patterns import alternation
from matcher.text.tables import read_table

_NO_HARM = re.compile(
    r"\b(?:no|not|without|never|resol\w+|improv\w+|better|gone|cleared|settled|controlled|remission|persist\w+)\b",
    re.IGNORECASE,
)
"""What makes a reason none of harm: "because the rash resolved", "because edema persisted"."""


@cache
def _harms() -> re.Pattern[str]:
    words = alternation(word for row in read_table(TABLES / "stop_harms.tsv") for word in expand(row["words"]))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def tells_of_harm(reason: str | None) -> bool:
    """Whether the reason given for the stop of a drug is a harm of the drug.

    >>> tells_of_harm("liver enzymes"), tells_of_harm("the rash had resolved"), tells_of_harm(None)
    (True, False, False)
    """
    return reason is not None and _NO_HARM.search(reason) is None and _harms().search(reason) is not None

"""What something is contraindicated for: "any condition for which exercise or fasting is contraindicated" asks for the contraindication."""

from __future__ import annotations

import re

from matcher.trials.groups import first_of
from matcher.trials.items import Item

_REASON = re.compile(
    r"\b(?:(?:any|other|all|underlying|known|medical|physical|psychiatric|mental|health|current|chronic|clinical)\s+)*"
    r"(?:conditions?|diseases?|disorders?|illness(?:es)?|problems?|comorbidit(?:y|ies)|reasons?|circumstances?|situations?|state)\s+"
    r"(?:for|in)\s+which\b",
    re.IGNORECASE,
)
_CUE = "contraindic"


def drop_reasons(items: list[Item], text: str) -> None:
    """Drop the reason that is named for what it forbids, in place."""
    cue = next((n for n, i in enumerate(items) if i.kind == "allergy" and _CUE in text[i.start : i.end].lower()), None)
    if cue is None:
        return
    end = items[cue].start
    for said in _REASON.finditer(text, items[0].start, end):
        places = [n for n in range(cue) if said.start() <= items[n].start and items[n].end <= said.end()]
        if places and first_of(items[places[-1] : cue], "stop", "semicolon", "bracket", "not") is None:
            for n in places:
                items[n].kind, items[n].term, items[n].used = "drop", None, True

"""Conditions that a statement names and does not ask for: "exposed to tuberculosis", "prophylaxis for migraine", "screened for HIV".

They keep their concept and get a qualifier, so that neither having the disease nor its denial decides them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from matcher.text.tables import read_table
from matcher.trials.drafts import Draft
from matcher.trials.items import Item

_TABLE = Path(__file__).parent / "tables" / "named_for.tsv"
_BETWEEN = (
    r"(?:(?:an?|the|any|known|confirmed|suspected|active|someone|somebody|cases?|persons?|people|individuals?|patients?|adults?"
    r"|child|children|mothers?|parents?|relatives?|family|household|members?|who|have|has|had|with|of|infected|diagnosed"
    r"|affected|by|developing)[ -]+){0,6}"
)
"""Words that may stand between: "exposed to *a person with* tuberculosis"."""


@cache
def _phrases(side: str = "before") -> dict[str, str]:
    return {row["phrase"]: row["qualifier"] for row in read_table(_TABLE) if row["side"] == side}


@cache
def _before() -> re.Pattern[str]:
    said = "|".join(re.escape(phrase) for phrase in sorted(_phrases(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:pre- ?|post-? ?)?({said})[ -]+{_BETWEEN}$", re.IGNORECASE)


_RESULT = re.compile(r"(?<![\w-])(?:positive|negative|reactive|abnormal)(?![\w-])[^,;.:]*$", re.IGNORECASE)


def _says_result(text: str, found: re.Match[str]) -> bool:
    """ "Positive screening for HIV" asks for what was found."""
    return _phrases()[found[1].lower()] == "screening" and _RESULT.search(text, 0, found.start()) is not None


def _is_part_of_name(draft: Draft, drafts: list[Draft]) -> bool:
    """ "Exposure to hepatitis C protease inhibitors" is exposure to a drug."""
    return any(other.type == "exposure" and 0 <= other.start - draft.end <= 1 for other in drafts)


_FARTHEST = 120
"""Characters looked back for the words."""


def mark_named_for(drafts: list[Draft], items: list[Item], text: str) -> None:
    """Give conditions the qualifier of the words before them, in place; it holds for the list they begin.

    Args:
        drafts: leaves of a word group, before attributes are given to them.
        items: the items of the group.
        text: the reading copy, which offsets are in.
    """
    for draft in drafts:
        if draft.type != "condition" or "family history" in draft.qualifiers:
            continue
        behind = next(
            (item for item in items if draft.end <= item.start <= draft.end + 1 and item.kind == "word"), None
        )
        if behind is not None and (said := _phrases("behind").get(text[behind.start : behind.end].lower())):
            behind.used = True
            draft.widen(behind.start, behind.end)
            draft.qualifiers += [said] if said not in draft.qualifiers else []
            continue
        found = _before().search(text, max(0, draft.start - _FARTHEST), draft.start)
        if found is None or _says_result(text, found) or _is_part_of_name(draft, drafts):
            continue
        qualifier = _phrases()[found[1].lower()]
        if qualifier not in draft.qualifiers:
            draft.qualifiers.append(qualifier)
            draft.governing.append(qualifier)
        for item in items:
            if found.start() <= item.start < draft.start and item.kind in ("word", "filler"):
                item.used = True
                draft.widen(item.start, item.end)

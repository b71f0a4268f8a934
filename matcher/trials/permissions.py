"""Sentences that ask for nothing: what patients may have, and why a rule is as it is.

"Patients may have had prior surgery" demands no surgery, and in an exclusion it excepts it. Of "as creatinine may rise with age, …" only
what follows the reason is a rule.
"""

from __future__ import annotations

import re

from matcher.trials.groups import everything, first_of
from matcher.trials.items import Item
from matcher.trials.stated import is_bare

_MAY = "may"
_VERBS = frozenset({
    "have", "be", "also", "still", "continue", "receive", "take", "use", "include", "remain", "present", "then", "or", "experience",
})  # fmt: skip
_RELATIVE = frozenset({"who", "that", "which", "whom", "whose", "if", "as"})
_DEMANDS = ("must", "exclude", "not", "require", "permit", "pledge", "unable")
_REASONS = frozenset({"as", "since", "although", "though", "whereas", "because", "given"})
_FINITE = frozenset({"may", "can", "could", "might", "is", "are", "has", "have", "will", "was", "were", "does", "do"})
_NEGATING = frozenset({"no", "not"})


def permission_at(items: list[Item], text: str) -> int | None:
    """Position of the "may" of a clause that only permits; None where it asks for something, too: "may have had up to 2 lines" is a limit.

    Only people stand before it ("participants may have …"): of "patients with metastases may have AST ≤ 5 × ULN" the limit counts.
    """
    for position, item in enumerate(items):
        said = item.said(text).split()
        if item.kind == "person" or (item.kind in ("filler", "mark") and _MAY not in said):
            if _RELATIVE & set(said):
                return None
            continue
        if item.kind != "filler" or said[-1] != _MAY or (position == 0 and not _follows_people(items[0], text)):
            return None
        following = items[position + 1].said(text).split() if position + 1 < len(items) else []
        if not following or following[0] not in _VERBS or _NEGATING & set(following):
            return None
        limited = any(_limits(items, n) for n in range(position, len(items)))
        rest = [part for part in items[position:] if part.said(text).split() != ["none"]]
        return None if limited or first_of(rest, *_DEMANDS) is not None else position
    return None


def _limits(items: list[Item], position: int) -> bool:
    """Whether a number limits: in "one or more of …" it does not."""
    quantity = items[position].quantity
    following = items[position + 1].kind if position + 1 < len(items) else ""
    return quantity is not None and not (is_bare(quantity) and following in ("or", "comma"))


def _follows_people(item: Item, text: str) -> bool:
    """Whether words for people stand before a clause whose edge was cut off."""
    before = text[: item.start].split()
    return bool(before) and before[-1].lower() in (
        "patients",
        "participants",
        "subjects",
        "they",
        "individuals",
        "women",
        "men",
    )


_LATER = re.compile(
    r"\W*(?:the )?(?:criteria for )?(?:removal|withdrawal|elimination|discontinuation|drop-?out|termination|early termination)"
    r"(?: criteria| criterion)?(?: from the (?:study|trial))?(?: (?:are|were|is|was|include|included|includes|will be)\b|:)",
    re.IGNORECASE,
)


def tells_of_leaving(items: list[Item], text: str) -> bool:
    """Whether a sentence says why patients leave the study later ("withdrawal criteria were …"): that decides no enrolment."""
    if not items:
        return False
    before = text.rfind(".", 0, items[0].start) + 1
    return "criteria" in text[before : items[-1].end].lower() and _LATER.match(text, before) is not None


def without_reason(items: list[Item], text: str) -> list[Item]:
    """A sentence without the reason it begins with; a sentence that is all reason is empty."""
    lead = next((item for item in items if item.kind != "mark"), None)
    if lead is None or lead.kind not in ("filler", "word") or lead.said(text).split()[0] not in _REASONS:
        return items
    end = first_of(items, "comma", "semicolon")
    reason = items if end is None else items[:end]
    verbs = [item for item in reason if item.kind in ("filler", "word") and _FINITE & set(item.said(text).split())]
    if not verbs:
        return items
    for item in everything(reason):
        item.used, item.term = True, None
    return [] if end is None else items[end + 1 :]

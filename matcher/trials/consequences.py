"""How far a consequence reaches: "that may alter shape, colour, or taste" is one, "that may affect gait, gout, or asthma" ends at the comma."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

from matcher.text.tables import read_table
from matcher.trials.bearings import is_function
from matcher.trials.items import Item
from matcher.trials.lexicon import hinted_type, study_words

HINDERED = frozenset({"consent", "compliance", "follow-up", "participation", "language"})
"""Promises that a thing may hinder: they are part of the consequence, and ask for nothing."""
_LONGEST = 5
"""Words from "due to" to the noun of a reason."""
_WORD = re.compile(r"[a-z-]+")
_JOINTS = ("comma", "or", "and", "slash")
_SILENT = ("filler", "mark", "drop")
_AIMED = (
    "word",
    "filler",
    "mark",
    "drop",
    "remark",
    "term",
    "attestation",
    "participation",
    "qualifier",
    "ability",
    "ingredient",
)
"""Kinds that may stand in a member of a consequence."""
_OF_A_VERB = (
    "span",
    "quantity",
    "numeral",
    "result",
    "generic",
    "person",
    "trialdisease",
    "exposure",
    "comparator",
    "change",
)
"""What may stand beside these behind its verb: "… or limit survival to less than a year"."""
_OF_ITS_OWN = frozenset({
    "history", "current", "active", "planned", "suspected", "family history", "recent", "undergoing", "severe", "uncontrolled", "unstable",
    "chronic", "acute", "treated", "clinically significant",
})  # fmt: skip
"""Statuses that a disease or treatment has, and no function."""
_MATTERS = frozenset({
    "evaluation", "evaluations", "interpretation", "result", "results", "outcome", "outcomes", "data", "endpoint", "endpoints", "measurement",
    "measurements", "safety", "efficacy", "effectiveness", "analysis", "analyses", "conduct", "completion", "participation", "compliance",
    "adherence", "performance", "ability", "tolerance", "recovery", "healing", "interaction", "interactions", "afterward", "afterwards",
})  # fmt: skip
"""What is at stake in a study: a single member behind a comma that names it goes on with the consequence."""
_OF = re.compile(r"\b(?:of|to|from|in|for|by|with|on)\b", re.IGNORECASE)


def end_of_list(items: list[Item], position: int, text: str, *, rules_out: bool) -> int | None:
    """Where a consequence ends that goes on behind a comma.

    Args:
        items: the items of a statement; `items[position]` is the comma.
        text: the reading copy.
        rules_out: the statement is an exclusion.

    Returns:
        The position behind its last member; None where something else begins at the comma.
    """
    members: list[tuple[int, int]] = []
    begin = position
    closed = False
    while not closed:
        begin, closes = _behind_joints(items, begin)
        verb = begin < len(items) and _tells(_leads(items[begin:]))
        end = next((n for n in range(begin, len(items)) if not _goes_on(items[n], verb=verb)), len(items))
        if end == begin or not _is_aim(items[begin:end], text):
            break
        members.append((begin, end))
        closed = closes or (end < len(items) and items[end].kind in ("or", "and"))
        if end >= len(items) or items[end].kind not in _JOINTS:
            break
        begin = end
    led = [_leads(items[slice(*member)]) for member in members]
    verbs = next((n for n, lead in enumerate(led) if not _tells(lead)), len(led))
    promised = any(lead.kind == "attestation" for lead in led)
    if promised and not rules_out and not any(item.kind == "or" for item in items[position : members[-1][1]]):
        return None  # "… affecting communication, and agreeing to take part" goes on with what is asked for.
    if closed and (len(members) > 1 or _is_plain_aim(items[slice(*members[0])], text)):
        return members[-1][1]
    return members[verbs - 1][1] if verbs else None


def end_of_tail(items: list[Item], position: int, text: str, *, rules_out: bool) -> int:
    """Where the words end that go on with what is hindered: "interfere with the study | schedule or assessments".

    Args:
        position: the item behind what is hindered.
    """
    end = position
    while end < len(items) and items[end].kind in ("word", *_SILENT):
        end += 1
    if (
        end < len(items)
        and items[end].kind in _JOINTS
        and (behind := end_of_list(items, end, text, rules_out=rules_out)) is not None
    ):
        return behind
    return position


@cache
def _words_of(role: str) -> frozenset[str]:
    rows = read_table(Path(__file__).parent / "tables" / "reasons.tsv")
    return frozenset(row["word"] for row in rows if row["role"] == role)


def is_reason(item: Item, kept: list[Item], text: str) -> bool:
    """Whether "due to", "because of" tells why an exclusion is one: "… due to the increased risk of", "… because of possible effects on".

    Args:
        kept: the items before it.
    """
    if item.kind != "cause":
        return False
    for count, word in enumerate(_WORD.finditer(text[item.end : item.end + 80].lower())):
        if word[0] in _words_of("effect"):
            return not any(other.term is not None and other.term.type in ("condition", "procedure") for other in kept)
        ahead = word[0] in _words_of("ahead")
        if word[0] in _words_of("noun") and not (ahead and _followed_by_noun(text, item.end + word.end())):
            return True
        if not ahead or count == _LONGEST:
            return False
    return False


def _followed_by_noun(text: str, position: int) -> bool:
    """Whether "potential" stands before a noun of a reason or another word ahead of one."""
    word = _WORD.search(text[position : position + 30].lower())
    return word is not None and word[0] in _words_of("noun") | _words_of("effect") | _words_of("ahead")


def end_of_reason(items: list[Item], position: int, kept: list[Item]) -> int:
    """Where a reason ends that is told behind "due to the risk of": at a comma before a thing of the kind that is ruled out.

    Args:
        position: the first item of the reason; kept: the items before it.
    """
    kinds = {item.term.type for item in kept if item.term is not None}
    for end in range(position, len(items)):
        item = items[end]
        if item.kind in ("stop", "semicolon", "colon", "list", "example", "except", "if", "exclude", "permit"):
            return end
        if item.kind == "comma":
            behind, _ = _behind_joints(items, end)
            if behind < len(items) and _begins_other(items[behind], items, behind, kinds):
                return end
    return len(items)


def _begins_other(item: Item, items: list[Item], position: int, kinds: Set[str]) -> bool:
    if item.kind in ("person", "not", "allergy", "participation", "attestation", "presence"):
        return True
    named = next((other for other in items[position:] if other.term is not None or other.kind in _JOINTS), None)
    if named is None or named.term is None:
        return False
    return named.term.type in kinds or (item.kind == "qualifier" and item.value in _OF_ITS_OWN)


def _behind_joints(items: list[Item], position: int) -> tuple[int, bool]:
    """Where a member begins, and whether a conjunction before it closes the list."""
    closes = False
    while position < len(items) and items[position].kind in _JOINTS:
        closes = closes or items[position].kind in ("or", "and")
        position += 1
    return position, closes


def _goes_on(item: Item, *, verb: bool) -> bool:
    return item.kind in _AIMED or (verb and item.kind in _OF_A_VERB)


def _tells(item: Item) -> bool:
    """Whether an item is the verb of a consequence."""
    return item.kind == "remark" and item.value in ("consequence", "participle")


def _leads(items: list[Item]) -> Item:
    return next((item for item in items if item.kind not in _SILENT), items[0])


def _is_aim(items: list[Item], text: str) -> bool:
    """Whether what stands between joints may be affected: a function, a measurement, words; no disease, treatment or person."""
    if _tells(_leads(items)):
        return True
    worded: int | None = None
    for item in items:
        if item.kind == "remark" and not _tells(item):
            return False
        if item.kind == "attestation" and (item.value not in HINDERED or item.detail == "negative"):
            return False
        if item.kind == "qualifier" and item.value in _OF_ITS_OWN:
            return False
        if item.kind == "filler" and hinted_type(text[item.start : item.end]) is not None:
            return False
        if item.term is not None and item.term.type != "measurement" and not is_function(text, item.start):
            said_of = worded is not None and _OF.search(text, worded, item.start) is not None
            if not said_of:
                return False  # "widespread pain" is a finding, "assessment of pain" a step.
        worded = item.end if item.kind == "word" and worded is None else worded
    return any(item.kind not in _SILENT for item in items)


def _is_plain_aim(items: list[Item], text: str) -> bool:
    """Whether a member by itself can only be affected: a verb, a function, a step of the study."""
    lead = _leads(items)
    if _tells(lead) or lead.kind in ("attestation", "participation") or is_function(text, lead.start):
        return True
    words = {word for item in items for word in item.said(text).split()}
    return not words.isdisjoint(study_words() | _MATTERS)

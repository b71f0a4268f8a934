"""What a patient agrees to do, or is able to go through: an attestation, and no finding.

"Willing to undergo a biopsy" asks for a promise, "refrain from blood donation" for a behaviour to come; neither for a biopsy or a
donation in the notes. Contraception, consent and taking part are read for themselves.
"""

from __future__ import annotations

from matcher.terms import vocabulary
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, leaf, negation
from matcher.trials.groups import everything, first_of
from matcher.trials.items import Item
from matcher.trials.reading import Outcome, Reader
from matcher.trials.subjects import beside

_OWN = ("attestation", "participation", "allergy", "if", "must")
"""Kinds that say themselves what is promised."""
_ENDS = ("if", "except", "list", "colon", "permit")
_JOINTS = ("and", "or", "comma")


def pledged(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """A clause with "willing to …", "agree to …", "refrain from …", "unwilling to …"."""
    position = first_of(items, "pledge", "unable")
    if position is None:
        return False, None
    pledge, before, after = items[position], items[:position], items[position + 1 :]
    if before and before[-1].kind == "not" and pledge.kind == "pledge" and pledge.value == "yes":
        before[-1].used, pledge.value = True, "no"  # "Parents are not willing to …"
        before = before[:-1]
        items = [*before, pledge, *after]
    twice = len(after) > 2 and after[0].kind in _JOINTS and _is_refusal(after[1], reader.text)
    if twice:
        after[1].used = True
        after = after[2:]  # "Not willing or unable to …" is one refusal.
    end = _end(after)
    promised, rest = after[:end], after[end:]
    refuses = _refuses_contraception(pledge, promised)
    if pledge.kind == "unable" and not (refuses or twice) and not _is_undertaking(promised, reader.text):
        return False, None
    unnamed = not any(item.term is not None or item.kind == "generic" for item in promised)
    if refuses:
        pledge.used = True
        refused = reader.clause(promised, context.within_union)
        return True, beside(reader, before, negation(refused) if refused is not None else None, rest, context)
    if not promised or _speaks_for_itself(promised) or (unnamed and _speaks_for_itself(after)):
        if pledge.kind == "unable":
            return False, None
        pledge.kind = "filler"
        return True, reader.clause(items, context)
    pledge.used = True
    for item in everything(promised):
        item.used = True
    words = reader.text[pledge.start : pledge.end].lower()
    can = any(word in words for word in ("able", "abilit", "capab", "cannot", "can not")) and "will" not in words
    value = "ability" if can and pledge.kind == "pledge" else "compliance"
    draft = Draft("attestation", pledge.start, promised[-1].end, value=value)
    node: Node = negation(leaf(draft)) if pledge.kind == "unable" or pledge.value == "no" else leaf(draft)
    return True, beside(reader, before, node, rest, context)


def _is_refusal(item: Item, text: str) -> bool:
    """Whether a word says again that something will not or cannot be done."""
    if item.kind == "allergy":
        return item.said(text).startswith("unable")
    return item.kind == "unable" or (item.kind == "pledge" and item.value == "no")


def _refuses_contraception(pledge: Item, promised: list[Item]) -> bool:
    """ "Unwilling to use contraception", "refuses to use condoms": what is refused is denied."""
    if pledge.kind != "unable" and pledge.value != "no":
        return False
    named = [item.term.concept for item in promised if item.term is not None and item.term.type == "reproductive"]
    return any(vocabulary().is_a(name, "contraception") for name in named)


def _end(items: list[Item]) -> int:
    """Where a promise ends: before a condition, or a member of the list that holds a limit or a person of its own."""
    for position, item in enumerate(items):
        if item.kind in _ENDS:
            return position
        if item.kind not in _JOINTS:
            continue
        segment = items[
            position + 1 : next((n for n in range(position + 1, len(items)) if items[n].kind in _JOINTS), None)
        ]
        if any(part.kind in ("person", "pledge", "unable", "not", *_OWN) or _limits(part) for part in segment):
            return position
    return len(items)


def _limits(item: Item) -> bool:
    return item.quantity is not None and item.quantity.comparator is not None


def _speaks_for_itself(items: list[Item]) -> bool:
    reproductive = any(item.term is not None and item.term.type == "reproductive" for item in items)
    return reproductive or any(item.kind in _OWN for item in items)


_UNDERTAKINGS = frozenset(
    [
        "undergo",
        "complete",
        "perform",
        "attend",
        "tolerate",
        "follow",
        "adhere",
        "return",
        "travel",
        "travelling",
        "come",
        "take",
        "discontinue",
        "stop",
        "withhold",
        "avoid",
        "wear",
        "maintain",
        "keep",
        "provide",
        "receive",
        "have",
        "undertake",
        "engage",
        "refrain",
        "abstain",
        "give",
        "collect",
        "swallow",
        "fast",
        "continue",
        "change",
        "switch",
        "switching",
    ]
)


def _is_undertaking(items: list[Item], text: str) -> bool:
    """Whether what someone cannot or will not do is a step of the study: undergo, attend, complete …"""
    lead = next((item for item in items if item.kind not in ("mark",)), None)
    return lead is not None and text[lead.start : lead.end].lower().split()[0] in _UNDERTAKINGS

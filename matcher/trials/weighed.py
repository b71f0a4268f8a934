"""What has no name and counts only as someone weighs it: "any condition that, in the investigator's opinion, may hinder taking part".

Such words name no disease and no drug that notes could be asked for. They are one attestation, decided by explicit words only; what
they give as examples stays with it. The same holds without the opinion where the study itself is what would suffer ("an illness that
makes follow-up difficult"). A thing with a name ("a heart disease that …") is asked for and only narrowed (`remarks.py`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from matcher.text.tables import words_of
from matcher.trials.bearings import bearing
from matcher.trials.groups import Bracketed, everything, first_of
from matcher.trials.items import Item
from matcher.trials.modifiers import is_adjective, is_modifier

WHOLE = ("weighed", "weighed disease")
"""Details of a cue that holds all of what is weighed, and narrows nothing beside it: a situation or a treatment, or a disease."""
OPINION = "investigator opinion"
_TABLE = Path(__file__).parent / "tables" / "weighed.tsv"
_ROOTS = frozenset({"disease", "drug", "systemic disease", "procedure"})
_OF_THE_STUDY = frozenset({"adverse drug reaction"})
"""Concepts that a consequence may speak of without asking for them: the toxicity that is to be assessed."""
_JOINTS = ("comma", "and", "or", "slash")
_ENDS = ("stop", "semicolon", "colon", "list", "example", "define", "except", "if", "permit", "exclude", "must")
_LEADS = ("filler", "comma", "qualifier", "mark", "unrelated", "optional")
_BEGINS = ("not", "with", "presence", "person", "span", "require", "cause", "unable", "studygroup", *_ENDS)
_OWN = ("not", "unable", "presence", "person", "allergy", "pledge", "span", "require")
_NAMED = frozenset({"condition", "exposure", "procedure", "reproductive", "measurement"})
_VERBS = frozenset({"consequence", "participle"})
_MODAL = frozenset({
    "that", "which", "whose", "may", "might", "could", "would", "can", "will", "should", "likely", "known",
})  # fmt: skip
_GOES_ON = frozenset({"is", "are", "to", "otherwise", "either", "both"})
_FARTHEST = 18
"""Items between what is weighed and the verb."""
_NEAR = 9
"""Words behind the verb among which the study is named."""
_WHOLE_STUDY = frozenset({"study", "trial", "protocol"})
_NUMBERED = re.compile(r"\(?\d{1,2}[.)、]")
_LOST_BREAK = frozenset(
    {
        "has",
        "have",
        "had",
        "having",
        "any",
        "history",
        "known",
        "presence",
        "evidence",
        "current",
        "prior",
        "previous",
        "no",
    }
)
_WORD = re.compile(r"[\w'’-]+")


def _said(form: str) -> frozenset[str]:
    return words_of(_TABLE, form)


def weighed(items: list[Item], text: str) -> list[Item]:
    """The items of a statement with each stretch that is weighed as one cue of an attestation.

    Args:
        items: brackets folded, before remarks are taken out.
        text: the reading copy, which their offsets are in.
    """
    made: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        if isinstance(item, Bracketed):
            item.inner = tuple(weighed(list(item.inner), text))
        end = _clause(items, position, text) if _is_noun(item, text) else None
        first = _head(made, text) if end is not None else None
        if end is None or first is None:
            made.append(item)
            position += 1
            continue
        taken = [*made[first:], *items[position:end]]
        del made[first:]
        for passed in everything(taken):
            passed.used = True
        examples = [held for held in taken if isinstance(held, Bracketed) and _names_something(held)]
        named = taken[: len(taken) - (end - position) + 1]
        ill = any(_is_disease(part) for part in named)
        detail = WHOLE[ill]
        made.append(Item("attestation", taken[0].start, taken[-1].end, value=OPINION, detail=detail))
        for held in everything(examples):
            held.used = False
        made.extend(examples)
        position = end
    return made


def _words(item: Item, text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text, item.start, item.end)]


def _says(item: Item, text: str, form: str) -> bool:
    return not _said(form).isdisjoint(_words(item, text))


def _is_noun(item: Item, text: str) -> bool:
    """Whether an item is a class without a name: "condition", "therapy", "reason"."""
    if item.term is not None:
        return item.term.concept in _ROOTS
    if item.kind == "generic":
        return True
    words = _words(item, text)
    return item.kind in ("word", "filler", "qualifier") and bool(words) and words[-1] in _said("noun")


def _is_disease(item: Item) -> bool:
    if item.term is not None:
        return item.term.type == "condition"
    return item.kind == "generic" and item.value == "condition"


def _is_nameless(item: Item, text: str) -> bool:
    """Whether an item may belong to the noun without giving it a name."""
    if isinstance(item, Bracketed):
        return all(part.kind in (*_JOINTS, "mark") or _is_nameless(part, text) for part in item.inner)
    if item.term is not None:
        return item.term.concept in _ROOTS
    if item.kind in ("qualifier", "generic", "presence", "result"):
        return True
    if item.kind not in ("word", "filler", "drop"):
        return False
    words = _words(item, text)
    plural = words in (["s"], ["es"], ["ies"])
    return plural or (bool(words) and all(word in _said("adjective") | _said("noun") for word in words))


def _head(made: list[Item], text: str) -> int | None:
    """Where the noun's own words begin among the items before it; None where they give it a name."""
    first = len(made)
    for position in range(len(made) - 1, -1, -1):
        item = made[position]
        if item.kind in _JOINTS:
            if position:
                continue
            break
        if not _is_nameless(item, text):
            break
        first = position
    if not first:
        return 0
    before = made[first - 1]
    if before.kind in _JOINTS:
        end = next(n + 1 for n in range(first - 1, -1, -1) if n == 0 or made[n - 1].kind not in _JOINTS) - 1
        start = next((n + 1 for n in range(end - 1, -1, -1) if made[n].kind in (*_JOINTS, *_BEGINS)), 0)
        member = made[start:end]
        return first if not _lacks_noun(member, text) else _shared(made, start, text)
    if before.kind in _BEGINS or before.kind in ("filler", "drop", "mark") or _says(before, text, "begins"):
        return first
    return None


def _shared(made: list[Item], start: int, text: str) -> int | None:
    """Where a list of adjectives begins that share the noun, if one of them gives it no name: "medical, cognitive or other conditions".

    "Cardiac or other conditions that …" are the heart's too, and have that name.
    """
    nameless = False
    while start and made[start - 1].kind in _JOINTS:
        end = start
        while end and made[end - 1].kind in _JOINTS:
            end -= 1
        begin = next((n + 1 for n in range(end - 1, -1, -1) if made[n].kind in (*_JOINTS, *_BEGINS)), 0)
        member = made[begin:end]
        plain = bool(member) and all(_is_nameless(item, text) and not _is_noun(item, text) for item in member)
        if not plain and not _lacks_noun(member, text):
            break
        nameless = nameless or plain
        start = begin
    return start if nameless else None


def _lacks_noun(member: list[Item], text: str) -> bool:
    own = [item for item in member if item.kind not in ("qualifier", "filler", "mark")]
    adjective = len(own) == 1 and own[0].term is not None and is_adjective(text[own[0].start : own[0].end])
    return bool(member) and (adjective or is_modifier(member, text))


def _clause(items: list[Item], position: int, text: str) -> int | None:
    """Where the clause ends that says how the noun at a place is weighed; None where none does."""
    begin = position + 1
    while begin < len(items) and isinstance(items[begin], Bracketed) and _is_nameless(items[begin], text):
        begin += 1
    verb, opinion = None, False
    for at in range(begin, min(begin + _FARTHEST, len(items))):
        item = items[at]
        if item.kind == "remark" and item.value in _VERBS:
            verb = at
            break
        if item.kind == "attestation":
            opinion = opinion or (item.value == OPINION and _says(item, text, "person"))
            if item.value != OPINION:
                return None
            if not _says(item, text, "person"):
                verb = at
                break
            continue
        if opinion and (_says(item, text, "unfit") or item.kind == "exclude"):
            verb = at
            break
        opinion = opinion or _says(item, text, "person")
        words = _words(item, text)
        lead = _said("lead") | _said("person")
        if item.kind not in _LEADS and not (words and all(word in lead for word in words)):
            return None
    if verb is None or verb == begin - 1:
        return None
    if not opinion and not _is_led(items[begin:verb], items[verb], text):
        return None
    hinders = items[verb]
    if hinders.kind == "remark" and not opinion and bearing(hinders, text) is not None:
        return None  # What bears on absorption or bleeding has names.
    end = _tail(items, verb + 1, text)
    return end if opinion or _bears_on_study(items[verb:end], text) else None


def _bears_on_study(clause: list[Item], text: str) -> bool:
    """Whether what suffers is the study or taking part in it, and not how a drug of it works; or someone weighs it behind all."""
    for verb, item in enumerate(clause):
        if item.kind == "attestation" or _weighing(clause, verb, text) is not None:
            return True
        if item.kind != "remark":
            continue
        said = [word.lower() for word in _WORD.findall(text, item.end, clause[-1].end)][:_NEAR]
        for word, following in pairwise([*said, ""]):
            if word in _said("study") and not (word in _WHOLE_STUDY and following in _said("given")):
                return True
    return False


def _is_led(between: list[Item], verb: Item, text: str) -> bool:
    """Whether a verb is said of the noun: "that may interfere", "interfering"."""
    if verb.value == "participle" and not between:
        return True
    return bool(between) and any(not _MODAL.isdisjoint(_words(item, text)) for item in between)


def _tail(items: list[Item], position: int, text: str) -> int:
    """Where the consequences end: before the next operator, and before a member of the list that is a reason of its own."""
    while position < len(items):
        item = items[position]
        if (person := _weighing(items, position, text)) is not None:
            position = person + 1
            continue
        if item.kind in _ENDS or (isinstance(item, Bracketed) and _is_last(items, position, text)):
            return position
        if _NUMBERED.match(text, item.start) or _looks_back(item) or _begins_line(item, text):
            return position
        if item.kind in _JOINTS:
            following = position + 1
            while following < len(items) and items[following].kind in _JOINTS:
                following += 1
            segment = items[following : _segment_end(items, following)]
            weighs = following < len(items) and _weighing(items, following, text) is not None
            if not weighs and (not segment or _is_reason(segment, text)):
                return position
            position = following
            continue
        position += 1
    return position


def _weighing(items: list[Item], position: int, text: str) -> int | None:
    """Where the person stands who weighs it: behind "as determined by"."""
    if items[position].kind != "define":
        return None
    near = range(position, min(position + _NEAR, len(items)))
    return next((n for n in near if _says(items[n], text, "person")), None)


def _looks_back(item: Item) -> bool:
    span = item.span
    return span is not None and span.kind == "window" and span.amount is not None and span.side == "before"


def _begins_line(item: Item, text: str) -> bool:
    """Whether a line begins here whose break was lost: "… follow-up visits Has a history of …"."""
    words = _words(item, text)
    return text[item.start].isupper() and bool(words) and words[0] in _LOST_BREAK


def _is_last(items: list[Item], position: int, text: str) -> bool:
    """Whether a bracket closes the clause: what it names are examples of the whole."""
    following = position + 1
    while following < len(items) and items[following].kind in (*_JOINTS, "mark"):
        following += 1
    if following == len(items) or items[following].kind in _ENDS:
        return True
    joined = following > position + 1
    return joined and _is_reason(items[following : _segment_end(items, following)], text)


def _names_something(bracket: Bracketed) -> bool:
    inner = list(bracket.inner)
    return first_of(inner, "example", "define", "except") == 0 or any(
        item.term is not None and item.term.type in _NAMED and item.term.concept not in _ROOTS for item in inner
    )


def _segment_end(items: list[Item], position: int) -> int:
    return next((n for n in range(position, len(items)) if items[n].kind in (*_JOINTS, *_ENDS)), len(items))


def _is_reason(segment: list[Item], text: str) -> bool:
    """Whether a member behind a conjunction is said of the patient, and not of the consequence."""
    lead = next((item for item in segment if item.kind not in ("mark",)), segment[0])
    if lead.kind == "remark" and lead.value in _VERBS:
        return False
    if not (_MODAL | _GOES_ON).isdisjoint(_words(lead, text)[:1]):
        return False
    if lead.kind == "attestation" and lead.value == OPINION:
        return False
    if lead.kind in _OWN or (lead.kind == "attestation" and lead.detail == "no"):
        return True
    if any(item.kind == "remark" and item.value in _VERBS for item in segment[:3]):
        return False
    named = any(
        (item.term is not None and item.term.type in _NAMED and item.term.concept not in _ROOTS | _OF_THE_STUDY)
        or item.kind in ("allergy", "exposure", "participation", "pledge", "unable")
        for item in segment
    )
    if named and any(_says(item, text, "study") for item in segment):
        return lead.kind == "qualifier"
    return named or (lead.kind == "qualifier" and lead.value == "history")

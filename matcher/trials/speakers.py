"""Who says it: who weighs what is asked for, who reports it, who answers for the patient. None of them is asked for.

"In the doctor's or nurse's opinion" is one opinion; "as reported by the patient or a caregiver" is how a thing is known; "the patient or
legal guardian must consent", "subjects (and parents as applicable)" name the subject of a promise, and no alternative to it.
"""

from __future__ import annotations

import re
from pathlib import Path

from matcher.text.tables import words_of
from matcher.trials.groups import Bracketed, everything, split
from matcher.trials.items import Item

_TABLE = Path(__file__).parent / "tables" / "speakers.tsv"
_OPINION = "investigator opinion"
_JOINTS = ("comma", "or", "and", "slash")
_PROMISES = ("attestation", "pledge", "unable", "ability")
_PLAIN = ("filler", "word", "mark", "attestation", "qualifier", "person", "generic", "drop")
_PERSONS = ("professional", "lay", "stand-in")
_BEFORE = frozenset({"by", "from", "of", "to", "for"})
_ABBREVIATED = ["pi"]
"""A principal investigator, whatever else the letters stand for: what they follow says so."""
_GO_WITH = (["s"], ["es"], ["member"], ["members"])
"""What belongs to the word for a person before it: "parent(s)", "family member"."""
_PARTNERS = frozenset({"partner", "spouse", "informant", "informants"})
"""Whom a study may ask for beside the patient."""
_OWNING = ("'s", "’s", "s'", "s’", "s")
_WORD = re.compile(r"[\w'’-]+")


def _said(form: str) -> frozenset[str]:
    return words_of(_TABLE, form)


def _words(item: Item, text: str) -> list[str]:
    said = (word.lower().replace("’", "'") for word in _WORD.findall(text, item.start, item.end))
    return [word.removesuffix("'s").rstrip("'") for word in said]


def _says(item: Item, text: str, *forms: str) -> bool:
    words = _words(item, text)
    plain = item.kind in _PLAIN and item.term is None
    return (plain or words == _ABBREVIATED) and any(not _said(form).isdisjoint(words) for form in forms)


def _is_plain(item: Item, text: str) -> bool:
    """Whether an item only says which person is meant."""
    words = _words(item, text)
    return item.kind in _PLAIN and item.term is None and bool(words) and all(w in _said("modifier") for w in words)


def _person(items: list[Item], start: int, text: str, *forms: str) -> int | None:
    """Where one person ends that is named from a place on."""
    position = start
    while position < len(items) and (_is_plain(items[position], text) or items[position].kind == "mark"):
        position += 1
    if position < len(items) and _says(items[position], text, *forms):
        words = _words(items[position], text)
        known = _said("modifier").union(*(_said(form) for form in forms))
        if not all(word in known for word in words):
            return None
        behind = items[position + 1] if position + 1 < len(items) else None
        if behind is not None and text[items[position].start : items[position].end].endswith(_OWNING[:4]):
            return _person(items, position + 1, text, *forms)  # "The patient's representative" is one person.
        follows = behind is not None and _words(behind, text) in _GO_WITH
        return position + (2 if follows else 1)
    said = [word for item in items[max(start, position - 2) : position] for word in _words(item, text)]
    return position if said[-1:] in _GO_WITH and "family" in said else None


def _links(item: Item, text: str) -> bool:
    return item.kind in (*_JOINTS, "mark") or (item.kind == "filler" and _words(item, text) in (["by"], ["from"]))


def _persons(items: list[Item], start: int, text: str, *forms: str) -> int | None:
    """Where a list of persons ends: "the investigator or a designee"."""
    end = _person(items, start, text, *forms)
    while end is not None:
        position = end
        while position < len(items) and _links(items[position], text):
            position += 1
        if not any(item.kind in _JOINTS for item in items[end:position]):
            return end
        following = _person(items, position, text, *forms)
        if following is None:
            return end
        end = following
    return None


def with_opinions(items: list[Item], text: str) -> list[Item]:
    """The items of a statement with each opinion of someone who treats or examines as one cue."""
    for item in items:
        if isinstance(item, Bracketed):
            item.inner = tuple(with_opinions(list(item.inner), text))
    return _opinions(items, text)


def without_speakers(items: list[Item], text: str) -> list[Item]:
    """Drop who only reports a thing or answers for the patient, in place."""
    for item in items:
        if isinstance(item, Bracketed):
            item.inner = tuple(without_speakers(list(item.inner), text))
    for clause in split(items, ("stop", "semicolon", "list", "colon")):
        _drop_reporters(clause, text)
        if any(item.kind in _PROMISES for item in clause):
            _drop_stand_ins(clause, text)
    return items


def _opinions(items: list[Item], text: str) -> list[Item]:
    made: list[Item] = []
    position = 0
    while position < len(items):
        end = _opinion_end(items, position, text)
        if end is None:
            made.append(items[position])
            position += 1
            continue
        taken = items[position:end]
        while made and (
            _is_plain(made[-1], text)
            or (made[-1].kind in ("filler", "define") and _words(made[-1], text)[-1:] in _LEADS)
        ):
            taken.insert(0, made.pop())
        for item in everything(taken):
            item.used = True
        made.append(Item("attestation", taken[0].start, taken[-1].end, value=_OPINION, detail="yes"))
        position = end
    return made


_LEADS = (["in"], ["at"], ["the"], ["as"], ["by"], ["per"], ["to"], ["on"], ["upon"], ["based"])


def _opinion_end(items: list[Item], position: int, text: str) -> int | None:
    """Where an opinion ends that begins at a place: "opinion of the doctor", "the doctor's opinion", "deemed by the doctor"."""
    item = items[position]
    if _says(item, text, "opinion") and item.kind in ("word", "filler"):
        if position + 1 < len(items) and _words(items[position + 1], text)[:1] == ["of"]:
            return _persons(items, position + 1, text, "professional")
        return None
    if _says(item, text, "judged") and item.kind in ("word", "filler", "define"):
        at = position + 1
        if _words(item, text)[-1] != "by":
            if at >= len(items) or _words(items[at], text) != ["by"]:
                return None
            at += 1
        return _persons(items, at, text, "professional")
    if not _says(item, text, "professional"):
        return None
    end = position + 1
    while end < len(items) and (
        _links(items[end], text) or _is_plain(items[end], text) or _says(items[end], text, "professional")
    ):
        end += 1
    if not any(text[part.start : part.end].endswith(_OWNING) for part in items[position:end]):
        return None
    last = end < len(items) and items[end].kind in ("word", "filler") and _says(items[end], text, "opinion")
    return end + 1 if last else None


def _drop_reporters(items: list[Item], text: str) -> None:
    """ "As reported by the patient or a caregiver" says how a thing is known."""
    for position, item in enumerate(items):
        if not _says_reported(item, text):
            continue
        at = position + 1
        if _words(item, text)[-1] != "by":
            while at < len(items) and _words(items[at], text) in (["either"], ["both"]):
                at += 1
            if at >= len(items) or _words(items[at], text)[-1:] != ["by"]:
                continue
            at += 1
        while at < len(items) and _words(items[at], text) == ["by"]:
            at += 1
        end = _persons(items, at, text, "professional", "lay")
        if end is None or not _names(items[:position]) or (end < len(items) and items[end].kind == "word"):
            continue
        _drop(items[position:end])
        if position and _words(items[position - 1], text) == ["as"]:
            _drop([items[position - 1]])


def _names(items: list[Item]) -> bool:
    return any(item.term is not None or item.kind in ("word", "generic", "quantity", "exposure") for item in items)


def _says_reported(item: Item, text: str) -> bool:
    words = _words(item, text)
    return item.kind in ("word", "filler", "define", "qualifier") and not _said("reported").isdisjoint(words[-2:])


def _drop_stand_ins(items: list[Item], text: str) -> None:
    """ "Patients (and parents, where applicable)", "the patient or legal guardian": whoever answers, it is said of the patient."""
    for item in items:
        if isinstance(item, Bracketed) and _only_stand_ins(item, text):
            _drop([item, *item.inner])
    position = 0
    while position < len(items):
        end = _persons(items, position, text, "stand-in", "of-patient")
        if end is None or not _BEFORE.isdisjoint(_words(items[position], text)):
            position += 1
            continue
        chain = items[position:end]
        if _stands_for_patient(items, position, end, text):
            kept = [item for item in chain if item.kind == "person"]
            _drop([item for item in chain if item not in kept])
        position = end


def _stands_for_patient(items: list[Item], position: int, end: int, text: str) -> bool:
    """Whether persons at a place are the subject of a promise, or who gives it."""
    chain = items[position:end]
    speaking = {word for item in chain if _says(item, text, "stand-in") for word in _words(item, text)} & _said(
        "stand-in"
    )
    patient = any(_says(item, text, "of-patient") for item in chain)
    if not speaking or (speaking <= _PARTNERS and not patient):
        return False
    if end < len(items) and items[end].kind == "if":
        return False  # "… or the guardian if the patient cannot" says when.
    if sum(item.kind == "attestation" for item in chain) == sum(item.kind in _PROMISES for item in items):
        return False  # The guardian himself is all that is asked for.
    before = next((item for item in reversed(items[:position]) if item.kind != "mark"), None)
    if before is None or before.kind in _JOINTS:
        return True
    if patient:
        return before.kind != "with"
    return before.kind == "filler" and _words(before, text)[-1] in _BEFORE


def _only_stand_ins(bracket: Bracketed, text: str) -> bool:
    """Whether a bracket only names who answers: "(and parents / legal guardians as applicable)"."""
    known = _said("stand-in") | _said("modifier") | _said("as-applicable") | _said("of-patient")
    named = any(_says(item, text, "stand-in") for item in bracket.inner)
    return named and all(
        item.kind in (*_JOINTS, "mark") or (item.term is None and all(word in known for word in _words(item, text)))
        for item in bracket.inner
    )


def _drop(items: list[Item]) -> None:
    for item in everything(items):
        item.used = True
    for item in items:
        item.kind, item.term = "drop", None

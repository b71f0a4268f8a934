"""Stretches that tell why, to what end, or with what consequence: they narrow what stands before and ask for nothing new.

"A neurological disease that could affect exercise" is such a disease, and no question of exercise; how far it does is for
the investigator. Their words stay unparsed, so that a reader sees that something was left out.
"""

from __future__ import annotations

from matcher.trials.bearings import bearing, is_function
from matcher.trials.consequences import HINDERED, end_of_list, end_of_reason, end_of_tail, is_reason
from matcher.trials.groups import Bracketed, everything
from matcher.trials.items import Item
from matcher.trials.lexicon import hinted_type

LIMITING = "limiting"
"""The qualifier of what counts only for its consequences."""
_OTHERWISE = {"purpose": "filler", "circumstance": "filler", "inability": "not", "sign": "word"}
"""What a word of a remark is where no remark begins."""
_LEADS = frozenset({
    "that", "which", "who", "may", "might", "could", "would", "can", "will", "likely", "to", "potentially", "possibly", "significantly",
    "adversely", "known", "negatively", "seriously", "sufficient", "enough", "severe",
})  # fmt: skip
_RELATIVE = frozenset({"that", "which", "may", "might", "could", "would", "can", "likely"})
_ENDS = (
    "example", "define", "colon", "semicolon", "stop", "attestation", "except", "if", "exclude", "permit", "must", "participation",
    "unrelated", "not", "list", "bracket",
)  # fmt: skip
_HINDERING = (
    "interfere",
    "affect",
    "compromise",
    "confound",
    "preclude",
    "prevent",
    "impair",
    "hinder",
    "jeopardi",
    "limit",
    "impede",
)
_FARTHEST = 5
"""Items between "that" and its verb."""


def without_remarks(items: list[Item], text: str, *, rules_out: bool, within: bool = False) -> list[Item]:
    """The items of a statement without its remarks; what they narrow gets a qualifier in their place.

    Args:
        rules_out: the statement is an exclusion: "warfarin, due to a risk of bleeding" says why it is one, where an inclusion would ask
            for people at that risk.
        within: the items stand in brackets, behind what they are about.
    """
    kept: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        if isinstance(item, Bracketed):
            item.inner = tuple(without_remarks(list(item.inner), text, rules_out=rules_out, within=bool(kept)))
        if item.kind == "remark":
            lead = None if _is_attribute(item, items[position + 1 :], text) else _lead(kept, item, text)
            if lead is not None and _names_something(kept[:lead]):
                hinders = item.value != "purpose" and _names_thing(kept[:lead])
                end = _end(
                    items, position + 1, text, purpose=item.value == "purpose", hinders=hinders, rules_out=rules_out
                )
                times = [passed for passed in items[position:end] if _looks_back(passed)]
                if item.value == "purpose":
                    _explain(items[position:end])
                elif item.value != "sign":
                    place = kept[lead - 1].end
                    opinions = [passed for passed in kept[lead:] if passed.kind == "attestation"]
                    marks = [Item("qualifier", place, place, value=LIMITING)]
                    if (function := bearing(item, text)) is not None:
                        marks.append(Item("qualifier", place, place, value=function[0]))
                        while end < len(items) and items[end].start < function[1]:
                            end += 1
                        _explain(items[position:end])  # The classes that take their place say what they mean.
                    kept = [*kept[:lead], *marks, *opinions]
                kept.extend(times)
                position = end
                continue
            item.kind = _OTHERWISE.get(item.value, "word")
        if item.kind == "attestation" and _is_hindrance(item, text) and _lead(kept, item, text) is not None:
            kept.append(item)
            position = end_of_tail(items, position + 1, text, rules_out=rules_out)
            continue
        if rules_out and (_names_something(kept) or within) and is_reason(item, kept, text):
            end = end_of_reason(items, position + 1, kept)
            _explain(items[position:end])
            position = end
            continue
        following = items[position + 1] if position + 1 < len(items) else None
        if (
            item.term is not None
            and item.term.concept == "drug"
            and following
            and is_function(text, following.start, 1)
        ):
            item = Item("filler", item.start, item.end)  # "Drug absorption" is a function, and no drug.
        if _names_method(item, following, text):
            item = Item("define", item.start, item.end, value="weak")
        if (closed := _either_way(items, position, text)) is not None:
            for passed in everything(items[position:closed]):
                passed.used = True
            position = closed
            continue
        if item.kind == "optional" and _names_something(kept):
            end = _end(items, position + 1, text, purpose=False)
            if end < len(items) and isinstance(items[end], Bracketed):
                end += 1  # "With or without treatment (…)": the brackets explain what does not matter.
            for passed in everything(items[position:end]):
                passed.used = True
            kept.extend(passed for passed in items[position:end] if _looks_back(passed))
            position = end
            continue
        kept.append(item)
        position += 1
    return kept


def _either_way(items: list[Item], position: int, text: str) -> int | None:
    """Where "whether … or not" ends that begins at a place: what stands between matters not."""
    if text[items[position].start : items[position].end].lower() != "whether":
        return None
    for end in range(position + 1, len(items)):
        if items[end].kind in ("stop", "semicolon", "list"):
            return None
        said = text[items[end].start : items[end].end].lower()
        if said.endswith("or not"):
            return end + 1
        if text[items[end].start :].lower().startswith("or not"):
            return end + 2
    return None


def _looks_back(item: Item) -> bool:
    """ "Drugs affecting coagulation in the previous 2 weeks": when they were taken is no part of the consequence."""
    span = item.span
    return span is not None and span.kind == "window" and span.amount is not None and span.side in ("before", "around")


def _is_attribute(item: Item, following: list[Item], text: str) -> bool:
    """ "Life-limiting disease", "confounding conditions": a participle before its noun narrows it as an adjective does."""
    if item.value != "participle":
        return False
    return text[item.start - 1 : item.start] == "-" or (bool(following) and following[0].kind == "generic")


def _is_hindrance(item: Item, text: str) -> bool:
    """ "Interfere with the study" is an opinion whose verb tells a consequence."""
    return text[item.start :].lower().startswith(_HINDERING)


def _names_method(item: Item, following: Item | None, text: str) -> bool:
    """ "Diagnosed with ultrasound" says how it is known, "diagnosed with asthma" what."""
    if item.kind not in ("filler", "qualifier") or following is None or following.term is None:
        return False
    words = item.said(text).split()
    return words[0] == "diagnosed" and words[-1] == "with" and following.term.type == "procedure"


def _lead(kept: list[Item], item: Item, text: str) -> int | None:
    """Where the remark begins that a verb stands in; None where it is none."""
    if item.value == "sign":
        # "…, suggesting an infection": only behind a comma it is no more than what follows from the finding.
        return len(kept) - 1 if kept and kept[-1].kind == "comma" else None
    if item.value not in ("consequence", "inability") and item.kind == "remark":
        return len(kept)
    first = None
    for back in range(1, min(_FARTHEST, len(kept)) + 1):
        word = text[kept[-back].start : kept[-back].end].lower()
        if word in _RELATIVE or (word == "known" and back > 1):
            first = len(kept) - back
        elif word not in _LEADS and kept[-back].kind not in ("attestation", "comma", "filler"):
            break
    return first


def _names_something(items: list[Item]) -> bool:
    return any(
        item.term is not None or item.kind in ("word", "generic", "exposure", "quantity", "person") for item in items
    )


def _names_thing(items: list[Item]) -> bool:
    """Whether items name more than people."""
    return any(item.term is not None or item.kind in ("word", "generic", "exposure") for item in items)


def _end(
    items: list[Item], position: int, text: str, *, purpose: bool, hinders: bool = False, rules_out: bool = True
) -> int:
    """Where a remark ends: before the next operator, a comma, or a conjunction that begins another reason.

    Args:
        hinders: the remark may tell what a thing hinders: consent, visits, the study.
        rules_out: the statement is an exclusion.
    """
    hindered = False
    ends = ("stop", "semicolon", "colon", "list") if purpose else (*_ENDS, "comma")
    while position < len(items):
        item = items[position]
        if item.kind == "with" and not purpose and text[item.start :].lower().startswith("who"):
            break  # "… with or without ulcers who are over 20" goes on with the people.
        of_study = hindered and item.kind == "participation" and items[position - 1].kind == "filler"
        if of_study or (hinders and item.kind == "attestation" and _is_hindered(item, items[position - 1])):
            hindered = True
            position += 1
            continue
        if (
            item.kind == "comma"
            and not purpose
            and (behind := end_of_list(items, position, text, rules_out=rules_out)) is not None
        ):
            position = behind
            continue
        if item.kind in ends or (
            item.kind in ("or", "and")
            and not purpose
            and not is_function(text, item.end)
            and _begins_anew(items[position + 1 :], text)
        ):
            break
        position += 1
    return position


def _is_hindered(item: Item, before: Item) -> bool:
    """ "Conditions precluding informed consent": what a consequence hinders is part of it, and asks for nothing."""
    return item.value in HINDERED and item.detail != "negative" and before.kind in ("remark", "filler", "word")


_ANEW = ("allergy", "participation", "attestation", "person", "not", "presence", "trialdisease")


def _begins_anew(items: list[Item], text: str) -> bool:
    """Whether what stands behind a conjunction is said of the patient, and not of the consequence."""
    for item in items:
        if item.kind == "filler" and hinted_type(text[item.start : item.end]) is None:
            continue
        if item.kind in _ANEW or (item.kind == "qualifier" and item.value != "other"):
            return True
        if item.kind == "filler":
            return True  # "or use of …"
        return item.term is not None and item.term.type in ("reproductive", "participation")
    return False


def _explain(items: list[Item]) -> None:
    """A purpose restricts nothing: its words are accounted for."""
    for item in everything(items):
        item.used = True

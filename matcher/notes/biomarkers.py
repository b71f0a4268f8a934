"""Results of biomarkers of tumors and genes: "EGFR exon 19 deletion", "ALK and ROS1 negative", "ER+/PR+/HER2-", "KRAS wild type".

A change that is named stands for a positive result unless it is denied; the name of a gene or receptor alone says nothing. The
words beside a name stand in `tables/biomarker_words.tsv`; only the places beside a name are looked at, never the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from matcher.notes.element import TABLES, Element
from matcher.notes.result import Reading, analyte_of
from matcher.notes.view import NoteView
from matcher.terms.biomarkers import States, is_biomarker, stated_result
from matcher.text.patterns import alternation
from matcher.text.tables import read_table

_REACH = 70  # characters before a name that are searched for what leads it
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|or|nor)\b|,|/|;|&|\band/or\b|\band\b|\bor\b|\bnor\b)\s*(?:(?:no|the|for|in)\s+)?", re.IGNORECASE
)
_SIGN = re.compile(
    r"\s?\((?P<bracketed>[+-])\)|(?P<glued>\+(?:ve\b)?(?!\d)|-ve\b|-(?![\w(>])(?!\s*(?:and|or|/|,)\s*\w+-[a-z]))"
    r"| (?P<apart>[+-])(?=\s*(?:[,;/.)]|$))"
)
_GRADE = re.compile(
    r"[\s:(,-]{0,3}(?:(?:was|is|by|status|IHC|score|of|immunohistochemistry|expression)[\s:(,-]{1,3}){0,4}(?P<grade>[0-3])\s?\+(?!\s?\d)"
    r"|[\s:(,-]{0,3}(?:by\s)?IHC[\s:(,-]{1,3}(?:score\s)?(?P<zero>0)(?![.\d/])",
    re.IGNORECASE,
)
_GRADES = {"0": "negative", "1": "negative", "2": "indeterminate", "3": "positive"}
"""Immunohistochemistry of HER2 (ASCO/CAP 2023): 0 and 1+ are negative, 2+ is decided by in situ hybridisation."""
_HYBRIDISED = re.compile(
    r"[^.;]{0,30}?\b(?:FISH|ISH|CISH|SISH)\b[\s:(,/-]{0,3}(?:(?:was|is|by)\s)?(?P<result>positive|negative|amplified|non-?amplified|not amplified|[+-](?!\w))",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"[ -](?:\(?p\.)?\(?(?:[A-Z]\d{1,4}(?:[A-Z*]|fs\*?\d*|del|dup|ins)\b\)?|exon \d{1,2} (?:\w+ )?(?:mutation|deletion|insertion|duplication|variant)s?\b)"
)
_OF_A_GENE = ("mutation", "alteration")
_NOUN = re.compile(
    r"(?:mutation|fusion|rearrangement|alteration|amplification|aberration|translocation|variant)s?\Z", re.IGNORECASE
)
_OR = re.compile(r"\b(?:or|nor)\b|/", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:and|or|nor)\b|[/&]", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:were|are|both|all)\b|:", re.IGNORECASE)


@dataclass(slots=True)
class _Name:
    """A biomarker named: its place with a variant behind it, and the result it tells itself."""

    element: Element
    end: int
    states: States
    own: str = ""
    variant: bool = False


@cache
def _words(role: str) -> dict[str, str]:
    return {
        row["words"].lower(): row["value"] for row in read_table(TABLES / "biomarker_words.tsv") if row["role"] == role
    }


@cache
def _tail() -> re.Pattern[str]:
    fillers, results = alternation(_words("filler")), alternation(_words("result"))
    joined = alternation(_words("behind comma"))
    # "EGFR exon 19 deletion, negative for ALK" says nothing of the deletion.
    return re.compile(
        rf"(?:[\s:(=)-]|, {joined}(?= )|(?:{fillers})(?!\w)){{0,14}}(?<!\w)(?P<result>{results})(?![\w])(?!\s+(?:for|margins?|nodes?|lymph)\b)",
        re.IGNORECASE,
    )


@cache
def _lead() -> re.Pattern[str]:
    between = alternation(_words("between"))
    denial, affirmation = alternation(_words("denial")), alternation(_words("affirmation"))
    return re.compile(
        rf"(?<![\w-])(?:(?P<denial>{denial})|(?P<affirmation>{affirmation}))(?:[\s:]+(?:{between}))*[\s:]*\Z",
        re.IGNORECASE,
    )


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){alternation(_words('asked'))}\b[^.;:]{{0,25}}\Z", re.IGNORECASE)


@cache
def _not_its_own() -> re.Pattern[str]:
    return re.compile(rf"[\s-]{{1,2}}{alternation(_words('not its own'))}(?!\w)", re.IGNORECASE)


def take_biomarkers(note: NoteView, found: list[Element], start: int) -> tuple[list[Reading], list[Element]]:
    """The results of the biomarkers of a sentence, and its elements without them.

    Args:
        found: the elements of the sentence.
        start: where the sentence starts.

    Returns:
        Readings in order; elements in which the names read here, and those of genes that have no result, are plain words.
        Names that are reported as numbers too ("ER 90 %") and were not read stay names.
    """
    elements = [e for e in found if e.kind == "name" and e.value != "bare" and is_biomarker(e.concepts[0])]
    if not elements:
        return [], found
    names = [_named(note.clean, element) for element in elements]
    readings: list[Reading] = []
    for group in _groups(note.clean, names):
        readings.extend(_of_group(note, group, start))
    read = {reading.name.start for reading in readings}
    ended = max((reading.end for reading in readings), default=0)
    kept = [
        replace(e, kind="word", concepts=())
        if e in elements and (e.start in read or analyte_of(e.concepts[0]) is None)
        else replace(e, kind="word", value="")
        if e.kind == "quality" and any(r.start <= e.start < r.end for r in readings) and e.start < ended
        else e
        for e in found
    ]
    return readings, kept


def _named(text: str, element: Element) -> _Name:
    name = _Name(element, element.end, stated_result(text[element.start : element.end]))
    if text[name.end - 1] == "+":
        name.own = "positive"  # "Ph+"
    if text[name.end : name.end + 1] == ")" and "(" in text[element.start : element.end]:
        name.end += 1  # "del(17p)"
    if not name.states and element.concepts[0].endswith(_OF_A_GENE) and (variant := _VARIANT.match(text, name.end)):
        name.end, name.states, name.variant = variant.end(), "positive", True
    if element.concepts[0] == "her2 status" and (grade := _GRADE.match(text, name.end)):
        name.own = _GRADES[grade["grade"] or grade["zero"]]
        name.end = grade.end()
        if hybridised := _HYBRIDISED.match(text, name.end):
            word = hybridised["result"].lower()
            name.own = "positive" if word in ("positive", "amplified", "+") else "negative"
            name.end = hybridised.end()
    elif sign := _SIGN.match(text, name.end):
        mark = (sign["bracketed"] or sign["glued"] or sign["apart"])[0]
        name.own, name.end = "positive" if mark == "+" else "negative", sign.end()
    return name


def _groups(text: str, names: Sequence[_Name]) -> Iterator[list[_Name]]:
    """Names that commas, strokes and "and" join; one with a sign of its own stands alone."""
    group: list[_Name] = []
    for name in names:
        if group and (group[-1].own or name.own or not _JOINT.fullmatch(text, group[-1].end, name.element.start)):
            yield group
            group = []
        group.append(name)
    if group:
        yield group


def _of_group(note: NoteView, group: list[_Name], sentence: int) -> Iterator[Reading]:
    text = note.clean
    first, last = group[0], group[-1]
    if first.own:
        yield _reading(first, first.own, first.element.start, first.end)
        return
    tail = _tail().match(text, last.end)
    result = _words("result")[" ".join(tail["result"].lower().split())] if tail else ""
    lead = _lead().search(text, max(sentence, first.element.start - _REACH), first.element.start)
    led = "" if lead is None else "negative" if lead["denial"] else "positive"
    if (
        not result
        and not led
        and _asked().search(text, max(sentence, first.element.start - _REACH), first.element.start)
    ):
        return
    joints = [text[left.end : right.element.start] for left, right in pairwise(group)]
    parts = _Parts(
        led=led,
        result=result,
        # "EGFR mutation testing": no result of its own.
        looked_for=_not_its_own().match(text, last.end) is not None,
        or_joined=bool(joints) and _OR.search(joints[-1]) is not None,
        alternative=bool(joints) and "or" in joints[-1].lower().replace("/", " ").split(),
        # "EGFR exon 19 deletion, ALK negative" is two results, "EGFR mutation and ALK rearrangement negative" is one.
        shared=bool(joints)
        and (_CLOSING.search(joints[-1]) is not None or (tail is not None and _OF_ALL.search(tail[0]) is not None)),
    )
    for position, name in enumerate(group):
        quality = _quality(note, group, position, parts)
        if not quality or (name.variant and quality == "negative"):
            continue  # that one variant is not there leaves the gene open
        leads = lead is not None and not (name is last and parts.result == quality != led)
        start = lead.start() if leads and lead is not None else name.element.start
        # The words of a result belong to the names it is shared by.
        end = tail.end() if tail is not None and (name is last or not name.states or parts.shared) else name.end
        yield _reading(name, quality, start, end)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What stands around a list of names: what leads it, the result behind it, and how far these reach."""

    led: str
    result: str
    looked_for: bool
    or_joined: bool
    alternative: bool
    shared: bool


def _quality(note: NoteView, group: list[_Name], position: int, parts: _Parts) -> str:
    """The result of one name of a list, "" where none can be told."""
    name, is_last = group[position], position == len(group) - 1
    if parts.led == "negative":
        if parts.result and is_last and position and not parts.or_joined:
            return "" if name.states else parts.result  # "no EGFR mutation, ALK positive"
        before = group[:position]
        reached = not name.states or all(not other.states for other in before) or parts.or_joined
        return _told(name.states, "negative") if reached else ""
    if parts.led:
        if parts.result and len(group) > 1 and is_last:
            return _told(name.states, parts.result)  # "positive for EGFR and ALK negative"
        if parts.result and len(group) == 1:
            return _told(name.states, parts.result)
        return "" if parts.looked_for or parts.alternative else _told(name.states, "positive")
    if parts.result:
        if is_last or not name.states or parts.shared:
            return _told(name.states, parts.result)
        apart = not group[-1].states or parts.result == "positive"
        return _as_asserted(note, name) if apart else ""
    if parts.looked_for and is_last:
        return ""
    if name.states:
        quality = _as_asserted(note, name)
        return "" if parts.alternative and quality == "positive" else quality  # "KRAS or NRAS mutation": one of them
    closing = group[-1]
    noun = closing.states == "positive" and _NOUN.search(note.clean, closing.element.start, closing.end) is not None
    quality = _as_asserted(note, closing) if noun and not parts.looked_for else ""
    return "" if parts.alternative and quality == "positive" else quality


def _told(states: str, result: str) -> str:
    """The result of a name: where the name tells a negative one itself ("MSS"), a denial of it tells nothing."""
    if states != "negative":
        return result
    return {"positive": "negative", "negative": ""}.get(result, result)


def _as_asserted(note: NoteView, name: _Name) -> str:
    said = note.assertion(name.element.start, name.element.end, "condition")
    if said.hypothetical or said.planned or said.uncertain:
        return ""
    if not said.negated:
        return name.states
    return "negative" if name.states == "positive" else ""


def _reading(name: _Name, quality: str, start: int, end: int) -> Reading:
    return Reading(
        name.element.concepts,
        name.element,
        min(start, name.element.start),
        max(end, name.end),
        quality=quality,
    )

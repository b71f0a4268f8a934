"""Windows and durations of eligibility criteria: "within 4 weeks prior to screening", "for more than 6 months"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from matcher.text.dates import time_words
from matcher.text.expressions import TimeUnit, amount_of, time_units
from matcher.text.patterns import squeezed
from matcher.text.quantities import Comparator
from matcher.text.span_grammar import anchors, comparator_words, grammar, process_anchors, span_words

Side = Literal["before", "after", "around"]
SpanKind = Literal["window", "duration"]
Whichever = Literal["longer", "shorter"]

_LOOK_BACK = 70
_LOOK_AHEAD = 110


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A window or a duration.

    Attributes:
        start, end: offsets, from the preposition or comparator to the anchor.
        kind: "window" (a stretch beside an anchor, or a bare "at screening") or "duration" (how long something lasts; side
            and anchor are filled where said: "stable for at least 3 months prior to baseline").
        comparator: as said; "within", "in the past" and a plain "4 weeks before" are "<=", a plain duration ">=".
        amount, unit: None for "at screening", "during the study" and "5 half-lives".
        amount_high: of "2 to 4 weeks"; `comparator` then belongs to `amount`.
        side: "before", "after", "around"; None for a duration without an anchor.
        anchor: canonical word ("screening", "first dose" …) or the criterion's own words in lower case; None when not said.
        half_lives: "or 5 half-lives"; with `whichever` "longer" or "shorter" where said.
        approx: "about", "a few".
    """

    start: int
    end: int
    kind: SpanKind
    comparator: Comparator
    amount: float | None = None
    amount_high: float | None = None
    unit: TimeUnit | None = None
    side: Side | None = None
    anchor: str | None = None
    half_lives: float | None = None
    whichever: Whichever | None = None
    approx: bool = False


@dataclass(frozen=True, slots=True)
class _Length:
    """The amount itself. `past` is the side of "past year", where the word stands for the number one."""

    amount: float | None
    high: float | None
    unit: TimeUnit | None
    half_lives: float | None
    past: str | None
    article: bool
    approx: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a length. `start` is where the words that belong to it begin."""

    start: int
    lead: str | None = None
    word: str | None = None
    comparator: Comparator | None = None
    past: str | None = None
    around: bool = False


@dataclass(frozen=True, slots=True)
class _After:
    """What stands after a length, and where its words end."""

    end: int
    comparator: Comparator | None = None
    side: Side | None = None
    anchor: str | None = None
    ago: bool = False
    whichever: Whichever | None = None


_FREQUENCY = re.compile(
    r"(?:\b(?:per|every|each|q|times|times an?|once|once an?|twice|twice an?|times in an?|every other)|/)[ \n]{0,2}$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"\b(?:(?:aged?|ages)\b[^.;\n]{0,30}|(?:older|younger|adults?|olds)\b[^.;,\n]{0,25})$", re.IGNORECASE
)
_PEOPLE_BEFORE = re.compile(
    r"(?:^|[\n*•-]|[.)] |\b(?:women|men|females?|males?|girls|boys|patients?|subjects?|participants?|persons?|people|individuals|volunteers"
    r"|children|between|from|under|over|sex(?:es)?|genders?))[ \n,:(*•-]*$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(
    r"[ \n-]{0,3}(?:olds?\b|of age\b|(?:or|and) (?:older|younger|above|over|elder|up)\b|\(?inclusive\)?,? (?:of age|old)"
    r"|to \d{1,3} ?(?:years?|yrs?)[ -](?:old|of age))|[- ]?y ?[./]? ?o\b",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(r" ?(?:/ ?|(?:per|each|every|a) )(?:day|week|month|year|night)s?\b", re.IGNORECASE)
_OWN_WORDS = re.compile(
    r"[ \n]?(?:(?:the|a|an|any|their|his|her|this|your) ){0,2}(?P<words>[A-Za-z][\w/'-]*(?:[ \n][A-Za-z][\w/'-]*){0,4}?)"
    r"(?=$|[.,;:()\n]|[ \n](?:or|and|but|with|by|for|in|as|is|are|was|were|will|that|who|unless|except|due|if|on|at|until)\b| ?[,;.])"
)
# "During treatment" says no place beside the trial.
_NO_PLACE = frozenset({"treatment", "therapy", "radiotherapy", "infusion", "administration", "vaccination", "start"})
_LATER, _EARLIER = ("after", "following"), ("before", "prior to")


def find_spans_of_time(text: str, start: int = 0, end: int | None = None) -> list[TimeSpan]:
    """The windows and durations of a criterion, left to right, without overlap. Ages and frequencies are none.

    >>> span = find_spans_of_time("live vaccine within 4 weeks prior to screening")[0]
    >>> span.kind, span.comparator, span.amount, span.unit, span.side, span.anchor
    ('window', '<=', 4.0, 'week', 'before', 'screening')
    """
    end = len(text) if end is None else end
    found: list[TimeSpan] = []
    for match in grammar().core.finditer(text, start, end):
        left = found[-1].end if found else start
        span = _read(text, match, left, end) if match.start() >= left else None
        if span is not None:
            found.append(span)
    found = _two_sided(found, text)
    found.extend([*_fixed(text, start, end, found)])
    return sorted(found, key=lambda span: span.start)


_BUT = re.compile(r",?[ \n]?(?:and|but)(?: also)?[ \n]", re.IGNORECASE)
_LASTS = re.compile(r"for |last", re.IGNORECASE)
_PARTS: dict[tuple[TimeUnit | None, TimeUnit | None], int] = {
    ("day", "week"): 7, ("hour", "day"): 24, ("month", "year"): 12, ("minute", "hour"): 60,
}  # fmt: skip
"""How many of the one are exactly one of the other."""


def _two_sided(spans: list[TimeSpan], text: str) -> list[TimeSpan]:
    """ "At least 1 month and at most 6 months before screening": two lengths beside one anchor are one window."""
    made: list[TimeSpan] = []
    for span in spans:
        near = made[-1] if made else None
        times = (
            1
            if near is not None and near.unit == span.unit
            else _PARTS.get((near.unit if near else None, span.unit), 0)
        )
        if (
            near is not None
            and near.kind == "duration" and near.side is None and near.comparator in (">", ">=")
            and span.side is not None and span.comparator in ("<", "<=")
            and near.amount is not None and span.amount is not None
            and near.amount_high is None and span.amount_high is None
            and near.amount < span.amount * times
            and _BUT.fullmatch(text, near.end, span.start) and not _LASTS.match(text, near.start)
        ):  # fmt: skip
            made[-1] = replace(span, start=near.start, comparator=near.comparator, amount=near.amount, unit=near.unit,
                               amount_high=span.amount * times)  # fmt: skip
        else:
            made.append(span)
    return made


def _fixed(text: str, start: int, end: int, taken: list[TimeSpan]) -> Iterator[TimeSpan]:
    """Places without a length: "at screening", "during the study", "prior to enrollment"."""
    waiting = iter(taken)
    span = next(waiting, None)
    for match in grammar().fixed.finditer(text, start, end):
        while span is not None and span.end <= match.start():
            span = next(waiting, None)
        if span is not None and span.start < match.end():
            continue
        anchor = anchors()[squeezed(match["anchor"])]
        if anchor not in process_anchors() or squeezed(match["anchor"]) in _NO_PLACE:
            continue
        side: Side = span_words("fixed")[squeezed(match["place"])]  # type: ignore[assignment]
        if side == "around" and squeezed(match["anchor"]).split()[-1] in ("study", "trial"):
            anchor = "study"
        yield TimeSpan(match.start(), match.end(), "window", "<=", side=side, anchor=_beside_study(anchor, side))


def _read(text: str, match: re.Match[str], left: int, end: int) -> TimeSpan | None:
    first, last = match.span()
    preceding = text[max(left, first - _LOOK_BACK) : first]
    if _FREQUENCY.search(preceding) or grammar().blocked.match(text, last, end) or _AGE_AFTER.match(text, last, end):
        return None
    if _RATE_AFTER.match(text, last, end):
        return None  # "4 hours per week" is an amount of exercise
    length, before = _length(match), _before(preceding, first)
    after = _after(text, match, end, before.lead == "window")
    if length is None or (match["high"] and not _is_range(text, match, preceding)):
        return None
    past = before.past or length.past
    if _is_age(length, before, after, past, preceding, first):
        return None
    placed = bool(past or after.side)
    inner = comparator_words("after")[squeezed(match["inner"])] if match["inner"] else None
    comparator = before.comparator or inner or after.comparator
    if length.article and not (placed or comparator or (before.lead and before.word != "in")):
        return None
    lead = before.lead
    if before.word == "over" and not placed and comparator is None:
        lead, comparator = "duration", ">"  # "over 6 months" beside no anchor is more than 6 months
    kind = _kind(lead, bool(past), after)
    side = after.side or ("around" if before.around else None)
    if side is None and past:
        side = "before" if past == "before" else "after"
    if side is None and kind == "window":
        side = "before"
    if comparator is None:
        lower = kind == "duration" or (length.high is not None and lead != "window" and not past)
        comparator = ">=" if lower else "<="
    return TimeSpan(
        before.start,
        after.end,
        kind,
        comparator,
        amount=length.amount,
        amount_high=length.high,
        unit=length.unit,
        side=side,
        anchor=after.anchor,
        half_lives=length.half_lives,
        whichever=after.whichever,
        approx=length.approx,
    )


def _kind(lead: str | None, past: bool, after: _After) -> SpanKind:
    """Whether a length is a window or a duration: a duration lasts ("for", "lasting") or stands beside no anchor."""
    if past or after.ago or lead == "window":
        return "window"
    if lead == "duration" or after.side is None:
        return "duration"
    return "window"


def _length(match: re.Match[str]) -> _Length | None:
    few = time_words("few")
    words = match["amount"] or match["amount_b"]
    amount, approx = amount_of(words, few) if words else (None, False)
    past = span_words("past")[squeezed(match["one"])] if match["one"] else None
    if past:
        amount = 1.0
    half = match["half1"] or match["half2"]
    half_lives = amount_of(half, few)[0] if half else None
    if amount is None and half_lives is None:
        return None
    unit_word = match["unit"] or match["unit_b"] or match["unit_one"]
    unit, times = time_units()[unit_word.lower()] if unit_word else (None, 1)
    high = amount_of(match["high"], few)[0] if match["high"] else None
    if high is not None and amount is not None and high <= amount:
        amount, high = high, None  # "one or 1 month"
    return _Length(
        None if amount is None else amount * times,
        None if high is None else high * times,
        unit,
        half_lives,
        past,
        article=words is not None and words.lower() in ("a", "an"),
        approx=approx,
    )


def _is_range(text: str, match: re.Match[str], preceding: str) -> bool:
    joint = text[match.end("amount") : match.start("high")]
    return joint.strip().lower() != "and" or bool(re.search(r"\bbetween\b", preceding, re.IGNORECASE))


def _is_age(length: _Length, before: _Before, after: _After, past: str | None, preceding: str, first: int) -> bool:
    if past or after.side or (before.lead == "window" and before.word != "over"):
        return False
    if _AGE_BEFORE.search(preceding[-40:]) and before.word != "for":
        return True
    if length.unit != "year" or length.amount is None or length.amount < 12 or before.lead == "duration":
        return False
    return bool(_PEOPLE_BEFORE.search(preceding[: before.start - first + len(preceding)]))


def _before(preceding: str, first: int) -> _Before:
    found = grammar().before.search(preceding)
    if not found:
        return _Before(first)
    word = squeezed(found["lead"]) if found["lead"] else None
    lead = span_words("lead")[word] if word else None
    comparator = (
        comparator_words("before").get(squeezed(found["comparator"].replace("\\", ""))) if found["comparator"] else None
    )
    past = span_words("past")[squeezed(found["past"])] if found["past"] else None
    groups = ("comparator", "past", "around") if lead == "link" else ("lead", "comparator", "past", "around")
    start = next((found.start(group) for group in groups if found[group]), len(preceding))
    return _Before(first - len(preceding) + start, lead, word, comparator, past, bool(found["around"]))


def _after(text: str, match: re.Match[str], end: int, within: bool) -> _After:
    stop = match.end()
    whichever = _whichever(match["whichever1"])
    found = grammar().after.match(text, stop, min(end, stop + _LOOK_AHEAD))
    if not found:
        return _After(stop, whichever=whichever)
    comparator: Comparator | None = None
    if found["comparator"]:
        comparator = comparator_words("after")[squeezed(found["comparator"])]
        stop = found.end("comparator")
    if found["whichever2"]:
        whichever, stop = _whichever(found["whichever2"]), found.end("whichever2")
    if not found["side"]:
        return _After(stop, comparator, whichever=whichever)
    word = squeezed(found["side"])
    value = span_words("side")[word]
    place = found.end("other_side") if found["other_side"] else found.end("side")
    if value == "ago":
        return _After(place, comparator, "before", ago=True, whichever=whichever)
    anchor, anchor_end, known = _anchor(text, place, end)
    loose = word in ("of", "to") and not within and (not known or anchor in span_words("no anchor after of"))
    if value == "of" and (anchor is None or loose):
        return _After(stop, comparator, whichever=whichever)  # "3 months of treatment", "6 months to live"
    canonical = anchors().get(anchor, anchor) if anchor else None
    side: Side = "before" if value == "before" else "after"
    both = bool(found["other_side"]) and found["other_side"].lower() in (_LATER if side == "before" else _EARLIER)
    if both or (value == "of" and canonical in process_anchors()):
        side = "around"
    return _After(anchor_end, comparator, side, _beside_study(canonical, side), whichever=whichever)


def _beside_study(anchor: str | None, side: Side) -> str | None:
    """Before "the study" is before its start, after it after its end; during "this study" is the study."""
    if side == "before" and anchor == "study":
        return "study start"
    if side == "after" and anchor in ("study", "study start"):
        return "end of study"
    return anchor


def _anchor(text: str, place: int, end: int) -> tuple[str | None, int, bool]:
    """The anchor's words after a side, where they end, and whether a table knows them."""
    while place < end and text[place] in " \n":
        place += 1
    known = grammar().anchor.match(text, place, min(end, place + _LOOK_AHEAD))
    if known:
        return squeezed(known["anchor"]), known.end(), True
    own = _OWN_WORDS.match(text, place, min(end, place + 60))
    return (squeezed(own["words"]), own.end("words"), False) if own else (None, place, False)


def _whichever(word: str | None) -> Whichever | None:
    if word is None:
        return None
    return "longer" if word.lower() in ("longer", "longest", "greater", "later", "more") else "shorter"

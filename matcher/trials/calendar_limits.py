"""Limits in calendar dates: "between January 2014 and 3 May, 2017", "on or after October 1, 2018", "since 2015 onwards".

Such a stretch is one item, however many commas and conjunctions the dates hold. No window is counted from the calendar, so it is asked
for beside what it limits, as words.
"""

from __future__ import annotations

import re

from matcher.text.dates import CalendarDate, find_dates
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, joined, leaf
from matcher.trials.groups import trimmed
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import EDGE, Outcome, Reader

DATED = "dated"
_LEAD = re.compile(
    r"\b(?:between|from|since|after|before|prior to|until|till|up to|by|as of|during|within|in|on|starting|beginning|dating from)"
    r"(?: or (?:after|before|since))?(?: (?:from|on|in|with))?(?: the)?(?: (?:years?|months?|period|dates?)(?: of| from| between)?)? *$",
    re.IGNORECASE,
)
_ON_OR = re.compile(r"\b(?:on|at) or *$", re.IGNORECASE)
_JOINT = re.compile(r" *(?:and|to|-|–|until|till|through|up to|or) *(?:the )?", re.IGNORECASE)
_BEHIND = re.compile(r",? *(?:and )?(?:onwards?|inclusive|or (?:later|earlier|after|before))\b", re.IGNORECASE)
_SECOND = re.compile(
    r" *(?:and|to|-|–|until|through) *(?:(?:\d{1,2}[/.]\d{1,2}[/.])?(?:19|20|21)\d\d(?!\d)|(?:the )?(?:present|now|today|date)\b)",
    re.IGNORECASE,
)
"""The end of a range that is no date of its own: a bare year before a word, "to present"."""
_LONGEST_LEAD = 40
_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:)\]|\n]|(?:and|or|to|who|with|for|at|that|which|onwards?|inclusive|until|through|is|are|was|were)\b|[-–])"
)
"""What may stand behind a bare year: behind "the 2010 criteria" of a society a word goes on."""


def calendar_limits(text: str, start: int, end: int) -> dict[int, int]:
    """Where each stretch of calendar dates that limits something ends, by where it starts.

    Args:
        text: the reading copy, of which `text[start:end]` is the statement.
    """
    found: dict[int, int] = {}
    reach = start
    dates = [date for date in find_dates(text, start, end) if date.year is not None]
    for position, date in enumerate(dates):
        if date.start < reach:
            continue
        lead = _LEAD.search(text, max(reach, date.start - _LONGEST_LEAD), date.start)
        if lead is None:
            continue
        last = date
        for following in dates[position + 1 :]:
            if _JOINT.fullmatch(text, last.end, following.start) is None:
                break
            last = following
        second = _SECOND.match(text, last.end, end) if last is date else None
        close = second.end() if second else last.end
        if _is_bare(date) and _GOES_ON.match(text, close, end) is None:
            continue
        behind = _BEHIND.match(text, close, end)
        ahead = _ON_OR.search(text, max(reach, lead.start() - 6), lead.start())
        reach = behind.end() if behind else close
        found[(ahead or lead).start()] = reach
    return found


def _is_bare(date: CalendarDate) -> bool:
    return date.month is None and date.day is None


def dated(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """Dates at the head or tail of a clause limit all of it."""
    rest = trimmed(items, EDGE)
    ends = [item for item in (rest[:1] + rest[-1:]) if item.kind == DATED]
    if not ends:
        return False, None
    others = [item for item in items if item.kind != DATED]
    if not content(others):
        for item in ends:
            item.kind = "word"
        return False, None
    said = [item for item in items if item in ends]
    return True, beside_dates(reader.clause([item for item in items if item not in ends], context), said)


def beside_dates(node: Node | None, dates: list[Item]) -> Node | None:
    """What is limited, and the dates that limit it."""
    for item in dates:
        item.used = True
    return joined("all", [node, *(leaf(Draft("other", item.start, item.end)) for item in dates)])

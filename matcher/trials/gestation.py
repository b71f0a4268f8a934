"""Lengths of pregnancy in weeks and days: "33 weeks and 6 days", "33+6 weeks", "33 6/7 weeks" are one number of weeks."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from matcher.text.quantities import Comparator, Quantity, find_quantities
from matcher.text.times import TimeSpan

_WEEKS = r"(?:weeks?|wks?\.?|w)(?![A-Za-z])"
_WRITTEN = re.compile(
    rf"(?<![\d/.,])(?P<weeks>\d{{1,2}})(?:"
    rf"(?: ?\+ ?| )(?P<sevenths>[0-6]) ?/ ?7(?P<unit> ?{_WEEKS})?"
    rf"| ?\+ ?(?P<days>[0-6])(?![\d/.])(?P<unit_behind> ?{_WEEKS})?"
    rf"| ?{_WEEKS}(?: and |, | )?(?P<days_said>[0-6]) ?(?:days?|d)(?![A-Za-z])(?! (?:before|prior|after|from)))",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s?(?:-|–|to|and|through|until)\s?", re.IGNORECASE)
_COMPARATOR_BEFORE = 60
"""Characters before a number in which its comparator stands."""


def with_days(
    quantities: list[Quantity], spans: list[TimeSpan], text: str, start: int, end: int
) -> tuple[list[Quantity], list[TimeSpan]]:
    """The quantities and lengths of time of `text[start:end]`, weeks and days as one number of weeks."""
    written = list(_WRITTEN.finditer(text, start, end))
    if not any(match["unit"] or match["unit_behind"] or match["days_said"] for match in written):
        return quantities, spans
    found: list[Quantity] = []
    taken: list[tuple[int, int]] = []
    for run in _runs(written, text):
        first, last = run[0], run[-1]
        begin, number_end = max(start, first.start() - _COMPARATOR_BEFORE), first.end("weeks")
        read = find_quantities(text, begin, number_end + text[number_end].isalpha())  # "16w0d"
        if not read or read[-1].number_end != number_end:
            continue
        comparator = read[-1].comparator or _side(text[begin : read[-1].start])
        end_of_days = max(last.end("sevenths"), last.end("days"), last.end("days_said"))
        quantity = replace(
            read[-1], comparator=comparator, number_end=end_of_days, end=last.end(), unit="weeks", unit_end=None
        )
        taken.append((first.start(), last.end()))
        if quantity.value_high is not None:
            quantity = replace(quantity, value_high=_weeks(first))  # "11 to 13+6 weeks"
        elif first is last:
            quantity = replace(quantity, value=_weeks(first))
        else:
            quantity = replace(quantity, comparator=read[-1].comparator, value=_weeks(first), value_high=_weeks(last))
        found.append(quantity)
    kept = [q for q in quantities if not any(q.start < b and a < q.end for a, b in taken)]
    left = [span for span in spans if not any(span.start < b and a < span.end for a, b in taken)]
    return sorted([*kept, *found], key=lambda quantity: quantity.start), left


_SIDE = re.compile(
    r"\b(?:(?P<below>before|until|up to|prior to)|(?P<above>after|from|beyond))(?: the)? $", re.IGNORECASE
)


def _side(before: str) -> Comparator | None:
    """ "Before 36 weeks and 6 days" is a limit."""
    said = _SIDE.search(before)
    return None if said is None else "<" if said["below"] else ">="


def _runs(written: list[re.Match[str]], text: str) -> list[list[re.Match[str]]]:
    """The lengths, the two ends of a range together."""
    number, numbers = 0, []
    for position, match in enumerate(written):
        joined = position and _JOINT.fullmatch(text, written[position - 1].end(), match.start())
        number += not joined
        numbers.append((number, match))
    return [[match for _, match in run][:2] for _, run in groupby(numbers, key=lambda pair: pair[0])]


def _weeks(match: re.Match[str]) -> float:
    days = match["sevenths"] or match["days"] or match["days_said"]
    return round(float(match["weeks"]) + float(days) / 7, 3)

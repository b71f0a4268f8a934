"""The date of a note as a cell of an export has it."""

from __future__ import annotations

import datetime as dt
import re

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{2}){0,3}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:[ T,].*)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_NAMED = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d%b%Y")
_TIME = re.compile(r"[ T:]+\d{1,2}:\d{2}.*$")
_NOTHING = frozenset({"", "null", "none", "nan", "nat", "n/a", "na", "\\n"})


def day_of(value: object, date_format: str | None = None) -> dt.date | None:
    """The day a cell names, or None where it is empty.

    Numbers with slashes are month first (05/14/2025), with dots day first (14.05.2025); a date that does not fit is
    refused rather than turned round, for then the column's other dates would be read wrongly.

    Raises:
        ValueError: the cell is no whole date. The message holds nothing of it.

    >>> day_of("2025-05-14T09:30:00Z"), day_of("05/14/2025"), day_of("14MAY2025")
    (datetime.date(2025, 5, 14), datetime.date(2025, 5, 14), datetime.date(2025, 5, 14))
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value != value:  # a missing number
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if text.casefold() in _NOTHING:
        return None
    try:
        if date_format is not None:
            return dt.datetime.strptime(text, date_format).date()
        if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHED.fullmatch(text):
            return dt.date(_year(match[3]), int(match[1]), int(match[2]))
        if match := _DOTTED.fullmatch(text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise ValueError("no date") from None
    day = _TIME.sub("", text)
    for form in _NAMED:
        try:
            return dt.datetime.strptime(day, form).date()
        except ValueError:
            continue
    raise ValueError("no date")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else dt.datetime.strptime(digits, "%y").year

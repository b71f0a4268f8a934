"""Whether a note writes the day before the month: "06/11/2024" is then the sixth of November.

Dates in digits are read month first, as in the United States, unless that is impossible. One date that can only be read the other way
tells how the others of the same note are meant, if none of them speaks for the month.
"""

from __future__ import annotations

import datetime as dt
import re

from matcher.text.dates import complete_year

# Both begin with a digit, and look back from it: a search passes over everything else at once.
_FULL = re.compile(r"([0-9](?<![\w.,/:$#-][0-9])[0-9]?)([/-])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\w/-])")
_BARE = re.compile(r"([0-9](?<=[ :][0-9])[0-9]?)()/(\d{1,2})()(?![\w/%]|[.,]\d)")
# A day and a month alone may be a score or a fraction; the word before tells that they are not.
_LEAD = re.compile(
    r"\b(?:on|from|since|until|till|by|booked|due|dated|starting|started|stopped|ended|seen|for|of|admitted|adm|last)[ :]{1,2}$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 11
_MONTHS, _DAYS = 12, 31


def writes_day_first(clean: str, given: dt.date | None = None) -> bool:
    """Whether the dates in digits of a note have the day first.

    Args:
        clean: normalised text.
        given: the date of the note, where it is known apart from the text.

    >>> writes_day_first("LMP 02/09/2024, dating scan booked 28/11"), writes_day_first("Seen 02/09/2024, again 04/28/2024")
    (True, False)
    """
    day_first = month_first = False
    for pattern in (_FULL, _BARE):
        for match in pattern.finditer(clean):
            if pattern is _BARE and not _LEAD.search(clean, max(0, match.start() - _LONGEST_LEAD), match.start()):
                continue
            one, two = int(match[1]), int(match[3])
            if _MONTHS < one <= _DAYS and 1 <= two <= _MONTHS:
                day_first = True
            elif _MONTHS < two <= _DAYS and 1 <= one <= _MONTHS:
                month_first = True
            elif given is not None and match[4] and one != two and complete_year(match[4]) == given.year:
                day_first = day_first or (two, one) == (given.month, given.day)
                month_first = month_first or (one, two) == (given.month, given.day)
    return day_first and not month_first

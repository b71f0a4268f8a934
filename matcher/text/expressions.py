"""What a time expression says, before it is set against a calendar."""

from __future__ import annotations

from functools import cache
from typing import Literal

from matcher.records import checked
from matcher.text.dates import Part
from matcher.text.numbers import parse_number
from matcher.text.patterns import alternation
from matcher.text.tables import TABLES, read_table

TimeKind = Literal["date", "relative", "duration", "range", "since", "until", "age"]
TimeUnit = Literal["minute", "hour", "day", "week", "month", "year"]
Direction = Literal["before", "after"]
Limit = Literal["<", "<=", "=", ">=", ">"]


@checked(frozen=True, slots=True)
class TimeExpression:
    """A time in the text.

    Attributes:
        start, end: offsets, with the preposition that belongs to it ("since 06/2022", "for four weeks").
        kind: "date" (a calendar date or part of one), "relative" (counted from the note or another event), "duration"
            (a length without a place), "range" (`first` to `last`), "since" (`first`, still going on), "until" (`last`),
            "age" (of the patient).
        year, month, day, part, season: of a date, as far as said; `month` and `season` also of "last March", "this spring".
        years: how many years from `year` on are meant: 10 for "the 1990s".
        weekday: 0 Monday … 6, of "on Monday", "last Thursday".
        amount, amount_high, unit: of a relative time, duration or age; `amount_high` for "2-3 weeks".
        comparator: of the amount: "more than 5 years ago", "for at least 3 months"; else None.
        direction: "before" or "after" what it is counted from.
        anchor: what it is counted from: "note" (the note's own date), "previous" (the time said before: "two days later"),
            "surgery", "admission", "birth", "start" (of treatment; the event lies the amount before the note), or "event" (the
            words that follow, "2 weeks after transplant"; "2 days PTA").
        shift: whole calendar units from the anchor: last month is -1 with unit "month".
        window: any time within the amount: "in the last six weeks".
        first, last: the ends of a range; of "since" and "until" one of them.
        open_ended: still going on ("2015 to date").
        lead: the word before: "for", "x", "in", "over", "since", "from", "until" …
        approx: "about", "a few".
        certain: False where the words may mean something else (a bare 2019, "Return 4 weeks").
    """

    start: int
    end: int
    kind: TimeKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    season: int | None = None
    weekday: int | None = None
    amount: float | None = None
    amount_high: float | None = None
    unit: TimeUnit | None = None
    direction: Direction | None = None
    anchor: str | None = None
    shift: int | None = None
    window: bool = False
    first: TimeExpression | None = None
    last: TimeExpression | None = None
    open_ended: bool = False
    comparator: Limit | None = None
    years: int = 1
    lead: str | None = None
    approx: bool = False
    certain: bool = True


@cache
def time_units() -> dict[str, tuple[TimeUnit, int]]:
    """Words for units of time → (unit, how many of it): a fortnight is 2 weeks."""
    return {
        row["word"]: (row["unit"], int(row["times"]))  # type: ignore[misc]
        for row in read_table(TABLES / "time_units.tsv")
    }


@cache
def unit_words() -> str:
    """A pattern for the unit words of two letters and more."""
    return alternation(word for word in time_units() if len(word) > 1)


@cache
def unit_letters() -> str:
    """A pattern for the unit letters (d, h, y), which count only directly after digits."""
    return alternation(word for word in time_units() if len(word) == 1)


def amount_of(words: str, few: dict[str, str]) -> tuple[float | None, bool]:
    """The number said, and whether it is approximate: "a few" is 3, "an" 1, "half a" 0.5."""
    squeezed = " ".join(words.lower().replace("-", " ").split())
    if squeezed in few:
        return float(few[squeezed]), True
    if squeezed in ("a", "an"):
        return 1.0, False
    if squeezed.startswith("half"):
        return 0.5, False
    return parse_number(words), False

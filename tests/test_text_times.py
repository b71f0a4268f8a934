import datetime as dt

import pytest
from growth import exponent
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.times import TimeExpression, find_times, resolve

NOTE = dt.date(2025, 6, 15)


def marked(text: str) -> tuple[str, list[str]]:
    """The text without its [[marks]], and the marked words."""
    words = [part.split("]]")[0] for part in text.split("[[")[1:]]
    return text.replace("[[", "").replace("]]", ""), words


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def only(text: str) -> TimeExpression:
    found = find_times(text)
    assert len(found) == 1, [(text[t.start : t.end], t.kind) for t in found]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Seen [[2025-05-14]], [[05/14/2025]], [[6/10/25]] and on [[02/06]].",
        "MMF [[since 3/2024]], stopped [[11/2024]] for effect.",
        "diagnosed [[February 2018]], biopsy [[Feb '18]], visit [[14 May 2025]], [[May 14, 2025]], [[10 March]]",
        "TAH [[2019]], gout [[in 2017]]".replace("[[in 2017]]", "in [[2017]]"),
        "Met the 2019 EULAR/ACR criteria [[5 years ago]]; 3/6 murmur, strength 5/5, BP 124/78, pain 6/10",
        "He may have lupus. Flare in [[May]]. March on. [[last March]]",
        "Plasma exchange x5, [[02/06 to 02/14]]; MICU [[02/03 - 02/11]]; (3/2023-6/2023)".replace(
            "(3/2023-6/2023)", "([[3/2023-6/2023]])"
        ),
        "on hydralazine 50 TID [[x18 mo]], p/w [[4 wks]] polyarthralgia",
        "prednisone 80 mg daily [[for four weeks]] in [[March 2024]], 5 mg a day, every 4 weeks, twice a week",
        "cyclophosphamide q2wk [[x 3 months]]; isoniazid 300 mg, [[nine months]] of it",
        "[[In the last six weeks]] rash; none [[in the past year]]; HD#2".replace("HD#2", "[[HD#2]]"),
        "Swollen [[since last week]], seen [[today]] and [[yesterday]]",
        "Thurs [[5/6]] and [[on Monday]]".replace("[[on Monday]]", "[[on Monday]]"),
        "walked one month, then rested [[two years ago]]".replace("one month", "[[one month]]"),
        "cough [[2 days PTA]], [[3 wks. before admission]]",
        "C-section ['15]".replace("['15]", "[['15]]") + ", transfused in the [[1980s]]",
        "05SEP2024 and 5-Sep-24".replace("05SEP2024", "[[05SEP2024]]").replace("5-Sep-24", "[[5-Sep-24]]"),
        "vitamin D 2000 IU, 2000 mL, room 5'10, tel 555-2019",
    ],
)
def test_what_is_a_time(text: str) -> None:
    plain, words = marked(text)
    assert [plain[t.start : t.end] for t in find_times(plain)] == words


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2025-05-14", "2025-05-14", "2025-05-14", "day"),
        ("05/14/2025", "2025-05-14", "2025-05-14", "day"),
        ("31/12/2024", "2024-12-31", "2024-12-31", "day"),
        ("14.05.2025", "2025-05-14", "2025-05-14", "day"),
        ("6/10/25", "2025-06-10", "2025-06-10", "day"),
        ("on 6/16", "2024-06-16", "2024-06-16", "day"),
        ("3/2024", "2024-03-01", "2024-03-31", "month"),
        ("in 9/22", "2022-09-01", "2022-09-30", "month"),
        ("Feb '18", "2018-02-01", "2018-02-28", "month"),
        ("since March", "2025-03-01", "2025-03-31", "month"),
        ("in August", "2024-08-01", "2024-08-31", "month"),
        ("in 2019", "2019-01-01", "2019-12-31", "year"),
        ("early 2019", "2019-01-01", "2019-05-02", "year"),
        ("the 1990s", "1990-01-01", "1999-12-31", "year"),
        ("spring 2019", "2019-03-01", "2019-05-31", "month"),
        ("3 weeks ago", "2025-05-25", "2025-05-25", "day"),
        ("yesterday", "2025-06-14", "2025-06-14", "day"),
        ("last month", "2025-05-01", "2025-05-31", "month"),
        ("last March", "2025-03-01", "2025-03-31", "month"),
        ("last summer", "2024-06-01", "2024-08-31", "month"),
        ("this spring", "2025-03-01", "2025-05-31", "month"),
        ("last Thursday", "2025-06-12", "2025-06-12", "day"),
        ("in the last six weeks", "2025-05-04", "2025-06-15", "day"),
        ("3 months ago", "2025-02-28", "2025-03-30", "month"),
        ("2 years ago", "2022-12-15", "2023-12-14", "year"),
        ("POD 4", "2025-06-11", "2025-06-11", "day"),
        ("HD#2", "2025-06-14", "2025-06-14", "day"),
        ("(day 38)", "2025-05-09", "2025-05-09", "day"),
        ("a 3 week history of", "2025-05-25", "2025-05-25", "day"),
        ("x 6 months", "2024-12-15", "2024-12-15", "month"),
        ("until the New Year", None, None, "none"),
        ("two days later", None, None, "none"),
        ("2 weeks after transplant", None, None, "none"),
    ],
)
def test_what_a_time_means_on_15_june_2025(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    interval = resolve(only(text), NOTE)
    assert interval.earliest == (day(earliest) if earliest else None)
    assert interval.latest == (day(latest) if latest else None)
    assert interval.precision == precision


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from February 2018 until February 2024", ("2018-02-01", "2018-02-28"), ("2024-02-01", "2024-02-29")),
        ("2012 to 2016", ("2012-01-01", "2012-12-31"), ("2016-01-01", "2016-12-31")),
        ("2015-18", ("2015-01-01", "2015-12-31"), ("2018-01-01", "2018-12-31")),
        ("June 2023 - August 2024", ("2023-06-01", "2023-06-30"), ("2024-08-01", "2024-08-31")),
        ("Jan-Mar 2024", ("2024-01-01", "2024-01-31"), ("2024-03-01", "2024-03-31")),
        ("02/06 to 02/14", ("2025-02-06", "2025-02-06"), ("2025-02-14", "2025-02-14")),
        ("Dec 24-Jan 3", ("2024-12-24", "2024-12-24"), ("2025-01-03", "2025-01-03")),
        ("May 14-16, 2025", ("2025-05-14", "2025-05-14"), ("2025-05-16", "2025-05-16")),
        ("from 2020 to the end of last year", ("2020-01-01", "2020-12-31"), ("2024-08-31", "2024-12-31")),
    ],
)
def test_ranges(text: str, first: tuple[str, str], last: tuple[str, str]) -> None:
    found = only(text)
    interval = resolve(found, NOTE)
    assert found.kind == "range"
    assert (interval.earliest, interval.latest) == (day(first[0]), day(first[1]))
    assert interval.end is not None
    assert (interval.end.earliest, interval.end.latest) == (day(last[0]), day(last[1]))


@pytest.mark.parametrize("text", ["since 06/2022", "06/2022 to date", "6/2022-present", "June 2022 to the present"])
def test_still_going_on(text: str) -> None:
    interval = resolve(only(text), NOTE)
    assert (interval.earliest, interval.ongoing) == (day("2022-06-01"), True)


def test_from_a_day_is_not_said_to_go_on() -> None:
    found = only("Prednisone from 05/20")
    assert (found.kind, found.lead, resolve(found, NOTE).ongoing) == ("since", "from", False)


def test_a_planned_date_lies_ahead() -> None:
    assert resolve(only("on 07/22"), NOTE, prefer="future").date == day("2025-07-22")
    assert resolve(only("on 07/22"), NOTE).date == day("2024-07-22")
    assert resolve(only("in 3 weeks"), NOTE, prefer="future").date == day("2025-07-06")


def test_counted_from_what_was_said_before() -> None:
    first, later = find_times("Seen on March 5, 2026. Two days later, rash started.")
    assert resolve(later, day("2026-06-15"), previous=resolve(first, None).date).date == day("2026-03-07")
    after = only("2 weeks after transplant")
    assert resolve(after, NOTE, event=day("2025-01-01")).date == day("2025-01-15")


def test_limits_leave_a_side_open() -> None:
    ago = resolve(only("more than 5 years ago"), NOTE)
    assert (ago.earliest, ago.latest, ago.date) == (None, day("2020-12-14"), day("2020-06-15"))
    assert only("for more than 6 months").comparator == ">"
    assert resolve(only("years ago"), NOTE).earliest is None


def test_without_a_note_date_only_full_dates_resolve() -> None:
    assert resolve(only("on 02/06"), None).earliest is None
    assert resolve(only("3 weeks ago"), None).earliest is None
    assert resolve(only("May 14, 2025"), None).date == day("2025-05-14")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("a 34-year-old woman", 34, "year"),
        ("aged 65", 65, "year"),
        ("45F w/ HTN", 45, "year"),
        ("17 y.o. female", 17, "year"),
        ("17 yo", 17, "year"),
        ("39 y F", 39, "year"),
        ("51 years, male", 51, "year"),
        ("a 16-month-old", 16, "month"),
    ],
)
def test_ages_are_no_durations(text: str, amount: float, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.amount, found.unit) == ("age", amount, unit)


@pytest.mark.parametrize("text", ["TAH 2019, ovaries in", "ferritin 2019"])
def test_a_bare_year_is_not_certain(text: str) -> None:
    assert not only(text).certain


@given(
    st.lists(
        st.sampled_from(
            ["2", "05/", "2025", " ", "May", "weeks", "ago", "since", "to", "-", ",", "last", "a", "x", "31", "'", "."]
        ),
        max_size=40,
    ).map("".join)
)
def test_offsets_hold_and_nothing_overlaps(text: str) -> None:
    position = 0
    for found in find_times(text):
        assert position <= found.start < found.end <= len(text)
        position = found.end
        resolve(found, NOTE)
        resolve(found, dt.date(1, 1, 1))
        resolve(found, dt.date(9999, 12, 31), prefer="future")


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "2 weeks ", "May 1 ", "may ", "since ", "past ", "a ", "a:", "12/12/", "early ", "1 year 1 month "],
)
def test_time_is_linear(unit: str) -> None:
    assert exponent(find_times, unit, 8_000, 60_000, below=1.3) < 1.3


@pytest.mark.parametrize(
    "text",
    [
        *(f"{counter} 4" for counter in ("POD", "P.O.D.", "post-op day", "postoperative day", "PPD", "postpartum day")),
        *(
            f"{counter} 4"
            for counter in ("HD", "H.D.", "hospital day", "hosp day", "DOL", "day of life", "day", "week")
        ),
        *(f"{within} the past 6 weeks" for within in ("in", "over", "during", "within", "for", "throughout", "across")),
        *("the past 6 weeks", "past 6 weeks", "the past year", "upcoming 2 weeks", "last March", "the previous year"),
        *("early this year", "end of last month", "on Monday", "since Tuesday", "years ago", "weeks back"),
        *(
            "today",
            "the day before yesterday",
            "Christmas",
            "half a year ago",
            "an hour ago",
            "½ year ago",
            "a few days ago",
        ),
        *("several weeks ago", "a couple of days ago", "twenty-one days ago", "a hundred days ago", ".5 years ago"),
    ],
)
def test_every_kind_of_beginning_is_found(text: str) -> None:
    assert [found.start for found in find_times(text)] == [0]
    assert [found.start for found in find_times(f"pain, {text}, then none")] == [len("pain, ")]

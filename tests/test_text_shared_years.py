"""A date without a year takes that of the date it is coordinated with."""

from __future__ import annotations

import pytest

from matcher.text.times import find_times


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("infusions on 2 May and 16 May 2022", [2022, 2022]),
        ("given 12/20 and again on 01/03/2024", [2023, 2024]),
        ("2 May, 3 June and 16 July 2022", [2022, 2022, 2022]),
        ("weak on 2 May. Seen 16 May 2022", [None, 2022]),
    ],
)
def test_years(text: str, years: list[int | None]) -> None:
    assert [time.year for time in find_times(text)] == years

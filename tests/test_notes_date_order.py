"""Notes that write the day before the month: one date that can only be read so settles the others."""

from __future__ import annotations

import datetime as dt

import pytest

import matcher
from matcher.notes.date_order import writes_day_first


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("Seen 25/03/2024. Splenectomy 04/05/2019.", None, True),
        ("Seen 03/25/2024. Splenectomy 04/05/2019.", None, False),
        ("Seen 25/03/2024, labs 03/26/2024.", None, False),
        ("Splenectomy 04/05/2019.", None, False),
        ("Clinic 04/05/2024.", dt.date(2024, 5, 4), True),
        ("Clinic 04/05/2024.", dt.date(2024, 4, 5), False),
        ("Scan booked 28/11, bloods 02/09/2024", None, True),
        ("MRC 40/60, MMSE 26/30, Hb 14/10", None, False),
    ],
)
def test_a_date_that_can_only_be_read_one_way_tells_the_order(text: str, given: dt.date | None, expected: bool) -> None:
    assert writes_day_first(text, given) is expected


def test_dates_of_findings_follow_the_order_of_the_note() -> None:
    british = matcher.read_notes("Clinic 25/03/2024.\nSplenectomy 04/05/2019.")
    american = matcher.read_notes("Clinic 03/25/2024.\nSplenectomy 04/05/2019.")
    assert next(f.date for f in british.facts if f.concept == "splenectomy") == dt.date(2019, 5, 4)
    assert next(f.date for f in american.facts if f.concept == "splenectomy") == dt.date(2019, 4, 5)


def test_the_date_of_the_note_itself_follows_it() -> None:
    note = matcher.read_notes("Date: 06/11/2024\nScan booked 28/11/2024. Well.").notes[0]
    assert note.date == dt.date(2024, 11, 6)


def test_drugs_and_table_columns_follow_it() -> None:
    text = "Clinic 25/03/2024.\nRituximab 01/02/2024.\n\nTest            05/03/2024\nCreatinine      88 umol/L\n"
    facts = matcher.read_notes(text).facts
    assert next(f.date for f in facts if f.concept == "rituximab") == dt.date(2024, 2, 1)
    assert next(f.date for f in facts if f.concept == "creatinine") == dt.date(2024, 3, 5)

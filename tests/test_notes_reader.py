"""read_notes: what it takes, what it refuses, ids, dates, warnings, and that it stays silent."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from growth import exponent
from hypothesis import given, settings
from hypothesis import strategies as st

import matcher
from matcher.notes.timing import find_note_date

NOTE = "Date of service: 05/14/2025\nShe has SLE. No fever. Prednisone 10 mg daily. Hgb 10.2 g/dL."


def test_every_kind_of_note_gives_the_same_facts(tmp_path: Path) -> None:
    file = tmp_path / "visit.txt"
    file.write_text(NOTE, encoding="utf-8")
    found = [
        [(f.type, f.concept, f.start, f.negated) for f in matcher.read_notes(given).facts]
        for given in (NOTE, matcher.Note(NOTE), {"text": NOTE}, file, [NOTE], [{"text": NOTE, "note_id": "a"}])
    ]
    assert found[0]
    assert all(facts == found[0] for facts in found)


def test_ids_are_given_where_missing_and_stay_the_same() -> None:
    first = matcher.read_notes([NOTE, {"text": "Has gout.", "note_id": "x"}, "Has asthma."])
    assert [note.note_id for note in first.notes] == ["note-1", "x", "note-3"]
    again = matcher.read_notes([NOTE, {"text": "Has gout.", "note_id": "x"}, "Has asthma."])
    assert [f.fact_id for f in first.facts] == [f.fact_id for f in again.facts]
    assert len({f.fact_id for f in first.facts}) == len(first.facts)


def test_a_note_given_twice_counts_once() -> None:
    assert len(matcher.read_notes([NOTE, NOTE]).notes) == 1
    twice = matcher.read_notes([{"text": NOTE, "note_id": "a"}, {"text": NOTE, "note_id": "a"}])
    assert len(twice.notes) == 1


def test_two_notes_with_one_id_are_refused() -> None:
    with pytest.raises(matcher.InputError, match="own"):
        matcher.read_notes([{"text": "Has gout.", "note_id": "a"}, {"text": "Has asthma.", "note_id": "a"}])


@pytest.mark.parametrize("empty", ["", "   \n\t ", [], "\x00\x0c"])
def test_no_text_is_no_error(empty: object) -> None:
    assert matcher.read_notes(empty).facts == ()


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.7\x00\x01\x02" + bytes(range(256)) * 20)
    with pytest.raises(matcher.InputError, match=r"scan\.pdf"):
        matcher.read_notes(file)


@pytest.mark.parametrize("bad", [{"note": "x"}, {"text": "x", "date": "yesterday"}, 7, [3.5], {"text": None}])
def test_other_things_are_refused_without_a_word_of_them(bad: object) -> None:
    with pytest.raises(matcher.InputError):
        matcher.read_notes(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Date of service: 05/14/2025\nseen 05/01/2025", dt.date(2025, 5, 14)),
        ("Encounter date: 10/01/2025", dt.date(2025, 10, 1)),
        ("Dictated 8 September 2025, typed 9 September 2025", dt.date(2025, 9, 8)),
        ("Admitted: 02/03/2025        Discharged: 02/20/2025", dt.date(2025, 2, 20)),
        ("MEDICINE PROGRESS NOTE   6/10/25   HD#2", dt.date(2025, 6, 10)),
        ("NEPHROLOGY CONSULTATION\n1 April 2025\n\nReason", dt.date(2025, 4, 1)),
        ("TELEPHONE ENCOUNTER 03/18/2025", dt.date(2025, 3, 18)),
        ("DOB: 03/04/1980\nSLE since 2012.", None),
        ("SLE diagnosed on 03/04/2012 in another hospital after a long search.", None),
    ],
)
def test_the_date_of_a_note_is_found_in_its_text(head: str, date: dt.date | None) -> None:
    assert find_note_date(head) == date


def test_screening_date_is_the_newest_note_unless_given() -> None:
    notes = [{"text": "a", "date": "2025-01-14"}, {"text": "b", "date": "2025-05-27"}]
    assumed, given_day = matcher.read_notes(notes), matcher.read_notes(notes, as_of="2025-06-02")
    assert (assumed.as_of, assumed.as_of_assumed) == (dt.date(2025, 5, 27), True)
    assert (given_day.as_of, given_day.as_of_assumed) == (dt.date(2025, 6, 2), False)


def test_two_patients_in_one_paste_give_a_warning() -> None:
    mixed = matcher.read_notes(
        ["MRN: 1234567\nDOB: 01/02/1980\nHas gout.", "MRN: 7654321\nDOB: 03/04/1991\nHas asthma."]
    )
    assert len(mixed.warnings) == 2
    assert not any("1980" in warning or "gout" in warning for warning in mixed.warnings)
    assert matcher.read_notes("MRN: 1234567\nHas gout. MRN 1234567").warnings == ()


def test_watched_words_are_facts_whatever_their_case_and_spacing() -> None:
    patient = matcher.read_notes("No  QUARTZ\n  syndrome. History of quartz syndrome.", terms=["Quartz syndrome"])
    assert [(f.text, f.negated, f.historical) for f in patient.facts] == [
        ("QUARTZ\n  syndrome", True, False),
        ("quartz syndrome", False, True),
    ]


@settings(max_examples=60)
@given(
    st.text(max_size=400)
    | st.lists(
        st.sampled_from([*NOTE.split(), "\n", ";", "(", ")", "\x0c", "\u200b", "\u2028", "no", "SLE", "½"]), max_size=60
    ).map(" ".join)
)
def test_any_text_gives_right_offsets_and_no_exception(text: str) -> None:
    for fact in matcher.read_notes(text).facts:
        assert text[fact.start : fact.end] == fact.text
        assert fact.sentence[0] <= fact.start < fact.sentence[1] or not text[fact.start : fact.end].strip()


def test_eight_threads_read_as_one() -> None:
    notes = [
        f"{NOTE}\nNo stroke. Mother has gout. Mixed connective tissue disease (MC{n}). MC{n} is stable."
        for n in range(24)
    ]
    alone = [matcher.read_notes(note).facts for note in notes]
    with ThreadPoolExecutor(8) as pool:
        together = [patient.facts for patient in pool.map(matcher.read_notes, notes)]
    assert together == alone


def test_no_word_of_a_note_leaves_the_process() -> None:
    """Everything that a run writes, with all loggers open, must be free of the words of the note."""
    code = (
        "import logging, sys, warnings\n"
        "logging.basicConfig(level=0, stream=sys.stderr)\n"
        "warnings.simplefilter('always')\n"
        "import matcher\n"
        "matcher.read_notes('Mrs. Quixotilda has zebraphobia, no SLE. Prednisone 10 mg. Hgb 7.9 (ZB).\\nDOB: 01/02/1980')\n"
        "print('read')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert run.stdout == "read\n"
    for word in ("quixotilda", "zebraphobia", "sle", "prednisone", "7.9", "1980"):
        assert word not in run.stderr.lower().replace("sleep", "")


@pytest.mark.parametrize(
    "unit", ["no fever, ", "SLE since 2012, ", "mother has gout; ", "( ", "_", "a:", "\t ", "Allergies: none. "]
)
def test_time_grows_no_faster_than_the_note(unit: str) -> None:
    from matcher.notes.reader import view_of

    assert exponent(lambda text: view_of(matcher.Note(text, note_id="n")), unit, 8_000, 32_000, below=1.4) < 1.4

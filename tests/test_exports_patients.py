"""The notes of a patient come together whatever their order, and no file of them is left behind."""

from __future__ import annotations

import datetime as dt
import os
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import matcher
from matcher.notes.exports.grouping import PatientNotes, group_notes
from matcher.notes.exports.reader import read_records


def rows(count: int = 60) -> list[dict[str, object]]:
    made = [
        {"patient_id": f"P{n % 7}", "note_id": f"n{n}", "date": f"2025-01-{1 + n % 28:02}", "text": f"visit {n}\x00é"}
        for n in range(count)
    ]
    random.Random(1).shuffle(made)
    return made


def groups(found: list[PatientNotes | matcher.Failure]) -> list[PatientNotes]:
    return [one for one in found if isinstance(one, PatientNotes)]


@pytest.mark.parametrize("in_memory", [0, 50, 10_000_000])
def test_order_and_memory_change_nothing(tmp_path: Path, in_memory: int) -> None:
    straight = sorted(rows(), key=lambda row: (str(row["patient_id"]), str(row["date"]), str(row["note_id"])))
    expected = [
        (patient, tuple(str(row["note_id"]) for row in straight if row["patient_id"] == patient))
        for patient in sorted({str(row["patient_id"]) for row in straight})
    ]
    shuffled = list(group_notes(read_records(rows()), in_memory=in_memory, work_dir=tmp_path))
    assert [(g.patient_id, tuple(n.note_id for n in g.notes)) for g in groups(shuffled)] == expected
    assert groups(shuffled)[0].notes[0].text.endswith("\x00é")
    streamed = list(group_notes(read_records(straight), order="sorted"))
    assert streamed == list(group_notes(read_records(straight), in_memory=in_memory))
    assert list(tmp_path.iterdir()) == []


def test_sorted_patients_stream_and_a_patient_that_comes_again_fails() -> None:
    asked: list[int] = []

    def source() -> object:
        for number, patient in enumerate(("a", "a", "b", "c", "b")):
            asked.append(number)
            yield {"patient_id": patient, "text": str(number)}

    found = group_notes(read_records(source()), order="sorted")
    assert next(found).patient_id == "a"  # type: ignore[union-attr]
    assert asked == [0, 1, 2]
    rest = list(found)
    assert [g.patient_id for g in groups(rest)] == ["b", "c"]
    (failure,) = [one for one in rest if isinstance(one, matcher.Failure)]
    assert (failure.record, "not sorted" in failure.mend) == ("row 5", True)


def test_duplicates_count_once_and_differing_notes_of_one_id_are_both_kept() -> None:
    given = [
        {"patient_id": "P1", "note_id": "a", "text": "Has gout."},
        {"patient_id": "P1", "note_id": "a", "text": "Has gout."},
        {"patient_id": "P1", "note_id": "a", "text": "Has asthma."},
        {"patient_id": "P2", "note_id": "a", "text": "Has gout."},
    ]
    first, second = groups(list(group_notes(read_records(given))))
    assert [(n.note_id, n.text) for n in first.notes] == [("a", "Has gout."), ("a#2", "Has asthma.")]
    assert first.duplicates == (("rows", "row 2"),)
    assert first.warnings == ("patient P1: two different notes have the id 'a'; both were kept",)
    assert (second.duplicates, second.warnings) == ((), ())


def test_notes_without_a_patient_are_patients_of_their_own() -> None:
    given = [{"text": "a"}, {"text": "a", "note_id": "n7"}, {"text": "b"}]
    assert [g.patient_id for g in groups(list(group_notes(read_records(given))))] == [
        "rows, row 1",
        "n7",
        "rows, row 3",
    ]


def test_the_file_of_notes_is_private_and_gone_when_the_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time, os\n"
        "from pathlib import Path\n"
        "from matcher.notes.exports import grouping\n"
        "from matcher.notes.exports.reader import read_records\n"
        "def rows():\n"
        "    for n in range(100):\n"
        "        yield {'patient_id': str(n), 'text': 'Has gout.'}\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        f"list(grouping.group_notes(read_records(rows()), in_memory=10, work_dir=Path({str(tmp_path)!r})))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        open_files = [Path(f"/proc/{process.pid}/fd") / fd for fd in os.listdir(f"/proc/{process.pid}/fd")]
        held = [fd for fd in open_files if "matcher-" in os.readlink(fd)]
        assert held
        assert all(stat.S_IMODE(fd.stat().st_mode) == 0o600 for fd in held)
        process.kill()
    time.sleep(0.1)
    assert list(tmp_path.iterdir()) == []


def test_a_work_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(matcher.InputError, match="make room or name another folder"):
        list(group_notes(read_records(rows()), in_memory=0, work_dir=tmp_path / "none"))


def test_read_patients_reads_what_the_notes_say(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(
        'MRN,Note Date,Note Text\n7,2025-05-14,She has gout.\n8,2025-05-01,Has asthma.\n7,2025-05-20,"No fever.\nHgb 9.1 g/dL"\n9,bad,x\n'
    )
    failure, seven, eight = matcher.read_patients(file)
    assert isinstance(failure, matcher.Failure)
    assert failure.record == "row 4, line 6"
    assert isinstance(seven, matcher.Patient)
    assert isinstance(eight, matcher.Patient)
    assert (seven.patient_id, seven.as_of, len(seven.notes)) == ("7", dt.date(2025, 5, 20), 2)
    assert {fact.concept for fact in seven.facts} >= {"gout", "fever", "hemoglobin"}
    assert {fact.concept for fact in eight.facts} == {"asthma"}


def test_read_patients_passes_the_screening_date_and_words_to_watch() -> None:
    (patient,) = matcher.read_patients([{"text": "Quartz syndrome."}], as_of="2025-06-01", terms=["quartz syndrome"])
    assert isinstance(patient, matcher.Patient)
    assert patient.as_of == dt.date(2025, 6, 1)
    assert "quartz syndrome" in {fact.concept for fact in patient.facts}
    with pytest.raises(matcher.InputError, match="as_of"):
        list(matcher.read_patients([{"text": "x"}], as_of="June"))


def test_one_patient_that_breaks_the_reader_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.notes import patients

    def broken(notes: list[matcher.Note], **_: object) -> matcher.Patient:
        if "poison" in notes[0].text:
            raise KeyError(notes[0].text)
        return matcher.Patient("ok", (), (), None)

    monkeypatch.setattr(patients, "read_notes", broken)
    found = list(matcher.read_patients([{"patient_id": "P1", "text": "poison"}, {"patient_id": "P2", "text": "b"}]))
    assert isinstance(found[0], matcher.Failure)
    assert found[0].record == "patient P1"
    assert "poison" not in found[0].mend
    assert isinstance(found[1], matcher.Patient)

"""Note records from CSV, TSV, JSON Lines and Parquet, sound and broken."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import Failure, InputError
from matcher.notes.exports.reader import read_records
from matcher.notes.exports.record import NoteOrFailure, NoteRecord

SECRET = "Zyxwvutine"
"""A word that stands in notes here and must come out in no message."""


def notes(found: list[NoteOrFailure]) -> list[NoteRecord]:
    return [one for one in found if isinstance(one, NoteRecord)]


def failures(found: list[NoteOrFailure]) -> list[Failure]:
    return [one for one in found if isinstance(one, Failure)]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_columns_are_told_by_their_usual_names(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv",
        'PatientID,Note ID,Note_Date,Note-Type,NOTE TEXT\n7,a1,2025-05-14,Progress,"Has gout.\nNo fever, no ""chills""."\n',
    )
    (found,) = read_records(file)
    assert found == NoteRecord(
        "7", "a1", dt.date(2025, 5, 14), "Progress", 'Has gout.\nNo fever, no "chills".', "a.csv", "row 1, line 2"
    )


def test_columns_are_named_by_option_whatever_their_case(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "who,words,text\nP1,Has gout.,no note\n")
    (found,) = notes(list(read_records(file, text="WORDS", patient_id="Who")))
    assert (found.patient_id, found.text) == ("P1", "Has gout.")


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "who,words\nP1,Has gout.\n")
    with pytest.raises(InputError, match=r"a\.csv: there is no column 'note'; the columns are 'who', 'words'"):
        list(read_records(file, text="note"))
    with pytest.raises(InputError, match=r"no column can be told .* 'who', 'words'; name it"):
        list(read_records(file))


def test_a_first_row_of_notes_is_not_shown(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv", f'P1,"{SECRET} was given for a long time and stopped in May because of a rash."\n'
    )
    with pytest.raises(InputError, match="header") as raised:
        list(read_records(file))
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_the_separator_is_told_from_the_header(tmp_path: Path, separator: str, suffix: str) -> None:
    line = separator.join(["P1", '"a, b; c | d\te"'])
    file = written(tmp_path / f"a{suffix}", f"patient_id{separator}text\r\n{line}\r\n")
    (found,) = notes(list(read_records(file)))
    assert found.text == "a, b; c | d\te"


@pytest.mark.parametrize("above", ["sep=;\r\n", "\n\n", ""])
def test_what_stands_above_the_header_is_passed_over(tmp_path: Path, above: str) -> None:
    file = written(tmp_path / "a.csv", f'{above}patient_id;"note\n text";date\nP1;a, b;2025-01-02\nP2;c\n')
    found = list(read_records(file))
    assert [(n.patient_id, n.text) for n in notes(found)] == [("P1", "a, b")]
    line = above.count("\n") + 4
    assert [f.record for f in failures(found)] == [f"row 2, line {line}"]


def test_a_header_whose_quote_is_open_is_said(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", 'patient_id,"text\nP1,ok\n')
    with pytest.raises(InputError, match=r"line 1: the header has a quote"):
        list(read_records(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_usual_encodings_need_no_option(tmp_path: Path, encoding: str, name: str) -> None:
    text = "Creatinine 88 µmol/L – naïve"
    row = json.dumps({"patient_id": "P1", "text": text}, ensure_ascii=False)
    content = f"patient_id,text\nP1,{text}\n" if name == "a.csv" else row + "\n"
    (found,) = notes(list(read_records(written(tmp_path / name, content, encoding))))
    assert (found.text, found.patient_id) == (text, "P1")


def test_one_damaged_record_fails_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("patient_id,text\nP1,µg\nP2,µg and ".encode() + b"\xb5g\nP3,10 \xb5g\nP4,fine\n")
    found = list(read_records(file))
    assert [(n.patient_id, n.text) for n in notes(found)] == [("P1", "µg"), ("P3", "10 µg"), ("P4", "fine")]
    (failure,) = failures(found)
    assert (failure.source, failure.record) == ("a.csv", "row 2, line 3")
    assert "UTF-8" in failure.mend


def test_a_named_encoding_is_held_to(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "patient_id,text\nP1,µg\nP2,fine\n", "cp1252")
    found = list(read_records(file, encoding="utf-8"))
    assert [type(one) for one in found] == [Failure, NoteRecord]
    with pytest.raises(InputError, match="no encoding 'utf-9'"):
        list(read_records(file, encoding="utf-9"))


def test_broken_rows_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv",
        f"patient_id,date,text\nP1,2025-05-14\nP2,2025-05-14,ok\nP3,yesterday,{SECRET}\n,2025-01-01,{SECRET}\nP5,2025-01-01,\n"
        f"P6,2025-01-01,a\x00b\nP7,2025-01-01,{SECRET},{SECRET}\nP8,,ok\n",
    )
    found = list(read_records(file))
    assert [(n.patient_id, n.text) for n in notes(found)] == [("P2", "ok"), ("P6", "a\x00b"), ("P8", "ok")]
    assert [f.record for f in failures(found)] == ["row 1, line 2", "row 3, line 4", "row 4, line 5", "row 5, line 6", "row 7, line 8"]  # fmt: skip
    assert not any(SECRET in f.mend for f in failures(found))


def test_lines_of_a_torn_note_are_never_rows(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv",
        'patient_id,date,text\nP1,2025-05-14,ok\nP2,2025-05-14,"He said "no" to\nfever,chills,sweats\nnight,2025-05-14,x\nand left."\n'
        "P3,2025-05-14,ok\n",
    )
    found = list(read_records(file))
    assert [n.patient_id for n in notes(found)] == ["P1", "P3"]
    (failure,) = failures(found)
    assert failure.record == "row 2, lines 3 to 6"


def test_a_quote_that_nobody_closes_costs_no_other_rows(tmp_path: Path) -> None:
    rows = "".join(f"P{n},2025-05-14,visit {n}\n" for n in range(3, 4000))
    file = written(tmp_path / "a.csv", f'patient_id,date,text\nP1,2025-05-14,ok\nP2,2025-05-14,"never closed\n{rows}')
    found = list(read_records(file, limit=500))
    (failure,) = failures(found)
    assert failure.record is not None
    assert failure.record.startswith("row 2, lines 3 to ")
    lost = 4000 - 2 - len(notes(found))
    assert lost < 700
    assert notes(found)[-1].patient_id == "P3999"


def test_a_note_over_the_limit_is_one_failure(tmp_path: Path) -> None:
    long = ('fever, ""chills""\n' * 400_000)[:5_000_000].rstrip('"')
    file = written(tmp_path / "a.csv", f'patient_id,text\nP1,ok\nP2,"{long}"\nP3,ok\n')
    found = list(read_records(file))
    assert [n.patient_id for n in notes(found)] == ["P1", "P3"]
    assert "more than the limit of 1,000,000" in failures(found)[0].mend
    (big,) = [n for n in notes(list(read_records(file, limit=6_000_000))) if n.patient_id == "P2"]
    assert big.text == long.replace('""', '"')


def test_escaped_quotes_need_the_escape_and_say_so(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", 'patient_id,text\nP1,"said \\"no\\", left"\nP2,ok\n')
    assert "escape" in failures(list(read_records(file)))[0].mend
    assert notes(list(read_records(file, escape="\\")))[0].text == 'said "no", left'


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-05-14", dt.date(2025, 5, 14)),
        ("2025-05-14 09:30:00.000", dt.date(2025, 5, 14)),
        ("2025-05-14T09:30:00+02:00", dt.date(2025, 5, 14)),
        ("05/04/2025", dt.date(2025, 5, 4)),
        ("5/4/25 10:00", dt.date(2025, 5, 4)),
        ("14.05.2025", dt.date(2025, 5, 14)),
        ("20250514", dt.date(2025, 5, 14)),
        ("20250514.0", None),
        ("14-MAY-2025", dt.date(2025, 5, 14)),
        ("14MAY2025:09:30:00", dt.date(2025, 5, 14)),
        ("May 14, 2025", dt.date(2025, 5, 14)),
        ("14/05/2025", None),
        ("2025-13-40", None),
        ("2025", None),
    ],
)
def test_dates_as_exports_write_them(tmp_path: Path, cell: str, day: dt.date | None) -> None:
    (found,) = read_records([{"text": "ok", "date": cell}])
    assert (found.date if isinstance(found, NoteRecord) else None) == day


def test_a_date_format_is_held_to() -> None:
    (found,) = notes(list(read_records([{"text": "ok", "date": "04/05/2025"}], date_format="%d/%m/%Y")))
    assert found.date == dt.date(2025, 5, 4)


def test_json_lines_with_broken_lines(tmp_path: Path) -> None:
    lines = [
        '{"subject_id": 7, "text": "ok", "charttime": "2150-01-02 10:00:00"}',
        "{broken",
        "[1, 2]",
        '{"subject_id": 7, "charttime": "2150-01-02"}',
        '{"subject_id": 8, "text": "half a pair: \\ud83d"}',
        '{"subject_id": 9, "text": null}',
        "",
        '{"subject_id": 10.0, "text": "a\\u2028b\\u0000c"}',
    ]
    found = list(read_records(written(tmp_path / "a.jsonl", "\n".join(lines))))
    assert [(n.patient_id, n.text) for n in notes(found)] == [
        ("7", "ok"),
        ("8", "half a pair: \ufffd"),
        ("10", "a\u2028b\x00c"),
    ]
    assert [f.record for f in failures(found)] == ["line 2", "line 3", "line 4", "line 6"]


def test_first_rows_without_a_text_are_failures_once_it_is_told(tmp_path: Path) -> None:
    bare = '{"patient_id": 1}\n'
    file = written(tmp_path / "a.jsonl", bare * 3 + '{"patient_id": 2, "text": "ok"}\n' + bare)
    found = list(read_records(file))
    assert [one.record for one in found] == ["line 1", "line 2", "line 3", "line 4", "line 5"]
    assert [n.patient_id for n in notes(found)] == ["2"]
    for times in (3, 1000):
        with pytest.raises(InputError, match="no column can be told"):
            list(read_records(written(tmp_path / "b.jsonl", bare * times)))


def test_nested_keys_and_patients_with_lists_of_notes(tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", '{"patient": {"mrn": "P1"}, "note": {"body": "Has gout."}}\n')
    (found,) = notes(list(read_records(file, text="note.body", patient_id="patient.mrn")))
    assert (found.patient_id, found.text) == ("P1", "Has gout.")
    whole = written(
        tmp_path / "b.json",
        '[{"patient_id": "P1", "notes": [{"note_id": "n1", "text": "a", "date": "2025-01-02"}, "b"]}, {"patient_id": "P2", "notes": [7]}]',
    )
    found_whole = list(read_records(whole))
    assert [(n.patient_id, n.note_id, n.text) for n in notes(found_whole)] == [("P1", "n1", "a"), ("P1", None, "b")]
    assert [f.record for f in failures(found_whole)] == ["record 2, note 1"]


def test_a_json_document_cut_off_keeps_what_was_read(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", '[{"patient_id": 1, "text": "a"}, {"patient_id": 2, "te')
    found = list(read_records(file))
    assert [n.patient_id for n in notes(found)] == ["1"]
    assert "not valid JSON" in failures(found)[0].mend
    with pytest.raises(InputError, match="not valid JSON"):
        list(read_records(written(tmp_path / "b.json", "no json")))


def test_json_is_read_in_small_pieces() -> None:
    from matcher.text.json_stream import elements

    rows = [{"text": "x" * n, "n": n * 1000003, "f": 1.5e10} for n in (0, 1, 65_530, 65_536, 200_000)]
    document = json.dumps({"resourceType": "Bundle", "meta": {"entry": [1]}, "entry": rows, "total": 12345})
    assert list(elements(io.StringIO(document), "a", ("entry",))) == list(enumerate(rows, 1))
    assert list(elements(io.StringIO(" {} "), "a", ("entry",))) == [{}]
    assert list(elements(io.StringIO("[]"), "a", ())) == []


@pytest.mark.parametrize("bad", ["", "[1 2]", '{"a" 1}', '{"entry": [1}', "{1: 2}", "[" * 100_000])
def test_what_is_no_json_is_said(bad: str) -> None:
    from matcher.text.json_stream import elements

    with pytest.raises(InputError, match="not valid JSON"):
        list(elements(io.StringIO(bad), "a", ("entry",)))


def test_parquet(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    days = [dt.datetime(2025, 5, 14, 9, 30), None, dt.datetime(2025, 5, 15)]
    table = pa.table(
        {"person_id": [1, 2, None], "note_text": ["a", None, "c"], "note_date": days, "other": [[1], [2], [3]]}
    )
    pq.write_table(table, file, row_group_size=2)
    found = list(read_records(file))
    assert [(n.patient_id, n.date, n.record) for n in notes(found)] == [("1", dt.date(2025, 5, 14), "row 1")]
    assert [f.record for f in failures(found)] == ["row 2", "row 3"]
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(InputError, match="damaged"):
        list(read_records(file))


def test_parquet_text_that_is_not_utf8(tmp_path: Path) -> None:
    raw = pa.array([b"50 \xb5mol", b"fine"], pa.binary())
    strings = pa.StringArray.from_buffers(2, *raw.buffers()[1:])
    pq.write_table(pa.table({"patient_id": ["P1", "P2"], "text": strings}), tmp_path / "a.parquet")
    assert [n.text for n in notes(list(read_records(tmp_path / "a.parquet")))] == ["50 µmol", "fine"]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv", "a.jsonl.gz", "a.ndjson.gz"])
def test_gzip_is_told_by_its_bytes(tmp_path: Path, name: str) -> None:
    content = "patient_id,text\nP1,ok\n" if "csv" in name else '{"patient_id": "P1", "text": "ok"}\n'
    (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    assert [n.text for n in notes(list(read_records(tmp_path / name)))] == ["ok"]


def test_gzip_cut_off_keeps_the_rows_before(tmp_path: Path) -> None:
    rows = "".join(f"P{n},visit {n * 7919}\n" for n in range(20_000))
    packed = gzip.compress(f"patient_id,text\n{rows}".encode())
    (tmp_path / "a.csv.gz").write_bytes(packed[: len(packed) // 2])
    found = list(read_records(tmp_path / "a.csv.gz"))
    assert len(notes(found)) > 1000
    assert "cut off" in failures(found)[-1].mend


# A lone carriage return is left unquoted by writers that end lines otherwise, and then ends a row.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30).filter(
    str.strip
) | st.sampled_from(['"', '""', "a\nb", "a\r\nb", ",", 'x,"y"', "\ta\n", "é;|", "'", "\\", '\\"'])


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(1, 99), CELLS), min_size=1, max_size=8),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_csv_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str]], separator: str, quoting: int, end: str
) -> None:
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
        writer.writerow(["patient_id", "text"])
        writer.writerows(rows)
    found = list(read_records(file))
    assert [(n.patient_id, n.text) for n in notes(found)] == [(str(number), cell) for number, cell in rows]


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_give_records_failures_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("a.csv", "b.jsonl", "c.json", "d.txt", "e.parquet", "f.docx", "g.pdf", "h.html"):
        (folder / name).write_bytes(b"patient_id,text\n" + data if name == "a.csv" else data)
    assert all(isinstance(one, NoteRecord | Failure) for one in read_records(folder))

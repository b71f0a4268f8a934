"""Note records from files that are one note each, from folders, FHIR resources and databases."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_exports_tables import failures, notes

from matcher.errors import Failure, InputError
from matcher.notes.exports.fhir import READABLE
from matcher.notes.exports.reader import read_records
from matcher.notes.exports.record import NoteRecord

SECRET = "Zyxwvutine"


def pdf(*pages: str) -> bytes:
    """A PDF with the pages given; an empty one is a page without a text layer."""
    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        content = pypdf.generic.DecodedStreamObject()
        lines = " T* ".join(f"({line}) Tj" for line in text.split("\n")) if text else ""
        content.set_data(f"BT /F1 10 Tf 12 TL 20 280 Td {lines} ET".encode())
        font = pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject(f"/{key}"): pypdf.generic.NameObject(f"/{value}")
                for key, value in (("Type", "Font"), ("Subtype", "Type1"), ("BaseFont", "Helvetica"))
            }
        )
        name = pypdf.generic.NameObject
        page[name("/Resources")] = pypdf.generic.DictionaryObject(
            {name("/Font"): pypdf.generic.DictionaryObject({name("/F1"): font})}
        )
        page[name("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Date of service: 05/14/2025"
    document.add_paragraph("Has gout.")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Hb", "9.1 g/dL", "Na", "138"), strict=True):
        cell.text = text
    document.add_paragraph("Metformin", style="List Bullet")
    last = document.add_paragraph("No ")
    last._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>fever</w:t></w:r></w:ins>"))
    last._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>stroke</w:delText></w:r></w:del>"))
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Smoker: no</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(-1, parse_xml(control))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_keeps_the_order_of_paragraphs_tables_and_controls(tmp_path: Path) -> None:
    (tmp_path / "visit.docx").write_bytes(word())
    (found,) = notes(list(read_records(tmp_path / "visit.docx")))
    lines = found.text.split("\n")
    assert lines[:4] == ["Date of service: 05/14/2025", "Has gout.", "Hb\t9.1 g/dL", "Na\t138"]
    assert lines[4].removeprefix("- ") == "Metformin"
    assert lines[5:] == ["No fever", "Smoker: no"]


def test_pdf_text_page_by_page_and_scans_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("Has gout.\nNo fever.", "", "Plan"))
    (found,) = notes(list(read_records(tmp_path / "a.pdf")))
    assert [page.split("\n") for page in found.text.split("\f")] == [["Has gout.", "No fever."], [""], ["Plan"]]
    assert found.warnings == ("a.pdf: no text on page 2, probably scanned: make it searchable (OCR)",)
    (tmp_path / "a.pdf").write_bytes(pdf("", ""))
    (failure,) = read_records(tmp_path / "a.pdf")
    assert isinstance(failure, Failure)
    assert "OCR" in failure.mend


def test_a_locked_pdf_and_damaged_files_say_the_mend(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Has gout.")))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    (tmp_path / "torn.pdf").write_bytes(pdf("Has gout.")[:60])
    (tmp_path / "torn.docx").write_bytes(word()[:900])
    found = list(read_records(tmp_path))
    assert [failure.source for failure in failures(found)] == ["locked.pdf", "torn.docx", "torn.pdf"]
    assert "password" in failures(found)[0].mend


def test_a_folder_is_read_wholly_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "P2" / "old").mkdir(parents=True)
    (tmp_path / "P2" / "old" / "visit.txt").write_text("Has gout.")
    (tmp_path / "P1.txt").write_text("No fever.")
    (tmp_path / "page.html").write_text("<p>Has <b>asthma</b>.</p><script>x</script>")
    (tmp_path / "rows.csv").write_text("patient_id,text\nP3,ok\n")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    (tmp_path / "scan.png").write_bytes(b"\x89PNG")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / ".hidden.txt").write_text("x")
    found = list(read_records(tmp_path))
    assert [(n.patient_id, n.note_id, n.text) for n in notes(found)] == [
        ("P1", "P1", "No fever."),
        ("P2/old/visit", "P2/old/visit", "Has gout."),
        ("page", "page", "Has asthma."),
        ("P3", None, "ok"),
    ]
    assert [f.source for f in failures(found)] == ["bad.csv", "old.doc", "scan.png"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{patient_id}/{note_id}.txt", ("P-7", "2025-05-14_consult", None)),
        ("{patient_id}/{date}_{title}", ("P-7", "P-7/2025-05-14_consult", dt.date(2025, 5, 14))),
        ("*/{patient_id}/*", ("P-7", "P-7/2025-05-14_consult", None)),
    ],
)
def test_file_names_say_whose_note_it_is(tmp_path: Path, pattern: str, expected: tuple[object, ...]) -> None:
    folder = tmp_path / "export" / "P-7"
    folder.mkdir(parents=True)
    (folder / "2025-05-14_consult.txt").write_text("ok")
    root = tmp_path if pattern.startswith("*") else folder.parent
    (found,) = notes(list(read_records(root, pattern=pattern)))
    assert (found.patient_id, found.note_id.removeprefix("export/"), found.date) == expected  # type: ignore[union-attr]


def test_a_name_that_does_not_fit_and_a_bad_pattern(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_text("ok")
    (failure,) = read_records(tmp_path, pattern="{patient_id}_{date}")
    assert isinstance(failure, Failure)
    assert "does not fit" in failure.mend
    for pattern in ("{mrn}", "{note_id}", "{patient_id}{patient_id}"):
        with pytest.raises(InputError, match="pattern"):
            read_records(tmp_path, pattern=pattern)


def document(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
        "subject": {"reference": "Patient/p7"},
        "date": "2025-05-14T23:30:00-05:00",
        "content": [{"attachment": attachment("text/plain; charset=utf-8", b"Has gout. 5 \xc2\xb5g")}],
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


def attachment(kind: str, data: bytes) -> dict[str, Any]:
    return {"contentType": kind, "data": base64.b64encode(data).decode()}


def test_a_document_reference(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document()))
    (found,) = read_records(tmp_path / "a.json")
    day = dt.date(2025, 5, 14)
    assert found == NoteRecord("p7", "d1", day, "Progress note", "Has gout. 5 µg", "a.json", "the record")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"date": None, "context": {"period": {"start": "2025-05-01", "end": "2025-05-20"}}}, dt.date(2025, 5, 20)),
        ({"date": None, "context": {"period": {"start": "2025-05-01"}}}, dt.date(2025, 5, 1)),
        ({"date": "2025-05", "context": {"period": {"start": "2025-05-01"}}}, dt.date(2025, 5, 1)),
        ({"date": None}, None),
    ],
)
def test_the_date_of_a_document(changes: dict[str, Any], expected: dt.date | None) -> None:
    (found,) = notes(list(read_records([document(**changes)])))
    assert found.date == expected


@pytest.mark.parametrize(
    ("subject", "patient"),
    [
        ({"reference": "https://fhir.example.org/r4/Patient/a-1/_history/3"}, "a-1"),
        ({"reference": "urn:uuid:0c5b"}, "0c5b"),
        ({"identifier": {"system": "urn:mrn", "value": "123"}}, "123"),
    ],
)
def test_whose_document_it_is(subject: dict[str, Any], patient: str) -> None:
    (found,) = notes(list(read_records([document(subject=subject)])))
    assert found.patient_id == patient


def test_the_most_readable_of_several_formats_is_read() -> None:
    both = [{"attachment": attachment("application/pdf", pdf("From the PDF."))}, {"attachment": attachment("text/html", b"<p>From the page.")}]  # fmt: skip
    (found,) = notes(list(read_records([document(content=both)])))
    assert found.text == "From the page."
    (found,) = notes(list(read_records([document(content=both[:1])])))
    assert found.text.strip() == "From the PDF."
    (found,) = notes(list(read_records([document(content=[{"attachment": attachment(READABLE[4], word())}])])))
    assert "Has gout." in found.text


@pytest.mark.parametrize(
    ("changes", "mend"),
    [
        ({"status": "entered-in-error"}, "entered in error"),
        ({"docStatus": "entered-in-error"}, "entered in error"),
        ({"status": "superseded"}, "superseded"),
        ({"subject": None}, "names no patient"),
        ({"content": [{"attachment": {"contentType": "text/plain", "url": "Binary/9"}}]}, "behind a link"),
        ({"content": [{"attachment": attachment("image/png", b"x")}]}, "image/png"),
        ({"content": [{"attachment": {"contentType": "text/plain", "data": "§"}}]}, "base64"),
        ({"content": [{"attachment": attachment("text/plain", b"  ")}]}, "no text"),
        ({"content": []}, "none at all"),
    ],
)
def test_a_document_that_gives_no_note_says_why(changes: dict[str, Any], mend: str) -> None:
    (failure,) = read_records([document(**changes)])
    assert isinstance(failure, Failure)
    assert mend in failure.mend


def test_a_bundle_resolves_its_patients_and_binaries(tmp_path: Path) -> None:
    linked = document(
        subject={"reference": "urn:uuid:1"},
        content=[{"attachment": {"contentType": "text/plain", "url": "urn:uuid:2"}}],
    )
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "subject": {"reference": "urn:uuid:1"},
        "issued": "2025-06-01T10:00:00Z",
        "code": {"text": "CT chest"},
        "presentedForm": [attachment("text/plain", b"No nodule.")],
    }
    entries = [
        {"fullUrl": "urn:uuid:3", "resource": linked},
        {"fullUrl": "urn:uuid:4", "resource": report},
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "mrn-7"}},
        {
            "fullUrl": "urn:uuid:2",
            "resource": {"resourceType": "Binary", "id": "b", **attachment("text/plain", b"Has gout.")},
        },
        {"resource": document(id="d9", status="entered-in-error")},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    for name, text in (("a.json", json.dumps(bundle, indent=2)), ("b.ndjson", json.dumps(bundle))):
        (tmp_path / name).write_text(text)
        found = list(read_records(tmp_path / name))
        assert [(n.patient_id, n.note_id, n.title, n.text) for n in notes(found)] == [
            ("mrn-7", "d1", "Progress note", "Has gout."),
            ("mrn-7", "r1", "CT chest", "No nodule."),
        ]
        assert [f.record for f in failures(found)] in (["entry 5"], ["line 1, entry 5"])


def test_ndjson_skips_resources_that_are_no_documents(tmp_path: Path) -> None:
    lines = [{"resourceType": "Patient", "id": "p7"}, document(), {"resourceType": "Observation"}]
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, lines)))
    (found,) = read_records(tmp_path / "a.ndjson")
    assert isinstance(found, NoteRecord)
    assert found.record == "line 2"


def test_queries(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    (tmp_path / "a.csv").write_text("who,words,day\nP1,Has gout.,2025-05-14\nP2,ok,2025-05-15\n")
    query = f"SELECT who AS patient_id, words AS text, day AS note_date FROM '{tmp_path}/a.csv' WHERE who = 'P1'"
    (found,) = notes(list(read_records(None, query=query)))
    assert (found.patient_id, found.text, found.date) == ("P1", "Has gout.", dt.date(2025, 5, 14))
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute(f"CREATE TABLE notes AS SELECT * FROM '{tmp_path}/a.csv'")
    with sqlite3.connect(tmp_path / "a.sqlite") as lite:
        lite.execute("CREATE TABLE notes (who, words, day)")
        lite.execute("INSERT INTO notes VALUES ('P1', 'Has gout.', '2025-05-14 10:00:00'), ('P2', 'at 10:30', NULL)")
    lite.close()
    for source in (tmp_path / "a.duckdb", tmp_path / "a.sqlite", f"sqlite:///{tmp_path}/a.sqlite"):
        found_rows = notes(
            list(read_records(source, query="SELECT * FROM notes", text="words", patient_id="who", date="day"))
        )
        assert [n.patient_id for n in found_rows] == ["P1", "P2"]
        with pytest.raises(InputError, match="query failed") as raised:
            list(read_records(source, query=f"SELECT {SECRET} FROM notes"))
        assert SECRET not in str(raised.value)
        with pytest.raises(InputError, match="needs a query"):
            list(read_records(source))
        with pytest.raises(InputError, match="query failed"):
            list(read_records(source, query="DROP TABLE notes")) if not isinstance(source, str) else list(
                read_records(source, query="SELECT nothing")
            )
    with pytest.raises(InputError, match="no such file"):
        list(read_records(tmp_path / "none.sqlite", query="SELECT 1"))


@pytest.mark.parametrize("bad", ["some words", 7, b"x"])
def test_other_sources_are_refused(bad: object) -> None:
    with pytest.raises(InputError):
        list(read_records(bad))  # type: ignore[arg-type]


def test_an_option_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="unknown option 'txt'"):
        read_records([], txt="a")  # type: ignore[call-arg]


def test_nothing_heavy_is_loaded_to_read_records(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "a.csv").write_text("patient_id,text\nP1,ok\n")
    code = (
        "import sys; from pathlib import Path; from matcher.notes.exports.reader import read_records; "
        f"print(len(list(read_records(Path({str(tmp_path)!r})))), "
        "[m for m in ('spacy', 'numpy', 'pyarrow', 'docx', 'pypdf', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1 []"


def test_read_notes_takes_word_and_pdf_files(tmp_path: Path) -> None:
    import matcher

    (tmp_path / "a.docx").write_bytes(word())
    (tmp_path / "b.pdf").write_bytes(pdf("Has asthma.", ""))
    patient = matcher.read_notes([tmp_path / "a.docx", tmp_path / "b.pdf"])
    assert {"gout", "asthma", "hemoglobin"} <= {fact.concept for fact in patient.facts}
    assert [note.title for note in patient.notes] == ["a.docx", "b.pdf"]
    assert patient.warnings == (f"{tmp_path / 'b.pdf'}: no text on page 2, probably scanned: make it searchable (OCR)",)


@pytest.mark.parametrize("name", ["notes.csv", "notes.jsonl.gz", "notes.parquet"])
def test_an_export_is_never_read_as_the_note_of_one_patient(tmp_path: Path, name: str) -> None:
    import matcher

    (tmp_path / name).write_text("patient_id,text\nP1,Has gout.\nP2,Has asthma.\n")
    with pytest.raises(InputError, match="export of many notes"):
        matcher.read_notes(tmp_path / name)


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>X</title><style>p {}</style><body><p>Has gout.<p>No fever.",
        "<!DOCTYPE html><p>Has&nbsp;gout.</p><!-- x --><div>No fever.</div>",
        "<pre>Has gout.\n\nNo fever.</pre>",
    ],
)
def test_html_of_all_makings(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page)
    (found,) = notes(list(read_records(tmp_path / "a.html")))
    assert [line for line in found.text.replace("\xa0", " ").split("\n") if line] == ["Has gout.", "No fever."]

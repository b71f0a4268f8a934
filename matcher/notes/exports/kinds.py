"""Every kind of file that holds notes, and which reader takes it: one line a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from matcher.errors import InputError
from matcher.notes.exports.record import ExportOptions, NoteOrFailure
from matcher.text.files import suffix_of
from matcher.text.streams import DAMAGED, open_binary

Reader = Callable[[Path, str, ExportOptions], Iterator[NoteOrFailure]]
_HERE = "matcher.notes.exports"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        name: for messages and the manual.
        suffixes: of file names, lower case; ".gz" behind them is allowed where `packs`.
        reader: module and function, loaded when first needed.
        starts: first bytes by which a file without a known suffix is told.
        packs: may be gzipped.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: str
    starts: tuple[bytes, ...] = ()
    packs: bool = True

    def load(self) -> Reader:
        """The function that reads it."""
        module, _, function = self.reader.partition(":")
        loaded: Reader = getattr(import_module(f"{_HERE}.{module}"), function)
        return loaded


KINDS = (
    Kind("CSV and TSV", (".csv", ".tsv", ".tab", ".psv"), "delimited:read"),
    Kind("JSON Lines and FHIR NDJSON", (".jsonl", ".ndjson"), "json_rows:read_lines"),
    Kind("JSON and FHIR Bundle", (".json",), "json_rows:read_document"),
    Kind("Parquet", (".parquet", ".pq"), "parquet:read", (b"PAR1",), packs=False),
    Kind("Word", (".docx",), "single:read", (b"PK\x03\x04",)),
    Kind("PDF", (".pdf",), "single:read", (b"%PDF",)),
    Kind("HTML", (".html", ".htm", ".xhtml"), "single:read"),
    Kind("text", (".txt", ".text", ".md", ".note", ".asc", ""), "single:read"),
)
_TEXT = KINDS[-1]
_KNOWN_OTHERS = {
    ".doc": "old Word files cannot be read; save it as .docx",
    ".rtf": "RTF cannot be read; save it as .docx or text",
    ".xls": "old Excel files cannot be read; save the sheet as CSV",
    ".xlsx": "Excel files cannot be read; save the sheet as CSV",
    ".zip": "unpack the archive and name the folder",
    ".xml": "XML is not read as notes; export as text, CSV, JSON Lines, Parquet or FHIR",
    ".png": "a picture holds no text; make it a searchable PDF (OCR) first",
    ".jpg": "a picture holds no text; make it a searchable PDF (OCR) first",
    ".jpeg": "a picture holds no text; make it a searchable PDF (OCR) first",
    ".tif": "a picture holds no text; make it a searchable PDF (OCR) first",
    ".tiff": "a picture holds no text; make it a searchable PDF (OCR) first",
}


def kind_of(path: Path, name: str) -> Kind:
    """The kind of a file, by its suffix, else by its first bytes, else text.

    Raises:
        InputError: it is of a kind that cannot be read.
    """
    suffix = suffix_of(name)
    for kind in KINDS:
        if suffix in kind.suffixes and suffix:
            return kind
    if suffix in _KNOWN_OTHERS:
        raise InputError(name, None, _KNOWN_OTHERS[suffix])
    try:
        with open_binary(path) as stream:
            start = stream.read(8)
    except DAMAGED:
        raise InputError(name, None, "the compressed file is damaged; make it again") from None
    return next((kind for kind in KINDS if kind.starts and start.startswith(kind.starts)), _TEXT)

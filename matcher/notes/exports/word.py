"""The text of a Word file: paragraphs, lists and tables in the order they stand in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from matcher.errors import InputError

_MOST_UNPACKED = 200_000_000
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"})
"""What is not read: words deleted under tracked changes, field codes, and the second form of what stands in a drawing."""


def word_text(data: bytes, source: str) -> str:
    """The words of a .docx: the first page's header, then the body; a list item begins with "- ", cells are set apart by tabs.

    Tracked insertions and content controls are read, deletions are not.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        InputError: it is no .docx, or is damaged or locked.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise InputError(source, None, "the Word file unpacks to more than 200 MB; save its text alone")
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        for section in list(document.sections)[:1]:
            for header in (section.first_page_header, section.header):
                if not header.is_linked_to_previous:
                    lines.extend(line for line in _blocks(header._element) if line.strip())
        lines = list(dict.fromkeys(lines))
        lines.extend(_blocks(document.element.body))
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file raises anything, and the message may quote it
        raise InputError(source, None, "the Word file is damaged or locked; save it anew as .docx or as text") from None
    return "\n".join(lines).strip("\n")


def _blocks(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        match _name(child):
            case "p":
                yield _paragraph(child)
            case "tbl":
                yield from _rows(child)
            case "sdt" | "sdtContent" | "ins" | "customXml" | "smartTag":
                yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iterchildren():
        if _name(row) in ("sdt", "sdtContent"):
            yield from _rows(row)
        elif _name(row) == "tr":
            yield "\t".join(_cells(row))


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iterchildren():
        if _name(cell) in ("sdt", "sdtContent"):
            yield from _cells(cell)
        elif _name(cell) == "tc":
            yield " ".join(line.strip() for line in _blocks(cell) if line.strip())


def _paragraph(paragraph: Any) -> str:
    text = "".join(_words(paragraph))
    listed = any(_name(child) == "numPr" for child in paragraph.iter()) and text.strip()
    return f"- {text}" if listed else text


def _words(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name not in _LEFT_OUT:
            if name == "p":  # of a text box
                yield "\n"
            yield from _words(child)


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

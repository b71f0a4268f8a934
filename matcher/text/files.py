"""Text of a file, whatever encoding it was saved in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from matcher.errors import InputError

_KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Form feed and escape stand in exported records; other control characters do not stand in text at all.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r\x1b\x1c\x1d\x1e\x1f")


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Says what is wrong where a file cannot be opened within.

    Raises:
        InputError: in place of any OSError.
    """
    try:
        yield
    except FileNotFoundError:
        raise InputError(str(path), None, "no such file; check the name and the folder.") from None
    except IsADirectoryError:
        raise InputError(str(path), None, "this is a folder; name the files in it.") from None
    except OSError as error:
        raise InputError(str(path), None, f"the file cannot be opened ({type(error).__name__}).") from None


def suffix_of(name: str) -> str:
    """The suffix that says the kind of a file, behind which ".gz" may stand, in small letters.

    >>> suffix_of("visits/P1.CSV.gz")
    '.csv'
    """
    path = PurePosixPath(name)
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: when the file cannot be opened or is no text.
    """
    with opening(path):
        data = path.read_bytes()
    return decode(data, str(path))


def decode(data: bytes, source: str) -> str:
    """The text in some bytes: UTF-8 or UTF-16 with or without byte order mark, else Windows-1252.

    Args:
        data: the whole file.
        source: its name, for the message.

    Raises:
        InputError: when the bytes are no text.

    >>> decode("50 µmol".encode("cp1252"), "note.txt")
    '50 µmol'
    """
    for start, kind in _KINDS:
        if data.startswith(start):
            raise InputError(source, None, f"this is {kind}, not text; save it as plain text (UTF-8) and try again.")
    if data.startswith(_UTF16):
        return _decoded(data, "utf-16", source)
    if _controls(data) > len(data) // 200:
        raise InputError(source, None, "this is no text file; save it as plain text (UTF-8) and try again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROLS))


def _decoded(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(source, None, "the text is damaged; save it as plain text (UTF-8) and try again.") from None

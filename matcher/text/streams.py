"""Files larger than memory: opened once, unpacked and decoded as they are read."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path
from typing import IO

from matcher.errors import InputError
from matcher.text.files import opening

_GZIP = b"\x1f\x8b"
_VALID_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a cut-off or damaged compressed file raises, at any line."""


def open_binary(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it is gzip (told by its first bytes, not its name).

    Raises:
        InputError: the file cannot be opened.
    """
    with opening(path):
        file = path.open("rb")
        packed = file.read(2) == _GZIP
        file.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=file, mode="rb")) if packed else file


def open_text(path: Path, encoding: str | None = None) -> tuple[io.TextIOWrapper, bool]:
    """A file as text, line ends untouched, and whether its encoding is certain (named, or told by a byte order mark).

    Bytes that are not UTF-8 become lone surrogates, which `mended` turns into text record by record: so a file in
    Windows-1252, or one with a single broken record, is read in one pass.

    Raises:
        InputError: the file cannot be opened, or Python knows no such encoding.
    """
    stream = open_binary(path)
    try:
        start = stream.read(4)
        stream.seek(0)
    except DAMAGED:
        raise InputError(str(path), None, "the compressed file is damaged; make it again.") from None
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    if encoding is not None:
        try:
            encoding = codecs.lookup(encoding).name
        except LookupError:
            raise InputError(str(path), None, f"there is no encoding {encoding!r}; try utf-8 or cp1252.") from None
        if encoding == "utf-8":
            encoding = "utf-8-sig"
    chosen = encoding or marked or "utf-8"
    errors = "replace" if chosen.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(stream, encoding=chosen, errors=errors, newline=""), (encoding or marked) is not None


def mended(text: str, certain: bool) -> str | None:
    """The text of a record in which bytes that are not UTF-8 stand as lone surrogates, or None where no encoding fits.

    A record that is nowhere UTF-8 beyond ASCII is read as Windows-1252; one that mixes both is damaged.

    >>> mended(b"50 \\xb5mol".decode("utf-8", "surrogateescape"), certain=False)
    '50 µmol'
    """
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        if certain or _VALID_BEYOND_ASCII.search(text):
            return None
        try:
            return text.encode("utf-8", "surrogateescape").decode("cp1252")
        except UnicodeError:
            return None
    return text

"""The text layer of a PDF."""

from __future__ import annotations

import io
import logging

from matcher.errors import InputError


def pdf_text(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    """The text of all pages, a form feed between two, and a warning that names pages without text.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        InputError: the file is damaged or locked, or no page holds text (a scan).
    """
    import pypdf

    # pypdf logs what is odd in a file, and may quote it.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(source, None, "the PDF is locked by a password; save it without one")
        pages = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - a damaged PDF raises anything, and the message may quote it
        raise InputError(source, None, "the PDF is damaged or locked; save it anew, or as plain text") from None
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    if len(empty) == len(pages):
        raise InputError(source, None, "the PDF holds no text, it is probably a scan; make it searchable (OCR) first")
    warnings: tuple[str, ...] = ()
    if empty:
        named = ", ".join(map(str, empty[:20])) + (" …" if len(empty) > 20 else "")
        warnings = (f"{source}: no text on page {named}, probably scanned: make it searchable (OCR)",)
    return "\f".join(pages), warnings

"""The text of a document by its content type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.text.files import decode

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE = ("text/plain", "text/html", "application/xhtml+xml", "text/markdown", WORD, "application/pdf")
"""Content types that can be read, the most faithful first."""


def content_type_of(attachment: Mapping[str, Any]) -> str | None:
    """The content type without its parameters ("text/plain; charset=utf-8")."""
    value = attachment.get("contentType")
    return value.split(";")[0].strip().lower() or None if isinstance(value, str) else None


def text_of(data: bytes, content_type: str | None, source: str) -> tuple[str, tuple[str, ...]]:
    """The text of a document, and warnings about it.

    Args:
        data: the document.
        content_type: one of `READABLE`.
        source: its name, for messages.

    Raises:
        InputError: the document is damaged, locked, or holds no text (a scan).
    """
    match content_type:
        case "application/pdf":
            from matcher.notes.exports.pdf import pdf_text

            return pdf_text(data, source)
        case "text/html" | "application/xhtml+xml":
            from matcher.notes.exports.html import html_text

            return html_text(decode(data, source)), ()
        case x if x == WORD:
            from matcher.notes.exports.word import word_text

            return word_text(data, source), ()
    return decode(data, source), ()

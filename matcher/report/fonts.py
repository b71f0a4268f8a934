"""The fonts of printed reports: DejaVu, cut to European scripts, Greek, signs and arrows (see `fonts/LICENSE`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.report.visible import visible

SANS, BOLD, MONO = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"
_FOLDER = Path(__file__).with_name("fonts")


@cache
def register() -> frozenset[str]:
    """Make the fonts known to reportlab; the characters all of them have."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    known: set[int] | None = None
    for name in (SANS, BOLD, MONO):
        font = TTFont(name, str(_FOLDER / f"{name}.ttf"))
        registerFont(font)
        codes = set(font.face.charToGlyph)
        known = codes if known is None else known & codes
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(SANS, bold, italic, BOLD if bold else SANS)
            addMapping(MONO, bold, italic, MONO)
    return frozenset(map(chr, known or ()))


def printable(text: str) -> str:
    """The text with every character the fonts do not have written as its code: nothing is lost without a sign."""
    known = register()
    return "".join(char if char in known or char in "\n\t" else f"<U+{ord(char):04X}>" for char in visible(text))

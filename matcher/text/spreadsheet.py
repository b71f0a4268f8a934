"""Text in the cells of a table that a spreadsheet may open."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also in the forms East Asian keyboards write."""


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    >>> harmless("=HYPERLINK(1)"), harmless("P1")
    ("'=HYPERLINK(1)", 'P1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def unharmed(cell: str) -> str:
    """The text of such a cell.

    >>> unharmed("'=HYPERLINK(1)"), unharmed("'tis")
    ('=HYPERLINK(1)', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell

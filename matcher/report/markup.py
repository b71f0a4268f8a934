"""What all HTML of a result stands on: escaping, the style sheet, a page that needs nothing from outside."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

from matcher.matching.types import Evidence, Verdict
from matcher.report.summary import VERDICT_ICONS, VERDICT_WORDS
from matcher.report.visible import one_line, visible

SUPPORT = "Supports a decision, does not make it: check every verdict against the note before you act on it."


def escape(text: str) -> str:
    """Text of any origin as HTML text or attribute value: no markup of its own, no invisible characters."""
    return html.escape(visible(text), quote=True)


@cache
def stylesheet() -> str:
    """The rules for cards, marks and bands."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def tag_of_verdict(verdict: Verdict) -> str:
    """The verdict as icon and word, with its pattern."""
    return (
        f'<span class="tm-verdict tm-{verdict}"><span aria-hidden="true">{VERDICT_ICONS[verdict]}</span> '
        f"{VERDICT_WORDS[verdict]}</span>"
    )


def places(evidence: list[Evidence], numbers: dict[str | None, int]) -> str:
    """Where evidence stands, for a `data-e` attribute: "0:12-30 1:5-9" (note, counted from 0, and offsets)."""
    said = (f"{numbers[piece.note_id]}:{piece.start}-{piece.end}" for piece in evidence if piece.note_id in numbers)
    return " ".join(dict.fromkeys(said))


def page(title: str, body: str) -> str:
    """A whole HTML document that needs nothing from outside and runs no script."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(one_line(title))}</title><style>{stylesheet()}</style></head><body class="tm-document">{body}</body></html>\n'
    )

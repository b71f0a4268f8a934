"""Composing regular expressions from words that stand in tables."""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a blank in a word stands for any run of blanks or one line break."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", GAP) for word in ordered) + ")"


def squeezed(phrase: str) -> str:
    """A phrase as the tables key it: lower case, one blank between words however the text breaks them."""
    return re.sub(r"\s+", " ", phrase).strip().lower()


# A wrapped line breaks a phrase anywhere; the bound keeps matching linear.
GAP = r"[ \t]{0,3}(?:[ \t]|\n)[ \t]{0,3}"
OPTIONAL_GAP = r"[ \t]{0,4}\n?[ \t]{0,4}"

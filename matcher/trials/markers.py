"""Bullets and numbers at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["symbol", "number", "letter", "roman"]


@dataclass(frozen=True, slots=True)
class Marker:
    """A bullet or number: `text[start:end]` with the space behind it; `value` is the number or letter as written."""

    start: int
    end: int
    style: Style
    value: str

    def follows(self, other: Marker) -> bool:
        """Whether this number is a later one of the same list ("12." after "1.", "b)" after "a)")."""
        return self.style == other.style and self.style != "symbol" and self.value != other.value


# Registry texts escape the sign ("1\.", "\*"); a hyphen or plus needs a space behind it, else it is a minus or a word.
_MARKER = re.compile(
    r"\\?(?P<symbol>[•●◦○▪■□►▶‣⁃∙·➢✓✔→§o](?=\s)|[•●◦○▪■□►▶‣⁃∙·➢✓✔]|[*#]{1,4}(?=\s)|[-+~](?=\s))\s*"
    r"|[(\[]?(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})(?:\\?[.)\]]+(?=[\sA-Z≥≤<>])|[:-](?=\s+[A-Z]))\s*"
    r"|[(\[]?(?P<roman>[ivx]{1,5})\\?[.)]\s+"
    r"|[(\[]?(?P<letter>[A-Za-z])\\?[.)]\s+(?=\S)"
)


def leading_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker a line begins with, or None. `start` is the first character that is no space."""
    match = _MARKER.match(text, start, end)
    if match is None or match.end() >= end:
        return None
    style = match.lastgroup
    assert style in ("symbol", "number", "letter", "roman")
    return Marker(match.start(), match.end(), style, match[style].lower())  # type: ignore[arg-type]

"""Ages as notes write them: "34-year-old", "aged 65", "45F", "17 y.o."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.text.expressions import TimeExpression, time_units

_OLDEST = 125
_UNIT = r"(?P<unit>y(?:ea)?rs?|y|months?|mos?|weeks?|wks?|days?)"
# The look-ahead spares most places of a text the attempt of each branch.
_AGE = re.compile(
    rf"(?=\d|age)(?:\b(?P<age>\d{{1,3}}(?:\.5)?)[ -]?{_UNIT}?[ .-]{{0,3}}(?:(?:olds?|of age)\b|(?<=y)/?\.?o\b\.?|(?<=y\.)o\b\.?)"
    r"|\b(?:aged?|age of|ages)[: ]{1,4}(?P<at>\d{1,3})\b(?![/-]\d|\.\d| ?(?:mg|to\b))"
    r"|(?<![\w./-])(?P<letter>\d{1,3}) ?(?:y/?o ?)?(?P<sex>[MFmf])(?=[\s,.;:/)-]|$)(?! ?\d)"
    r"|(?<![\w./-])(?P<years>\d{1,3}) ?(?:years?|yrs?|y)\.?[ ,|/]{1,4}(?=(?:male|female|man|woman|boy|girl|gentleman|lady|M|F)\b))",
)


def find_ages(text: str, start: int, end: int) -> Iterator[TimeExpression]:
    """The ages of a stretch of normalised text."""
    for match in _AGE.finditer(text, start, end):
        if match["letter"] and match["sex"].islower() and "y" not in match[0].lower():
            continue
        digits = match["age"] or match["at"] or match["letter"] or match["years"]
        unit = time_units().get((match["unit"] or "y").lower().rstrip("."), ("year", 1))[0]
        if unit == "year" and float(digits) > _OLDEST:
            continue
        yield TimeExpression(
            match.start(), match.start() + len(match[0].rstrip(" ,|/")), "age", amount=float(digits), unit=unit
        )

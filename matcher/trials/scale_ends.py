"""The ends of a scale told beside a limit on it: "MMSE (0-30) > 24", "pain ≥ 4 on a scale of 0 to 10" limit one thing once."""

from __future__ import annotations

import re

from matcher.text.quantities import Quantity

_BEFORE = re.compile(
    r"(?:(?P<bracket>[(\[] ?(?:possible )?(?:total )?(?:score )?rang(?:e[sd]?|ing)(?: is| from| of| between|:)? ?)"
    r"|(?P<words>\b(?:(?:on|with|using) (?:a |an |the )?)?(?:\w+ )?(?P<noun>scale|scored|range of scores)(?: ranging)?(?P<joint> from| of| between|:)? ?)"
    r"|(?P<possible>\b(?:possible|potential|total) (?:score )?ranges?(?: is| from| of| between|:)* ?)"
    r"|(?P<article>\b(?:on|using) (?:a |an |the )))$",
    re.IGNORECASE,
)
"""What says that a range is that of a scale, directly before it."""
_BEHIND = re.compile(r" ?-?(?:points? )?(?:scales?|range)\b", re.IGNORECASE)
"""What says so directly behind it."""
_NAMED_BEHIND = re.compile(
    r" ?-?(?:points? )?(?:(?:verbal|numeric(?:al)?|visual|likert|pain|itch|intensity|severity|analog(?:ue)?|rating)[ -])*(?:scale|nrs|vas|vrs)\b",
    re.IGNORECASE,
)
_BRACKET_BEHIND = re.compile(
    r" ?[)\]](?: ?(?:total|score|scores|scale|of|is|was|at|must be|should be|points?|\w+ score))* ?$", re.IGNORECASE
)
_BRACKET_BEFORE = re.compile(r"(?: ?(?:points?|on the [\w-]+|in the [\w-]+|on [\w-]+))? ?[(\[] ?$", re.IGNORECASE)
_ENDS_SAID = re.compile(
    r"(?P<open>[(\[]) ?\d+ ?(?:=|is|means?|represents?|being|:)[^()\[\]]*?[,;:]? ?(?:and |to )?\b\d+ ?(?:=|is|means?|represents?|being|:)[^()\[\]]*(?=[)\]])",
    re.IGNORECASE,
)
""" "(0 = no pain, 10 = the worst pain)" """
_LOOK_BACK = 40
_LOWEST = (0.0, 1.0)
"""Where scales begin."""


def ends_of_scales(text: str, start: int, end: int, quantities: list[Quantity]) -> dict[int, int]:
    """Stretches that tell which values a scale has, where a limit stands beside them.

    Args:
        quantities: those found in `text[start:end]`.

    Returns:
        Where each such stretch ends, by where it starts.
    """
    told: dict[int, int] = {}
    for quantity in quantities:
        if quantity.comparator is not None or quantity.multiplier is not None:
            continue
        others = [other for other in quantities if other is not quantity and _limits(other)]
        said = _BEFORE.search(text, max(start, quantity.start - _LOOK_BACK), quantity.start)
        behind = _BEHIND.match(text, quantity.end, end)
        if said is not None and said["article"] and behind is None:
            said = said if _NAMED_BEHIND.match(text, quantity.end, end) else None
        if quantity.value_high is None:
            # "On a 100 mm visual analogue scale", "on an 11-point scale": how long it is.
            if said is not None and said["article"] and quantity.unit is not None:
                told[quantity.start] = behind.end() if behind is not None else quantity.end
            continue
        if said is not None and not others and not said["article"] and said["joint"] not in (" from", " of"):
            continue  # "MMSE (range 20-26)", "ECOG scale: 0-1" limit it.
        if said is not None or behind is not None:
            until = behind.end() if behind is not None else quantity.end
            # The scale behind "on a 0-10 NRS" has a name, and is what is measured.
            named = said is not None and said["article"] and behind is None
            told |= {quantity.start: until} if said is None or named else _from(said, quantity, until, text)
        elif others and quantity.value in _LOWEST and any(_adjoins(quantity, other, text) for other in others):
            told[quantity.start] = quantity.end
    for ends in _ENDS_SAID.finditer(text, start, end):
        inside = ends.end("open")
        if any(_limits(other) and not inside <= other.start < ends.end() for other in quantities):
            told[_inside(text, inside)] = ends.end()
    return told


def _from(said: re.Match[str], quantity: Quantity, until: int, text: str) -> dict[int, int]:
    """From each place at which the words before the numbers may be met: a phrase of the tables may have taken the first of them."""
    places = [said.start(), said.start("noun"), quantity.start]
    return {_inside(text, place): until for place in places if place >= 0}


def _inside(text: str, place: int) -> int:
    while text[place] in " ([":
        place += 1
    return place


def _limits(quantity: Quantity) -> bool:
    """Whether a number is a limit for certain."""
    return quantity.comparator is not None


def _adjoins(ends: Quantity, limit: Quantity, text: str) -> bool:
    """Whether the limit is of what the brackets with the ends stand behind, and lies between them."""
    assert ends.value_high is not None
    if not ends.value <= limit.value <= ends.value_high or limit.unit not in (None, ends.unit):
        return False
    if limit.start >= ends.end:
        return _BRACKET_BEHIND.fullmatch(text, ends.end, limit.start) is not None
    return _BRACKET_BEFORE.fullmatch(text, limit.end, ends.start) is not None

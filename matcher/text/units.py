"""The shape of a unit after a number: which characters belong to it, not what it means."""

from __future__ import annotations

import re
from functools import cache

from matcher.text.tables import TABLES, read_table

_EXPONENT = r"(?:\^?-?[1-4](?!\d)|[²³]|⁻¹)?"
# "× 10^9", "x10(9)", "10E9", "10³", and "x 10 9" or "x109" where print lost the superscript
POWER = (
    r"(?:[xX×*·] ?)?10 ?(?:(?:\^|\*\*|'|[Ee]) ?|\(| ?)(?:(?:1[0-2]|[1-9])\)?(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})"
    r"|[xX×*·] ?1[ ,]?000(?!\d)"
)
_LITRES_BREATHED = (
    r"(?= ?/| of\b| NC\b| O2\b| oxygen\b| via\b| nasal\b| by\b| per\b| bolus\b| fluid\b| NS\b| LR\b| PEF\b)"
)


def _atoms(*alone: str) -> str:
    """A pattern for the unit words of these kinds; each is matched in the case its row asks for."""
    exact: list[str] = []
    free: list[str] = []
    for row in read_table(TABLES / "unit_atoms.tsv"):
        if row["alone"] in alone and row["atom"] != "L":
            (free if row["case"] == "any" else exact).append(re.escape(row["atom"]))
    exact.sort(key=len, reverse=True)
    free.sort(key=len, reverse=True)
    several = [word for word in free if "\\ " in word]  # "mm Hg" goes before "mm"
    written = [f"(?i:{'|'.join(words)})" for words in (several, free) if words]
    return f"(?:{'|'.join([*written[:-1], *exact, *written[-1:]])})(?![A-Za-z])"


@cache
def unit_pattern() -> re.Pattern[str]:
    """Matches a unit at the place where a number has ended (after at most a blank or hyphen)."""
    alone, inner = _atoms("yes"), f"(?:L(?![A-Za-z])|{_atoms('yes', 'slash')})"
    # A capital L after a result is as often the flag for "low" as the litre.
    litre = rf"L{_LITRES_BREATHED}"
    # Only a body temperature is followed by a bare C or F.
    celsius = r"(?<=3\d\.\d )C|(?<=3\d\.\d)C|(?<=3\d )C|(?<=[19][0-9]\.\d )F|(?<=[19][0-9]\.\d)F|(?<=[91][0-9] )F"
    over = r"(?: ?/ ?| ?per | ?/per | a (?=day|week|month|year)|\.(?=[a-z]{1,4}-?1))"
    denominator = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})? ?)?{inner}{_EXPONENT}"
    return re.compile(
        rf"(?P<unit>(?:{POWER})(?: ?{inner})?(?:{over}{denominator}){{1,2}}"
        # Without a denominator only a written power is one: "5 10 9" is three numbers.
        rf"|(?:[xX×*·] ?)?10 ?(?:\^|\*\*) ?\d{{1,2}}(?!\d)(?: ?{inner})?"
        rf"|(?:{inner}{_EXPONENT}(?: ?\(?(?:FEU|DDU|fibrinogen equivalent units|Hb|CE)\)?)?){over}{denominator}(?:{over}{denominator}){{0,2}}"
        rf"|(?:/ ?|per ){denominator}(?:{over}{denominator})?"
        rf"|{litre}|(?:{celsius})(?!\w)|{alone}{_EXPONENT}"
        rf"|[KkMT](?![\w/]))"
    )

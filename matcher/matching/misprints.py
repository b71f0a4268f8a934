"""Units of cell counts that a slip of the pen or of print spoiled: "17,580/mm", "platelets < 100,000/mL", "100.000/mm³"."""

from __future__ import annotations

from functools import cache
from typing import Literal

from matcher.matching.knowledge import rows
from matcher.terms.types import Analyte
from matcher.terms.units import assumed_unit, canonical_unit

Side = Literal["note", "criterion"]
_CELL_COUNT = frozenset({"/uL", "10^9/L"})


@cache
def _misprinted(side: Side) -> frozenset[str]:
    return frozenset(row["unit"] for row in rows("misprinted_units") if row["side"] in ("both", side))


def settled_unit(value: float | None, unit: str | None, analyte: Analyte | None, side: Side) -> str | None:
    """The unit that is meant: of a blood cell count in an impossible one, that which a number of its size is in.

    >>> from matcher.terms import vocabulary
    >>> count = vocabulary().analyte("platelet count")
    >>> settled_unit(210000, "/ml", count, "note"), settled_unit(210, "K/uL", count, "note")
    ('/uL', 'K/uL')
    """
    if not unit or value is None or analyte is None or analyte.units[:1] not in (("10^9/L",), ("/uL",)):
        return unit
    return _settled(value, unit, analyte, side)


def _settled(value: float, unit: str, analyte: Analyte, side: Side) -> str:
    written = canonical_unit(unit)
    if written not in _misprinted(side):
        return unit
    meant = assumed_unit(value, analyte)
    return meant if meant in _CELL_COUNT and meant != written else unit

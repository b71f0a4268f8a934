"""Whether a drug is taken the way a criterion asks for: by mouth, into a vein, so that it acts in the whole body."""

from __future__ import annotations

from functools import cache

from matcher.matching.dosing import GLUCOCORTICOID
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.windows import Position
from matcher.notes.routes import route_of
from matcher.terms.formulas import prednisone_equivalent

_SYSTEMIC = "systemic"
_BY_MOUTH = ("oral glucocorticoid",)
_MASSES = frozenset({"mg", "g", "gram", "grams", "milligram", "milligrams", "mgs"})
"""Units of what is swallowed or injected: sprays and drops are counted in micrograms or puffs, creams in percent."""


@cache
def _reach() -> dict[str, str]:
    """How far a drug reaches by a route: "systemic" or "local" (`tables/routes.tsv`)."""
    return {row["route"]: row["reach"] for row in rows("routes")}


def by_route(asked: str, claim: Claim) -> Position:
    """Whether a drug is taken by a route.

    What is said of no route is open, unless the drug has one only, or its dose in milligrams says that it is swallowed or injected.

    Args:
        asked: "oral", "intravenous" …, or "systemic" for all ways by which a drug acts in the whole body.
    """
    fact = claim.fact
    route = route_of(fact.route) if fact.route else None
    if route is not None:
        if asked != _SYSTEMIC:
            return "in" if route == asked else "out"
        reach = _reach().get(route)
        return "open" if reach is None else "in" if reach == _SYSTEMIC else "out"
    if is_kind_of(claim.concept, _BY_MOUTH):
        return "in" if asked in (_SYSTEMIC, "oral") else "open"
    if asked != _SYSTEMIC or fact.dose is None or (fact.dose_unit or "").lower().split("/")[0] not in _MASSES:
        return "open"
    if is_kind_of(claim.concept, (GLUCOCORTICOID,)) and prednisone_equivalent(claim.concept, fact.dose) is None:
        return "open"  # budesonide in milligrams acts in the gut
    return "in"

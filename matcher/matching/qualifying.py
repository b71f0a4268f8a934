"""Whether a fact about a condition is of the kind a criterion's qualifiers ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from matcher.matching.case import Case
from matcher.matching.cues import said_beside, says_before
from matcher.matching.index import Claim, event_span
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.lasting import is_long, is_short
from matcher.matching.ontology import is_kind_of, kinds
from matcher.matching.undated import TODAY, told_back
from matcher.matching.windows import Position
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_LOCAL_ROUTES = ("topical", "ophthalmic", "inhaled", "nasal", "intraarticular", "intravitreal", "rectal", "vaginal")
_INFECTION_DAYS = 90
"""An acute infection dated longer ago than this is taken to be over."""
_SETTLES_DAYS = 28
"""An acute infection told of in an undated note as so long ago may be over."""
_AT_PRESENT = frozenset({"active", "current", "ongoing"})
_SAID_BY_A_WINDOW = frozenset({"recent", "history"})
_INFECTION = "infection"
ANTIBIOTICS = "antibiotic therapy"
_ANTIMICROBIALS = ("antibiotic", "antiviral", "antifungal")


class _Row:
    __slots__ = ("broken", "met", "unsaid")

    def __init__(self, row: dict[str, str]) -> None:
        self.met, self.broken, self.unsaid = cell_set(row["met"]), cell_set(row["broken"]), row["unsaid"]


@cache
def _table() -> dict[str, tuple[tuple[str, _Row], ...]]:
    found: dict[str, list[tuple[str, _Row]]] = {}
    for row in rows("qualifiers"):
        found.setdefault(row["qualifier"], []).append((row["class"], _Row(row)))
    return {name: tuple(sorted(entries, key=lambda e: not e[0])) for name, entries in found.items()}


@cache
def inherently_severe() -> frozenset[str]:
    """Conditions that need no grade to be severe."""
    return frozenset(row["concept"] for row in rows("inherently_severe"))


def status_words(fact: Fact) -> set[str]:
    """Everything a fact says of how the condition stands."""
    words = set(fact.qualifiers)
    words.update(word for word in (fact.severity, fact.response, fact.stage) if word)
    if fact.ongoing is False:
        words.add("resolved")
    elif fact.ongoing:
        words.add("ongoing")
    return words


def qualified(atom: Atom, claim: Claim, case: Case) -> Position:
    """Whether an affirmed condition meets all qualifiers of an atom ("in"), breaks one ("out"), or leaves one open."""
    result: Position = "in"
    windowed = atom.window is not None and atom.window.amount is not None
    for qualifier in atom.qualifiers:
        if windowed and qualifier in _SAID_BY_A_WINDOW:
            continue
        match _one(qualifier, atom, claim, case):
            case "out":
                return "out"
            case "open":
                result = "open"
    return result


def _one(qualifier: str, atom: Atom, claim: Claim, case: Case) -> Position:
    row = next((row for cls, row in _table().get(qualifier, ()) if not cls or cls in kinds(claim.concept)), None)
    if row is None:
        return "in" if qualifier in status_words(claim.fact) else "open"
    words = status_words(claim.fact)
    met, broken = not words.isdisjoint(row.met), not words.isdisjoint(row.broken)
    if met != broken:
        # "A history of recurrent pneumonia" came back then; whether it is there now is not said.
        told_of_then = met and qualifier in _AT_PRESENT and claim.fact.historical and not claim.fact.ongoing
        return "open" if told_of_then and words.isdisjoint(_AT_PRESENT) else "in" if met else "out"
    if met:
        return "open"
    if qualifier == "severe" and not kinds(claim.concept).isdisjoint(inherently_severe()):
        return "in"
    return _UNSAID[row.unsaid](atom, claim, case)


def _current(atom: Atom, claim: Claim, case: Case) -> Position:
    fact = claim.fact
    if fact.ongoing is False:
        return "out"
    if not fact.ongoing and is_kind_of(claim.concept, (_INFECTION,)) and says_before(fact, case.index, "lately"):
        return "open"  # a recent infection is not surely there
    return "open" if fact.historical and not fact.ongoing else "in"


def _active_now(atom: Atom, claim: Claim, case: Case) -> Position:
    if claim.fact.ongoing is None and _is_told_as_long_ago(claim, case):
        return "open"
    return "open" if claim.fact.historical and claim.fact.ongoing is not False else _current(atom, claim, case)


def _current_infection(atom: Atom, claim: Claim, case: Case) -> Position:
    """A present infection under treatment is open as to control; one that needs drugs into the vein is not under control."""
    if (
        _current(atom, claim, case) == "out"
        or is_kind_of(claim.concept, _silent_infections())
        or _is_long_past(claim, case)
    ):
        return "out"
    if claim.drawn or said_beside(claim.fact, case.index, "infection mending"):
        return "open"
    by_vein = any(
        fact.route and "iv" in fact.route.casefold().replace("intravenous", "iv") for fact in antimicrobials(case)
    )
    return "in" if by_vein and claim.fact.historical is False else "open"


@cache
def _silent_infections() -> tuple[str, ...]:
    """Infections that are carried for years; a criterion on infections out of control does not mean them."""
    return tuple(row["stays_open"] for row in rows("open_under_denial") if row["denied"] == "infection")


def _is_long_past(claim: Claim, case: Case) -> bool:
    """Whether an acute infection lies so far back that it is over."""
    last = event_span(claim).last
    dated = claim.fact.date is not None and claim.fact.date_precision not in ("note", "none")
    if not dated or last is None or case.as_of is None or claim.fact.ongoing:
        return False
    return (case.as_of - last).days > _INFECTION_DAYS


def _is_told_as_long_ago(claim: Claim, case: Case) -> bool:
    """Whether an undated note tells of an acute infection as of weeks ago ("a flu-like illness 6 weeks before")."""
    if not is_kind_of(claim.concept, ("infection",)) or is_kind_of(claim.concept, _silent_infections()):
        return False
    back = told_back(claim.fact, case)
    return back is not None and back.last is not None and (TODAY - back.last).days > _SETTLES_DAYS


def antimicrobials(case: Case) -> list[Fact]:
    """Antimicrobial drugs in use on the day of the newest note that names them."""
    given = [
        fact
        for fact in case.index.by_type.get("exposure", ())
        if is_kind_of(fact.concept, _ANTIMICROBIALS) and not (fact.negated or fact.hypothetical or fact.uncertain)
    ]
    return [fact for fact in given if fact.status in ("active", None) and fact.ongoing is not False]


def _named(atom: Atom, claim: Claim, case: Case) -> Position:
    """What a criterion names is significant; of what is only of its class, all but the everyday complaints."""
    if atom.example_of:
        return "in"
    return "open" if is_kind_of(claim.concept, _minor()) or claim.concept in atom.concepts else "in"


@cache
def _minor() -> tuple[str, ...]:
    return tuple(row["concept"] for row in rows("minor_conditions"))


def _treatment_words(atom: Atom, claim: Claim, case: Case) -> Position:
    if said_beside(claim.fact, case.index, "tumor not settled"):
        return "open"
    return "in" if said_beside(claim.fact, case.index, "tumor treated") else "open"


@cache
def _systemic() -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = rows("systemic_drugs")
    return tuple(tuple(row["class"] for row in table if row["counts"] == answer) for answer in ("yes", "no"))  # type: ignore[return-value]


def _is_systemic_drug(fact: Fact) -> bool:
    counts, does_not = _systemic()
    if (
        fact.type != "exposure"
        or fact.negated
        or fact.hypothetical
        or fact.family
        or fact.status in ("stopped", "never")
    ):
        return False
    if fact.route and any(route in fact.route.casefold() for route in _LOCAL_ROUTES):
        return False
    return is_kind_of(fact.concept, counts) and not is_kind_of(fact.concept, does_not)


@cache
def _needing_systemic_therapy() -> tuple[tuple[str, ...], ...]:
    table = rows("needs_systemic_therapy")
    return tuple(tuple(row["concept"] for row in table if row["needs"] == answer) for answer in ("yes", "no"))


def _systemic_therapy(atom: Atom, claim: Claim, case: Case) -> Position:
    fact = claim.fact
    if fact.ongoing is False or "remission" in fact.qualifiers:
        return "out"
    if any(_is_systemic_drug(other) for other in case.index.beside(fact)):
        return "open" if said_beside(fact, case.index, "topical") else "in"
    needing, not_needing = _needing_systemic_therapy()
    if is_kind_of(claim.concept, not_needing):
        return "out"
    treated = any(_is_systemic_drug(other) for other in case.index.by_type.get("exposure", ()))
    return "in" if treated and is_kind_of(claim.concept, needing) else "open"


def _antibiotic_therapy(atom: Atom, claim: Claim, case: Case) -> Position:
    if _current(atom, claim, case) == "out":
        return "out"
    if {"uncontrolled", "worsening", "refractory", "septic"} & status_words(claim.fact):
        return "in"
    return "in" if antimicrobials(case) else "open"


_UNSAID: dict[str, Callable[[Atom, Claim, Case], Position]] = {
    "yes": lambda atom, claim, case: "in",
    "no": lambda atom, claim, case: "out",
    "unknown": lambda atom, claim, case: "open",
    "current": _current,
    "active now": _active_now,
    "current infection": _current_infection,
    "named": _named,
    "short": lambda atom, claim, case: "in" if is_short(claim.fact, claim.concept, case) else "open",
    "long": lambda atom, claim, case: "in" if is_long(claim.fact, claim.concept, case) else "open",
    "confirming words": lambda atom, claim, case: (
        "in" if said_beside(claim.fact, case.index, "confirmed by") else "open"
    ),
    "treatment words": _treatment_words,
    "systemic therapy": _systemic_therapy,
    ANTIBIOTICS: _antibiotic_therapy,
}

"""The finding that decides a part, in a few words with its date: "rituximab on 15 Sep 2025, 21 days before screening"."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from matcher.matching.dosing import Dose
from matcher.matching.naming import display_name, listed
from matcher.matching.wording import limit_words, number_words, on_day, template, value_words
from matcher.notes.types import Fact
from matcher.trials.types import Atom, Bounds

if TYPE_CHECKING:
    from matcher.matching.case import Case
    from matcher.matching.outcome import Outcome

_MOST_FINDINGS = 2
_HIGHEST = "highest"
_EVENTS = frozenset({"exposure", "procedure", "participation"})


def told(outcome: Outcome, case: Case) -> str:
    """The newest findings that decide an outcome, at most two."""
    facts = sorted(
        (fact for fact in outcome.supports if fact.type not in ("age", "sex"))
        if _has_others(outcome)
        else outcome.supports,
        key=lambda fact: (_names_it(fact, outcome), case.index.day_of(fact) or dt.date.min),
        reverse=True,
    )
    # Of one thing told at several places the newest mention stands for all.
    newest = {fact.concept: fact for fact in reversed(facts)}
    found = [_finding(fact, outcome, case) for fact in facts if newest[fact.concept] is fact]
    return listed(found[:_MOST_FINDINGS]) if found else template("told.recorded").format(on="")


def _has_others(outcome: Outcome) -> bool:
    return any(fact.type not in ("age", "sex") for fact in outcome.supports)


def _names_it(fact: Fact, outcome: Outcome) -> bool:
    return fact.concept in _asked(outcome)


def _asked(outcome: Outcome) -> tuple[str, ...]:
    node = outcome.node
    return (*node.concepts, node.value or "") if isinstance(node, Atom) else ()


def _finding(fact: Fact, outcome: Outcome, case: Case) -> str:
    on = _when(fact, outcome, case)
    name = display_name(fact.concept)
    if fact.type == "measurement":
        return template("told.finding").format(name=f"{name} {value_words(fact)}", on=on)
    if fact.type == "age":
        return template("told.finding").format(name=f"age {value_words(fact)}", on=on)
    if fact.type == "allergy" and fact.negated and fact.concept == "any allergen":
        return template("told.no allergies").format(on=on)
    if fact.type == "allergy" and outcome.truth == "false" and not fact.negated:
        paren = f" ({on.strip().partition(' ')[2]})" if on else ""
        return template("told.only allergy").format(name=name, paren=paren)
    if fact.negated or fact.status == "never":
        key = "told.denied" if fact.concept in _asked(outcome) else "told.other denied"
        return template(key).format(name=name, on=on)
    if fact.concept in _asked(outcome) and not _says_window(outcome):
        return template("told.recorded").format(on=on)
    return template("told.finding").format(name=name, on=on)


def _says_window(outcome: Outcome) -> bool:
    node = outcome.node
    return isinstance(node, Atom) and node.window is not None and node.window.amount is not None


def _when(fact: Fact, outcome: Outcome, case: Case) -> str:
    if fact.type in _EVENTS and not fact.negated and (fact.started or fact.stopped):
        said = _course(fact)
        day, precision = (
            (fact.stopped, fact.stopped_precision) if fact.stopped else (fact.started, fact.started_precision)
        )
    else:
        day = case.index.day_of(fact)
        precision = fact.date_precision if fact.date is not None else "day"
        said = on_day(day, precision)
        if said and precision == "note" and fact.type in _EVENTS and not fact.negated:
            # The day of the note is the day it was said, not the day it happened.
            said = template("told.noted").format(on=said)
    if not said:
        return ""
    return f" {said}{_distance(day, precision, fact, outcome, case)}"


def _course(fact: Fact) -> str:
    started, stopped = on_day(fact.started, fact.started_precision), on_day(fact.stopped, fact.stopped_precision)
    first, last = started.partition(" ")[2], stopped.partition(" ")[2]
    if first and last and first != last:
        return f"from {first} to {last}"
    return f"until {last}" if last else f"since {first}"


def _distance(day: dt.date | None, precision: str, fact: Fact, outcome: Outcome, case: Case) -> str:
    """How long before screening a dated event was, where the criterion asks for a time."""
    told_so = fact.type in _EVENTS and not fact.negated and fact.date_precision not in ("note", "none")
    if day is None or case.as_of is None or precision != "day" or not (told_so and _says_window(outcome)):
        return ""
    days = (case.as_of - day).days
    side = "before" if days >= 0 else "after"
    return f", {abs(days)} day{'' if abs(days) == 1 else 's'} {side} screening"


def dose_words(outcome: Outcome) -> str:
    """A dose against its limit: "Highest prednisone dose 40 mg/day at 64 kg is 0.63 mg/kg/day; more than 1 is asked."; "" without one."""
    doses: dict[str, Dose] = outcome.values.get("doses") or {}
    node = outcome.node
    fact = next((fact for fact in outcome.supports if fact.fact_id in doses), None)
    if fact is None or not isinstance(node, Atom) or not node.bounds:
        return ""
    dose = doses[fact.fact_id]
    amount = fact.daily_dose if fact.daily_dose is not None else fact.dose
    if amount is None or not fact.dose_unit:
        return ""
    unit = _a_day(fact.dose_unit) if "/" in fact.dose_unit else f"{fact.dose_unit}/day"
    name = display_name(fact.concept)
    taken = f"{number_words(amount)} {unit}"
    bound = next((bound for bound in node.bounds if bound.unit == dose.unit), node.bounds[0])
    values = {
        "highest": f"highest {name} dose" if _HIGHEST in fact.qualifiers else f"{name}",
        "taken": taken,
        "amount": "" if dose.amount is None else f"{_rounded(dose.amount, bound)} {_a_day(dose.unit)}",
        "asked": limit_words(bound),
        "weight": "" if dose.weight is None or dose.weight.value is None else number_words(dose.weight.value),
    }
    if dose.amount is None:
        return template("dose.any weight").format(**values | {"asked": f"{values['asked']} {_a_day(dose.unit)}"})
    weighed = dose.weight is not None and dose.weight.value is not None
    if weighed and dose.weight is not None and (dose.weight.unit or "kg").casefold() not in ("kg", "kgs", "kilograms"):
        values["taken"], weighed = f"{taken} at {value_words(dose.weight)}", False
    if not weighed and values["amount"] == values["taken"]:
        return f"{values['highest']} {taken}; {values['asked']} is asked."
    return template("dose.per kilogram" if weighed else "dose.plain").format(**values)


def _rounded(amount: float, bound: Bounds) -> str:
    """An amount to two decimals, half up, to four digits where that would put it on its limit."""
    rounded = math.floor(amount * 100 + 0.5) / 100
    return number_words(amount if rounded in (bound.lower, bound.upper) else rounded)


def _a_day(unit: str) -> str:
    return f"{unit}ay" if unit.endswith("/d") else unit

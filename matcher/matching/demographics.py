"""Age, sex, and whether a patient can bear a child, is pregnant, nurses or uses contraception."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from matcher.matching.case import Case
from matcher.matching.childbirth import recent_births
from matcher.matching.denials import denials
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.outcome import Outcome
from matcher.matching.types import Basis
from matcher.matching.values import Person, Range, place
from matcher.matching.weighing import Scales, open_outcome, weigh
from matcher.matching.windows import DAYS_IN
from matcher.notes.types import Fact
from matcher.trials.types import Atom, Bounds

BIRTH_DATE = "date of birth"
_SAME_AGE_DAYS = 31
"""An age said this near to the screening date is taken for the age on it."""
_CURRENT_DAYS = 90
"""A pregnancy test or a denial older than this says nothing of the present."""
_POSTMENOPAUSAL_AGE = 60
"""Women of this age and above are past the menopause (CTFG 2020 asks for 12 months without menses, not for an age;
99 % of women are there before 60: Gold 2011)."""
_PUBERTY_FROM = 8
"""Years: puberty of a girl before this age is precocious (Carel 2009, Pediatrics 123:e752)."""
_FERTILE_AGES = (15, 50)


@dataclass(frozen=True, slots=True)
class Age:
    """The age in completed years on the screening date, known to lie between `low` and `high`."""

    low: float
    high: float
    facts: tuple[Fact, ...]
    basis: Basis


def age_of(case: Case) -> Age | None:
    """The patient's age on the screening date: from the birth date, else the newest age said, carried forward."""
    facts = [fact for fact in case.index.by_type.get("age", ()) if not fact.negated]
    births = [fact for fact in facts if _is_birth_date(fact)]
    if births and case.as_of is not None and births[0].date is not None:
        years: float = completed_years(births[0].date, case.as_of)
        if births[0].date_precision == "day":
            return Age(years, years, (births[0],), "derived")
        return Age(years - 1, years, (births[0],), "derived")
    said = [fact for fact in facts if fact.value is not None and not fact.hypothetical and not _is_birth_date(fact)]
    if not said:
        return None
    days = {fact.fact_id: case.index.note_day.get(fact.note_id) for fact in said}
    newest = max(said, key=lambda fact: (days[fact.fact_id] or dt.date.min, -fact.start))
    years = _in_years(newest)
    day = days[newest.fact_id]
    turning = _turns(facts, case)
    if turning is not None:
        return Age(turning.years, turning.years, (newest, turning.fact), "documented")
    gap = 0 if day is None or case.as_of is None else (case.as_of - day).days
    if gap <= _SAME_AGE_DAYS:
        return Age(years, years, (newest,), "documented")
    return Age(years + (gap // 366), years + gap // 365 + 1, (newest,), "documented")


class _Turning(NamedTuple):
    years: float
    fact: Fact


def _turns(facts: list[Fact], case: Case) -> _Turning | None:
    """ "Turns 66 in November": the age before and after that day."""
    for fact in facts:
        if fact.hypothetical and fact.value is not None and fact.date is not None and case.as_of is not None:
            return _Turning(fact.value if fact.date <= case.as_of else fact.value - 1, fact)
    return None


def _is_birth_date(fact: Fact) -> bool:
    return fact.date is not None and fact.concept == BIRTH_DATE


def _in_years(fact: Fact) -> float:
    unit = (fact.unit or "year").rstrip("s")
    return (fact.value or 0.0) * DAYS_IN.get(unit, DAYS_IN["year"]) / DAYS_IN["year"]


def completed_years(birth: dt.date, day: dt.date) -> int:
    """Completed years of life on a day.

    >>> completed_years(dt.date(1990, 5, 20), dt.date(2025, 5, 19))
    34
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def person_of(case: Case) -> Person:
    """Sex and age for reference ranges and formulas, None where not known."""
    age = age_of(case)
    sexes = {fact.concept for fact in _sex_facts(case)}
    return Person(sexes.pop() if len(sexes) == 1 else None, None if age is None else age.low)


_OF_WOMEN = frozenset({"pregnancy", "postpartum", "lactation", "childbearing potential", "menopause"})
"""What only a woman can have; where no note gives the sex, it shows it."""


def _sex_facts(case: Case) -> list[Fact]:
    facts = case.index.by_type.get("sex", ())
    said = [f for f in facts if not (f.negated or f.uncertain) and f.concept in ("female", "male")]
    return said or [replace(f, concept="female") for f in _shown_female(case)]


def _shown_female(case: Case) -> Iterator[Fact]:
    for fact in case.index.by_type.get("reproductive", ()):
        if fact.concept in _OF_WOMEN and not (fact.negated or fact.uncertain or fact.hypothetical or fact.family):
            yield fact


def judge_age(atom: Atom, case: Case) -> Outcome:
    """The age on the screening date against bounds in years (or the unit said), or against an age group."""
    age = age_of(case)
    group = None if atom.bounds else _group_of(atom)
    bounds = atom.bounds or (() if group is None else (group[1],))
    values = {"bounds": atom.bounds, "quality": "" if group is None else group[0], "age": age}
    if age is None:
        return open_outcome(atom, (), "age.silent", values, "age.ask", mentioned=False)
    position = _age_position(age, bounds)
    if position == "open":
        return open_outcome(atom, age.facts, "age.undecided", values, "age.ask", mentioned=True)
    truth = "true" if position == "in" else "false"
    return Outcome(atom, truth, age.basis, age.facts, reason=f"age.{truth}", values=values)  # type: ignore[arg-type]


@cache
def _age_groups() -> tuple[tuple[str, Bounds], ...]:
    return tuple(
        (row["word"], Bounds(float(row["from"]), True, float(row["below"]) if row["below"] else None, False, "years"))
        for row in rows("age_groups")
    )


def _group_of(atom: Atom) -> tuple[str, Bounds] | None:
    """The age group an atom names, in its own words ("neonates") or by its value ("child"), and its ages."""
    for said in (atom.text.casefold(), atom.value or ""):
        found = next((group for group in _age_groups() if group[0] in said), None)
        if found is not None:
            return found
    return None


def _age_position(age: Age, bounds: tuple[Bounds, ...]) -> str:
    positions = set()
    for bound in bounds:
        if _is_single(bound):
            if bound.lower not in _COMING_OF_AGE:
                positions.add("in" if age.low == age.high == bound.lower else "open")
                continue
            bound = replace(bound, upper=None)  # an age people come of age at is the lowest that is admitted
        factor = DAYS_IN.get((bound.unit or "year").rstrip("s"), DAYS_IN["year"]) / DAYS_IN["year"]
        # Someone of 65 years and 10 months is 65: an age is a number of completed years.
        lower = None if bound.lower is None else bound.lower * factor
        upper = None if bound.upper is None else bound.upper * factor
        in_years = Bounds(lower, bound.lower_inclusive, upper, bound.upper_inclusive)
        positions.add(place(Range(age.low, True, age.high, True), in_years))
    if "out" in positions:
        return "out"
    return "in" if positions == {"in"} else "open"


_COMING_OF_AGE = range(16, 22)


def _is_single(bound: Bounds) -> bool:
    """A single age, as texts have it that lost a sign ("age = 18 years")."""
    return bound.lower is not None and bound.lower == bound.upper and (bound.unit or "year").rstrip("s") == "year"


def judge_sex(atom: Atom, case: Case) -> Outcome:
    """Whether the patient is of the sex asked for."""
    facts = _sex_facts(case)
    sexes = {fact.concept for fact in facts}
    values = {"sex": atom.value}
    if len(sexes) != 1:
        return open_outcome(atom, tuple(facts), "sex.silent", values, "sex.ask", mentioned=bool(facts))
    truth = "true" if sexes == {atom.value} else "false"
    return Outcome(atom, truth, "documented", _first(facts), reason=f"sex.{truth}", values=values)  # type: ignore[arg-type]


def _first(facts: list[Fact]) -> tuple[Fact, ...]:
    return (facts[0],) if facts else ()


def judge_reproductive(atom: Atom, case: Case) -> Outcome:
    """Pregnancy, lactation, childbearing potential, contraception; not applicable to a man."""
    subject = atom.value or (atom.concepts[0] if atom.concepts else "")
    values: dict[str, object] = {"subject": subject}
    if case.person.sex == "male":
        facts = _first(_sex_facts(case))
        return Outcome(atom, "not_applicable", "documented", facts, reason="reproductive.man", values=values)
    claims = _claims_of(subject, atom, case)
    if subject in _OF_WOMEN and _is_before_the_age(case):
        return Outcome(atom, "false", "derived", _age_facts(case), reason="reproductive.child", values=values)
    if subject == "childbearing potential" and not claims.yes and not claims.no:
        return _potential(atom, claims, case, values)
    outcome = weigh(atom, claims, "reproductive", values)
    births = recent_births(case) if outcome.truth == "unknown" and subject == "pregnancy" else ()
    if births:
        return Outcome(atom, "false", "derived", births, reason="reproductive.birth", values=values)
    if outcome.truth == "unknown" and subject in ("pregnancy", "lactation"):
        return _past_the_age(atom, outcome, case, values)
    return outcome


def _claims_of(subject: str, atom: Atom, case: Case) -> Scales:
    scales = Scales()
    concepts = atom.concepts or (subject,)
    for claim in case.index.claims(concepts):
        if claim.says == "yes":
            over = claim.fact.ongoing is False or (claim.fact.historical and claim.fact.ongoing is None)
            if subject in ("pregnancy", "lactation") and (over or _is_old(claim, case)):
                scales.aside.append(claim)
            else:
                scales.yes.append(claim)
        elif claim.says == "maybe":
            scales.maybe.append(claim)
        elif claim.says != "no" or claim.concept not in concepts:
            scales.aside.append(claim)
    denied = denials(_asking(atom, concepts), case)
    for claim in denied:
        if subject == "pregnancy" and claim.fact.historical and claim.fact.type == "reproductive":
            scales.aside.append(claim)  # "no prior pregnancies" says nothing of one today
            continue
        stale = subject in ("pregnancy", "lactation", "contraception") and _may_change(claim) and _is_old(claim, case)
        (scales.aside if stale else scales.no).append(claim)
    return scales


def _asking(atom: Atom, concepts: tuple[str, ...]) -> Atom:
    import dataclasses

    return atom if atom.concepts else dataclasses.replace(atom, concepts=concepts)


def _may_change(claim: Claim) -> bool:
    """Whether a denial can be undone by time: a negative test can, a hysterectomy cannot."""
    return claim.now or (claim.fact.type == "reproductive" and claim.fact.negated)


def _is_old(claim: Claim, case: Case) -> bool:
    return claim.day is not None and case.as_of is not None and (case.as_of - claim.day).days > _CURRENT_DAYS


def _is_past_the_age(case: Case) -> bool:
    age = age_of(case)
    return case.person.sex == "female" and age is not None and age.low >= _POSTMENOPAUSAL_AGE


def _is_before_the_age(case: Case) -> bool:
    """Whether the patient is too young a girl to bear a child: the "34 weeks of gestation" of her note are those she was born at."""
    age = age_of(case)
    return age is not None and age.high < _PUBERTY_FROM


def _age_facts(case: Case) -> tuple[Fact, ...]:
    age = age_of(case)
    return () if age is None else age.facts


def _past_the_age(atom: Atom, outcome: Outcome, case: Case, values: dict[str, object]) -> Outcome:
    if not _is_past_the_age(case):
        return outcome
    return Outcome(atom, "false", "derived", _age_facts(case), reason="reproductive.age", values=values)


def _potential(atom: Atom, scales: Scales, case: Case, values: dict[str, object]) -> Outcome:
    """Childbearing potential where no one says it: from age, and from what only concerns women who have it."""
    if _is_past_the_age(case):
        return Outcome(atom, "false", "derived", _age_facts(case), reason="reproductive.age", values=values)
    age = age_of(case)
    fertile = age is not None and _FERTILE_AGES[0] <= age.low and age.high <= _FERTILE_AGES[1]
    told = [claim for claim in case.index.under.get("contraception", ()) if claim.says in ("yes", "no")]
    if fertile and told and case.person.sex == "female":
        facts = (*_age_facts(case), *(claim.fact for claim in told))
        return Outcome(atom, "true", "derived", facts, reason="reproductive.potential", values=values)
    return weigh(atom, scales, "reproductive", values)

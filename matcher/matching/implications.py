"""Findings that decide a condition though its name is not said (`tables/implications.tsv`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from matcher.matching.cues import told_anew
from matcher.matching.diagnoses import diagnose
from matcher.matching.index import Claim, Says
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.results import is_open_result
from matcher.matching.thresholds import compared
from matcher.matching.types import Basis
from matcher.matching.values import ADULT_YEARS, analyte_of
from matcher.matching.weighing import newest
from matcher.notes.types import Fact

if TYPE_CHECKING:
    from matcher.matching.case import Case

_ADULT, _CHILD, _NAMED = "adult", "child", "named"
_INTOLERANT, _DRUG_REACTION = "intolerant", "adverse drug reaction"
_ENDED = frozenset({"completed", "finished", "treated", "past"})


class Rule(NamedTuple):
    """One row of the table."""

    when: str
    implies: str
    then: Says
    now: bool
    basis: Basis
    unless: frozenset[str]
    who: str = ""


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for row in rows("implications"):
        then, basis = cast(Says, row["then"]), cast(Basis, row["basis"])
        unless = cell_set(row["unless"])
        rule = Rule(row["when"], row["implies"], then, row["now"] == "now", basis, unless, row["who"])
        found.setdefault(row["if"], []).append(rule)
    return {name: tuple(rules) for name, rules in found.items()}


def draw_conclusions(case: Case) -> None:
    """Adds to a case's index the claims that follow from its facts by the table, and from several of them by diagnostic criteria."""
    drawn: list[Claim] = []
    for name, rules in _rules().items():
        if name in case.index.measured:
            drawn += _from_values(name, rules, case)
        if name in case.index.under:
            drawn += _from_claims(name, rules, case)
    for claim in (*drawn, *_harms_done(case)):
        case.index.add(claim)
    diagnose(case)


def _from_values(name: str, rules: tuple[Rule, ...], case: Case) -> Iterator[Claim]:
    analyte = analyte_of(name)
    for fact in case.index.measured[name]:
        if fact.uncertain:
            continue
        if told_anew(fact, case.index):
            # Its later result was not read: the matter is spoken of, and open.
            yield from (_claim(rule._replace(then="maybe"), fact, case, "documented") for rule in rules)
            continue
        for rule in rules:
            if rule.who in (_ADULT, _CHILD) and rule.who != _age_group(case):
                continue
            if rule.when == "open":
                if is_open_result(fact):
                    yield _claim(rule, fact, case, "documented")
                continue
            found = compared(rule.when, fact, analyte, case)
            if found.position == "in":
                said = found.basis == "documented" and (fact.quality is not None or rule.basis == "documented")
                yield _claim(rule, fact, case, "documented" if said else "derived")


def _age_group(case: Case) -> str:
    age = case.person.age
    return "" if age is None else _ADULT if age >= ADULT_YEARS else _CHILD


def _from_claims(name: str, rules: tuple[Rule, ...], case: Case) -> Iterator[Claim]:
    claims = case.index.under[name]
    for rule in rules:
        # A kind denied denies nothing of its class; the class affirmed by one of its kinds is affirmed.
        named = rule.when != "yes" or rule.who == _NAMED
        saying = [c for c in claims if c.says == rule.when and not (named and c.concept != name)]
        if saying:
            source = newest(saying)
            yield Claim(
                source.fact, rule.implies, rule.then, source.day, source.weak, False, rule.basis, rule.now, True
            )


def _harms_done(case: Case) -> Iterator[Claim]:
    """A drug stopped for what it did, or not tolerated, leaves open whether that is the drug reaction asked about."""
    for fact in case.index.by_type.get("exposure", ()):
        if fact.response == _INTOLERANT and not (fact.negated or fact.family or fact.hypothetical):
            yield Claim(fact, _DRUG_REACTION, "maybe", case.index.day_of(fact), drawn=True)


def _claim(rule: Rule, fact: Fact, case: Case, basis: Basis) -> Claim:
    then = rule.then
    if then == "yes" and rule.unless and _treated(rule.unless, case):
        then = "maybe"
    return Claim(fact, rule.implies, then, case.index.day_of(fact), False, False, basis, rule.now, True)


def _treated(classes: frozenset[str], case: Case) -> bool:
    """Whether a course of a drug of some classes was taken to its end."""
    return any(
        claim.fact.status == "stopped"
        or claim.fact.ongoing is False
        or claim.fact.stopped is not None
        or claim.fact.historical
        or claim.fact.duration is not None
        or not _ENDED.isdisjoint(claim.fact.qualifiers)
        for claim in case.index.claims(classes)
        if claim.says == "yes" and is_kind_of(claim.concept, classes)
    )

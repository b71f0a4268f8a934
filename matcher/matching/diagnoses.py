"""Diseases that findings decide together: published diagnostic criteria, and symptoms told by what they are.

`tables/diagnoses.tsv` has a row for each set of criteria, `tables/diagnosis_findings.tsv` one for each finding of a set. A set is met when
all its required items are there, enough of the counted ones, and none that rules it out. Findings that are denied, suspected, planned, over,
a relative's or of another time do not count; nothing follows from a set that is not met.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from matcher.matching.circumstances import Circumstances, circumstances, said_for
from matcher.matching.index import Claim, Met
from matcher.matching.knowledge import cell_set, rows
from matcher.matching.thresholds import Finder, finder
from matcher.matching.undated import TODAY, told_back
from matcher.matching.values import ADULT_YEARS
from matcher.notes.types import Fact

if TYPE_CHECKING:
    from matcher.matching.case import Case

_REQUIRED, _COUNTED, _EXCLUDED, _IN_SUPPORT = "required", "counted", "excluded", "supporting"
_SAID, _EVER = "yes", "ever"
_FOR = "for "
_AGO = ("relative",)


class Way(NamedTuple):
    """One way an item of a set is met: a row of `tables/diagnosis_findings.tsv`."""

    finding: str
    days: float | None
    ever: bool
    finder: Finder | None
    circumstances: Circumstances
    who: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One set of criteria.

    Attributes:
        concept: what a patient has who meets it.
        standard: the criteria by their usual name.
        least: how many of the counted items must be there.
        span: days within which all findings must lie; None where they may lie anywhere (lasting diseases).
        lasts: days after the findings for which it is taken to be there; None without end.
        words: how it stands ("acute"), as qualifiers of criteria ask.
        who: whom it is for: adult, child, female, male; "" for all.
        required, counted, excluded: items by name, each with the ways it can be met.
        supporting: items the source names beside its count; they decide nothing and are quoted where the set is met.
        gate: findings of which one must be there, so that most patients are passed over at once.
    """

    concept: str
    standard: str
    least: int
    span: int | None
    lasts: int | None
    words: tuple[str, ...]
    who: str
    required: dict[str, tuple[Way, ...]]
    counted: dict[str, tuple[Way, ...]]
    excluded: tuple[Way, ...]
    supporting: dict[str, tuple[Way, ...]]
    gate: frozenset[str]


class _Sign(NamedTuple):
    """A finding of a patient that meets an item."""

    facts: tuple[Fact, ...]
    day: dt.date | None
    ever: bool = False


@cache
def _diagnoses() -> tuple[Diagnosis, ...]:
    items: dict[str, dict[str, dict[str, list[Way]]]] = {}
    for row in rows("diagnosis_findings"):
        ways = items.setdefault(row["set"], {}).setdefault(row["role"], {})
        ways.setdefault(row["item"], []).append(_way(row))
    return tuple(_diagnosis(row, items[row["set"]]) for row in rows("diagnoses"))


def _way(row: dict[str, str]) -> Way:
    when = row["when"]
    days = float(when.removeprefix(_FOR).split()[0]) if when.startswith(_FOR) else None
    value = None if when in (_SAID, _EVER) or days is not None else finder(row["finding"], when)
    return Way(row["finding"], days, when == _EVER, value, circumstances(row["words"]), row["who"])


def _diagnosis(row: dict[str, str], items: dict[str, dict[str, list[Way]]]) -> Diagnosis:
    roles = {
        role: {item: tuple(ways) for item, ways in items.get(role, {}).items()}
        for role in (_REQUIRED, _COUNTED, _EXCLUDED, _IN_SUPPORT)
    }
    required, counted = roles[_REQUIRED], roles[_COUNTED]
    narrow = min(required.values(), key=len) if required else tuple(itertools.chain.from_iterable(counted.values()))
    return Diagnosis(
        concept=row["diagnosis"],
        standard=row["standard"],
        least=int(row["least"] or 0),
        span=int(row["span"]) if row["span"] else None,
        lasts=int(row["lasts"]) if row["lasts"] else None,
        words=tuple(sorted(cell_set(row["words"]))),
        who=row["who"],
        required=required,
        counted=counted,
        excluded=tuple(itertools.chain.from_iterable(roles[_EXCLUDED].values())),
        supporting=roles[_IN_SUPPORT],
        gate=frozenset(way.finding for way in narrow),
    )


def diagnose(case: Case) -> None:
    """Adds to a case's index a claim for each set of criteria its facts meet; later sets may rest on earlier ones."""
    index = case.index
    for diagnosis in _diagnoses():
        if diagnosis.gate.isdisjoint(index.under) and diagnosis.gate.isdisjoint(index.measured):
            continue
        claim = _met(diagnosis, case)
        if claim is not None:
            index.add(claim)


def _met(diagnosis: Diagnosis, case: Case) -> Claim | None:
    if not _concerns(diagnosis.who, case):
        return None
    signs: dict[str, list[_Sign]] = {}
    for item, ways in diagnosis.required.items():
        signs[item] = _signs(ways, diagnosis, case)
        if not signs[item]:
            return None
    there = 0
    for item, ways in diagnosis.counted.items():
        signs[item] = _signs(ways, diagnosis, case)
        there += bool(signs[item])
    if there < diagnosis.least or _is_excluded(diagnosis, case):
        return None
    for item, ways in diagnosis.supporting.items():
        if found := _signs(ways, diagnosis, case):
            signs[item] = found
    for chosen in _together(signs, diagnosis):
        if _are_of_now(chosen.values(), diagnosis, case):
            return _claim(diagnosis, chosen)
    return None


def _concerns(who: str, case: Case) -> bool:
    """Whether a set or a limit is for a patient; where age or sex is not known, what hangs on it is not used."""
    if not who:
        return True
    if who in ("female", "male"):
        return case.person.sex == who
    age = case.person.age
    return age is not None and (age >= ADULT_YEARS) == (who == "adult")


def _signs(ways: Sequence[Way], diagnosis: Diagnosis, case: Case) -> list[_Sign]:
    return [sign for way in ways if _concerns(way.who, case) for sign in _found(way, diagnosis, case)]


def _found(way: Way, diagnosis: Diagnosis, case: Case) -> Iterator[_Sign]:
    index = case.index
    if way.finder is not None:
        for value in way.finder(case, diagnosis.span is not None):
            if not way.circumstances or way.circumstances.hold(value.facts[0], index):
                yield _Sign(value.facts, value.day)
        return
    for claim in index.under.get(way.finding, ()):
        fact = claim.fact
        if claim.says != "yes" or claim.other or fact.ongoing is False:
            continue
        of_now = not claim.weak and (fact.ongoing or not fact.historical)
        if diagnosis.span is not None and not way.ever and not of_now:
            continue
        if way.circumstances and not way.circumstances.hold(fact, index):
            continue
        if way.days is not None and said_for(fact, case)[0] < way.days:
            continue
        yield _Sign(claim.grounds or (fact,), index.day_of(fact), way.ever)


def _is_excluded(diagnosis: Diagnosis, case: Case) -> bool:
    """Whether something is there, or suspected, that rules a set out."""
    for way in diagnosis.excluded:
        if way.finder is not None:
            if any(True for _ in way.finder(case, True)):
                return True
            continue
        for claim in case.index.under.get(way.finding, ()):
            if claim.says == "yes" or (claim.says == "maybe" and not claim.drawn):
                return True
    return False


def _together(signs: dict[str, list[_Sign]], diagnosis: Diagnosis) -> Iterator[dict[str, _Sign]]:
    """Choices of one sign an item that lie within the span and are enough, the newest first."""
    if diagnosis.span is None:
        yield {item: max(found, key=_order) for item, found in signs.items() if found}
        return
    anchors = {sign.day or sign.facts[0].note_id: sign for found in signs.values() for sign in found if not sign.ever}
    for anchor in sorted(anchors.values(), key=_order, reverse=True):
        chosen = {
            item: max(near, key=_order)
            for item, found in signs.items()
            if (near := [sign for sign in found if _near(sign, anchor, diagnosis.span)])
        }
        counted = sum(item in chosen for item in diagnosis.counted)
        if counted >= diagnosis.least and all(item in chosen for item in diagnosis.required):
            yield chosen


def _order(sign: _Sign) -> dt.date:
    return sign.day or dt.date.min


def _near(sign: _Sign, anchor: _Sign, span: int) -> bool:
    """Whether a sign was there in the days before an anchor; without dates, in the same note."""
    if sign.ever:
        return True
    if sign.day is None or anchor.day is None:
        return sign.day is anchor.day and sign.facts[0].note_id == anchor.facts[0].note_id
    return 0 <= (anchor.day - sign.day).days <= span


def _are_of_now(chosen: Collection[_Sign], diagnosis: Diagnosis, case: Case) -> bool:
    """Whether findings are recent enough for what they decide to be there still."""
    if diagnosis.lasts is None:
        return True
    newest = max((sign.day for sign in chosen if sign.day is not None and not sign.ever), default=None)
    if newest is not None:
        return case.as_of is None or (case.as_of - newest).days <= diagnosis.lasts
    limit = max(diagnosis.lasts, diagnosis.span or 0)
    backs = [told_back(fact, case, _AGO) for sign in chosen if not sign.ever for fact in sign.facts]
    return all(back is None or back.last is None or (TODAY - back.last).days <= limit for back in backs)


def _claim(diagnosis: Diagnosis, chosen: dict[str, _Sign]) -> Claim:
    facts = tuple({fact.fact_id: fact for sign in chosen.values() for fact in sign.facts}.values())
    lead = max(chosen.values(), key=lambda sign: (not sign.ever, _order(sign)))
    # What is said of a finding (a severe pain) is not said of the disease.
    stripped = replace(
        lead.facts[0], qualifiers=diagnosis.words, severity=None, stage=None, response=None, duration=None, historical=False,
        ongoing=None, status=None,
    )  # fmt: skip
    counted = [item for item in diagnosis.counted if item in chosen]
    met = Met(
        diagnosis.concept,
        diagnosis.standard,
        len(counted),
        len(diagnosis.counted),
        len(diagnosis.required),
        tuple(item for item in chosen if item not in diagnosis.supporting),
    )
    return Claim(stripped, diagnosis.concept, "yes", lead.day, basis="derived", drawn=True, grounds=facts, met=met)

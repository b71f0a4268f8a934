"""What a denial reaches: the class it names with its kinds, and the time it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from matcher.matching.case import Case
from matcher.matching.cues import says_before
from matcher.matching.index import Claim, event_span
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of, kinds
from matcher.matching.windows import frame_of
from matcher.notes.types import Fact
from matcher.trials.types import Atom

ROOT = "disease"
"""The class of all conditions; "no other medical problems" denies it."""
_TOO_WIDE = frozenset({"drug", "procedure"})
"""Classes whose denial ("takes no drugs") is of the present and of nothing in particular."""
_LATELY_DAYS = 90
"""A denial written so many days before the screening date is taken to hold up to it, though a window began after it."""
EVER = frozenset({"history"})
"""Qualifiers that ask about all of the past."""
_NOW = frozenset({"current", "ongoing"})


def denials(atom: Atom, case: Case) -> list[Claim]:
    """Claims that deny every concept of an atom, directly or by a class above; empty where one concept is not denied."""
    found: list[Claim] = []
    for concept in atom.concepts:
        above = list(case.index.claims_above(concept))
        for example in atom.example_of:
            above += case.index.claims_above(example)
        denying = [
            claim
            for claim in above
            if claim.says == "no"
            and claim.reaches(concept)
            and _denies(atom, claim, case)
            and not _left_open(concept, claim, atom, case)
        ]
        if not denying:
            return []
        found += denying
    return list({id(claim): claim for claim in found}.values())


def contesting(atom: Atom, case: Case) -> Callable[[Claim], list[Claim]]:
    """Which denials contest an affirmation: those of its concept or a class of it that speak of the time it tells of."""

    def contests(denial: Claim, claim: Claim) -> bool:
        if denial.says != "no" or not _is_meant(atom, denial) or _stays_open(claim.concept, denial.concept):
            return False
        if not denial.reaches(claim.concept):
            return False
        if denial.concept != claim.concept and is_kind_of(claim.concept, case.trial_conditions):
            return False  # "no autoimmune disease" beside a known lupus means others
        last = event_span(claim).last
        return denial.since is None or last is None or last > denial.since

    return lambda claim: [denial for denial in case.index.claims_above(claim.concept) if contests(denial, claim)]


@cache
def _silent() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("open_under_denial"):
        found.setdefault(row["denied"], []).append(row["stays_open"])
    return {name: tuple(kinds) for name, kinds in found.items()}


def _stays_open(concept: str, denied: str) -> bool:
    """Whether the denial of a class leaves one of its kinds open (`tables/open_under_denial.tsv`)."""
    silent = _silent().get(denied)
    return silent is not None and concept != denied and is_kind_of(concept, silent)


def _left_open(concept: str, denial: Claim, atom: Atom, case: Case) -> bool:
    """Whether a denial does not reach a concept: a silent kind of the class, or part of what "no other …" leaves standing."""
    if _stays_open(concept, denial.concept):
        return True
    if not denial.other:
        return False
    named = concept == denial.concept != ROOT and not (atom.excludes or "other" in atom.qualifiers)
    if named and not _ends_a_list(denial, case):
        return True  # "without another seizure", "no other malignancy" tell of one
    about = case.index.about
    return any(
        name != denial.concept and name in about and any(claim.says == "yes" for claim in about[name])
        for name in kinds(concept)
        if is_kind_of(name, (denial.concept,))
    )


def _ends_a_list(denial: Claim, case: Case) -> bool:
    """Whether "other" is other than kinds denied before it: "never had rituximab, belimumab or any other B-cell therapy"."""
    fact = denial.fact
    return any(
        other.negated and other.start < fact.start and is_kind_of(other.concept, (denial.concept,))
        for other in case.index.beside(fact)
    )


def _denies(atom: Atom, claim: Claim, case: Case) -> bool:
    return _is_meant(atom, claim) and not _is_of_the_past(atom, claim, case) and _covers(atom, claim, case)


@cache
def _acute() -> tuple[str, ...]:
    return tuple(row["concept"] for row in rows("acute_conditions"))


def is_past_of_a_class(fact: Fact, atom: Atom, case: Case) -> bool:
    """Whether a denial is of the history of a class ("no past medical history"), not of the very thing asked for."""
    if fact.concept in atom.concepts or not fact.negated:
        return False
    return (fact.concept == ROOT and "other" in fact.qualifiers) or says_before(fact, case.index, "history")


def _is_of_the_past(atom: Atom, claim: Claim, case: Case) -> bool:
    """Whether the denial of a class is of its history ("no history of heart disease"), and what is asked for comes on in a day."""
    if not EVER.isdisjoint(atom.qualifiers) or not any(is_kind_of(name, _acute()) for name in atom.concepts):
        return False
    if atom.example_of:
        return False  # one of many forms of a class that is denied whole
    return is_past_of_a_class(claim.fact, atom, case)


def _is_meant(atom: Atom, claim: Claim) -> bool:
    if claim.concept == ROOT and ROOT not in atom.concepts and EVER.intersection(atom.qualifiers):
        return False  # "otherwise healthy" says nothing of a disease long past
    if claim.concept in _TOO_WIDE and claim.concept not in atom.concepts and _NOW.isdisjoint(atom.qualifiers):
        return False
    return not ((claim.now or claim.today != "no") and EVER.intersection(atom.qualifiers))


def _covers(atom: Atom, claim: Claim, case: Case) -> bool:
    """Whether a denial speaks of the time an atom asks about.

    "None since March" says nothing of February; a denial written before the window began says nothing of the window, unless
    it was written lately.
    """
    since = claim.since
    if atom.window is None or case.as_of is None or atom.window.amount is None:
        # What was done once stays done: "no surgery in the past year" says nothing of the years before.
        return since is None or not (atom.type == "procedure" or EVER.intersection(atom.qualifiers))
    frame = frame_of(atom.window, case.as_of)
    if since is not None and (frame.first is None or since > frame.first):
        return False
    if claim.day is None or frame.first is None or claim.day >= frame.first:
        return True
    return (case.as_of - claim.day).days <= _LATELY_DAYS

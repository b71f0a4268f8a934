"""Claims for and against weighed: the newest decides, carried-along lists lose, what contradicts at one date decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.matching.index import Claim
from matcher.matching.outcome import Outcome, weakest
from matcher.notes.types import Fact
from matcher.terms.types import ROOTS
from matcher.trials.types import Atom

_NARROWS_NOTHING = frozenset({"history", "current", "ongoing", "active", "acute", "chronic"})


@dataclass(slots=True, eq=False)
class Scales:
    """Claims sorted by what they say of an atom.

    Attributes:
        yes, no: for and against.
        maybe: to the point and undecided (suspected; severity, date or status not said).
        aside: to the point and deciding nothing (planned, a relative's, denied only in part, outside the window).
    """

    yes: list[Claim] = field(default_factory=list)
    no: list[Claim] = field(default_factory=list)
    maybe: list[Claim] = field(default_factory=list)
    aside: list[Claim] = field(default_factory=list)


def facts_of(claims: Iterable[Claim]) -> tuple[Fact, ...]:
    """The facts behind claims, each once."""
    return tuple({id(fact): fact for claim in claims for fact in claim.grounds or (claim.fact,)}.values())


def newest(claims: Sequence[Claim]) -> Claim:
    """The claim said last; current statements before carried-along lists."""
    return max(claims, key=lambda claim: (claim.day or dt.date.min, not claim.weak))


def weigh(
    atom: Atom,
    scales: Scales,
    family: str,
    values: dict[str, Any] | None = None,
    denials_of: Callable[[Claim], Sequence[Claim]] | None = None,
) -> Outcome:
    """The outcome of an atom from what speaks for and against it.

    Args:
        family: beginning of the keys of its sentences ("condition", "exposure" …).
        values: what the sentences are filled with beside the facts.
        denials_of: the denials that contest one affirmation; by default all of `scales.no`.
    """
    filled = values or {}
    if atom.concepts and ROOTS.issuperset(atom.concepts) and _NARROWS_NOTHING.issuperset(atom.qualifiers):
        # "Any illness that might interfere": that there is an illness does not say that it is such a one.
        scales.maybe += scales.yes
        scales.yes = []
    if denials_of is not None:
        _drop_answered(scales, denials_of)
    trial = _Contest(scales, denials_of)
    aside = facts_of((*scales.maybe, *scales.aside))
    if trial.standing:
        return _decided(atom, "true", trial.standing, trial.overruled_denials, aside, f"{family}.yes", filled)
    if trial.contradicted:
        both = facts_of((*trial.contradicted, *trial.contradicting))
        return open_outcome(atom, (*both, *aside), f"{family}.contradiction", filled, f"{family}.ask", mentioned=True)
    corrected = trial.corrected
    if scales.no:
        latest = newest(scales.no)
        pending = [claim for claim in scales.maybe if claim.newer_than(latest) is not False]
        if not pending:
            return _decided(atom, "false", scales.no, corrected, aside, f"{family}.no", filled)
        both = facts_of((*scales.maybe, *scales.no, *corrected, *scales.aside))
        return open_outcome(atom, both, f"{family}.undecided", filled, f"{family}.ask", mentioned=True)
    if scales.maybe:
        return open_outcome(atom, aside, f"{family}.undecided", filled, f"{family}.ask", mentioned=True)
    aside = facts_of((*corrected, *scales.aside))
    key = f"{family}.aside" if aside else f"{family}.silent"
    return open_outcome(atom, aside, key, filled, f"{family}.ask", mentioned=False)


def _corrects(denial: Claim, claim: Claim) -> bool:
    """Whether "no other …" speaks against an affirmation: not beside one that stands, but to an entry of a carried-along list."""
    return claim.weak and not denial.weak


def _drop_answered(scales: Scales, denials_of: Callable[[Claim], Sequence[Claim]]) -> None:
    """Takes out what was open once and denied since."""
    answered = [
        claim
        for claim in scales.maybe
        if any(_is_answered(claim, denial) for denial in denials_of(claim) if not denial.other)
    ]
    if answered:
        scales.maybe = [claim for claim in scales.maybe if claim not in answered]
        scales.aside += answered


def _is_answered(claim: Claim, denial: Claim) -> bool:
    """Whether a denial answers what was open: it is said later, or in words as new as a mere hint ("no diabetes" beside metformin)."""
    newer = claim.newer_than(denial)
    return newer is False or (newer is None and claim.drawn and not denial.drawn and denial.concept == claim.concept)


class _Contest:
    """Each affirmation against the denials of the same matter.

    A later affirmation stands; a later denial of the very same thing, or of something only carried along in a list, corrects it;
    the denial of a whole class in a later note, or any denial of the same day, contradicts it.
    """

    def __init__(self, scales: Scales, denials_of: Callable[[Claim], Sequence[Claim]] | None) -> None:
        self.standing: list[Claim] = []
        self.contradicted: list[Claim] = []
        self.corrected: list[Claim] = []
        self.overruled_denials: list[Claim] = []
        self.contradicting: list[Claim] = []
        for claim in scales.yes:
            against = denials_of(claim) if denials_of is not None else scales.no
            self._hear(claim, [denial for denial in against if not denial.other or _corrects(denial, claim)])

    def _hear(self, claim: Claim, denials: Sequence[Claim]) -> None:
        if not denials:
            self.standing.append(claim)
            return
        latest = newest(denials)
        later = claim.newer_than(latest)
        if later:
            self.standing.append(claim)
            self.overruled_denials += denials
        elif later is False and (latest.concept == claim.concept or claim.weak):
            self.corrected.append(claim)
        else:
            self.contradicted.append(claim)
            self.contradicting += denials


def _decided(
    atom: Atom,
    truth: Any,
    deciding: Sequence[Claim],
    overruled: Sequence[Claim],
    context: tuple[Fact, ...],
    reason: str,
    values: dict[str, Any],
) -> Outcome:
    basis = weakest(claim.basis for claim in deciding)
    supports = facts_of(deciding)
    filled = {**values, "claims": tuple(deciding)}
    return Outcome(atom, truth, basis, supports, facts_of(overruled), context, reason=reason, values=filled)


def open_outcome(
    atom: Atom,
    context: tuple[Fact, ...],
    reason: str,
    values: dict[str, Any],
    ask: str,
    *,
    mentioned: bool,
) -> Outcome:
    """An unknown: all facts are context, and there is something to ask for."""
    return Outcome(atom, "unknown", "none", context=context, mentioned=mentioned, reason=reason, values=values, ask=ask)

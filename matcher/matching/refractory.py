"""Disease that stays or comes back in spite of treatment, where the notes say it of the drugs or by the disease's activity."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.qualifying import status_words
from matcher.matching.values import place, possible
from matcher.matching.weighing import Scales
from matcher.trials.types import Atom, Bounds

if TYPE_CHECKING:
    from matcher.matching.case import Case
    from matcher.matching.index import Claim

FAILED = frozenset(
    {
        "inadequate response",
        "refractory",
        "treatment failure",
        "no response",
        "relapsed",
        "intolerant and inadequate response",
    }
)
_ACTIVE = frozenset(
    {"active", "flare", "worsening", "progressive", "uncontrolled", "relapsed", "recurrent", "persistent"}
)


@cache
def _treatments() -> tuple[str, ...]:
    return tuple(row["class"] for row in rows("systemic_drugs") if row["counts"] == "yes")


@cache
def _activity_scores() -> tuple[dict[str, str], ...]:
    return rows("activity_scores")


def resists_treatment(atom: Atom, case: Case, scales: Scales) -> None:
    """Adds to the scales what shows that treatment failed: drugs said not to have worked, or active disease under treatment.

    Remissions that came and went beside it do not speak against.
    """
    given = [claim for claim in case.index.claims(_treatments()) if claim.says == "yes"]
    if not scales.yes:
        scales.yes += [claim for claim in given if claim.fact.response in FAILED]
    if given and not scales.yes:
        scales.yes += _active(atom, case)
    if scales.yes:
        scales.aside += scales.no
        scales.no.clear()
        scales.maybe.clear()


def _active(atom: Atom, case: Case) -> list[Claim]:
    """The disease itself called active, or a score of its activity above the limit of the table."""
    from matcher.matching.index import Claim

    said = [
        claim
        for claim in case.index.claims(atom.concepts)
        if claim.says == "yes" and not claim.weak and not _ACTIVE.isdisjoint(status_words(claim.fact))
    ]
    if said:
        return said
    for row in _activity_scores():
        facts = case.index.values(row["score"])
        if not facts or not any(is_kind_of(concept, (row["disease"],)) for concept in atom.concepts):
            continue
        values = possible(facts[0])
        if values is not None and place(values, Bounds(lower=float(row["active_from"]))) == "in":
            day = case.index.day_of(facts[0])
            return [Claim(facts[0], row["disease"], "yes", day, basis="derived")]
    return []

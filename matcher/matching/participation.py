"""Taking part in other studies."""

from __future__ import annotations

import dataclasses

from matcher.matching.case import Case
from matcher.matching.events import judge_event
from matcher.matching.outcome import Outcome
from matcher.trials.types import Atom

TRIAL = "clinical trial"


def _labels(case: Case) -> frozenset[str]:
    """Ids of mentions that only name the matter of the denial behind them: "research studies: never in one"."""
    claims = case.index.under.get(TRIAL, ())
    denied = {(claim.fact.note_id, claim.fact.sentence): claim.fact.start for claim in claims if claim.says == "no"}
    return frozenset(
        claim.fact.fact_id
        for claim in claims
        if claim.says == "yes"
        and claim.fact.text.endswith(":")
        and denied.get((claim.fact.note_id, claim.fact.sentence), -1) > claim.fact.start
    )


def judge_participation(atom: Atom, case: Case) -> Outcome:
    """Whether the patient took part in a study, ever or in the atom's window."""
    case = case.without(_labels(case))
    if not atom.concepts:
        asked = dataclasses.replace(atom, concepts=(TRIAL,))
        outcome = judge_event(asked, case, "participation")
        outcome.node = atom
        return outcome
    return judge_event(atom, case, "participation")

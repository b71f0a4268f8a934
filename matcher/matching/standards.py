"""Diagnostic criteria in words, for the reason of a part that rests on them and for what they are too little for."""

from __future__ import annotations

from matcher.matching.cues import says
from matcher.matching.index import Claim, Met
from matcher.matching.naming import display_name, listed
from matcher.matching.outcome import Outcome
from matcher.matching.wording import template
from matcher.trials.types import Atom, Criterion

_BEFORE, _BEHIND = 80, 60
_DIAGNOSIS = "diagnosis made"


def met_by(outcome: Outcome) -> Met | None:
    """The diagnostic criteria a part rests on, where no note names the disease."""
    claims: tuple[Claim, ...] = outcome.values.get("claims", ())
    return claims[0].met if claims and all(claim.met is not None for claim in claims) else None


def asks_for_a_diagnosis(atom: Atom, outcome: Outcome, criterion: Criterion) -> bool:
    """Whether a criterion wants a diagnosis that was made ("known", "biopsy-proven"), and the notes have findings only."""
    if met_by(outcome) is None:
        return False
    before, behind = criterion.text[max(0, atom.start - _BEFORE) : atom.end], criterion.text[atom.end :][:_BEHIND]
    return says(before, _DIAGNOSIS) or says(behind, _DIAGNOSIS)


def standard_words(outcome: Outcome) -> dict[str, str]:
    """What the sentence on a part that rests on diagnostic criteria is filled with; empty for any other."""
    met = met_by(outcome)
    if met is None:
        return {}
    if met.of:
        key = "criteria.both" if met.required else "criteria.counted"
    else:
        key = "criteria.all" if met.required > 1 else "criteria.one"
    counted = template(key).format(counted=met.counted, of=met.of, required=met.required)
    standard = template("criteria.of").format(standard=met.standard, disease=display_name(met.disease))
    return {"standard": standard, "counted": counted, "findings": listed(list(met.items))}

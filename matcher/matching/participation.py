"""Taking part in other studies."""

from __future__ import annotations

import dataclasses

from matcher.matching.case import Case
from matcher.matching.events import judge_event
from matcher.matching.outcome import Outcome
from matcher.trials.types import Atom

TRIAL = "clinical trial"


def judge_participation(atom: Atom, case: Case) -> Outcome:
    """Whether the patient took part in a study, ever or in the atom's window."""
    if not atom.concepts:
        asked = dataclasses.replace(atom, concepts=(TRIAL,))
        outcome = judge_event(asked, case, "participation")
        outcome.node = atom
        return outcome
    return judge_event(atom, case, "participation")

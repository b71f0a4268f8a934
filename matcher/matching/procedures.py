"""Procedures: done ever, in a window, or planned."""

from __future__ import annotations

from matcher.matching.case import Case
from matcher.matching.events import judge_event
from matcher.matching.outcome import Outcome
from matcher.trials.types import Atom


def judge_procedure(atom: Atom, case: Case) -> Outcome:
    """Whether a procedure was done, or is planned where the atom asks for plans."""
    return judge_event(atom, case, "procedure")

"""The values that a result and its review may take. Light to import: the commands name them in their options."""

from __future__ import annotations

from typing import Literal, get_args

Verdict = Literal["satisfied", "violated", "unknown", "not_applicable"]
Truth = Literal["true", "false", "unknown", "not_applicable"]
Basis = Literal["documented", "derived", "assumed", "none"]
Role = Literal["supports", "contradicts", "context"]
Absence = Literal["unknown", "assume"]
Status = Literal["eligible", "review", "ineligible"]
Relation = Literal["documented", "akin", "open", "denied"]
State = Literal["new", "flagged", "contacted", "eligible", "not eligible", "enrolled"]
"""How far a patient has come with a trial."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
STATUSES: tuple[Status, ...] = get_args(Status)
STATES: tuple[State, ...] = get_args(State)

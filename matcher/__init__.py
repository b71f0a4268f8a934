"""Trial matching: clinical notes and eligibility criteria in, a verdict with the note's own words for every criterion out.

>>> import matcher
>>> criterion = matcher.parse_criterion("Hemoglobin >= 80 g/L")
>>> patient = matcher.read_notes("Hgb 7.9 g/dL on admission.")
>>> matcher.judge(patient, criterion).verdict
'violated'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.errors import Failure, InputError
    from matcher.json_schema import schema
    from matcher.matching.judge import judge
    from matcher.matching.match import match
    from matcher.matching.types import Evidence, Judgement, Part, TrialMatch
    from matcher.notes.patients import read_patients
    from matcher.notes.pipeline import load_pipeline
    from matcher.notes.reader import read_notes
    from matcher.notes.types import Fact, Note, Patient
    from matcher.terms import vocabulary
    from matcher.trials.grammar import parse_criterion
    from matcher.trials.reader import read_trial, read_trials
    from matcher.trials.types import (
        AllOf,
        AnyOf,
        AtLeast,
        Atom,
        Bounds,
        Criterion,
        Duration,
        IfThen,
        Not,
        Trial,
        Window,
    )

_HOME = {
    "matcher.errors": ("Failure", "InputError"),
    "matcher.matching.judge": ("judge",),
    "matcher.matching.match": ("match",),
    "matcher.matching.types": ("Evidence", "Judgement", "Part", "TrialMatch"),
    "matcher.notes.patients": ("read_patients",),
    "matcher.notes.pipeline": ("load_pipeline",),
    "matcher.notes.reader": ("read_notes",),
    "matcher.notes.types": ("Fact", "Note", "Patient"),
    "matcher.json_schema": ("schema",),
    "matcher.terms": ("vocabulary",),
    "matcher.trials.grammar": ("parse_criterion",),
    "matcher.trials.reader": ("read_trial", "read_trials"),
    "matcher.trials.types": (
        "AllOf",
        "AnyOf",
        "AtLeast",
        "Atom",
        "Bounds",
        "Criterion",
        "Duration",
        "IfThen",
        "Not",
        "Trial",
        "Window",
    ),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Atom",
    "Bounds",
    "Criterion",
    "Duration",
    "Evidence",
    "Fact",
    "Failure",
    "IfThen",
    "InputError",
    "Judgement",
    "Not",
    "Note",
    "Part",
    "Patient",
    "Trial",
    "TrialMatch",
    "Window",
    "judge",
    "load_pipeline",
    "match",
    "parse_criterion",
    "read_notes",
    "read_patients",
    "read_trial",
    "read_trials",
    "schema",
    "vocabulary",
]


def __getattr__(name: str) -> Any:
    """Public names load the module they live in when first asked for, so that `import matcher` stays quick."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})

"""One patient against one trial."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

from matcher.matching.absence import tells_enough
from matcher.matching.case import Case, case_of
from matcher.matching.judge import check_policy, day_of, judge_in
from matcher.matching.outcome import Outcome
from matcher.matching.questions import open_questions
from matcher.matching.standing import Standing, score_of, standing_of, status_of
from matcher.matching.subject import stand_to, subjects_of
from matcher.matching.types import Absence, Judgement, Relation, TrialMatch
from matcher.matching.versions import program_versions
from matcher.matching.wording import template
from matcher.notes.types import Patient
from matcher.terms import vocabulary
from matcher.trials.types import Trial


def match(
    patient: Patient, trial: Trial, *, absence: Absence = "unknown", as_of: dt.date | str | None = None
) -> TrialMatch:
    """The verdicts on all criteria of a trial for one patient, with status, score and open questions.

    Args:
        patient: what the notes say.
        trial: its criteria.
        absence: "unknown" or "assume", as in `judge`.
        as_of: the screening date (date or ISO string); by default the patient's own.

    Returns:
        the result; reasons, questions and quotes are put into words when they are first asked for.

    Raises:
        InputError: `absence` is none of the two policies, or `as_of` is no date.
    """
    check_policy(absence)
    about = conditions_of(trial)
    return match_in(case_of(patient, day_of(as_of), about), trial, standing_of(trial.criteria, about), absence)


def match_in(case: Case, trial: Trial, standing: Standing, absence: Absence) -> TrialMatch:
    """The verdicts on a trial in a case that is set up already, for many trials over one patient.

    Args:
        case: the patient, in the light of what the trial is about (`conditions_of`).
        standing: the trial's own (`standing_of`), the same for every patient.
    """
    patient = case.patient
    judgements = tuple(judge_in(case, criterion, absence) for criterion in trial.criteria)
    stands = stand_to(case, trial)
    standing = dataclasses.replace(standing, subjects=tuple(relation for relation, _ in stands))
    verdicts = [judgement.verdict for judgement in judgements]
    warnings = (template("thin.notes"),) if absence == "assume" and not tells_enough(patient) else ()
    return TrialMatch.pending(
        _Renderer(case, trial, judgements, standing, stands),
        trial_id=trial.nct_id,
        patient_id=patient.patient_id,
        status=status_of(verdicts, standing),
        score=score_of(verdicts, standing),
        judgements=judgements,
        as_of=case.as_of,
        absence=absence,
        overrides=(),
        warnings=warnings,
        _standing=standing,
    )


def conditions_of(trial: Trial) -> tuple[str, ...]:
    """Concepts of what a trial is about: its conditions, else its title, else its first inclusion condition."""
    if trial.condition_concepts:
        return trial.condition_concepts
    words = vocabulary()
    named = [found.name for text in trial.conditions if (found := words.concept(text)) is not None]
    if not named and trial.title:
        named = [hit.concept for hit in words.find(trial.title, types={"condition"})]
    if not named:
        atoms = (
            atom for c in trial.criteria if c.kind == "inclusion" for atom in c.atoms() if atom.type == "condition"
        )
        first = next((atom for atom in atoms if atom.concepts), None)
        named = list(first.concepts) if first is not None else []
    return tuple(dict.fromkeys(named))


class _Renderer:
    """Works out what of a result is costly and not always asked for."""

    __slots__ = ("_case", "_judgements", "_standing", "_stands", "_trial")

    def __init__(
        self,
        case: Case,
        trial: Trial,
        judgements: tuple[Judgement, ...],
        standing: Standing,
        stands: tuple[tuple[Relation, Outcome], ...],
    ) -> None:
        self._case, self._trial, self._judgements = case, trial, judgements
        self._standing, self._stands = standing, stands

    def __call__(self, field: str) -> Any:
        if field == "missing":
            return open_questions(self._judgements, self._standing.weights)
        if field == "about":
            return subjects_of(self._stands, self._case)
        return versions_of(self._case.patient, self._trial)


def versions_of(patient: Patient, trial: Trial) -> dict[str, str]:
    """What a result was made with, so that it can be made again."""
    notes = hashlib.sha256()
    for note in patient.notes:
        notes.update(note.text.encode("utf-8", "surrogatepass"))
        notes.update(b"\0")
    return {
        **program_versions(),
        "trial sha256": hashlib.sha256(trial.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "notes sha256": notes.hexdigest(),
    }

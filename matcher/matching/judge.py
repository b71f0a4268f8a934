"""One patient against one criterion."""

from __future__ import annotations

import datetime as dt
from typing import Any

from matcher.errors import InputError
from matcher.matching.absence import assume_absent, tells_enough, unsaid_part
from matcher.matching.case import Case, case_of
from matcher.matching.definitions import defined_diseases
from matcher.matching.denials import is_past_of_a_class
from matcher.matching.direction import meant
from matcher.matching.doubts import is_met_in_part, rests_on_doubt
from matcher.matching.evidence import evidence_of
from matcher.matching.expressions import judge_expression
from matcher.matching.logic import compound
from matcher.matching.outcome import Outcome
from matcher.matching.reasons import Group, asks_of, missing_of, reason_of
from matcher.matching.silence import Silence, silence_on
from matcher.matching.types import Absence, Judgement, Part, Truth, Verdict
from matcher.matching.unmapped import leaves_out
from matcher.notes.types import Patient
from matcher.trials.spelled_out import asks_one_thing
from matcher.trials.types import Atom, Criterion, Expression, Kind, leaves

_VERDICTS: dict[tuple[Kind, Truth], Verdict] = {
    ("inclusion", "true"): "satisfied",
    ("inclusion", "false"): "violated",
    ("exclusion", "true"): "violated",
    ("exclusion", "false"): "satisfied",
}


def judge(
    patient: Patient,
    criterion: Criterion,
    *,
    absence: Absence = "unknown",
    as_of: dt.date | str | None = None,
    trial_conditions: tuple[str, ...] = (),
) -> Judgement:
    """The verdict on one criterion for one patient.

    Args:
        patient: what the notes say.
        criterion: one criterion of a trial, or from `parse_criterion`.
        absence: "unknown": what no note mentions is unknown; "assume": silence counts as absence of diseases, treatments,
            procedures, vaccines and studies, where that clears the criterion.
        as_of: the screening date (date or ISO string) windows are counted back from; by default the patient's own.
        trial_conditions: names of the vocabulary concepts the trial is about.

    Returns:
        the judgement; its reason, questions and quotes are put into words when they are first asked for.

    Raises:
        InputError: `absence` is none of the two policies, or `as_of` is no date.
    """
    check_policy(absence)
    day = as_of if as_of is None else day_of(as_of)
    return judge_in(case_of(patient, day, trial_conditions), criterion, absence)


def check_policy(absence: str) -> None:
    """Raises InputError for a policy that does not exist."""
    if absence not in ("unknown", "assume"):
        raise InputError("absence", None, 'use "unknown" or "assume"')


def day_of(as_of: dt.date | str | None) -> dt.date | None:
    """A screening date given as a date or an ISO string."""
    if not isinstance(as_of, str):
        return as_of
    try:
        return dt.date.fromisoformat(as_of)
    except ValueError as error:
        raise InputError("as_of", None, "give the date as YYYY-MM-DD") from error


def judge_in(case: Case, criterion: Criterion, absence: Absence) -> Judgement:
    """The verdict on one criterion in a case that is set up already."""
    assume = absence == "assume" and tells_enough(case.patient)
    silent = silence_on(criterion, case, assume)
    assumed = None if silent is None else silent.cleared
    outcome = None if silent is None else silent.outcome
    if outcome is None:
        outcome = judge_expression(meant(criterion), case)
    if assume and outcome.truth == "unknown":
        assumed = assumed or assume_absent(meant(criterion), case, defined_diseases(criterion))
        outcome = _cleared(criterion, outcome, assumed)
    verdict = verdict_of(criterion.kind, outcome.truth)
    if outcome.truth == "true" and criterion.unparsed and _is_narrower(criterion, case.patient):
        narrower = unsaid_part(criterion, outcome, case) if assume and criterion.kind == "exclusion" else None
        outcome = _left_open(outcome) if narrower is None else narrower
        verdict = verdict_of(criterion.kind, outcome.truth)
    if _is_in_doubt(criterion, verdict, outcome, case):
        outcome, verdict = _left_open(outcome), "unknown"
    return Judgement.pending(criterion.id, verdict, outcome.basis, _Renderer(criterion, outcome, case, silent))


def _left_open(outcome: Outcome) -> Outcome:
    return compound(outcome.node, "unknown", (outcome,), ())


def _is_in_doubt(criterion: Criterion, verdict: Verdict, outcome: Outcome, case: Case) -> bool:
    """Whether a verdict rests on less than the criterion says, or on a denial of another time."""
    if verdict == "satisfied":
        return criterion.kind == "inclusion" and is_met_in_part(criterion, outcome)
    if verdict != "violated":
        return False
    past = criterion.kind == "inclusion" and _only_past_denied(outcome, case)
    return past or rests_on_doubt(criterion, outcome, case)


def _cleared(criterion: Criterion, outcome: Outcome, assumed: Outcome) -> Outcome:
    """The outcome with silence taken for absence, kept only where it clears the criterion."""
    return assumed if verdict_of(criterion.kind, assumed.truth) in ("satisfied", "not_applicable") else outcome


def _is_narrower(criterion: Criterion, patient: Patient) -> bool:
    """Whether a criterion that came out true may ask for more than was read; of several things asked for, not every one does."""
    alone = criterion.kind == "exclusion" or asks_one_thing(criterion.expression)
    return alone and leaves_out(criterion, patient)


def _only_past_denied(outcome: Outcome, case: Case) -> bool:
    """Whether all that speaks against an inclusion is that the patient was well before.

    "No past medical history" says nothing of the illness that brings a patient now, which may be the one the trial is for.
    """
    if outcome.parts:
        return bool(outcome.deciding) and all(_only_past_denied(part, case) for part in outcome.deciding)
    node = outcome.node
    if not isinstance(node, Atom) or not outcome.supports:
        return False
    return all(is_past_of_a_class(fact, node, case) for fact in outcome.supports)


def verdict_of(kind: Kind, truth: Truth) -> Verdict:
    """What a truth means for eligibility.

    >>> verdict_of("exclusion", "true"), verdict_of("inclusion", "true"), verdict_of("exclusion", "unknown")
    ('violated', 'satisfied', 'unknown')
    """
    if truth in ("unknown", "not_applicable"):
        return "unknown" if truth == "unknown" else "not_applicable"
    return _VERDICTS[kind, truth]


class _Renderer:
    """Puts one judgement into words, field by field as asked."""

    __slots__ = ("_asks", "_case", "_criterion", "_outcome", "_silence")

    def __init__(self, criterion: Criterion, outcome: Outcome, case: Case, silence: Silence | None) -> None:
        self._criterion, self._outcome, self._case = criterion, outcome, case
        # What is asked where the notes are silent is the same for all patients.
        self._silence = silence if silence is not None and outcome is silence.outcome else None
        self._asks: list[Group] | None = None

    def __call__(self, field: str) -> Any:
        match field:
            case "evidence":
                return evidence_of(self._outcome, self._case, self._criterion.text)
            case "reason":
                return reason_of(self._outcome, self._case)
            case "missing":
                return self._missing()
            case "asks":
                return self._questions()
        return (self._part(self._outcome),)

    def _questions(self) -> list[Group]:
        if self._silence is not None:
            if self._silence.asks is None:
                self._silence.asks = asks_of(self._outcome, self._case)
            return self._silence.asks
        if self._asks is None:
            self._asks = asks_of(self._outcome, self._case)
        return self._asks

    def _missing(self) -> tuple[str, ...]:
        if self._silence is None:
            return missing_of(self._outcome, self._case, self._questions())
        if self._silence.missing is None:
            self._silence.missing = missing_of(self._outcome, self._case, self._questions())
        return self._silence.missing

    def _part(self, outcome: Outcome) -> Part:
        return Part(
            text=self._text(outcome.node),
            truth=outcome.truth,
            basis=outcome.basis,
            evidence=evidence_of(outcome, self._case),
            missing=missing_of(outcome, self._case),
            parts=tuple(self._part(part) for part in outcome.parts),
            node=type(outcome.node).__name__,
            reason=reason_of(outcome, self._case),
        )

    def _text(self, node: Expression) -> str:
        if isinstance(node, Atom):
            return node.text
        spans = [(atom.start, atom.end) for atom in leaves(node)]
        if not spans:
            return self._criterion.text
        return self._criterion.text[min(start for start, _ in spans) : max(end for _, end in spans)]

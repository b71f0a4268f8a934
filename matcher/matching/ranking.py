"""One patient against many trials: what fits best first, each with its reason in a line."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.errors import Failure
from matcher.matching.case import Case, make_case
from matcher.matching.judge import check_policy, day_of
from matcher.matching.match import conditions_of, match_in
from matcher.matching.standing import standing_of
from matcher.matching.types import Absence, Judgement, Status, TrialMatch
from matcher.notes.types import Patient
from matcher.records import Record
from matcher.trials.types import Trial

MOST = 10_000
"""Most trials of a library that are ranked at a time."""
_CASES = 32
"""Indexes of the patient kept at a time: trials about the same condition share one, and a library may be about thousands."""


@dataclass(frozen=True, slots=True)
class Ranked(Record):
    """A trial in its place.

    Attributes:
        key: the trial's registry number, else the name it was given.
        reason: why it stands there, in one line.
    """

    key: str
    trial: Trial
    result: TrialMatch
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking(Record):
    """The trials in order, and what could not be read or judged."""

    trials: tuple[Ranked, ...]
    failures: tuple[Failure, ...] = ()


def rank(
    patient: Patient,
    trials: Iterable[Trial | Failure | tuple[str, Trial]],
    *,
    absence: Absence = "unknown",
    as_of: dt.date | str | None = None,
) -> Ranking:
    """Put trials in the order in which they are worth a look for a patient.

    Trials that nothing rules out come first, by score (`TrialMatch.score`), then those ruled out, by score; equal ones by
    their number, so that the order does not hang on the order they came in.

    Args:
        patient: what the notes say.
        trials: trials, or pairs of a name and a trial (as a library names them); a Failure is passed on.
        absence, as_of: as in `match`.

    Raises:
        InputError: `absence` is none of the two policies, or `as_of` is no date.
    """
    check_policy(absence)
    day = day_of(as_of) or patient.as_of
    cases = _Cases(patient, day)
    ranked: list[Ranked] = []
    failures: list[Failure] = []
    for number, given in enumerate(trials, 1):
        if isinstance(given, Failure):
            failures.append(given)
            continue
        name, trial = given if isinstance(given, tuple) else (given.nct_id or f"trial {number}", given)
        about = conditions_of(trial)
        result = match_in(cases.about(about), trial, standing_of(trial.criteria, about), absence)
        ranked.append(Ranked(name, trial, result, reason_line(result)))
    ranked.sort(key=lambda one: best_first(one.result.status, one.result.score, one.key))
    return Ranking(tuple(ranked), tuple(failures))


def best_first(status: Status, score: float, key: str) -> tuple[bool, float, str]:
    """What trials are sorted by: those that nothing rules out by score, then the others by score, equal ones by their number."""
    return status == "ineligible", -score, key


def reason_line(result: TrialMatch) -> str:
    """Why a trial fits or not: what rules it out, else whether it is about the patient's disease and what is open, in one line."""
    if not result.judgements:
        return "No criterion was found in the trial's text."
    said = []
    related = [subject for subject in result.about if subject.relation in ("documented", "akin")]
    if result.about and not related:
        said.append(_sentence(result.about[0].reason))
    violated = _weightiest_first(result, "violated")
    open_ = _weightiest_first(result, "unknown")
    if violated:
        more = f" And {len(violated) - 1} more." if len(violated) > 1 else ""
        said.append(f"Ruled out by {violated[0].criterion_id}: {_sentence(violated[0].reason)}{more}")
    elif open_:
        asked = f" {_sentence(result.missing[0])}" if result.missing else ""
        said.append(f"{len(open_)} of {len(result.judgements)} criteria open.{asked}")
    else:
        said.append("Nothing stands in the way and nothing is open.")
    return " ".join(" ".join(said).split())


def _weightiest_first(result: TrialMatch, verdict: str) -> list[Judgement]:
    weights = result._standing.weights
    found = [(weight, j) for weight, j in zip(weights, result.judgements, strict=True) if j.verdict == verdict]
    return [judgement for _, judgement in sorted(found, key=lambda pair: -pair[0])]


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


class _Cases:
    """The patient's facts indexed in the light of what trials are about, the last used kept."""

    def __init__(self, patient: Patient, day: dt.date | None) -> None:
        self._plain = make_case(patient, day)
        self._kept: OrderedDict[tuple[str, ...], Case] = OrderedDict()

    def about(self, conditions: tuple[str, ...]) -> Case:
        case = self._kept.pop(conditions, None) or self._plain.about(conditions)
        self._kept[conditions] = case
        if len(self._kept) > _CASES:
            self._kept.popitem(last=False)
        return case

"""Whether a trial is about this patient's problem at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from matcher.matching.case import Case
from matcher.matching.evidence import evidence_of
from matcher.matching.index import Claim
from matcher.matching.naming import display_name, listed, name_of
from matcher.matching.outcome import Outcome
from matcher.matching.reasons import reason_of
from matcher.matching.standards import met_by
from matcher.matching.suggesting import findings_of, narrow_classes
from matcher.matching.types import Relation, Subject
from matcher.matching.weighing import facts_of
from matcher.matching.wording import template
from matcher.terms import vocabulary
from matcher.trials.types import Atom, AtomType, Trial

_TYPES: dict[str, AtomType] = {"condition": "condition", "procedure": "procedure", "reproductive": "reproductive"}
_MOST_KIN = 3


def stand_to(case: Case, trial: Trial) -> tuple[tuple[Relation, Outcome], ...]:
    """How a patient stands to each thing a trial is about, in the trial's order.

    "documented": the notes say that the patient has it (or a kind of it, or a finding that implies it). "akin": it is suspected,
    or findings meet diagnostic criteria of it though no note names it, or only a class of it is said, or the patient has something of the same narrow class, or findings that suggest it (`tables/suggestive_findings.tsv`). "denied": the notes
    deny it by its name.
    "open": none of these.
    """
    return tuple((_relation(outcome, case), outcome) for outcome in map(case.outcome, subject_atoms(trial)))


def subjects_of(stands: Sequence[tuple[Relation, Outcome]], case: Case) -> tuple[Subject, ...]:
    """The same for a reader, with the words of the notes."""
    return tuple(_told(relation, outcome, case) for relation, outcome in stands)


def subject_atoms(trial: Trial) -> tuple[Atom, ...]:
    """What a trial is about, as questions to a patient's notes."""
    return _atoms(trial.subjects or ((trial.condition_concepts,) if trial.condition_concepts else ()))


@lru_cache(maxsize=20_000)
def _atoms(groups: tuple[tuple[str, ...], ...]) -> tuple[Atom, ...]:
    concepts = vocabulary().concepts
    made = []
    for group in groups:
        type_ = _TYPES.get(concepts[group[0]].type, "condition") if group[0] in concepts else "condition"
        text = " or ".join(group)
        made.append(
            Atom(type_, text, 0, len(text), concepts=group, value=group[0] if type_ == "reproductive" else None)
        )
    return tuple(made)


def _relation(outcome: Outcome, case: Case) -> Relation:
    if outcome.truth == "true":
        return "documented" if met_by(outcome) is None else "akin"
    if outcome.truth in ("false", "not_applicable") and _denied_itself(outcome):
        return "denied"
    mentioned = outcome.truth == "unknown" and outcome.mentioned
    return "akin" if mentioned or next(_kin(outcome, case), None) is not None else "open"


def _denied_itself(outcome: Outcome) -> bool:
    """Whether it is denied by its name. "Otherwise healthy" and "no heart disease in the past" do not deny the illness that brings a
    patient now."""
    atom = outcome.node
    if not isinstance(atom, Atom) or atom.type != "condition" or not outcome.supports:
        return True
    return any(fact.concept in atom.concepts for fact in outcome.supports)


def _kin(outcome: Outcome, case: Case) -> Iterator[Claim]:
    """Affirmed conditions that share a narrow class with what is asked for, and findings that suggest it."""
    atom = outcome.node
    if not isinstance(atom, Atom) or atom.type != "condition":
        return
    for concept in atom.concepts:
        for name in (*sorted(narrow_classes(concept)), *findings_of(concept)):
            for claim in case.index.under.get(name, ()):
                if claim.says in ("yes", "maybe") and claim.fact.type == "condition":
                    yield claim


def _told(relation: Relation, outcome: Outcome, case: Case) -> Subject:
    atom = outcome.node
    assert isinstance(atom, Atom)
    reason = reason_of(outcome, case)
    settled = outcome.truth == "true" or (outcome.truth == "unknown" and outcome.mentioned)
    if relation == "akin" and not settled:
        kin = list(dict.fromkeys(_kin(outcome, case)))
        outcome = replace(outcome, context=tuple(dict.fromkeys((*outcome.context, *facts_of(kin)))))
        names = list(dict.fromkeys(display_name(claim.concept) for claim in kin))[:_MOST_KIN]
        reason = template("subject.akin").format(what=name_of(atom), kin=listed(names))
    return Subject(atom.text, atom.concepts, relation, evidence_of(outcome, case), reason)

"""How a patient stands to a whole trial: status, score, open questions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from functools import cache

from matcher.matching.enumerations import VERDICTS
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.matching.questions import open_questions
from matcher.matching.types import Override, Relation, Status, TrialMatch, Verdict
from matcher.trials.types import Criterion

_UNSAID = "unsaid"


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Of each criterion, in order: its weight, and whether it hangs on attestations alone; and how the patient stands to each
    thing the trial is about."""

    weights: tuple[float, ...]
    attested: tuple[bool, ...]
    subjects: tuple[Relation, ...] = ()


@cache
def _weights() -> dict[tuple[str, str], float]:
    return {(row["type"], kind): float(row[kind]) for row in rows("weights") for kind in ("inclusion", "exclusion")}


@cache
def _subject_weights() -> dict[str, float]:
    return {row["relation"]: float(row["weight"]) for row in rows("subject_weights")}


def standing_of(criteria: Sequence[Criterion], trial_conditions: tuple[str, ...]) -> Standing:
    """Weights of a trial's criteria."""
    weights, attested = [], []
    for criterion in criteria:
        atoms = tuple(criterion.atoms())
        weights.append(
            max((_weight(atom.type, atom.concepts, trial_conditions, criterion) for atom in atoms), default=0.5)
        )
        attested.append(bool(atoms) and all(atom.type == "attestation" for atom in atoms))
    return Standing(tuple(weights), tuple(attested))


def _weight(type_: str, concepts: Iterable[str], trial_conditions: tuple[str, ...], criterion: Criterion) -> float:
    table = _weights()
    sought = type_ == "condition" and criterion.kind == "inclusion"
    if sought and any(is_kind_of(concept, trial_conditions) for concept in concepts):
        return table["trial condition", "inclusion"]
    return table[type_, criterion.kind]


def status_of(verdicts: Sequence[Verdict], standing: Standing) -> Status:
    """ "ineligible" with a violation; "eligible" when nothing but attestations is open; else "review"."""
    if "violated" in verdicts:
        return "ineligible"
    if not verdicts:
        return "review"
    pairs = zip(verdicts, standing.attested, strict=True)
    return "review" if any(verdict == "unknown" and not attested for verdict, attested in pairs) else "eligible"


def score_of(verdicts: Sequence[Verdict], standing: Standing) -> float:
    """The weighted share w of what is satisfied, as w/2 with a violation, else (1+w)/2.

    Criteria that do not apply are left out. What the trial is about weighs as a multiple of all criteria together
    (`tables/subject_weights.tsv`), so that a long list of exclusions, which nearly every patient passes, does not make a trial of
    another disease look fitting. A trial that does not say what it is about stands between one that fits and one that does not.
    """
    counted = [(v, w) for v, w in zip(verdicts, standing.weights, strict=True) if v != "not_applicable"]
    total = sum(weight for _, weight in counted)
    satisfied = sum(weight for verdict, weight in counted if verdict == "satisfied")
    table, relations = _subject_weights(), standing.subjects or (_UNSAID,)
    satisfied += total * sum(table[relation] for relation in relations) / len(relations)
    total += total * max(table.values())
    share = satisfied / total if total else 0.0
    return share / 2 if "violated" in verdicts else (1 + share) / 2


def overridden(result: TrialMatch, criterion_id: str, verdict: Verdict, reason: str, by: str) -> TrialMatch:
    """A result in which a person's verdict counts in place of the matcher's."""
    if verdict not in VERDICTS:
        raise ValueError(f"no such verdict; use one of {', '.join(VERDICTS)}")
    number = next((n for n, judged in enumerate(result.judgements) if judged.criterion_id == criterion_id), None)
    if number is None:
        raise KeyError(criterion_id)
    earlier = next((o.matcher_verdict for o in result.overrides if o.criterion_id == criterion_id), None)
    old = result.judgements[number]
    kept = tuple(o for o in result.overrides if o.criterion_id != criterion_id)
    mark = Override(criterion_id, earlier or old.verdict, verdict, reason, by)
    basis = old.basis if verdict == old.verdict else "none" if verdict == "unknown" else "documented"
    missing = old.missing if verdict == "unknown" else ()
    changed = dataclasses.replace(old, verdict=verdict, basis=basis, missing=missing, reason=reason or old.reason)
    judgements = (*result.judgements[:number], changed, *result.judgements[number + 1 :])
    verdicts = [judged.verdict for judged in judgements]
    standing: Standing = result._standing
    return dataclasses.replace(
        result,
        judgements=judgements,
        status=status_of(verdicts, standing),
        score=score_of(verdicts, standing),
        missing=open_questions(judgements, standing.weights),
        overrides=(*kept, mark),
    )

"""The score and status of whole trials: does the score rank what fits first, and does it mean what it says?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from matcher.evaluation.metrics import auc_interval, brier, confusion, ratio, reliability
from matcher.evaluation.patients import Sources
from matcher.evaluation.records import Labelled
from matcher.evaluation.types import Evaluation
from matcher.matching.enumerations import STATUSES

if TYPE_CHECKING:
    from matcher.evaluation.judgements import Case

OUTCOMES = (*STATUSES, "failed")
LABELS = ("eligible", "excluded", "not relevant")
_NUMBERED = {"2": "eligible", "1": "excluded", "0": "not relevant"}
"""As the pooled judgements of TREC Clinical Trials and of Koopman and Zuccon (SIGIR 2016) number them."""


def is_pair(record: Labelled) -> bool:
    """Whether a record is a patient with a whole trial, rather than with one criterion."""
    return record.get("criterion", "criterion_id") is None


def score_pairs(pairs: Sequence[Labelled], policy: str, sources: Sources, done: Evaluation) -> dict[str, Any]:
    """Status and score of labelled pairs of patient and trial; a pair that fails ranks as badly as it can."""
    import matcher

    scored: list[tuple[str, str, float, str]] = []
    for record in pairs:
        label = str(record.need("label"))
        label = _NUMBERED.get(label) or record.one_of(label, LABELS, "label")
        score, status = (-1.0 if label == "eligible" else 2.0), "failed"
        with done.catching(record.name):
            patient, trial = sources.patient(record), sources.trial(record)
            result = matcher.match(patient, trial, absence=policy)  # type: ignore[arg-type]
            score, status = result.score, result.status
            if (label == "eligible" and status == "ineligible") or (label != "eligible" and status == "eligible"):
                done.errors += [_row(record, label, policy, result, trial, sources)]
        scored.append((sources.patient_id(record), label, score, status))
    return rank_metrics(scored)


def rank_metrics(scored: Sequence[tuple[Hashable, str, float, str]]) -> dict[str, Any]:
    """How a score and status stand to labels.

    Args:
        scored: (patient, label, score, status) of each pair.
    """
    found: dict[str, Any] = {"pairs": len(scored)}
    for name, others in (
        ("AUC eligible against the rest", ("excluded", "not relevant")),
        ("AUC eligible against excluded", ("excluded",)),
    ):
        ranked = [
            (patient, label == "eligible", score)
            for patient, label, score, _ in scored
            if label in ("eligible", *others)
        ]
        if any(positive for _, positive, _ in ranked) and not all(positive for _, positive, _ in ranked):
            found[name] = auc_interval(ranked)
    labels, statuses = [label for _, label, _, _ in scored], [status for *_, status in scored]
    table = confusion([*labels], [*statuses], (*LABELS, *OUTCOMES[1:]))
    found["status (rows: label)"] = {
        label: {status: table[label][status] for status in OUTCOMES} for label in LABELS if label in labels
    }
    held = [(label == "eligible", min(max(score, 0.0), 1.0)) for _, label, score, _ in scored]
    outcomes, scores = [outcome for outcome, _ in held], [score for _, score in held]
    found["Brier score"] = brier(outcomes, scores)
    share = ratio(sum(outcomes), len(outcomes))
    found["Brier score of the share of eligible pairs"] = brier(outcomes, [share] * len(outcomes))
    found["reliability"] = reliability(outcomes, scores)
    called = [label for label, status in zip(labels, statuses, strict=True) if status == "eligible"]
    if called:
        found["eligible among those called so"] = ratio(called.count("eligible"), len(called))
    return found


def score_trials(
    records: Sequence[Labelled], cases: Sequence[Case], policy: str, sources: Sources, done: Evaluation
) -> dict[str, Any]:
    """Status and score of whole trials whose every criterion has a label: eligible by the labels is who violates nothing."""
    import matcher

    groups: dict[tuple[str, str], list[Case]] = {}
    for record, case in zip(records, cases, strict=True):
        if isinstance(record.get("trial"), str) and record.get("criterion_id") is not None:
            groups.setdefault((case.patient_id, str(record.get("trial"))), []).append(case)
    scored: list[tuple[Hashable, str, float, str]] = []
    for (patient_id, _), group in groups.items():
        label = "excluded" if any(case.gold == "violated" for case in group) else "eligible"
        score, status = (-1.0 if label == "eligible" else 2.0), "failed"
        with done.catching(group[0].record.name):
            trial = sources.trial(group[0].record)
            if {str(case.record.get("criterion_id")) for case in group} < {
                criterion.id for criterion in trial.criteria
            }:
                continue
            result = matcher.match(sources.patient(group[0].record), trial, absence=policy)  # type: ignore[arg-type]
            score, status = result.score, result.status
        scored.append((patient_id, label, score, status))
    return {"whole trials": rank_metrics(scored)} if scored else {}


def _row(record: Labelled, label: str, policy: str, result: Any, trial: Any, sources: Sources) -> dict[str, str]:
    texts = {criterion.id: criterion for criterion in trial.criteria}
    broken = [judged for judged in result.judgements if judged.verdict == "violated"]
    return {
        "record": record.name,
        "patient": sources.patient_id(record),
        "absence": policy,
        "kind": "whole trial",
        "criterion": " | ".join(f"{judged.criterion_id} {texts[judged.criterion_id].text}" for judged in broken),
        "label": label,
        "verdict": result.status,
        "basis": "",
        "atom types": ", ".join(
            sorted({atom.type for judged in broken for atom in texts[judged.criterion_id].atoms()})
        ),
        "reason": " | ".join(f"{judged.criterion_id} {judged.reason}" for judged in broken)
        or " | ".join(f"{subject.text}: {subject.relation}" for subject in result.about),
        "evidence": " | ".join(f"{judged.criterion_id} {quote.text}" for judged in broken for quote in judged.evidence),
        "why the label": str(record.get("why") or ""),
    }

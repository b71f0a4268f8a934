"""Verdicts against labels: a patient and a criterion, and what an expert said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.evaluation.metrics import accuracy, by_class, confusion, macro_f1, rates, ratio
from matcher.evaluation.patients import Sources
from matcher.evaluation.records import Labelled, files, read
from matcher.evaluation.types import Evaluation
from matcher.evaluation.whole_trials import is_pair, score_pairs, score_trials
from matcher.matching.enumerations import VERDICTS

if TYPE_CHECKING:
    from matcher.matching.types import Judgement

POLICIES = ("unknown", "assume")
FAILED = "failed"
_MERGED = {"not_applicable": "unknown"}
_THREE = ("satisfied", "violated", "unknown")
_LABELS = {
    "included": "satisfied",
    "not included": "violated",
    "excluded": "violated",
    "not excluded": "satisfied",
    "not enough information": "unknown",
    "not applicable": "not_applicable",
} | {verdict: verdict for verdict in VERDICTS}


@dataclass(slots=True)
class Case:
    """One label with the matcher's answer to it.

    `cited` are the numbers of sentences, or of the gold's quotes, that the evidence touches; `gold_cited` those it should.
    """

    record: Labelled
    patient_id: str
    gold: str
    also: frozenset[str]
    debatable: bool
    verdict: str = FAILED
    basis: str = ""
    types: frozenset[str] = frozenset()
    criterion: str = ""
    kind: str = ""
    judgement: Judgement | None = None
    gold_cited: frozenset[int] = frozenset()
    cited: frozenset[int] = frozenset()
    beyond: int = 0
    """Quotes that touch none of the gold's, where these are all that should be cited."""

    @property
    def right(self) -> bool:
        return self.verdict == self.gold or self.verdict in self.also

    def verdict_for_score(self) -> str:
        """The verdict, a second right answer counted as the gold."""
        return self.gold if self.right else self.verdict


@dataclass(slots=True)
class _Read:
    cases: list[Case] = field(default_factory=list)
    pairs: list[Labelled] = field(default_factory=list)


def evaluate_judgements(data: Path, policies: Sequence[str] = POLICIES, limit: int | None = None) -> Evaluation:
    """Judges every labelled pair of patient and criterion, and matches every labelled pair of patient and trial.

    Args:
        data: a file of JSON Lines, or a folder with `judgements.jsonl`, `pairs.jsonl` and `patients.jsonl`.
        policies: of absence.
        limit: read so many records of each file.

    Raises:
        InputError: the data cannot be read.
    """
    done = Evaluation("Judgements")
    records = [
        record
        for path in files(data, ("judgements", "pairs"))
        for number, record in enumerate(read(path))
        if limit is None or number < limit
    ]
    judged = [record for record in records if not is_pair(record)]
    pairs = [record for record in records if is_pair(record)]
    done.metrics["records"] = len(records)
    sources = Sources()
    for policy in policies:
        found: dict[str, Any] = {}
        if judged:
            cases = [_judged(record, policy, sources, done) for record in judged]
            found |= verdict_metrics(cases)
            found["evidence"] = evidence_metrics(cases)
            found["by atom type"] = by_atom_type(cases)
            done.errors += [_row(case, policy) for case in cases if not case.right and not case.debatable]
            found |= score_trials(judged, cases, policy, sources, done)
        if pairs:
            found["whole trials"] = score_pairs(pairs, policy, sources, done)
        done.metrics[f"absence {policy}"] = found
    return done.finish()


def _judged(record: Labelled, policy: str, sources: Sources, done: Evaluation) -> Case:
    import matcher

    case = Case(
        record,
        sources.patient_id(record),
        gold_of(record, policy),
        frozenset({record.get("also_accepted")} - {None, ""}),
        policy in (record.get("debatable") or ()),
    )
    with done.catching(record.name):
        patient = sources.patient(record)
        criterion, about = sources.criterion(record)
        case.criterion, case.kind = criterion.text, criterion.kind
        case.types = frozenset(atom.type for atom in criterion.atoms())
        judged = matcher.judge(patient, criterion, absence=policy, trial_conditions=about)  # type: ignore[arg-type]
        case.judgement, case.verdict, case.basis = judged, judged.verdict, judged.basis
        _cite(case, sources)
    return case


def gold_of(record: Labelled, policy: str) -> str:
    """The label as a verdict. It stands in `label` or `verdict`, one for both policies or one for each: {"unknown": …, "assume": …}.

    Raises:
        InputError: there is none, or it is no known word.
    """
    said = record.need("verdict", "label")
    if isinstance(said, dict):
        said = said.get(policy, "")
    return _LABELS[record.one_of(said, tuple(_LABELS), "label")]


def _cite(case: Case, sources: Sources) -> None:
    judged = case.judgement
    if judged is None:
        return
    quotes = [
        (quote.note_id, quote.start, quote.end)
        for quote in judged.evidence
        if quote.role in ("supports", "contradicts")
    ]
    numbers = case.record.get("evidence_sentences")
    if numbers is not None:
        sentences = sources.patient_record(case.record).get("sentences") or ()
        case.gold_cited = frozenset(int(number) for number in numbers)
        case.cited = frozenset(
            n for n, (start, end) in enumerate(sentences) if any(s < end and start < e for _, s, e in quotes)
        )
        return
    wanted = [item for item in case.record.get("evidence") or () if item.get("role", "supports") == "supports"]
    places = [_places(str(item.get("text", "")), sources.patient(case.record).notes) for item in wanted]
    case.gold_cited = frozenset(range(len(places)))
    case.cited = frozenset(
        n
        for n, spots in enumerate(places)
        if any(i == j and s < f and b < e for i, b, f in spots for j, s, e in quotes)
    )
    every = [spot for spots in places for spot in spots]
    case.beyond = sum(not any(i == j and s < f and b < e for i, b, f in every) for j, s, e in quotes)


def _places(quote: str, notes: Any) -> list[tuple[str, int, int]]:
    """Where words stand in the notes, every time."""
    found = []
    for note in notes:
        start = note.text.find(quote) if quote else -1
        while start >= 0:
            found.append((note.note_id or "", start, start + len(quote)))
            start = note.text.find(quote, start + 1)
    return found


def verdict_metrics(cases: Sequence[Case]) -> dict[str, Any]:
    """Accuracy and the rest over labels that are not debatable; in three classes a criterion that does not apply counts as open."""
    counted = [case for case in cases if not case.debatable]
    gold4, said4 = [case.gold for case in counted], [case.verdict_for_score() for case in counted]
    gold, said = ([_MERGED.get(label, label) for label in labels] for labels in (gold4, said4))
    pairs = list(zip(gold, said, strict=True))
    undecided = sum(label == "unknown" for label in gold)
    over = sum(g == "unknown" and p in ("satisfied", "violated") for g, p in pairs)
    decided = [case for case in counted if case.basis in ("documented", "derived") and case.verdict in _THREE[:2]]
    return {
        "labels": len(counted),
        "debatable labels left out": len(cases) - len(counted),
        "accuracy": accuracy(gold, said),
        "macro-F1": macro_f1(gold, said, _THREE),
        "accuracy, four verdicts": accuracy(gold4, said4),
        "right among decided": ratio(sum(case.right for case in decided), len(decided)),
        "unsafe (violated, called satisfied)": pairs.count(("violated", "satisfied")),
        "overcommitted (open, called decided)": over,
        "overcommitted share of all": ratio(over, len(pairs)),
        "overcommitted share of open": ratio(over, undecided),
        "by verdict": by_class(gold, said, _THREE),
        "confusion (rows: label)": _shown(confusion(gold4, said4, (*VERDICTS, FAILED))),
    }


def _shown(table: dict[Any, dict[Any, int]]) -> dict[Any, dict[Any, int]]:
    """Only the labels that occur, and failures where there are any."""
    failed = any(row[FAILED] for row in table.values())
    return {
        label: {name: count for name, count in row.items() if name != FAILED or failed}
        for label, row in table.items()
        if any(row.values())
    }


def evidence_metrics(cases: Sequence[Case]) -> Any:
    """Rates of cited evidence over records whose label is decided and names its evidence."""
    counted = [case for case in cases if case.gold_cited and case.gold in _THREE[:2]]
    hits = sum(len(case.gold_cited & case.cited) for case in counted)
    said = sum(len(case.cited) + case.beyond for case in counted)
    return rates(hits, said, sum(len(case.gold_cited) for case in counted))


def by_atom_type(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Accuracy over the criteria that have an atom of each type."""
    hits: dict[str, list[bool]] = {}
    for case in cases:
        if case.debatable:
            continue
        same = _MERGED.get(case.verdict_for_score(), case.verdict_for_score()) == _MERGED.get(case.gold, case.gold)
        for type_ in case.types or {"none"}:
            hits.setdefault(type_, []).append(same)
    return {
        name: {"labels": len(found), "accuracy": ratio(sum(found), len(found))} for name, found in sorted(hits.items())
    }


def _row(case: Case, policy: str) -> dict[str, str]:
    judged = case.judgement
    return {
        "record": case.record.name,
        "patient": case.patient_id,
        "absence": policy,
        "kind": case.kind,
        "criterion": case.criterion,
        "label": case.gold,
        "verdict": case.verdict,
        "basis": case.basis,
        "atom types": ", ".join(sorted(case.types)),
        "reason": judged.reason if judged is not None else "",
        "evidence": " | ".join(f"{quote.role}: {quote.text}" for quote in judged.evidence)
        if judged is not None
        else "",
        "why the label": str(case.record.get("why") or ""),
        "known": str((case.record.get("known") or {}).get(policy, "")),
    }

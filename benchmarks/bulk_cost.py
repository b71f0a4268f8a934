"""Processor time of bulk scoring by its parts, in one process: reading a note, judging a pair, and medspaCy's default pipeline.

    python benchmarks/bulk_cost.py --trials TRIALS [--patients 40] [--most-trials 200] [--medspacy 15]

Processor time stays what it is on a machine that others use too; rates on the clock do not.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from pathlib import Path

import bulk_notes

import matcher
from matcher.bulk.options import Scoring
from matcher.bulk.plan import Plan, plan_of
from matcher.bulk.records import by_patient
from matcher.bulk.scoring import Task, score_patient
from matcher.bulk.tables import packed


def seconds(patients: int, plan: Plan, scoring: Scoring) -> tuple[float, int, int]:
    """Processor seconds for so many patients of one note, with the size of their rows and how many pairs were left early."""
    size = partial = 0
    start = time.process_time()
    for patient in by_patient(bulk_notes.records(patients)):
        done = score_patient(Task(patient), plan, scoring)
        size += len(packed(done))
        partial += done.counts.partial
    return time.process_time() - start, size, partial


def medspacy_seconds(notes: int) -> float:
    """Processor seconds a note of a plain loop over medspaCy's default pipeline with sections and twenty targets."""
    import loguru
    import medspacy as library
    from bulk import TARGETS
    from medspacy.ner import TargetRule

    loguru.logger.disable("PyRuSH")  # it writes every token to a debug log otherwise
    nlp = library.load()
    nlp.add_pipe("medspacy_sectionizer")
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(word, "CONDITION") for word in TARGETS])
    texts = [record.text for record in bulk_notes.records(notes + 1)]
    nlp(texts.pop())
    start = time.process_time()
    for text in texts:
        nlp(text)
    return (time.process_time() - start) / notes


def main() -> None:
    """Prints a line of JSON for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, required=True)
    parser.add_argument("--patients", type=int, default=40)
    parser.add_argument("--most-trials", type=int, default=200)
    parser.add_argument("--medspacy", type=int, default=15)
    given = parser.parse_args()
    read = (trial for trial in matcher.read_trials(given.trials) if isinstance(trial, matcher.Trial))
    start = time.process_time()
    plan, _ = plan_of(itertools.islice(read, given.most_trials))
    criteria = sum(len(planned.trial.criteria) for planned in plan.trials)
    print(
        json.dumps(
            {
                "trials": len(plan.trials),
                "criteria": criteria,
                "ms to read a trial": round((time.process_time() - start) / len(plan.trials) * 1000, 1),
            }
        )
    )
    few = Plan(plan.trials[:1])
    seconds(5, plan, Scoring())
    note, _, _ = seconds(given.patients * 3, few, Scoring(detail="none"))
    note /= given.patients * 3
    print(json.dumps({"ms a note": round(note * 1000, 2)}), flush=True)
    for scoring in (Scoring(detail="none"), Scoring(), Scoring(stop_early=False), Scoring(detail="all")):
        taken, size, partial = seconds(given.patients, plan, scoring)
        pairs = given.patients * len(plan.trials)
        figures = {
            "detail": scoring.detail,
            "stop early": scoring.may_stop,
            "us a pair": round((taken - note * given.patients) / pairs * 1e6),
            "bytes a pair": round(size / pairs),
            "left early": round(partial / pairs, 2),
        }
        print(json.dumps(figures), flush=True)
    theirs = medspacy_seconds(given.medspacy)
    print(json.dumps({"medspaCy ms a note": round(theirs * 1000, 1), "ratio of one process": round(theirs / note, 1)}))


if __name__ == "__main__":
    main()

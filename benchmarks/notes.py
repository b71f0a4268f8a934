"""Reading notes beside spaCy's bare tokenizer and medspaCy's default pipeline, on the project's own notes in one run.

    python benchmarks/notes.py [--rounds N]

Rates differ between machines and with what else they do, ratios far less: the three take turns note by note. The tokenizer
is made anew for each round, since it remembers the words it has split. Processor time, the median round.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

NOTES = Path(__file__).parent.parent / "corpora" / "lupus" / "notes"
_MEDSPACY_NOTES = 8  # it is a hundred times slower
_TARGETS = ("hypertension", "diabetes", "asthma", "pneumonia", "cancer", "pain", "fever", "rash", "nephritis", "lupus")


def spacy_tokenizer() -> Callable[[str], object]:
    import spacy

    return spacy.blank("en")


def medspacy_default() -> Callable[[str], object]:
    import loguru
    import medspacy
    from medspacy.ner import TargetRule

    loguru.logger.disable("PyRuSH")  # it writes every word of a note to a debug log otherwise
    nlp = medspacy.load()
    nlp.add_pipe("medspacy_sectionizer")
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(word, "CONDITION") for word in _TARGETS])
    return nlp


def seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    texts = [path.read_text(encoding="utf-8") for path in sorted(NOTES.glob("*.txt"))]
    if not texts:
        sys.exit(f"No notes in {NOTES}.")

    import matcher

    begun = time.perf_counter()
    matcher.read_notes("Loads the models.")
    first = time.perf_counter() - begun
    patients = [matcher.read_notes(text) for text in texts]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)

    ratios, rates = [], []
    for _ in range(rounds):
        tokenizer = spacy_tokenizer()
        tokenizer(texts[0])
        theirs = mine = 0.0
        for text in texts:
            theirs += seconds(tokenizer, text)
            mine += seconds(matcher.read_notes, text)
        ratios.append(theirs / mine)
        rates.append(sum(map(len, texts)) / mine / 1000)
    medspacy = medspacy_default()
    medspacy(texts[0])
    few = texts[:_MEDSPACY_NOTES]
    slow = sum(seconds(medspacy, text) for text in few) / sum(seconds(matcher.read_notes, text) for text in few)

    print(f"{len(texts)} notes of {statistics.mean(map(len, texts)):,.0f} characters")
    print(f"{sum(len(patient.facts) for patient in patients):,} facts")
    print(f"first note              {first:6.2f} s")
    print(f"reading notes           {statistics.median(rates):6.0f} KB/s")
    print(f"  x spaCy's tokenizer   {statistics.median(ratios):6.2f}")
    print(f"  x medspaCy's default  {slow:6.1f}")
    print(f"peak memory             {memory:6.0f} MB (before medspaCy's default pipeline)")


if __name__ == "__main__":
    main()

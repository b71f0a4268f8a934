"""Load time and memory of the vocabulary, and its time on a note of 2,000 characters beside spaCy's bare tokenizer.

    MATCHER_EVAL=../shared/eval python benchmarks/vocabulary.py

Each figure is taken in a process of its own. Notes are those of the evaluation kit, cut at 2,000 characters; times are the
median of the medians of five rounds over all notes, on one core.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LENGTH = 2000
ROUNDS = 5


def notes() -> list[str]:
    """Real notes of the kit, normalised and cut."""
    from matcher.text.characters import normalise

    path = Path(os.environ.get("MATCHER_EVAL", "../shared/eval")) / "dev" / "notes" / "mtsamples.jsonl"
    if not path.is_file():
        sys.exit(f"The notes are not there ({path}); set MATCHER_EVAL.")
    with path.open(encoding="utf-8") as file:
        texts = [normalise(json.loads(line)["text"]) for line in file]
    return [text[:LENGTH] for text in texts if len(text) >= LENGTH]


def median_ms(work: Callable[[str], object], texts: list[str]) -> float:
    """Milliseconds a note."""
    rounds = []
    for _ in range(ROUNDS):
        times = []
        for text in texts:
            start = time.perf_counter()
            work(text)
            times.append(time.perf_counter() - start)
        rounds.append(statistics.median(times))
    return statistics.median(rounds) * 1000


def measure_vocabulary() -> dict[str, float]:
    """Load time in seconds, memory in MB that loading and finding take, ms a note."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    from matcher.terms import vocabulary

    known = vocabulary()
    load = time.perf_counter() - start
    texts = notes()
    found = median_ms(known.find, texts)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"load s": load, "memory MB": memory, "find ms": found, "concepts": len(known.concepts), "notes": len(texts)}


def measure_tokenizer() -> dict[str, float]:
    """Milliseconds a note of spaCy's English tokenizer."""
    import spacy

    return {"tokenizer ms": median_ms(spacy.blank("en"), notes())}


def main() -> None:
    """Prints all figures and the ratio."""
    if len(sys.argv) > 1:
        print(json.dumps({"vocabulary": measure_vocabulary, "tokenizer": measure_tokenizer}[sys.argv[1]]()))
        return
    figures: dict[str, float] = {}
    for part in ("vocabulary", "tokenizer"):
        done = subprocess.run([sys.executable, __file__, part], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        figures |= json.loads(done.stdout)
    figures["find / tokenizer"] = figures["find ms"] / figures["tokenizer ms"]
    for name, value in figures.items():
        print(f"{name:18} {value:,.2f}")


if __name__ == "__main__":
    main()

"""How many gold disease and drug mentions of annotated criteria the vocabulary knows.

    MATCHER_EVAL=../shared/eval python benchmarks/vocabulary_recall.py [--misses 100] [--tables-only]

Counts the mentions of Chia and LCT that are a known term or contain one, for diseases and drugs, and lists the most frequent
others. A term of any type counts ("contains or is a known term"); the stricter share, a term of the mention's own type, is
printed beside it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.terms.vocabulary import Vocabulary, table_vocabulary, vocabulary
from matcher.text.characters import normalise

SETS = {"chia": "chia/criteria.jsonl", "lct": "lct/criteria.jsonl.gz"}
TYPES = {"Condition": {"condition", "reproductive"}, "Drug": {"exposure"}}
GOAL = {"Condition": 0.80, "Drug": 0.85}


def criteria(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def measure(path: Path, known: Vocabulary) -> tuple[dict[str, tuple[int, int, int]], dict[str, Counter[str]]]:
    """For each kind of mention: how many, how many hold a known term, how many one of their own type; and the others."""
    counts = {kind: [0, 0, 0] for kind in TYPES}
    misses: dict[str, Counter[str]] = {kind: Counter() for kind in TYPES}
    for row in criteria(path):
        text = normalise(row["text"])
        found = known.find(text)
        for entity in row["entities"]:
            kind = entity["type"]
            if kind not in TYPES:
                continue
            start, end = entity["start"], entity["end"]
            inside = [match for match in found if start <= match.start and match.end <= end]
            inside = inside or known.find(normalise(entity["text"]))
            counts[kind][0] += 1
            counts[kind][1] += bool(inside)
            counts[kind][2] += any(match.type in TYPES[kind] for match in inside)
            if not inside:
                misses[kind][" ".join(entity["text"].lower().split())] += 1
    return {kind: (total, held, own) for kind, (total, held, own) in counts.items()}, misses


def main() -> None:
    """Prints the shares and the most frequent misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=20, help="how many misses to list for each set and kind")
    parser.add_argument("--tables-only", action="store_true", help="without the compiled vocabulary")
    arguments = parser.parse_args()
    kit = Path(os.environ.get("MATCHER_EVAL", "../shared/eval")) / "dev"
    known = table_vocabulary() if arguments.tables_only else vocabulary()
    for name, file in SETS.items():
        if not (kit / file).is_file():
            print(f"{name}: not there ({kit / file}); set MATCHER_EVAL")
            continue
        counts, misses = measure(kit / file, known)
        for kind, (total, held, own) in counts.items():
            print(
                f"{name} {kind}: {total} mentions, {held / total:.1%} hold a known term (goal {GOAL[kind]:.0%}), {own / total:.1%} one of the type"
            )
            for text, count in misses[kind].most_common(arguments.misses):
                print(f"    {count:4d}  {text}")


if __name__ == "__main__":
    main()

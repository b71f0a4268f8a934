"""How findings are meant, against labels: negated, past, uncertain, someone else's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.evaluation.metrics import rates
from matcher.evaluation.records import Labelled, files, read
from matcher.evaluation.types import Evaluation

if TYPE_CHECKING:
    from matcher.notes.types import Fact

FLAGS = ("negated", "historical", "uncertain", "hypothetical", "family")
_WORDS = {
    "negated": ("negation", "negated"),
    "historical": ("temporality", "historical"),
    "family": ("experiencer", "family member"),
}
"""Fields that say it in a word, and the word that means yes (as in the NegEx corpus); of `experiencer` any but "patient" does."""


def evaluate_assertions(data: Path, limit: int | None = None) -> Evaluation:
    """Reads every labelled sentence with its finding given as a term, so that this measures context and not the vocabulary.

    Args:
        data: JSON Lines with `sentence`, `condition`, perhaps `start` and `end`, and any of the flags `negated`, `historical`, `uncertain`,
            `hypothetical`, `family` (true or false), or `negation`, `temporality`, `experiencer` in words; or a folder of them.
        limit: read so many records of each file.

    Raises:
        InputError: the data cannot be read.
    """
    import matcher

    done = Evaluation("Assertions")
    pairs: dict[str, list[tuple[bool, bool]]] = {flag: [] for flag in FLAGS}
    count = missing = 0
    for path in files(data, ("assertions", "sentences")):
        for number, record in enumerate(read(path)):
            if limit is not None and number >= limit:
                break
            count += 1
            sentence, condition = str(record.need("sentence", "text")), str(record.need("condition", "term"))
            wanted = {flag: label for flag in FLAGS if (label := label_of(record, flag)) is not None}
            fact, crashed = None, True
            with done.catching(record.name):
                patient = matcher.read_notes(sentence, terms=[condition])
                fact = _at(patient.facts, _place(record, sentence, condition))
                crashed = False
            missing += fact is None
            for flag, gold in wanted.items():
                said = not gold if crashed else bool(fact is not None and getattr(fact, flag))
                pairs[flag].append((gold, said))
                if said != gold:
                    done.errors.append(
                        {
                            "record": record.name,
                            "sentence": sentence,
                            "finding": condition,
                            "what": flag,
                            "label": "yes" if gold else "no",
                            "found": "yes" if said else "no",
                            "fact": fact.text if fact is not None else "(no fact there)",
                        }
                    )
    done.metrics |= {"sentences": count, "finding not found": missing}
    done.metrics |= {flag: _binary(found) for flag, found in pairs.items() if found}
    return done.finish()


def _binary(pairs: Sequence[tuple[bool, bool]]) -> Any:
    return rates(sum(g and p for g, p in pairs), sum(p for _, p in pairs), sum(g for g, _ in pairs))


def label_of(record: Labelled, flag: str) -> bool | None:
    """What a record says of a flag; None where it does not say."""
    said = record.fields.get(flag)
    if isinstance(said, bool):
        return said
    field, word = _WORDS.get(flag, ("", ""))
    said = record.fields.get(field)
    if not isinstance(said, str):
        return None
    return said.lower() != "patient" if field == "experiencer" else said.lower() == word


def _place(record: Labelled, sentence: str, condition: str) -> tuple[int, int]:
    start, end = record.get("start"), record.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return start, end
    found = sentence.casefold().find(condition.casefold())
    return (found, found + len(condition)) if found >= 0 else (0, 0)


def _at(facts: Sequence[Fact], place: tuple[int, int]) -> Fact | None:
    """The fact that covers most of a place; among equals the shortest."""
    start, end = place

    def shared(fact: Fact) -> int:
        return min(end, fact.end) - max(start, fact.start)

    touching = [fact for fact in facts if shared(fact) > 0]
    return max(touching, key=lambda fact: (shared(fact), fact.start - fact.end), default=None)

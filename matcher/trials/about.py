"""What a trial is about, as concepts of the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.terms import vocabulary
from matcher.text.characters import normalise
from matcher.trials.registry import TrialRecord

_TOO_WIDE = frozenset({"disease", "syndrome", "infection", "injury"})


def condition_concepts(record: TrialRecord, inclusions: Sequence[str]) -> tuple[str, ...]:
    """Concept names of the trial's conditions: from its field of conditions, else its title, else its first inclusion that
    names one."""
    for texts in (record.conditions, (record.title or "",), inclusions):
        found: list[str] = []
        for text in texts:
            found.extend(_conditions_in(text))
            if texts is inclusions and found:
                break
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _conditions_in(text: str) -> list[str]:
    v = vocabulary()
    plain = normalise(text)
    whole = [concept.name for concept in v.lookup(plain) if concept.type == "condition"][:1]
    named = whole or [match.concept for match in v.find(plain) if match.type == "condition"]
    return [name for name in named if name not in _TOO_WIDE]

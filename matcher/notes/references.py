"""What a sentence says of a condition named before it or beside it under another name: "It is well controlled", corrections."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from matcher.notes.phrases import phrase_words
from matcher.notes.qualifiers import Hit
from matcher.notes.view import FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.text.word_index import Phrases

_REFERS = re.compile(
    r"(?:it|this|that|these|they|which|both|the (?:condition|disease|illness|problem|infection|disorder|diagnosis|episode))\s+"
    r"(?:is|are|was|were|has|have|had|remains?|remained|responded|resolved|did|does|cleared|went|subsided|came|recurred|relapsed)\b",
    re.IGNORECASE,
)
_STATES = frozenset(
    {
        "controlled",
        "uncontrolled",
        "remission",
        "stable",
        "refractory",
        "relapsed",
        "worsening",
        "improving",
        "active",
        "inactive",
    }
)
"""Qualifiers that a sentence of its own may give; others ("secondary", "other") belong to a name beside them."""
_RESOLVED = re.compile(
    r"\b(?:has |have |had )?(?:completely |fully |spontaneously |since |now )*(?:resolved|cleared up|cleared|gone away|went away|subsided|disappeared|healed)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|yet to|until|incompletely|partially|nearly|almost)\b|n't\b", re.IGNORECASE)
_REACH = 30
"""Characters between a diagnosis and the words that correct it."""
_REACH_AFTER = 16
"""Characters between these words and the new diagnosis: an article and an adjective."""


def refer_back(note: NoteView, drafts: list[FactDraft], hits: Sequence[Hit]) -> None:
    """Gives the condition a sentence ends its predecessor with what the next says of "it".

    Only the last condition of the sentence directly before is meant, and only where the sentence itself names none: "He has
    asthma. It is well controlled."

    Args:
        drafts: conditions among others, in the order of the note; changed in place.
        hits: the qualifying words of the note.
    """
    conditions = [draft for draft in drafts if draft.type == "condition"]
    starts = [draft.start for draft in conditions]
    hit_starts = [hit.start for hit in hits]
    seen: set[int] = set()
    for place in starts:
        following = note.sentence_index(place) + 1
        if following in seen or following >= len(note.sentences):
            continue
        seen.add(following)
        start, end = note.sentences[following]
        if not _REFERS.match(note.clean, start, end) or "\n\n" in note.clean[note.sentences[following - 1][1] : start]:
            continue
        named = bisect_left(starts, start)
        if named < len(starts) and starts[named] < end:
            continue
        meant = conditions[named - 1]
        if meant.negated or meant.family or meant.hypothetical:
            continue
        _say(
            note,
            meant,
            list(hits[bisect_left(hit_starts, start) : bisect_right(hit_starts, end)]),
            start,
            end,
        )


def _say(note: NoteView, meant: FactDraft, hits: Sequence[Hit], start: int, end: int) -> None:
    """Takes over the states a sentence names."""
    said = [
        rule.value
        for hit in hits
        if not note.assertion(hit.start, hit.end, "condition").negated
        for rule in hit.rules
        if rule.field == "qualifier" and rule.value in _STATES
    ]
    if "uncontrolled" in said:
        said = [value for value in said if value != "controlled"]
    resolved = _RESOLVED.search(note.clean, start, end)
    if resolved and not _NOT.search(note.clean, start, resolved.end()):
        meant.ongoing, meant.historical = False, True
        said.append("resolved")
    meant.qualifiers = tuple(dict.fromkeys((*meant.qualifiers, *said)))


@cache
def _corrections() -> Phrases:
    return Phrases(phrase_words()["correction"])


def correct(note: NoteView, drafts: list[FactDraft]) -> None:
    """Takes back a diagnosis that a sentence replaces by another: "the pneumonia turned out to be atelectasis".

    Both must be named, close to the words of the correction; a closer name of the same disease ("turned out to be a legionella
    pneumonia") takes nothing back. The new diagnosis is certain.
    """
    conditions = [draft for draft in drafts if draft.type == "condition"]
    starts = [draft.start for draft in conditions]
    for match in _corrections().finditer(note.words):
        first, last = note.sentence_at(match.start())
        after = bisect_left(starts, match.end())
        if not 0 < after < len(conditions):
            continue
        old, new = conditions[after - 1], conditions[after]
        near = (
            old.start >= first
            and new.end <= last
            and match.start() - old.end <= _REACH
            and new.start - match.end() <= _REACH_AFTER
        )
        if not near or old.concept == new.concept or vocabulary().is_a(new.concept, old.concept):
            continue
        old.negated, old.uncertain, old.ongoing = True, False, None
        old.qualifiers = ()
        new.uncertain = False

"""The words of a patient's notes, sentence by sentence: where a matter is spoken of that no fact is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log

from matcher.notes.types import Note, Patient
from matcher.terms.normal import normal_word
from matcher.text.characters import normalise
from matcher.text.sentences import sentence_spans

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ENDINGS = (
    "ization", "isation", "ational", "ically", "ations", "ation", "ative", "ingly", "ments", "ment", "ness", "ical", "ions", "ally",
    "ated", "ates", "ants", "ings", "tion", "sion", "able", "ible", "ably", "ity", "ous", "ive", "ion", "ate", "ant", "ing",
    "ery", "ies", "ied", "ed", "ic", "al", "ly", "es", "y", "e",
)  # fmt: skip
_SHORTEST_STEM = 4
_K1, _B = 1.2, 0.75
"""The usual constants of BM25 (Robertson and Zaragoza 2009)."""


def stem_of(word: str) -> str:
    """A word without its ending, so that "surgery", "surgeries" and "surgical" meet.

    >>> stem_of("surgery") == stem_of("Surgical"), stem_of("transferred") == stem_of("transfer")
    (True, True)
    """
    key = normal_word(word)
    if len(key) <= _SHORTEST_STEM:
        return key
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= _SHORTEST_STEM:
            key = key[: -len(ending)]
            break
    if len(key) > _SHORTEST_STEM and key[-1] == key[-2] and key[-1] not in "sl":
        key = key[:-1]
    return key


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of all words of a text, in order; parts of hyphenated words count apart.

    >>> stems_of("Half-sided weakness")
    ('half', 'side', 'weak')
    """
    return tuple(stem_of(part) for word in _WORD.findall(text) for part in word.split("-") if len(part) > 1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a note and the stems of its words."""

    note_id: str
    start: int
    end: int
    stems: frozenset[str]
    length: int


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Sentences by the stems in them."""

    sentences: tuple[Sentence, ...]
    _by_stem: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __contains__(self, stem: str) -> bool:
        return stem in self._by_stem

    def together(self, stems: Iterable[str]) -> int:
        """The most of some stems that stand in one sentence."""
        counts: dict[int, int] = {}
        for stem in set(stems):
            for n in self._by_stem.get(stem, ()):
                counts[n] = counts.get(n, 0) + 1
        return max(counts.values(), default=0)

    def nearest(self, stems: Iterable[str], most: int) -> list[Sentence]:
        """The sentences that share most with some words, best first, by BM25 (Robertson and Zaragoza 2009)."""
        total = len(self.sentences)
        if not total:
            return []
        mean = sum(sentence.length for sentence in self.sentences) / total
        scores: dict[int, float] = {}
        for stem in set(stems):
            found = self._by_stem.get(stem, ())
            weight = log(1 + (total - len(found) + 0.5) / (len(found) + 0.5))
            for n in found:
                length = 1 - _B + _B * self.sentences[n].length / mean
                scores[n] = scores.get(n, 0.0) + weight * (_K1 + 1) / (1 + _K1 * length)
        best = sorted(scores, key=lambda n: (-scores[n], n))[:most]
        return [self.sentences[n] for n in best]


def words_of(patient: Patient) -> WordIndex:
    """The word index of a patient's notes, made once and kept with the patient."""
    known = patient._cache.get("words")
    if not isinstance(known, WordIndex):
        known = patient._cache["words"] = _index(patient.notes)
    return known


def _index(notes: Iterable[Note]) -> WordIndex:
    sentences: list[Sentence] = []
    by_stem: dict[str, list[int]] = {}
    for note in notes:
        for start, end in sentence_spans(normalise(note.text)):
            stems = stems_of(note.text[start:end])
            known = frozenset(stems)
            for stem in known:
                by_stem.setdefault(stem, []).append(len(sentences))
            sentences.append(Sentence(note.note_id or "", start, end, known, len(stems)))
    return WordIndex(tuple(sentences), {stem: tuple(places) for stem, places in by_stem.items()})

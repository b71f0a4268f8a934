"""How a place in a note is meant: medspaCy's ConText with the cues of `tables/cues.tsv`, sentence by sentence.

ConText as medspaCy calls it holds every cue of a document against every other and against every target, which is
quadratic in the length of a note. Here its modifiers and its graph are made for one sentence, when its cues are first
asked for, and targets are asked for one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spacy.language import Language

from matcher.notes.cue_choice import in_place, longest, without_companions
from matcher.notes.cue_reach import scoped
from matcher.notes.cue_rules import CueRule, cue_rules
from matcher.notes.findings import Component, Findings
from matcher.notes.forms import has_boxes, unticked_is_absent, with_form_cues
from matcher.notes.literals import Literals
from matcher.notes.risks import risks_talked_over
from matcher.notes.tokenizer import Words
from matcher.notes.view import Cue

_MOST_CUES = 80
"""Cues weighed against one another at a time; a sentence with more is taken in stretches."""
_LONGEST_LIST = 25
"""Items of a list of what may go wrong."""
_LONGEST_HEAD = 160
_ITEM = re.compile(r"\s*\d{1,2}[.)]\s")
_NUMBER_BEFORE = re.compile(r"(?:\A|[\s,:])\d{1,2}[.)]\s*\Z")
_RISKS_HEAD = re.compile(
    r"\b(?:risks|complications|hazards)\b[^.]*\b(?:limited to|includ(?:e|es|ing|ed)|are|were|following)\W*(?:\d{1,2}[.)]\s*)?\Z",
    re.IGNORECASE,
)
"""The head of a list of what may go wrong, its items below."""


class SentenceContext(Component):
    """medspaCy's ConText, its graph made for one sentence at a time. `doc._.clinical_cues` is sentence number → cues."""

    finds = "cues"

    def __init__(self, nlp: Language) -> None:
        self.literals: Literals[CueRule] = Literals(lambda literal: nlp.tokenizer.words(literal).words)
        for literal, rule in cue_rules():
            self.literals.add(literal, rule)

    def read(self, found: Findings) -> None:
        found.cues = SentenceCues(self.literals, found.words, found.sentence_tokens, found.sentences)


class SentenceCues(Mapping[int, tuple[Cue, ...]]):
    """The cues of each sentence that has some, by its number; found and weighed when they are first asked for."""

    def __init__(
        self, literals: Literals[CueRule], words: Words, firsts: list[int], sentences: Sequence[tuple[int, int]]
    ) -> None:
        """Args: the cues; the words of the note; first word of each sentence and the end; its offsets."""
        self._literals, self._words, self._firsts, self._sentences = literals, words, firsts, sentences
        self._empty_is_absent = unticked_is_absent(words.text)
        self._boxes = has_boxes(words.text)
        self._read: dict[int, tuple[Cue, ...]] = {}

    def __getitem__(self, sentence: int) -> tuple[Cue, ...]:
        cues = self.get(sentence)
        if not cues:
            raise KeyError(sentence)
        return cues

    def get(self, sentence: int, default: Any = None) -> Any:
        """The cues of a sentence by its number, read at the first call; `default` where it has none."""
        cues = self._read.get(sentence)
        if cues is None:
            cues = self._read[sentence] = self._cues(sentence) if 0 <= sentence < len(self._sentences) else ()
        return cues or default

    def __iter__(self) -> Iterator[int]:
        return (sentence for sentence in range(len(self._sentences)) if self.get(sentence))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _cues(self, sentence: int) -> tuple[Cue, ...]:
        prose: tuple[Cue, ...] = ()
        first, last = self._firsts[sentence], self._firsts[sentence + 1]
        words = self._words.lower
        found = self._literals.find(words, first, last)
        # Where nothing but limits stands there is nothing to limit.
        if any(rule.layer != "limit" for _, _, rule in found):
            kept = without_companions(longest(in_place(found, words, last)), words)
            read: list[Cue] = []
            for low in range(0, len(kept), _MOST_CUES):
                read.extend(scoped(kept[low : low + _MOST_CUES], self._words, first, last))
            prose = tuple(read)
        start, end = self._sentences[sentence]
        if self._continues_risks(sentence):
            prose = (Cue(start, start, "HYPOTHETICAL", "FORWARD", start, end), *prose)
        elif (told := risks_talked_over(self._words.text, start, end)) is not None:
            prose = (Cue(told, told, "HYPOTHETICAL", "FORWARD", told, end), *prose)
        text, empty_is_absent = self._words.text, self._empty_is_absent
        return with_form_cues(prose, text, start, end, empty_is_absent=empty_is_absent, boxes=self._boxes)

    def _continues_risks(self, sentence: int) -> bool:
        """Whether a sentence is an item of a numbered list headed by "complications include:"."""
        text = self._words.text
        for number in range(sentence, max(sentence - _LONGEST_LIST, 0), -1):
            start, _ = self._sentences[number]
            if not (_ITEM.match(text, start) or _NUMBER_BEFORE.search(text, max(start - 8, 0), start)):
                return False
            first, last = self._sentences[number - 1]
            if _RISKS_HEAD.search(text, max(first, last - _LONGEST_HEAD), last):
                return True
        return False

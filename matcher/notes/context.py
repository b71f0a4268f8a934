"""How a place in a note is meant: medspaCy's ConText with the cues of `tables/cues.tsv`, sentence by sentence.

ConText as medspaCy calls it holds every cue of a document against every other and against every target, which is
quadratic in the length of a note. Here its modifiers and its graph are made for one sentence, when its cues are first
asked for, and targets are asked for one at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from medspacy.context.context_graph import ConTextGraph
from medspacy.context.context_modifier import ConTextModifier
from spacy.lang.en.lex_attrs import like_num
from spacy.language import Language

from matcher.notes.assertion import categories
from matcher.notes.cue_rules import CueRule, cue_rules
from matcher.notes.findings import Component, Findings
from matcher.notes.forms import has_boxes, unticked_is_absent, with_form_cues
from matcher.notes.literals import Literals
from matcher.notes.risks import risks_talked_over
from matcher.notes.tokenizer import Words
from matcher.notes.view import Cue

_LONGEST = 200
"""Words: of a longer sentence (no stop for pages) cues reach only their part, so that the cost stays linear."""
_MOST_CUES = 80
"""Cues weighed against one another at a time; a sentence with more is taken in stretches."""
_CLAUSE_END = frozenset(".,;:)") | {
    "and",
    "but",
    "because",
    "due",
    "yet",
    "so",
    "as",
    "-",
    "or",
    "since",
    "per",
    "after",
}
_SAID_AFTERWARDS = frozenset({"negated", "uncertain"})
"""What may be said in a word at the end of an item: "Diabetes: denies", "Seizure, r/o"."""
_ONSET = frozenset({"started", "starting", "began", "begun", "beginning", "onset", "since", "developed", "commenced"})
"""What began years ago may go on: no history by itself."""
_ONSET_REACH = 5
_LONGEST_LIST = 25
"""Items of a list of what may go wrong."""
_LONGEST_HEAD = 160
_LONGEST_BRACKET = 12
"""Words of a bracket that adds to an answer."""
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


Match = tuple[int, int, CueRule]


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
            kept = _without_companions(_longest(_in_place(found, words, last)), words)
            read: list[Cue] = []
            for low in range(0, len(kept), _MOST_CUES):
                read.extend(_scoped(kept[low : low + _MOST_CUES], self._words, first, last))
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


def _in_place(found: list[Match], words: list[str], end: int) -> list[Match]:
    """Without the cues that stand where they do not count: $ only at the end of a clause, @ only before a time, % not after a beginning."""
    kept = []
    for match in found:
        place = match[2].place
        if place:
            following = words[match[1]] if match[1] < end else None
            if place == "$" and not _ends_clause(following, words, match[1], end):
                continue
            if place == "@" and (
                following is None or not (like_num(following) or following in _TIMES or following[0].isdigit())
            ):
                continue
            if place == "%" and not _ONSET.isdisjoint(words[max(match[0] - _ONSET_REACH, 0) : match[0]]):
                continue
        kept.append(match)
    # "In the past 6 months" is no history: what stands before a time hides the cue of the same words.
    hidden = {match[:2] for match in kept if match[2].place == "@" and match[2].direction == "PSEUDO"}
    return [match for match in kept if match[:2] not in hidden or match[2].direction == "PSEUDO"] if hidden else kept


def _ends_clause(following: str | None, words: list[str], at: int, end: int) -> bool:
    return following is None or following in _CLAUSE_END or (following == "(" and _closes_clause(words, at, end))


def _closes_clause(words: list[str], bracket: int, end: int) -> bool:
    """Whether nothing of the clause follows the bracket that opens at a word: "Gout: no (urate 300)."."""
    close = next((i for i in range(bracket, min(bracket + _LONGEST_BRACKET, end)) if words[i] == ")"), None)
    return close is not None and (close + 1 >= end or words[close + 1] in (".", ",", ";"))


def _longest(found: list[Match]) -> list[Match]:
    """Within each layer the longest of overlapping cues (equal ones all); no limit inside a cue that it could end."""
    layers: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        layers[match[2].layer].append(match)
    limits = layers.pop("limit", [])
    kept: list[Match] = []
    free: list[Match] = []
    for matches in layers.values():
        if len(matches) == 1:
            kept += matches
            continue
        taken: dict[int, tuple[int, int]] = {}
        for match in sorted(matches, key=lambda m: (m[0] - m[1], m[0])):
            spans = {taken.get(token) for token in range(match[0], match[1])}
            if spans <= {None, (match[0], match[1])}:
                kept.append(match)
                taken.update(dict.fromkeys(range(match[0], match[1]), (match[0], match[1])))
    for limit in limits:
        first, end = limit[:2]
        if not any(_holds(match, limit) for match in kept if match[0] < end and first <= match[1]):
            free.append(limit)
    return sorted(kept + free, key=itemgetter(0, 1))


def _holds(match: Match, limit: Match) -> bool:
    """Whether a limit is part of a cue that it could end."""
    start, end, rule = match
    ends_denial = limit[2].category == "NEGATION_END"
    if limit[0] < end and start < limit[1]:
        # "Denies smoking, asthma or a family history of stroke": the words of the cue end no denial.
        return limit[2].category in rule.ends or (ends_denial and rule.layer == "family" and rule.names_history)
    # "No history of": a limit that follows the cue at once belongs to it.
    follows = limit[0] == end and not limit[2].rule.literal.startswith(",")
    return ends_denial and follows and limit[2].category in rule.ends


def _without_companions(found: list[Match], words: list[str]) -> list[Match]:
    """Without the relatives that are only company or informants ("contact with an uncle"), and the cues that say so."""
    company = {end for _, end, rule in found if rule.category == "COMPANION"}
    if not company:
        return found
    kept = []
    for start, end, rule in found:
        if rule.category == "COMPANION":
            continue
        if rule.category == "FAMILY" and rule.direction == "FORWARD":
            near = (start, start - 1) if start and words[start - 1] in _DETERMINERS else (start,)
            if company.intersection(near) and not _described(words, end):
                continue
        kept.append((start, end, rule))
    return kept


def _described(words: list[str], end: int) -> bool:
    """Whether what follows a relative describes the relative ("lives with his wife, who has epilepsy")."""
    following = words[end : end + 2]
    return bool(following) and (following[0] in _DESCRIBES or following == [",", "who"])


_DESCRIBES = frozenset({"who", "has", "had", "with", "having", "whose"})
_TIMES = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tomorrow",
        "next",
        "this",
        "later",
        "early",
        "late",
        "mid",
        "the",
        "today",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "week",
        "month",
        "once",
        "year",
        "years",
        "months",
        "weeks",
        "day",
        "days",
        "few",
        "several",
        "couple",
    ]
)
_DETERMINERS = frozenset({"a", "an", "the", "her", "his", "their", "my", "your", "another", "patient's", "'s"})


class _SentenceGraph(ConTextGraph):
    """medspaCy's graph, which asks of two cues only where one of them can limit the other."""

    def __init__(self, modifiers: list[ConTextModifier], rules: list[CueRule]) -> None:
        super().__init__(modifiers=modifiers)
        self.rules = rules

    def update_scopes(self) -> None:
        pairs = list(zip(self.modifiers, self.rules, strict=True))
        for number, (one, rule) in enumerate(pairs):
            for other, others in pairs[number + 1 :]:
                if rule.can_be_limited and rule.may_be_limited_by(others):
                    one.limit_scope(other)
                if others.can_be_limited and others.may_be_limited_by(rule):
                    other.limit_scope(one)


def _scoped(found: list[Match], all_words: Words, first: int, last: int) -> list[Cue]:
    """The cues of a sentence with the stretch each of them reaches, as ConText's graph limits them."""
    known = categories()
    speaking = [rule for _, _, rule in found if rule.speaks and rule.can_be_limited]
    modifiers: list[ConTextModifier] = []
    rules: list[CueRule] = []
    for start, end, rule in found:
        if rule.layer == "limit":
            if not rule.speaks and not any(other.may_be_limited_by(rule) for other in speaking):
                continue
            # A cue that only ends others reaches no further than its words. medspaCy gives it the whole sentence, and then
            # overlooks it: its `tuple_overlaps` is false where the second span contains the first.
            low, high = start, end
        else:
            low, high = _reach(rule, start, end, *_bounds(start, first, last))
        modifiers.append(ConTextModifier(rule.rule, start, end, None, low, high))
        rules.append(rule)
    if len(modifiers) > 1:
        _SentenceGraph(modifiers, rules).update_scopes()
    words, begins, ends = all_words.lower, all_words.begins, all_words.ends
    cues = []
    for modifier, rule in zip(modifiers, rules, strict=True):
        if not rule.speaks:
            continue
        direction = rule.direction
        start, end = modifier.modifier_span
        low, high = modifier.scope_span
        if (
            direction == "FORWARD"
            and known[rule.category].flags & _SAID_AFTERWARDS
            and not _has_word(words, end, last)
            and not _is_whole(words, start, end)
        ):
            # Nothing follows ("Diabetes: denies", "Seizure, r/o"): it speaks of what stands before.
            low, high, direction = _item_before(words, first, start), start, "BACKWARD"
        elif direction == "FORWARD":
            high = min(high, _bracket_end(words, start, last))
        if low >= high:
            continue
        cues.append(Cue(begins[start], ends[end - 1], rule.category, direction, begins[low], ends[high - 1]))
    return cues


def _bounds(word: int, first: int, last: int) -> tuple[int, int]:
    """The part of the sentence [first, last) in which a cue at a word is read: nearly always the whole of it."""
    if last - first <= _LONGEST:
        return first, last
    low = word - word % _LONGEST
    high = -(-max(word + 1, first + _LONGEST) // _LONGEST) * _LONGEST
    return (low if low - first >= _LONGEST else first), min(high, last)


def _is_whole(words: list[str], start: int, end: int) -> bool:
    """Whether a denial with a verb of its own ("drinks wine and does not smoke") ends the sentence: it says nothing of what stands before.

    Behind a label it does: "Rituximab: did not receive".
    """
    return "not" in words[start:end] and end - start > 1 and words[start - 1 : start] not in ([":"], ["-"])


def _reach(rule: CueRule, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The scope that ConText gives a cue in the sentence [low, high), before others limit it."""
    most = rule.rule.max_scope
    if rule.direction == "FORWARD":
        return end, high if most is None else min(high, end + most)
    if rule.direction == "BACKWARD":
        return low if most is None else max(low, start - most), start
    return (low, high) if most is None else (max(low, start - most), min(high, end + most))


def _has_word(words: list[str], start: int, end: int) -> bool:
    return any(word.isalpha() or like_num(word) for word in words[start : min(end, start + 6)])


def _bracket_end(words: list[str], start: int, last: int) -> int:
    """Where the bracket around a word closes, or the end of the sentence: "(slides not submitted) indicates leukemia"."""
    depth = 0
    for i in range(start - 1, max(start - 30, -1), -1):
        if words[i] == ")":
            depth -= 1
        elif words[i] == "(":
            depth += 1
            if depth == 1:
                break
    if depth < 1:
        return last
    return next((i for i in range(start, last) if words[i] == ")"), last)


def _item_before(words: list[str], first: int, start: int) -> int:
    """Where the item before a trailing cue begins: after the last semicolon or stop, at most twelve words back."""
    low = max(first, start - 12)
    for i in range(start - 1, low - 1, -1):
        if words[i] in (";", ".", "•"):
            return i + 1
    return low

"""How far the cues of a sentence reach, as medspaCy's ConText limits them."""

from __future__ import annotations

from medspacy.context.context_graph import ConTextGraph
from medspacy.context.context_modifier import ConTextModifier
from spacy.lang.en.lex_attrs import like_num

from matcher.notes.assertion import categories
from matcher.notes.cue_choice import Match
from matcher.notes.cue_rules import CueRule
from matcher.notes.tokenizer import Words
from matcher.notes.view import Cue

_LONGEST = 200
"""Words: of a longer sentence (no stop for pages) cues reach only their part, so that the cost stays linear."""
_SAID_AFTERWARDS = frozenset({"negated", "uncertain"})
"""What may be said in a word at the end of an item: "Diabetes: denies", "Seizure, r/o"."""


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


def scoped(found: list[Match], all_words: Words, first: int, last: int) -> list[Cue]:
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

"""How a place in a note is meant: medspaCy's ConText with the cues of `tables/cues.tsv`, sentence by sentence.

ConText as medspaCy calls it holds every cue of a document against every other and against every target, which is
quadratic in the length of a note. Here its matcher runs once over the note, its modifiers and its graph are made for
each sentence, and targets are asked for one at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache
from typing import Any

from medspacy.context import ConText, ConTextRule
from medspacy.context.context_graph import ConTextGraph
from medspacy.context.context_modifier import ConTextModifier
from spacy.language import Language
from spacy.tokens import Doc

from matcher.errors import InputError
from matcher.notes.assertion import categories
from matcher.notes.forms import unticked_is_absent, with_form_cues
from matcher.notes.phrases import TABLES, expand
from matcher.notes.view import Cue
from matcher.text.tables import read_table

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
_DIRECTIONS = frozenset({"FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"})


@lru_cache(maxsize=1)
def cue_rules() -> tuple[ConTextRule, ...]:
    """The cue table as ConText rules, one for each literal cue.

    Raises:
        InputError: a category or a direction that there is not.
    """
    rules: dict[tuple[str, str, str], ConTextRule] = {}
    for number, row in enumerate(read_table(TABLES / "cues.tsv"), 1):
        if row["category"] not in categories() or row["direction"] not in _DIRECTIONS:
            raise InputError(
                "cues.tsv", f"cue {number}", "use a category of cue_categories.tsv and a direction of ConText"
            )
        place = row["cue"][-1] if row["cue"][-1] in "$@" else ""
        for literal in expand(row["cue"].rstrip("$@ ")):
            key = (literal, row["category"], row["direction"])
            if key in rules or not literal:
                continue
            rules[key] = ConTextRule(
                literal,
                row["category"],
                direction=row["direction"],
                max_scope=int(row["scope"]) if row["scope"] else None,
                terminated_by={part.strip() for part in row["ends_at"].split(",") if part.strip()} or None,
                metadata={"place": place},
            )
    return tuple(rules.values())


class SentenceContext(ConText):
    """medspaCy's ConText, its graph made for each sentence. `doc._.clinical_cues` is sentence number → cues."""

    def __init__(self, nlp: Language, name: str) -> None:
        super().__init__(nlp, name=name, rules=None, span_attrs=None, prune_on_modifier_overlap=False)
        self.add(cue_rules())
        self.cue_matcher = self._ConText__matcher  # medspaCy keeps it private and offers no other way to the matches

    def __call__(self, doc: Doc, targets: str | None = None) -> Doc:
        compact = doc._.compact
        words: Doc = compact.doc
        bounds = compact.sentence_tokens
        starts = bounds.tolist()
        matched: dict[int, list[tuple[int, int, ConTextRule]]] = defaultdict(list)
        strings, rules = self.nlp.vocab.strings, self.cue_matcher.rule_map
        for match_id, start, end in self.cue_matcher(words):
            sentence = bisect_right(starts, start) - 1
            if end <= starts[sentence + 1]:
                matched[sentence].append((start, end, rules[strings[match_id]]))
        begins, ends = compact.begins, compact.ends
        cues: dict[int, tuple[Cue, ...]] = {}
        for sentence, found in matched.items():
            kept = _without_companions(_longest(_in_place(found, words, starts[sentence + 1])), words)
            read: list[Cue] = []
            for first in range(0, len(kept), _MOST_CUES):
                read.extend(
                    _scoped(
                        kept[first : first + _MOST_CUES], words, starts[sentence], starts[sentence + 1], begins, ends
                    )
                )
            cues[sentence] = tuple(read)
        text = doc.text
        empty_is_absent = unticked_is_absent(text)
        for sentence, (start, end) in enumerate(doc._.clinical_sentences):
            read_there = cues.get(sentence, ())
            known = with_form_cues(read_there, text, start, end, empty_is_absent=empty_is_absent)
            if known is not read_there:
                cues[sentence] = known
        doc._.clinical_cues = cues
        return doc


Match = tuple[int, int, ConTextRule]


def _in_place(found: list[Match], words: Doc, end: int) -> list[Match]:
    """Without the cues that count only at the end of a clause ($) or before a time (@) and stand elsewhere."""
    kept = []
    for match in found:
        place = match[2].metadata["place"]
        if place:
            following = words[match[1]] if match[1] < end else None
            if place == "$" and following is not None and following.lower_ not in _CLAUSE_END:
                continue
            if place == "@" and (
                following is None
                or not (following.like_num or following.lower_ in _TIMES or following.text[0].isdigit())
            ):
                continue
        kept.append(match)
    return kept


def _longest(found: list[Match]) -> list[Match]:
    """Within each layer the longest of overlapping cues (equal ones all); no limit inside a cue that it could end."""
    layers: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        layers[categories()[match[2].category].layer].append(match)
    kept: list[Match] = []
    for layer, matches in layers.items():
        if layer == "limit":
            continue
        taken: dict[int, tuple[int, int]] = {}
        for match in sorted(matches, key=lambda m: (m[0] - m[1], m[0])):
            spans = {taken.get(token) for token in range(match[0], match[1])}
            if spans <= {None, (match[0], match[1])}:
                kept.append(match)
                taken.update(dict.fromkeys(range(match[0], match[1]), (match[0], match[1])))
    inside: dict[str, set[int]] = defaultdict(set)
    for start, end, rule in kept:
        for limit in rule.terminated_by | {"CLAUSE"}:
            # "No history of": a limit that follows the cue at once belongs to it.
            inside[limit].update(range(start, end + (limit == "NEGATION_END")))
    kept += [m for m in layers.get("limit", ()) if not inside[m[2].category].intersection(range(m[0], m[1]))]
    return sorted(kept, key=lambda m: (m[0], m[1]))


def _without_companions(found: list[Match], words: Doc) -> list[Match]:
    """Without the relatives that are only company or informants ("contact with an uncle"), and the cues that say so."""
    company = {end for _, end, rule in found if rule.category == "COMPANION"}
    kept = []
    for start, end, rule in found:
        if rule.category == "COMPANION":
            continue
        if rule.category == "FAMILY" and rule.direction == "FORWARD":
            near = (start, start - 1) if start and words[start - 1].lower_ in _DETERMINERS else (start,)
            if company.intersection(near) and not _described(words, end):
                continue
        kept.append((start, end, rule))
    return kept


def _described(words: Doc, end: int) -> bool:
    """Whether what follows a relative describes the relative ("lives with his wife, who has epilepsy")."""
    following = [words[i].lower_ for i in range(end, min(end + 2, len(words)))]
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
    ]
)
_DETERMINERS = frozenset({"a", "an", "the", "her", "his", "their", "my", "your", "another", "patient's", "'s"})


def _scoped(found: list[Match], words: Doc, first: int, last: int, begins: Any, ends: Any) -> list[Cue]:
    """The cues of a sentence with the stretch each of them reaches, as ConText's graph limits them."""
    modifiers = [ConTextModifier(rule, start, end, words) for start, end, rule in found]
    for modifier, (start, end, rule) in zip(modifiers, found, strict=True):
        if categories()[rule.category].layer == "limit":
            # A cue that only ends others reaches no further than its words. medspaCy gives it the whole sentence, and then
            # overlooks it: its `tuple_overlaps` is false where the second span contains the first.
            modifier.update_scope(words[start:end])
    graph = ConTextGraph(modifiers=modifiers)
    graph.update_scopes()
    cues = []
    for modifier in modifiers:
        category = categories()[modifier.category]
        direction = modifier.direction
        if category.layer == "limit" and modifier.category != "GIVEN" and modifier.category != "CONDITIONAL":
            continue
        if direction in ("PSEUDO", "TERMINATE") and modifier.category not in ("GIVEN", "CONDITIONAL"):
            continue
        start, end = modifier.modifier_span
        low, high = modifier.scope_span
        if direction == "FORWARD" and category.flags & _SAID_AFTERWARDS and not _has_word(words, end, last):
            # Nothing follows ("Diabetes: denies", "Seizure, r/o"): it speaks of what stands before.
            low, high, direction = _item_before(words, first, start), start, "BACKWARD"
        elif direction == "FORWARD":
            high = min(high, _bracket_end(words, start, last))
        if low >= high:
            continue
        cues.append(
            Cue(
                int(begins[start]),
                int(ends[end - 1]),
                modifier.category,
                direction,
                int(begins[low]),
                int(ends[high - 1]),
            )
        )
    return cues


def _has_word(words: Doc, start: int, end: int) -> bool:
    return any(words[i].is_alpha or words[i].like_num for i in range(start, min(end, start + 6)))


def _bracket_end(words: Doc, start: int, last: int) -> int:
    """Where the bracket around a word closes, or the end of the sentence: "(slides not submitted) indicates leukemia"."""
    depth = 0
    for i in range(start - 1, max(start - 30, -1), -1):
        if words[i].text == ")":
            depth -= 1
        elif words[i].text == "(":
            depth += 1
            if depth == 1:
                break
    if depth < 1:
        return last
    return next((i for i in range(start, last) if words[i].text == ")"), last)


def _item_before(words: Doc, first: int, start: int) -> int:
    """Where the item before a trailing cue begins: after the last semicolon or stop, at most twelve words back."""
    low = max(first, start - 12)
    for i in range(start - 1, low - 1, -1):
        if words[i].text in (";", ".", "•"):
            return i + 1
    return low

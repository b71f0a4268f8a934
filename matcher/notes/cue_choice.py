"""Which of the cues found in a sentence count: those in their place, the longest, and none of mere company."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

from spacy.lang.en.lex_attrs import like_num

from matcher.notes.cue_rules import CueRule

Match = tuple[int, int, CueRule]
"""A cue at the words [start, end) of a note, and its rule."""
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
_LONGEST_BRACKET = 12
"""Words of a bracket that adds to an answer."""
_ONSET = frozenset({"started", "starting", "began", "begun", "beginning", "onset", "since", "developed", "commenced"})
"""What began years ago may go on: no history by itself."""
_ONSET_REACH = 5
_DESCRIBES = frozenset({"who", "has", "had", "with", "having", "whose"})
_DETERMINERS = frozenset({"a", "an", "the", "her", "his", "their", "my", "your", "another", "patient's", "'s"})
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


def in_place(found: list[Match], words: list[str], end: int) -> list[Match]:
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


def longest(found: list[Match]) -> list[Match]:
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


def without_companions(found: list[Match], words: list[str]) -> list[Match]:
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

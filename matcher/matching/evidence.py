"""Quotes from the notes for an outcome: short, and pointing at the words that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from matcher.matching.case import Case
from matcher.matching.ontology import is_kind_of
from matcher.matching.outcome import Outcome
from matcher.matching.related import near_facts, related_facts
from matcher.matching.suggesting import suggesting_facts
from matcher.matching.types import Evidence, Role
from matcher.matching.unmapped import is_unmapped, matter_of
from matcher.matching.words import words_of
from matcher.notes.types import Fact
from matcher.terms import vocabulary
from matcher.text.characters import normalise
from matcher.trials.types import Atom

_ORDER: dict[Role, int] = {"supports": 0, "contradicts": 1, "context": 2}
_LONGEST = 120
_REACH = 60
_MOST_CONTEXT = 12
_MOST_NEIGHBOURS = 4
_MOST_TEXTS, _MOST_SENTENCES = 3, 2
_LONGEST_SENTENCE = 400
_EXAMINATIONS = ("imaging", "endoscopy", "electrocardiogram", "biopsy")
_ASKED_FOR = frozenset({"measurement", "reproductive"})
"""What a note does not name in passing: what stands beside it is no sign of its absence."""
_NEEDS_ITS_CLAUSE = frozenset(
    {"condition", "procedure", "participation", "attestation", "reproductive", "allergy", "other"}
)


def evidence_of(outcome: Outcome, case: Case, wording: str = "") -> tuple[Evidence, ...]:
    """The evidence of a node, what supports first; each place once, in its strongest role.

    Args:
        wording: the criterion's own words; an examination they name is where a finding would be reported.
    """
    roles: dict[str, tuple[Role, Fact]] = {}
    reports = _reports(outcome, case, wording)
    for role, fact in _cited(outcome, outcome.truth != "unknown", case, reports):
        known = roles.get(fact.fact_id)
        if known is None or _ORDER[role] < _ORDER[known[0]]:
            roles[fact.fact_id] = (role, fact)
    places: dict[tuple[str, int, int], Evidence] = {}
    context = 0
    for role, fact in sorted(roles.values(), key=lambda entry: _ORDER[entry[0]]):
        context += role == "context"
        if context > _MOST_CONTEXT:
            break
        quote = _quote(fact, role, case)
        if quote is not None:
            places.setdefault((quote.note_id, quote.start, quote.end), quote)
    for quote in (*_neighbours(outcome, case), *_nearest_words(outcome, case)):
        places.setdefault((quote.note_id, quote.start, quote.end), quote)
    return tuple(places.values())


def _neighbours(outcome: Outcome, case: Case) -> Iterator[Evidence]:
    """For what the notes are silent on: what suggests it and what they say of the same class, as context and never more."""
    found: dict[str, Fact] = {}
    for leaf in _silent_leaves(outcome):
        if isinstance(leaf.node, Atom):
            for fact in (*suggesting_facts(leaf.node, case), *near_facts(leaf.node, case)):
                found[fact.fact_id] = fact
    for fact in tuple(found.values())[:_MOST_NEIGHBOURS]:
        quote = _quote(fact, "context", case)
        if quote is not None:
            yield quote


def _silent_leaves(outcome: Outcome) -> Iterator[Outcome]:
    """Parts that the notes say nothing of, whether left open or taken as absent."""
    if not outcome.parts:
        assumed = outcome.basis == "assumed"
        if (outcome.truth == "unknown" and not (outcome.mentioned or outcome.context)) or assumed:
            yield outcome
    for part in outcome.deciding or outcome.parts:
        yield from _silent_leaves(part)


def _nearest_words(outcome: Outcome, case: Case) -> Iterator[Evidence]:
    """For text no vocabulary has: the sentences of the notes that share most with it, as context and never more."""
    asked = [leaf.node for leaf in _open_leaves(outcome) if isinstance(leaf.node, Atom) and is_unmapped(leaf.node)]
    for atom in asked[:_MOST_TEXTS]:
        for sentence in words_of(case.patient).nearest(matter_of(atom).stems, _MOST_SENTENCES):
            note = case.index.notes.get(sentence.note_id)
            day = case.index.note_day.get(sentence.note_id)
            late = day is not None and case.as_of is not None and day > case.as_of
            if note is None or late or sentence.end - sentence.start > _LONGEST_SENTENCE:
                continue
            text = note.text[sentence.start : sentence.end]
            yield Evidence(sentence.note_id, sentence.start, sentence.end, text, None, "context")


def _open_leaves(outcome: Outcome) -> Iterator[Outcome]:
    if outcome.truth != "unknown":
        return
    if not outcome.parts:
        yield outcome
    for part in outcome.parts:
        yield from _open_leaves(part)


def _cited(outcome: Outcome, decided: bool, case: Case, reports: tuple[Fact, ...] = ()) -> Iterator[tuple[Role, Fact]]:
    if not outcome.parts:
        if outcome.basis == "assumed" and isinstance(outcome.node, Atom) and outcome.node.type not in _ASKED_FOR:
            # What suggests a disease is no sign of its absence: it is shown as context (`_neighbours`).
            suggesting = {fact.fact_id for fact in suggesting_facts(outcome.node, case)}
            related = [
                fact
                for fact in reports or related_facts(outcome.node, case)
                if fact.fact_id not in suggesting and not is_kind_of(fact.concept, outcome.node.excludes)
            ]
            yield from _roles(related, "supports" if decided else "context")
        yield from _roles(outcome.supports, "supports" if decided else "context")
        yield from _roles(outcome.against, "contradicts" if decided else "context")
        yield from _roles(outcome.context, "context")
        return
    deciding = {id(part) for part in outcome.deciding}
    shown = {id(part): part for part in (*outcome.deciding, *outcome.parts)}
    for part in shown.values():
        yield from _cited(part, decided and id(part) in deciding and part.truth != "unknown", case, reports)


def _reports(outcome: Outcome, case: Case, wording: str) -> tuple[Fact, ...]:
    """Examinations a criterion asks a finding on, where they were done and the notes name no such finding: their reports would."""
    if not wording or outcome.truth != "false" or outcome.basis != "assumed":
        return ()
    asked = _examinations(wording)
    return tuple(
        fact
        for fact in (case.index.by_type.get("procedure", ()) if asked else ())
        if is_kind_of(fact.concept, asked)
        and not (fact.negated or fact.hypothetical or fact.uncertain or fact.status == "planned")
    )


@lru_cache(maxsize=10_000)
def _examinations(wording: str) -> tuple[str, ...]:
    named = vocabulary().find(normalise(wording), types=("procedure",), fuzzy=False)
    return tuple(dict.fromkeys(term.concept for term in named if is_kind_of(term.concept, _EXAMINATIONS)))


def _roles(facts: Iterable[Fact], role: Role) -> Iterator[tuple[Role, Fact]]:
    return ((role, fact) for fact in facts)


def _quote(fact: Fact, role: Role, case: Case) -> Evidence | None:
    note = case.index.notes.get(fact.note_id)
    if note is None:
        return None
    start, end = _span(fact, note.text)
    return Evidence(fact.note_id, start, end, note.text[start:end], fact.fact_id, role)


def quote_of(fact: Fact, case: Case) -> str:
    """The words of a note that a fact would be quoted with."""
    quote = _quote(fact, "context", case)
    return fact.text if quote is None else quote.text


def _span(fact: Fact, text: str) -> tuple[int, int]:
    """The fact's own words, with their clause where a word elsewhere in it says how they are meant."""
    flagged = fact.negated or fact.uncertain or fact.hypothetical or fact.family or fact.status in ("never", "planned")
    if not flagged and fact.type not in _NEEDS_ITS_CLAUSE:
        return fact.start, fact.end
    first, last = fact.sentence
    if not first <= fact.start < fact.end <= last:
        return fact.start, fact.end
    start, end = first, last
    if end - start > _LONGEST:
        start = max(first, text.rfind(";", first, fact.start) + 1, fact.start - _REACH)
        stop = text.find(";", fact.end, last)
        end = min(last, stop if stop >= 0 else last, fact.end + _REACH)
        start, end = _whole_words(text, start, end, first, last, fact)
    while start < fact.start and text[start].isspace():
        start += 1
    while end > fact.end and text[end - 1].isspace():
        end -= 1
    return (start, end) if end - start <= len(text) / 2 else (fact.start, fact.end)


def _whole_words(text: str, start: int, end: int, first: int, last: int, fact: Fact) -> tuple[int, int]:
    while first < start < fact.start and not text[start - 1].isspace():
        start += 1
    while last > end > fact.end and not text[end].isspace():
        end -= 1
    return start, end

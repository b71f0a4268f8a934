"""Quotes from the notes for an outcome: short, and pointing at the words that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcher.matching.case import Case
from matcher.matching.outcome import Outcome
from matcher.matching.related import related_facts
from matcher.matching.types import Evidence, Role
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_ORDER: dict[Role, int] = {"supports": 0, "contradicts": 1, "context": 2}
_LONGEST = 120
_REACH = 60
_MOST_CONTEXT = 12
_NEEDS_ITS_CLAUSE = frozenset(
    {"condition", "procedure", "participation", "attestation", "reproductive", "allergy", "other"}
)


def evidence_of(outcome: Outcome, case: Case) -> tuple[Evidence, ...]:
    """The evidence of a node, what supports first; each place once, in its strongest role."""
    roles: dict[str, tuple[Role, Fact]] = {}
    for role, fact in _cited(outcome, outcome.truth != "unknown", case):
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
    return tuple(places.values())


def _cited(outcome: Outcome, decided: bool, case: Case) -> Iterator[tuple[Role, Fact]]:
    if not outcome.parts:
        if outcome.basis == "assumed" and isinstance(outcome.node, Atom):
            yield from _roles(related_facts(outcome.node, case), "supports" if decided else "context")
        yield from _roles(outcome.supports, "supports" if decided else "context")
        yield from _roles(outcome.against, "contradicts" if decided else "context")
        yield from _roles(outcome.context, "context")
        return
    deciding = {id(part) for part in outcome.deciding}
    shown = {id(part): part for part in (*outcome.deciding, *outcome.parts)}
    for part in shown.values():
        yield from _cited(part, decided and id(part) in deciding and part.truth != "unknown", case)


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

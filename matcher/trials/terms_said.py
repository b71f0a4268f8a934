"""The terms of a statement as the grammar wants them: class and qualifier apart, several things said together taken apart."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.terms.normal import Token
from matcher.terms.types import TermMatch
from matcher.text.times import TimeSpan
from matcher.trials.lexicon import left_to_tables, longest_phrase

_BETWEEN_STROKES = re.compile(r"[^/]+")


def named_terms(text: str, start: int, end: int, tokens: list[Token], spans: list[TimeSpan]) -> list[TermMatch]:
    """The vocabulary's terms of `text[start:end]` outside lengths of time, without what the tables read."""
    found = vocabulary().find(text, start, end)
    found = [_whole(_not_inverted(m, text), text) for m in found]
    kept = [
        m for m in found if m.concept not in left_to_tables() and not _runs_into(m, spans) and not _of_partner(m, text)
    ]
    return _pressures([part for term in kept for part in _parts(term, tokens, text)], text)


def _pressures(terms: list[TermMatch], text: str) -> list[TermMatch]:
    """ "Systolic/diastolic blood pressure" is the one thing that two numbers are said of."""
    made: list[TermMatch] = []
    for term in terms:
        last = made[-1] if made else None
        if (
            last is not None
            and (last.concept, term.concept) == ("systolic blood pressure", "diastolic blood pressure")
            and text[last.end : term.start].strip() == "/"
        ):
            made[-1] = TermMatch(last.start, term.end, "blood pressure", "measurement")
            continue
        made.append(term)
    return made


def _whole(term: TermMatch, text: str) -> TermMatch:
    """A term with the bracket that closes within it: "del(17p)"."""
    closes = text[term.end : term.end + 1] == ")" and "(" in text[term.start : term.end]
    return replace(term, end=term.end + 1) if closes else term


_INVERTED = re.compile(r"(?P<head>[^,]+), (?P<kind>[A-Za-z-]+)")
_NEXT_WORDS = re.compile(r"(?:[\s,/]+[A-Za-z-]+){1,4}")


def _not_inverted(term: TermMatch, text: str) -> TermMatch:
    """ "Asthma, cardiac or renal disease" is a list: the adjective behind the comma has its noun further on."""
    inverted = _INVERTED.fullmatch(text, term.start, term.end)
    following = _NEXT_WORDS.match(text, term.end) if inverted is not None else None
    if inverted is None or following is None:
        return term
    v = vocabulary()
    nouns = following[0].replace(",", " ").replace("/", " ").split()
    if not any(c.type == term.type for noun in nouns for c in v.lookup(f"{inverted['kind']} {noun}")):
        return term
    named = next((c for c in v.lookup(inverted["head"]) if c.type == term.type), None)
    return term if named is None else TermMatch(term.start, inverted.end("head"), named.name, named.type)


def _parts(term: TermMatch, tokens: list[Token], text: str) -> list[TermMatch]:
    """A term without the words that the tables read: what narrows it ("severe agranulocytosis"), the result of a measurement
    ("decreased C3/C4"), the person ("women of childbearing potential"); and as the several things it names ("C3/C4").
    """
    v = vocabulary()
    first = next((n for n, token in enumerate(tokens) if token.start == term.start), None)
    phrase = longest_phrase(tokens, first, text) if first is not None else None
    if phrase is not None and phrase.last < len(tokens) and tokens[phrase.last - 1].end < term.end:
        position = phrase.last
        if phrase.entry.kind == "person" and tokens[position].norm == "of" and position + 1 < len(tokens):
            position += 1
        rest = tokens[position].start
        if phrase.entry.value == "other":
            named = next((c for c in v.lookup(text[rest : term.end]) if c.type == term.type), None)
            if named is not None:
                return [TermMatch(rest, term.end, named.name, named.type)]
        if phrase.entry.kind == "person" and v.is_a(term.concept, "contraception"):
            return [term]  # a male condom is asked of whoever uses it
        if phrase.entry.kind in ("qualifier", "person"):
            if any(concept.name == term.concept for concept in v.lookup(text[rest : term.end])):
                return [replace(term, start=rest)]
        elif phrase.entry.kind == "result" and term.type == "condition":
            measured = next((c for c in v.lookup(text[rest : term.end]) if c.type == "measurement"), None)
            whole = TermMatch(rest, term.end, measured.name, measured.type) if measured else replace(term, start=rest)
            parts = _stroke_parts(whole, text)
            if measured is not None or len(parts) > 1:
                return parts
    return _stroke_parts(term, text) if term.type == "measurement" else [term]


def _stroke_parts(term: TermMatch, text: str) -> list[TermMatch]:
    if "/" not in text[term.start : term.end] or term.concept.endswith(" ratio"):
        return [term]
    v = vocabulary()
    places = [match.span() for match in _BETWEEN_STROKES.finditer(text, term.start, term.end)]
    named = [next((c for c in v.lookup(text[a:b]) if c.type == "measurement"), None) for a, b in places]
    if len({concept.name for concept in named if concept is not None}) != len(places):
        return [term]
    return [TermMatch(a, b, c.name, c.type) for (a, b), c in zip(places, named, strict=True) if c is not None]


_PARTNER = re.compile(r" (?:female |sexual )?(?:partners?|spouses?|wife|wives|girlfriends?)\b", re.IGNORECASE)


def _of_partner(term: TermMatch, text: str) -> bool:
    """ "Men with a pregnant partner": the partner is, not the patient."""
    return term.type == "reproductive" and _PARTNER.match(text, term.end) is not None


def _runs_into(term: TermMatch, spans: list[TimeSpan]) -> bool:
    """Whether a term reaches into a length of time; one inside it is left for its anchor ("within 3 months of stroke")."""
    return any(term.start < span.start < term.end for span in spans)

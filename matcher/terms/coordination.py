"""Terms that share a word: "hepatitis B or C", "basal or squamous cell skin cancer", "bacterial, fungal or viral infections"."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from matcher.terms.normal import NUMBERED, ROMAN, Tokens
from matcher.terms.types import TermMatch

_CONJUNCTIONS = frozenset({"or", "and", "nor"})
_JOINTS = frozenset({" , ", " / "})
_LONGEST_PART = 3  # words of the part that stands without the shared one
_LONGEST_CHAIN = 12
_TROUBLES = frozenset({"problem", "issue", "trouble", "difficulty", "concern", "complaint"})
# A disease named before the shared word of a vaccine, test or drug is none: "measles and varicella vaccine".
_STRONGER = frozenset({"exposure", "procedure", "measurement"})

Lookup = Callable[[str, int, int], TermMatch | None]


class Span(NamedTuple):
    """A match with the tokens it covers."""

    first: int
    last: int
    match: TermMatch


class _Weak(NamedTuple):
    """Which token belongs to which span, and what may be taken over."""

    owner: dict[int, Span]
    generic: frozenset[str]

    def gives_way(self, first: int, last: int, match: TermMatch) -> bool:
        """Whether the tokens are free, or held by a span within them that the match outdoes."""
        held = {id(self.owner[at]): self.owner[at] for at in range(first, last + 1) if at in self.owner}
        return all(
            first <= span.first and span.last <= last and self._outdoes(match, span.match) for span in held.values()
        )

    def _outdoes(self, match: TermMatch, other: TermMatch) -> bool:
        if other.concept in self.generic:
            return True
        return match.type in _STRONGER and other.type == "condition" and not other.ambiguous


def complete(tokens: Tokens, spans: list[Span], lookup: Lookup, generic: Collection[str] = ()) -> list[Span]:
    """The spans with those added whose shared word stands beside another term.

    Args:
        tokens: the words of the text.
        spans: terms found, left to right.
        lookup: the match of a key if it is a term, to lie over the tokens first..last.
        generic: roots so wide that any whole is taken before them (the drug of "drug or food allergy").

    Returns:
        Spans left to right without overlap. A part that is a disease by itself is taken over where the whole is
        something else (the measles of "measles and mumps vaccine").
    """
    joined = [span for span in spans if _is_joined(tokens, span)]
    if not joined:
        return spans
    owner: dict[int, Span] = {at: span for span in spans for at in range(span.first, span.last + 1)}
    for span in joined:
        if owner.get(span.first) is not span:
            continue
        weak = _Weak(owner, frozenset(generic))
        numbered = _numbered(tokens, span, weak, lookup)
        for added in numbered or (*_leftward(tokens, span, weak, lookup), *_rightward(tokens, span, weak, lookup)):
            for at in range(added.first, added.last + 1):
                owner[at] = added
    kept = {id(span): span for span in owner.values()}
    return sorted(kept.values(), key=lambda span: span.first)


def _is_joined(tokens: Tokens, span: Span) -> bool:
    """Whether a conjunction, a comma, a slash or "other" stands beside a span, without which it shares no word."""
    if span.first:
        before = tokens.norms[span.first - 1]
        if tokens.links[span.first - 1] in _JOINTS or before in _CONJUNCTIONS or before == "other" or _numeral(before):
            return True
    at = span.last + 1
    return at < len(tokens) and (tokens.links[at - 1] in _JOINTS or tokens.norms[at] in _CONJUNCTIONS)


def _numbered(tokens: Tokens, span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
    """Kinds told apart by a number that share all other words: "class III or IV nephritis", "type 1 or 2 diabetes"."""
    at, numerals = span.first - 1, list[int]()
    while at > 0 and tokens.links[at] is not None and (_numeral(tokens.norms[at]) or tokens.norms[at] in _CONJUNCTIONS):
        if _numeral(tokens.norms[at]):
            numerals.append(at)
        at -= 1
    if len(numerals) < 2 or tokens.norms[at] not in NUMBERED or tokens.links[at] != " ":
        return []
    found: list[Span] = []
    for place in numerals:
        first, last = (at if place == at + 1 else place), (span.last if place == span.first - 1 else place)
        number = ROMAN.get(tokens.norms[place], tokens.norms[place])
        key = f"{tokens.norms[at]} {number} {_key(tokens, span.first, span.last)}"
        match = lookup(key, first, last)
        held = match is not None and (last == span.last or weak.gives_way(first, last, match))
        if match is None or not held:
            return []
        found.append(Span(first, last, match))
    return found


def _numeral(norm: str) -> bool:
    return norm.isdigit() or norm in ROMAN


def _leftward(tokens: Tokens, span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
    edge, tails = span.first, list(range(span.first + 1, span.last + 1))
    if edge > 0 and tokens.norms[edge - 1] == "other" and tokens.links[edge - 1] == " ":
        edge, tails = edge - 1, [span.first, *tails]
    found: list[Span] = []
    while tails and len(found) < _LONGEST_CHAIN:
        stop = _before_conjunction(tokens, edge)
        if stop is None:
            break
        part = _part_before(tokens, stop, span, tails, weak, lookup)
        if part is None:
            break
        found.append(part)
        edge = part.first
    return found


def _before_conjunction(tokens: Tokens, edge: int) -> int | None:
    """The last token of what is joined to the token `edge` by a comma, a slash or a conjunction."""
    at = edge - 1
    if at < 0:
        return None
    joined = tokens.links[at] in _JOINTS
    while at >= 0 and tokens.norms[at] in _CONJUNCTIONS:
        if tokens.links[at] is None:
            return None
        at, joined = at - 1, True
    return at if joined and at >= 0 and tokens.links[at] is not None else None


def _part_before(tokens: Tokens, stop: int, span: Span, tails: list[int], weak: _Weak, lookup: Lookup) -> Span | None:
    for first in range(max(0, stop - _LONGEST_PART + 1), stop + 1):
        if any(tokens.links[at] != " " for at in range(first, stop)):
            continue
        part = _key(tokens, first, stop)
        for tail in tails:
            match = lookup(f"{part} {_key(tokens, tail, span.last)}", first, stop)
            if match is not None and weak.gives_way(first, stop, match):
                return Span(first, stop, match)
    return None


def _rightward(tokens: Tokens, span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
    found: list[Span] = []
    edge = span.last
    while span.last > span.first and len(found) < _LONGEST_CHAIN:
        start = _after_conjunction(tokens, edge)
        if start is None:
            break
        part = _part_after(tokens, start, span, weak, lookup)
        if part is None:
            break
        found.append(part)
        edge = part.last
    return found


def _after_conjunction(tokens: Tokens, edge: int) -> int | None:
    link = tokens.links[edge]
    at = edge + 1
    if link is None or at >= len(tokens):
        return None
    joined = link in _JOINTS
    while at < len(tokens) and tokens.norms[at] in _CONJUNCTIONS:
        if tokens.links[at] is None:
            return None
        at, joined = at + 1, True
    return at if joined and at < len(tokens) else None


def _part_after(tokens: Tokens, start: int, span: Span, weak: _Weak, lookup: Lookup) -> Span | None:
    for last in range(min(len(tokens), start + 2) - 1, start - 1, -1):
        if any(tokens.links[at] != " " for at in range(start, last)):
            continue
        part = _key(tokens, start, last)
        if part in _TROUBLES and last + 1 < len(tokens) and tokens.norms[last + 1] in ("with", "in"):
            continue  # "joint pain or problems with walking"
        for head in range(span.last - 1, span.first - 1, -1):
            numbered = tokens.norms[head] in NUMBERED and part in ROMAN
            match = lookup(f"{_key(tokens, span.first, head)} {ROMAN[part] if numbered else part}", start, last)
            if match is not None and weak.gives_way(start, last, match):
                return Span(start, last, match)
    return None


def _key(tokens: Tokens, first: int, last: int) -> str:
    parts = [f"{tokens.norms[at]}{tokens.links[at] or ' '}" for at in range(first, last)]
    return "".join((*parts, tokens.norms[last]))

"""Terms that share a word: "hepatitis B or C", "basal or squamous cell skin cancer", "bacterial, fungal or viral infections"."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from matcher.terms.normal import NUMBERED, ROMAN, Token
from matcher.terms.types import TermMatch

_CONJUNCTIONS = frozenset({"or", "and", "nor"})
_JOINTS = frozenset({" , ", " / "})
_LONGEST_PART = 3  # words of the part that stands without the shared one
_LONGEST_CHAIN = 12
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


def complete(tokens: list[Token], spans: list[Span], lookup: Lookup, generic: Collection[str] = ()) -> list[Span]:
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
    owner: dict[int, Span] = {at: span for span in spans for at in range(span.first, span.last + 1)}
    for span in spans:
        if not _is_joined(tokens, span) or owner.get(span.first) is not span:
            continue
        weak = _Weak(owner, frozenset(generic))
        numbered = _numbered(tokens, span, weak, lookup)
        for added in numbered or (*_leftward(tokens, span, weak, lookup), *_rightward(tokens, span, weak, lookup)):
            for at in range(added.first, added.last + 1):
                owner[at] = added
    kept = {id(span): span for span in owner.values()}
    return sorted(kept.values(), key=lambda span: span.first)


def _is_joined(tokens: list[Token], span: Span) -> bool:
    """Whether a conjunction, a comma, a slash or "other" stands beside a span, without which it shares no word."""
    if span.first:
        before = tokens[span.first - 1]
        if before.link in _JOINTS or before.norm in _CONJUNCTIONS or before.norm == "other" or _numeral(before):
            return True
    at = span.last + 1
    return at < len(tokens) and (tokens[at - 1].link in _JOINTS or tokens[at].norm in _CONJUNCTIONS)


def _numbered(tokens: list[Token], span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
    """Kinds told apart by a number that share all other words: "class III or IV nephritis", "type 1 or 2 diabetes"."""
    at, numerals = span.first - 1, list[int]()
    while at > 0 and tokens[at].link is not None and (_numeral(tokens[at]) or tokens[at].norm in _CONJUNCTIONS):
        if _numeral(tokens[at]):
            numerals.append(at)
        at -= 1
    if len(numerals) < 2 or tokens[at].norm not in NUMBERED or tokens[at].link != " ":
        return []
    found: list[Span] = []
    for place in numerals:
        first, last = (at if place == at + 1 else place), (span.last if place == span.first - 1 else place)
        number = ROMAN.get(tokens[place].norm, tokens[place].norm)
        key = f"{tokens[at].norm} {number} {_key(tokens, span.first, span.last)}"
        match = lookup(key, first, last)
        held = match is not None and (last == span.last or weak.gives_way(first, last, match))
        if match is None or not held:
            return []
        found.append(Span(first, last, match))
    return found


def _numeral(token: Token) -> bool:
    return token.norm.isdigit() or token.norm in ROMAN


def _leftward(tokens: list[Token], span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
    edge, tails = span.first, list(range(span.first + 1, span.last + 1))
    if edge > 0 and tokens[edge - 1].norm == "other" and tokens[edge - 1].link == " ":
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


def _before_conjunction(tokens: list[Token], edge: int) -> int | None:
    """The last token of what is joined to the token `edge` by a comma, a slash or a conjunction."""
    at = edge - 1
    if at < 0:
        return None
    joined = tokens[at].link in _JOINTS
    while at >= 0 and tokens[at].norm in _CONJUNCTIONS:
        if tokens[at].link is None:
            return None
        at, joined = at - 1, True
    return at if joined and at >= 0 and tokens[at].link is not None else None


def _part_before(
    tokens: list[Token], stop: int, span: Span, tails: list[int], weak: _Weak, lookup: Lookup
) -> Span | None:
    for first in range(max(0, stop - _LONGEST_PART + 1), stop + 1):
        if any(tokens[at].link != " " for at in range(first, stop)):
            continue
        part = _key(tokens, first, stop)
        for tail in tails:
            match = lookup(f"{part} {_key(tokens, tail, span.last)}", first, stop)
            if match is not None and weak.gives_way(first, stop, match):
                return Span(first, stop, match)
    return None


def _rightward(tokens: list[Token], span: Span, weak: _Weak, lookup: Lookup) -> list[Span]:
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


def _after_conjunction(tokens: list[Token], edge: int) -> int | None:
    link = tokens[edge].link
    at = edge + 1
    if link is None or at >= len(tokens):
        return None
    joined = link in _JOINTS
    while at < len(tokens) and tokens[at].norm in _CONJUNCTIONS:
        if tokens[at].link is None:
            return None
        at, joined = at + 1, True
    return at if joined and at < len(tokens) else None


def _part_after(tokens: list[Token], start: int, span: Span, weak: _Weak, lookup: Lookup) -> Span | None:
    for last in range(min(len(tokens), start + 2) - 1, start - 1, -1):
        if any(tokens[at].link != " " for at in range(start, last)):
            continue
        part = _key(tokens, start, last)
        for head in range(span.last - 1, span.first - 1, -1):
            numbered = tokens[head].norm in NUMBERED and part in ROMAN
            match = lookup(f"{_key(tokens, span.first, head)} {ROMAN[part] if numbered else part}", start, last)
            if match is not None and weak.gives_way(start, last, match):
                return Span(start, last, match)
    return None


def _key(tokens: list[Token], first: int, last: int) -> str:
    parts = [f"{tokens[at].norm}{tokens[at].link or ' '}" for at in range(first, last)]
    return "".join((*parts, tokens[last].norm))

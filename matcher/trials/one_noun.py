"""One thing with several modifiers: "liver or kidney disease", "acute or severe illness" ask for one noun, of which any kind will do.

Such kinds are one leaf that holds each of them (`Atom.kinds`); alternatives that each have a name of their own ("asthma or
pneumonia") stay apart. Where no vocabulary has any of the kinds, the leaf is the words as they stand.
"""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.text.characters import normalise
from matcher.trials.types import Atom, Expression

_TYPES = frozenset({"condition", "procedure", "exposure"})
_LIMITING = "limiting"
_JOINT = re.compile(r"[\s,/-]*(?:(?:and|or)(?:\s*/\s*(?:and|or))?)?\s*", re.IGNORECASE)
_MODIFIED = re.compile(r"\s*[,/]?\s*(?:and\s*/\s*or|and|or|/)\s+(?:[a-z]+(?:-[a-z]+)*\s+){1,2}", re.IGNORECASE)
"""A conjunction and a modifier that is read as nothing ("high" of "moderate or high risk")."""
_ABBREVIATION = re.compile(r"\b(?![IVX]+$)[A-Z]{2,}\d*$")
_LIMIT_FIRST = re.compile(r"\W*(?:stages?|grades?|class(?:es)?|types?)?\s*[<>≤≥=]*\s*(?:\d|[IV]+\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 3
"""Words of a noun that a kind may leave out, and of the modifier it then is."""


def of_one_noun(items: list[Expression], text: str, headless: frozenset[int]) -> list[Expression]:
    """Alternatives with those that share their noun in one leaf.

    Args:
        items: alternatives, in the order they are written.
        text: the criterion, which the offsets of its atoms are in.
        headless: where atoms begin that are known to be modifiers alone, whose noun stands with the next.
    """
    made: list[Expression] = []
    kinds: list[Atom] = []  # whose noun has not come yet
    for item in items:
        kind = item if isinstance(item, Atom) and _may_be_a_kind(item, headless) else None
        if kind is not None and kind.examples and kind.start in headless:
            kind = None
        if kinds and (kind is None or not _goes_with(kinds[-1], kind, text, headless, waiting=True)):
            made = _behind(made, kinds, text, headless)
            kinds = []
        if kind is None:
            made.append(item)
        elif not kind.examples and (kind.start in headless or _is_short(kind)):
            kinds.append(kind)
        else:
            lent = next(
                (
                    n
                    for n in range(len(kinds))
                    if all(other.start in headless or _lends(kind, other) for other in kinds[n:])
                ),
                len(kinds),
            )
            made = [*_behind(made, kinds[:lent], text, headless), _together([*kinds[lent:], kind], text)]
            kinds = []
    return _behind(made, kinds, text, headless)


def _behind(made: list[Expression], kinds: list[Atom], text: str, headless: frozenset[int]) -> list[Expression]:
    """Alternatives with kinds behind them that no noun follows: "kidney disease stage 3 or 4"."""
    for kind in kinds:
        before = made[-1] if made else None
        if (
            isinstance(before, Atom)
            and not before.examples
            and kind.start not in headless
            and not _is_short(before)
            and _goes_with(before, kind, text, headless)
            and _lends(before, kind)
        ):
            made = [*made[:-1], _together([before, kind], text)]
        else:
            made = [*made, kind]
    return made


def _may_be_a_kind(atom: Atom, headless: frozenset[int]) -> bool:
    return (atom.type in _TYPES and (len(atom.concepts) < 2 or bool(atom.kinds))) or atom.start in headless


def _is_short(atom: Atom) -> bool:
    """Whether the words of an atom alone do not name what it asks for: "kidney" of "kidney or liver disease"."""
    if not atom.concepts or atom.kinds or _ABBREVIATION.search(atom.text):
        return False
    return atom.concepts[0] not in {match.concept for match in vocabulary().find(normalise(atom.text))}


def _lends(whole: Atom, kind: Atom) -> bool:
    """Whether what a kind's own words leave out is said with another: the noun, and what stands with it."""
    unsaid = _words(kind.concepts[0]) - _words(kind.text)
    if not unsaid.isdisjoint(_words(whole.text) | _words(" ".join(whole.concepts))):
        return True
    own, nouns = _WORD.findall(kind.text)[-_LONGEST:], _WORD.findall(whole.text)[-_LONGEST:]
    return any(
        concept.name == kind.concepts[0]
        for first in range(len(own))
        for noun in range(len(nouns))
        for concept in vocabulary().lookup(" ".join((*own[first:], *nouns[noun:])))
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(text))


def _goes_with(first: Atom, second: Atom, text: str, headless: frozenset[int], *, waiting: bool = False) -> bool:
    """Whether two atoms ask the same of one noun, and nothing but a conjunction stands between them.

    What narrows a modifier alone ("acute" of "acute or severe illness") is that kind's own.

    Args:
        waiting: the first waits for the noun of the second.
    """
    if not _may_be_a_kind(first, headless) or first.end > second.start:
        return False
    joint = _JOINT.fullmatch(text, first.end, second.start)
    if joint is None and not (waiting and _MODIFIED.fullmatch(text, first.end, second.start)):
        return False
    if first.type != second.type and not (waiting and not first.concepts):
        return False
    if not _limited_alike(first, second):
        return False
    if waiting or first.start in headless or second.start in headless or first.concepts == second.concepts:
        return _timed(first) == _timed(second)
    return _bare(first) == _bare(second)


def _timed(atom: Atom) -> tuple[object, ...]:
    """When, for how long and how often."""
    bare = _bare(atom)
    return bare.window, bare.duration, bare.count, bare.excludes, bare.example_of


def _limited_alike(first: Atom, second: Atom) -> bool:
    """Whether a limit of one of two kinds is said of both: behind their noun, or before the first of things with names of their own.

    In "stage IV or recurrent melanoma" it is what makes the first kind.
    """
    if first.bounds == second.bounds:
        return True
    if first.bounds:
        return not second.bounds and first.concepts != second.concepts and bool(second.concepts)
    return not _LIMIT_FIRST.match(second.text)


def _bare(atom: Atom) -> Atom:
    """What an atom asks besides its concepts; that it counts for its consequences alone is said behind the noun, of all kinds."""
    window = replace(atom.window, text="") if atom.window else None
    duration = replace(atom.duration, text="") if atom.duration else None
    return replace(
        atom, text="", start=0, end=0, concepts=(), kinds=(), qualifiers=tuple(sorted({*atom.qualifiers} - {_LIMITING})),
        window=window, duration=duration,
    )  # fmt: skip


def _together(atoms: list[Atom], text: str) -> Atom:
    """One atom that holds others as its kinds: with the concepts of all, and what is said of all."""
    if len(atoms) == 1:
        return atoms[0]
    start, end, last = atoms[0].start, atoms[-1].end, atoms[-1]
    kinds = [part for atom in atoms for part in atom.kinds or (replace(atom, examples=()),)]
    if any(_LIMITING in kind.qualifiers for kind in kinds):
        kinds = [_limiting(kind) for kind in kinds]
    limits = {kind.bounds for kind in kinds if kind.bounds}
    if len(limits) == 1:
        kinds = [replace(kind, bounds=next(iter(limits))) for kind in kinds]
    said = [name for name in kinds[0].qualifiers if all(name in kind.qualifiers for kind in kinds)]
    concepts = tuple(dict.fromkeys(name for kind in kinds for name in kind.concepts))
    kinds = [kind if kind.type in _TYPES else replace(kind, type=last.type) for kind in kinds]
    return replace(
        last, text=text[start:end], start=start, end=end, concepts=concepts, kinds=tuple(kinds) if concepts else (),
        bounds=kinds[0].bounds if len(limits) == 1 else (), qualifiers=tuple(said),
        route=last.route if all(kind.route == last.route for kind in kinds) else None,
    )  # fmt: skip


def _limiting(kind: Atom) -> Atom:
    return replace(kind, qualifiers=(*(name for name in kind.qualifiers if name != _LIMITING), _LIMITING))

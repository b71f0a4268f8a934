"""One thing with several modifiers: "liver or kidney disease", "type 1 or type 2 diabetes" ask for one noun, of which any kind will do.

Such kinds are one leaf with several concepts; alternatives that each have a name of their own ("asthma or pneumonia") stay apart.
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
_WORD = re.compile(r"[^\W_]+")


def of_one_noun(items: list[Expression], text: str) -> list[Expression]:
    """Alternatives with those that share their noun in one leaf.

    Args:
        items: alternatives, in the order they are written.
        text: the criterion, which the offsets of its atoms are in.
    """
    made: list[Expression] = []
    kinds: list[Atom] = []  # whose noun has not come yet
    for item in items:
        kind = item if isinstance(item, Atom) and _may_be_a_kind(item) else None
        if kinds and (kind is None or not _goes_with(kinds[-1], kind, text)):
            made = _behind(made, kinds, text)
            kinds = []
        if kind is None:
            made.append(item)
        elif _is_short(kind):
            kinds.append(kind)
        else:
            lent = next((n for n in range(len(kinds)) if all(_lends(kind, other) for other in kinds[n:])), len(kinds))
            made = [*_behind(made, kinds[:lent], text), _together([*kinds[lent:], kind], text)]
            kinds = []
    return _behind(made, kinds, text)


def _behind(made: list[Expression], kinds: list[Atom], text: str) -> list[Expression]:
    """Alternatives with kinds behind them that no noun follows: "kidney disease stage 3 or 4"."""
    for kind in kinds:
        before = made[-1] if made else None
        if isinstance(before, Atom) and _goes_with(before, kind, text) and _lends(before, kind):
            made = [*made[:-1], _together([before, kind], text)]
        else:
            made = [*made, kind]
    return made


def _may_be_a_kind(atom: Atom) -> bool:
    said = len(atom.places) or 1
    return atom.type in _TYPES and len(atom.concepts) == said and not atom.examples


def _is_short(atom: Atom) -> bool:
    """Whether the words of an atom alone do not name what it asks for: "kidney" of "kidney or liver disease"."""
    return atom.concepts[0] not in {match.concept for match in vocabulary().find(normalise(atom.text))}


def _lends(whole: Atom, kind: Atom) -> bool:
    """Whether what a kind's own words leave out is said with another: the noun, and what stands with it."""
    unsaid = _words(kind.concepts[0]) - _words(kind.text)
    return not unsaid.isdisjoint(_words(whole.text) | _words(" ".join(whole.concepts)))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(text))


def _goes_with(first: Atom, second: Atom, text: str) -> bool:
    """Whether two atoms ask the same besides their concepts, and nothing but a conjunction stands between them."""
    if not _may_be_a_kind(first) or _bare(first) != _bare(second) or first.end > second.start:
        return False
    return _JOINT.fullmatch(text, first.end, second.start) is not None


def _bare(atom: Atom) -> Atom:
    """What an atom asks besides its concepts; that it counts for its consequences alone is said behind the noun, of all kinds."""
    window = replace(atom.window, text="") if atom.window else None
    duration = replace(atom.duration, text="") if atom.duration else None
    return replace(
        atom, text="", start=0, end=0, concepts=(), places=(), qualifiers=tuple(sorted({*atom.qualifiers} - {_LIMITING})),
        window=window, duration=duration,
    )  # fmt: skip


def _together(atoms: list[Atom], text: str) -> Atom:
    if len(atoms) == 1:
        return atoms[0]
    start, end = atoms[0].start, atoms[-1].end
    places = tuple(place for atom in atoms for place in atom.places or ((atom.start, atom.end),))
    concepts = tuple(name for atom in atoms for name in atom.concepts)
    limiting = (_LIMITING,) if any(_LIMITING in atom.qualifiers for atom in atoms) else ()
    qualifiers = (*(name for name in atoms[0].qualifiers if name != _LIMITING), *limiting)
    return replace(
        atoms[0], text=text[start:end], start=start, end=end, concepts=concepts, places=places, qualifiers=qualifiers
    )

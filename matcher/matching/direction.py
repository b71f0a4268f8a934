"""What a criterion means to the judge: its own expression, with what its words leave out put back.

- A class and its examples are asked for one by one: either is enough.
- An exclusion that names what a study wants ("those hard to reach for the follow-up") means the lack of it: no trial excludes
  those who consent, comply or come to their visits.
- Text that is about a participant's will and duties alone ("complete the diary") is an attestation.
- Fragments that tell nothing ("or severe") beside items that do are left out.
- An exclusion that begins with "must not have" is a demand in the wrong list: what it forbids is what excludes.
- What the words cannot mean is put right (`matcher.matching.repairs`).
- An exclusion of one sex ("women who nurse") does not concern the other, nor does a demand only one sex can meet.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from matcher.matching.remembered import Remembered
from matcher.matching.repairs import repaired
from matcher.matching.unmapped import is_unmapped, matter_of
from matcher.trials.spelled_out import spelled_out
from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Criterion, Expression, IfThen, Not, leaves

_WANTED = frozenset({"consent", "compliance", "follow-up", "participation", "language"})
_FORBIDS = re.compile(
    r"\W*(?:(?:the |all |any )?(?:patients?|subjects?|participants?|individuals?|volunteers?) )?"
    r"(?:(?:must|should|may|shall|can|could|will|would) ?not\b|(?:are|is|were|was) not (?:to|allowed)\b)",
    re.IGNORECASE,
)
_TAKES_PART = re.compile(
    r"(?:(?:any|previous|prior|current|planned|intended|future|simultaneous|concurrent|concomitant|recent) )*(?:participation|enrol+ment)\b",
    re.IGNORECASE,
)
TRIAL = "clinical trial"
_MEANT: Remembered[Criterion, Expression] = Remembered(20_000)


def meant(criterion: Criterion) -> Expression:
    """The expression a criterion is judged by."""
    return _MEANT.of(criterion, _meant)


def _meant(criterion: Criterion) -> Expression:
    found = spelled_out(criterion.expression)
    if any(is_unmapped(atom) for atom in leaves(found)):
        found = _told(found, True)
    found = repaired(found, criterion)
    if criterion.kind == "exclusion":
        if (forbidden := _denied(found, criterion.text)) is not None and _FORBIDS.match(criterion.text):
            found = forbidden
        if any(_is_wanted(atom) for atom in leaves(found)):
            found = _turned(found, True)
        found = _of_a_group(_of_one_sex(_without_subject(found, criterion.text)))
    elif isinstance(found, AllOf) and any(_concerns_one_sex(item) for item in found.items):
        found = _of_one_sex(found)
    return found


_NEW_SENTENCE = re.compile(r"[.;]\s")


def _denied(node: Expression, text: str) -> Expression | None:
    """What an expression denies as a whole: of "no A or B" either, where one sentence says so."""
    if isinstance(node, Not):
        return node.item
    if not isinstance(node, AllOf) or not all(isinstance(item, Not) for item in node.items):
        return None
    places = sorted((atom.start, atom.end) for atom in leaves(node))
    if any(_NEW_SENTENCE.search(text, before, after) for (_, before), (after, _) in pairwise(places)):
        return None
    return AnyOf(tuple(item.item for item in node.items if isinstance(item, Not)))


def _told(node: Expression, root: bool) -> Expression:
    """The node with participants' duties as attestations and without fragments that tell nothing."""
    match node:
        case Atom() if is_unmapped(node) and _TAKES_PART.match(node.text):
            return replace(node, type="participation", concepts=(TRIAL,))
        case Atom() if is_unmapped(node) and matter_of(node).nature == "willing":
            return replace(node, type="attestation", value="compliance")
        case Not(item):
            return Not(_told(item, False))
        case IfThen(condition, then):
            return _told(condition, root) if _is_empty(then) else IfThen(_told(condition, False), _told(then, False))
        case AllOf(items) | AnyOf(items):
            kept = tuple(_told(item, False) for item in items if not _is_empty(item))
            if not kept:
                return node
            return kept[0] if len(kept) == 1 else replace(node, items=kept)
    return node


def _is_empty(node: Expression) -> bool:
    return isinstance(node, Atom) and node.type == "other" and matter_of(node).nature == "empty"


def _is_wanted(atom: Atom) -> bool:
    return atom.type == "attestation" and atom.value in _WANTED


def _turned(node: Expression, positive: bool) -> Expression:
    match node:
        case Atom():
            return Not(node) if positive and _is_wanted(node) else node
        case Not(item):
            return Not(_turned(item, not positive))
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            return replace(node, items=tuple(_turned(item, positive) for item in items))
        case IfThen(condition, then):
            return IfThen(condition, _turned(then, positive))
    return node


def _without_subject(node: Expression, text: str) -> Expression:
    """ "Children/caregivers who move away": whom a criterion is about is not what it excludes."""
    if not isinstance(node, AnyOf):
        return node
    first, *rest = node.items
    if isinstance(first, Atom) and first.type == "age" and not first.bounds and text[first.end : first.end + 1] == "/":
        return rest[0] if len(rest) == 1 else AnyOf(tuple(rest))
    return node


_PERSONS = frozenset({"age", "sex", "reproductive"})


def _of_a_group(node: Expression) -> Expression:
    """What shuts out those of one group with a disease ("healthy volunteers: heart disease") takes both.

    Of who may not be of the group it says nothing, though the disease be there. Limits of their own for some stay conditionals.
    """
    match node:
        case IfThen(condition, then) if any(atom.type not in _PERSONS for atom in leaves(condition)):
            return AllOf((condition, then))
        case AnyOf(items):
            return AnyOf(tuple(_of_a_group(item) for item in items))
    return node


def _concerns_one_sex(node: Expression) -> bool:
    return isinstance(node, Atom) and (node.type == "reproductive" or "pregnancy test" in node.concepts)


def _of_one_sex(node: Expression) -> Expression:
    if isinstance(node, AnyOf):
        return AnyOf(tuple(_of_one_sex(item) for item in node.items))
    if not isinstance(node, AllOf):
        return node
    sexes = tuple(item for item in node.items if isinstance(item, Atom) and item.type == "sex")
    rest = tuple(item for item in node.items if item not in sexes)
    if len(sexes) != 1 or not rest or any(isinstance(item, Not) for item in rest):
        return node
    return IfThen(sexes[0], rest[0] if len(rest) == 1 else AllOf(rest))

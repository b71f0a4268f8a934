"""Verdicts that rest on less than a criterion says.

Words of a criterion that were not understood mostly narrow what was ("tumor invading the aorta", "surgery on both breasts"). What is not true of the
wider thing is not true of the narrower either, but what is true of it may not be: such a criterion is neither broken nor met, it is open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from matcher.matching.case import Case
from matcher.matching.events import habits
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.locality import is_of_a_place
from matcher.matching.ontology import is_kind_of
from matcher.matching.outcome import Outcome, deciding_leaves
from matcher.matching.standards import asks_for_a_diagnosis
from matcher.matching.unmapped import matter_of
from matcher.terms.types import ROOTS
from matcher.trials.types import AllOf, AnyOf, Atom, Criterion, IfThen, leaves

_NARROWED = frozenset({"condition", "procedure", "exposure", "measurement"})
_MET = _NARROWED | {"reproductive"}
_PAST = "history"
_BEFORE = 12
_FORMER = re.compile(r"(?<!or )(?<!and )(?<!/)\b(?:former|ex)\b(?!\s*(?:/|or\b|and\b))", re.IGNORECASE)
"""Of a habit: that it is over. "Current or former" asks for either."""
_FIRST = re.compile(
    r"\b(?:first|first[ -]ever|initial|single)\s+(?:[\w-]+\s+)?(?:episode|attack|event|occurrence|presentation|bout)\s+of\s+(?:an?\s+)?\Z",
    re.IGNORECASE,
)
"""Of a disease: that there was none before."""
_HIGHLY_EFFECTIVE = re.compile(r"\bhighly[ -]effective\b", re.IGNORECASE)
_LESS_EFFECTIVE = "less effective"
"""Said of contraception that fails in more than one of a hundred women a year (CTFG 2020): condoms, caps, spermicide."""
_OTHER = re.compile(r"\bother\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_NEW_CLAUSE = re.compile(r"[,;:.()\n]|\b(?:or|and|but)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}|[TNMGR]\d[a-d]?\b|\b\d[A-C]\d?\b")
"""Words, and the stages and grades that are written as a letter and a number."""


def rests_on_doubt(criterion: Criterion, outcome: Outcome, case: Case) -> bool:
    """Whether what breaks a criterion is not surely what the criterion speaks of.

    Args:
        criterion: it is violated.
        outcome: of its expression.
    """
    if criterion.kind == "exclusion" and _says_more_than_sex(criterion, outcome):
        return True
    return _is_doubtful(outcome, criterion, case)


def is_met_in_part(criterion: Criterion, outcome: Outcome) -> bool:
    """Whether what meets an inclusion is less than it asks for: words that were not understood narrow it ("singleton pregnancy").

    Args:
        criterion: an inclusion whose expression came out true.
        outcome: of its expression.
    """
    if not outcome.parts:
        atom = outcome.node
        if not isinstance(atom, Atom) or outcome.truth != "true" or atom.type not in _MET:
            return False
        if _is_the_lesser(atom, outcome, criterion):
            return True
        return _is_narrowed(atom, criterion) or asks_for_a_diagnosis(atom, outcome, criterion)
    found = [is_met_in_part(criterion, part) for part in outcome.deciding or outcome.parts]
    return all(found) if isinstance(outcome.node, AnyOf) else any(found)


def _is_the_lesser(atom: Atom, outcome: Outcome, criterion: Criterion) -> bool:
    """Whether all that speaks for a criterion is another kind of the thing: a smoker where former smokers are asked for, condoms
    where highly effective contraception is."""
    words = criterion.text[max(atom.start - _BEFORE, 0) : atom.end]
    if not outcome.supports:
        return False
    if _FIRST.search(criterion.text[: atom.start]) and any(fact.historical for fact in outcome.supports):
        return True
    if _FORMER.search(words):
        return any(
            (fact.ongoing or fact.status == "active") and is_kind_of(fact.concept, habits())
            for fact in outcome.supports
        )
    return _HIGHLY_EFFECTIVE.search(words) is not None and all(
        _LESS_EFFECTIVE in fact.qualifiers for fact in outcome.supports if fact.type == "reproductive"
    )


def _is_doubtful(outcome: Outcome, criterion: Criterion, case: Case) -> bool:
    if not outcome.parts:
        return _leaf_is_doubtful(outcome, criterion, case)
    deciding = outcome.deciding or outcome.parts
    node = outcome.node
    if isinstance(node, AnyOf) and outcome.truth == "true":
        # "Women already screened or with a tumor": the women are not what is shut out.
        deciding = tuple(part for part in deciding if not _is_sex(part)) or deciding
    found = [_is_doubtful(part, criterion, case) for part in deciding]
    needs_all = (isinstance(node, AllOf) and outcome.truth == "true") or (
        isinstance(node, AnyOf | IfThen) and outcome.truth == "false"
    )
    return any(found) if needs_all else all(found)


def _is_sex(part: Outcome) -> bool:
    return isinstance(part.node, Atom) and part.node.type == "sex"


def _leaf_is_doubtful(leaf: Outcome, criterion: Criterion, case: Case) -> bool:
    atom = leaf.node
    if not isinstance(atom, Atom) or leaf.truth != "true" or atom.type not in _NARROWED:
        return False
    return (
        _is_the_trials_own(atom, leaf, case)
        or _means_others(atom, criterion, case)
        or _is_any_disease(atom, leaf, case)
        or _is_narrowed(atom, criterion)
        or _is_of_an_unread_class(atom, criterion)
        or asks_for_a_diagnosis(atom, leaf, criterion)
    )


def _is_the_trials_own(atom: Atom, leaf: Outcome, case: Case) -> bool:
    """Whether all that breaks a criterion is the disease the trial is for: no trial shuts out all who have its disease.

    "Prior breast cancer" in a trial for breast cancer means an earlier one; only what is told as past is that.
    """
    own = case.trial_conditions
    if atom.type != "condition" or not own or not leaf.supports or atom.window is not None:
        return False
    if not any(is_kind_of(name, atom.concepts) for name in own) or set(atom.qualifiers) - {_PAST}:
        return False
    claims: tuple[Claim, ...] = leaf.values.get("claims", ())
    if claims and all(claim.met is not None for claim in claims):
        return _are_one_of([claim.concept for claim in claims], own)
    if any(fact.type != "condition" for fact in leaf.supports):
        return False
    if not _are_one_of([fact.concept for fact in leaf.supports], own):
        return False
    return _PAST not in atom.qualifiers or not any(fact.historical for fact in leaf.supports)


def _are_one_of(concepts: list[str], own: Sequence[str]) -> bool:
    """Whether concepts name the trial's own disease: its kinds, and beside such a kind its wider names, too ("breast cancer" of an invasive one)."""
    kinds = [is_kind_of(concept, own) for concept in concepts]
    wider = (any(is_kind_of(name, (concept,)) for name in own) for concept in concepts)
    return any(kinds) and all(kind or wide for kind, wide in zip(kinds, wider, strict=True))


def _means_others(atom: Atom, criterion: Criterion, case: Case) -> bool:
    """Whether an atom is about "other" diseases than one that the trial does not name."""
    return not atom.excludes and not case.trial_conditions and bool(_OTHER.search(criterion.text[: atom.start]))


def _is_any_disease(atom: Atom, leaf: Outcome, case: Case) -> bool:
    """Whether "any significant disease" may be no other than the one the patient comes for, which the trial may be about."""
    if atom.type != "condition" or not atom.concepts or not ROOTS.issuperset(atom.concepts):
        return False
    own = case.trial_conditions
    return not own or all(fact.type == "condition" and is_kind_of(fact.concept, own) for fact in leaf.supports)


def _is_of_an_unread_class(atom: Atom, criterion: Criterion) -> bool:
    """Whether a finding that may sit anywhere is named as an example of a class no vocabulary has, which tells the place.

    "Lesions of the vocal folds, such as polyps" is not broken by a polyp of the colon.
    """
    if atom.type != "condition" or not all(is_of_a_place(name) for name in atom.concepts):
        return False
    heads = (
        head
        for head in leaves(criterion.expression)
        if not head.concepts and any(example.start == atom.start for example in head.examples)
    )
    return any(matter_of(head).heads or matter_of(head).stems for head in heads)


def _is_narrowed(atom: Atom, criterion: Criterion) -> bool:
    """Whether words that were not understood stand in the clause of an atom."""
    return any(is_narrowed_by(atom, criterion, place) for place in criterion.unparsed)


def is_narrowed_by(atom: Atom, criterion: Criterion, place: tuple[int, int]) -> bool:
    """Whether a stretch of a criterion that was not understood stands in the clause of an atom and says something."""
    text, (start, end) = criterion.text, place
    between = text[atom.end : start] if start >= atom.end else text[end : atom.start]
    words = _WORD.findall(text, start, end)
    return not _NEW_CLAUSE.search(between) and any(word.casefold() not in _harmless() for word in words)


@cache
def _harmless() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("not_narrowing"))


@cache
def _people_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("people_words"))


def _says_more_than_sex(criterion: Criterion, outcome: Outcome) -> bool:
    """Whether nothing but the sex breaks an exclusion that says more ("women outside this age group")."""
    deciding = [leaf.node for leaf in deciding_leaves(outcome)]
    atoms = [node for node in deciding if isinstance(node, Atom)]
    if not atoms or any(atom.type != "sex" for atom in atoms):
        return False
    taken = [(atom.start, atom.end) for atom in atoms]
    words = (m for m in _WORD.finditer(criterion.text) if not any(a < m.end() and m.start() < b for a, b in taken))
    return any(m.group().casefold() not in _people_words() for m in words)

"""Whole expressions, and in them exceptions: `AllOf` of something and `Not` of what is excepted from it."""

from __future__ import annotations

from typing import NamedTuple

from matcher.matching.case import Case
from matcher.matching.events import TREATED
from matcher.matching.logic import combine, compound, conjoin, deny, is_exception
from matcher.matching.ontology import is_kind_of, kinds, parents
from matcher.matching.outcome import Outcome
from matcher.matching.remembered import Remembered
from matcher.matching.types import Basis
from matcher.matching.unmapped import is_unmapped
from matcher.matching.weighing import open_outcome
from matcher.notes.types import Fact
from matcher.trials.types import AllOf, Atom, Expression, Not, children, leaves

_PEOPLE = frozenset({"sex", "age"})


class _Apart(NamedTuple):
    """An `AllOf` of X and what must not be: both, and whether the latter is a demand of its own and no exception from X."""

    plain: Expression
    excepted: tuple[Not, ...]
    demanded: bool


_TAKEN_APART: Remembered[AllOf, _Apart] = Remembered(20_000)


def _taken_apart(node: AllOf) -> _Apart:
    items = tuple(item for item in node.items if not isinstance(item, Not))
    plain = items[0] if len(items) == 1 else AllOf(items)
    excepted = tuple(item for item in node.items if isinstance(item, Not))
    # "Women who do not speak English": no exception from being a woman.
    of_people = all(atom.type in _PEOPLE for atom in leaves(plain))
    return _Apart(plain, excepted, of_people or _asks_for_more(plain, excepted))


def judge_exception(node: AllOf, case: Case) -> Outcome:
    """The outcome of "X, except Y".

    What Y covers does not make X true, and what it does not cover still does: with rheumatoid arthritis beside an excepted
    secondary Sjögren's the whole is true, with the Sjögren's alone it is false. Y must hold for each thing that makes X true.
    """
    plain, excepted, demanded = _TAKEN_APART.of(node, _taken_apart)
    base = judge_expression(plain, case)
    exempt = tuple(deny(item, _excepting(item.item, plain, case)) for item in excepted)
    parts = (base, *exempt)
    if demanded:
        return conjoin(node, parts)
    if base.truth == "true":
        return _of_true(node, base, exempt, parts, case)
    if base.truth == "unknown" and any(part.truth == "false" for part in exempt):
        # Only what is excepted may have been spoken of; then nothing is left that could make X true.
        rest = judge_expression(base.node, case.without(_covered(excepted, case)))
        if rest.truth == "unknown" and rest.mentioned:
            return compound(node, "unknown", (rest, *exempt), ())
        if rest.truth == "true":
            return compound(node, "true", (rest, *exempt), (rest,))
        decided = [part for part in exempt if part.truth == "false"]
        if rest.truth == "false":
            return compound(node, "false", (rest, *exempt), (rest, *decided))
        return compound(node, "false", parts, decided)
    return conjoin(node, parts)


def _excepting(node: Expression, plain: Expression, case: Case) -> Outcome:
    """What is excepted; "cancer, except if treated by surgery" is open where an operation is not told of together with a cancer."""
    found = judge_expression(node, case)
    if not isinstance(node, Atom) or found.truth != "true" or TREATED.isdisjoint(node.qualifiers):
        return found
    if node.type not in ("procedure", "exposure"):
        return found
    asked = tuple(_asked(plain))
    beside = (other for fact in found.supports for other in case.index.beside(fact))
    if any(other.type == "condition" and is_kind_of(other.concept, asked) for other in beside):
        return found
    return open_outcome(node, found.supports, f"{node.type}.undecided", {}, f"{node.type}.ask", mentioned=True)


def _asks_for_more(plain: Expression, excepted: tuple[Not, ...]) -> bool:
    """Whether what must not be is none of what is asked for ("diabetes and no history of stroke"): no exception, a demand of its own."""
    asked = _asked(plain)
    classes = frozenset(above for name in asked for above in kinds(name))
    return bool(asked) and not any(
        concept in classes or not kinds(concept).isdisjoint(asked) for concept in _concepts(excepted)
    )


def judge_expression(node: Expression, case: Case) -> Outcome:
    """The outcome of an expression from what the notes say, nothing assumed."""
    if isinstance(node, Atom):
        return case.outcome(node)
    if isinstance(node, AllOf) and is_exception(node):
        return judge_exception(node, case)
    return combine(node, tuple([judge_expression(child, case) for child in children(node)]))


def _concepts(items: tuple[Not, ...]) -> frozenset[str]:
    return frozenset(concept for item in items for atom in leaves(item) for concept in atom.concepts)


def _covered(items: tuple[Not, ...], case: Case) -> frozenset[str]:
    """Ids of the facts about what an exception names."""
    names = _concepts(items)
    about = {claim.fact.fact_id for name in names for claim in case.index.under.get(name, ()) if claim.says != "no"}
    measured = {fact.fact_id for name in names for fact in case.index.measured.get(name, ())}
    return frozenset(about | measured)


def _perhaps_covered(base: Outcome, items: tuple[Not, ...], case: Case) -> frozenset[str]:
    """Ids of the grounds that are about a class directly above what an exception names."""
    above = {parent for name in _concepts(items) for parent in parents(name)} - set(_asked(base.node))
    about = {claim.fact.fact_id for name in above for claim in case.index.about.get(name, ()) if claim.says == "yes"}
    return frozenset(about & {fact.fact_id for fact in _grounds(base)})


def _asked(node: Expression) -> frozenset[str]:
    return frozenset(concept for atom in leaves(node) for concept in atom.concepts)


def _of_true(
    node: AllOf, base: Outcome, exempt: tuple[Outcome, ...], parts: tuple[Outcome, ...], case: Case
) -> Outcome:
    excepted = tuple(item for item in node.items if isinstance(item, Not))
    covered = _covered(excepted, case)
    grounds = [fact for fact in _grounds(base) if fact.fact_id in covered]
    rest = judge_expression(base.node, case.without(frozenset(fact.fact_id for fact in grounds))) if grounds else base
    if rest.truth == "true" and any(_is_unread(item, case) for item in excepted):
        return compound(node, "unknown", (rest, *exempt), ())  # whether this is what is excepted, no one can tell
    if rest.truth == "true":
        # A class of what is excepted ("squamous cell carcinoma", where that of the skin is) may be it: that is open.
        loose = _perhaps_covered(rest, excepted, case)
        if loose and judge_expression(base.node, case.without(loose | {f.fact_id for f in grounds})).truth != "true":
            return compound(node, "unknown", (rest, *exempt), ())
        return compound(node, "true", (rest, *exempt), (rest,))
    verdicts = {_exception_for(fact, grounds, excepted, case) for fact in grounds}
    if verdicts == {"true"}:
        decided = [part for part in exempt if part.truth == "false"]
        left = _without_explained(base, rest)
        if left.truth == "unknown":
            return compound(node, "unknown", (left, *exempt), ())
        basis: Basis = "derived" if any(part.basis == "derived" for part in decided) else "documented"
        found = compound(node, "false", parts, decided)
        found.basis = basis
        return found
    if "unknown" in verdicts:
        return compound(node, "unknown", parts, ())
    return compound(node, "true", parts, (base,))


def _is_unread(item: Not, case: Case) -> bool:
    """Whether an exception is in words no vocabulary has, and open."""
    return any(is_unmapped(atom) for atom in leaves(item)) and judge_expression(item.item, case).truth == "unknown"


def _grounds(outcome: Outcome) -> list[Fact]:
    """The facts that make an expression true."""
    if not outcome.parts:
        return list(outcome.supports)
    return [fact for part in outcome.deciding for fact in _grounds(part)]


def _exception_for(fact: Fact, grounds: list[Fact], excepted: tuple[Not, ...], case: Case) -> str:
    """Whether the exception holds for one fact, judged without the other grounds of another concept."""
    others = frozenset(other.fact_id for other in grounds if other.concept != fact.concept)
    alone = case.without(others) if others else case
    truths = {judge_expression(item.item, alone).truth for item in excepted}
    if "true" in truths:
        return "true"
    return "unknown" if "unknown" in truths else "false"


def _without_explained(base: Outcome, rest: Outcome) -> Outcome:
    """X once what the exception explains is taken away: leaves that were true and no longer are count as false."""
    if not base.parts:
        if base.truth == "true" and rest.truth != "true":
            return Outcome(base.node, "false", base.basis, base.supports, reason="exception.explained")
        return rest
    if len(base.parts) != len(rest.parts):
        return rest
    parts = tuple(_without_explained(was, now) for was, now in zip(base.parts, rest.parts, strict=True))
    return combine(base.node, parts)

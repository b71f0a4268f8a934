"""Three-valued logic over expressions.

Kleene's strong logic of true, false and unknown; "not_applicable" is neutral in `AllOf`, `AnyOf` and `AtLeast`, and a node all
of whose parts are not applicable is so itself. `IfThen` with a false condition is not applicable.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64; the rules for "not_applicable" are the project's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcher.matching.outcome import Outcome, weakest
from matcher.matching.types import Basis, Truth
from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Expression, IfThen, Not, children

_NEGATED: dict[Truth, Truth] = {
    "true": "false",
    "false": "true",
    "unknown": "unknown",
    "not_applicable": "not_applicable",
}


def negated(truth: Truth) -> Truth:
    """`not`, in three values; not applicable stays so."""
    return _NEGATED[truth]


def all_of(truths: Sequence[Truth]) -> Truth:
    """Conjunction.

    >>> all_of(["true", "unknown", "false"]), all_of(["true", "not_applicable"]), all_of(["true", "unknown"])
    ('false', 'true', 'unknown')
    """
    if "false" in truths:
        return "false"
    if "unknown" in truths:
        return "unknown"
    return "true" if "true" in truths else "not_applicable"


def any_of(truths: Sequence[Truth]) -> Truth:
    """Disjunction.

    >>> any_of(["false", "unknown"]), any_of(["false", "not_applicable"]), any_of(["true", "unknown"])
    ('unknown', 'false', 'true')
    """
    if "true" in truths:
        return "true"
    if "unknown" in truths:
        return "unknown"
    return "false" if "false" in truths else "not_applicable"


def at_least(n: int, truths: Sequence[Truth]) -> Truth:
    """Whether `n` of them hold.

    Of fewer things than it asks for a count is never decided: what it counts ("4 of 7 nights") was not understood.

    >>> at_least(2, ["true", "true", "unknown"]), at_least(2, ["true", "false", "false"]), at_least(1, ["unknown"])
    ('true', 'false', 'unknown')
    >>> at_least(4, ["false", "false"])
    'unknown'
    """
    if all(truth == "not_applicable" for truth in truths):
        return "not_applicable"
    if n > len(truths):
        return "unknown"
    held = truths.count("true")
    if held >= n:
        return "true"
    return "unknown" if held + truths.count("unknown") >= n else "false"


def if_then(condition: Truth, then: Truth) -> Truth:
    """`then`, where the condition holds.

    >>> if_then("false", "unknown"), if_then("unknown", "true"), if_then("unknown", "false"), if_then("true", "false")
    ('not_applicable', 'true', 'unknown', 'false')
    """
    if condition in ("false", "not_applicable"):
        return "not_applicable"
    if then == "not_applicable":
        return "not_applicable"
    if condition == "true" or then == "true":
        return then
    return "unknown"


def conjoin(node: Expression, parts: tuple[Outcome, ...]) -> Outcome:
    """`AllOf` of parts judged already."""
    truth = all_of([part.truth for part in parts])
    if truth == "false":
        return compound(node, truth, parts, [part for part in parts if part.truth == "false"])
    return compound(node, truth, parts, parts)


def disjoin(node: Expression, parts: tuple[Outcome, ...]) -> Outcome:
    """`AnyOf` of parts judged already."""
    truth = any_of([part.truth for part in parts])
    if truth == "true":
        return compound(node, truth, parts, [part for part in parts if part.truth == "true"])
    return compound(node, truth, parts, parts)


def count(node: AtLeast, parts: tuple[Outcome, ...]) -> Outcome:
    """`AtLeast` of parts judged already."""
    truth = at_least(node.n, [part.truth for part in parts])
    if truth in ("true", "false"):
        return compound(node, truth, parts, [part for part in parts if part.truth == truth])
    return compound(node, truth, parts, parts)


def imply(node: IfThen, condition: Outcome, then: Outcome) -> Outcome:
    """`IfThen` of two parts judged already."""
    parts = (condition, then)
    truth = if_then(condition.truth, then.truth)
    if truth == "not_applicable":
        return compound(node, truth, parts, [condition if condition.truth != "true" else then])
    if truth == "true":
        return compound(node, truth, parts, [then])
    return compound(node, truth, parts, parts)


def deny(node: Not, part: Outcome) -> Outcome:
    """`Not` of a part judged already."""
    return compound(node, negated(part.truth), (part,), (part,))


def compound(node: Expression, truth: Truth, parts: tuple[Outcome, ...], deciding: Sequence[Outcome]) -> Outcome:
    """A node above parts, with the basis of the weakest of those that decide it."""
    if truth == "unknown":
        open_parts = tuple([part for part in parts if part.truth == "unknown"])
        mentioned = any(part.mentioned for part in open_parts)
        return Outcome(node, truth, "none", mentioned=mentioned, parts=parts, deciding=open_parts)
    counted = tuple([part for part in deciding if part.basis != "none"])
    basis: Basis = weakest([part.basis for part in counted])
    return Outcome(node, truth, basis, parts=parts, deciding=counted)


def combine(node: Expression, parts: tuple[Outcome, ...]) -> Outcome:
    """The outcome of a compound node from those of the nodes below it."""
    if isinstance(node, AnyOf):
        return disjoin(node, parts)
    if isinstance(node, AllOf):
        return conjoin(node, parts)
    match node:
        case Not():
            return deny(node, parts[0])
        case AtLeast():
            return count(node, parts)
        case IfThen():
            return imply(node, *parts)
    raise TypeError(f"not a compound node: {type(node).__name__}")


def evaluate(node: Expression, leaf: Callable[[Atom], Outcome]) -> Outcome:
    """The outcome of an expression, an exception read as a plain conjunction.

    Args:
        node: the expression.
        leaf: judges one atom.
    """
    if isinstance(node, Atom):
        return leaf(node)
    return combine(node, tuple(evaluate(child, leaf) for child in children(node)))


def is_exception(node: AllOf) -> bool:
    """Whether an `AllOf` says "X, except Y"."""
    exempt = [item for item in node.items if isinstance(item, Not)]
    return 0 < len(exempt) < len(node.items)

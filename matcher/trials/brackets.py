"""What stands in brackets: an abbreviation, examples, a definition, a limit, a condition, an exception, a remark."""

from __future__ import annotations

import re

from matcher.terms import vocabulary
from matcher.trials.attributes import attach
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, alternatives, conditional, joined, special_limit, such_as
from matcher.trials.equivalents import without_equivalents
from matcher.trials.examples import defined, exemplified, is_weighed
from matcher.trials.exceptions import permitted, without_exception
from matcher.trials.groups import Bracketed, first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.reading import EDGE, Reader
from matcher.trials.sharing import adopt, merge_limits, special_for_each
from matcher.trials.subgroups import let_off, of_those_with
from matcher.trials.types import AtomType
from matcher.trials.whom import asked_of_women

_ATTRIBUTES = ("qualifier", "result", "span", "numeral", "scale", "filler", "presence", "drop", "aside")
_LONGEST_ABBREVIATION = 10
_OUT_OF = re.compile(r"[(\[] ?(?:out )?of (?:the )?\d+(?: joints?| points?| items?)? ?[)\]]", re.IGNORECASE)
_PERMITS = ("may be ", "may have ", "may receive", "may use ", "may take ", "can receive", "can be ")


def with_bracket(bracket: Bracketed, base: Node | None, context: Context, parser: Reader) -> Node | None:
    """The word group before a bracket together with what the bracket says."""
    bracket.used = True
    inner = trimmed(list(bracket.inner), ("filler", "drop", "mark", "stop", "comma", "aside"))
    if not inner:
        return base
    if base is None:
        return parser.statement(inner, context)
    inner = without_equivalents(inner, parser.text, [name for draft in base.leaves() for name in draft.concepts])
    first = inner[0]
    if _OUT_OF.match(parser.text, bracket.start):
        # "≥ 3 swollen joints (of 66)": how many there are to be counted.
        return base
    if first.kind == "change" and base.draft is not None and base.draft.type == "measurement":
        # "Stable weight (change < 5 kg)" limits the change: no weight answers it.
        return base
    if inner[-1].kind == "permit" and context.kind == "inclusion" and not context.union:
        inner[-1].used = True
        return base
    if context.kind == "inclusion" and not context.union and _says_may(bracket, parser.text):
        return base  # "Hemoglobin ≥ 8 g/dL (may receive transfusions)" asks for no transfusion.
    allows = first_of(inner, "permit")
    if first.kind == "except" or inner[-1].kind in ("exclude", "permit") or (allows and first_of(inner[allows:], "if")):
        return _exception(inner, base, context, parser)
    if first.kind in ("or", "and", "slash"):
        return _joined(inner, base, context, parser)
    if first.kind == "example":
        first.used = True
        examples = parser.statement(_completed(inner[1:], base, parser.text), context.within_union)
        if examples is not None and _says_again(base, examples):
            return base
        return exemplified(base, alternatives(examples), context) if examples is not None else base
    if first.kind == "define":
        first.used = True
        said = parser.statement(inner[1:], context)
        rest = trimmed(inner[1:], EDGE)
        if said is not None and said.op == "not" and rest and rest[0].kind == "not":
            return joined(
                "all", [base, said]
            )  # "Osteoarthritis (i.e., not rheumatoid arthritis)" says what is not meant.
        return defined(base, said, context, strong=first.value == "strong")
    if all(item.kind in _ATTRIBUTES for item in inner):
        attach(inner, list(base.plain_leaves()) or list(base.leaves()), parser.text)
        return base
    if _repeats(inner, base, parser.text):
        for item in inner:
            item.used = True
        return base
    condition = first_of(inner, "if")
    if condition == 0 and context.kind == "inclusion" and not context.union:
        # "Negative pregnancy test (if female)"
        first.used = True
        return conditional(parser.clause(inner[1:], context.within_union), base)
    if condition is not None and condition > 0:
        return _special_limit(inner, condition, base, context, parser)
    subgroup = _subgroup(inner, parser.text)
    if subgroup is not None:
        return _special_limit(inner, subgroup, base, context, parser)
    return _remark(inner, base, context, parser)


def _says_may(bracket: Bracketed, text: str) -> bool:
    return text[bracket.start : bracket.end].lstrip("([ ").lower().startswith(_PERMITS)


def _says_again(base: Node, examples: Node) -> bool:
    """ "Spine surgery (includes surgery with an open or assisted approach)" names the class again, and ways of it no vocabulary has."""
    held = [name for draft in base.leaves() for name in draft.concepts]
    named = [draft for draft in examples.leaves() if draft.concepts]
    ways = [draft for draft in examples.leaves() if not draft.concepts]
    plain = not any(draft.bounds or draft.window or draft.qualifiers for draft in examples.leaves())
    if not named or not ways or not plain or any(draft.type != "other" for draft in ways):
        return False
    v = vocabulary()
    return all(any(v.is_a(name, draft.concepts[0]) for name in held) for draft in named)


_OF_WHOM = ("with", "in", "for", "among")


def _subgroup(inner: list[Item], text: str) -> int | None:
    """Where "(> 5 × ULN with liver metastases)" comes to whom its limit is for."""
    if inner[0].quantity is None or len(inner) < 3:
        return None
    position = next((n for n, item in enumerate(inner) if item.kind != "quantity"), len(inner))
    if position + 1 >= len(inner) or text[inner[position].start : inner[position].end].lower() not in _OF_WHOM:
        return None
    named = [item.term for item in inner[position + 1 :] if item.term is not None]
    return position if named and all(term.type == "condition" for term in named) else None


def _exception(inner: list[Item], base: Node, context: Context, parser: Reader) -> Node | None:
    allows = first_of(inner, "permit")
    if allows is not None and first_of(inner[allows:], "if") is not None:
        inner[allows].used = True
        allowed = permitted(parser, inner[:allows], inner[allows + 1 :], context.within_union)
        return without_exception(base, allowed, context) if allowed is not None else base
    operators = [item for item in inner if item.kind in ("except", "exclude", "permit")]
    for item in operators:
        item.used = True
    said = parser.statement([item for item in inner if item not in operators], context.within_union)
    return without_exception(base, said, context) if said is not None else base


def _joined(inner: list[Item], base: Node, context: Context, parser: Reader) -> Node | None:
    said = parser.statement(inner[1:], context)
    if said is None:
        return base
    union = inner[0].kind != "and" or context.lists_are_unions
    merged = merge_limits([base, said])
    return joined("any" if union else "all", list(merged))


def _repeats(inner: list[Item], base: Node, text: str) -> bool:
    """Whether a bracket only says the same again: an abbreviation, a synonym, a class of it."""
    named = [item for item in inner if item.kind not in ("filler", "scale")]
    v = vocabulary()
    concepts = [name for draft in base.leaves() for name in draft.concepts]
    concepts += [match.concept for draft in base.leaves() for match in v.find(text, draft.start, draft.end)]
    if all(item.term is not None for item in named):
        return bool(named) and all(
            any(item.term is not None and (v.is_a(name, item.term.concept)) for name in concepts) for item in named
        )
    if len(named) == 1 and named[0].kind == "word":
        word = text[named[0].start : named[0].end]
        return len(word) <= _LONGEST_ABBREVIATION and (not word.islower() or any(char.isdigit() for char in word))
    return False


def _special_limit(inner: list[Item], position: int, base: Node, context: Context, parser: Reader) -> Node | None:
    """ "≤ 2.5 × ULN (≤ 5 × ULN if liver metastases)": the first limit holds for those without, the second for those with."""
    inner[position].used = True
    condition = parser.clause(inner[position + 1 :], context.within_union)
    limit = parser.clause(inner[:position], context)
    if condition is None or limit is None:
        return joined("all", [base, limit]) if limit is not None else base
    merged = merge_limits([base, limit])
    return special_limit(base, condition, merged[-1] if len(merged) > 1 else limit)


def _remark(inner: list[Item], base: Node, context: Context, parser: Reader) -> Node | None:
    inner = _completed(inner, base, parser.text)
    said = parser.statement(inner, context)
    if said is None:
        return base
    if base.draft is not None and is_weighed(base.draft):
        return such_as(base, alternatives(said))
    leaves = list(said.leaves())
    if context.kind == "inclusion" and asked_of_women(base) and _says_whom(leaves):
        return conditional(said, base)  # "Negative pregnancy test (women of childbearing potential only)"
    limited = base.draft is not None and base.draft.type == "measurement" and bool(base.draft.bounds)
    if limited and said.draft is not None and said.draft.type == "sex" and said.draft.value != "both":
        return conditional(said, base)  # "QTc < 470 ms (women) or < 450 ms (men)"
    if said.op == "if" and (special := special_for_each(base, said.items[0], said.items[1])) is not None:
        return special
    if context.kind == "inclusion" and (limits := let_off([base, of_those_with(said)]))[0] is not base:
        return joined("all", limits)
    measured = base.draft is not None and base.draft.type == "measurement" and not base.draft.bounds
    if measured and said.op in ("all", "any", "if") and all(draft.bare_limit for draft in said.plain_leaves()):
        # "Grip strength (< 26 kg in men; < 18 kg in women)": limits by sex of what stands before the bracket.
        for draft in said.plain_leaves():
            adopt(draft, base.draft)  # type: ignore[arg-type]
            draft.start, draft.end = base.draft.start, base.draft.end  # type: ignore[union-attr]
        return said
    if all(draft.bare_limit for draft in leaves):
        heads = list(base.plain_leaves())
        if heads:
            heads[-1].window = heads[-1].window or next((draft.window for draft in leaves if draft.window), None)
        if heads and not heads[-1].bounds and heads[-1].type not in ("measurement", "age"):
            for draft in leaves:
                heads[-1].bounds.extend(draft.bounds)
            return base
        merged = merge_limits([base, *(said.items or [said])])
        return merged[0] if len(merged) == 1 else joined("any", list(merged))
    heads = list(base.plain_leaves())
    if _limits(leaves):
        if heads and all(
            draft.type in ("measurement", "age") and not draft.bounds and not draft.quality for draft in heads
        ):
            return said
        if heads and all(draft.type == "condition" for draft in heads):
            if context.lists_are_unions and not any(draft.bounds for draft in leaves):
                # A positive test beside a disease is another sign of it, no measure of what is meant.
                return joined("any", [base, said])
            return defined(base, said, context, strong=True)
        return joined("all", [base, said])
    if said.op == "not":
        return joined("all", [base, said])
    kinds = {draft.type for draft in heads}
    if len(kinds) == 1 and leaves and all(draft.type in kinds and draft.concepts for draft in leaves):
        return exemplified(base, list(said.items) if said.op in ("any", "all") else [said], context)
    if len(kinds) == 1 and all(draft.concepts and not draft.generic for draft in heads) and _lists_kinds(said, kinds):
        return exemplified(base, list(said.items), context)
    if any(draft.concepts and draft.type not in ("other", "attestation") for draft in leaves) and heads:
        # Several things in brackets are examples of what stands before; one narrows it.
        several = context.lists_are_unions and said.op in ("any", "such")
        return (
            such_as(base, list(said.items) if said.op in ("any", "all") else [said])
            if several or heads[0].type == "allergy"
            else joined("all", [base, said])
        )
    return base


def _lists_kinds(said: Node, kinds: set[AtomType]) -> bool:
    """Whether a bracket lists things most of which are of a class, and the others words no vocabulary has: "surgery (resection, grafts)"."""
    drafts = [item.draft for item in said.items]
    named = [
        draft for draft in drafts if draft is not None and draft.type in kinds & {"condition", "procedure", "exposure"}
    ]
    plain = all(draft is not None and draft.type in (*kinds, "other") and not draft.bounds for draft in drafts)
    return said.op in ("any", "all") and plain and len(drafts) > 1 and 2 * len(named) > len(drafts)


def _says_whom(leaves: list[Draft]) -> bool:
    """Whether a bracket names people; methods of contraception are examples of it."""
    kinds = all(draft.type in ("sex", "reproductive") for draft in leaves)
    return kinds and not any(draft.value == "contraception" for draft in leaves)


def _limits(leaves: list[Draft]) -> bool:
    return (
        bool(leaves)
        and any(draft.bounds or draft.quality for draft in leaves)
        and all(draft.type in ("measurement", "sex", "age") for draft in leaves)
    )


def _completed(inner: list[Item], base: Node, text: str) -> list[Item]:
    """ "Organ transplantation (heart, lung, kidney)": members take the head of the class."""
    from matcher.trials.ellipsis import complete_from_class

    heads = [draft for draft in base.plain_leaves() if draft.concepts]
    if not heads:
        return inner
    return complete_from_class(inner, text, text[heads[-1].start : heads[-1].end], heads[-1].type)

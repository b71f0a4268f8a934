"""A word group (no commas, no "and") as leaves: which concept it names, and what in it belongs to which."""

from __future__ import annotations

from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.ages import said_ages
from matcher.trials.attributes import attach, prefixed
from matcher.trials.biomarkers import state_results
from matcher.trials.childbearing import says_women
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, conditional, freedom, joined, leaf, negation
from matcher.trials.equivalents import without_equivalents
from matcher.trials.groups import first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.lexicon import head_type
from matcher.trials.limits import is_exact, turn_outside
from matcher.trials.named_for import mark_named_for
from matcher.trials.naming import named_by
from matcher.trials.statements import allergy, attestations, is_complied_with, participation
from matcher.trials.steps import staged
from matcher.trials.types import AtomType
from matcher.trials.unmapped import unmapped
from matcher.trials.windows import Between

_DIVIDERS = ("with", "cause", "require", "unrelated", "not", "optional")


def build(items: list[Item], context: Context, text: str) -> Node | None:
    """The expression of one word group; None where it says nothing of its own.

    Args:
        items: its lexical items, brackets taken out.
        text: the reading copy, which the items' offsets are in.
    """
    items = [item for item in items if item.kind != "mark" or text[item.start].isalnum()]
    items = trimmed(items, ("drop", "stop"))
    if not items:
        return None
    position = first_of(items, *_DIVIDERS)
    cue = first_of(items, "allergy")
    if cue is not None and not any(item.kind in ("not", "require") for item in items):
        apart = first_of(items[:cue], "with")
        if apart is not None and any(item.term is not None or item.kind == "word" for item in items[:apart]):
            return _divided(items, apart, context, text)  # "Asthma with allergy to aspirin": two things, of both.
        return allergy(items, text)
    if position is not None:
        return _divided(items, position, context, text)
    if any(item.kind == "attestation" for item in items):
        if any(item.quantity is not None and item.quantity.unit == "%" for item in items):
            # "≥ 80 % diary compliance" is measured, not attested.
            return leaf(_rated(items, text))
        return attestations(items, lambda rest: build(rest, context, text))
    if any(item.kind == "participation" for item in items):
        return participation(items)
    ability = first_of(items, "ability")
    if ability is not None:
        # "Able to swallow tablets": no note says so of itself, and nothing is concluded from its silence.
        items[ability].used = True
        return leaf(Draft("attestation", items[ability].start, items[ability].end, value="ability"))
    if cue is not None:
        return allergy(items, text)
    return _plain(items, context, text)


def _rated(items: list[Item], text: str) -> Draft:
    draft = Draft("measurement", items[0].start, items[-1].end)
    attach([item for item in items if item.kind in ("quantity", "span")], [draft], text)
    for item in items:
        item.used = True
    return draft


def _divided(items: list[Item], position: int, context: Context, text: str) -> Node | None:
    """Two word groups with a preposition between: "X with Y", "X due to Y", "X requiring Y", "X not related to Y"."""
    left, divider, right = items[:position], items[position], items[position + 1 :]
    head = build(left, context, text)
    divider.used = True
    if divider.kind == "optional" and head is not None:
        return head
    if divider.kind == "unrelated":
        if head is not None:
            narrow(items[position:], list(head.leaves()), context, text)
        return head
    tail = build(right, context, text)
    if head is None and tail is not None and divider.kind == "with":
        # "Diagnosed within the last 5 years with diabetes": the time before the preposition is the disease's.
        attach([item for item in left if item.kind == "span"], list(tail.plain_leaves()), text)
    if tail is None and head is not None and divider.kind != "not":
        # "Diseases that are clinically unstable": what follows narrows what stands before.
        attach(right, list(head.plain_leaves()), text)
    if divider.kind == "with" and head is not None and tail is not None and is_complied_with(tail, head, text):
        return head
    if divider.kind == "not":
        return joined("all", [head, negation(tail) if tail is not None else None])
    if (
        divider.kind == "cause"
        and head is not None
        and tail is not None
        and all(draft.generic for draft in tail.leaves())
    ):
        # "… despite treatment" names no treatment.
        return head
    return joined("all", [head, tail])


def narrow(items: list[Item], drafts: list[Draft], context: Context, text: str) -> None:
    """Let a word group that names nothing of its own narrow the leaves before it: "… and not related to lupus"."""
    position = first_of(items, "unrelated")
    attach(items[:position], drafts, text)
    if position is None:
        return
    items[position].used = True
    right = items[position + 1 :]
    excluded = [item.term.concept for item in right if item.term is not None]
    if any(item.kind == "trialdisease" for item in right):
        excluded += context.conditions
    for draft in drafts:
        draft.excludes.extend(name for name in excluded if name not in draft.excludes)
    for item in right:
        item.used = item.used or item.term is not None
    attach([item for item in right if item.kind == "span"], drafts, text)


def _plain(items: list[Item], context: Context, text: str) -> Node | None:
    prefix = first_of(items, "non")
    if prefix is not None:
        return _without_kind(items, prefix, context, text)
    items = [
        # "At least one child" is whom she has, not who she is.
        replace(item, kind="word") if n and item.detail == "age" and _counts(items[n - 1], item) else item
        for n, item in enumerate(items)
    ]
    items = without_equivalents(items, text)
    ages, items = said_ages(items, text)
    drafts = named_by(items, context, text)
    persons = _persons(items, drafts)
    naive = first_of(items, "naive")
    naive = _freed(items, text) if naive is None else naive
    if not drafts:
        draft = staged(items, context) or unmapped(items, context, text)
        if draft is not None:
            drafts = [draft]
    mark_named_for(drafts, items, text)
    attach(items, drafts, text)
    state_results(drafts, items, text)
    turn_outside(drafts, items, text)
    for draft in drafts:
        if draft.type == "reproductive":
            # Every protocol asks for effective contraception; no note says that it is.
            draft.qualifiers = [name for name in draft.qualifiers if name != "effective"]
    nodes = [_with_second(draft) for draft in drafts]
    stopped = next((item for item in items if item.kind == "word" and item.said(text) in _STOPPED), None)
    if context.kind == "inclusion" and not context.union and stopped is not None:
        nodes = [_stopped(node, stopped) for node in nodes]
    elif context.kind == "inclusion" and any(item.kind == "span" and item.detail == "since" for item in items):
        nodes = [_washed_out(node) for node in nodes]
    if naive is not None and nodes:
        items[naive].used = True
        nodes = _without(nodes, items[naive])
    if len(nodes) == 1 and not ages and _is_special_limit(items, drafts, text):
        return conditional(joined("any", list(persons)), nodes[0])
    return joined("all", [*persons, *ages, *nodes])


def _without(nodes: list[Node], cue: Item) -> list[Node]:
    """What "naive" or "-free" denies: of "insulin-naive type 2 diabetes" the insulin; "treatment-naive asthma" is untreated."""
    kept: list[Node] = []
    if cue.kind == "naive":
        kept = [
            node
            for node in nodes
            if node.draft is not None and node.draft.type == "condition" and node.draft.start >= cue.end
        ]
    denied = [node for node in nodes if node not in kept]
    if not denied:
        for node in kept:
            if node.draft is not None and "untreated" not in node.draft.qualifiers:
                node.draft.qualifiers.append("untreated")
        return kept
    whole = joined("any", list(denied)) or denied[0]
    return [freedom(whole) if cue.kind == "word" else negation(whole), *kept]


def _freed(items: list[Item], text: str) -> int | None:
    """Where "-free" or "freedom" stands behind a disease: "seizure-free for a year"."""
    for position in range(1, len(items)):
        item, before = items[position], items[position - 1]
        said = item.said(text)
        if item.kind == "word" and item.start - before.end <= 3 and before.term is not None:  # noqa: SIM102
            if said in ("free", "freedom") and before.term.type == "condition":
                return position
    return None


_FOR = ("in", "for", "among")


def _is_special_limit(items: list[Item], drafts: list[Draft], text: str) -> bool:
    """Whether a number holds for one sex only: "< 50 in females", "men ≥ 13 g/dL"."""
    person = next(
        (item for item in items if item.kind == "person" and item.detail == "sex" and item.value != "both"), None
    )
    limited = len(drafts) == 1 and drafts[0].type == "measurement" and bool(drafts[0].bounds)
    if person is None or not limited:
        return False
    before = next((item for item in reversed(items) if item.end <= person.start), None)
    said = before is not None and before.kind == "filler" and text[before.start : before.end].lower() in _FOR
    return drafts[0].bare_limit or (said and person.start > drafts[0].start)


_STOPPED = frozenset({"stopped", "stop", "discontinued", "discontinue", "quit", "ceased", "withdrawn", "off", "last"})


def _stopped(node: Node, cue: Item) -> Node:
    """ "Stopped aspirin at least 7 days before surgery", "off steroids for 2 weeks": none in that time.

    So is "7 days before" without a word for more or less; "within 7 days" says when it was stopped.
    """
    draft = node.draft
    if draft is None or draft.type not in ("exposure", "procedure"):
        return node
    if draft.window is None and draft.duration is not None:
        cue.used = True
        return freedom(node)
    if isinstance(draft.window, Between):
        draft.window = draft.window.nearer
    if draft.window is not None and draft.window.side == "before" and draft.window.text[:1].isdigit():
        draft.window = replace(draft.window, comparator=">=")
    denied = _washed_out(node)
    cue.used = cue.used or denied is not node
    return denied


def _washed_out(node: Node) -> Node:
    """ "At least 4 weeks since prior radiotherapy" asks that there was none in the last 4 weeks, not that there was one."""
    draft = node.draft
    if draft is None or draft.window is None or draft.type not in ("exposure", "procedure"):
        return node
    if draft.window.comparator not in (">", ">="):
        return node
    draft.window = replace(draft.window, comparator="<" if draft.window.comparator == ">=" else "<=")
    return negation(node)


def _with_second(draft: Draft) -> Node:
    """A blood pressure of two numbers is two limits: above 140/90 is either, below it both."""
    if draft.second is None:
        return leaf(draft)
    other = replace(draft, bounds=[draft.second], second=None, qualifiers=list(draft.qualifiers))
    apart = is_exact(draft.second) and draft.concepts != ["blood pressure"]  # "class I or III"
    apart = apart or (draft.bounds[-1].lower is None and draft.second.upper is None)  # "outside 130-150"
    if draft.concepts == ["blood pressure"]:
        draft.concepts, draft.analyte = ["systolic blood pressure"], "systolic blood pressure"
        other.concepts, other.analyte = ["diastolic blood pressure"], "diastolic blood pressure"
    above = draft.bounds[-1].upper is None
    draft.second = None
    return Node("any" if above or apart else "all", [leaf(draft), leaf(other)])


def _without_kind(items: list[Item], position: int, context: Context, text: str) -> Node | None:
    """ "Non-smoker" is a negation; in "non-LE skin lesions" the prefix takes a kind out of what follows."""
    prefix, rest = items[position], [*items[:position], *items[position + 1 :]]
    prefix.used = True
    named = rest[position] if position < len(rest) else None
    following = rest[position + 1] if position + 1 < len(rest) else None
    if named is not None and named.kind == "word" and following is not None and following.kind in ("word", "generic"):
        # "Non-MR compatible devices" are devices: the prefix is the adjective's.
        return build([*rest[:position], replace(named, start=prefix.start), *rest[position + 1 :]], context, text)
    others = [
        item for item in rest if item is not named and (item.term is not None or item.kind in ("generic", "quantity"))
    ]
    if named is not None and not others and (without := _of_other_kind(prefix, named, text)) is not None:
        named.used = True
        attach([item for item in rest if item is not named], [without], text)
        return leaf(without)
    if named is not None and others and text[named.start : named.end].lower() in _USERS:
        # "Non-users of nicotine"
        named.used = True
        node = build([item for item in rest if item is not named], context, text)
        return negation(node) if node is not None else None
    if named is not None and named.term is not None and named.term.type == "reproductive":
        women = says_women(named, text)
        if women or any(item.kind == "person" or says_women(item, text) for item in rest if item is not named):
            # "Non-lactating women aged 18 to 55": women, and not lactating.
            denied = build([named], context, text)
            whom = leaf(Draft("sex", named.start, named.end, value="female")) if women else None
            said = build([item for item in rest if item is not named], context, text)
            parts = said.items if said is not None and said.op == "all" else [said]
            place = next((n for n, part in enumerate(parts) if part is not None and part.op == "not"), len(parts))
            denial = negation(denied) if denied is not None else None
            return joined("all", [whom, *parts[:place], denial, *parts[place:]])
    if named is not None and named.kind == "qualifier" and others and named.value != "other":
        named.used = True
        return build([*rest[:position], prefixed(named), *rest[position + 1 :]], context, text)
    if named is None or not others:
        node = build(rest, context, text)
        leads = all(item.kind in ("qualifier", "filler") for item in items[:position])
        return negation(node) if node is not None and leads else node
    # "Non-radicular pain": a kind no vocabulary has stays unread, and pain alone does not meet it.
    named.used = named.kind != "word"
    node = build([item for item in rest if item is not named], context, text)
    if node is not None and named.term is not None:
        concept = named.term.concept
        for draft in node.plain_leaves():
            draft.excludes.append(concept)
            # What is all of the kind taken out has no name left: only its examples say what is meant.
            if any(vocabulary().is_a(name, concept) for name in draft.concepts):
                draft.concepts, draft.excludes, draft.generic = [], [], True
    return node


_USERS = frozenset(
    {"user", "users", "consumer", "consumers", "drinker", "drinkers", "smoker", "smokers", "recipient", "recipients"}
)


_KIND_OF_TERM: dict[str, AtomType] = {
    "condition": "condition",
    "exposure": "exposure",
    "procedure": "procedure",
    "reproductive": "reproductive",
}
"""Types of things that a prefix takes a kind out of: "non-cardiac surgery" is surgery."""


def _of_other_kind(prefix: Item, named: Item, text: str) -> Draft | None:
    """ "Non-cardiac surgery", "non-study drug": the class that the name ends with, without the kind that its words name."""
    if named.kind == "ingredient":
        return Draft("exposure", prefix.start, named.end, generic=True)
    if named.term is None or named.term.type not in _KIND_OF_TERM:
        return None
    kind, concept = _KIND_OF_TERM[named.term.type], named.term.concept
    wider = _class_of(named, text)
    if wider is not None:
        value = wider if kind == "reproductive" else None
        return Draft(kind, prefix.start, named.end, [wider], excludes=[concept], value=value)
    words = text[named.start : named.end].split()
    if kind == "exposure" and len(words) > 1 and head_type(words[-1]) == "exposure":
        return Draft(kind, prefix.start, named.end, excludes=[concept], generic=True)
    return None


def _class_of(item: Item, text: str) -> str | None:
    """The class that the last words of a term name, where the term is a kind of it: cancer for "breast cancer"."""
    if item.term is None:
        return None
    v = vocabulary()
    words = text[item.start : item.end].split()
    for first in range(1, len(words)):
        for concept in v.lookup(" ".join(words[first:])):
            if concept.name != item.term.concept and v.is_a(item.term.concept, concept.name):
                return concept.name
    if len(words) > 1 and item.term.type != "condition":
        # The vocabulary need not have a class above all that is named after it.
        return next((c.name for c in v.lookup(words[-1]) if c.type == item.term.type), None)
    return None


def _persons(items: list[Item], drafts: list[Draft]) -> list[Node]:
    """Who a statement is about, as leaves of their own: "females of childbearing potential", "women aged 40–70"."""
    nodes: list[Node] = []
    reproductive = [draft for draft in drafts if draft.type == "reproductive"]
    for item in items:
        if item.kind != "person":
            continue
        item.used = True
        if reproductive and any(draft.start < item.start for draft in reproductive):
            continue
        nodes.append(person(item))
    return nodes


def _counts(before: Item, item: Item) -> bool:
    """Whether a number without a unit stands directly before a person."""
    quantity = before.quantity
    if item.kind != "person" or quantity is None:
        return False
    return quantity.unit is None and before.detail != "age" and item.start - before.end <= 1


def person(item: Item) -> Node:
    """The leaf (or, for "men and women", the two) of a person."""
    if item.detail == "sex" and item.value == "both":
        both = [leaf(Draft("sex", item.start, item.end, value=value)) for value in ("female", "male")]
        return Node("any", both)
    if item.detail == "sex":
        return leaf(Draft("sex", item.start, item.end, value=item.value))
    return leaf(Draft("age", item.start, item.end, value=item.value))

"""A word group (no commas, no "and") as leaves: which concept it names, and what in it belongs to which."""

from __future__ import annotations

from dataclasses import replace

from matcher.terms import vocabulary
from matcher.terms.types import ConceptType
from matcher.trials.ages import said_ages
from matcher.trials.attributes import attach
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, conditional, joined, leaf, negation
from matcher.trials.groups import first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.lexicon import head_type
from matcher.trials.statements import allergy, attestations, participation
from matcher.trials.types import AtomType
from matcher.trials.unmapped import unmapped

_TYPE: dict[ConceptType, AtomType] = {
    "condition": "condition",
    "exposure": "exposure",
    "procedure": "procedure",
    "measurement": "measurement",
    "reproductive": "reproductive",
    "participation": "participation",
}
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
    if tail is None and head is not None and divider.kind != "not":
        # "Diseases that are clinically unstable": what follows narrows what stands before.
        attach(right, list(head.plain_leaves()), text)
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
    ages, items = said_ages(items)
    drafts = _anchored(items, context, text)
    persons = _persons(items, drafts)
    naive = first_of(items, "naive")
    if not drafts:
        draft = unmapped(items, context, text)
        if draft is not None:
            drafts = [draft]
    attach(items, drafts, text)
    for draft in drafts:
        if draft.type == "reproductive":
            # Every protocol asks for effective contraception; no note says that it is.
            draft.qualifiers = [name for name in draft.qualifiers if name != "effective"]
    nodes = [_with_second(draft) for draft in drafts]
    if context.kind == "inclusion" and any(item.kind == "span" and item.detail == "since" for item in items):
        nodes = [_washed_out(node) for node in nodes]
    if naive is not None and nodes:
        items[naive].used = True
        nodes = [negation(joined("any", list(nodes)) or nodes[0])]
    if len(nodes) == 1 and not ages and _is_special_limit(items, drafts, text):
        return conditional(joined("any", list(persons)), nodes[0])
    return joined("all", [*persons, *ages, *nodes])


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
    if draft.concepts == ["blood pressure"]:
        draft.concepts, draft.analyte = ["systolic blood pressure"], "systolic blood pressure"
        other.concepts, other.analyte = ["diastolic blood pressure"], "diastolic blood pressure"
    above = draft.bounds[-1].upper is None
    draft.second = None
    return Node("any" if above else "all", [leaf(draft), leaf(other)])


def _without_kind(items: list[Item], position: int, context: Context, text: str) -> Node | None:
    """ "Non-smoker" is a negation; in "non-LE skin lesions" the prefix takes a kind out of what follows."""
    prefix, rest = items[position], [*items[:position], *items[position + 1 :]]
    prefix.used = True
    named = rest[position] if position < len(rest) else None
    others = [
        item for item in rest if item is not named and (item.term is not None or item.kind in ("generic", "quantity"))
    ]
    if named is not None and named.term is not None and not others and (wider := _class_of(named, text)) is not None:
        named.used = True
        draft = Draft("condition", prefix.start, named.end, [wider], excludes=[named.term.concept])
        attach([item for item in rest if item is not named], [draft], text)
        return leaf(draft)
    if named is None or not others:
        node = build(rest, context, text)
        leads = all(item.kind in ("qualifier", "filler") for item in items[:position])
        return negation(node) if node is not None and leads else node
    named.used = True
    node = build([item for item in rest if item is not named], context, text)
    if node is not None and named.term is not None:
        concept = named.term.concept
        for draft in node.plain_leaves():
            draft.excludes.append(concept)
            # What is all of the kind taken out has no name left: only its examples say what is meant.
            if any(vocabulary().is_a(name, concept) for name in draft.concepts):
                draft.concepts, draft.excludes, draft.generic = [], [], True
    return node


def _class_of(item: Item, text: str) -> str | None:
    """The class that the last words of a term name, where the term is a kind of it: cancer for "breast cancer"."""
    if item.term is None or item.term.type != "condition":
        return None
    v = vocabulary()
    words = text[item.start : item.end].split()
    for first in range(1, len(words)):
        for concept in v.lookup(" ".join(words[first:])):
            if concept.name != item.term.concept and v.is_a(item.term.concept, concept.name):
                return concept.name
    return None


def _anchored(items: list[Item], context: Context, text: str) -> list[Draft]:
    """The concepts a word group names."""
    drafts: list[Draft] = []
    for item in items:
        if item.term is not None:
            drafts.extend(_of_term(item, items, text))
        elif item.kind == "exposure":
            item.used = True
            drafts.append(Draft("exposure", item.start, item.end, [item.value]))
        elif item.kind == "trialdisease":
            item.used = True
            drafts.append(Draft("condition", item.start, item.end, list(context.conditions)))
    drafts = [_turned(draft, items, text) for draft in drafts]
    named = [draft for draft in drafts if not draft.generic]
    drafts = _without_repeats(named or drafts)
    if not drafts:
        drafts = _of_class(items, context)
    _other(items, drafts, context)
    return drafts


_TURNING = {
    "condition": ("exposure", "procedure", "measurement"),
    "measurement": ("exposure", "procedure"),
    "exposure": ("condition", "procedure", "measurement"),
    "procedure": ("condition",),
}
"""Which head nouns make another thing of a term: "interleukin-6 inhibitor", "cancer screening", "drug reaction"."""


def _turned(draft: Draft, items: list[Item], text: str) -> Draft:
    """A term that only narrows the noun behind it: a leaf without concept, of the kind that noun names."""
    following = next((item for item in items if item.start >= draft.end), None)
    if following is None or following.start - draft.end > 1 or following.kind not in ("word", "generic"):
        return draft
    kind = following.value if following.kind == "generic" else head_type(text[following.start : following.end])
    if kind not in _TURNING.get(draft.type, ()) or draft.generic:
        return draft
    if any(item.kind in ("quantity", "result", "numeral") for item in items) and draft.type == "measurement":
        return draft
    following.used = True
    return Draft(kind, draft.start, following.end, named_scale=kind == "measurement")  # type: ignore[arg-type]


_SEROLOGY = ("antibody", "serology", "test")


def _serology(item: Item, items: list[Item], text: str) -> str | None:
    """ "Positive serology for HIV" is a result of the antibody, not the infection."""
    said = next((other for other in items if other.kind == "result" and other.end <= item.start), None)
    if said is None or item.term is None or item.term.type != "condition":
        return None
    if not any(word in text[said.start : said.end].lower() for word in ("serolog", "test", "antibod", "sero")):
        return None
    name = text[item.start : item.end]
    for ending in _SEROLOGY:
        for concept in vocabulary().lookup(f"{name} {ending}"):
            if concept.type == "measurement":
                return concept.name
    return None


def _of_term(item: Item, items: list[Item], text: str) -> list[Draft]:
    term = item.term
    assert term is not None
    item.used = True
    if (measured := _serology(item, items, text)) is not None:
        return [Draft("measurement", item.start, item.end, [measured], analyte=measured)]
    kind = _TYPE.get(term.type)
    if kind is None:
        return [Draft("other", item.start, item.end, [term.concept])]
    draft = Draft(kind, item.start, item.end, [term.concept])
    _of_criteria(draft)
    if kind == "measurement":
        draft.analyte = term.concept
    if kind == "reproductive":
        draft.value = _reproductive_value(term.concept)
    if term.concept in _ROOTS:
        draft.generic = True
    return [draft]


_ROOTS = frozenset({"disease", "drug", "therapy", "procedure", "treatment", "medication"})
_CRITERIA = " classification criteria"


def _of_criteria(draft: Draft) -> None:
    """ "Meets the classification criteria of SLE" is SLE, said in a certain way."""
    concept = vocabulary().concepts.get(draft.concepts[0])
    if concept is not None and concept.name.endswith(_CRITERIA) and concept.parents:
        draft.concepts = [concept.parents[0]]
        draft.qualifiers.append(_CRITERIA.strip())


_REPRODUCTIVE = ("pregnancy", "lactation", "childbearing potential", "contraception", "menopause", "sterility")


def _reproductive_value(concept: str) -> str:
    v = vocabulary()
    return next((value for value in _REPRODUCTIVE if v.is_a(concept, value)), concept)


def _without_repeats(drafts: list[Draft]) -> list[Draft]:
    """One draft for a concept said twice ("hemoglobin (Hb)"), or said by its class and its name."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((other for other in kept if other.type == draft.type and other.concepts == draft.concepts), None)
        if twin is not None:
            twin.widen(draft.start, draft.end)
        else:
            kept.append(draft)
    return kept


_CLASS_CONCEPT: dict[str, tuple[AtomType, tuple[str, ...]]] = {
    "condition": ("condition", ("disease",)),
    "exposure": ("exposure", ()),
    "procedure": ("procedure", ()),
}


def _of_class(items: list[Item], context: Context) -> list[Draft]:
    """A class without a name: "other diseases", "any drugs". Treatment said to be ineffective is the disease refractory to it."""
    generic = next((item for item in items if item.kind == "generic"), None)
    if generic is None or any(item.kind in ("word", "quantity", "ingredient") for item in items):
        return []
    generic.used = True
    statuses = {item.value for item in items if item.kind == "qualifier"}
    if generic.value == "exposure" and statuses & {"refractory", "relapsed"}:
        return [Draft("condition", generic.start, generic.end, list(context.conditions))]
    kind, concepts = _CLASS_CONCEPT[generic.value]
    return [Draft(kind, generic.start, generic.end, list(concepts), generic=True)]


def _other(items: list[Item], drafts: list[Draft], context: Context) -> None:
    """ "Other autoimmune diseases" are all but the trial's own."""
    for item in items:
        if item.kind != "qualifier" or item.value != "other":
            continue
        item.used = True
        following = next((draft for draft in drafts if draft.start >= item.end), None)
        if following is not None and following.type == "condition" and following.concepts:
            own = context.of_class(following.concepts[0])
            following.excludes.extend(name for name in own if name not in following.excludes)


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


def person(item: Item) -> Node:
    """The leaf (or, for "men and women", the two) of a person."""
    if item.detail == "sex" and item.value == "both":
        both = [leaf(Draft("sex", item.start, item.end, value=value)) for value in ("female", "male")]
        return Node("any", both)
    if item.detail == "sex":
        return leaf(Draft("sex", item.start, item.end, value=item.value))
    return leaf(Draft("age", item.start, item.end, value=item.value))

"""The concepts a word group names, each as a leaf in the making."""

from __future__ import annotations

from itertools import pairwise

from matcher.terms import vocabulary
from matcher.terms.types import ConceptType
from matcher.trials.context import Context
from matcher.trials.drafts import Draft
from matcher.trials.items import Item
from matcher.trials.lexicon import head_type
from matcher.trials.purposes import PURPOSE, WEAK, drug_for, names_condition, names_no_treatment
from matcher.trials.types import AtomType

_TYPE: dict[ConceptType, AtomType] = {
    "condition": "condition",
    "exposure": "exposure",
    "procedure": "procedure",
    "measurement": "measurement",
    "reproductive": "reproductive",
    "participation": "participation",
}


def named_by(items: list[Item], context: Context, text: str) -> list[Draft]:
    """The concepts a word group names."""
    said, items = items, _for_an_aim(items, text)
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
    if all(draft.type == "procedure" for draft in named) and any(d.concepts == ["disease"] for d in drafts):
        named = drafts  # "No evidence of disease on imaging" denies no imaging.
    drafts = _without_purposes(_without_repeats(named or drafts), items, text)
    if not drafts:
        drafts = _of_class(items, context)
    _other(items, drafts, context)
    _treated(items, drafts, text)
    for draft in drafts:
        if any(
            item.value == PURPOSE
            and (item.detail != WEAK or draft.type == "exposure")
            and draft.start <= item.start < draft.end
            for item in said
        ):
            draft.purposed, draft.governing = True, ["treated"]
    return drafts


_AHEAD = frozenset(
    {"candidate", "candidates", "eligible", "indication", "indications", "scheduled", "suitable", "need", "needing"}
)


def _treated(items: list[Item], drafts: list[Draft], text: str) -> None:
    """ "Prior treatment for asthma" is about the treatment: the disease alone answers nothing."""
    for position, item in enumerate(items[:-2]):
        if not names_no_treatment(item):
            continue
        if items[position + 1].value != PURPOSE:
            continue
        named = next((part for part in items[position + 2 :] if names_condition(part)), None)
        if named is None:
            continue
        before = {word for part in items[:position] for word in text[part.start : part.end].lower().split()}
        if _AHEAD & before or any(part.kind in ("naive", "allergy") or part.value == "planned" for part in items):
            continue
        for draft in drafts:
            if draft.start == named.start and "treated" not in draft.qualifiers:
                draft.qualifiers.append("treated")
                draft.governing.append("treated")
                draft.widen(item.start, item.end)


def _for_an_aim(items: list[Item], text: str) -> list[Item]:
    """The items with a treatment for an aim that is no disease as the class of drugs it is: "medication for weight loss"."""
    for position, item in enumerate(items[:-2]):
        joint, aim = items[position + 1], items[position + 2]
        if joint.value == PURPOSE and (term := drug_for(item, aim, text)) is not None:
            named = Item("term", term.start, term.end, value=term.concept, term=term)
            item.used = aim.used = True
            return [*items[:position], named, *items[position + 3 :]]
    return items


_PURPOSES = frozenset({
    "analgesia", "anesthesia", "anaesthesia", "sedation", "premedication", "pain relief", "pain control", "pain management",
})  # fmt: skip


def _without_purposes(drafts: list[Draft], items: list[Item], text: str) -> list[Draft]:
    """ "Nerve block for analgesia" is the block: what it is for names no drug."""
    kept = list(drafts)
    for before, item in pairwise(items):
        if item.term is None or text[before.start : before.end].lower().split()[-1:] != ["for"]:
            continue
        acts = any(draft.end <= before.start and draft.type in ("procedure", "exposure") for draft in kept)
        if acts and item.said(text) in _PURPOSES:
            kept = [draft for draft in kept if draft.start != item.start]
    return kept


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
    if term.narrowed and kind == "procedure" and (word := _narrowing(item, items)) is not None:
        # "Revision surgery" is a kind that no vocabulary has: any surgery does not meet it.
        word.used = True
        return [Draft(kind, word.start, item.end)]
    _of_criteria(draft)
    if kind == "measurement":
        draft.analyte = term.concept
    if kind == "reproductive":
        draft.value = _reproductive_value(term.concept)
    if term.concept in _ROOTS:
        draft.generic = True
    return [draft]


def _narrowing(item: Item, items: list[Item]) -> Item | None:
    """The unknown word directly before the bare name of a class."""
    before = next((held for held in reversed(items) if held.end <= item.start), None)
    return before if before is not None and before.kind == "word" and item.start - before.end == 1 else None


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


_CANCER = "malignancy"
_ITS_OWN = ("metastatic cancer",)
"""What a cancer brings with it is no other cancer."""


def _other(items: list[Item], drafts: list[Draft], context: Context) -> None:
    """ "Other autoimmune diseases" are all but the trial's own."""
    for item in items:
        if item.kind != "qualifier" or item.value != "other":
            continue
        item.used = True
        following = next((draft for draft in drafts if draft.start >= item.end), None)
        if following is not None and following.type == "condition" and following.concepts:
            own = context.of_class(following.concepts[0])
            if not context.conditions:
                following.qualifiers.append("other")  # other than what, the statement alone does not say
            elif own and following.concepts[0] == _CANCER:
                own = [*own, *_ITS_OWN]
            following.excludes.extend(name for name in own if name not in following.excludes)

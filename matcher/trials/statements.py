"""Leaves that no concept of the vocabulary makes: attestations, participation in studies, allergies."""

from __future__ import annotations

import re
from collections.abc import Callable

from matcher.trials.attributes import attach
from matcher.trials.drafts import Draft, Node, joined, leaf, negation
from matcher.trials.items import Item
from matcher.trials.lexicon import study_words
from matcher.trials.remarks import LIMITING
from matcher.trials.weighed import WHOLE

Builder = Callable[[list[Item]], Node | None]


def attestations(items: list[Item], build: Builder) -> Node | None:
    """What only explicit words can decide: consent, compliance, the investigator's opinion.

    A named condition beside the investigator's opinion stays a condition of its own.
    """
    cues = [item for item in items if item.kind == "attestation"]
    unable = [item for item in items if item.kind == "unable"]
    for item in unable:
        item.used = True
    nodes: list[Node] = []
    seen: set[str] = set()
    for cue in cues:
        cue.used = True
        if cue.value in seen:
            continue
        seen.add(cue.value)
        draft = Draft("attestation", cue.start, cue.end, value=cue.value)
        if cue.detail in WHOLE:
            draft.generic = True
            draft.qualifiers = [LIMITING] if cue.detail == WHOLE[1] else []
        prefixed = any(
            item.kind == "non" and item.end <= cue.start for item in items
        )  # "non-covered by health insurance"
        refused = cue.detail == "no" or (
            (prefixed or (bool(unable) and unable[0].start < cue.start)) and cue.value != "investigator opinion"
        )
        nodes.append(negation(leaf(draft)) if refused else leaf(draft))
    before = [item for item in items if item.end <= cues[0].start]
    if any(item.quantity is not None and item.quantity.comparator for item in before) or _lasts(before):
        # "Life expectancy of at least 3 months and adequate follow-up": a limit is no promise.
        nodes.insert(0, build(before) or nodes.pop(0))
        return joined("all", list(nodes))
    if seen == {"investigator opinion"}:
        rest = [item for item in items if item.kind != "attestation"]
        if any(item.term is not None and item.term.concept != "disease" for item in rest):
            nodes.insert(0, build(rest) or nodes.pop())
    else:
        for item in items:
            item.used = True
    return joined("all", list(nodes))


def _lasts(items: list[Item]) -> bool:
    measured = any(item.term is not None and item.term.type == "measurement" for item in items)
    return measured and any(item.span is not None for item in items)


def is_complied_with(node: Node, previous: Node, text: str) -> bool:
    """ "Willing to comply with visits and diary cards": steps of the study behind a promise are part of it."""
    held = previous.items[-1] if previous.op in ("not", "all") else previous
    if held.draft is None or held.draft.type != "attestation" or node.draft is None:
        return False
    if node.draft.type not in ("other", "procedure") or node.draft.concepts not in ([], ["procedure"]):
        return False
    words = text[node.draft.start : node.draft.end].lower().split()
    if node.draft.bounds or node.draft.window or study_words().isdisjoint(words):
        return False
    held.draft.widen(node.draft.start, node.draft.end)
    return True


def participation(items: list[Item]) -> Node | None:
    """Taking part in other studies."""
    cues = [item for item in items if item.kind == "participation"]
    start, end = cues[0].start, cues[-1].end
    draft = Draft("participation", start, end, ["clinical trial"])
    for item in items:
        if item.kind != "span":
            item.used = True
    attach([item for item in items if item.kind in ("span", "qualifier")], [draft], "")
    draft.qualifiers = [
        name for name in draft.qualifiers if name not in ("other", "history", "active", "clinically significant")
    ]
    return leaf(draft)


_CONTRAINDICATION = "contraindication"
_TO = re.compile(r"\b(?:to|of|for|against)\s", re.IGNORECASE)
_ALLERGENS = ("exposure", "procedure", "condition", "measurement", "reproductive")


def _before_cue(items: list[Item], cue: Item) -> list[Item]:
    """The words directly before "… is contraindicated", where nothing that the vocabulary has stands behind it."""
    words = [item for item in items if item.end <= cue.start and (item.kind == "word" or item.term is not None)]
    return words if all(item.kind != "person" for item in items) else []


def allergy(items: list[Item], text: str) -> Node | None:
    """Allergy, hypersensitivity or contraindication: one leaf for each allergen named."""
    cues = [item for item in items if item.kind == "allergy"]
    cue = cues[0]
    for item in cues:
        item.used = True
    extra = [item.value for item in cues if item.value]
    named = [
        item for item in items if (item.term is not None and item.term.type in _ALLERGENS) or item.kind == "exposure"
    ]
    drafts: list[Draft] = []
    for item in named:
        item.used = True
        concept = item.term.concept if item.term is not None else item.value
        drafts.append(Draft("allergy", min(cue.start, item.start), max(cue.end, item.end), [concept], [*extra]))
    if not drafts:
        draft = Draft("allergy", cue.start, cues[-1].end, [], [*extra])
        ingredient = next((item for item in items if item.kind == "ingredient"), None)
        if ingredient is not None:
            ingredient.used = True
            draft.qualifiers.append(ingredient.value)
            draft.widen(ingredient.start, ingredient.end)
        else:
            words = [item for item in items if item.kind in ("word", "generic", "ingredient") and item.start > cue.end]
            if not words and _CONTRAINDICATION in extra:
                words = _before_cue(items, cue)
            if words:
                draft.widen(words[0].start, words[-1].end)
                for item in words:
                    item.used = True
        drafts.append(draft)
    for draft in drafts:
        draft.spreading.extend(extra)
        draft.cue_behind = (bool(named) and cue.start > named[0].start) or (not named and draft.start < cue.start)
        said_to = _TO.search(text, cue.start, draft.end) is not None
        draft.names_object = (
            not named and said_to and draft.end > cues[-1].end and "product ingredient" not in draft.qualifiers
        )
        if _CONTRAINDICATION in extra and (named or draft.end > cues[-1].end or draft.cue_behind):
            draft.governing.append(_CONTRAINDICATION)
    limits = [item for item in items if item.quantity is not None and item.quantity.unit is not None]
    attach([item for item in items if item.kind in ("qualifier", "span") or item in limits], drafts, text)
    for draft in drafts:
        # Whoever had an allergy has it.
        draft.qualifiers = [name for name in draft.qualifiers if name not in ("other", "history", "current")]
        draft.spreading = [name for name in draft.spreading if name != "history"]
    return joined("any", [leaf(draft) for draft in drafts])

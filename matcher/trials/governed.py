"""One word before several objects: "indication for A or B", "contraindications to A and B", "at risk of A or B" say it of each.

What it is said of is one thing to ask for with several concepts: one leaf, any of whose concepts will do.
"""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.drafts import Draft, Node, leaf
from matcher.trials.infections import as_infection, is_infection
from matcher.trials.items import Item
from matcher.trials.members import Link
from matcher.trials.types import Window

_TREATMENTS = ("exposure", "procedure")
_GOVERNED: dict[str, tuple[str, ...]] = {
    "exposure": _TREATMENTS,
    "procedure": _TREATMENTS,
    "allergy": _TREATMENTS,
    "condition": ("condition",),
    "other": ("condition", *_TREATMENTS),
}
"""Types of what a word governs, by that of its first object; words no vocabulary has are governed too."""
_OF_ITS_OWN = frozenset(
    {"history", "current", "active", "planned", "suspected", "family history", "recent", "undergoing"}
)
"""What begins a statement of its own: "scheduled for surgery or previous transplantation"."""


_NO_OBJECTS = frozenset({
    "inability", "refusal", "unwillingness", "lack", "absence", "presence", "failure", "poor", "no", "not", "non", "any", "other",
    "unable", "patients", "subjects", "who", "which", "that", "under", "over", "availability", "intolerant", "difficulty", "problems",
})  # fmt: skip
"""Words that begin a reason of its own where no vocabulary has it."""


def govern(members: list[Node], links: list[Link], text: str) -> None:
    """Hand a governing word on to the members it is said of, in place.

    A bare conjunction ("A or B", "A/B") goes on with its objects; so does a whole list of plain ones that it begins. Behind a comma
    of any other list another reason may begin.

    Args:
        members: the members of one list.
        links: what stands between them.
        text: the reading copy, which the drafts' offsets are in.
    """
    for position, node in enumerate(members):
        head = _last(node)
        if head is not None and head.cue_behind and position:
            _govern_before(members[:position], links[:position], head, text)
        if position == len(members) - 1:
            break
        if head is None or head.type not in _GOVERNED:
            continue
        if (
            not (head.governing or head.germ)
            or _is_of_two(head, text)
            or (position and _said_before(members[position - 1], head))
        ):
            continue
        behind = 0
        while position + behind < len(links) and not links[position + behind].comma and links[position + behind].word:
            behind += 1
        objects = _plain(members[position + 1 : position + 1 + behind], head, text)
        reaches = head.purposed or "treated" not in head.governing
        listed = members[position + 1 :] if position == 0 and reaches else []
        if len(objects) < len(listed) and any(link.word for link in links):
            whole = _plain(listed, head, text, named=True)
            objects = whole if len(whole) == len(listed) or head.germ else objects
        for held in objects:
            _hand_on(head, held)


def govern_all(cue: Item, statuses: list[str], members: list[Node]) -> None:
    """Say a word before a count of each thing counted, in place.

    Args:
        cue: an allergy or a contraindication, or a qualifier such as "indication for".
        statuses: what is said of the cue ("severe").
    """
    allergy = cue.kind == "allergy"
    cue.used = True
    fitting = (
        ("exposure", "procedure", "other")
        if allergy
        else _GOVERNED["procedure" if cue.value == "planned" else "condition"]
    )
    for position, node in enumerate(members):
        draft = _leaf(node)
        if draft is None or draft.type not in fitting:
            continue
        draft.governed = position > 0
        draft.type = "allergy" if allergy else draft.type
        said = [name for name in (cue.value, *statuses) if name and name not in draft.qualifiers]
        draft.qualifiers.extend(said)


def _govern_before(members: list[Node], links: list[Link], head: Draft, text: str) -> None:
    """ "Aspirin or heparin is contraindicated" is said of both, and of a whole list that begins with names alone."""
    bare = 0
    while bare < len(links) and not links[-1 - bare].comma and links[-1 - bare].word:
        bare += 1
    ahead = members[::-1]
    first = min(draft.start for draft in members[0].leaves())
    begun = _FOR_WHICH.search(text, 0, first) is not None and _WHICH.search(text, first, head.start) is None
    objects = _plain(ahead[:bare], head, text, named=not begun, any_type=begun)
    whole = _plain(ahead, head, text, named=not begun, any_type=begun)
    if links[-1].word and len(whole) == len(members):
        objects = whole
    for held in objects:
        _hand_on(head, held)
    if objects:
        objects[-1].governed, head.governed = False, True


_FOR_WHICH = re.compile(
    r"\b(?:for|in|to)\s+(?:which|whom|who)\s+(?:(?:the|a|an|any|use|of|using|treatment|with|taking)\s+)*$",
    re.IGNORECASE,
)
"""What the list begins behind, of which something is contraindicated: then it is of all of it, words no vocabulary has too."""
_WHICH = re.compile(r"\b(?:which|whom|who)\b", re.IGNORECASE)
_DIAGNOSED = re.compile(r"\bdiagnos\w+ *(?:,|/|and|or|and/or) *$", re.IGNORECASE)


def _is_of_two(head: Draft, text: str) -> bool:
    """ "Diagnosis or treatment of gout or lupus": what is not treated is diagnosed."""
    return "treated" in head.governing and _DIAGNOSED.search(text, 0, head.start) is not None


def _said_before(node: Node, head: Draft) -> bool:
    """ "Diagnosis or treatment of gout or lupus" is a diagnosis of either, too."""
    return "treated" in head.governing and any(draft.concepts == head.concepts for draft in node.leaves())


def _last(node: Node) -> Draft | None:
    """The leaf that what follows a conjunction goes on from."""
    if node.op == "all":
        return _last(node.items[-1])
    return _leaf(node)


def _plain(nodes: list[Node], head: Draft, text: str, *, named: bool = False, any_type: bool = False) -> list[Draft]:
    """The objects that members are, up to the first that is more than a name.

    Args:
        named: only what the vocabulary has.
        any_type: conditions too ("for whom weight loss is contraindicated").
    """
    found: list[Draft] = []
    for node in nodes:
        draft = _leaf(node)
        if draft is not None and head.germ:
            as_infection(draft)
        if (
            draft is None
            or draft.generic
            or draft.bounds
            or draft.count is not None
            or draft.spreading
            or draft.governing
        ):
            break
        governed = ("condition",) if head.purposed else _GOVERNED[head.type]
        unread = not draft.concepts and draft.type in ("other", *governed)
        unread = unread and (head.type != "condition" or head.purposed or head.germ)
        if unread and not _may_be_object(draft, head, text):
            break
        last = found[-1] if found else head
        if last.end <= draft.start and not _joins(last, draft, text):
            break
        fits = any_type or draft.type in governed or (draft.type == head.type and not head.purposed)
        if not (fits and draft.concepts) and (named or not unread):
            break
        if head.germ and draft.concepts and not is_infection(draft):
            break
        if draft.qualifiers and not _OF_ITS_OWN.isdisjoint(draft.qualifiers):
            break
        found.append(draft)
    return found


_JOINT = re.compile(
    r"(?:\s*\([^()]*\))?(?:\s*(?:,|/|\band\b|\bor\b|&))+\s*"
    r"(?:(?:to|for|of|any|all|other|another|the|a|an|either|both|against|with|from|use|its|their|undergoing|receiving|having|in|on)\s+)*",
    re.IGNORECASE,
)
"""What may stand between two objects of one word."""
_MODIFIED = re.compile(rf"{_JOINT.pattern}(?:[a-z]+(?:-[a-z]+)*(?:ed|al|ic|ive|ary|ar|ous)\s+){{1,2}}", re.IGNORECASE)
"""The same behind an object that is a modifier alone: "contraindications to open or robot-assisted surgery"."""


def _joins(last: Draft, draft: Draft, text: str) -> bool:
    """Whether nothing but a conjunction stands between two objects, and what joins the second to their common word."""
    if _JOINT.fullmatch(text, last.end, draft.start):
        return True
    return last.names_object and _MODIFIED.fullmatch(text, last.end, draft.start) is not None


def _may_be_object(draft: Draft, head: Draft, text: str) -> bool:
    """Whether words no vocabulary has may be an object: behind "contraindication", not behind "unable to"."""
    if head.type == "allergy" and "contraindic" not in text[head.start : head.end].lower():
        return False
    return _NO_OBJECTS.isdisjoint(text[draft.start : draft.end].lower().split())


def _hand_on(head: Draft, held: Draft) -> None:
    held.governed, held.purposed, held.germ = True, head.purposed, head.germ
    if head.type == "allergy":
        held.type = "allergy"
    elif held.type == "other":
        held.type = "condition" if head.purposed else head.type
    said = head.governing or head.spreading
    held.qualifiers.extend(name for name in said if name not in held.qualifiers)
    held.spreading.extend(name for name in head.spreading if name not in held.spreading)


def objects_together(node: Node | None) -> Node | None:
    """A tree in which alternatives that one word governs are one leaf."""
    if node is None or node.op not in ("any", "all"):
        return node
    if node.op == "all":
        node.items = [objects_together(item) or item for item in node.items]
        return node
    made: list[Node] = []
    for item in node.items:
        last = made[-1] if made else None
        if last is not None and last.op == "all" and item.op == "leaf":
            # "Conditions with a high risk of A or B": the risk alone is of both.
            inner = objects_together(Node("any", [last.items[-1], item]))
            if inner is not None and inner.op != "any":
                last.items[-1] = inner
                continue
        held = _leaf(last) if last is not None else None
        draft = _leaf(item)
        if last is None or held is None or draft is None or not draft.governed or not _alike(held, draft):
            made.append(item)
            continue
        examples = [node for both in (last, item) if both.op == "such" for node in both.items[1:]]
        for example in (kept for part in item.items[1:] for kept in part.leaves()) if draft.type == "allergy" else ():
            example.example_of = []  # what speaks against an examination is no kind of it
        whole = leaf(_joint(held, draft))
        made[-1] = Node("such", [whole, *examples]) if examples else whole
    return made[0] if len(made) == 1 else replace(node, items=made)


def kinds_of_nameless(holder: Node, examples: Node | None) -> Node | None:
    """ "Certain drugs, including A or B": the class has no name but those of its kinds, and is one leaf with them."""
    if examples is None or examples.op != "any" or holder.draft is None or holder.draft.type not in _TREATMENTS:
        return examples
    drafts = [item.draft for item in examples.items]
    if not all(draft is not None and draft.type == holder.draft.type and draft.concepts for draft in drafts):
        return examples
    for draft in drafts[1:]:
        draft.governed = True  # type: ignore[union-attr]
    return objects_together(examples)


def _leaf(node: Node) -> Draft | None:
    return node.items[0].draft if node.op == "such" else node.draft


def _alike(held: Draft, draft: Draft) -> bool:
    """Whether two leaves may be objects of one word: what is asked of them, and when, is the same."""
    treatments = held.type in _TREATMENTS and draft.type in _TREATMENTS
    unread = "other" in (held.type, draft.type) and "allergy" not in (held.type, draft.type)
    same = treatments or unread or held.type == draft.type
    return held.end <= draft.start and same and _asked(held) == _asked(draft)


def _asked(draft: Draft) -> tuple[object, ...]:
    time: Window | None = replace(draft.window, text="") if draft.window else None
    lasting = replace(draft.duration, text="") if draft.duration else None
    return (
        frozenset(draft.excludes),
        tuple(draft.bounds),
        draft.quality,
        time,
        lasting,
        draft.count,
        tuple(draft.example_of),
    )


def _joint(held: Draft, draft: Draft) -> Draft:
    """One leaf for two objects; one that is named twice stays one."""
    kinds = list(held.kinds or [held])
    if not any(kind.concepts == draft.concepts and kind.concepts for kind in kinds):
        kinds.append(draft)
    if len(kinds) == 1:
        held.widen(draft.start, draft.end)
        return held
    return replace(
        held,
        type=next((kind.type for kind in kinds if kind.concepts), held.type),
        end=draft.end,
        concepts=list(dict.fromkeys(name for kind in kinds for name in kind.concepts)),
        qualifiers=[name for name in held.qualifiers if name in draft.qualifiers],
        route=held.route if held.route == draft.route else None,
        kinds=kinds,
    )


_INGREDIENT = "product ingredient"
_ROOT_CLASSES = frozenset({"procedure", "treatment", "therapy", "surgery"})


def _akin(draft: Draft, held: Draft) -> bool:
    """ "Contraindications to CT and MRI": a procedure of the same class as the one before is spoken of in the same way."""
    if draft.type != "procedure" or not draft.concepts or not held.concepts:
        return False
    concepts = vocabulary().concepts
    first, second = concepts.get(draft.concepts[0]), concepts.get(held.concepts[0])
    if first is None or second is None or second.type != "procedure":
        return False
    return bool((set(first.parents) & set(second.parents)) - _ROOT_CLASSES)


def share_allergy(members: list[list[Draft]]) -> None:
    """ "Allergic to A, B or C": what follows an allergen without words of its own is one too."""
    previous: Draft | None = None
    for member in members:
        for draft in member:
            plain = not draft.window and not draft.bounds and draft.route is None
            if (
                previous is not None
                and plain
                and (draft.type == "exposure" or _INGREDIENT in draft.qualifiers or _akin(draft, previous))
            ):
                draft.type, draft.governed = "allergy", True
                draft.qualifiers.extend(name for name in previous.spreading if name not in draft.qualifiers)
                draft.spreading = list(previous.spreading)
            goes_on = draft.concepts or draft.names_object or previous is not None
            previous = draft if draft.type == "allergy" and goes_on else None

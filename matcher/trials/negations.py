"""Negations: how far "no" reaches, and what of a list it denies."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.context import Context
from matcher.trials.drafts import Node, conditional, freedom, joined, negation
from matcher.trials.groups import first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.or_with import or_with
from matcher.trials.reading import EDGE, JOINS, Outcome, Reader
from matcher.trials.subjects import with_subject
from matcher.trials.weighed import WHOLE


def excluded(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Patients with X will be excluded": a negation where an inclusion says it, nothing new in an exclusion."""
    position = first_of(items, "exclude")
    if position is None:
        return False, None
    items[position].used = True
    node = reader.clause([*items[:position], *items[position + 1 :]], context.within_union)
    if node is None or context.kind == "exclusion":
        return True, node
    return True, negation(node)


def ruled_out(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "X ruled out" says that there is no X."""
    position = first_of(items, "ruledout")
    if position is None:
        return False, None
    items[position].used = True
    after = items[position + 1 :]
    leads = next((item for item in after if item.kind not in EDGE), None)
    if (
        not content(items[:position])
        and leads is not None
        and leads.term is not None
        and leads.term.type == "condition"
    ):
        end = first_of(after, "and", "comma", "semicolon", "with")  # "Ruled out pulmonary embolism"
        end = len(after) if end is None else end
        inside = reader.clause(after[:end], context.within_union)
        rest = reader.clause(after[end:], context) if content(after[end:]) else None
        return True, joined("all", [negation(inside) if inside is not None else None, rest])
    node = reader.clause(items[:position], context.within_union)
    rest = reader.clause(items[position + 1 :], context)
    return True, joined("all", [negation(node) if node is not None else None, rest])


def settle_denials(items: list[Item], text: str) -> None:
    """Denials that reach less far than they seem to, in place.

    "Not treated with insulin" denies the insulin, and not all treatment; "sodium not between 130 and 150" the range.
    """
    for cue, joint, named in zip(items, items[1:], items[2:], strict=False):
        if cue.kind == "term" and cue.term is not None and cue.term.type == "measurement" and joint.kind == "not":
            if _denies_range(joint, items[items.index(joint) + 1 :], text):
                joint.kind, joint.value = "word", "outside"
            continue
        if cue.kind != "qualifier" or cue.value != "untreated" or joint.kind != "with" or named.term is None:
            continue
        if named.term.type in ("exposure", "procedure"):
            cue.kind, joint.kind = "not", "filler"


_WITHIN = frozenset({"within", "between", "in", "the", "a", "range", "of", "from"})


def _denies_range(negator: Item, behind: list[Item], text: str) -> bool:
    """Whether nothing but words for a range stands between a negation and a range."""
    limited = next((item for item in behind if item.quantity is not None), None)
    if limited is None or limited.quantity is None or limited.quantity.value_high is None:
        return False
    return all(word in _WITHIN for word in text[negator.end : limited.start].lower().split())


def negated(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "No history of A, B or C": the negation reaches to the end of the list."""
    position = first_of(items, "not")
    if position is None or _inside_exception(items, position):
        return False, None
    before, after = items[:position], items[position + 1 :]
    for item in after:
        if item.kind == "not" and item.said(reader.text).startswith("nor"):
            item.kind, item.used = "or", True  # "Neither A nor B" denies both.
    end = _scope_end(after, reader.text, lists_go_on=context.union or context.kind == "inclusion")
    if context.kind == "exclusion" or first_of(before, "and") is None:
        before = _without_relative(before, reader.text)
    said = reader.text[items[position].start : items[position].end].lower()
    if said == "never":
        end = min(end, _former(after, reader.text))
    if before and before[-1].kind in _NOUNS and context.kind == "exclusion":
        # "Claustrophobia not amenable to medication, or …" denies of the noun before it; the comma begins another reason.
        end = min(end, next((n for n, item in enumerate(after) if item.kind == "comma" and n), end))
    link = next((item.kind for item in reversed(before) if item.kind not in EDGE or item.kind == "comma"), "")
    if link not in JOINS and content(before) and (undone := _undone(reader, before, items[position], after, context)):
        return True, undone
    inside = reader.clause(after[:end], context.within_union)
    items[position].used = True
    deny = freedom if said.startswith(("free", "abst")) else negation
    node = deny(inside) if inside is not None else None
    if node is not None and (behind := or_with(after, end, reader.text)) is not None:
        # "Stable, without drugs or with one drug": a choice between the denied and what is affirmed.
        node, end = joined("any", [node, reader.clause(after[end + 1 : behind], context)]), behind
    listed, subject = with_subject(before, context, reader.text) if link not in JOINS else ([], before)
    if listed and node is not None:
        # "A, or women not using contraception": said of the last member alone.
        node, link, before = joined("all", [reader.clause(subject, context), node]), "or", listed
    ahead = trimmed(before, ("and", "or"))
    listed_with = link == "or" and ahead and ahead[-1].kind == "comma"  # "A, B, or not C" is a choice of three
    left = reader.clause(ahead, context.within_union if listed_with else context) if content(before) else None
    asked = context.kind == "inclusion" and not context.union and said.startswith(_MODALS) and link not in JOINS
    if asked and left is not None and all(draft.type in ("age", "sex", "reproductive") for draft in left.leaves()):
        # "Women must not be pregnant" is asked of women, and asks nobody to be one.
        whole = conditional(left, node)
    elif link == "or" or (
        link == "comma"
        and context.kind == "exclusion"
        and not context.union
        and left is not None
        and left.op in ("any", "such")
    ):
        whole = joined("any", [left, node])
    else:
        whole = joined("all", [left, node])
    rest = after[end:]
    if not content(rest):
        return True, whole
    if _is_listed(link, rest) and context.kind == "exclusion" and not context.union and left is not None:
        # "Deafness, no telephone, and dementia": the negation is of one of several reasons.
        return True, joined("any", [left, node, reader.clause(rest[2:], context)])
    says_or = rest[0].kind == "or" or (len(rest) > 1 and rest[1].kind == "or")
    union = says_or or (
        rest[0].kind == "comma" and context.kind == "exclusion" and not any(i.kind == "and" for i in rest[:2])
    )
    return True, joined("any" if union else "all", [whole, reader.clause(rest[1:], context)])


def _former(items: list[Item], text: str) -> int:
    """Where "never A" ends before "or former B": who once was is no one who never was."""
    for position, item in enumerate(items[:-1]):
        behind = items[position + 1]
        if item.kind == "or" and behind.kind == "qualifier" and text[behind.start : behind.end].lower() in _ONCE:
            return position
    return len(items)


_ONCE = frozenset({"former", "formerly", "ex", "past", "previous"})


def _without_relative(before: list[Item], text: str) -> list[Item]:
    """What stands before "… or who has not": the relative pronoun behind a conjunction says nothing of its own."""
    last = len(before)
    while last and (before[last - 1].kind in EDGE[:3] or text[before[last - 1].start :].lower().startswith("who")):
        last -= 1
    if last == len(before) or not last or before[last - 1].kind not in ("or", "and", "comma"):
        return before
    for item in before[last:]:
        item.used = True
    return before[:last]


def _inside_exception(items: list[Item], position: int) -> bool:
    """ "Cancer except skin cancer not requiring surgery": the negation is part of what is excepted, a comma ends the exception."""
    if first_of(items[:position], "except") in (None, 0):
        return False
    return (
        next((item.kind for item in reversed(items[:position]) if item.kind not in EDGE or item.kind == "comma"), "")
        != "comma"
    )


def _is_listed(link: str, rest: list[Item]) -> bool:
    """Whether a negated member stands between two others of a list: "A, no B, and C"."""
    return link == "comma" and len(rest) > 2 and rest[0].kind == "comma" and rest[1].kind == "and"


_DONE = re.compile(
    r" (?:(?:yet|been|be|previously|ever|already) )*(?:performed|done|given|received|used|taken|administered|obtained|available|present"
    r"|detected|found|identified|demonstrated|started|initiated|completed|carried out)(?: (?:yet|before|previously))?(?![\w-])",
    re.IGNORECASE,
)
"""Predicates that say of what stands before them that it was or is there."""


def _undone(reader: Reader, before: list[Item], negator: Item, after: list[Item], context: Context) -> Node | None:
    """ "Stroke, dental treatment not performed within a year": a negation of the last thing that stands before it."""
    joint = first_of(after, "or", "and", "comma")
    joint = len(after) if joint is None else joint
    if not _says_done(after[:joint], negator, reader.text):
        return None
    cuts = ("comma", "or", "and") if context.kind == "exclusion" else ("comma",)
    cut = next((n for n in range(len(before) - 1, -1, -1) if before[n].kind in cuts), -1)
    times = [item for item in after[:joint] if item.kind == "span"]
    undone = reader.clause([*before[cut + 1 :], *times], context.within_union)
    if undone is None:
        return None
    for item in (negator, *after[:joint]):
        item.used = True
    listed = reader.clause(before[:cut], context) if cut > 0 else None
    behind = reader.clause(after[joint + 1 :], context) if content(after[joint:]) else None
    union = context.kind == "exclusion" or (joint < len(after) and after[joint].kind == "or")
    return joined("any" if union else "all", [listed, negation(undone), behind])


def _says_done(items: list[Item], negator: Item, text: str) -> bool:
    said = _DONE.match(text, negator.end)
    return said is not None and all(
        item.kind == "span" or item.end <= said.end() or item.kind in EDGE for item in items
    )


_LEAD = (*EDGE, "qualifier", "presence", "filler", "generic", "count", "mark", "exposure", "drop")


def denying_a_list(items: list[Item]) -> list[Item]:
    """ "No history of: stroke; asthma", "none of the following: stroke; asthma": the denial holds for each behind its colon.

    The colon goes, and what led to it stands before each member behind a semicolon, up to the end of the sentence.
    """
    kept: list[Item] = []
    lead: list[Item] = []
    repeated: list[Item] = []
    opened = True
    for item in items:
        if item.kind == "stop":
            lead, repeated, opened = [], [], True
        elif opened and item.kind == "colon" and any(said.kind == "not" for said in lead):
            repeated, opened = lead, False
            continue
        elif opened and item.kind in (*_LEAD, "not"):
            lead.append(item)
        elif opened:
            lead, opened = [], False
        kept.append(item)
        if item.kind == "semicolon":
            kept += [replace(said, used=True) for said in repeated]
    return kept


_MODALS = ("must not", "should not", "shall not", "may not")
_NOUNS = ("term", "word", "generic")
_NEW_CLAUSE = ("not", "must", "attestation", "if", "permit")


def _scope_end(items: list[Item], text: str, *, lists_go_on: bool) -> int:
    """Where a negation ends: before a conjunction that begins a new statement.

    Args:
        lists_go_on: "no A, B, C" denies all three. In an exclusion the comma begins another reason, unless an "or" shows
            that the list goes on.
    """
    for position, item in enumerate(items):
        if item.kind not in ("and", "or", "comma", "with") or position == 0:
            continue
        following = position + 1
        while following < len(items) and items[following].kind in ("and", "or", "comma", "filler"):
            following += 1
        segment = _segment(items, following)
        if not segment:
            continue
        if (segment[0].kind in _NEW_CLAUSE and segment[0].detail not in WHOLE) or (
            segment[0].kind == "with" and item.kind == "and"
        ):
            return position
        if or_with(items, position, text) is not None:
            return position
        if item.kind == "and" and any(_limit(part) for part in segment):
            return position
        if item.kind == "and" and _protects(segment) and not _protects(items[:position]):
            return position  # "Not pregnant and on effective contraception"
        if (
            item.kind == "comma"
            and not lists_go_on
            and items[position + 1].kind == "or"
            and not _joints(items[:position])
        ):
            return position  # "With no metastasis, or stroke": no list of two has a comma before its "or".
        if item.kind == "comma" and not lists_go_on and not _or_follows(items, position):
            return position
        if item.kind == "comma" and any(_limit(part) for part in segment) and not _or_follows(items, position):
            return position
    return len(items)


def _protects(items: list[Item]) -> bool:
    return any(item.term is not None and vocabulary().is_a(item.term.concept, "contraception") for item in items)


def _joints(items: list[Item]) -> bool:
    return any(item.kind in ("comma", "or", "and") for item in items)


def _segment(items: list[Item], start: int) -> list[Item]:
    end = start
    while end < len(items) and items[end].kind not in ("and", "or", "comma"):
        end += 1
    return items[start:end]


def _limit(item: Item) -> bool:
    return item.quantity is not None and (item.quantity.comparator is not None or item.quantity.value_high is not None)


def _or_follows(items: list[Item], position: int) -> bool:
    return any(item.kind == "or" for item in items[position:])

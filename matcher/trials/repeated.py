"""One thing said again in another way without its name: planned, at another time, of another kind, of the patient or the family."""

from __future__ import annotations

from copy import deepcopy

from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.trials.atoms import narrow
from matcher.trials.context import Context
from matcher.trials.drafts import Node, joined
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.reading import Outcome, Reader

_FAMILY = "family history"
_BREAKS = ("comma", "semicolon", "list", "colon", "and")
_PLAIN = ("qualifier", "span", "filler", "drop", "mark", "stop")


def own_or_family(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Personal or family history of X" is X, or X in the family."""
    position = first_of(items, "either history")
    if position is None:
        return False, None
    items[position].used = True
    own = reader.clause(items[position + 1 :], context)
    before = reader.clause(items[:position], context)
    if own is None:
        return True, before
    family = deepcopy(own)
    for draft in own.plain_leaves():
        if draft.type in ("condition", "procedure", "exposure"):
            draft.qualifiers.append("history")
    for draft in family.plain_leaves():
        if draft.type == "condition":
            draft.qualifiers.append(_FAMILY)
    return True, joined(context.op, [before, joined("any", [own, family])])


def or_planned(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Live vaccine within 30 days or planned during the study": the second says another time of the same thing."""
    position = next((n for n in range(len(items) - 1, 0, -1) if items[n].kind == "or"), None)
    if position is None:
        return False, None
    before, after = items[:position], items[position + 1 :]
    planned = any(item.kind == "qualifier" and item.value == "planned" for item in after)
    if not planned or any(item.kind not in _PLAIN for item in after):
        return False, None
    last = max((n for n, item in enumerate(before) if item.kind == "or" or item.kind in _BREAKS), default=-1)
    if not any(item.kind == "span" for item in before[last + 1 :]) or not any(
        item.term is not None or item.kind == "exposure" for item in before[last + 1 :]
    ):
        return False, None
    said = reader.clause(before, context)
    if said is None:
        return False, None
    members = said.items if said.op == "any" else [said]
    again: list[Node] = []
    for member in members:
        if member.draft is None or member.draft.type not in ("exposure", "procedure", "participation"):
            continue
        copy = deepcopy(member)
        assert copy.draft is not None
        copy.draft.window = copy.draft.duration = None
        narrow(after, [copy.draft], context, reader.text)
        again.append(copy)
    if not again:
        return False, None
    return True, joined("any", [said, *again])


def kinds_behind(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Atrial fibrillation, paroxysmal or persistent": kinds behind a comma are alternatives of the thing before it."""
    position = next((n for n, item in enumerate(items) if item.kind == "or"), None)
    if position is None or first_of(items[position + 1 :], "or", "slash") is not None:
        return False, None
    before, after = items[:position], items[position + 1 :]
    second = next((n for n, item in enumerate(after) if item.kind not in ("filler", "mark")), None)
    if second is None or after[second].kind != "qualifier" or after[second].detail == "list":
        return False, None
    tail = after[second + 1 :]
    if tail and (tail[0].term is not None or tail[0].kind in ("word", "generic", "qualifier", "with", "quantity")):
        return False, None
    named = _thing_with_kind(before, reader.text)
    if named is None:
        return False, None
    lead, first, bare = named
    return True, joined(
        "any",
        [
            reader.clause([*lead, *first, *deepcopy(tail)], context),
            reader.clause([*deepcopy(lead), *_of_kind(after[second], bare, reader.text), *tail], context),
        ],
    )


def _of_kind(kind: Item, thing: Item, text: str) -> list[Item]:
    """A thing with a word for its kind, as the concept the vocabulary has of both where it has one."""
    words = f"{text[kind.start : kind.end]} {text[thing.start : thing.end]}"
    known = next((c for c in vocabulary().lookup(words) if c.type == "condition"), None)
    if known is None:
        return [kind, deepcopy(thing)]
    kind.used = True
    term = TermMatch(thing.start, thing.end, known.name, known.type)
    return [Item("term", thing.start, thing.end, value=known.name, term=term)]


def _thing_with_kind(items: list[Item], text: str) -> tuple[list[Item], list[Item], Item] | None:
    """What leads, the thing with its first kind, and the bare thing: "asthma, allergic", in one term or in two items."""
    last = items[-1] if items else None
    if last is not None and last.term is not None and last.term.type == "condition":
        bare = text[last.start : last.end].partition(",")[0]
        known = next((c for c in vocabulary().lookup(bare) if c.type == "condition"), None)
        if known is None or last.end - last.start == len(bare):
            return None
        end = last.start + len(bare)
        term = TermMatch(last.start, end, known.name, known.type)
        return items[:-1], [last], Item("term", last.start, end, value=known.name, term=term)
    if len(items) < 3 or items[-1].kind != "qualifier" or items[-2].kind != "comma":
        return None
    thing = items[-3]
    if thing.term is None or thing.term.type != "condition":
        return None
    return items[:-3], _of_kind(items[-1], thing, text), thing

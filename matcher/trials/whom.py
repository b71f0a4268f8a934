"""For whom a statement is: "for adults over 50: …", "… ≥ 60 for patients under 16", "… test for women of childbearing potential".

Whom a limit, a test or a list is for is a condition, and no demand: of all others it asks nothing.
"""

from __future__ import annotations

import re

from matcher.trials.childbearing import is_reproductive
from matcher.trials.context import Context
from matcher.trials.drafts import Node, conditional, joined
from matcher.trials.groups import first_of
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import Outcome, Reader
from matcher.trials.sharing import merge_limits

_WHOM = ("for", "in", "among", "of")
_GROUPS = ("for", "in", "among")
_LEADS = ("for", "among")
_PERSONS = ("age", "sex", "reproductive")
_PERSON_ITEMS = ("person", "agehint", "quantity", "filler", "span")
_HEAD_ITEMS = (*_PERSON_ITEMS, "comma", "and", "or", "drop", "mark", "with")
_ENDS = ("span", "comma", "and", "must", "if", "except", "permit", "bracket", "list", "colon")
_CLAUSE = re.compile(r"[\n.;:()*•]")


def group_ahead(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "For adults aged 50 and over: one of the following …"; "for women, hemoglobin ≥ 11 g/dL"."""
    end = first_of(items, "colon", "comma", "list")
    if end is None or not end or not _said_ahead(reader.text, items[0].start):
        return False, None
    group = items[:end]
    if not _holds_person(group):
        return False, None
    whom = reader.clause(group, context.within_union)
    if whom is None or any(draft.type not in _PERSONS or draft.value == "contraception" for draft in whom.leaves()):
        return False, None
    body = items[end:] if items[end].kind == "list" else items[end + 1 :]
    then = reader.clause(body, context) if content(body) else None
    # A group of whom nothing is asked ("for those over 40: one of the following:", the list stands elsewhere) asks for no such age.
    return True, conditional(whom, then) if then is not None else None


def group_that_has(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Women over 40 with A or B": the choice is between A and B, and all of them are women over 40."""
    position = next((n for n, item in enumerate(items) if item.kind == "with" and _names_persons(items[:n])), None)
    if position is None or items[position].value == "bound":
        return False, None
    head, rest = items[:position], items[position + 1 :]
    begun = any(item.kind in ("person", "agehint", "with", "colon", "list", "if", "must") for item in rest)
    if begun or first_of(rest, "or", "slash") is None or any(is_reproductive(item) for item in rest):
        return False, None
    whom = reader.clause(head, Context("inclusion", context.conditions))
    asked = reader.clause(rest, context)
    if whom is None or asked is None or any(draft.type not in _PERSONS for draft in whom.leaves()):
        return False, None
    items[position].used = True
    return True, joined("all", [whom, asked])


def group_who(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Women of childbearing potential, who plan to become pregnant": in an exclusion, too, the comma begins no other reason."""
    position = first_of(items, "comma", "and", "or", "slash", "colon", "list", "if", "must", "except")
    if (
        position is None
        or items[position].kind != "comma"
        or position + 1 == len(items)
        or not context.lists_are_unions
    ):
        return False, None
    head, rest = items[:position], items[position + 1 :]
    lead = reader.text[rest[0].start : rest[0].end].lower().split()
    if lead[:1] not in _WHO or any(item.kind in ("person", "list") for item in rest):
        return False, None
    if not any(item.kind == "person" for item in head):
        return False, None  # "Asthma, who smoke" may go on with a list of reasons.
    whom, asked = reader.clause(head, context), reader.clause(rest, context)
    return (False, None) if whom is None or asked is None else (True, joined("all", [whom, asked]))


_WHO = (["who"], ["whose"])


def _said_ahead(text: str, start: int) -> bool:
    """Whether "for" stands before a clause; edges are cut off before a clause is read."""
    begin = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
    words = text[begin:start].lower().split()
    return bool(words) and words[0].strip("-– ") in _LEADS and not words[-1].startswith(("example", "instance"))


def _holds_person(items: list[Item]) -> bool:
    """Whether a group is of a sex or an age, and of nothing else that has a name."""
    persons = any(_is_of_person(item) or is_reproductive(item) for item in items)
    return persons and all(item.term is None or is_reproductive(item) for item in items)


def _names_persons(head: list[Item]) -> bool:
    """Whether words say whom a statement is about, and nothing else: "patients who are 12 years or older"."""
    return any(_is_of_person(item) for item in head) and all(item.kind in _HEAD_ITEMS for item in head)


def _is_of_person(item: Item) -> bool:
    """Whether an item names a sex or an age."""
    if item.kind in ("person", "agehint"):
        return True
    years = item.quantity is not None and (item.quantity.unit or "").lower()[:2] in ("ye", "yr")
    return years or (item.quantity is not None and item.detail == "age")


def asked_of_women(node: Node) -> bool:
    """Whether a statement is about a pregnancy test or contraception: those are asked only of those it names."""
    return any(draft.value == "contraception" or "pregnancy test" in draft.concepts for draft in node.leaves())


def group_behind(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Negative pregnancy test for women of childbearing potential"; "Lansky ≥ 60 for patients under 16 years"."""
    position = next((n for n in range(2, len(items)) if _begins_group(items, n, reader.text)), None)
    if position is None or context.union or first_of(items[:position], "colon", "list", "count", "except") is not None:
        return False, None
    start = max((n + 1 for n in range(position - 1) if items[n].kind in ("and", "or", "comma")), default=0)
    end = first_of(items[position:], *_ENDS)
    end = len(items) if end is None else position + end
    behind = end
    while behind < len(items) and items[behind].kind in ("span", "filler", "bracket"):
        behind += 1
    asked = reader.clause([*items[start : position - 1], *items[end:behind]], context)
    if asked is None or not _is_asked_of_some(asked, items[position:end], context):
        return False, None
    whom = reader.clause(items[position:end], context.within_union)
    if whom is None or not (asked_of_women(asked) or all(draft.type in _PERSONS for draft in whom.leaves())):
        return False, None
    listed = reader.clause(items[:start], context) if content(items[:start]) else None
    rest = reader.clause(items[behind:], context) if content(items[behind:]) else None
    held = conditional(whom, asked) if context.kind == "inclusion" else joined("all", [whom, asked])
    return True, joined(context.op, list(merge_limits([node for node in (listed, held, rest) if node is not None])))


def _is_asked_of_some(asked: Node, group: list[Item], context: Context) -> bool:
    """Whether what is asked is a pregnancy test or contraception, or a limit that holds for an age."""
    if context.kind == "inclusion" and asked_of_women(asked):
        return True
    aged = any(item.quantity is not None or (item.kind == "person" and item.detail == "age") for item in group)
    return aged and all(draft.type == "measurement" and draft.bounds for draft in asked.leaves())


def _begins_group(items: list[Item], position: int, text: str) -> bool:
    """Whether a group of persons begins at a place, with its preposition before it."""
    before, item = items[position - 1], items[position]
    if before.kind != "filler" or text[before.start : before.end].lower().split()[-1] not in _WHOM:
        return False
    if item.kind == "person" and item.detail == "sex" and item.value == "female":
        return True
    following = items[position + 1] if position + 1 < len(items) else None
    if is_reproductive(item):
        return following is not None and following.kind == "person" and following.value == "female"
    if text[before.start : before.end].lower().split()[-1] not in _GROUPS:
        return False
    end = first_of(items[position:], *_ENDS, "or")
    return _holds_person(items[position : len(items) if end is None else position + end]) and not any(
        part.kind == "person" and part.detail == "sex" for part in items[position : position + 1]
    )

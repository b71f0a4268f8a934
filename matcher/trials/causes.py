"""What comes of what: "pneumonia due to influenza or measles" is one pneumonia with a choice of causes."""

from __future__ import annotations

from matcher.trials.atoms import narrow
from matcher.trials.context import Context
from matcher.trials.drafts import joined
from matcher.trials.groups import first_of, split
from matcher.trials.infections import is_class
from matcher.trials.items import Item
from matcher.trials.lists import content
from matcher.trials.reading import Outcome, Reader

_BREAKS = ("comma", "and", "or", "slash", "semicolon", "bracket", "list", "colon")
_OWN = ("quantity", "person", "not", "attestation", "allergy", "participation", "cause", "unrelated", "with", "require")
"""Kinds that begin a reason of its own behind the "or"."""


def caused(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "X due to A or B", "X not related to A or B": the choice is among the causes, not between X and B.

    Only where nothing but an "or" joins them, or commas in a list of bare names: an "and" and a member with a history, a number or a
    time of its own may begin another reason.
    """
    position = first_of(items, "cause", "unrelated")
    if position is None:
        position = next((n for n, item in enumerate(items) if item.kind == "with" and item.value == "bound"), None)
    if position is None:
        position = _given_for(items, reader.text)
    if position is None or first_of(items[:position], *_BREAKS) is not None or not content(items[:position]):
        return False, None
    divider, causes = items[position], items[position + 1 :]
    if any(is_class(item) for item in items[:position]):
        return False, None  # "Infection due to A or B": two infections.
    joints = [item.kind for item in causes if item.kind in _BREAKS]
    if not joints or set(joints) - {"or", "slash", "comma"} or any(_begins_anew(item) for item in causes):
        return False, None
    if ("comma" in joints or divider.kind == "filler") and not _are_bare(causes, joints):
        return False, None
    divider.used = True
    base = reader.clause(items[:position], context)
    if base is None:
        return False, None
    if divider.kind == "unrelated":
        narrow(items[position:], list(base.leaves()), context, reader.text)
        return True, base
    return True, joined("all", [base, reader.clause(causes, context.within_union)])


def _given_for(items: list[Item], text: str) -> int | None:
    """Where the "for" stands between a treatment with a name and what it is given for."""
    for position in range(1, len(items) - 1):
        said, before, behind = items[position], items[position - 1], items[position + 1]
        if text[said.start : said.end].lower() != "for" or before.term is None or behind.term is None:
            continue
        if before.term.type in ("exposure", "procedure") and behind.term.type == "condition":
            return position
    return None


_BARE = ("term", "word", "qualifier", "filler", "mark", "generic", "drop")


def _are_bare(causes: list[Item], joints: list[str]) -> bool:
    """Whether a list with commas is one of three names or more and nothing else, closed by an "or": "fracture, tumor or infection".

    Behind "A, or B" another reason may begin.
    """
    if joints[-1] != "or" or any(item.kind not in (*_BARE, "comma", "or", "slash") for item in causes):
        return False
    pieces = split([item for item in causes if item.kind not in ("filler", "mark", "drop")], ("comma", "or", "slash"))
    named = all(any(item.term is not None and item.term.type == "condition" for item in piece) for piece in pieces)
    return named and (len(pieces) > 2 or "comma" not in joints)


def _begins_anew(item: Item) -> bool:
    return item.kind in _OWN or (item.kind == "qualifier" and item.detail in ("list", "near"))

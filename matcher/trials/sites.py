"""A site said once for a list: "knee injury or surgery" is surgery of the knee, not any."""

from __future__ import annotations

from matcher.trials.drafts import Draft, Node
from matcher.trials.items import Item
from matcher.trials.modifiers import forms

_BARE = frozenset({"surgery", "injury"})
"""What is done or happens at any place, where no place is named."""


def share_site(pieces: list[list[Item]], nodes: list[Node], text: str) -> None:
    """Take the concept off a bare "surgery" or "injury" whose site stands with the first member; its words are then looked up.

    Args:
        pieces: the items of each member, the first of which may name the site.
        nodes: what was read of them, changed in place.
    """
    if len(nodes) != 2 or not _names_site(pieces[0], text):
        return  # In a longer list what stands last is a thing of its own.
    start = pieces[0][0].start
    for node, piece in zip(nodes[1:], pieces[1:], strict=False):
        draft = node.draft
        if draft is None or len(draft.concepts) != 1 or draft.concepts[0] not in _BARE or not _is_bare(draft, piece):
            continue
        draft.concepts, draft.start = [], start


def _is_bare(draft: Draft, piece: list[Item]) -> bool:
    """Whether a member is the one word, and whatever time stands behind it."""
    named = [item for item in piece if item.kind in ("word", "term", "generic", "qualifier", "bracket")]
    return len(named) == 1 and not draft.qualifiers


def _names_site(piece: list[Item], text: str) -> bool:
    """Whether a member begins with a part of the body, before its noun."""
    said = [item for item in piece if item.kind in ("word", "term")]
    if not said:
        return False
    words = text[said[0].start : said[-1].end].lower().split()
    return len(words) > 1 and any(word.strip("-,") in forms("place") | forms("site") for word in words[:-1])

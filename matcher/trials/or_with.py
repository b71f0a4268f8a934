"""A denial and its opposite as a choice: "without steroids or with inhaled ones", "no drug or with a single drug"."""

from __future__ import annotations

from matcher.trials.items import Item

_ENDS = ("and", "comma", "semicolon", "stop", "not", "if", "except", "list")


def or_with(items: list[Item], position: int, text: str) -> int | None:
    """Where the affirmed alternative ends that begins with "or with" at a place behind a negation; None where none begins.

    Args:
        items: those behind the negation.
        position: where the "or" might stand. A "with" before it is the negation's own: "not treated with A or with B" denies both.
    """
    if (
        position + 2 >= len(items)
        or position == 0
        or items[position].kind != "or"
        or items[position + 1].kind != "with"
    ):
        return None
    if not _says_with(items[position + 1], text) or any(_says_with(item, text) for item in items[:position]):
        return None
    end = next((n for n in range(position + 2, len(items)) if items[n].kind in _ENDS), len(items))
    return end if end > position + 2 else None


def _says_with(item: Item, text: str) -> bool:
    words = item.said(text).split()
    return "with" in (words[0], words[-1])

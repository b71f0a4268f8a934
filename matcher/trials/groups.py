"""Slicing a row of lexical items: brackets as one item, pieces between separators."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from matcher.trials.items import Item


@dataclass(slots=True, eq=False)
class Bracketed(Item):
    """What stands between brackets, as one item of kind "bracket"."""

    inner: tuple[Item, ...] = ()


@dataclass(slots=True, eq=False)
class Nested(Item):
    """The lines below a lead line, as one item of kind "list": each a row of items of its own."""

    lines: tuple[tuple[Item, ...], ...] = ()


_DEEPEST = 12
"""Brackets within brackets; further ones are marks."""


def bracketed(items: list[Item]) -> list[Item]:
    """The items with each pair of brackets folded into one; a bracket without partner is a mark."""
    stack: list[list[Item]] = [[]]
    opened: list[Item] = []
    for item in items:
        if item.kind == "open" and len(opened) < _DEEPEST:
            opened.append(item)
            stack.append([])
        elif item.kind == "close" and opened:
            inner = stack.pop()
            start = opened.pop().start
            if stack[-1] and stack[-1][-1].kind == "comma" and _goes_on(inner):
                stack[-1].pop().used = True
            stack[-1].append(Bracketed("bracket", start, item.end, inner=tuple(inner)))
        elif item.kind in ("open", "close"):
            item.kind = "mark"
            stack[-1].append(item)
        else:
            stack[-1].append(item)
    while opened:
        # The writer forgot to close: what follows stands inside to the end.
        inner = stack.pop()
        first = opened.pop()
        end = inner[-1].end if inner else first.end
        stack[-1].append(Bracketed("bracket", first.start, end, inner=tuple(inner)))
    return stack[0]


_GOING_ON = ("except", "example", "define", "if")


def _goes_on(inner: list[Item]) -> bool:
    """Whether a bracket is about what stands before it though a comma parts them: "steroids, (inhaled ones are allowed)"."""
    return bool(inner) and (inner[0].kind in _GOING_ON or first_of(inner, "permit") is not None)


def split(items: list[Item], kinds: Collection[str]) -> list[list[Item]]:
    """The pieces between items of these kinds, empty ones left out."""
    pieces: list[list[Item]] = [[]]
    for item in items:
        if item.kind in kinds:
            pieces.append([])
        else:
            pieces[-1].append(item)
    return [piece for piece in pieces if piece]


def first(items: list[Item], test: Callable[[Item], bool], start: int = 0) -> int | None:
    """Position of the first item that passes, or None."""
    return next((n for n in range(start, len(items)) if test(items[n])), None)


def first_of(items: list[Item], *kinds: str) -> int | None:
    """Position of the first item of these kinds, or None."""
    for position, item in enumerate(items):
        if item.kind in kinds:
            return position
    return None


def trimmed(items: list[Item], kinds: Collection[str]) -> list[Item]:
    """The items without those of these kinds at both ends."""
    start, end = 0, len(items)
    while start < end and items[start].kind in kinds:
        start += 1
    while end > start and items[end - 1].kind in kinds:
        end -= 1
    return items[start:end]


def everything(items: Collection[Item]) -> Iterator[Item]:
    """All items, those inside brackets and nested lines too."""
    for item in items:
        yield item
        if isinstance(item, Bracketed):
            yield from everything(item.inner)
        elif isinstance(item, Nested):
            for line in item.lines:
                yield from everything(line)

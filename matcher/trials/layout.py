"""The lines of one criterion: a lead line, and the lines or numbered parts nested below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matcher.text.roman import ROMAN
from matcher.trials.markers import Marker, leading_marker


@dataclass(slots=True)
class Block:
    """A line (`text[start:end]`, marker left out) with the blocks nested below it."""

    start: int
    end: int
    indent: int
    style: str | None = None
    number: int | None = None
    """The number its marker has."""
    children: list[Block] = field(default_factory=list)


def layout(text: str) -> Block:
    """The block of a criterion's text. Lines without a marker go on with the line above, unless that is a lead line."""
    root: Block | None = None
    stack: list[Block] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        begin, position = position, position + len(raw)
        trimmed = raw.strip()
        if not trimmed:
            continue
        first = begin + raw.index(trimmed)
        last = first + len(trimmed)
        marker = _markers(text, first, last)
        indent = len(raw[: first - begin].expandtabs(4))
        block = Block(marker.end if marker else first, last, indent, marker.style if marker else None)
        if marker is not None and marker.style == "number" and marker.value.isdecimal():
            block.number = int(marker.value)
        if root is None:
            root = block
            stack = [root]
            continue
        if marker is None and not _leads(text, stack[-1]) and stack[-1].style != "bare":
            stack[-1].end = last
            continue
        if marker is None:
            block.style = "bare"
        stack = _placed(block, stack, marker)
    if root is None:
        return Block(0, len(text), 0)
    _number(root, text)
    return root


def _markers(text: str, start: int, end: int) -> Marker | None:
    """The marker of a line; a bullet with a number behind it ("- 2. …") counts as the number."""
    marker = leading_marker(text, start, end)
    while marker is not None and (inner := leading_marker(text, marker.end, end)) is not None:
        marker = inner
    return marker


def _leads(text: str, block: Block) -> bool:
    return text[block.start : block.end].rstrip().endswith(":")


def _placed(block: Block, stack: list[Block], marker: Marker | None) -> list[Block]:
    """Hang a block below the nearest one it is nested in; nothing stands beside the first line."""
    while len(stack) > 1:
        above = stack[-1]
        deeper = block.indent > above.indent or (
            block.indent == above.indent and block.style != above.style and not _seen(block, stack)
        )
        if deeper:
            break
        stack.pop()
    stack[-1].children.append(block)
    return [*stack, block]


def _seen(block: Block, stack: list[Block]) -> bool:
    """Whether an outer list already has this style of marker: then the block goes on with that list."""
    return any(held.style == block.style for held in stack[1:])


_INLINE = re.compile(
    r"(?:(?<=^)|(?<=[\s;:,.]))(?:\(?(?P<number>\d{1,2})(?:\)|\.(?!\d))|\(?(?P<letter>[a-h])\)|\(?(?P<roman>i{1,3}|iv|v|vi)\))\s*(?=[^\s\d])"
)


def _number(block: Block, text: str) -> None:
    """Take a line apart that numbers its parts in order: "both 1) … and 2) …"."""
    for child in block.children:
        _number(child, text)
    if block.children:
        return
    places: list[tuple[int, int]] = []
    kind: str | None = None
    fewest = 2
    if block.number == 1:
        # "1. Age ≥ 50 years 2. Stroke 3. …": the line's own marker is the first number of the run.
        places, kind, fewest = [(block.start, block.start)], "number", 3
    for match in _INLINE.finditer(text, block.start, block.end):
        if _value(match) == len(places) + 1 and kind in (None, match.lastgroup):
            kind = match.lastgroup
            places.append(match.span())
    if len(places) < fewest:
        return
    ends = [*(start for start, _ in places[1:]), block.end]
    block.children = [
        Block(start, end, block.indent + 1, "inline")
        for (_, start), end in zip(places, ends, strict=True)
        if text[start:end].strip()
    ]
    block.end = places[0][0]


def _value(match: re.Match[str]) -> int:
    if match["number"]:
        return int(match["number"])
    if match["letter"]:
        return ord(match["letter"]) - ord("a") + 1
    return ROMAN[match["roman"].upper()]

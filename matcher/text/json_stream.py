"""The elements of a long JSON list, one after the other, without the whole document in memory."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import IO, Any

from matcher.errors import InputError

_CHUNK = 1 << 16
_SPACE = " \t\r\n\ufeff"


class _Window:
    """A stretch of the document, grown when a value does not end in it and cut behind what was read."""

    def __init__(self, stream: IO[str], source: str, limit: int) -> None:
        self.stream, self.source, self.limit = stream, source, limit
        self.text, self.at, self.ended = "", 0, False
        self.decoder = json.JSONDecoder()

    def grow(self, size: int = _CHUNK) -> bool:
        if self.ended:
            return False
        more = self.stream.read(size)
        self.text, self.at = self.text[self.at :] + more, 0
        self.ended = not more
        return bool(more)

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            while self.at < len(self.text):
                if self.text[self.at] not in _SPACE:
                    return self.text[self.at]
                self.at += 1
            if not self.grow():
                return ""

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            raise self.broken()
        self.at += 1

    def value(self) -> Any:
        """The next value. A number or word may go on behind the window, so a value that ends with it is read again."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                found, end = self.decoder.raw_decode(self.text, self.at)
                if end < len(self.text) or not self.grow(size):
                    self.at = end if end <= len(self.text) else len(self.text)
                    return found
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or len(self.text) > self.limit or not self.grow(size):
                    raise self.broken() from None
            size *= 2

    def broken(self) -> InputError:
        return InputError(self.source, None, "this is not valid JSON; save it again as it was given out")


def elements(
    stream: IO[str], source: str, keys: Collection[str], limit: int = 1 << 28
) -> Iterator[tuple[int, Any] | dict[str, Any]]:
    """The elements of a JSON list, numbered from 1, or the one object that is no list.

    Args:
        stream: the document as text.
        source: its name, for messages.
        keys: names of the lists to go through where the document is an object ("entry", "studies").
        limit: most characters that one element may have.

    Yields:
        (number, element) of a document that is a list or of the object's list under one of `keys`; where it is an object
        without such a list, the object alone.

    Raises:
        InputError: the document is not JSON, or is cut off. The elements before that have been given.
    """
    window = _Window(stream, source, limit)
    start = window.peek()
    if start == "[":
        yield from _list(window)
        return
    if start != "{":
        raise window.broken()
    window.take("{")
    held: dict[str, Any] = {}
    listed = False
    while window.peek() != "}":
        if held or listed:
            window.take(",")
        name = window.value()
        if not isinstance(name, str):
            raise window.broken()
        window.take(":")
        if name in keys and window.peek() == "[":
            listed = True
            yield from _list(window)
        else:
            held[name] = window.value()
    if not listed:
        yield held


def _list(window: _Window) -> Iterator[tuple[int, Any]]:
    window.take("[")
    number = 0
    while window.peek() != "]":
        if number:
            window.take(",")
        number += 1
        yield number, window.value()
    window.take("]")

"""Text of a note made safe to show: characters that steer a terminal or the reading direction become visible ones."""

from __future__ import annotations

import textwrap
import unicodedata

_LINE_ENDS = {"\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def visible(text: str, keep: str = "\n\t") -> str:
    """The text with every control, bidirectional and invisible character replaced by something that can be seen.

    Escape sequences would otherwise repaint a terminal, and right-to-left overrides would show words in another order
    than the one they were written in.

    Args:
        text: any text.
        keep: control characters left as they are; line ends that are not in it become spaces.

    >>> visible("a\\x1b[31mb")
    'a␛[31mb'
    >>> visible("a\\u202eb")
    'a<U+202E>b'
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join(_shown(char, keep) for char in text)


def offset_in(text: str, shown: int) -> int:
    """Where in a text the character stands that `visible(text)` shows at an offset.

    >>> offset_in("a\u202eb", len("a<U+202E>"))
    2
    """
    if text.isascii() and text.isprintable():
        return min(shown, len(text))
    at = 0
    for number, char in enumerate(text):
        if at >= shown:
            return number
        at += 0 if char == "\r" and text[number + 1 : number + 2] == "\n" else len(_shown(char, "\n\t"))
    return len(text)


def one_line(text: str) -> str:
    """The text on one line: visible, runs of white space as one space."""
    return " ".join(visible(text, keep="\n\t").split())


def width(text: str) -> int:
    """Columns a terminal needs for a visible text: wide East Asian characters take two, combining marks none."""
    return sum(_columns(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` terminal columns; at least one line."""
    if text.isascii():
        return textwrap.wrap(text, max(columns, 8), break_on_hyphens=False) or [""]
    lines, line = [], ""
    for word in text.split():
        while width(word) > columns:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n]) <= columns)
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
        if not word:
            continue
        if line and width(line) + 1 + width(word) > columns:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line or not lines else lines


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(char: str, keep: str) -> str:
    if char in keep or char.isprintable():
        return char
    char = _LINE_ENDS.get(char, char)
    if char in keep:
        return char
    code = ord(char)
    if char in "\n\t\r":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(char) == "Zs":
        return " "
    return f"<U+{code:04X}>"

"""What commands say and write, and how they end. Messages go to stderr, what was asked for to stdout."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2


def say(message: str) -> None:
    """A message on stderr, in one line whatever it holds."""
    from matcher.report.visible import one_line

    print(f"matcher: {one_line(message)}", file=sys.stderr)  # noqa: T201


def write(text: str) -> None:
    """What was asked for, on stdout."""
    sys.stdout.write(text)
    sys.stdout.flush()


def usage(message: str) -> NoReturn:
    """End with a message about how the command was used."""
    say(message)
    raise typer.Exit(BAD_INPUT)


def stdin_text(source: str) -> str:
    """What stands on stdin, whatever its encoding."""
    from matcher.text.files import decode

    return decode(sys.stdin.buffer.read(), source)


def end(done: int, failed: int) -> None:
    """End with the code for records done and failed."""
    if failed:
        raise typer.Exit(SOME_FAILED if done else BAD_INPUT)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widest: int = 40) -> str:
    """Columns set under each other; only the last is not cut."""
    from matcher.report.visible import one_line

    shown = [head, *(tuple(one_line(cell) for cell in row) for row in rows)]
    last = len(head) - 1
    widths = [min(widest, max(len(row[column]) for row in shown)) for column in range(last)]

    def cut(text: str, width: int) -> str:
        return text if len(text) <= width else text[: width - 1] + "…"

    lines = [
        "  ".join([*(cut(row[n], widths[n]).ljust(widths[n]) for n in range(last)), row[last]]).rstrip()
        for row in shown
    ]
    return "\n".join(lines) + "\n"


def save(file: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    from matcher.errors import InputError

    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).chmod(mode)
        Path(name).replace(file)
    except OSError as error:
        raise InputError(str(file), None, f"the file cannot be written ({type(error).__name__})") from None

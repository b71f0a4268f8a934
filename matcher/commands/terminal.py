"""What commands say and how they end. Messages go to stderr, what was asked for to stdout."""

from __future__ import annotations

import sys
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

"""Notes as commands take them: files of one patient, their dates, and how silence is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands.terminal import say, stdin_text, usage

if TYPE_CHECKING:
    from matcher.notes.types import Note


NotesArgument = Annotated[
    list[str],
    typer.Argument(metavar="NOTE...", help="Files with notes of one patient (text, Word, PDF, HTML); - reads stdin."),
]
NoteDates = Annotated[
    list[str] | None, typer.Option("--note-date", help="Date of a note, FILE=YYYY-MM-DD; may be given several times.")
]


def one_stdin(names: Sequence[str]) -> None:
    """End with a message where stdin is named more than once."""
    if names.count("-") > 1:
        usage("- (stdin) can stand for one input only.")


def note_dates(options: Sequence[str] | None, notes: Sequence[str]) -> dict[str, dt.date]:
    """The dates of `--note-date FILE=YYYY-MM-DD` by file."""
    dates = {}
    for option in options or ():
        name, equals, date = option.rpartition("=")
        if not equals or not name:
            usage(f"--note-date {option}: write FILE=YYYY-MM-DD.")
        if name not in notes:
            usage(f"--note-date {option}: {name} is not among the notes given.")
        dates[name] = day_in(date, f"--note-date {name}")
    return dates


def day_in(text: str, option: str) -> dt.date:
    """The day an option names, else the end with a message."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        usage(f"{option}: {text!r} is no date; write YYYY-MM-DD.")


def read_note(name: str, date: dt.date | None) -> Note:
    """The note in a file or on stdin. What could not be read of a file is told."""
    import matcher
    from matcher.notes.exports.single import file_text

    text, warnings = (stdin_text("stdin (note)"), ()) if name == "-" else file_text(Path(name))
    for warning in warnings:
        say(warning)
    return matcher.Note(text, note_id="stdin" if name == "-" else name, date=date)

"""`matcher reviews`: what is kept of patients, by whom and since when; export, deletion, and for how long."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands.terminal import BAD_INPUT, save, say, table, usage, write
from matcher.commands.trials import FormatOption, LibraryOption, ListFormat
from matcher.matching.enumerations import State

if TYPE_CHECKING:
    from matcher.store.reviews import ReviewStore

reviews = typer.Typer(no_args_is_help=True)

PatientArgument = Annotated[str, typer.Argument(metavar="PATIENT", help="Id or pseudonym the reviews are kept under.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_PRIVATE = 0o600


@reviews.callback()
def _reviews() -> None:
    """The reviews that were kept: list, export, delete, retention."""


@reviews.command("list")
def list_(
    library: LibraryOption = None,
    patient: Annotated[str | None, typer.Option(metavar="ID", help="Only of this patient.")] = None,
    trial: Annotated[str | None, typer.Option(metavar="TRIAL", help="Only for this trial.")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    format_: FormatOption = ListFormat.table,
    limit: Annotated[int, typer.Option(min=1, help="Most reviews to show.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over first.")] = 0,
) -> None:
    """The reviews that are kept, the newest first."""
    with _store(library) as store:
        found = store.list(patient_id=patient, trial_key=trial, state=state, limit=limit, offset=offset)
        number = store.count(patient_id=patient, trial_key=trial, state=state)
    if format_ is ListFormat.json:
        from matcher.report.json import dumps

        write(dumps([one.to_dict() for one in found]))
        return
    if found:
        rows = [
            (one.patient_id, one.trial_key, one.state, str(one.version), f"{one.saved_at:%Y-%m-%d %H:%M}", one.saved_by)
            for one in found
        ]
        write(table(("patient", "trial", "state", "version", "kept (UTC)", "by"), rows))
    if len(found) < number or not number:
        say(
            f"{len(found)} of {number} reviews shown; see --limit and --offset" if number else "No such review is kept."
        )


@reviews.command("export")
def export(
    patient: PatientArgument,
    to: Annotated[Path | None, typer.Option("--to", help="File, readable by you alone; by default stdout.")] = None,
    library: LibraryOption = None,
) -> None:
    """All that is kept of a patient, every saving of a review and every row of a work list, as JSON."""
    from matcher.report.json import dumps

    with _store(library) as store:
        record = store.export(patient)
    if not record["reviews"] and not record["work_rows"]:
        _nothing()
    if to is None:
        write(dumps(record))
    else:
        save(to, dumps(record), _PRIVATE)


@reviews.command("delete")
def delete(patient: PatientArgument, library: LibraryOption = None, yes: YesOption = False) -> None:
    """Delete all that is kept of a patient, reviews and rows of work lists, for good."""
    with _store(library) as store:
        number = store.entries(patient)
        if not number:
            _nothing()
        _sure(f"Delete {_entries(number)} of this patient for good, from reviews and work lists?", yes)
        write(f"{_entries(store.delete(patient))} deleted\n")


@reviews.command("retention")
def retention(
    days: Annotated[
        str | None, typer.Argument(metavar="[DAYS|never]", help="Days after the last saving; never: keep for ever.")
    ] = None,
    library: LibraryOption = None,
    yes: YesOption = False,
) -> None:
    """For how long reviews are kept after their last saving, and work lists after they were taken in; or the setting of it, for all
    who use the database."""
    if days is not None and days != "never" and not (days.isascii() and days.isdigit() and 0 < int(days) < 100_000):
        usage(f"retention {days}: give a number of days from 1 to 99999, or never.")
    with _store(library, create=days is not None) as store:
        if days == "never":
            store.retention = None
        elif days is not None:
            if number := store.expiring(int(days)):
                _sure(f"This deletes {_entries(number)} of reviews and work lists at once, for good. Go on?", yes)
            store.retention = int(days)
            store.expire()
        held = store.retention
    write(
        "Reviews and work lists are kept until they are deleted.\n"
        if held is None
        else f"Reviews are deleted {held} days after they were last saved, work lists {held} days after they were taken in.\n"
    )


def _store(library: str | None, *, create: bool = False) -> ReviewStore:
    from matcher.store.reviews import ReviewStore

    return ReviewStore(library, create=create)


def _nothing() -> None:
    say("Nothing is kept of this patient.")
    raise typer.Exit(BAD_INPUT)


def _entries(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def _sure(question: str, yes: bool) -> None:
    """Go on only where somebody says so."""
    if yes:
        return
    if not sys.stdin.isatty():
        usage(f"{question} Add --yes.")
    typer.confirm(question, abort=True, err=True)

"""`matcher worklist`: bulk results taken into the database, to be walked on the page by a team."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands.terminal import say, table, usage, write
from matcher.commands.trials import LibraryOption
from matcher.matching.enumerations import STATUSES

if TYPE_CHECKING:
    from matcher.store.worklist import WorkStore

worklist = typer.Typer(no_args_is_help=True)


ListArgument = Annotated[
    str, typer.Argument(metavar="LIST", help="Name of the list, as `matcher worklist list` shows it.")
]


@worklist.callback()
def _worklist() -> None:
    """Work lists of a team, made of results of `matcher score`: import, list, export, remove."""


@worklist.command("import")
def import_(
    result: Annotated[
        Path,
        typer.Argument(metavar="RESULT", help="What `matcher score` wrote: the folder, or the file of the pairs."),
    ],
    name: Annotated[str | None, typer.Option(help="Name of the list; by default the result's.")] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar=f"[{'|'.join(STATUSES)}]", help="Only pairs of this status; may be given several times."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="WHO", help="Who imports; by default who is logged in.")] = None,
    library: LibraryOption = None,
) -> None:
    """Take a result into the database of the trial library, where the page walks it (`matcher app`).

    What the result holds is stored, and no more: ids, verdicts, places of evidence, and words of notes only if it was written
    with --quotes.
    """
    from matcher.store.result_files import result_at
    from matcher.store.worklist_import import import_result

    if others := set(status or ()) - set(STATUSES):
        usage(f"--status {min(others)}: give one of {', '.join(STATUSES)}.")
    files = result_at(result)
    with _store(library) as store:
        made = import_result(store, files, by=by or _login(), name=name, statuses=set(status or ()))
    write(f"{made.rows:,} rows in the work list {_shown(made.name)}; walk it on the page: matcher app\n")


@worklist.command("list")
def list_(library: LibraryOption = None) -> None:
    """The work lists, the newest first."""
    with _store(library, create=False) as store:
        lists = store.lists()
    if not lists:
        say("There is no work list. Make one: matcher worklist import RESULT")
        return
    rows = [(f"{one.rows:,}", f"{one.imported_at:%Y-%m-%d %H:%M}", one.imported_by, one.name) for one in lists]
    write(table(("rows", "imported (UTC)", "by", "list"), rows))


@worklist.command("export")
def export(
    name: ListArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="CSV file for the rows.")],
    library: LibraryOption = None,
) -> None:
    """Write the rows of a list with their review states, who set them and when, as CSV for a spreadsheet."""
    from matcher.errors import InputError
    from matcher.report.csv import rows_csv

    head = (
        "patient_id", "trial", "status", "score", "criteria", "satisfied", "violated", "unknown", "not_applicable",
        "deciding", "open_questions", "screening_date", "state", "changed_by", "changed_at",
    )  # fmt: skip
    with _store(library, create=False) as store:
        rows = (
            (
                row.patient_id, row.trial_key, row.status, "" if row.score is None else f"{row.score:.4f}",
                str(row.criteria), str(row.satisfied), str(row.violated), str(row.unknown), str(row.not_applicable),
                " ".join(row.deciding), " | ".join(row.questions), row.as_of.isoformat() if row.as_of else "",
                row.state, row.changed_by or "", f"{row.changed_at:%Y-%m-%d %H:%M}" if row.changed_at else "",
            )
            for row in store.all_rows(store.named(name).id)
        )  # fmt: skip
        try:
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                number = rows_csv(file, head, rows)
        except OSError as error:
            raise InputError(str(out), None, f"the file cannot be written ({type(error).__name__})") from None
    write(f"{number:,} rows written to {_shown(str(out))}\n")


@worklist.command("remove")
def remove(name: ListArgument, library: LibraryOption = None) -> None:
    """Delete a list with its rows. The reviews of its patients stay until they are deleted themselves."""
    with _store(library, create=False) as store:
        store.remove(store.named(name).id)
    write(f"removed    {_shown(name)}\n")


def _store(location: str | None, *, create: bool = True) -> WorkStore:
    from matcher.store.worklist import WorkStore

    return WorkStore(location, create=create)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a process without a user name, as in some containers
        return "somebody"


def _shown(text: str) -> str:
    from matcher.report.visible import one_line

    return one_line(text)
